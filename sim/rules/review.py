"""Governance reviews and ends of terms (E12, E13).

Statement: With governance, a strategic review each half-year decides to go on or not; without, only the
    end of a term does. Either leaves the bond open to better offers.
Formula: review when the months since the last one reach `review_every`; ended when no month is left.
Parameters: review_every months; neutral ∞.
Limits: review_every = 1: the bond is never safe. ∞: only terms end it.
Literature: nyden_vitasek_frydlinger_2013.
"""

from __future__ import annotations

from sim.jit import rule
from sim.quantities import Bond, Terms, World
from sim.rules.process import reviews


@rule
def review_due(terms: Terms, bond: Bond, world: World) -> bool:
    """Whether governance holds a strategic review this month."""
    return reviews(terms.steps.governance, world.process_review_every, bond.since + 1.0)


@rule
def review_paid(terms: Terms, bond: Bond, world: World) -> bool:
    """Whether a strategic review is paid for this month: a placebo pays without effect."""
    return reviews(terms.governed, world.process_review_every, bond.since + 1.0)


@rule
def bond_reviewed(bond: Bond, terms: Terms, world: World) -> Bond:
    """The bond with the months since its last review brought up to date."""
    since = bond.since + 1.0
    if reviews(terms.governed, world.process_review_every, since):
        since = 0.0
    return Bond(
        bond.age, bond.left, since, bond.price, bond.cost_then, bond.misfit, bond.log_cost,
        bond.buyer, bond.supplier,
    )  # fmt: skip


@rule
def term_ended(bond: Bond) -> bool:
    """Whether the term is over; `left` counts the months that remain."""
    return bond.left <= 0.0


@rule
def opened(bond: Bond, reviewed: bool, world: World) -> bool:
    """Whether the bond is open for re-tender from now on."""
    return term_ended(bond) or (reviewed and world.choice_exit > 0.0)
