"""One firm among simulated ones, as a Gymnasium environment."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
from numpy.typing import NDArray

from sim.game import told
from sim.learning.seat import Sitting, begun, info
from sim.scenario import Scenario
from sim.spelling import ConfigError
from sim.world import World

Told = dict[str, Any]


class FirmEnv(gymnasium.Env[NDArray[np.float32], NDArray[np.int64]]):
    """A firm that a learner plays, month by month; all others follow their strategies.

    `scenario` and `arm` say in which market (default: the model's own world, all WIIFME); `role` and `slot`
    which firm. What an observation and an action hold, `sitting.names` and `sitting.decisions` say. The
    reward is the firm's payoff of the month, money; rewards sum to the slot's payoffs so far. An episode is
    `terminated` when the firm goes bankrupt and `truncated` when the world ends, which firms do not foresee.
    An action of zeros leaves every decision to the firm's own strategy.

    `reset(seed=…)` seeds the sequence of worlds, one an episode; `reset(options={"world": 7})` plays the
    world whose luck has that seed. Whoever judges learners does so on luck that they were not trained on.

    Raises ConfigError for a market, a firm or an action that is not there.
    """

    metadata = {"render_modes": []}  # noqa: RUF012 - as Gymnasium has it

    def __init__(
        self, scenario: Scenario | None = None, *, arm: str | None = None, role: str = "buyer", slot: int = 0
    ) -> None:
        self.scenario, self.arm = scenario or Scenario(), arm
        self.sitting = Sitting(self.scenario, role, slot)
        self.observation_space = self.sitting.observation_space
        self.action_space = self.sitting.action_space
        self.world: World | None = None
        self._over = True

    def reset(self, *, seed: int | None = None, options: Told | None = None) -> tuple[Any, Told]:
        """Begin another world; `info` has the seed of its luck (`world`)."""
        super().reset(seed=seed)
        self.world = begun(self.scenario, self.arm, options, self.np_random)
        self._over = False
        return self.sitting.seen(self.sitting.after(self.world)), info(self.world, None)

    def step(self, action: Any) -> tuple[Any, float, bool, bool, Told]:
        """Play a month; `info` has the months played and the slot of the partner, or none."""
        if self.world is None or self._over:
            raise ConfigError("the episode is over; `reset` begins another")
        self.world.step(decisions=told({self.sitting.seat: self.sitting.answers(action)}))
        known = self.sitting.after(self.world)
        terminated, truncated = not known.alive, not self.world.running
        self._over = terminated or truncated
        told_beside = info(self.world, known.partner)
        return self.sitting.seen(known), known.payoff, terminated, truncated, told_beside
