"""L23: specific investment is a bet on the buyer's word; misplaced trust is paid for by who trusts.

The supplier's share β'·a·k of the gain is paid in months in which the buyer keeps its promise, ϖ of it at
least: a supplier that trusts at τ invests k/a = β'(1 − ϖ(1 − τ))/(1 − ς), and the pair makes 2(k/a) − (k/a)²
of ½a², whatever the buyer does: what it withholds is a transfer. So joint value is largest at τ = 1, as long as
β' ≤ 1 − ς; a strong supplier whose buyer carries part of the outlay invests too much in full trust, and there
the best trust is (1 − ς)/β'. The supplier's own payoff, β'ak(1 − ϖ(1 − p)) − (1 − ς)½k² on average for a buyer
that keeps with chance p, is largest at τ = p whatever ϖ > 0 is. A calculating buyer weighs its share with the
usual temptation: c_q + ϖβ'ak.
Source: model §5 E5, E9, §9 L23; grout_1984; klein_crawford_alchian_1978; halac_2012.
False alarms: 6 comparisons at 1e-7 each, units being pairs of their own luck; all else is exact.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.ensemble.tables import events_table
from sim.quantities import Deal
from tests.theory.chance import assert_mean
from tests.theory.markets import block, monthly, of_buyers, off
from tests.theory.months import Month, bond, deeds, joint, played, posture, scene, side, terms, world

EXACT = 1e-12
GAIN = 0.2
TRUSTS = [round(0.05 * step, 2) for step in range(21)]
BETS = (0.0, 0.4, 1.0)
SHARES = (0.0, 0.5, 1.0)
KEEPS, BREAKS = 0.0, 1.0
"""Draws on which any chance above 0 keeps, and any below 1 breaks."""
CONDUCT = ("opening", "after_kept_kept", "after_kept_broken", "after_broken_kept", "after_broken_broken")


def betting(power: float = 0.0, bet: float = 1.0, **groups: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Investment only, promises that cost nothing else to break, and trust that experience does not move."""
    usual: dict[str, dict[str, Any]] = dict(
        investment=dict(gain=GAIN, bet=bet),
        bargaining=dict(power=power, price_fixed=True, price=1.0),
        process=dict(misdirection=0.0),
        promises=dict(temptation=0.0, harm=0.0, slip=0.0),
        trust=dict(good_weight=0.0, bad_weight=0.0),
    )
    return off(**(usual | groups))


def chancy(chance: float, **fields: Any) -> dict[str, Any]:
    """A strategy that keeps with a given chance, whatever happened."""
    return dict(conduct="reactive", **dict.fromkeys(CONDUCT, chance), **fields)


def shares(power: float, equity: float, reciprocity: float) -> tuple[float, float]:
    """β' and ς."""
    carried = 0.5 * reciprocity
    return (1.0 - equity) * (0.5 - 0.5 * power) + equity * (1.0 - carried), carried


def bet_month(
    power: float, bet: float, equity: float, reciprocity: float, trust: float, draw: float
) -> Month:
    return Month(
        buyer=posture(**chancy(0.5, equity=equity, reciprocity=reciprocity)), supplier=posture(**chancy(1.0)),
        world=world(**betting(power, bet)), terms=terms(power=power, prior_supplier=trust),
        bond=bond(), deeds=deeds(buyer_keeps=draw),
    )  # fmt: skip


def both_ways(power: float, bet: float, equity: float, reciprocity: float, trust: float) -> tuple[Deal, Deal]:
    """The month if the buyer keeps, and if it breaks."""
    return tuple(
        played(bet_month(power, bet, equity, reciprocity, trust, draw))[1] for draw in (KEEPS, BREAKS)
    )  # pyright: ignore[reportReturnType]


