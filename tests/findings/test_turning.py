"""Passages in words: every status, its doubt, and what neighbours share."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.findings.turning import runs_told, some, turn_told
from sim.measures.required import threshold

PLACES = np.array([0.0, 1.0, 2.0, 3.0])


def passage(means: list[float], spread: float, *, rising: bool) -> pd.Series:
    """What is found of 50 replicates around these means, ± `spread` by turns."""
    signs = np.where(np.arange(50) % 2, 1.0, -1.0)[:, None]
    found = threshold(PLACES, np.array(means) + spread * signs, rising=rising)
    return pd.Series(found._asdict() | {"rising": rising})


@pytest.mark.parametrize(
    ("means", "spread", "rising", "words"),
    [
        ([-3.0, -1.0, 1.0, 3.0], 0.1, True, "from 1.50 (1.49 to 1.51) on"),
        ([3.0, 1.0, -1.0, -3.0], 0.1, False, "up to 1.50 (1.49 to 1.51)"),
        ([1.0, 1.0, 1.0, 1.0], 0.1, True, "at every level tried"),
        ([1.0, 1.0, 1.0, 1.0], 0.1, False, "at every level tried"),
        ([-1.0, -1.0, -1.0, -1.0], 0.1, True, "at none"),
        ([-1.0, -1.0, -1.0, -1.0], 0.1, False, "at none"),
        ([0.1, 1.1, 2.1, 3.1], 1.0, True, "at every level tried (perhaps only from 0.19 on)"),
        ([3.1, 2.1, 1.1, 0.1], 1.0, False, "at every level tried (perhaps only up to 2.81)"),
        ([-3.1, -2.1, -1.1, -0.1], 1.0, True, "at none (perhaps from 2.81 on)"),
        ([-0.1, -1.1, -2.1, -3.1], 1.0, False, "at none (perhaps up to 0.19)"),
        ([0.1, 0.1, 0.1, 0.1], 1.0, True, "at every level tried (perhaps at none)"),
        ([-0.1, -0.1, -0.1, -0.1], 1.0, False, "at none (perhaps at every level)"),
        ([1.0, -1.0, 1.0, 1.0], 0.1, True, "in no order (a certain loss after a certain gain)"),
    ],
)  # fmt: skip
def test_every_passage_has_its_words(means: list[float], spread: float, rising: bool, words: str) -> None:
    assert turn_told(passage(means, spread, rising=rising)) == words


def test_what_neighbours_share_is_said_once() -> None:
    pays = passage([1.0] * 4, 0.1, rising=True)
    none = passage([-1.0] * 4, 0.1, rising=True)
    rows = pd.DataFrame([none, none, pays, none]).assign(term=[1.0, 3.0, 6.0, 12.0])
    told = runs_told(rows, "term", 2, "over {} months")
    assert told == "at none over 1 to 3 months, at every level tried over 6 months, at none over 12 months"


def test_some_rows_keep_both_ends_and_the_scenarios_own() -> None:
    rows = pd.DataFrame({"x": np.arange(11.0)})
    assert some(rows, "x", most=2)["x"].tolist() == [0.0, 10.0]
    assert some(rows, "x", own=3.2, most=2)["x"].tolist() == [0.0, 3.0, 10.0]
    assert some(rows.head(1), "x", own=3.2)["x"].tolist() == [0.0]
    assert some(rows.head(0), "x", own=3.2).empty
