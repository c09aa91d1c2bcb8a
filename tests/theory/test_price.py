"""L3: what honest partners agree on is half-way between what each could do without the other.

Honesty 1, outside options o given, ω = 1:  p = ½[(v − o_B) + (c + o_S)]; autonomy 1: p = ½(v + c).
In general d_i = (1 − aut_i)·ω·max(0, o_i), β_S = ½ − ½Π(1 − aut_strong), Π = Π₀ + κ(n_B − n_S)/(n_B + n_S)
clipped to [−1, 1]: they agree iff v − c ≥ d_B + d_S, at p = c + d_S + β_S(v − c − d_B − d_S).

Source: nash_1950; model §5 E4, §9 L3. Every verdict is exact (1e-12), whatever the dice: false-alarm rate 0.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.agents import Market
from sim.ensemble.tables import events_table
from sim.quantities import RELATIONAL, RIGID, Experience, Signing
from sim.rules.signing import signed
from tests.theory.markets import OFF, of_scenario, off, world_of
from tests.theory.months import ALL_STEPS, OUTLOOK, Month, bond, played, posture, terms, world

EXACT = 1e-12
CASES = 200
BARGAINS: dict[str, dict[str, float]] = {
    "honest": {},
    "autonomous": {"autonomy": 1.0},
    "half_autonomous": {"autonomy": 0.5},
}


def bargain(outside: tuple[float, float], **bargaining: Any) -> dict[str, dict[str, Any]]:
    """A world of bargaining only, with given outside options that count in full unless said otherwise."""
    fixed = dict(outside_fixed=True, outside_buyer=outside[0], outside_supplier=outside[1])
    return off(choice=fixed, bargaining=dict(outside_weight=1.0) | bargaining)


def negotiated(
    buyer: Any, supplier: Any, value: float, cost: float, here: Any, form: float = RIGID,
    trust: float = 0.5, others: tuple[float, float] = (0.0, 0.0),
) -> Signing:  # fmt: skip
    """Two strangers sit down; `others` are the suppliers and buyers that the two could turn to."""
    known = Experience(trust, 0.0, 0.0)
    return signed(
        buyer, supplier, form, value, cost, 0.0, 1.0, *others, known, known, False, OUTLOOK, here, 0.9, 0.9,
        False, 0.0,
    )  # fmt: skip


def test_honest_partners_meet_half_way_between_what_each_could_do_alone() -> None:
    dice = np.random.default_rng(3)
    honest = posture(honesty=1.0)
    for _ in range(CASES):
        own, other = dice.uniform(0.0, 0.1, 2)
        value, cost = dice.uniform(1.1, 1.4), dice.uniform(0.6, 0.9)
        outcome = negotiated(honest, honest, value, cost, world(**bargain((own, other))))
        assert outcome.agreed == 1.0
        assert outcome.bond.price == pytest.approx(0.5 * ((value - own) + (cost + other)), abs=EXACT)
        assert outcome.bond.buyer.estimate == pytest.approx(value - outcome.bond.price, abs=EXACT)
        assert outcome.bond.supplier.estimate == pytest.approx(outcome.bond.price - cost, abs=EXACT)


def test_autonomous_partners_split_evenly_whatever_their_power_and_outside_options() -> None:
    dice = np.random.default_rng(4)
    just = posture(honesty=1.0, autonomy=1.0)
    for _ in range(CASES):
        here = world(**bargain((dice.uniform(0, 9), dice.uniform(0, 9)), power=dice.uniform(-1, 1)))
        value, cost = dice.uniform(1.1, 1.4), dice.uniform(0.6, 0.9)
        outcome = negotiated(just, just, value, cost, here)
        assert outcome.agreed == 1.0
        assert outcome.bond.price == pytest.approx(0.5 * (value + cost), abs=EXACT)


def test_power_moves_the_split_as_far_as_the_strong_side_lets_it() -> None:
    """Power of the market and of scarcity; an outside option below nothing is as good as none."""
    dice = np.random.default_rng(5)
    for _ in range(CASES):
        base, tightness, weight = dice.uniform(-0.9, 0.9), dice.uniform(0.0, 1.0), dice.uniform()
        outside, autonomy = dice.uniform(-0.1, 0.1, 2), dice.uniform(0.0, 1.0, 2)
        others = (float(dice.integers(0, 5)), float(dice.integers(1, 5)))
        here = world(**bargain(tuple(outside), power=base, tightness=tightness, outside_weight=weight))
        one, other = (posture(honesty=1.0, autonomy=float(mine)) for mine in autonomy)
        value, cost = dice.uniform(1.1, 1.4), dice.uniform(0.6, 0.9)
        outcome = negotiated(one, other, value, cost, here, others=others)
        strength = np.clip(base + tightness * (others[0] - others[1]) / sum(others), -1.0, 1.0)
        share = 0.5 - 0.5 * strength * (1.0 - autonomy[0 if strength > 0.0 else 1])
        points = (1.0 - autonomy) * weight * np.maximum(0.0, outside)
        wanted = cost + points[1] + share * (value - cost - points.sum())
        assert outcome.agreed == 1.0
        assert outcome.bond.price == pytest.approx(wanted, abs=EXACT)


@pytest.mark.parametrize(("short", "agrees"), [(0.0, 1.0), (2.0**-40, 0.0), (0.25, 0.0), (-0.125, 1.0)])
def test_they_part_without_a_price_when_both_could_do_better_alone(short: float, agrees: float) -> None:
    """v − c = ½ and the two insist on ¼ each, or on a little more: all numbers are exact in binary."""
    honest = posture(honesty=1.0)
    assert negotiated(honest, honest, 1.25, 0.75, world(**bargain((0.25, 0.25 + short)))).agreed == agrees


@pytest.mark.parametrize("misfit", [0.0, 0.04])
def test_a_price_set_anew_splits_what_there_is_by_then(misfit: float) -> None:
    """Renegotiation: cost has outgrown a rigid price; small misfit stays and lessens v by ½γx²."""
    outside, honest = (0.03, 0.05), posture(honesty=1.0)
    dear = dict(outlay=0.05, threshold=9.0)
    here = world(**bargain(outside) | {"adaptation": OFF["adaptation"] | dear})
    cost, value = 0.85 * np.exp(0.25), 1.15 + 0.1 - misfit * misfit
    month = Month(
        buyer=honest, supplier=honest, world=here, terms=terms(value=1.25),
        bond=bond(log_cost=0.25, misfit=misfit),
    )  # fmt: skip
    after, deal = played(month)
    wanted = 0.5 * ((value - outside[0]) + (cost + outside[1]))
    assert (deal.renegotiated, deal.trades) == (1.0, 1.0)
    assert after.price == pytest.approx(wanted, abs=EXACT)
    assert deal.price == pytest.approx(wanted, abs=EXACT)
    assert after.cost_then == pytest.approx(cost, abs=EXACT)


@pytest.mark.parametrize(("trust", "autonomy"), [(0.5, 0.4), (0.3, 0.0)])
def test_a_guarded_firm_abstains_as_far_as_its_partner_says_it_does(trust: float, autonomy: float) -> None:
    """Own autonomy 1 against .4: .4 while it trusts, 0 below its guard; an open book keeps reports true."""
    here = world(**bargain((0.02, 0.04), power=0.6) | {"process": OFF["process"] | dict(open_book=1.0)})
    steps = dict.fromkeys(("foundation", "vision"), True) | dict(menu=("relational",))
    one = posture(honesty=1.0, autonomy=1.0, guard=0.35, **steps)
    other = posture(honesty=1.0, autonomy=0.4, **steps)
    outcome = negotiated(one, other, 1.2, 0.8, here, form=RELATIONAL, trust=trust)
    points = ((1.0 - autonomy) * 0.02, (1.0 - 0.4) * 0.04)
    share = 0.5 - 0.5 * 0.6 * (1.0 - autonomy)
    wanted = 0.8 + points[1] + share * (0.4 - sum(points))
    assert outcome.bond.price == pytest.approx(wanted, abs=EXACT)


def test_with_split_gain_a_relational_price_is_left_to_power() -> None:
    """Decision 0007: autonomy 1 is as none in the price of a relational pair, and as ever in a rigid one."""
    here = world(**bargain((0.02, 0.04), power=0.6, split="gain"))
    just = posture(honesty=1.0, autonomy=1.0)
    by_power = 0.8 + 0.04 + 0.2 * (0.4 - 0.06)
    assert negotiated(just, just, 1.2, 0.8, here, form=RELATIONAL).bond.price == pytest.approx(by_power)
    assert negotiated(just, just, 1.2, 0.8, here).bond.price == pytest.approx(1.0, abs=EXACT)
    settled = Month(
        buyer=just, supplier=just, world=here, bond=bond(),
        terms=terms(form=RELATIONAL, band=1.0, power=0.6, value=1.2, cost=0.8, steps=ALL_STEPS),
    )  # fmt: skip
    assert played(settled)[1].price == pytest.approx(0.8 + 0.2 * 0.4, abs=EXACT)


OUTSIDE, POWER = (0.08, 0.03), 0.4


def market_of_bargains(strategy: dict[str, Any]) -> Any:
    """Twelve of each role sign for two months at a time; values and costs are spread widely."""
    groups = bargain(OUTSIDE, power=POWER) | {
        "market": dict(buyers=12, suppliers=12, months=36, separation=0.05),
        "contract": dict(signing=0.0, term=2),
    }
    groups["surplus"] = groups["surplus"] | dict(value_spread=0.3, cost_spread=0.3)
    return world_of({"one": {**strategy, "menu": ["rigid"]}}, "one", "one", groups)


def room_and_price(autonomy: float, value: Any, cost: Any) -> tuple[Any, Any]:
    """What is left once both outside options are covered, and the price (the buyer is the strong side)."""
    own, other = ((1.0 - autonomy) * option for option in OUTSIDE)
    room = value - cost - own - other
    return room, cost + other + (0.5 - 0.5 * POWER * (1.0 - autonomy)) * room


@pytest.mark.parametrize("kind", BARGAINS)
def test_every_contract_of_a_market_is_signed_at_that_price_or_not_at_all(kind: str, seed: int) -> None:
    """Agents: all who sat down, at first signings and at renewals, agreed or not."""
    strategy = BARGAINS[kind]
    market = Market(market_of_bargains({"honesty": 1.0, **strategy}), seed=seed)
    agreements: dict[float, int] = {0.0: 0, 1.0: 0}
    while market.running:
        market.step()
        for outcome in (buyer.signing for buyer in market.buyers if buyer.signing is not None):
            room, price = room_and_price(
                strategy.get("autonomy", 0.0), outcome.terms.value, outcome.terms.cost
            )
            agreements[outcome.agreed] += 1
            assert outcome.agreed == (1.0 if room >= 0.0 else 0.0)
            assert outcome.bond.price == pytest.approx(price, abs=EXACT)
    assert min(agreements.values()) > 10


@pytest.mark.parametrize("kind", BARGAINS)
def test_every_deal_of_a_world_is_paid_at_that_price(kind: str, seed: int) -> None:
    """The ensemble: a rigid price agreed is the price paid, and leaves both at least their outside option."""
    strategy = BARGAINS[kind]
    scenario = market_of_bargains({"honesty": 1.0, **strategy})
    months = events_table(("one",), of_scenario(scenario, trace=True, seed=seed, compiled=False).traced)
    room, price = room_and_price(strategy.get("autonomy", 0.0), months["value"], months["cost"])
    assert len(months) > 50
    assert room.min() >= 0.0
    np.testing.assert_allclose(months["price_agreed"], price, rtol=0, atol=EXACT)
    np.testing.assert_allclose(months["price"], price, rtol=0, atol=EXACT)
    assert months["trades"].min() == 1.0