@pytest.mark.parametrize("bet", BETS)
@pytest.mark.parametrize("power", [-0.8, 0.0, 0.5])
def test_investment_efficiency_and_who_has_what_of_it(power: float, bet: float) -> None:
    """A month by hand, for all trust and principles: k/a, the pair's gain, what is owed and what withheld."""
    for equity, reciprocity, trust in itertools.product(SHARES, SHARES, TRUSTS):
        reward, carried = shares(power, equity, reciprocity)
        relative = reward * (1.0 - bet * (1.0 - trust)) / (1.0 - carried)
        invested, owed = GAIN * relative, reward * GAIN * GAIN * relative
        month = bet_month(power, bet, equity, reciprocity, trust, KEEPS)
        assert scene(month).investment == pytest.approx(invested, abs=EXACT)
        kept, broken = both_ways(power, bet, equity, reciprocity, trust)
        assert (kept.kept_buyer, broken.kept_buyer) == (1.0, 0.0)
        assert (kept.withheld, broken.withheld) == (0.0, pytest.approx(bet * owed, abs=EXACT))
        made = 0.5 * GAIN * GAIN * (2.0 * relative - relative * relative)
        for deal in (kept, broken):
            assert joint(deal) - 0.3 == pytest.approx(made, abs=EXACT)
            lost = deal.leakages.underinvestment
            assert lost == pytest.approx(0.5 * GAIN * GAIN - made, abs=EXACT)
            assert sum(deal.leakages) == pytest.approx(lost, abs=EXACT)
            own = owed - deal.withheld - (1.0 - carried) * 0.5 * invested * invested
            assert deal.payoff_supplier - 0.15 == pytest.approx(own, abs=EXACT)


def joints(power: float, equity: float, reciprocity: float, way: int) -> list[float]:
    """What the pair makes, by trust, if the buyer keeps (0) or breaks (1)."""
    return [joint(both_ways(power, 1.0, equity, reciprocity, trust)[way]) for trust in TRUSTS]


@pytest.mark.parametrize("way", [0, 1], ids=["kept", "broken"])
@pytest.mark.parametrize("equity", SHARES)
@pytest.mark.parametrize("reciprocity", SHARES)
@pytest.mark.parametrize("power", [-0.8, 0.0, 0.5])
def test_the_pair_makes_most_in_full_trust_unless_too_much_is_invested(
    power: float, equity: float, reciprocity: float, way: int
) -> None:
    """β' ≤ 1 − ς: the more trust the more value. Beyond, value falls again above τ = (1 − ς)/β'."""
    reward, carried = shares(power, equity, reciprocity)
    made = joints(power, equity, reciprocity, way)
    best = min(1.0, (1.0 - carried) / reward)
    assert abs(TRUSTS[int(np.argmax(made))] - best) <= 0.025 + EXACT
    rising = [later > sooner for sooner, later, at in zip(made, made[1:], TRUSTS[1:]) if at <= best + EXACT]
    assert all(rising)
    if best < 1.0:
        assert made[-1] < max(made)
        assert power < 0.0 < reciprocity  # only a strong supplier whose buyer carries part of its outlay
        assert equity < 1.0


@pytest.mark.parametrize("bet", [0.4, 1.0])
@pytest.mark.parametrize("kept", [0.0, 0.25, 0.5, 0.8, 1.0])
def test_the_supplier_gains_most_by_the_trust_that_the_buyer_deserves(kept: float, bet: float) -> None:
    """p times the kept month and 1 − p times the broken one: on either side of τ = p it has less."""
    for power, equity, reciprocity in itertools.product((-0.8, 0.0, 0.5), SHARES, SHARES):
        months = [both_ways(power, bet, equity, reciprocity, trust) for trust in TRUSTS]
        own = [kept * one.payoff_supplier + (1.0 - kept) * other.payoff_supplier for one, other in months]
        best = TRUSTS.index(kept)
        assert all(own[at] < own[at + 1] for at in range(best))
        assert all(own[at] > own[at + 1] for at in range(best, len(own) - 1))


