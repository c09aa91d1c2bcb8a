"""At its neutral value a parameter takes its channel away, and what else belongs to the channel is idle.

Every comparison is of the same dice with themselves, so the false-alarm rate is 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pytest

from sim.quantities import Deal, Experience, Luck
from sim.rules.month import shocked
from sim.rules.offers import unknown
from sim.rules.signing import signed
from sim.worlds import ACCOUNTS
from tests.theory.invented import invented_month
from tests.theory.markets import WIIFWE, block
from tests.theory.months import (
    NO_STEPS,
    OUTLOOK,
    Month,
    bond,
    played,
    posture,
    side,
    world,
)

MONTHS = 60
Groups = dict[str, dict[str, Any]]


class Channel(NamedTuple):
    """A neutral setting, what must not matter then, and what must not leak."""

    name: str
    neutral: Groups
    idle: Mapping[str, dict[str, Any]] = MappingProxyType({})
    dry: tuple[str, ...] = ()


CHANNELS = [
    Channel("shading", dict(shading=dict(strength=0.0)), dict(shading=dict(cap=0.5)), ("shading",)),
    Channel("shading cap", dict(shading=dict(cap=0.0)), dict(shading=dict(strength=9.0)), ("shading",)),
    Channel(
        "misfit weight", dict(surplus=dict(misfit_weight=0.0)), dict(surplus=dict(misfit_cap=9.0)),
        ("misfit",),
    ),
    Channel("misfit cap", dict(surplus=dict(misfit_cap=0.0)), {}, ("misfit",)),
    Channel(
        "investment", dict(investment=dict(gain=0.0)), dict(process=dict(misdirection=0.7)),
        ("underinvestment", "misdirection"),
    ),
    Channel("misdirection", dict(process=dict(misdirection=0.0)), {}, ("misdirection",)),
    Channel("monitoring", dict(monitoring=dict(cost=0.0)), {}, ("monitoring",)),
    Channel("law", dict(promises=dict(law_recovery=0.0)), dict(promises=dict(law_cost=0.0)), ("law",)),
    Channel("dear law", dict(promises=dict(law_cost=1e12)), dict(promises=dict(law_recovery=1.0)), ("law",)),
    Channel("promises", dict(promises=dict(temptation=0.0, harm=0.0)), {}, ("promises",)),
    Channel("slip", dict(promises=dict(slip=0.0)), dict(promises=dict(flip=True))),
    Channel(
        "payment", dict(payment=dict(lag=0.0, lag_power=0.0)),
        dict(payment=dict(interest_supplier=0.1, interest_buyer=0.05)), ("delay",),
    ),
    Channel("even interest", dict(payment=dict(interest_supplier=0.01, interest_buyer=0.01)), {}, ("delay",)),
    Channel(
        "haggling", dict(adaptation=dict(haggling=0.0, haggling_slope=0.0)),
        dict(adaptation=dict(bias=0.5), process=dict(haggling_cut=0.9)), ("haggling",),
    ),
    Channel("dispute", dict(adaptation=dict(haggling=0.0, bias=0.0, inflation=0.0)), {}, ("haggling",)),
    Channel("outlay", dict(adaptation=dict(outlay=0.0)), {}, ("adaptation",)),
    Channel(
        "process", dict(process=dict(cost_scale=0.0)),
        dict(process=dict(governance_monthly=9.0, review_cost=9.0)), ("governance",),
    ),
    Channel("exit", dict(choice=dict(exit=False)), dict(choice=dict(exit_trust=0.9))),
    Channel("loyalty", {}, dict(choice=dict(loyalty_worth=9.0))),
    Channel("renewal", {}, dict(promises=dict(renewal=0.9))),
    Channel("promise table", {}, dict(promises=dict(buyer_kept_kept=3.0, supplier_broken_broken=1.0))),
    Channel("outside options", {}, dict(choice=dict(outside_buyer=9.0, outside_supplier=9.0))),
    Channel("exogenous price", {}, dict(bargaining=dict(price=9.0))),
]  # fmt: skip


def merged(*parts: Mapping[str, dict[str, Any]]) -> Groups:
    """Groups of settings, the later over the earlier."""
    names = {name for part in parts for name in part}
    return {
        name: {key: value for part in parts for key, value in part.get(name, {}).items()} for name in names
    }


def months(here: Any, seed: int = 30) -> list[Month]:
    dice = np.random.default_rng(seed)
    return [invented_month(dice, here) for _ in range(MONTHS)]


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda one: one.name)
def test_neutral_values_take_the_channel_away(channel: Channel) -> None:
    usual = world(**channel.neutral)
    strange = world(**merged(channel.neutral, channel.idle))
    for month in months(usual):
        after, deal = played(month)
        assert (after, deal) == played(month._replace(world=strange))
        assert all(abs(getattr(deal.leakages, leak)) < 1e-15 for leak in channel.dry)


ALIVE = [one for one in CHANNELS if one.dry and one.name not in ("shading cap", "misfit cap", "dear law")]


@pytest.mark.parametrize("channel", ALIVE, ids=lambda one: one.name)
def test_the_same_channels_leak_in_the_default_world(channel: Channel) -> None:
    """Without this, a channel that is dead anyway would pass as neutral."""
    fields = dict(promises=dict(law_cost=0.05))
    deals = [played(month)[1] for month in months(world(**fields))]
    assert all(any(getattr(deal.leakages, leak) > 1e-6 for deal in deals) for leak in channel.dry)


def test_inflation_of_nothing_pays_no_more_than_the_truth() -> None:
    """ι = 0: claims are the truth, and nothing is disputed."""
    here = world(adaptation=dict(inflation=0.0, haggling=0.0, bias=0.0))
    for month in months(here):
        assert played(month)[1].leakages.haggling == 0.0


def test_inflation_of_nothing_is_no_lie() -> None:
    here = world(adaptation=dict(inflation=0.0))
    lied = Month(world=here, bond=bond(misfit=0.6))
    lied = lied._replace(deeds=lied.deeds._replace(inflated=0.0, buyer_monitors=0.9, found=0.0))
    assert played(lied)[0].buyer.bad == 0.0


def effect(steps: Any, here: Any, **fields: Any) -> list[tuple[Any, Deal]]:
    outcomes: list[tuple[Any, Deal]] = []
    for month in months(here):
        form = month.terms._replace(form=3.0, band=0.1, steps=steps, governed=0.0)
        outcomes.append(played(month._replace(terms=form, **fields)))
    return outcomes


STEPS: list[tuple[str, Groups]] = [
    ("foundation", dict(process=dict(open_book=0.0, detection=0.3))),
    ("vision", dict(process=dict(misdirection=0.0))),
    ("principles", dict(process=dict(narrowing=0.0))),
    (
        "mechanisms",
        dict(process=dict(haggling_cut=0.0, tactics_barred=0.0), payment=dict(lag=0.0, lag_power=0.0)),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("step", "neutral"), STEPS, ids=lambda one: one if isinstance(one, str) else "")
def test_a_step_without_its_effect_changes_nothing(step: str, neutral: Groups) -> None:
    here, kind = world(**neutral), posture(integrity=1.0)
    with_it = NO_STEPS._replace(**{step: 1.0})
    both = dict(buyer=kind, supplier=kind)
    assert effect(NO_STEPS, here, **both) == effect(with_it, here, **both)
    assert effect(NO_STEPS, world(), **both) != effect(with_it, world(), **both)


def test_governance_of_work_that_fits_and_grudges_that_stay_changes_nothing() -> None:
    here = world(process=dict(clearing=0.0, review_every=10**6))
    still = dict(bond=bond(buyer=side(grievance=0.05)))
    governed = NO_STEPS._replace(governance=1.0)
    assert effect(NO_STEPS, here, **still) == effect(governed, here, **still)


@pytest.mark.parametrize(
    ("neutral", "idle"),
    [
        (dict(jump_chance=0.0), dict(jump_mean=3.0, jump_sd=3.0)),
        (dict(misfit_sd=0.0), dict(two_point=True)),
        (dict(cost_sd=0.0), dict(common=1.0)),
        ({}, dict(payoff_noise=1.0)),
    ],
)
def test_nature_at_rest(neutral: dict[str, Any], idle: dict[str, Any]) -> None:
    dice = np.random.default_rng(31)
    for _ in range(MONTHS):
        dealt = Luck(dice.normal(), dice.normal(), dice.random(), dice.normal(), dice.random(), 0.0, 0.0)
        before, shock = bond(misfit=dice.normal(), log_cost=dice.normal()), dice.normal()
        usual = shocked(before, shock, dealt, world(shocks=neutral))
        assert usual == shocked(before, shock, dealt, world(shocks={**neutral, **idle}))


def test_without_a_common_part_the_markets_shock_is_idle() -> None:
    here, dealt = world(shocks=dict(common=0.0)), Luck(0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5)
    assert shocked(bond(), 3.0, dealt, here) == shocked(bond(), -3.0, dealt, here)


def test_two_point_steps_have_the_same_spread_as_normal_ones() -> None:
    """The switch changes the shape, not σ: every step is ±σ_x."""
    here = world(shocks=dict(two_point=True, jump_chance=0.0))
    steps = {
        round(shocked(bond(), 0.0, Luck(size, 0.0, 0.5, 0.0, 0.5, 0.0, 0.0), here).misfit, 12)
        for size in (-2.0, -0.1, 0.1, 2.0)
    }
    assert steps == {-0.15, 0.15}


def signing(groups: Groups, fit: float = 0.6, others: float = 0.0, screens: float = 0.5) -> Any:
    taker = posture(**{**WIIFWE, "menu": ("relational",)})
    fresh = Experience(0.5, 0.0, 0.0)
    return signed(
        taker, taker, 3.0, 1.15, 0.85, 0.0, fit, others, 0.0, fresh, fresh, False, OUTLOOK,
        world(**groups), screens, screens, False, 0.5,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("neutral", "one", "other"),
    [
        (dict(bargaining=dict(tightness=0.0)), dict(others=0.0), dict(others=9.0)),
        (dict(process=dict(screening=0.0, false_alarm=0.0)), dict(screens=0.0), dict(screens=0.9)),
    ],
)
def test_signing_at_neutral_values(neutral: Groups, one: dict[str, float], other: dict[str, float]) -> None:
    assert signing(neutral, **one) == signing(neutral, **other)
    alive: Groups = dict(bargaining=dict(tightness=1.0))
    assert signing(alive, **one) != signing(alive, **other)


def test_no_least_fit_solidifies_nothing() -> None:
    dear: Groups = dict(process=dict(fit_minimum=0.0, solidifying=9.0))
    cheap: Groups = dict(process=dict(fit_minimum=0.0, solidifying=0.0))
    assert signing(dear) == signing(cheap)
    assert signing(cheap).terms.fit == 0.6


def test_without_word_of_mouth_hearsay_is_idle() -> None:
    assert unknown(True, 0.9, world()) == unknown(False, 0.1, world()) == (0.5, 0.0, 0.0)


SMALL: Groups = dict(market=dict(buyers=8, suppliers=10, months=30))
RELATIONAL: dict[str, Any] = {**WIIFWE, "menu": ["relational"]}


def worlds_differ(one: Groups, other: Groups, strategy: dict[str, Any] = RELATIONAL) -> set[str]:
    """The accounts in which two small worlds, otherwise the same, differ in any bit."""
    first, second = (block(strategy, merged(SMALL, groups)).accounts for groups in (one, other))
    return {name for place, name in enumerate(ACCOUNTS) if (first[..., place] != second[..., place]).any()}


@pytest.mark.parametrize(
    ("neutral", "idle"),
    [
        (dict(imitation=dict(rate=0.0)), dict(imitation=dict(intensity=0.0))),
        (dict(surplus=dict(value_spread=0.0, cost_spread=0.0)), dict(surplus=dict(redrawn=True))),
        (dict(bargaining=dict(outside_weight=0.0)), dict(bargaining=dict(split="gain"))),
        (dict(money=dict(ruin=False)), dict(money=dict(credit=0.0, entry="mix", entry_delay=1))),
        (dict(process=dict(cost_scale=0.0)), dict(process=dict(vision_cost=9.0, governance_cost=9.0))),
        (dict(contract=dict(term=1), process=dict(commitment=0)), dict(contract=dict(staggered=False))),
    ],
    ids=["imitation", "redrawing without spread", "split at even power", "ruin", "free process", "one month"],
)
def test_whole_worlds_at_neutral_values(neutral: Groups, idle: Groups) -> None:
    assert worlds_differ(neutral, merged(neutral, idle)) == set()


def test_the_split_matters_where_somebody_is_strong() -> None:
    strong: Groups = dict(bargaining=dict(power=0.6))
    assert "payoff" in worlds_differ(strong, merged(strong, dict(bargaining=dict(split="gain"))))


def test_founders_first_terms_matter_where_terms_are_longer_than_a_month() -> None:
    assert "payoff" in worlds_differ({}, dict(contract=dict(staggered=False)))


def test_founders_cash_is_idle_but_for_itself_where_nobody_is_ruined() -> None:
    lasting: Groups = dict(money=dict(ruin=False))
    assert worlds_differ(lasting, merged(lasting, dict(money=dict(cash_spread=0.0)))) == {"cash"}


def test_noise_moves_cash_and_nothing_else_where_nobody_is_ruined_or_copied() -> None:
    lasting: Groups = dict(money=dict(ruin=False))
    assert worlds_differ(lasting, merged(lasting, dict(shocks=dict(payoff_noise=0.5)))) == {"noise", "cash"}
