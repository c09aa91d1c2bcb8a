"""Postures as points of a box: what a firm that looks for its own posture may change, each from 0 to 1.

Principles and guard are as they stand. Patience is on a scale of its own, on which a firm that counts a
month's delay as a tenth is 0 and one that counts it as two thousandths is 1. A step, and whether a firm's
menu begins with a relational contract, are 0 or 1. All else (conduct, what is declared) is not looked for.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from sim.rules.guard import guarded
from sim.scenario import PRINCIPLES, STEPS, Strategy
from sim.worlds import strategy_row

Posture = tuple[float, ...]
"""A place in the box, in the order of `AXES`."""
RELATIONAL = "relational"
SWITCHES = (*STEPS, RELATIONAL)
AXES = (*PRINCIPLES, "guard", "patience", *SWITCHES)
PATIENCE = AXES.index("patience")
IMPATIENT, PATIENT = 0.1, 0.002
"""What a month's delay takes from money, at both ends of the scale of patience."""
DIGITS, DIGITS_OF_PATIENCE = 2, 6
MENUS = {True: ("relational", "rigid", "spot"), False: ("rigid", "spot")}
HALF = 0.5


def patience_at(place: float) -> float:
    """The monthly discount factor at a place on its scale."""
    return round(1.0 - IMPATIENT * (PATIENT / IMPATIENT) ** place, DIGITS_OF_PATIENCE)


def place_of(strategy: Strategy, patience: float) -> Posture:
    """Where a strategy lies in the box; `patience` is the market's, for one that sets none."""
    own = patience if strategy.patience is None else strategy.patience
    delay = min(max(1.0 - own, PATIENT), IMPATIENT)
    scaled = math.log(delay / IMPATIENT) / math.log(PATIENT / IMPATIENT)
    steps = (float(getattr(strategy, step)) for step in STEPS)
    principles = (getattr(strategy, principle) for principle in PRINCIPLES)
    return (*principles, strategy.guard, scaled, *steps, float(RELATIONAL in strategy.menu))


def strategy_at(place: Posture) -> Strategy:
    """The strategy at a place in the box."""
    told = dict(zip(AXES, place))
    steps = {step: told[step] >= HALF for step in STEPS}
    plain = {name: told[name] for name in (*PRINCIPLES, "guard")}
    menu = MENUS[told[RELATIONAL] >= HALF]
    return replace(Strategy(), **plain, **steps, menu=menu, patience=patience_at(told["patience"]))


def in_the_box(strategy: Strategy, patience: float) -> bool:
    """Whether a strategy differs from those of the box in nothing that a market knows."""
    there = strategy_at(place_of(strategy, patience))
    return strategy_row(there, patience) == strategy_row(strategy, patience)


def settled(place: Sequence[float]) -> Posture:
    """A place that the search came to, in hundredths, its switches 0 or 1."""
    within = [min(max(float(one), 0.0), 1.0) for one in place]
    return tuple(
        float(one >= HALF) if name in SWITCHES else round(one, DIGITS) for name, one in zip(AXES, within)
    )


def alike(one: Posture, other: Posture, apart: float = 0.1) -> bool:
    """Whether two postures differ by less than so much in everything."""
    return max(abs(mine - theirs) for mine, theirs in zip(one, other)) < apart


def acting(mine: Posture, other: Posture, trust: float) -> tuple[float, ...]:
    """The six principles as a firm acts on them towards a firm of the other posture that it trusts so far."""
    guard = mine[AXES.index("guard")]
    many = len(PRINCIPLES)
    return tuple(float(guarded(own, said, guard, trust)) for own, said in zip(mine[:many], other[:many]))
