"""L22: what is not told cannot be adapted to; the delay is geometric, and silences are found at a known rate.

Formula: in a material month side i is silent and not found out with u_i = ν·y_i·(1 − d), y_i = 1 −
honesty_i. A month is silenced with s = 1 − (1 − u_B)(1 − u_S), independently of every other: months until
adaptation are geometric, P(W ≥ k) = s^k, mean s/(1 − s). Silences found per side and month: ν·y_i·d.
Source: model §5 E7, §9 L22; myerson_satterthwaite_1983 for what is known to one side only.

The work jumps by `JUMP` every month, so that it is material in all months but a pair's first; the misfit
at the end of a month, over `JUMP`, is how many months the pair has waited. Units are pairs, each with luck
of its own. A wait that outlasts the run has a chance of s^59 < 1e-12.
False alarms: 5 cases of 6 comparisons at 1e-7 each; all else is exact.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

from sim.ensemble.tables import events_table
from sim.quantities import FLEXIBLE, RELATIONAL, RIGID, Deeds, Steps
from tests.theory.chance import assert_mean, assert_share
from tests.theory.markets import block, off
from tests.theory.months import Month, bond, deeds, played, posture, terms, world

JUMP, OUTLAY = 0.25, 0.05
"""A step of the work, which binary fractions hold exactly, and the outlay per unit of it."""
PAIRS, MONTHS = 400, 60


class Case(NamedTuple):
    """What is private, how honest both sides are, and how much a partner sees, under one form of contract."""

    form: str
    private: float
    buyer: float
    supplier: float
    seen: float

    @property
    def lasting(self) -> tuple[float, float]:
        """The chances that the buyer's, and the supplier's, silence lasts the month."""
        unseen = self.private * (1.0 - self.seen)
        return unseen * (1.0 - self.buyer), unseen * (1.0 - self.supplier)

    @property
    def silenced(self) -> float:
        buyer, supplier = self.lasting
        return 1.0 - (1.0 - buyer) * (1.0 - supplier)


CASES = (
    Case("rigid", 0.5, 0.0, 0.0, 0.3),
    Case("rigid", 1.0, 0.4, 0.9, 0.0),
    Case("flexible", 0.5, 0.5, 0.0, 0.6),
    Case("flexible", 0.8, 1.0, 0.2, 0.45),
    Case("relational", 0.5, 0.2, 0.6, 0.3),
)


def news_only(**groups: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Work that jumps every month, which either side may keep to itself; a change costs its outlay alone."""
    usual: dict[str, dict[str, Any]] = dict(
        market=dict(buyers=PAIRS, suppliers=PAIRS, months=MONTHS, separation=0.0),
        network=dict(degree=PAIRS),
        surplus=dict(value=9.0e3),
        bargaining=dict(price_fixed=True, price=10.0),
        shocks=dict(jump_chance=1.0, jump_mean=JUMP, jump_sd=0.0, misfit_persistence=1.0),
        contract=dict(term=MONTHS, band=0.0),
        adaptation=dict(outlay=OUTLAY, threshold=0.0, saving_rule=False, renegotiation=False),
        process=dict(cost_scale=0.0),
        choice=dict(candidates=1),
        trust=dict(forgetting=1.0, good_weight=1.0, bad_weight=1.0),
    )
    return off(**(usual | groups))


def months_of(case: Case, seed: int, **groups: dict[str, Any]) -> pd.DataFrame:
    """The material months of `PAIRS` pairs; `waited` months since the work was last as specified."""
    governed = dict(governance=True, loyalty=1.0) if case.form == "relational" else {}
    one, other = (
        dict(honesty=honesty, menu=[case.form], **governed) for honesty in (case.buyer, case.supplier)
    )
    here = news_only(news=dict(private=case.private), promises=dict(detection=case.seen), **groups)
    traced = block(one, here, partner=other, trace=True, seed=seed, compiled=True).traced
    table = events_table(("one", "other"), traced)
    assert (table["material"] == (table["month"] > 1)).all()
    return table[table["month"] > 1].assign(waited=lambda months: months["misfit"] / JUMP)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_delay_is_geometric_and_silences_are_found_as_often_as_said(case: Case, seed: int) -> None:
    months = months_of(case, seed)
    first = months[months["waited"] == 0.0].groupby("buyer")["month"].min() - 2
    assert len(first) == PAIRS
    chance = case.silenced
    assert_share(months["silenced"].sum(), len(months), chance, what="months silenced")
    assert_mean(first, chance / (1.0 - chance), what="first delay")
    assert_share((first >= 1).sum(), PAIRS, chance, what="delays of a month and more")
    assert_share((first >= 3).sum(), PAIRS, chance**3, what="delays of three months and more")
    for side, honesty in (("buyer", case.buyer), ("supplier", case.supplier)):
        found = case.private * (1.0 - honesty) * case.seen
        assert_share(months[f"lies_{side}"].sum(), len(months), found, what=f"silences of the {side}")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_pair_adapts_in_exactly_the_months_that_are_not_silenced(case: Case, seed: int) -> None:
    """And what misfit, outlay and bad experience come of it, pair by pair and month by month."""
    months = months_of(case, seed)
    assert ((months["waited"] > 0.0) == (months["silenced"] > 0.0)).all()
    waited = months.groupby("buyer")["waited"]
    before = waited.shift(fill_value=0.0)
    np.testing.assert_array_equal(months["waited"], (before + 1.0) * months["silenced"])
    np.testing.assert_allclose(months["misfit_loss"], (JUMP * months["waited"]) ** 2, rtol=0, atol=1e-9)
    spent = OUTLAY * JUMP * (before + 1.0) * (1.0 - months["silenced"])
    np.testing.assert_allclose(months["adaptation"], spent, rtol=0, atol=1e-9)
    for side, partner in (("buyer", "supplier"), ("supplier", "buyer")):
        counted = months.groupby("buyer")[f"lies_{side}"].cumsum()
        np.testing.assert_array_equal(months[f"bad_{partner}"], counted)


