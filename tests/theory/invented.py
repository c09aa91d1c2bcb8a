"""Months drawn at random, always the same ones: forms, steps, power, state and deeds all vary."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.quantities import Deeds, Side, Steps
from sim.scenario import PRINCIPLES
from tests.theory.months import Month, bond, deeds, posture, side, terms

NONE: dict[str, float] = dict.fromkeys(PRINCIPLES, 0.0)


def invented_side(dice: np.random.Generator) -> Side:
    return side(
        grievance=dice.uniform(0.0, 0.1), ledger=dice.uniform(-0.2, 0.4),
        estimate=dice.uniform(-0.05, 0.3), good=dice.uniform(0.0, 9.0), bad=dice.uniform(0.0, 4.0),
        kept=float(dice.integers(-1, 2)), seen=float(dice.integers(0, 2)),
    )  # fmt: skip


def invented_month(dice: np.random.Generator, here: Any, steps: Steps | None = None) -> Month:
    """A month of any form and any state; both firms start from principles of 0."""
    taken = Steps(*(float(one) for one in dice.integers(0, 2, 5))) if steps is None else steps
    form = float(dice.integers(0, 4)) if steps is None else 3.0
    if form != 3.0:
        taken = Steps(0.0, 0.0, 0.0, 0.0, 0.0)
    return Month(
        buyer=posture(), supplier=posture(), world=here,
        terms=terms(
            form=form, band=0.1 if form >= 2.0 else 0.0, power=dice.uniform(-1.0, 1.0),
            value=dice.uniform(1.05, 1.3), cost=dice.uniform(0.75, 0.95), fit=dice.uniform(0.6, 1.0),
            steps=taken, governed=taken.governance,
        ),
        bond=bond(
            left=float(dice.integers(1, 37)), since=float(dice.integers(0, 6)),
            price=dice.uniform(0.9, 1.1), misfit=dice.normal(0.0, 0.5), log_cost=dice.normal(0.0, 0.1),
            buyer=invented_side(dice), supplier=invented_side(dice),
        ),
        deeds=Deeds(*dice.random(len(Deeds._fields))),
    )  # fmt: skip


def quiet_month(dice: np.random.Generator, here: Any, **fields: Any) -> Month:
    """A month in which trade is never in doubt; `fields` replace terms, bond or deeds by name."""
    month = Month(
        world=here,
        terms=terms(fit=dice.uniform(0.6, 1.0)),
        bond=bond(
            buyer=side(estimate=dice.uniform(0.1, 0.2)), supplier=side(estimate=dice.uniform(0.1, 0.2))
        ),
        deeds=deeds(
            buyer_keeps=dice.random(), supplier_keeps=dice.random(), inflated=dice.random(),
            buyer_monitors=dice.random(), found=dice.random(), buyer_silent=dice.random(),
            supplier_silent=dice.random(), buyer_silence_found=dice.random(),
            supplier_silence_found=dice.random(),
        ),
    )  # fmt: skip
    return month._replace(**fields)


def with_principle(month: Month, name: str, who: str) -> Month:
    """The same month with one principle of one firm, or of both, at 1."""
    strong = posture(**(NONE | {name: 1.0}))
    if who == "both":
        return month._replace(buyer=strong, supplier=strong)
    return month._replace(**{who: strong})
