"""L24: control is what distrust costs, and it pays only where it makes a breach good that would go unseen.

A side monitors with probability 1 − τ, at m(1 − ½ψs₁). It then sees with max(d, d_m), else with d: so it sees
d + (1 − τ)(max(d, d_m) − d) of all months, and of a partner that keeps with chance p so many breaches, times
1 − p. Where a breach that is seen is made good by equ·v_q, a month of monitoring brings (1 − p)(d_m − d)·equ·v_q
and pays its cost iff that is more than m. A calculating firm expects to be watched as it watches, and keeps its
promise iff c_q ≤ A·(d + (1 − τ)(max(d, d_m) − d))·(Û − Û_out).
Source: model §5 E8, E9, §9 L24; dyer_chu_2003; williamson_1985.

Trust is frozen by a prior that is worth 10¹² observations, so that experience is still counted: a counter at
the end is the number of promises seen kept, or broken. Units are pairs, each with luck of its own.
False alarms: 32 comparisons at 1e-7 each (30 shares of months, 2 means); all else is exact.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.ensemble.tables import events_table
from sim.quantities import Steps
from tests.theory.chance import assert_mean, assert_share
from tests.theory.markets import block, off
from tests.theory.months import Month, bond, deeds, played, posture, side, terms, world
from tests.theory.test_bet import chancy

COST, HARM, DETECTION, MONITORED = 0.02, 0.15, 0.3, 0.8
PAIRS, MONTHS = 250, 40
FROZEN = dict(strength=1e12, forgetting=1.0, good_weight=1.0, bad_weight=1.0)
GRID = [(place + 0.5) / 20 for place in range(20)]
"""Draws in the middle of twenty equal parts: a share of them is a chance, for chances in twentieths."""


def watching(**groups: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Promises and monitoring; the law is out of reach, and trust stands still."""
    usual: dict[str, dict[str, Any]] = dict(
        market=dict(buyers=PAIRS, suppliers=PAIRS, months=MONTHS, separation=0.0),
        network=dict(degree=PAIRS), choice=dict(candidates=1),
        bargaining=dict(price_fixed=True, price=1.0),
        contract=dict(term=MONTHS),
        promises=dict(temptation=0.0, harm=HARM, slip=0.0, detection=DETECTION, law_recovery=0.0),
        monitoring=dict(cost=COST, seen=MONITORED),
        process=dict(cost_scale=0.0),
        trust=FROZEN,
    )  # fmt: skip
    return off(**(usual | groups))


def seen_rate(trust: float, detection: float = DETECTION, monitored: float = MONITORED) -> float:
    """The share of months in which a side sees what its partner does."""
    return detection + (1.0 - trust) * (max(detection, monitored) - detection)


def market(
    kept: tuple[float, float], trust: float, seed: int, equity: float = 0.0, **groups: Any
) -> pd.DataFrame:
    """Every month of `PAIRS` pairs whose buyers and suppliers keep with these chances and trust at `trust`."""
    one, other = (chancy(chance, menu=["rigid"], equity=equity) for chance in kept)
    here = watching(**(dict(trust=FROZEN | dict(prior=trust)) | groups))
    traced = block(one, here, partner=other, trace=True, seed=seed, compiled=True).traced
    return events_table(("one", "other"), traced)


@pytest.mark.parametrize(
    ("trust", "kept"),
    [(0.0, (0.9, 0.5)), (0.3, (0.2, 0.7)), (0.5, (0.8, 0.8)), (0.9, (0.5, 0.0)), (1.0, (0.6, 0.9))],
)
def test_how_often_each_watches_and_what_it_sees(trust: float, kept: tuple[float, float], seed: int) -> None:
    """Share of months monitored, of breaches and of kept promises seen, of both sides; the cost exactly."""
    months = market(kept, trust, seed)
    last, everything = months[months["month"] == MONTHS], PAIRS * MONTHS
    assert len(months) == everything
    for own, partner, chance in (("buyer", "supplier", kept[1]), ("supplier", "buyer", kept[0])):
        assert_share(months[f"monitored_{own}"].sum(), everything, 1.0 - trust, what=f"{own} monitors")
        seen = seen_rate(trust)
        assert_share(last[f"bad_{own}"].sum(), everything, (1.0 - chance) * seen, what="breaches seen")
        assert_share(last[f"good_{own}"].sum(), everything, chance * seen, what="kept promises seen")
        paid = COST * months[f"monitored_{own}"]
        broken = HARM * (1.0 - months[f"kept_{partner}"])
        np.testing.assert_allclose(months[f"payoff_{own}"], 0.15 - paid - broken, rtol=0, atol=1e-12)
    both = months["monitored_buyer"] + months["monitored_supplier"]
    np.testing.assert_allclose(months["monitoring"], COST * both, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("trust", "share"), [(0.0, 1.0), (0.25, 0.75), (0.6, 0.4), (1.0, 0.0)])
@pytest.mark.parametrize("foundation", [0.0, 1.0])
def test_a_month_costs_m_by_the_distrust_and_an_open_book_makes_it_cheaper(
    trust: float, share: float, foundation: float
) -> None:
    """Exact over twenty equal parts of the draw: m(1 − ½ψs₁)(1 − τ) for each side on its own."""
    here = world(**watching(process=dict(open_book=0.5, cost_scale=0.0)))
    book = terms(steps=Steps(foundation, 0.0, 0.0, 0.0, 0.0))
    for own, partner in (("buyer", "supplier"), ("supplier", "buyer")):
        trusting = book._replace(**{f"prior_{own}": trust, f"prior_{partner}": 1.0})
        costs = [
            played(Month(world=here, terms=trusting, deeds=deeds(**{f"{own}_monitors": draw})))[1]
            .leakages.monitoring
            for draw in GRID
        ]  # fmt: skip
        assert np.mean(costs) == pytest.approx(COST * (1.0 - 0.25 * foundation) * share, abs=1e-15)


