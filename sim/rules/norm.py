"""A norm of honesty that can erode (E7).

Statement: Who hears of many lies in the market finds honesty less binding.
Formula: a firm acts on honesty max(0, hon(1 − κ_N L̄)), L̄ the public mean of lies and silences found out per
    side and month.
Parameters: κ_N ≥ 0, neutral 0.
Limits: κ_N = 0, or no lie found: firms are as honest as they are. All of honesty h < 1, silent with ν(1 − h)
    and found out with chance d: honesty tips to 0 once κ_N·ν·d ≥ 1, whatever h.
Literature: abeler_nosenzo_raymond_2019.
"""

from __future__ import annotations

from sim.jit import rule


@rule
def honesty_in_force(honesty: float, erosion: float, lies: float) -> float:
    """The honesty that a firm acts on among so many lies."""
    return max(0.0, honesty * (1.0 - erosion * lies))
