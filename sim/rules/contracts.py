"""Menus of contract forms (§4, E6).

Statement: A pair uses the buyer's first form that the supplier's menu also holds.
Formula: form = first f of menu_B with f in menu_S; spot and rigid prices are fixed, flexible and
    relational ones may move by ±w; a spot deal lasts a month, a relational term is longer with mechanisms.
    Where `staggered`, a first term that two founders sign in the market's first year is drawn from 1 … L.
Parameters: menus of spot, rigid, flexible, relational; w money, neutral 0; term L months; `staggered`,
    neutral off.
Limits: no form in common: the pair cannot trade.
Literature: hart_moore_2008; fehr_hart_zehnder_2011.
"""

from __future__ import annotations

from sim.arithmetic import floor
from sim.jit import rule
from sim.quantities import FLEXIBLE, NO_FORM, RELATIONAL, SPOT, Strategy

FOUNDING = 12
"""Months in which the first contracts of founders are signed."""


@rule
def offers(strategy: Strategy, form: float) -> bool:
    """Whether a form is on a strategy's menu."""
    return form >= 0.0 and (
        strategy.menu_1 == form
        or strategy.menu_2 == form
        or strategy.menu_3 == form
        or strategy.menu_4 == form
    )


@rule
def common_form(buyer: Strategy, supplier: Strategy) -> float:
    """The contract form that a pair would use, or NO_FORM."""
    if offers(supplier, buyer.menu_1):
        return buyer.menu_1
    if offers(supplier, buyer.menu_2):
        return buyer.menu_2
    if offers(supplier, buyer.menu_3):
        return buyer.menu_3
    if offers(supplier, buyer.menu_4):
        return buyer.menu_4
    return NO_FORM


@rule
def price_band(form: float, band: float) -> float:
    """Half the width of the contract's price interval; money."""
    return band if form == FLEXIBLE or form == RELATIONAL else 0.0


@rule
def term_length(form: float, term: float, spot_term: float, committed: float) -> float:
    """Months of a term; `committed` is what agreed mechanisms add to a relational one."""
    if form == SPOT:
        return spot_term
    return term + committed if form == RELATIONAL else term


@rule
def is_staggered(staggered: float, founders: bool, month: int) -> bool:
    """Whether a new contract's first term is drawn: founders sign it, in the first months of the market."""
    return staggered > 0.0 and founders and month < FOUNDING


@rule
def months_left(term: float, drawn: bool, draw: float) -> float:
    """Months of a first term: the whole of it or, where it is drawn, 1 to all of them alike."""
    return 1.0 + floor(draw * term) if drawn else term
