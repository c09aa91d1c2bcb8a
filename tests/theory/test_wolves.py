"""L15: how many wolves a buyer can meet before trading with strangers stops paying.

A buyer pays for the process, F, and trades with a stranger from a pool with a share q of wolves. A sound one
gives it Y a month more than it has outside; over T months that is worth Y·N, N = (1 − δ^T)/(1 − δ). A wolf
breaks every promise, which costs ℓ = v_q − (v − p) + o a month until that is seen (chance d a month) and the
buyer leaves; each next month comes with chance 1 − d, so that X = ℓ/(1 − δ(1 − d)). A stranger is worth
(1 − q)Y·N − qX − F, and nothing at q* = (Y·N − F)/(Y·N + X).

With screening, a sound pair passes the foundation with A = (1 − a_f)² (either may be turned away), one with a
wolf with A' = (1 − a_f)(1 − a_s); who is turned away has paid F₁, for the foundation, and no more. The worth,
(1 − q)[A(Y·N − F) − (1 − A)F₁] − q[A'(X + F) + (1 − A')F₁], is linear in q too; with P = Y·N − F + F₁ it is
nothing at q* = (A·P − F₁)/(A·P + A'(X + F − F₁)), which is the former for a_f = a_s = 0.

X sums over all months, of which T are played: the rest, X(δ(1 − d))^T, is the stated bias.

Source: the algebra above; klein_crawford_alchian_1978 for the exploiter; model §5 E8, E12, E14, §9 L15.
Units: first meetings, in month 1, of buyers who each know one supplier; detection and screening are drawn
apart for each. A pool holds exactly its share of wolves, so that means spread less than those of independent
draws: false alarms are below the 1e-7 stated for each of 18 comparisons. The others are exact.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.ensemble.run import played, staged
from sim.ensemble.state import TRACE_COLUMNS
from sim.scenario import PRINCIPLES
from sim.worlds import ACCOUNTS, arms_of
from tests.theory.chance import ERRORS, assert_mean
from tests.theory.markets import off, world_of

PAIRS, WORLDS, MONTHS = 400, 20, 36
VALUE, PRICE, OUTSIDE, HARM, PATIENCE = 1.15, 1.0, 0.05, 0.45, 0.99
COSTS = dict(foundation_cost=0.5, vision_cost=0.2, principles_cost=0.3)
"""What three of the steps cost both together; the buyer pays half."""
STEPPED: dict[str, Any] = dict(foundation=True, vision=True, principles=True, menu=["relational"])
KEEPS: dict[str, Any] = dict(conduct="reactive", after_kept_broken=1.0, after_broken_broken=1.0)
BREAKS: dict[str, Any] = dict(conduct="reactive", opening=0.0, after_kept_kept=0.0, after_broken_kept=0.0)
STRATEGIES: dict[str, dict[str, Any]] = {
    "sound": {**STEPPED, **KEEPS, **dict.fromkeys(PRINCIPLES, 1.0)},
    "wolf": {**STEPPED, **BREAKS, "declared": 1.0},
}


class Pool(NamedTuple):
    """How well wolves are told from others: at once, by mistake, and month by month."""

    detection: float
    screening: float = 0.0
    false_alarm: float = 0.0


class Worth(NamedTuple):
    """What a meeting is worth to the buyer, by the kind of stranger; money."""

    sound: float
    wolf: float
    bias: float  # of the latter: what wolves would still take after the last month


def worth(pool: Pool) -> Worth:
    """The closed form."""
    months = (1.0 - PATIENCE**MONTHS) / (1.0 - PATIENCE)
    advantage = VALUE - PRICE - OUTSIDE
    undetected = PATIENCE * (1.0 - pool.detection)
    loss = (HARM - advantage) / (1.0 - undetected)
    process, foundation = 0.5 * sum(COSTS.values()), 0.5 * COSTS["foundation_cost"]
    passes = (1.0 - pool.false_alarm) ** 2
    slips_in = (1.0 - pool.false_alarm) * (1.0 - pool.screening)
    return Worth(
        passes * (advantage * months - process) - (1.0 - passes) * foundation,
        -slips_in * (loss + process) - (1.0 - slips_in) * foundation,
        slips_in * loss * undetected**MONTHS,
    )


def break_even(pool: Pool) -> float:
    """q*, the share of wolves at which meeting a stranger is worth nothing."""
    each = worth(pool)
    return each.sound / (each.sound - each.wolf)


def hunting_ground(pool: Pool, wolves: float) -> Any:
    """Buyers who each know one supplier; one bad observation suffices to leave it for good reason."""
    groups = off(
        market=dict(buyers=PAIRS, suppliers=PAIRS, months=MONTHS, separation=0.0),
        network=dict(kind="communities", communities=PAIRS, degree=1, mixing=0.0),
        surplus=dict(value=VALUE), bargaining=dict(price_fixed=True, price=PRICE),
        contract=dict(term=2 * MONTHS),
        promises=dict(temptation=0.06, harm=HARM, detection=pool.detection, law_recovery=0.0),
        process=dict(
            **COSTS, detection=pool.detection, screening=pool.screening, false_alarm=pool.false_alarm
        ),
        trust=dict(bad_weight=100.0), choice=dict(exit=True),
    )  # fmt: skip
    suppliers = {name: share for name, share in (("sound", 1.0 - wolves), ("wolf", wolves)) if share > 0.0}
    return world_of(STRATEGIES, "sound", suppliers, groups)


def meetings(pool: Pool, wolves: float, seed: int) -> NDArray[np.float64]:
    """What the first meeting of each buyer was worth to it, discounted, beyond what it has outside."""
    scenario = hunting_ground(pool, wolves)
    stage = staged(scenario, arms_of(scenario)[0], seed, {})
    column = {name: TRACE_COLUMNS.index(name) for name in ("age", "payoff_buyer")}
    elapsed = np.arange(MONTHS)[:, None]
    values: list[NDArray[np.float64]] = []
    for world in range(WORLDS):
        block = played(stage, seed, world, 1, trace=True)
        first_spell = block.traced[:, :, column["age"]] == elapsed + 1.0
        gained = np.where(first_spell, block.traced[:, :, column["payoff_buyer"]] - OUTSIDE, 0.0)
        value = (PATIENCE**elapsed * gained).sum(axis=0)
        turned_away = ~first_spell[0]
        spent = block.accounts[0, 0, 0, 0, ACCOUNTS.index("idle_process")]
        value[turned_away] = -spent / max(1, turned_away.sum())
        values.append(value)
    return np.concatenate(values)


POOLS = {
    "unscreened": Pool(0.3), "watchful": Pool(0.6), "screened": Pool(0.3, screening=0.7, false_alarm=0.1),
}  # fmt: skip


@pytest.mark.parametrize("wolves", [0.0, 0.25, 0.75, 1.0])
@pytest.mark.parametrize("kind", POOLS)
def test_meeting_a_stranger_is_worth_less_the_more_wolves_there_are(
    kind: str, wolves: float, seed: int
) -> None:
    """Linear in the share, from the sound pair's worth to that of falling to a wolf."""
    each = worth(POOLS[kind])
    wanted = (1.0 - wolves) * each.sound + wolves * each.wolf
    assert_mean(meetings(POOLS[kind], wolves, seed), wanted, bias=wolves * each.bias, what="worth")


