"""Several firms of one market, as a PettingZoo environment: all decide a month at the same time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from gymnasium.utils import seeding
from numpy.typing import NDArray
from pettingzoo import ParallelEnv

from sim.game import told
from sim.learning.seat import Sitting, begun, info
from sim.scenario import Scenario
from sim.spelling import ConfigError, advice, shown
from sim.world import World

Told = dict[str, Any]


class MarketEnv(ParallelEnv[str, NDArray[np.float32], NDArray[np.int64]]):
    """Firms that learners play, each named by role and slot; all others follow their strategies.

    `firms` are names as `buyer_0` or `supplier_12`; they may deal with each other. Spaces, rewards and the
    end of an agent's life are those of `FirmEnv`: `terminations` where its firm goes bankrupt, `truncations`
    for all when the world ends. An agent that is left out of a step's actions plays its own strategy.

    Raises ConfigError for a market, a firm or an action that is not there.
    """

    metadata = {"name": "wiifwe_market_v0", "render_modes": [], "is_parallelizable": True}  # noqa: RUF012

    def __init__(
        self, scenario: Scenario | None = None, *, arm: str | None = None,
        firms: Sequence[str] = ("buyer_0", "supplier_0"),
    ) -> None:  # fmt: skip
        self.scenario, self.arm = scenario or Scenario(), arm
        self.sittings = {name: _sitting(self.scenario, name) for name in firms}
        if len(self.sittings) < len(firms) or not firms:
            raise ConfigError(f"`firms` is {shown(list(firms))}; allowed: one firm at least, each once")
        self.possible_agents = list(self.sittings)
        self.agents: list[str] = []
        self.observation_spaces = {name: one.observation_space for name, one in self.sittings.items()}
        self.action_spaces = {name: one.action_space for name, one in self.sittings.items()}
        self.world: World | None = None
        self._random = seeding.np_random()[0]

    def observation_space(self, agent: str) -> Any:
        """What an agent sees."""
        return self.observation_spaces[agent]

    def action_space(self, agent: str) -> Any:
        """What an agent decides."""
        return self.action_spaces[agent]

    def reset(self, seed: int | None = None, options: Told | None = None) -> tuple[Told, Told]:
        """Begin another world, as `FirmEnv.reset` does."""
        if seed is not None:
            self._random = seeding.np_random(seed)[0]
        self.world = begun(self.scenario, self.arm, options, self._random)
        self.agents = list(self.possible_agents)
        seen = {name: self.sittings[name].seen(self.sittings[name].after(self.world)) for name in self.agents}
        return seen, {name: info(self.world, None) for name in self.agents}

    def step(self, actions: Mapping[str, Any]) -> tuple[Told, Told, Told, Told, Told]:
        """Play a month; observations, rewards, terminations, truncations, infos of those who played it."""
        if self.world is None or not self.agents:
            raise ConfigError("the episode is over; `reset` begins another")
        for name in actions:
            if name not in self.agents:
                raise ConfigError(
                    f"`actions` has {shown(name)}; {advice(str(name), self.agents, 'agents are')}"
                )
        answers = {
            self.sittings[name].seat: self.sittings[name].answers(one) for name, one in actions.items()
        }
        self.world.step(decisions=told(answers))
        known = {name: self.sittings[name].after(self.world) for name in self.agents}
        over = not self.world.running
        self.agents = [name for name, one in known.items() if one.alive and not over]
        return (
            {name: self.sittings[name].seen(one) for name, one in known.items()},
            {name: one.payoff for name, one in known.items()},
            {name: not one.alive for name, one in known.items()},
            dict.fromkeys(known, over),
            {name: info(self.world, one.partner) for name, one in known.items()},
        )


def _sitting(scenario: Scenario, name: str) -> Sitting:
    """The seat of a name. Raises ConfigError for one that names none."""
    role, found, slot = str(name).partition("_")
    if not found or not slot.isdecimal():
        raise ConfigError(f"`firms` names {shown(name)}; allowed: role and slot, as `buyer_0`")
    return Sitting(scenario, role, int(slot))
