"""The page with sliders: both postures at every point of a coarse grid, with no server and no network."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from markupsafe import Markup
from numpy.typing import NDArray

from sim.measures.inference import EXACT
from sim.plots.style import BLUE, VERMILION
from sim.report.scenario import trade_of
from sim.report.templating import rendered
from sim.scenario import Scenario

AXES = ("trust", "honesty", "volatility", "opportunists")
"""The sliders, in the order in which points are numbered: the last one runs fastest."""
LABELS = {
    "trust": "trust in a stranger",
    "honesty": "honesty of WIIFWE, declared",
    "volatility": "how much the work needed changes",
    "opportunists": "firms that break every promise",
}
POSTURES = ("wiifwe", "wiifme")
PARTIES = ("joint", "buyer", "supplier")
OUTCOMES = (*PARTIES, "relationships alive", "firms alive")
STEP = 1e-4
"""What a number on the page is rounded to, money or share."""
UNKNOWN = -32768


@dataclass(frozen=True)
class Facts:
    """What the page says beside its numbers."""

    question: str
    words: str
    levels: Mapping[str, Sequence[float]]
    own: Mapping[str, int]
    caption: str
    scenario: Scenario


def page(curves: pd.DataFrame, differences: pd.DataFrame, facts: Facts) -> str:
    """The whole page. `curves` and `differences` hold every point of `facts.levels`."""
    years = int(curves["year"].max())
    gaps = difference_numbers(differences, facts.levels)
    data = {
        "axes": AXES, "levels": {name: list(facts.levels[name]) for name in AXES}, "own": dict(facts.own),
        "outcomes": OUTCOMES, "postures": POSTURES, "years": years,
        "step": STEP, "unknown": UNKNOWN, "colours": {"wiifwe": BLUE, "wiifme": VERMILION},
        "curves": packed(curve_numbers(curves, facts.levels, years)),
        "differences": packed(gaps), "strongest": strongest(gaps),
        "signs": marks(differences, facts.levels),
    }  # fmt: skip
    # A `<` would let words end the script.
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return rendered(
        "explorable.html.j2", facts=facts, axes=AXES, labels=LABELS, data=Markup(text), step=STEP,
        trade=trade_of(facts.scenario),
    )  # fmt: skip


def sorted_by_point(
    table: pd.DataFrame, levels: Mapping[str, Sequence[float]], then: Sequence[str]
) -> pd.DataFrame:
    """Rows in the order of points, and by what follows; every point must be there."""
    ordered = table.sort_values([*AXES, *then], kind="stable", ignore_index=True)
    points = int(np.prod([len(levels[name]) for name in AXES]))
    if len(ordered[list(AXES)].drop_duplicates()) != points:
        raise ValueError(f"the tables must hold all {points} points of the grid")
    return ordered


def curve_numbers(
    curves: pd.DataFrame, levels: Mapping[str, Sequence[float]], years: int
) -> NDArray[np.float64]:
    """[points, postures, outcomes, years, 2]: value and half width."""
    places = curves.assign(
        posture=pd.Categorical(curves["posture"], POSTURES),
        outcome=pd.Categorical(curves["outcome"], OUTCOMES),
    )
    ordered = sorted_by_point(places, levels, ["posture", "outcome", "year"])
    return ordered[["value", "half"]].to_numpy(float).reshape(-1, len(POSTURES), len(OUTCOMES), years, 2)


def difference_numbers(
    differences: pd.DataFrame, levels: Mapping[str, Sequence[float]]
) -> NDArray[np.float64]:
    """[points, parties, 3]: difference, low and high."""
    ordered = sorted_by_point(differences, levels, [])
    columns = [f"{party}{end}" for party in PARTIES for end in ("", "_low", "_high")]
    return ordered[columns].to_numpy(float).reshape(-1, len(PARTIES), 3)


def marks(differences: pd.DataFrame, levels: Mapping[str, Sequence[float]]) -> str:
    """A letter a point and party: `+`, `-` or `0`, as told by the numbers before they are rounded."""
    ordered = sorted_by_point(differences, levels, [])
    told = np.column_stack([signs(ordered, party) for party in PARTIES]).ravel()
    return "".join("-0+"[sign + 1] for sign in told)


def strongest(gaps: NDArray[np.float64]) -> float:
    """The difference that is drawn in full colour: one in twenty is greater."""
    return round(float(np.nanquantile(np.abs(gaps[..., 0]), 0.95)), 4) or 1.0


def packed(numbers: NDArray[np.float64]) -> str:
    """Numbers as whole steps of two bytes each, in base 64; what is not known is `UNKNOWN`."""
    steps = np.rint(np.clip(numbers / STEP, UNKNOWN + 1, 32767))
    whole = np.where(np.isfinite(numbers), steps, UNKNOWN).astype("<i2")
    return base64.b64encode(whole.tobytes()).decode()


def signs(differences: pd.DataFrame, party: str) -> NDArray[np.int64]:
    """1 and −1 where a party's interval tells a gain or a loss, else 0."""
    low, high = (differences[f"{party}_{end}"].to_numpy(float) for end in ("low", "high"))
    return (low > EXACT).astype(np.int64) - (high < -EXACT).astype(np.int64)