def brought(kept: float, equity: float, detection: float, monitored: float, cost: float) -> float:
    """What monitoring leaves a buyer in a month, exactly: twenty equal parts of both draws that matter."""
    promises = dict(temptation=0.0, harm=HARM, slip=0.0, detection=detection, law_recovery=0.0)
    here = world(**watching(promises=promises, monitoring=dict(cost=cost, seen=monitored)))
    one, other = posture(**chancy(1.0)), posture(**chancy(kept, equity=equity))
    payoffs = [
        [
            played(Month(one, other, terms(prior_buyer=trust, prior_supplier=1.0), world=here,
                         deeds=deeds(supplier_keeps=keeps, supplier_seen=sees)))[1].payoff_buyer
            for keeps, sees in itertools.product(GRID, GRID)
        ]
        for trust in (0.0, 1.0)
    ]  # fmt: skip
    return float(np.mean(payoffs[0]) - np.mean(payoffs[1]))


@pytest.mark.parametrize("kept", [0.0, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("equity", [0.0, 0.4, 1.0])
@pytest.mark.parametrize(("detection", "monitored"), [(0.3, 0.8), (0.0, 1.0), (0.45, 0.45), (0.8, 0.3)])
def test_monitoring_pays_iff_what_it_recovers_is_more_than_it_costs(
    kept: float, equity: float, detection: float, monitored: float
) -> None:
    """On either side of m = (1 − p)(d_m − d)·equ·v_q. Where an open eye sees as much, it never pays."""
    worth = (1.0 - kept) * max(0.0, monitored - detection) * equity * HARM
    assert brought(kept, equity, detection, monitored, worth) == pytest.approx(0.0, abs=1e-15)
    assert brought(kept, equity, detection, monitored, worth + 1e-6) < 0.0
    if worth > 0.0:
        assert brought(kept, equity, detection, monitored, worth - 1e-6) > 0.0


@pytest.mark.parametrize(("kept", "equity"), [(0.4, 1.0), (0.8, 0.5)])
def test_in_a_market_it_brings_so_much_on_average(kept: float, equity: float, seed: int) -> None:
    """Always watching less never watching, on the same luck; 2 comparisons."""
    found = [
        market((1.0, kept), trust, seed, equity).groupby("buyer")["payoff_buyer"].mean()
        for trust in (0.0, 1.0)
    ]
    worth = (1.0 - kept) * (MONITORED - DETECTION) * equity * HARM - COST
    assert_mean(found[0] - found[1], worth, what="what monitoring brings")


@pytest.mark.parametrize("trust", [0.0, 0.4, 1.0])
@pytest.mark.parametrize(("detection", "monitored"), [(0.3, 0.8), (0.8, 0.3), (0.3, 0.0)])
def test_who_watches_expects_to_be_watched(trust: float, detection: float, monitored: float) -> None:
    """The estimate Û at which a calculating firm begins to keep its word, of either role, on either side."""
    temptation, patience = 0.06, 0.9
    promises = dict(temptation=temptation, harm=HARM, slip=0.0, detection=detection, law_recovery=0.0)
    fixed = dict(outside_fixed=True, outside_buyer=0.0, outside_supplier=0.0)
    here = world(
        **watching(promises=promises, choice=fixed, market=dict(separation=0.0),
                   monitoring=dict(cost=0.0, seen=monitored))
    )  # fmt: skip
    expected = seen_rate(trust, detection, monitored)
    indifferent = temptation * (1.0 - patience) / (patience * expected)
    own = posture(patience=patience)
    for who in ("buyer", "supplier"):
        trusting = terms(form=3.0, **{f"prior_{who}": trust})
        for estimate, keeps in ((indifferent - 1e-9, 0.0), (indifferent + 1e-9, 1.0)):
            state = bond(**{who: side(estimate=estimate)})
            _, deal = played(Month(own, own, trusting, state, world=here))
            assert getattr(deal, f"kept_{who}") == keeps


@pytest.mark.parametrize("watches", [False, True])
def test_who_watches_sees_silences_and_inflated_claims_too(watches: bool) -> None:
    """The same chance for all three: seen with d_m where the buyer watches, with d where it does not."""
    here = world(
        **watching(news=dict(private=1.0), shocks={}, surplus={},
                   adaptation=dict(outlay=0.05, inflation=0.2, haggling_slope=0.3, threshold=0.0, saving_rule=False))
    )  # fmt: skip
    trusting = terms(prior_buyer=0.0 if watches else 1.0, prior_supplier=1.0)
    chance, half = MONITORED if watches else DETECTION, posture(honesty=0.0)
    for draw in GRID:
        silent = Month(posture(honesty=1.0), half, trusting, bond(misfit=0.3), world=here,
                       deeds=deeds(supplier_silence_found=draw, found=0.99))  # fmt: skip
        assert played(silent)[1].lies_supplier == float(draw < chance)
        open_world = here._replace(news_private=0.0)
        claiming = silent._replace(world=open_world, deeds=deeds(found=draw))
        after, deal = played(claiming)
        assert deal.lies_supplier == float(draw < chance)
        assert after.buyer.bad == deal.lies_supplier
