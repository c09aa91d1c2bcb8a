"""L20: one principle from 0 to 1 changes only what lies downstream of its equations.

Two equations a principle; the second of honesty, E7, has two places, claims and news. In a world where all
else is shut, each moves the fields named below and no other bit; in the default world with its channels
shut, a principle moves nothing at all. The bet (E5) lies downstream of reciprocity and equity, which set the
supplier's share, and enters what the buyer's integrity has to hold (E9): those are channels of their own
here, with all that follows from a share withheld. Months are drawn from a fixed seed and compared with
themselves, so the false-alarm rate is 0.
Source: model §4, §9 L20; decisions 0005, 0007, 0013 for what a channel is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest

from sim.quantities import FLEXIBLE, RELATIONAL, Experience, Steps
from sim.rules.signing import signed
from sim.scenario import PRINCIPLES
from tests.theory.invented import invented_month, quiet_month, with_principle
from tests.theory.markets import OFF
from tests.theory.months import (
    OUTLOOK,
    Month,
    bond,
    moved,
    played,
    posture,
    side,
    terms,
    world,
)

MONTHS = 60
PAID = {
    "deal.operating_buyer", "deal.operating_supplier", "deal.payoff_buyer", "deal.payoff_supplier",
    "bond.buyer.estimate", "bond.supplier.estimate",
}  # fmt: skip
"""What money moves, whatever moved it."""
CHANGED = {"deal.leakages.misfit", "deal.leakages.adaptation", "bond.misfit"}
GRIEVED = {"bond.buyer.grievance", "bond.supplier.grievance"}


def off(**groups: dict[str, Any]) -> Any:
    """The world with every channel shut but those given."""
    return world(**{name: OFF.get(name, {}) | groups.get(name, {}) for name in {*OFF, *groups}})


class Channel(NamedTuple):
    """One principle's way into the month: a world, a month, and all that may move."""

    principle: str
    equation: str
    world: Any
    month: Callable[[np.random.Generator, Any], Month]
    moves: set[str]


def unlucky(dice: np.random.Generator, here: Any) -> Month:
    return quiet_month(dice, here, bond=bond(log_cost=dice.uniform(-0.1, 0.1)))


def investing(dice: np.random.Generator, here: Any) -> Month:
    return quiet_month(dice, here, terms=terms(power=dice.uniform(-0.5, 0.5)))


def powerful(dice: np.random.Generator, here: Any) -> Month:
    return quiet_month(dice, here, terms=terms(form=FLEXIBLE, band=0.1, power=dice.uniform(-1.0, 1.0)))


def paying_late(dice: np.random.Generator, here: Any) -> Month:
    return quiet_month(dice, here, terms=terms(power=dice.uniform(0.1, 1.0)))


def drifted(dice: np.random.Generator, here: Any) -> Month:
    return quiet_month(dice, here, bond=bond(misfit=dice.uniform(0.1, 0.2)))


def reviewed(dice: np.random.Generator, here: Any) -> Month:
    governed = terms(form=RELATIONAL, band=0.1, steps=Steps(0.0, 0.0, 0.0, 0.0, 1.0))
    return quiet_month(dice, here, bond=bond(misfit=dice.uniform(0.08, 0.2)), terms=governed)


def wronged(dice: np.random.Generator, here: Any) -> Month:
    governed = terms(form=RELATIONAL, band=0.1, steps=Steps(0.0, 0.0, 0.0, 0.0, 1.0))
    one, other = (side(estimate=-1.0, grievance=dice.uniform(0.0, 0.1)) for _ in range(2))
    return quiet_month(
        dice, here, terms=governed, bond=bond(since=float(dice.integers(3, 6)), buyer=one, supplier=other)
    )


def untold(dice: np.random.Generator, here: Any) -> Month:
    """A strong buyer has the work specified anew, at the supplier's cost, if that pays and it is told."""
    strong = terms(form=FLEXIBLE, power=0.5)
    return quiet_month(dice, here, terms=strong, bond=bond(misfit=dice.uniform(0.1, 0.2)))


def claiming_half(dice: np.random.Generator, here: Any) -> Month:
    """A review at which both agree, as the month would not trade otherwise; half the claim is reimbursed."""
    governed = terms(form=RELATIONAL, band=0.1, steps=Steps(0.0, 0.0, 0.0, 0.0, 1.0))
    return quiet_month(dice, here, bond=bond(misfit=dice.uniform(0.55, 0.8)), terms=governed)


def hoping(dice: np.random.Generator, here: Any) -> Month:
    """A buyer that would keep its word but for the share it owes; suppliers of all degrees of trust."""
    month = quiet_month(dice, here, terms=terms(power=dice.uniform(-0.5, 0.5), prior_supplier=dice.random()))
    poor = side(estimate=dice.uniform(0.0, 0.0015))
    return month._replace(bond=bond(left=20.0, buyer=poor, supplier=side(estimate=0.2)))


def tempted(dice: np.random.Generator, here: Any) -> Month:
    poor = side(estimate=dice.uniform(0.0, 0.1))
    return quiet_month(dice, here, bond=bond(left=float(dice.integers(1, 9)), buyer=poor, supplier=poor))


