"""L26: founders start with more or less cash and sign terms of different length, so that nothing ends at once.

Founders' cash is uniform on K₀(1 ± spread); the first contract of two founders that is signed in the market's
first year runs 1 … L months, all alike. Entrants, later contracts and renewals have K₀ and L. With spread 0 and
no stagger all is as it was in the first edition, exactly (its bits: tests/twins/test_first_edition.py).
Source: model §5 E15, §9 L26.

What it is for: with the same cash, idle firms all fail in the same month. Spread over K₀(1 ± 1), an idle firm
with credit k and fixed cost f fails after t months with chance f/2K₀ for each t from k/f + 1 to (k + 2K₀)/f.
False alarms: 2 distributions of cash (Kolmogorov's exact test), 12 shares of terms and 10 of failures, at 1e-7
each; all else is exact. Units are firms, or pairs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

import sim
from sim.draws import Purpose
from sim.ensemble.tables import events_table
from sim.rules.contracts import FOUNDING
from sim.scenario import Scenario
from tests.theory.chance import FALSE_ALARM, assert_share
from tests.theory.markets import block, of_scenario, off, world_of

PAIRS, TERM, CASH, FIXED, CREDIT = 400, 12, 3.0, 0.1, 1.0
MONTHS = 30
"""Months of a market in which firms come and go: in its first year, and after it, founders and entrants sign."""
RIGID: dict[str, Any] = dict(menu=["rigid"])


def founding(**groups: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """A market in which all founders find a partner in the first month; who is poor stays in business."""
    usual: dict[str, dict[str, Any]] = dict(
        market=dict(buyers=PAIRS, suppliers=PAIRS, months=1, separation=0.0),
        network=dict(degree=PAIRS), choice=dict(candidates=1),
        bargaining=dict(price_fixed=True, price=1.0),
        contract=dict(term=TERM, staggered=True),
        money=dict(cash=CASH, fixed_cost=FIXED, credit=CREDIT),
    )  # fmt: skip
    return off(**(usual | groups))


@pytest.mark.parametrize("spread", [0.0, 0.5, 1.0])
def test_founders_cash_is_uniform_about_the_mean(spread: float, seed: int) -> None:
    """In both drivers and roles the same; nothing is spread at 0, exactly."""
    here = founding(money=dict(cash=CASH, fixed_cost=0.0, cash_spread=spread))
    scenario = world_of({"one": RIGID}, "one", "one", here)
    market = sim.Market(scenario, seed=seed)
    firms = [[firm.cash for firm in slots] for slots in market.slots]
    months = events_table(("one",), of_scenario(scenario, trace=True, seed=seed).traced)
    np.testing.assert_allclose(months["cash_buyer"], np.array(firms[0]) + 0.15, rtol=0, atol=1e-12)
    np.testing.assert_allclose(
        months["cash_supplier"], np.array(firms[1])[months["supplier"]] + 0.15, rtol=0, atol=1e-12
    )
    if spread == 0.0:
        assert set(firms[0] + firms[1]) == {CASH}
        return
    low, width = CASH * (1.0 - spread), 2.0 * CASH * spread
    test = stats.kstest(firms[0] + firms[1], stats.uniform(low, width).cdf, method="exact")
    assert test.pvalue >= FALSE_ALARM
    assert low <= min(min(firms[0]), min(firms[1])) < max(max(firms[0]), max(firms[1])) <= low + width


def test_first_terms_are_uniform(seed: int) -> None:
    """1 … L months, of 2,000 pairs in five worlds; the term itself, which lumps are spread over, is L."""
    here = founding()
    tables = [
        events_table(("one",), block(RIGID, here, trace=True, seed=seed, first=first, compiled=True).traced)
        for first in range(5)
    ]
    first_terms = np.concatenate([table["left"] + 1.0 for table in tables])
    assert first_terms.size == 5 * PAIRS
    assert {float(one) for table in tables for one in table["term"]} == {float(TERM)}
    for months in range(1, TERM + 1):
        what = f"first terms of {months} months"
        assert_share((first_terms == months).sum(), first_terms.size, 1.0 / TERM, what=what)
    assert set(first_terms) <= set(range(1, TERM + 1))


def churning(staggered: bool) -> Scenario:
    """A market in which every firm loses .04 a month or more, so that founders fail one after the other."""
    here = founding(
        market=dict(buyers=60, suppliers=60, months=MONTHS, separation=0.1), network=dict(degree=60),
        contract=dict(term=TERM, staggered=staggered),
        money=dict(ruin=True, cash=0.5, cash_spread=1.0, credit=0.2, fixed_cost=0.19, entry_delay=2),
    )  # fmt: skip
    return world_of({"one": RIGID}, "one", "one", here)


@pytest.mark.parametrize("staggered", [False, True])
def test_only_what_founders_sign_in_the_first_year_is_staggered(staggered: bool, seed: int) -> None:
    """Firms fail, pairs part, terms are renewed: every contract, by the draw it was due."""
    market = sim.Market(churning(staggered), seed=seed)
    known, kinds = dict[int, Any](), set[tuple[bool, bool]]()
    for month in range(MONTHS):
        before = {id(one): one.bond.left for one in market.relationships}
        market.step()
        for dealt in market.deals:
            held = dealt.relationship
            assert held.terms.term == TERM
            if id(held) in known:
                if before[id(held)] == 0.0:
                    assert held.bond.left == TERM - 1  # renewed
                continue
            known[id(held)] = held  # kept alive, so that no other object gets its number
            founders, first_year = held.buyer.generation + held.supplier.generation == 0, month < FOUNDING
            kinds.add((founders, first_year))
            draw, _, _, _ = market.four(month, held.buyer.slot, 0, Purpose.FIRST_TERM)
            drawn = 1.0 + int(TERM * draw) if staggered and founders and first_year else TERM
            assert held.bond.left == drawn - 1.0
    assert kinds == {(True, True), (True, False), (False, True), (False, False)}


def test_entrants_start_with_the_mean(seed: int) -> None:
    market = sim.Market(churning(staggered=True), seed=seed)
    entrants = 0
    for _ in range(MONTHS):
        present = {id(firm) for slots in market.slots for firm in slots}
        market.step()
        fresh = [firm for slots in market.slots for firm in slots if id(firm) not in present]
        assert all(firm.cash == 0.5 for firm in fresh)
        entrants += len(fresh)
    assert entrants > 20


def failures(spread: float, seed: int, worlds: int = 4) -> np.ndarray[Any, np.dtype[np.int64]]:
    """After how many months each founder failed, where nobody has a contract form in common and all idle."""
    here = founding(
        market=dict(buyers=PAIRS, suppliers=PAIRS, months=80, separation=0.0),
        money=dict(ruin=True, cash=CASH, cash_spread=spread, credit=CREDIT, fixed_cost=FIXED,
                   entry_delay=10**6),
    )  # fmt: skip
    other = dict(menu=["flexible"])
    found = block(RIGID, here, partner=other, replicates=worlds, seed=seed, compiled=True)
    return found.deaths.ravel()


def test_idle_founders_fail_one_after_the_other(seed: int) -> None:
    """One sixtieth of them in each of sixty months; ten shares of six months are compared."""
    deaths = failures(1.0, seed)
    assert deaths.min() > 10
    assert deaths.max() <= 70
    for first in range(11, 71, 6):
        some = ((deaths >= first) & (deaths < first + 6)).sum()
        assert_share(some, deaths.size, 0.1, what=f"failures from month {first} on")


def test_without_spread_they_fail_in_one_month(seed: int) -> None:
    deaths = failures(0.0, seed, worlds=1)
    assert len(set(deaths.tolist())) == 1
    assert 40 <= deaths[0] <= 41  # whether forty times .1 is more than 4 is a matter of rounding