def test_who_trusts_a_breaker_pays_for_it() -> None:
    """Full trust in a buyer that always breaks costs the supplier its whole outlay; distrust costs nothing."""
    for equity, reciprocity in itertools.product(SHARES, SHARES):
        reward, carried = shares(0.0, equity, reciprocity)
        outlay = 0.5 * (GAIN * reward / (1.0 - carried)) ** 2
        _, trusted = both_ways(0.0, 1.0, equity, reciprocity, 1.0)
        _, distrusted = both_ways(0.0, 1.0, equity, reciprocity, 0.0)
        assert trusted.payoff_supplier == pytest.approx(0.15 - (1.0 - carried) * outlay, abs=EXACT)
        assert distrusted.payoff_supplier == pytest.approx(0.15, abs=EXACT)
        assert trusted.payoff_buyer > distrusted.payoff_buyer


def test_without_the_bet_trust_does_not_matter() -> None:
    """ϖ = 0 is hold-up as in L5: the share is paid whatever the buyer does."""
    months = [deal for trust in TRUSTS for deal in both_ways(0.0, 0.0, 0.5, 0.5, trust)]
    assert len({(deal.payoff_buyer, deal.payoff_supplier, deal.withheld) for deal in months}) == 1


@pytest.mark.parametrize("bet", BETS)
@pytest.mark.parametrize("trust", [0.2, 1.0])
def test_a_calculating_buyer_keeps_if_its_word_is_worth_the_share_too(bet: float, trust: float) -> None:
    """c_q + ϖβ'ak ≤ A·d·Û: on either side of the estimate Û at which it is indifferent. The supplier: c_q."""
    temptation, detection, patience = 0.06, 0.4, 0.9
    here = world(
        **betting(bet=bet, market=dict(separation=0.0),
                  promises=dict(temptation=temptation, slip=0.0, detection=detection),
                  choice=dict(outside_fixed=True, outside_buyer=0.0, outside_supplier=0.0))
    )  # fmt: skip
    weight = patience / (1.0 - patience)
    stake = bet * 0.5 * GAIN * (GAIN * 0.5 * (1.0 - bet * (1.0 - trust)))
    relational = terms(form=3.0, prior_supplier=trust)
    own = posture(patience=patience)
    for who, lost in (("buyer", temptation + stake), ("supplier", temptation)):
        indifferent = lost / (weight * detection)
        for estimate, keeps in ((indifferent - 1e-9, 0.0), (indifferent + 1e-9, 1.0)):
            state = bond(**{who: side(estimate=estimate)})
            _, deal = played(Month(buyer=own, supplier=own, world=here, terms=relational, bond=state))
            assert getattr(deal, f"kept_{who}") == keeps


PAIRS, MONTHS = 200, 40


@pytest.mark.parametrize("trust", [0.3, 1.0])
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_in_a_market_the_pair_gains_by_trust_and_the_supplier_by_trust_deserved(
    kept: float, trust: float, seed: int
) -> None:
    """The joint value of every pair and month, exactly; the suppliers' own payoff on average."""
    market = dict(buyers=PAIRS, suppliers=PAIRS, months=MONTHS, separation=0.0)
    groups = betting(market=market, network=dict(degree=PAIRS), choice=dict(candidates=1),
                     trust=dict(prior=trust, good_weight=0.0, bad_weight=0.0))  # fmt: skip
    found = block(
        chancy(kept, menu=["rigid"]), groups, partner=chancy(1.0, menu=["rigid"]), trace=True, seed=seed,
        compiled=True,
    )  # fmt: skip
    relative = 0.5 * trust
    made = 0.5 * GAIN * GAIN * (2.0 * relative - relative * relative)
    pairs = of_buyers(found.accounts, "relationships")
    assert (pairs == PAIRS).all()
    np.testing.assert_allclose(monthly(found.accounts, "payoff"), pairs * (0.3 + made), rtol=0, atol=1e-9)
    months = events_table(("one", "other"), found.traced)
    own: NDArray[np.float64] = months.groupby("buyer")["payoff_supplier"].mean().to_numpy()
    wanted = GAIN * GAIN * (0.5 * relative * kept - 0.5 * relative * relative)
    assert_mean(own, 0.15 + wanted, what=f"supplier's payoff, trust {trust}, kept {kept}")
