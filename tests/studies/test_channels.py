"""Channels: what each carries is what was put in, its words name the strongest, and turn with the data.

Slopes put in are .02 and more against noise of .001 over twelve replicates: that one is missed or has the
wrong sign has a chance below 1e-9. Noise is 0 on average over replicates, so it is nowhere found by chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.publish import MOST_CELLS
from experiments.studies.channels import ALL, CHANNELS, NONE, UNGUARDED, WIIFME, WIIFWE
from tests.studies.made import Told, asked_for, centred, made
from tests.studies.measured import faults

WISHES = ["experiment=channels", "replicates=12"]
Carried = Mapping[tuple[str, str], Mapping[str, float]]
USUAL: Carried = {
    ("honesty", WIIFME): {"news": 0.2, "claims": 0.05, "reports": -0.03},
    ("honesty", WIIFWE): {"news": 0.05, "claims": 0.1},
    ("trust", WIIFME): {"news": -0.05, "bet": 0.05},
    ("trust", WIIFWE): {"monitoring": -0.1, "bet": 0.03, "guard": 0.2},
}
"""What a channel adds to 1 from the least of a lever to the most: lever and arm, channel → value."""


def working(scheme: str) -> set[str]:
    """The channels at work in a scheme."""
    how, _, channel = scheme.partition("_")
    return {ALL: set(CHANNELS), NONE: set(), "without": {*CHANNELS} - {channel}, "only": {channel}}[how]


def told(folder: Path, seed: int, carried: Carried, together: float = 0.0, noise: float = 0.001) -> Told:
    """Worlds in which channels carry so much; under WIIFWE also `together`·trust·honesty, centred on ½."""

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        arm, scheme = worlds["arm"], worlds["scheme"]
        luck = rng.normal(0.0, 0.1, int(worlds["replicate"].max()) + 1)[worlds["replicate"]]
        value = 1.0 + luck + centred(rng.normal(0.0, noise, len(worlds)), [arm, worlds["point"]])
        at = {"trust": (worlds["trust"] - 0.05) / 0.9, "honesty": worlds["honesty"]}
        for (lever, posture), parts in carried.items():
            for channel, slope in parts.items():
                on = scheme.map(lambda one, channel=channel: channel in {*working(one), "rest"})
                mine = arm.eq(posture) | ((posture == WIIFWE) & arm.eq(UNGUARDED))
                mine, on = (arm.eq(WIIFWE), True) if channel == "guard" else (mine, on)
                value += slope * at[lever] * (mine & on)
        value += together * (at["trust"] - 0.5) * (at["honesty"] - 0.5) * arm.ne(WIIFME)
        sides = dict.fromkeys(("buyer_slot", "supplier_slot"), 0.5 * value)
        return {"joint_slot": value, **sides, "relationships_alive_60": 0.5 + 0.1 * luck}

    return made(folder, WISHES, outcomes, seed)


def test_what_a_channel_carries_is_what_was_put_in(tmp_path: Path, seed: int) -> None:
    found = told(tmp_path, seed, USUAL, together=0.4)
    assert max(table.size for table in found.tables.values()) <= MOST_CELLS  # else it is not published
    joint = found.tables["shares"].query("outcome == 'joint_slot'")
    means = joint.set_index(["lever", "arm", "channel", "how"])["mean"]
    for (lever, arm), parts in USUAL.items():
        for channel in (*CHANNELS, *(("guard",) if arm == WIIFWE else ())):
            for how in ("taken away", "alone"):
                assert means[lever, arm, channel, how] == pytest.approx(parts.get(channel, 0.0), abs=1e-3)
    slopes = found.tables["slopes"].query("outcome == 'joint_slot' and arm == 'wiifwe' and lever == 'trust'")
    of = slopes.set_index(["scheme", "at"])["mean"]
    assert of[ALL, "averaged"] == pytest.approx(0.13, abs=1e-3)
    assert of[ALL, "most"] - of[ALL, "least"] == pytest.approx(0.4, abs=2e-3)
    assert of[NONE, "averaged"] == pytest.approx(0.2, abs=1e-3)
    assert found.words["answer"].splitlines() == [
        "Honesty works through news under WIIFME, through claims under WIIFWE. "
        "Trust does little under WIIFME, works through the guard against strangers under WIIFWE."
    ]
    assert "without news by +0.020" in found.text
    assert "Under WIIFME price reports (−0.030) work against what honesty moves" in found.text
    assert (
        "Under WIIFME the bet on kept promises (+0.050) adds to what trust moves, news (−0.050) takes"
        in found.text
    )
    assert "without guard by −0.070" in found.text
    assert "Monitoring stands in for trust: without it" in found.text
    assert found.words["titles"]["meeting"] == "Under WIIFWE trust pays where firms are honest"
    assert not list(faults(found.words))


def test_words_turn_with_the_data(tmp_path: Path, seed: int) -> None:
    other: Carried = {
        ("honesty", WIIFME): {"claims": -0.2, "news": 0.05},
        ("honesty", WIIFWE): {"claims": -0.2},
        ("trust", WIIFME): {"rest": 0.2, "monitoring": 0.03},
        ("trust", WIIFWE): {"monitoring": 0.1},
    }
    found = told(tmp_path / "other", seed, other)
    assert found.words["answer"] == (
        "Honesty works through claims under both postures. "
        "Trust works in other ways under WIIFME, through monitoring under WIIFWE."
    )
    assert "Under WIIFME news (+0.050) works against what honesty moves" in found.text
    assert "With none of the five channels trust still moves value under WIIFME, by +0.200" in found.text
    assert "stands in for trust" not in found.text
    assert "price reports change nothing for certain in what honesty moves" in found.text
    loud = told(tmp_path / "loud", seed, {}, noise=0.5)
    assert loud.words["answer"].count("does nothing known under both postures") == 2
    assert not list(faults(found.words)) + list(faults(loud.words))


def test_a_scheme_switches_what_it_says() -> None:
    """Each world without a channel and each with it alone part the same switches between them."""
    (scheme,) = [axis for axis in asked_for(WISHES).design.axes if axis.name == "scheme"]
    off = scheme.levels[NONE]
    assert not scheme.levels[ALL]
    for channel in CHANNELS:
        without, only = scheme.levels[f"without_{channel}"], scheme.levels[f"only_{channel}"]
        assert without
        assert not set(without) & set(only)
        assert {**without, **only} == off
