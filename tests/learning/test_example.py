"""The small learner learns, and is judged on luck that it never saw."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "examples" / "learn_a_firm.py"))


def test_it_runs_and_says_what_it_learned(
    example: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    gain = example["main"](example["Budget"](2, 4, 2, 4), months=12)
    assert gain.n == 4
    assert f"{gain.mean:+.4f} a month" in capsys.readouterr().out


def test_weights_of_nothing_are_the_strategys_own_play(example: dict[str, Any]) -> None:
    env = example["FirmEnv"]()
    observation, _ = env.reset(seed=1)
    size = len(env.sitting.decisions) * (1 + len(example["SEEN"]))
    assert not example["action"](env, np.zeros(size), observation).any()
    assert set(example["action"](env, np.ones(size), observation).tolist()) == {example["YES"]}


@pytest.mark.slow
def test_learned_is_not_worse_than_the_strategy_itself(example: dict[str, Any]) -> None:
    """Seed fixed before looking; an interval below 0 for a policy as good as the strategy: one in forty."""
    assert example["main"](seed=1).high > 0.0