@pytest.mark.parametrize("kind", POOLS)
def test_at_the_break_even_share_the_worth_of_strangers_turns(kind: str, seed: int) -> None:
    """A twentieth fewer wolves than q* and it pays, a twentieth more and it does not."""
    share = break_even(POOLS[kind])
    assert 0.1 < share < 0.9
    for wolves, sign in ((share - 0.05, 1.0), (share + 0.05, -1.0)):
        values = meetings(POOLS[kind], wolves, seed)
        assert sign * values.mean() > ERRORS * values.std(ddof=1) / np.sqrt(values.size)


def test_the_break_even_share_is_the_known_one_without_screening() -> None:
    """(Y·N − F)/(Y·N + X); screening that tells some wolves lets more of them be borne."""
    pool = POOLS["unscreened"]
    months = (1.0 - PATIENCE**MONTHS) / (1.0 - PATIENCE)
    gained = 0.10 * months
    lost = 0.35 / (1.0 - PATIENCE * (1.0 - pool.detection))
    assert break_even(pool) == pytest.approx((gained - 0.5) / (gained + lost), abs=1e-12)
    assert break_even(POOLS["screened"]) > break_even(pool)


def test_a_sound_stranger_is_never_left_and_a_wolf_seen_is_left_at_once(seed: int) -> None:
    """With sure detection a wolf takes its loss once; a spell with a sound one lasts as long as the world."""
    values = meetings(Pool(1.0), 0.5, seed)
    each = worth(Pool(1.0))
    np.testing.assert_allclose(np.unique(values.round(9)), [each.wolf, each.sound], rtol=0, atol=1e-9)
    assert (values < 0.0).mean() == 0.5
