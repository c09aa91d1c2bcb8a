"""How a month is booked, cent by cent: whom each amount costs, and that nothing is lost or made."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from sim.quantities import (
    Aftermath,
    Claim,
    Deal,
    Exchange,
    Lumps,
    News,
    Promises,
    Scene,
    Settlement,
    Watch,
    Work,
)
from sim.rules.accounts import booked
from tests.theory.months import NO_LUCK, Month, leaked, scene, terms, world


class Books(NamedTuple):
    """What a month is booked from; amounts that no rule would bring together, all of them different."""

    scene: Scene = scene(Month())
    settlement: Settlement = Settlement(
        Watch(1.0, 1.0, 0.013, 0.8, 0.3),
        News(1.0, 0.0, 0.0, 1.0),
        Work(0.2, 1.0, 1.0, 0.17, 0.029, 0.0, Claim(0.031, 0.0, 0.0, 1.0)),
        Exchange(1.0, 1.01, 0.9, 1.1, 0.037),
        1.01, 0.85, 1.0,
    )  # fmt: skip
    promises: Promises = Promises(1.0, 1.0, 0.0, 1.0, 0.0, 0.041, -0.043, 0.047, 0.053, 0.059, 0.061)
    after: Aftermath = Aftermath(0.0, 0.0, 0.067, 0.071, 0.073, 0.079)
    governance: float = 0.083
    lumps: Lumps = Lumps(0.089, 0.097, 0.101, 0.103, 0.107, 0.109)


def deal(books: Books) -> Deal:
    here = world(shocks=dict(payoff_noise=0.5))
    luck = NO_LUCK._replace(noise_buyer=0.2, noise_supplier=-0.6)
    return booked(
        books.scene, terms(fit=0.9), books.settlement, books.promises, books.after, books.governance,
        books.lumps, luck, here,
    )  # fmt: skip


def more(value: Any, path: str, amount: float) -> Any:
    """A nested tuple with an amount added at a path."""
    name, _, rest = path.partition(".")
    now = getattr(value, name)
    return value._replace(**{name: more(now, rest, amount) if rest else now + amount})


@pytest.mark.parametrize(
    ("path", "buyer", "supplier"),
    [
        ("settlement.exchange.price", -1.0, 1.0),
        ("settlement.exchange.risk", -1.0, 1.0),
        ("settlement.work.claim.paid", -1.0, 1.0),
        ("promises.remedy", -1.0, 1.0),
        ("promises.withheld", 1.0, -1.0),
        ("scene.gain_buyer", 1.0, 0.0),
        ("scene.gain_supplier", 0.0, 1.0),
        ("scene.cost", 0.0, -1.0),
        ("promises.payoff_buyer", 1.0, 0.0),
        ("promises.payoff_supplier", 0.0, 1.0),
        ("after.shading_supplier", -1.0, 0.0),
        ("after.shading_buyer", 0.0, -1.0),
        ("after.interest_buyer", 1.0, 0.0),
        ("after.interest_supplier", 0.0, -1.0),
        ("settlement.watch.buyer", -0.013, 0.0),
        ("settlement.watch.supplier", 0.0, -0.013),
        ("settlement.work.outlay", 0.0, -1.0),
        ("settlement.work.haggling", -0.5, -0.5),
        ("promises.law_buyer", -1.0, 0.0),
        ("promises.law_supplier", 0.0, -1.0),
        ("governance", -0.5, -0.5),
        ("lumps.process_buyer", -1.0, 0.0),
        ("lumps.process_supplier", 0.0, -1.0),
        ("lumps.contracting_buyer", -1.0, 0.0),
        ("lumps.contracting_supplier", 0.0, -1.0),
        ("lumps.adaptation_buyer", -1.0, 0.0),
        ("lumps.adaptation_supplier", 0.0, -1.0),
    ],
)
def test_each_amount_is_booked_with_whom_it_costs(path: str, buyer: float, supplier: float) -> None:
    """One-off costs and governance are left out of what the running relationship gives."""
    before, after = deal(Books()), deal(more(Books(), path, 0.25))
    assert after.payoff_buyer - before.payoff_buyer == pytest.approx(0.25 * buyer, abs=1e-12)
    assert after.payoff_supplier - before.payoff_supplier == pytest.approx(0.25 * supplier, abs=1e-12)
    runs = 0.0 if path.startswith(("lumps", "governance")) else 0.25
    assert after.operating_buyer - before.operating_buyer == pytest.approx(runs * buyer, abs=1e-12)
    assert after.operating_supplier - before.operating_supplier == pytest.approx(runs * supplier, abs=1e-12)


@pytest.mark.parametrize("trades", [0.0, 1.0])
@pytest.mark.parametrize("cost", [0.85, 2.0])
def test_the_first_best_is_what_is_made_and_what_leaks(trades: float, cost: float) -> None:
    books = more(Books(), "settlement.exchange.trades", trades - 1.0)
    month = deal(books._replace(scene=books.scene._replace(cost=cost)))
    made = month.payoff_buyer + month.payoff_supplier
    assert made + leaked(month) == pytest.approx(month.first_best, abs=1e-12)


def test_what_was_seen_and_done_is_booked_as_it_was() -> None:
    month = deal(Books())
    assert month.control == (1.0, 1.0, 0.0, 1.0)
    assert (month.lies_buyer, month.lies_supplier) == (0.0, 2.0)
    assert (month.material, month.silenced, month.ordered, month.renegotiated) == (1.0, 0.0, 1.0, 1.0)
    assert (month.haggled, month.held, month.kept_buyer, month.kept_supplier) == (1.0, 1.0, 1.0, 0.0)
    assert (month.shading_buyer, month.shading_supplier, month.withheld) == (0.067, 0.071, 0.047)
    assert (month.opened, month.ended, month.leaves_buyer, month.leaves_supplier) == (0.0, 0.0, 0.0, 0.0)
    assert (month.noise_buyer, month.noise_supplier) == pytest.approx((0.1, -0.3))
