"""What a firm's own function is asked for is a chance: each of its dice decides alone."""

from __future__ import annotations

from typing import Any

import pytest

from sim.quantities import Asked, Deeds, Stake
from sim.rules.told import buyer_does, supplier_does, told_to_buyer, told_to_supplier
from tests.theory.months import Month, bond, scene, side, terms, world

LONE = world(news=dict(private=1.0))
"""Each side always knows alone."""
DECIDED = {
    "buyer": {
        Asked.TELL: "buyer_silent", Asked.MONITOR: "buyer_monitors", Asked.CONSENT: "consents",
        Asked.ORDER: "orders", Asked.SUE: "sues", Asked.LEAVE: "leaves",
    },
    "supplier": {
        Asked.TELL: "supplier_silent", Asked.MONITOR: "supplier_monitors", Asked.INFLATE: "inflated",
        Asked.CONSENT: "consents", Asked.SUE: "sues", Asked.LEAVE: "leaves",
    },
}  # fmt: skip
"""The draw that decides what each side is asked."""
FROM_ABOVE = (Asked.TELL, Asked.MONITOR)
"""Decided by a draw at or above one less the chance, so that they share it with what the rules would do."""


def does(who: str, asked: Asked, chance: float, draw: float, *, others: bool) -> bool:
    """The answer where what is asked has this draw, and every other die says `others`."""
    own = ["consents", "orders", "sues", "leaves"] if who == "buyer" else ["consents", "sues", "leaves"]
    dice = dict.fromkeys((*Deeds._fields, *own), 0.0 if others else 1.0)
    for one in FROM_ABOVE:
        dice[DECIDED[who][one]] = 1.0 if others else 0.0
    dice[DECIDED[who][asked]] = draw
    play: Any = buyer_does if who == "buyer" else supplier_does
    drawn = Deeds(*(dice[name] for name in Deeds._fields))
    return play(asked, chance, drawn, **{name: dice[name] for name in own}, world=LONE)


@pytest.mark.parametrize(("who", "asked"), [(who, asked) for who, one in DECIDED.items() for asked in one])
def test_a_chance_is_met_by_the_die_of_what_is_asked_alone(who: str, asked: Asked) -> None:
    for chance in (0.3, 0.8):
        most = 1.0 - chance if asked in FROM_ABOVE else chance
        for draw in (most - 0.01, most, most + 0.01):
            wanted = (draw >= most) is (asked in FROM_ABOVE)
            assert does(who, asked, chance, draw, others=not wanted) is wanted


@pytest.mark.parametrize("opened", [False, True])
def test_each_is_told_its_role_its_own_side_and_whether_there_is_a_re_tender(opened: bool) -> None:
    held = bond(buyer=side(ledger=0.2, grievance=0.1), supplier=side(ledger=-0.3, grievance=0.4))
    signed, rest = terms(prior_buyer=0.6, prior_supplier=0.2), (opened, 7.0, 1.5, LONE)
    here = scene(Month(terms=signed, bond=held))
    stake = Stake(0.05, 0.07, 0.0)
    buyer = told_to_buyer(here, stake, signed, held, *rest)
    supplier = told_to_supplier(here, stake, signed, held, *rest)
    assert (buyer.role, buyer.ledger, buyer.grievance, buyer.gain) == (0.0, 0.2, 0.1, 0.05)
    assert (supplier.role, supplier.ledger, supplier.grievance, supplier.gain) == (1.0, -0.3, 0.4, 0.07)
    assert buyer.opened == supplier.opened == float(opened)
    assert (buyer.trust, supplier.trust) == (0.6, 0.2)
