"""For learners of others: a firm as a Gymnasium environment, several as a PettingZoo one (extra `learning`).

    env = gymnasium.make("sim.learning:wiifwe/Firm-v0", scenario=sim.load("headline"), arm="wiifme_rigid")
    observation, info = env.reset(seed=1)
    observation, reward, terminated, truncated, info = env.step(env.action_space.sample())

A step is a month, a reward the month's payoff of the firm. Nothing here is a rule of the model.
"""

from __future__ import annotations

from sim.spelling import ConfigError

try:
    import gymnasium
    import pettingzoo as _pettingzoo  # noqa: F401 - both or neither
except ImportError as error:
    needs = "`sim.learning` needs gymnasium and pettingzoo: pip install 'wiifwe[learning]'"
    raise ConfigError(f"{needs} (import)") from error

from sim.learning.firm import FirmEnv
from sim.learning.market import MarketEnv
from sim.learning.seat import OWN, Sitting

FIRM = "wiifwe/Firm-v0"
"""The name under which Gymnasium makes and vectorises the environment of one firm."""

if FIRM not in gymnasium.registry:
    gymnasium.register(FIRM, "sim.learning.firm:FirmEnv")

__all__ = ["FIRM", "OWN", "FirmEnv", "MarketEnv", "Sitting"]