def aggrieved(dice: np.random.Generator, here: Any) -> Month:
    agreed = terms(form=RELATIONAL, band=0.1, steps=Steps(0.0, 0.0, 1.0, 0.0, 0.0))
    return quiet_month(dice, here, terms=agreed, bond=bond(price=dice.uniform(0.95, 1.05)))


def courted(dice: np.random.Generator, here: Any) -> Month:
    one, other = (side(estimate=dice.uniform(0.10, 0.15)) for _ in range(2))
    return quiet_month(dice, here, bond=bond(left=1.0, buyer=one, supplier=other))


INVESTMENT, SUNK = dict(investment=dict(gain=0.2)), {"deal.leakages.underinvestment"}
LEDGERS = {"bond.buyer.ledger", "bond.supplier.ledger"}
BET = dict(
    investment=dict(gain=0.2, bet=1.0), promises=dict(temptation=0.0, harm=0.0, detection=0.6),
    choice=dict(outside_fixed=True, outside_buyer=0.0, outside_supplier=0.0),
)  # fmt: skip
WITHHELD = {
    "deal.kept_buyer", "deal.withheld", "deal.transfer", "bond.buyer.kept", "bond.supplier.seen",
    "bond.supplier.good", "bond.supplier.bad",
}  # fmt: skip
"""What a buyer moves that keeps its promise, or breaks it for the share that it owes."""
LATE = dict(payment=dict(lag=1.0, lag_power=2.0))
CLAIMS = dict(
    outlay=0.05, haggling=0.1, haggling_slope=0.3, threshold=0.0, saving_rule=False, inflation=0.2,
    bias=0.05, renegotiation=False,
)  # fmt: skip
BREACHES = dict(temptation=0.06, detection=1.0, law_cost=0.05)
NEWS = dict(outlay=0.05, saving_rule=False, renegotiation=False)
CONSENT = dict(outlay=0.05, threshold=9.0, saving_rule=False)
LEAVING = dict(exit=True, outside_fixed=True, outside_buyer=0.14, outside_supplier=0.14)
SLIPS = dict(temptation=0.06, slip=0.3, detection=0.6, law_cost=0.05)
LEARNT = {f"bond.{who}.{field}" for who in ("buyer", "supplier") for field in ("good", "bad", "kept", "seen")}
SHADED = {
    "deal.shading_buyer", "deal.shading_supplier", "deal.leakages.shading", "bond.buyer.bad",
    "bond.supplier.bad",
}  # fmt: skip
CHANNELS = [
    Channel("reciprocity", "E10", off(), unlucky, PAID | LEDGERS | {"deal.transfer"}),
    Channel("reciprocity", "E5", off(**INVESTMENT), investing, PAID | SUNK),
    Channel("autonomy", "E4", off(), powerful, PAID | GRIEVED | {"deal.price", "deal.transfer"}),
    Channel("autonomy", "E11", off(**LATE), paying_late, PAID | {"deal.leakages.delay"}),
    Channel(
        "honesty", "E7 claims", off(adaptation=CLAIMS), drifted,
        PAID | {
            "deal.transfer", "deal.leakages.haggling", "deal.lies_supplier", "bond.buyer.good",
            "bond.buyer.bad",
        },
    ),
    Channel(
        "honesty", "E7 at the review", off(adaptation=CLAIMS | dict(threshold=9.0)), claiming_half,
        PAID | {
            "deal.transfer", "deal.leakages.haggling", "deal.haggled", "deal.lies_supplier", "bond.buyer.bad",
        },
    ),
    Channel(
        "honesty", "E7 news", off(adaptation=NEWS, news=dict(private=0.8)), untold,
        PAID | CHANGED | {
            "bond.supplier.grievance", "deal.silenced", "deal.lies_buyer", "deal.lies_supplier",
            "bond.buyer.bad", "bond.supplier.bad",
        },
    ),
    Channel("reciprocity", "E5 bet", off(**BET), hoping, PAID | SUNK | WITHHELD),
    Channel("equity", "E5", off(**INVESTMENT), investing, PAID | SUNK),
    Channel("equity", "E5 bet", off(**BET), hoping, PAID | SUNK | WITHHELD),
    Channel(
        "equity", "E8", off(promises=BREACHES), wronged,
        PAID | GRIEVED | {"deal.transfer", "deal.leakages.law"},
    ),
    Channel("loyalty", "E6", off(adaptation=CONSENT), reviewed, PAID | CHANGED | {"deal.transfer"}),
    Channel("loyalty", "E13", off(choice=LEAVING), courted, {"deal.leaves_buyer", "deal.leaves_supplier"}),
    Channel(
        "integrity", "E9", off(promises=SLIPS), tempted,
        PAID | LEARNT | {
            "deal.kept_buyer", "deal.kept_supplier", "deal.leakages.promises", "deal.leakages.law",
            "deal.transfer",
        },
    ),
    Channel("integrity", "E9 bet", off(**BET), hoping, PAID | WITHHELD),
    Channel("integrity", "G", off(shading=dict(strength=0.25, cap=1.0)), aggrieved, PAID | GRIEVED | SHADED),
]  # fmt: skip


