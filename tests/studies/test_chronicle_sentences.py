"""Sentences that no golden story says, and the turns of those that it does, from months made up for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from sim.chronicle import closing, conduct, telling, work

Row = dict[str, Any]


def row(**fields: Any) -> Row:
    """A month in which nothing is worth telling."""
    nothing = (
        "age", "misfit", "haggling", "adaptation", "change_order", "renegotiated", "held", "kept_buyer",
        "kept_supplier", "shading", "law", "opened", "ended", "leaves_buyer", "leaves_supplier",
        "misfit_loss", "lost_trade", "process", "contracting", "underinvestment", "misdirection", "promises",
        "monitoring", "delay", "governance", "payoff_buyer", "payoff_supplier", "log_cost", "grievance_buyer",
        "grievance_supplier", "bad_buyer", "bad_supplier", "first_best", "material", "silenced", "lies_buyer",
        "lies_supplier", "monitored_buyer", "monitored_supplier", "withheld",
    )  # fmt: skip
    usual = dict(
        buyer=0, supplier=1, month=5, form=1.0, term=36.0, left=9.0, price_agreed=1.0, price=1.0, trades=1.0,
        value=1.15, cost=0.85, cash_buyer=2.0, cash_supplier=2.0, lowest_buyer=2.0, lowest_supplier=2.0,
        caught_buyer=False, caught_supplier=False,
    )  # fmt: skip
    return {**dict.fromkeys(nothing, 0.0), **usual, **fields}


def kept(**fields: Any) -> Row:
    """A month in which both keep their promises."""
    return row(**{**dict(held=1.0, kept_buyer=1.0, kept_supplier=1.0), **fields})


class Case(NamedTuple):
    """A function of sentences, what it is given, and what it tells."""

    tells: Callable[..., Any]
    given: tuple[Any, ...]
    wanted: Any


BROKEN = dict(held=1.0, kept_buyer=1.0, breach_seen_buyer=True, breach_seen_supplier=False)
GUARDED = dict(guard_buyer=0.35, guard_supplier=0.0, exit_trust=0.1)

CASES = [
    Case(work.opening, (row(left=8.0), row()), []),
    Case(work.investing, (row(invested_share=0.99, lag=3.0, usual_lag=1.0), None), [
        "the supplier invests 99 % of what would be best for the two",
        "the supplier is paid after 3.0 months"]),
    Case(work.investing, (row(invested_share=0.5, invested_known=0.55, lag=3.0, usual_lag=1.0),
                          row(invested_share=0.51, lag=3.0, usual_lag=1.0)), []),
    Case(work.investing, (row(invested_share=0.4, invested_known=0.55, lag=3.0, usual_lag=1.0,
                              underinvestment=0.012), row(lag=3.0, usual_lag=1.0)), [
        "the supplier invests 40 % of what would be best for the two (0.012 a month lost)"]),
    Case(work.drift, (row(drift=0.4), row(misfit=0.1)), " (x = 0.40)"),
    Case(work.drift, (row(), row(misfit=-0.41)), " (x = 0.41 a month ago)"),
    Case(work.drift, (row(), None), ""),
    Case(work.contested, (row(change_order=1.0, adaptation=0.02, haggling=0.13, material=1.0,
                              lies_supplier=2.0), row(misfit=0.41)), [
        "the work had drifted (x = 0.41 a month ago): the buyer fights a change order through, 0.02 spent "
        "on it and 0.13 lost in haggling", "the supplier's claim for it is found inflated"]),
    Case(work.contested, (row(form=3.0, adaptation=0.02, haggling=0.06, lies_supplier=1.0, material=1.0),
                          row()), [
        "a claim is found inflated, 0.06 lost in haggling"]),
    Case(work.contested, (row(renegotiated=1.0, haggling=0.2), row()), [
        "no price in the contract serves: they renegotiate and settle on 1.00, 0.20 lost in haggling"]),
    Case(work.contested, (row(renegotiated=1.0, haggling=0.2, trades=0.0), row()), [
        "no price in the contract serves: they renegotiate and find no other, 0.20 lost in haggling"]),
    Case(work.adapted, (row(adaptation=0.01, left=35.0), row(left=0.0)), False),
    Case(work.idle, (0.0,), "no price in the contract serves both: no trade"),
    Case(work.routine, (kept(form=2.0, adaptation=0.02, drift=0.4, shading=0.02), row()), [
        "the buyer has the work specified anew (x = 0.40), 0.020 spent on it", "both keep their promises",
        "grudges cost 0.02"]),
    Case(work.routine_of_many, ([row(trades=0.0, lost_trade=0.3), kept(misfit=0.2, misfit_loss=0.04), kept()],
                                row()), [
        "in one of them no price in the contract serves both: no trade, 0.30 lost",
        "the work drifts (x up to 0.20): 0.04 lost", "in 2 of them both keep their promises"]),
    Case(work.routine, (row(silenced=1.0, monitored_buyer=1.0, withheld=0.014, held=1.0, kept_supplier=1.0),
                        row()), [
        "something is kept silent, so nobody can adapt the work", "the buyer monitors the supplier",
        "the buyer keeps back 0.01 that the supplier's investment earned it"]),
    Case(work.routine_of_many, ([row(silenced=1.0, monitored_supplier=1.0, monitoring=0.01),
                                 row(withheld=0.02, lies_buyer=1.0, caught_buyer=True),
                                 row(monitored_buyer=1.0, monitored_supplier=1.0, monitoring=0.02)], row()), [
        "in one of them the supplier finds out that the buyer kept silent",
        "in one of them something is kept silent, so nobody can adapt the work",
        "the buyer monitors in 1 and the supplier monitors in 2, at 0.03",
        "the buyer keeps back 0.02 that the supplier's investment earned it"]),
    Case(conduct.watching, (row(monitored_buyer=1.0, monitored_supplier=1.0),), "both monitor each other"),
    Case(conduct.silences, (row(lies_buyer=1.0, trust_supplier=0.5), row(trust_supplier=0.6)), [
        "the supplier finds out that the buyer kept silent, and its trust falls from 0.60 to 0.50"]),
    Case(conduct.silences, (row(lies_supplier=1.0), row()), [
        "the buyer finds out that the supplier kept silent"]),
    Case(conduct.silences, (row(lies_supplier=1.0, adaptation=0.02, material=1.0, change_order=1.0), row()), [
        "the buyer finds the supplier out in a lie"]),
    Case(conduct.silences, (row(lies_supplier=1.0, adaptation=0.02, change_order=1.0), row()), []),
    Case(conduct.silences, (row(lies_supplier=1.0, adaptation=0.02, material=1.0, form=3.0), row()), [
        "the buyer finds the supplier out in a lie"]),
    Case(conduct.silences, (row(lies_supplier=1.0, adaptation=0.02, material=1.0, form=3.0, dispute=0.0),
                            row()), [
        "the buyer finds the supplier out in a lie"]),
    Case(work.contested, (row(lies_supplier=1.0, adaptation=0.02, material=1.0, form=3.0, private=0.0),
                          row()), ["a claim is found inflated"]),
    Case(conduct.silences, (row(lies_supplier=1.0, adaptation=0.02, material=1.0, form=3.0, dispute=0.06),
                            row()), [
        "the buyer finds out that the supplier kept silent"]),
    Case(conduct.silences, (row(lies_buyer=1.0, caught_buyer=True), row()), []),
    Case(conduct.silences_again, (row(lies_buyer=1.0, caught_buyer=True), row()), [
        "the supplier finds out that the buyer kept silent"]),
    Case(conduct.breaches, (row(held=1.0, kept_buyer=1.0, breach_seen_buyer=True, lies_supplier=1.0,
                                trust_buyer=0.4), row(trust_buyer=0.5)), [
        "the supplier breaks its promise", "the buyer sees it"]),
    Case(conduct.with_sign, (-0.004,), "0.00"),
    Case(conduct.breakers, (row(),), []),
    Case(conduct.unseen, (row(**BROKEN | dict(breach_seen_buyer=None)),), False),
    Case(conduct.breaches, (row(**BROKEN, trust_buyer=0.58, remedy=-0.135, law=0.1), row(trust_buyer=0.63)), [
        "the supplier breaks its promise", "the buyer sees it, and its trust falls from 0.63 to 0.58",
        "the supplier pays 0.14 to make it good", "the law costs 0.10"]),
    Case(conduct.breaches, (row(held=1.0, kept_supplier=1.0), None), ["the buyer breaks its promise"]),
    Case(conduct.fallen_trust, (row(), row(), "buyer"), ""),
    Case(conduct.wary, (row(**GUARDED, trust_buyer=0.36, trust_supplier=0.5, regained_supplier=True),
                        row(trust_buyer=0.3, trust_supplier=0.5)), [
        "with trust at 0.36 the buyer takes up its principles again",
        "the supplier trusts the buyer as it did before (0.50)"]),
    Case(conduct.short_of_cash, (row(cash_buyer=0.7, lowest_buyer=0.8, cash_supplier=-0.1,
                                     lowest_supplier=0.1),), [
        "the buyer has 0.70 in cash left", "the supplier is 0.10 in debt"]),
    Case(conduct.short_of_cash, (row(cash_buyer=0.7, lowest_buyer=0.6, cash_supplier=0.0,
                                     lowest_supplier=-0.9),), []),
    Case(conduct.ending, (row(ended=1.0, opened=1.0, leaves_supplier=1.0), row()), [
        "the term is over", "the supplier leaves"]),
    Case(conduct.cleared, (row(), None), ""),
    Case(conduct.reason, (row(**GUARDED, trust_buyer=0.08, bad_buyer=1.0), "buyer"), " in distrust (0.08)"),
    Case(conduct.reason, (row(**GUARDED, trust_buyer=0.3), "buyer"),
         ": it trusts its partner too little (0.30) to stay for its sake"),
    Case(conduct.reason, (row(**GUARDED, trust_buyer=0.5), "buyer"), ": it expects more elsewhere"),
    Case(conduct.reason, (row(), "buyer"), ""),
    Case(conduct.parting, (row(cash_supplier=0.0), row(), 9), "the supplier is bankrupt, so it ends"),
    Case(conduct.parting, (row(ended=1.0, opened=1.0), None, 9),
         "the two part, by a better offer, by fate or for want of a price"),
    Case(conduct.parting, (row(opened=1.0), None, 9), "the two part, by a better offer or by fate"),
    Case(conduct.parting, (row(), None, 9), "fate parts the two"),
    Case(conduct.debt, (row(fixed_cost=0.1, credit=1.0), row(), "buyer"), ""),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.tells.__name__)
def test_sentences(case: Case) -> None:
    assert case.tells(*case.given) == case.wanted


def test_three_months_without_news_make_a_line() -> None:
    months = [kept(month=month, payoff_buyer=0.104, payoff_supplier=0.1) for month in range(1, 8)]
    months[3] |= dict(opened=1.0)
    assert telling.told([row(month=0), *months], 7, folded=True)[1:] == [
        "months 1 to 3: both keep their promises; buyer +0.31, supplier +0.30.",
        "month 4: both keep their promises; strategic review; buyer +0.10, supplier +0.10.",
        "month 5: both keep their promises; buyer +0.10, supplier +0.10.",
        "month 6: both keep their promises; buyer +0.10, supplier +0.10.",
        "month 7: both keep their promises; here the run ends; buyer +0.10, supplier +0.10.",
    ]


def test_the_closing_line_names_the_largest_loss_first() -> None:
    months = [row(payoff_buyer=0.1, payoff_supplier=0.1, haggling=0.02, promises=0.08, first_best=0.3)] * 2
    assert closing(months) == (
        "In all, 2 months: buyer +0.20, supplier +0.20, of 0.60 that a perfect pair would have made; "
        "the rest went to broken promises 0.16, haggling 0.04."
    )


def test_a_pair_that_lost_nothing() -> None:
    assert closing([row(payoff_buyer=0.1, first_best=0.1)]).endswith("the rest went to nothing.")
