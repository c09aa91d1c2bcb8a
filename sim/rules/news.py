"""Honesty in news (E7).

Statement: Part of what must be known to adapt only one side knows. What is not told cannot be adapted to.
Formula: a change is material iff ½γx² > o|x|; each side alone knows part of it with chance ν, keeps silent
    about it with probability y, and is found out with its partner's chance of seeing. While one side is
    silent and not found out, nobody can adapt.
Parameters: ν [0, 1], neutral 0; y the chance to lie (see `claims`).
Limits: honesty 1: all is told. d_t = 1: no silence lasts. A side is silent and not found out with chance
    u = νy(1 − d_t) where nobody monitors: nobody can adapt with 1 − (1 − u_B)(1 − u_S).
Literature: myerson_satterthwaite_1983; dyer_chu_2003.
"""

from __future__ import annotations

from sim.jit import rule


@rule
def knows_alone(private: float, draw: float) -> bool:
    """Whether part of what must be known is known to this side only."""
    return draw < private


@rule
def tells(private: float, lying: float, draw: float) -> bool:
    """Whether a side tells what only it knows.

    The draw is that of `knows_alone`: given that it knows alone, it is silent with probability `lying`.
    """
    return draw >= private * lying


@rule
def silence_found(silent: bool, seeing: float, draw: float) -> bool:
    """Whether the partner finds a silence out."""
    return silent and draw < seeing