def moved_by(month: Month, name: str, who: str) -> set[str]:
    """The fields of bond and deal that one principle of `who` moves."""
    before, after = played(month), played(with_principle(month, name, who))
    return {f"bond.{path}" for path in moved(before[0], after[0])} | {
        f"deal.{path}" for path in moved(before[1], after[1])
    }


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda one: f"{one.principle}-{one.equation}")
def test_an_open_channel_moves_what_is_downstream_and_all_of_it(channel: Channel) -> None:
    """L20. Over all months every field named does move somewhere: no channel is dead."""
    dice = np.random.default_rng(20)
    found: set[str] = set()
    for _ in range(MONTHS):
        month = channel.month(dice, channel.world)
        for who in ("buyer", "supplier", "both"):
            found |= moved_by(month, channel.principle, who)
    assert found == channel.moves


def test_honesty_enters_the_report() -> None:
    """E3: at signing honesty moves price and agreement, and what each expects of them; nothing else."""
    still, fresh = off(), Experience(0.5, 0.0, 0.0)
    dice, found, agreements = np.random.default_rng(20), set[str](), set[float]()
    for _ in range(MONTHS):
        value, cost = dice.uniform(0.95, 1.2), dice.uniform(0.8, 0.95)
        outcomes = [
            signed(
                posture(honesty=one), posture(honesty=other), FLEXIBLE, value, cost, 0.0, 1.0, 0.0, 0.0,
                fresh, fresh, False, OUTLOOK, still, 0.9, 0.9, False, 0.0,
            )
            for one, other in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0))
        ]  # fmt: skip
        for outcome in outcomes[1:]:
            found |= moved(outcomes[0], outcome)
        agreements |= {outcome.agreed for outcome in outcomes}
    assert found == {"agreed", "bond.price", "bond.buyer.estimate", "bond.supplier.estimate"}
    assert agreements == {0.0, 1.0}


def shut(dice: np.random.Generator, name: str) -> Month:
    """A month of the default world in which one principle's two channels, and no others, are shut."""
    groups: dict[str, dict[str, Any]] = {
        "reciprocity": dict(investment=dict(gain=0.0), risk=dict(ledger_max=0.0)),
        "autonomy": dict(bargaining=dict(outside_weight=0.0)),
        "honesty": dict(process=dict(open_book=1.0)),
        "equity": dict(
            investment=dict(gain=0.0), promises=dict(detection=0.0),
            process=dict(detection=0.0, clearing=0.0), monitoring=dict(seen=0.0),
        ),
        "loyalty": dict(choice=dict(loyalty_worth=0.0)),
        "integrity": dict(promises=dict(integrity_price=0.0, slip=0.0), process=dict(narrowing=0.0)),
    }[name]  # fmt: skip
    steps = Steps(1.0, 1.0, 1.0, 1.0, 1.0) if name == "honesty" else None
    if name == "loyalty":
        steps = Steps(1.0, 1.0, 1.0, 1.0, 0.0)
    month = invented_month(dice, world(**groups), steps)
    if name == "autonomy":
        return month._replace(terms=month.terms._replace(power=0.0))
    if name == "reciprocity":
        one, other = (one._replace(ledger=1.0) for one in (month.bond.buyer, month.bond.supplier))
        return month._replace(bond=month.bond._replace(buyer=one, supplier=other))
    return month


@pytest.mark.parametrize("name", PRINCIPLES)
def test_with_its_channels_shut_a_principle_changes_no_bit(name: str) -> None:
    dice = np.random.default_rng(21)
    for _ in range(4 * MONTHS):
        month = shut(dice, name)
        for who in ("buyer", "supplier", "both"):
            assert moved_by(month, name, who) == set()


@pytest.mark.parametrize("name", PRINCIPLES)
def test_in_the_default_world_every_principle_is_alive(name: str) -> None:
    dice = np.random.default_rng(22)
    months = [invented_month(dice, world()) for _ in range(4 * MONTHS)]
    assert any(moved_by(month, name, "buyer") for month in months)
    assert any(moved_by(month, name, "supplier") for month in months)


def test_co_investment_at_even_power_gives_the_whole_gain_to_the_supplier() -> None:
    """E5 at β = ½: the buyer's ½ak − ½ς k² is a²/4 whether it carries half of the outlay or nothing."""
    month = quiet_month(np.random.default_rng(1), off(investment=dict(gain=0.2)), terms=terms())
    one, other = played(month)[1], played(with_principle(month, "reciprocity", "buyer"))[1]
    square = 0.18 * 0.18  # a(1 − μ), there being no shared vision
    assert one.operating_buyer == pytest.approx(0.15 + 0.25 * square)
    assert other.operating_buyer == pytest.approx(0.15 + 0.25 * square)
    assert other.operating_supplier - one.operating_supplier == pytest.approx(0.125 * square)
