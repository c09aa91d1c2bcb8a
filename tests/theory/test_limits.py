"""Limiting cases that hold exactly: placebo, all channels shut, no principles, roles swapped (L16–L19).

No test here is stochastic in its verdict: worlds are compared on the same dice, false-alarm rate 0.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.quantities import FLEXIBLE, Bond, Deal, Deeds, Experience, Outlook
from sim.rules.month import play_month
from sim.rules.signing import signed
from sim.worlds import ACCOUNTS
from tests.theory.markets import (
    OFF,
    STEPPED,
    WIIFME,
    WIIFWE,
    block,
    discounted,
    monthly,
    of_buyers,
    process_cost,
)
from tests.theory.months import NO_LUCK, NO_LUMPS, OUTLOOK, deeds, posture, world

CENT = 1e-9
PLACEBO_MOVES = {
    "payoff", "joint", "process", "governance", "idle_process", "cash"
}  # fmt: skip
"""Accounts that a placebo may change: its cost, and what holds that cost."""
SWAPPED_MONTHS = 40


@pytest.mark.parametrize("principle", [0.0, 0.9])
@pytest.mark.parametrize("turmoil", [{}, {"misfit_sd": 0.3, "cost_sd": 0.08}])
def test_placebo_costs_exactly_its_cost(principle: float, turmoil: dict[str, float]) -> None:
    """L16: one buyer, one supplier, nobody ruined: placebo − no steps = −(discounted process cost).

    Source: model, §9 L16; the cost of the process is outside Û (decision 0008).
    """
    groups = dict(
        market=dict(buyers=1, suppliers=1, months=90, separation=0.03), money=dict(ruin=False),
        shocks=turmoil,
    )  # fmt: skip
    kind = dict.fromkeys(("honesty", "integrity", "loyalty"), principle)
    same: dict[str, Any] = dict(menu=["relational", "rigid"], **kind)
    plain = block(same, groups, replicates=3).accounts
    sham = block({**same, **STEPPED, "placebo": True}, groups, replicates=3).accounts
    for place, name in enumerate(ACCOUNTS):
        if name not in PLACEBO_MOVES:
            np.testing.assert_array_equal(plain[..., place], sham[..., place], err_msg=name)
    cost = process_cost(sham)
    assert cost.sum(axis=1).min() > 0.6
    assert process_cost(plain).max() == 0.0
    difference = monthly(sham, "payoff") - monthly(plain, "payoff")
    np.testing.assert_allclose(difference, -cost, rtol=0, atol=CENT)
    np.testing.assert_allclose(discounted(difference), -discounted(cost), rtol=0, atol=CENT)


@pytest.mark.parametrize("firms", [(1, 1), (4, 5)])
def test_with_every_channel_shut_the_process_is_a_mere_cost(firms: tuple[int, int]) -> None:
    """L17: WIIFWE − WIIFME = −(process cost), month by month.

    Beside what §9 lists, slips and the usual lag of payment are shut: either is a channel too.
    """
    buyers, suppliers = firms
    groups = {**OFF, "market": dict(buyers=buyers, suppliers=suppliers, months=60, separation=0.0)}
    alone = block(WIIFME, groups).accounts
    together = block(WIIFWE, groups).accounts
    assert of_buyers(alone, "trades").min() == buyers
    assert of_buyers(together, "trades").min() == buyers
    assert of_buyers(together, "relational").min() == buyers
    difference = monthly(together, "payoff") - monthly(alone, "payoff")
    wanted = np.full((1, 60), -0.025 * buyers)
    wanted[0, 0] -= 0.60 * buyers
    wanted[0, 5::6] -= 0.05 * buyers
    np.testing.assert_allclose(difference, wanted, rtol=0, atol=CENT)
    np.testing.assert_allclose(process_cost(together), -wanted, rtol=0, atol=CENT)


@pytest.mark.parametrize("menu", [["relational", "rigid"], ["rigid", "spot"], ["flexible", "rigid"]])
def test_without_principles_and_steps_wiifwe_is_wiifme(menu: list[str]) -> None:
    """L18: bit for bit the same world under the same contract, the guard included."""
    groups: dict[str, dict[str, Any]] = dict(market=dict(buyers=8, suppliers=10, months=30))
    hollow = {name: 0.0 if isinstance(value, float) else False for name, value in WIIFWE.items()}
    one = block({**hollow, "guard": 0.35, "menu": menu}, groups, trace=True)
    other = block(dict(menu=menu), groups, trace=True)
    for name in one._fields:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


def dyad(one: Any, other: Any, here: Any, value: float, cost: float, luck: list[Deeds]) -> list[Deal]:
    """The months of a pair that signs a flexible contract and stays together."""
    fresh = Experience(0.5, 0.0, 0.0)
    outcome = signed(
        one, other, FLEXIBLE, value, cost, 0.0, 1.0, 0.0, 0.0, fresh, fresh, False, OUTLOOK, here,
        0.9, 0.9, False, 0.0,
    )  # fmt: skip
    assert outcome.agreed == 1.0
    state: Bond = outcome.bond
    outlook = Outlook(0.1, 0.1, 1.0, 1.0, 0.5, 0.85, 0.0)
    months: list[Deal] = []
    for draws in luck:
        state, deal = play_month(one, other, outcome.terms, state, outlook, here, NO_LUCK, draws, NO_LUMPS)
        months.append(deal)
    return months


def bargain_and_promises(power: float, outside: tuple[float, float]) -> Any:
    """A world of E4 and promises only; outside options fixed."""
    groups = {
        **OFF,
        "promises": dict(slip=0.1, detection=0.6),
        "bargaining": dict(power=power, outside_weight=0.5),
        "choice": dict(
            OFF["choice"], outside_fixed=True, outside_buyer=outside[0], outside_supplier=outside[1]
        ),
    }
    return world(**groups)


@pytest.mark.parametrize("power", [0.0, 0.5, -0.8])
@pytest.mark.parametrize("honesty", [0.0, 1.0])
def test_swapping_roles_swaps_payoffs(power: float, honesty: float) -> None:
    """L19: mirror value and cost about the public support, power, strategies, outside options, deeds.

    v' = lo + hi − c and c' = lo + hi − v: the linear reports of chatterjee_samuelson_1983 mirror too.
    """
    first = posture(autonomy=0.2, honesty=honesty, integrity=0.3, menu=("flexible",))
    second = posture(
        conduct="reactive", honesty=honesty, after_kept_broken=0.2, after_broken_broken=0.3,
        menu=("flexible",),
    )  # fmt: skip
    draws = np.random.default_rng(1).random((SWAPPED_MONTHS, 4)).tolist()
    rows, turned = (
        [
            deeds(buyer_keeps=row[own], supplier_keeps=row[other],
                  buyer_seen=row[2 + own], supplier_seen=row[2 + other])
            for row in draws
        ]
        for own, other in ((0, 1), (1, 0))
    )  # fmt: skip
    ends, outside = 0.85 + 1.15, (0.06, 0.02)
    usual = dyad(first, second, bargain_and_promises(power, outside), 1.25, 0.88, rows)
    mirrored = dyad(
        second,
        first,
        bargain_and_promises(-power, (outside[1], outside[0])),
        ends - 0.88,
        ends - 1.25,
        turned,
    )
    assert {deal.kept_buyer for deal in usual} | {deal.kept_supplier for deal in usual} == {0.0, 1.0}
    for one, other in zip(usual, mirrored):
        assert one.payoff_buyer == pytest.approx(other.payoff_supplier, abs=CENT)
        assert one.payoff_supplier == pytest.approx(other.payoff_buyer, abs=CENT)
        assert (one.kept_buyer, one.kept_supplier) == (other.kept_supplier, other.kept_buyer)
