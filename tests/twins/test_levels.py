"""The same bits on every level of processor: what a world comes to does not depend on how wide it is played.

No luck is involved: the worlds are fixed by their seed, and a difference in one bit fails the test.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.ensemble.run import played, staged

ROOT = Path(sim.__file__).parents[1]
OVERRIDES = ["market.buyers=13", "market.suppliers=17", "market.months=36"]
ARMS = ("wiifme_rigid", "wiifwe_buyers")
LEVELS = {
    "4 numbers at a time": {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": "+avx2,+fma,+bmi,+bmi2"},
}
"""Beside this machine's own. `nehalem` (2 at a time) was seen to agree, but takes minutes to compile."""


def worlds_hash() -> str:
    """SHA-256 of all that a few fixed worlds come to."""
    scenario = sim.load("headline", overrides=OVERRIDES)
    digest = hashlib.sha256()
    for arm in scenario.arms:
        if arm.name in ARMS:
            block = played(staged(scenario, arm, 1, {}), 1, 0, 2)
            for part in block:
                digest.update(np.ascontiguousarray(part).tobytes())
    return digest.hexdigest()


def on_level(level: str) -> subprocess.Popen[str]:
    """A process that prints `worlds_hash` as it comes out on a level, or on this machine's own."""
    return subprocess.Popen(
        [sys.executable, "-c", "from tests.twins.test_levels import worlds_hash; print(worlds_hash())"],
        env=os.environ | LEVELS.get(level, {}) | {"PYTHONPATH": str(ROOT)}, cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def is_played_here(level: str) -> bool:
    """Whether this processor takes so many numbers at a time."""
    told = Path("/proc/cpuinfo")
    return told.is_file() and ("haswell" not in LEVELS[level].values() or " avx2 " in told.read_text())


@pytest.mark.parametrize("level", LEVELS)
def test_worlds_are_the_same_bits_at_every_width(level: str) -> None:
    if not is_played_here(level):
        pytest.skip("this processor is not known to take so many numbers at a time")
    done = on_level(level)
    out, errors = done.communicate()
    assert done.returncode == 0, errors
    assert out.strip() == worlds_hash()


if __name__ == "__main__":  # before many tests at once: compiled once, at every width side by side
    compiling = [on_level(one) for one in ("own", *filter(is_played_here, LEVELS))]
    for one in compiling:
        one.communicate()  # what goes wrong is for the tests to tell
