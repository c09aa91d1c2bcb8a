"""How volatile the work must be for governance to pay, in closed form: adaptation alone.

A governed pair has its work specified anew every month and pays g for it, after F at once. A rigid pair
fights its changes through and loses σ√(γH/3) a month in the long run, less at first, while its contract
still fits: a head start worth 4H/15. So over T months governance pays iff

    σ √(γH/3) − g ≥ (F + 4H/15)(1 − δ)/(1 − δ^T).

It holds for small steps, misfit that persists (ρ_x = 1), resets without outlay, and a pair that stays
together for all T months. Promises, investment, trust and the search for partners are not in it.

Source: limiting case L9 of the specification, with its mend; derived and tested against the model in
`tests/theory/test_break_even_volatility.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.quantities import Steps
from sim.rules.claims import disputed_share, haggling_cost, lie_chance
from sim.rules.process import governance_cost, steps_cost
from sim.scenario import STEPS, Scenario, Strategy


class Adapting(NamedTuple):
    """What the closed form needs: γ; H, F in money; g in money a month; δ a month."""

    weight: float
    haggling: float
    at_once: float
    monthly: float
    patience: float


def adapting(rigid: Scenario, governed: Scenario) -> Adapting:
    """The closed form's parameters, from the scenario of a rigid arm and of one that takes steps.

    H as rigid pairs fight it out (no steps, nothing narrowed); F and g as governed ones pay, strategic
    reviews spread over the months between them. Where a role has several strategies: the mean over pairs.
    """
    process = governed.process

    def at_once(buyer: Strategy, supplier: Strategy) -> float:
        steps = Steps(*(float(getattr(buyer, step) and getattr(supplier, step)) for step in STEPS))
        return steps_cost(
            steps, process.foundation_cost, process.vision_cost, process.principles_cost,
            process.mechanisms_cost, process.governance_cost, process.cost_scale,
        )  # fmt: skip

    def monthly(buyer: Strategy, supplier: Strategy) -> float:
        governed_so = float(buyer.governance and supplier.governance)
        every_month = process.governance_monthly + process.review_cost / process.review_every
        return governance_cost(governed_so, every_month, 0.0, False, process.cost_scale)

    return Adapting(
        rigid.surplus.misfit_weight, over_pairs(rigid, haggling(rigid)),
        over_pairs(governed, at_once), over_pairs(governed, monthly), governed.choice.patience,
    )  # fmt: skip


def haggling(scenario: Scenario) -> Callable[[Strategy, Strategy], float]:
    """H of a pair without steps under a rigid contract (E7)."""
    change = scenario.adaptation

    def cost(buyer: Strategy, supplier: Strategy) -> float:
        lies = (lie_chance(firm.honesty, 0.0, 0.0) for firm in (buyer, supplier))
        disputed = disputed_share(change.bias, 0.0, change.inflation, *lies)
        return haggling_cost(change.haggling, 0.0, change.haggling_slope, disputed)

    return cost


def over_pairs(scenario: Scenario, quantity: Callable[[Strategy, Strategy], float]) -> float:
    """The mean of a pair's quantity over the pairs that a population makes when all meet alike."""
    people, known = scenario.population, scenario.strategies
    return sum(
        one * other * quantity(known[buyer], known[supplier])
        for buyer, one in people.buyers.items()
        for supplier, other in people.suppliers.items()
    )


def break_even_volatility(known: Adapting, months: ArrayLike) -> NDArray[np.float64]:
    """σ from which on governance pays over so many months; infinite where misfit or haggling is free."""
    lasting = np.asarray(months, dtype=float)
    slope = np.sqrt(known.weight * known.haggling / 3.0)
    delta = known.patience
    worth = lasting if delta >= 1.0 else (1.0 - delta**lasting) / (1.0 - delta)
    needed = known.monthly + (known.at_once + 4.0 * known.haggling / 15.0) / worth
    return needed / slope if slope > 0.0 else np.full(lasting.shape, np.inf)
