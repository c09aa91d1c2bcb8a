"""The kinds of view that stand for themselves: what each must hold, on paper and on a slide.

After a change that is meant, make the pictures anew, and look: `python -m tests.plots.test_special_views`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure

from sim.plots.asked import View
from sim.plots.carpet import row_of
from sim.plots.facets import SILENT
from sim.plots.network import places
from sim.plots.sheets import Sheet
from sim.plots.style import COLOURS
from sim.plots.view import drawn
from tests.plots.checking import (
    BASELINES,
    TABLES,
    check,
    check_looks,
    check_named,
    check_noticed,
    laid_out,
    rendered,
    words_of,
)

CAPTION = "60 replicates · seed 1 · 3f9a"
NAMES = {
    "wiifme_rigid": "WIIFME", "wiifwe": "WIIFWE", "good_people": "good people, no process",
    "relational_bare": "promises on paper only", "buyer_gain": "buyers' gain",
    "supplier_gain": "suppliers' gain", "trust": "trust (0 to 1)", "x": "reliability p",
}  # fmt: skip
POLES = ["wiifme_rigid", "wiifwe"]


def alive() -> pd.DataFrame:
    """Made-up lives: under the third arm they are between."""
    ages = np.arange(121)
    parts = []
    for kind, hazards in {"buyers": (0.001, 0.0002, 0.0006), "suppliers": (0.004, 0.002, 0.003),
                          "relationships": (0.02, 0.01, 0.015)}.items():  # fmt: skip
        for arm, hazard in zip([*POLES, "good_people"], hazards):
            mean = np.exp(-hazard * ages)
            parts.append(
                pd.DataFrame({"arm": arm, "kind": kind, "age": ages, "mean": mean, "low": mean - 0.01,
                              "high": mean + 0.01, "at_risk": (4000 * mean).astype(int)})
            )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def gains() -> pd.DataFrame:
    """Four arms: both gain, one side gains, both lose, and one that is not known."""
    table = pd.DataFrame(
        {"arm": ["wiifwe", "trusting_buyers", "good_people", "relational_bare", "placebo"],
         "buyer_gain": [0.04, -0.09, -0.01, -0.03, np.nan],
         "supplier_gain": [0.03, 0.1, 0.01, -0.02, np.nan]}
    )  # fmt: skip
    for side in ("buyer_gain", "supplier_gain"):
        table[f"{side}_low"], table[f"{side}_high"] = table[side] - 0.01, table[side] + 0.01
    return table


def ties() -> pd.DataFrame:
    """Relationships, and empty slots as rows without a partner."""
    gone = pd.read_csv(TABLES / "gone.csv")
    for side in ("buyer", "supplier"):
        gone[side] = gone["slot"].where(gone["role"] == side)
    both = pd.concat([pd.read_csv(TABLES / "ties.csv"), gone], ignore_index=True)
    return both[both["month"].isin([1, 60, 120])]


def trusted() -> pd.DataFrame:
    """Points that were played, their closed form, a limit and a mark."""
    points = pd.read_csv(TABLES / "theory.csv").assign(what="point", panel="trust")
    p = np.linspace(0.0, 0.95, 96)
    curves = [
        pd.DataFrame({"what": "theory", "panel": "trust", "series": series, "x": p,
                      "mean": p / (p + (1.0 - p) * ratio)})
        for ratio, series in enumerate(points["series"].unique(), 1)
    ]  # fmt: skip
    limit = curves[-1].assign(what="limit", mean=p / 3.0)[lambda own: own["x"] < 0.3]
    mark = pd.DataFrame([{"what": "mark", "panel": "trust", "series": "", "x": 0.5, "mean": 0.5,
                          "text": "p = ½", "dx": -30.0, "dy": 6.0}])  # fmt: skip
    share = curves[0].assign(panel="share", series="w₋/w₊ = 1")
    return pd.concat([points, *curves, limit, mark, share], ignore_index=True)


VIEWS: dict[str, tuple[Callable[[], pd.DataFrame], View, str]] = {
    "survival": (
        alive, View("survival", "", hue="arm", col="kind", options={"speak": POLES}),
        "Relationships under WIIFWE last twice as long",
    ),
    "plane": (
        gains,
        View("plane", "", "buyer_gain", "supplier_gain", "arm", label="money per buyer slot and month",
             options={"speak": ["wiifwe", "trusting_buyers"], "origin": "wiifme_rigid"}),
        "WIIFWE gives both sides more; trusting the self-interested costs the trusting",
    ),
    "carpet": (
        lambda: pd.read_csv(TABLES / "carpet.csv"),
        View("carpet", "", col="arm", value="share", label="made of what was possible",
             options={"percent": True}),
        "Under WIIFWE fewer relationships, and longer ones",
    ),
    "network": (
        ties, View("network", "", col="month", row="arm", value="trust", options={"slots": [40, 50]}),
        "Under WIIFWE more of the early partners are still there",
    ),
    "life": (
        lambda: pd.read_csv(TABLES / "life.csv"), View("life", "", x="month"),
        "Ten years together, and one broken promise",
    ),
    "theory": (
        trusted,
        View("theory", "", "x", hue="series", col="panel", options={"named": "trust", "baseline": 0.0,
             "labels": {"trust": "trust τ", "share": "share of promises kept"}}),
        "Trust is not reliability where the bad weighs more",
    ),
    "spread": (
        lambda: pd.read_csv(TABLES / "firms.csv"),
        View("spread", "", hue="arm", col="role", value="value", label="payoff (money per slot and month)"),
        "Suppliers share more evenly under WIIFWE",
    ),
}  # fmt: skip


def draw(name: str, sheet: Sheet) -> Figure:
    table, view, title = VIEWS[name]
    return drawn(view, table(), NAMES, title, CAPTION, sheet)


def shown(name: str, **options: object) -> Figure:
    """The view with these options beside its own."""
    table, view, title = VIEWS[name]
    more = View(**{**vars(view), "options": {**view.options, **options}})
    return laid_out(lambda sheet: drawn(more, table(), NAMES, title, CAPTION, sheet))


@pytest.mark.parametrize("sheet", ["page", "slide"])
@pytest.mark.parametrize("name", VIEWS)
def test_nothing_is_cut_off_or_overlaps(name: str, sheet: str) -> None:
    figure = laid_out(partial(draw, name), sheet)
    check(figure)
    check_named(figure, CAPTION, axes=name != "network")


@pytest.mark.parametrize("name", VIEWS)
def test_it_looks_as_it_did(name: str, tmp_path: Path) -> None:
    check_looks(partial(draw, name), f"view_{name}", tmp_path)


@pytest.mark.parametrize(
    ("name", "part"),
    [("survival", "lines"), ("plane", "lines"), ("carpet", "patches"), ("network", "collections"),
     ("life", "collections"), ("theory", "lines"), ("spread", "lines")],
)  # fmt: skip
def test_the_tolerance_sees(name: str, part: str, tmp_path: Path) -> None:
    check_noticed(partial(draw, name), f"view_{name}", part, tmp_path)


def test_survival_speaks_for_two_and_writes_their_shares() -> None:
    figure = shown("survival")
    words = words_of(figure)
    assert {"30 % WIIFWE", "9 % WIIFME", "55 %", "30 %"} <= set(words)
    assert not any("good people" in word for word in words)
    silent = [line for line in figure.axes[2].lines if to_hex(str(line.get_color())) == SILENT.lower()]
    assert len(silent) == 1
    assert len(figure.axes[2].collections) == 2  # bands of those that speak


def test_survival_has_those_at_risk_at_the_back_alone() -> None:
    assert len(shown("survival").axes) == 3
    figure = shown("survival", at_risk=True)
    check(figure)
    assert len(figure.axes) == 6
    assert {"1.2k", "362"} <= set(words_of(figure))


def test_survival_of_a_short_run() -> None:
    table, view, title = VIEWS["survival"]
    short = table().query("age <= 24")
    check(laid_out(lambda sheet: drawn(view, short, NAMES, title, CAPTION, sheet)))


def test_plane_names_its_quarters_and_every_arm_that_is_known() -> None:
    figure = shown("plane")
    words = words_of(figure)
    assert {"both gain", "both lose", "buyers gain, suppliers pay", "suppliers gain, buyers pay"} <= set(
        words
    )
    assert {"WIIFWE", "trusting buyers", "good people, no process", "WIIFME"} <= set(words)
    assert "placebo" not in words
    check(shown("plane", speak=[], percent=True))


def test_carpet_has_a_bar_for_each_relationship_and_long_ones_on_top() -> None:
    table = VIEWS["carpet"][0]()
    figure = shown("carpet")
    for axes, (arm, rows) in zip(figure.axes, table.groupby("arm", sort=False)):
        assert len(axes.patches) == len(rows)
        assert f"{len(rows)} relationships" in axes.get_title("left")
        assert to_rgba(axes.spines["left"].get_edgecolor()) == to_rgba(COLOURS[str(arm)])
        length = (rows["last"] - rows["first"] + 1).groupby(row_of(rows, "length")).max()
        assert length.is_monotonic_decreasing
        assert (row_of(rows, "buyer") == rows["buyer"]).all()


def test_network_counts_relationships_and_crosses_what_is_gone() -> None:
    table = ties()
    figure = shown("network")
    assert "WIIFME, month 1 11 relationships" in words_of(figure)
    pairs = table[table[["buyer", "supplier"]].notna().all(axis=1) & (table["arm"] == "wiifwe")]
    where = places(pairs, "month", [40, 50])
    assert len(where) == 90
    first = pairs.sort_values(["month", "buyer"]).iloc[0]
    assert where["buyer", int(first["buyer"])][1] == where["supplier", int(first["supplier"])][1]


def test_life_names_sides_and_what_happened() -> None:
    words = words_of(shown("life"))
    assert {"possible", "made", "work anew", "supplier breaks a promise"} <= set(words)
    assert words.count("buyer") == words.count("supplier") == 2
    assert "buyer breaks a promise" not in words


def test_theory_marks_places_and_hollows_what_misses() -> None:
    table = trusted()
    figure = shown("theory")
    points = table[table["what"] == "point"]
    missed = (points["theory"] < points["low"]) | (points["theory"] > points["high"])
    hollow = [line for line in figure.axes[0].lines if str(line.get_markerfacecolor()) == "white"]
    assert sum(len(np.asarray(line.get_xdata())) for line in hollow) == int(missed.sum())
    assert "p = ½" in words_of(figure)
    assert figure.axes[1].get_ylabel() == "share of promises kept"
    assert shown("theory", log="xy").axes[0].get_yscale() == "log"


def test_spread_names_gini() -> None:
    words = words_of(shown("spread"))
    assert any(word.startswith("WIIFWE: Gini 0.") for word in words)
    assert "WIIFWE" in words_of(shown("spread", gini=False))


if __name__ == "__main__":
    for one in VIEWS:
        print(rendered(partial(draw, one), f"view_{one}", BASELINES))
