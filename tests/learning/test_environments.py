"""Environments for learners: both libraries' own checks, a world's bits behind them, errors in one line."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from pettingzoo.test import parallel_api_test, parallel_seed_test

import sim
from sim.learning import FIRM, FirmEnv, MarketEnv
from sim.learning.seat import NO, YES
from sim.scenario import MarketSize, Scenario
from sim.spelling import ConfigError

SMALL = Scenario(market=MarketSize(buyers=6, suppliers=8, months=12))


def poor(cash: float) -> Scenario:
    return replace(SMALL, money=replace(SMALL.money, cash=cash, cash_spread=0.0, credit=0.0, fixed_cost=1.0))


@pytest.mark.parametrize("role", ["buyer", "supplier"])
def test_gymnasium_finds_nothing_wrong(role: str) -> None:
    check_env(FirmEnv(SMALL, role=role, slot=3), skip_render_check=True)
    made: Any = gymnasium.make(FIRM, scenario=SMALL, role=role)
    assert made.reset(seed=5)[0] in made.observation_space


def test_pettingzoo_finds_nothing_wrong() -> None:
    firms = ("buyer_0", "buyer_1", "supplier_0", "supplier_7")
    parallel_api_test(MarketEnv(SMALL, firms=firms), num_cycles=40)
    parallel_seed_test(lambda: MarketEnv(SMALL, firms=firms), num_cycles=30)


def test_rewards_are_the_payoffs_of_the_world_that_the_seed_names() -> None:
    """Left to its strategy a firm makes what it makes in `sim.World`, to the last bit."""
    env = FirmEnv(SMALL, role="supplier", slot=2)
    _, info = env.reset(seed=11)
    world, own = sim.World(SMALL, seed=info["world"]), np.zeros(len(env.sitting.decisions), np.int64)
    rewards, over = [], False
    while not over:
        observation, reward, terminated, over, _ = env.step(own)
        rewards.append(reward)
        world.step()
        told = dict(zip(env.sitting.names, observation))
        firm = world.firm("supplier", 2)
        assert (reward, told["cash"]) == (firm.payoff, np.float32(firm.cash))
        assert not terminated
    assert sum(rewards) == pytest.approx(world.firm("supplier", 2).value, abs=1e-12)
    with pytest.raises(ConfigError, match="reset"):
        env.step(own)


def test_an_answer_is_a_decision_of_the_world() -> None:
    env = FirmEnv(SMALL)
    keep, leave = (env.sitting.decisions.index(name) for name in ("keep", "leave"))
    env.reset(options={"world": 3})
    given = np.zeros(len(env.sitting.decisions), np.int64)
    given[keep], given[leave] = NO, YES
    assert env.sitting.answers(given) == {"keep": False, "leave": True}
    env.step(given)
    assert env.world is not None
    assert {(one.name, one.answer) for one in env.world.decisions} == {("keep", False), ("leave", True)}


def test_what_one_firm_does_the_other_meets() -> None:
    """A buyer that learners play and its partner sit in one world: a broken promise costs the other."""
    env = MarketEnv(SMALL, firms=tuple(f"supplier_{slot}" for slot in range(8)))
    sums = {}
    for answer in (YES, NO):
        env.reset(options={"world": 4})
        told = {name: np.zeros(len(one.decisions), np.int64) for name, one in env.sittings.items()}
        for name, one in env.sittings.items():
            told[name][one.decisions.index("keep")] = answer
        while env.agents:
            env.step({name: told[name] for name in env.agents})
        assert env.world is not None
        sums[answer] = sum(env.world.firm("buyer", slot).value for slot in range(6))
    assert sums[NO] < sums[YES]


def test_a_firm_that_fails_ends_its_episode_and_the_others_go_on() -> None:
    env = FirmEnv(poor(cash=2.5))
    env.reset(seed=1)
    own, over, months = np.zeros(len(env.sitting.decisions), np.int64), False, 0
    while not over:
        observation, _, over, truncated, _ = env.step(own)
        months += 1
        assert not truncated
    assert (months, observation[env.sitting.names.index("alive")]) == (3, 0.0)
    several = MarketEnv(SMALL, firms=("buyer_0", "supplier_0"))
    several.reset(seed=1)
    several.step({})
    assert several.agents == ["buyer_0", "supplier_0"]


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_it_is_vectorised_and_seeded(mode: Any) -> None:
    several: Any = gymnasium.make_vec(FIRM, num_envs=2, vectorization_mode=mode, scenario=SMALL)
    try:
        seen, infos = several.reset(seed=7)
        _, rewards, *_ = several.step(np.zeros((2, len(FirmEnv(SMALL).sitting.decisions)), np.int64))
    finally:
        several.close()
    for place in range(2):
        env = FirmEnv(SMALL)
        alone, info = env.reset(seed=7 + place)
        assert (info["world"], alone.tolist()) == (infos["world"][place], seen[place].tolist())
        assert env.step(np.zeros(len(env.sitting.decisions), np.int64))[1] == rewards[place]


def test_it_can_be_put_away_in_the_middle() -> None:
    env = FirmEnv(SMALL)
    env.reset(seed=2)
    own = np.zeros(len(env.sitting.decisions), np.int64)
    env.step(own)
    other = pickle.loads(pickle.dumps(env))
    for _ in range(3):
        one, two = env.step(own), other.step(own)
        assert (one[0].tolist(), one[1:]) == (two[0].tolist(), two[1:])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: FirmEnv(SMALL, role="buyr"), "did you mean `buyer`"),
        (lambda: FirmEnv(SMALL, slot=6), "from 0 to 5"),
        (lambda: FirmEnv(SMALL, slot=True), "from 0 to 5"),
        (lambda: FirmEnv(SMALL, arm="wiifwe").reset(), "`arm`"),
        (lambda: FirmEnv(replace(SMALL, market=replace(SMALL.market, capacity=2))), "`market.capacity`"),
        (lambda: FirmEnv(SMALL).reset(options={"wrld": 1}), "did you mean `world`"),
        (lambda: FirmEnv(SMALL).reset(options={"world": -1}), "`seed`"),
        (lambda: FirmEnv(SMALL).step(np.zeros(7, np.int64)), "`reset`"),
        (lambda: MarketEnv(SMALL, firms=("buyer",)), "`buyer_0`"),
        (lambda: MarketEnv(SMALL, firms=("buyer_0", "buyer_0")), "each once"),
        (lambda: MarketEnv(SMALL, firms=()), "one firm at least"),
    ],
)
def test_errors_teach(wrong: Any, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        wrong()
    assert "\n" not in str(caught.value)


def test_wrong_actions_are_refused() -> None:
    env, several = FirmEnv(SMALL), MarketEnv(SMALL)
    env.reset(seed=1)
    several.reset(seed=1)
    for wrong in (np.full(7, 3), np.zeros(6, np.int64), [0.5] * 7, None):
        with pytest.raises(ConfigError, match="`action`"):
            env.step(wrong)
    with pytest.raises(ConfigError, match="buyer_0"):
        several.step({"buyer_9": np.zeros(7, np.int64)})
