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


@pytest.mark.skipif(sys.platform != "linux", reason="reads the processor's abilities from /proc/cpuinfo")
@pytest.mark.parametrize("level", LEVELS)
def test_worlds_are_the_same_bits_at_every_width(level: str) -> None:
    if "haswell" in LEVELS[level].values() and " avx2 " not in Path("/proc/cpuinfo").read_text():
        pytest.skip("this processor takes no 4 numbers at a time")
    done = subprocess.run(
        [sys.executable, "-c", "from tests.twins.test_levels import worlds_hash; print(worlds_hash())"],
        env=os.environ | LEVELS[level] | {"PYTHONPATH": str(ROOT)}, cwd=ROOT, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == worlds_hash()