@pytest.mark.parametrize("form", ["rigid", "flexible", "relational"])
@pytest.mark.parametrize(("honesty", "private", "seen"), [(1.0, 1.0, 0.0), (0.0, 0.0, 0.0), (0.0, 1.0, 1.0)])
def test_nothing_is_put_off_where_all_is_told_known_or_seen(
    form: str, honesty: float, private: float, seen: float, seed: int
) -> None:
    """Full honesty, nothing private, or a partner that sees everything: then all silences are found out."""
    months = months_of(Case(form, private, honesty, honesty, seen), seed)
    assert (months["silenced"] == 0.0).all()
    assert (months["misfit"] == 0.0).all()
    found = months[["lies_buyer", "lies_supplier"]]
    assert (found == private * (1.0 - honesty)).all(axis=None)


def test_without_honesty_and_unseen_nobody_ever_adapts(seed: int) -> None:
    months = months_of(Case("rigid", 1.0, 0.0, 0.0, 0.0), seed)
    assert (months["waited"] == months["month"] - 1).all()


@pytest.mark.parametrize("form", [RIGID, FLEXIBLE, RELATIONAL])
def test_silence_needs_something_material_to_be_silent_about(form: float) -> None:
    """Either side of ½γx² = o|x|, γ = 2: at x = o. A calm world is not full of distrust."""
    steps = Steps(0.0, 0.0, 0.0, 0.0, 1.0 if form == RELATIONAL else 0.0)
    here = world(**news_only(news=dict(private=1.0), promises=dict(detection=1.0), surplus={}))
    for misfit, material in ((OUTLAY - 1e-9, 0.0), (OUTLAY + 1e-9, 1.0), (-OUTLAY - 1e-9, 1.0), (0.0, 0.0)):
        month = Month(terms=terms(form=form, steps=steps), bond=bond(misfit=misfit), world=here)
        after, deal = played(month)
        assert (deal.material, deal.lies_buyer, deal.lies_supplier) == (material,) * 3
        assert (after.buyer.bad, after.supplier.bad) == (material, material)


@pytest.mark.parametrize("told", [False, True])
def test_a_renegotiation_leaves_untold_work_as_it_is(told: bool) -> None:
    """The price is set anew, and the work only where it is known what is needed."""
    here = world(**news_only(news=dict(private=1.0), surplus={}, promises=dict(detection=0.0),
                             adaptation=dict(outlay=OUTLAY, threshold=9.0)))  # fmt: skip
    honesty = 1.0 if told else 0.0
    month = Month(
        buyer=posture(honesty=honesty), supplier=posture(honesty=honesty), world=here,
        terms=terms(value=12.0), bond=bond(misfit=0.3, price=0.5),
    )  # fmt: skip
    after, deal = played(month)
    assert (deal.renegotiated, deal.trades) == (1.0, 1.0)
    assert after.price == 10.0
    assert (after.misfit == 0.0, deal.silenced) == (told, 1.0 - told)


@pytest.mark.parametrize("draw", [0.1, 0.4, 0.6, 0.9])
def test_one_silent_side_is_enough_and_its_own_draw_decides(draw: float) -> None:
    """On either side of ν·y = .15, and of a chance of .4 to be found out: sixteen corners."""
    here = world(**news_only(news=dict(private=0.6), surplus={}, promises=dict(detection=0.4)))
    candid = posture(honesty=0.75)
    for corner in np.ndindex(2, 2, 2, 2):
        silent_buyer, silent_supplier, seen_buyer, seen_supplier = (
            chance * draw if bit else chance + (1.0 - chance) * draw
            for bit, chance in zip(corner, (0.15, 0.15, 0.4, 0.4))
        )
        luck: Deeds = deeds(
            buyer_silent=silent_buyer, supplier_silent=silent_supplier,
            buyer_silence_found=seen_buyer, supplier_silence_found=seen_supplier,
        )  # fmt: skip
        _, deal = played(Month(candid, candid, terms(), bond(misfit=0.3), world=here, deeds=luck))
        kept = [bool(one and not other) for one, other in zip(corner[:2], corner[2:])]
        found = [float(one and other) for one, other in zip(corner[:2], corner[2:])]
        assert deal.silenced == float(any(kept))
        assert [deal.lies_buyer, deal.lies_supplier] == found
