"""The general views on frozen and hand-made tables: whole, apart, named, true to the table, and as they were.

After a change that is meant, make the pictures anew, and look at them: `python -m tests.plots.test_views`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from sim.plots.asked import View
from sim.plots.curve import crossing
from sim.plots.facets import SILENT, thinned
from sim.plots.sheets import Sheet
from sim.plots.style import BLUE, VERMILION
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
TITLE = "WIIFWE pays where the work changes most, and costs where it stands still"
NAMES = {
    "wiifme_rigid": "WIIFME, rigid contracts", "wiifme_flexible": "WIIFME, flexible",
    "relational_bare": "WIIFME, relational", "joint_slot": "both together", "buyer_slot": "buyers",
    "supplier_slot": "suppliers", "relationships_alive_12": "alive after a year",
    "relationships_alive_60": "alive after 5 years", "volatility": "how much the work needed drifts",
    "horizon": "months looked ahead", "trust": "trust in a stranger", "honesty": "honesty of both sides",
    "start": "firms that play WIIFWE at the start", "me": "I am", "you": "my partner is",
}  # fmt: skip
PARTIES = ["joint_slot", "buyer_slot", "supplier_slot"]
MONEY = "money per slot and month"


def read(name: str) -> pd.DataFrame:
    """A frozen table."""
    return pd.read_csv(TABLES / f"{name}.csv")


def tidy(name: str, keys: list[str], outcomes: list[str]) -> pd.DataFrame:
    """A frozen table of means and errors, a row an outcome."""
    wide = read(name)
    parts = []
    for outcome in outcomes:
        mean, error = wide[outcome], wide[f"{outcome}_se"]
        parts.append(
            wide[keys].assign(outcome=outcome, mean=mean, low=mean - 2 * error, high=mean + 2 * error)
        )
    return pd.concat(parts)


def payback() -> pd.DataFrame:
    """It costs first: a cumulated difference of each party, 0 again after 16, 25 and 44 months."""
    month = np.arange(61.0)
    means = {one: 0.02 * one_month * month - 0.08 * np.sqrt(month) for one, one_month in
             zip(("both", "buyers", "suppliers"), (1.0, 0.8, 0.6))}  # fmt: skip
    return pd.concat(
        [pd.DataFrame({"party": one, "month": month, "mean": mean, "low": mean - 0.02, "high": mean + 0.02})
         for one, mean in means.items()]
    )  # fmt: skip


def horizon() -> pd.DataFrame:
    """Maps, and lines over them."""
    lines = read("horizon_lines").rename(columns={"x": "horizon", "y": "level"})
    lines["outcome"] = lines["panel"].map(dict(zip(["the pair", "buyers", "suppliers"], PARTIES)))
    return pd.concat([tidy("horizon", ["horizon", "volatility"], PARTIES), lines])


def meets() -> pd.DataFrame:
    """Who meets whom."""
    found = pd.DataFrame({"me": ["good people"] * 2 + ["wiifme"] * 2, "you": ["good people", "wiifme"] * 2})
    return found.assign(mean=[0.3, -0.12, 0.2, 0.05], low=[0.2, -0.2, 0.1, -0.01], high=[0.4, -0.1, 0.3, 0.1])


def facts() -> pd.DataFrame:
    """Calibration: what is published, and what two worlds say."""
    wide = read("calibration")
    wide = wide[wide["default"] < 1.0].assign(band_low=wide["low"], band_high=wide["high"])
    parts = [wide.assign(world=world, mean=wide[world], low=wide[f"{world}_low"], high=wide[f"{world}_high"])
             for world in ("default", "calibrated")]  # fmt: skip
    return pd.concat(parts)


def ablation() -> pd.DataFrame:
    """Parts under their headings."""
    found = read("ablation")
    found = found[found["how"] != "together"]
    return found.assign(family=found["kind"] + " " + found["how"])


def leakage() -> pd.DataFrame:
    """Where value goes: parts that are wide, narrow, and a gain."""
    parts = ["realised", "lost_trade", "misfit", "haggling", "promises", "process", "other"]
    shares = {
        "wiifwe": [0.78, 0.02, 0.05, 0.01, 0.02, 0.14, -0.02],
        "wiifme_rigid": [0.6, 0.1, 0.2, 0.03, 0.05, 0, 0.02],
    }
    return pd.concat(
        [
            pd.DataFrame({"arm": arm, "part": parts, "mean": means, "best": 0.348})
            for arm, means in shares.items()
        ]
    )


def fates() -> pd.DataFrame:
    """How it ended, by the start."""
    found = read("invasion")
    found = found[found["role"] == "both roles"].assign(left=1 - found["died_out"] - found["took_over"])
    return found.melt(["graph", "start"], ["died_out", "left", "took_over"], "fate", "mean")


def required() -> pd.DataFrame:
    """Levels of which some lie beyond what was tried."""
    found = read("required")
    found = found[found["lever"] == "cost"].rename(columns={"low": "need_low", "high": "need_high"})
    found["need"] = found["required"].mask(found["status"] == "not even free", -np.inf)
    found.loc[found["status"] == "not even free", ["need_low", "need_high"]] = -np.inf
    return found


def view(kind: str, note: str = "Bands: 95 % intervals.", **columns: Any) -> View:
    """A view of a table."""
    return View(kind, "table", note=note, **columns)


FATES = {"died_out": "vermilion", "left": "pale", "took_over": "blue"}
CASES: dict[str, tuple[View, Any]] = {
    "curve": (
        view("curve", x="volatility", hue="arm", col="outcome", label=MONEY, where={"outcome": PARTIES}),
        lambda: read("contracts"),
    ),
    "speak": (
        view("curve", x="volatility", hue="arm", label=MONEY, where={"outcome": "joint_slot"},
             options={"speak": ["wiifme_rigid", "wiifwe"]}),
        lambda: read("contracts"),
    ),
    "payback": (
        view("curve", x="month", hue="party", label="cumulated difference, money per slot",
             options={"zero": True, "cross": "{:.0f} months", "step": 12}),
        payback,
    ),
    "line": (
        view("curve", x="month", label="cumulated difference", where={"party": "both"},
             options={"zero": True, "cross": True, "marks": [{"x": 12, "label": "year"}], "target": "high"}),
        payback,
    ),
    "points": (
        view("curve", x="trust", hue="of", col="outcome", label="change, highest less lowest level",
             options={"points": True, "even": True, "zero": True, "filled": True}),
        lambda: read("contrasts"),
    ),
    "ageing": (
        view("curve", x="age", hue="arm", col="outcome",
             options={"sharey": False, "step": 12, "labels": {"trust": "trust in the partner (0 to 1)",
                                                              "grievance": "grievance (money a month)"}}),
        lambda: read("ageing"),
    ),
    "hazard": (
        view("curve", x="year", hue="arm", value="hazard", label="ended in the year",
             options={"logy": True, "points": True, "joined": True, "percent": True}),
        lambda: read("besedes_hazard").rename(columns={"low": "hazard_low", "high": "hazard_high"}),
    ),
    "diagonal": (
        view("curve", x="start", hue="role", col="graph", value="share", label="WIIFWE at the end",
             options={"diagonal": True, "percent": True, "percent_x": True},
             where={"role": ["buyers", "suppliers"]}),
        lambda: read("invasion"),
    ),
    "ends": (
        view("curve", x="volatility", hue="months", col="party", value="need", label="cost it can bear",
             options={"ends": ["not even a free one", "any cost tried"]}),
        required,
    ),
    "networks": (
        view("curve", x="word_of_mouth", hue="graph", col="outcome", row="arm", label="gain",
             options={"points": True, "joined": True, "zero": True}),
        lambda: tidy("networks", ["graph", "word_of_mouth", "arm"], PARTIES),
    ),
    "map": (
        view("map", x="horizon", y="volatility", col="outcome", label=f"gain, {MONEY}",
             options={"diverging": True}),
        horizon,
    ),
    "steps": (
        view("map", x="trust", y="honesty", row="outcome",
             options={"diverging": True, "zero": "step", "percent": ["relationships_alive_12"],
                      "labels": {"joint_slot": f"gain, {MONEY}", "relationships_alive_12": "change"}}),
        lambda: tidy("trust_honesty", ["trust", "honesty"], ["joint_slot", "relationships_alive_12"]),
    ),
    "levels": (
        view("map", x="horizon", y="volatility", label=MONEY, where={"outcome": "joint_slot"},
             options={"percent_y": True}),
        lambda: tidy("horizon", ["horizon", "volatility"], PARTIES),
    ),
    "meets": (
        view("map", x="you", y="me", label="compared with two of WIIFME",
             options={"diverging": True, "annotate": "percent", "percent": True}),
        meets,
    ),
    "forest": (
        view("forest", y="part", hue="outcome", col="group", label="what the part adds, money a month",
             options={"group": "family", "filled": True}),
        ablation,
    ),
    "facts": (
        view("forest", y="fact", hue="world", label="share",
             options={"percent": True, "zero": False, "target": "target", "group": "use"}),
        facts,
    ),
    "thirds": (
        view("forest", y="axis", hue="third", value="share", label="worlds in which both gain together",
             where={"outcome": "joint_slot"},
             options={"percent": True, "zero": False, "xlim": [0, 1], "joined": True,
                      "tones": {"low": "sky", "middle": "grey", "high": "ink"}}),
        lambda: read("prior_thirds").rename(columns={"low": "share_low", "high": "share_high"}),
    ),
    "screening": (
        view("forest", y="factor", col="outcome", value="mu_star", label="how far the gain moves",
             where={"outcome": [*PARTIES, "relationships_alive_60"]},
             options={"sharex": False, "percent": ["relationships_alive_60"], "target": "floor"}),
        lambda: read("screening"),
    ),
    "bars": (
        view("bars", y="arm", hue="part", label="share of first best",
             options={"stacked": True, "percent": True, "small": True, "beside": "best",
                      "tones": {"realised": "grey 0.3", "lost_trade": "blue", "misfit": "vermilion",
                                "haggling": "vermilion 0.5", "promises": "purple", "process": "orange",
                                "other": "ink 0.5"}}),
        leakage,
    ),
    "beside": (
        view("bars", y="outcome", hue="arm", label=MONEY, where={"outcome": PARTIES, "volatility": 0.2}),
        lambda: read("contracts"),
    ),
    "upright": (
        view("bars", x="outcome", hue="arm", label=MONEY, where={"outcome": PARTIES, "volatility": 0.2}),
        lambda: read("contracts"),
    ),
    "area": (
        view("area", x="start", hue="fate", col="graph", label="of all replicates",
             options={"percent": True, "percent_x": True, "tones": FATES}),
        fates,
    ),
}  # fmt: skip
PICTURES = (
    "curve",
    "speak",
    "payback",
    "points",
    "diagonal",
    "map",
    "steps",
    "meets",
    "forest",
    "facts",
    "bars",
    "area",
)
"""Those that are held to a picture; the others share their marks."""


def draw(name: str, sheet: Sheet) -> Figure:
    """The picture of a case."""
    own, table = CASES[name]
    return drawn(own, table(), NAMES, TITLE, CAPTION, sheet)


def page(name: str) -> Any:
    """The picture of a case, laid out."""
    return laid_out(lambda sheet: draw(name, sheet))


def rows_of(name: str) -> pd.DataFrame:
    """The rows that a case draws."""
    own, table = CASES[name]
    return own.chosen(table())


@pytest.mark.parametrize("name", CASES)
def test_it_is_whole_and_named(name: str) -> None:
    figure = page(name)
    check(figure)
    check_named(figure, CAPTION)
    assert "Bands: 95 % intervals. " in figure._supxlabel.get_text() + " "  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", PICTURES)
def test_it_is_whole_on_a_slide(name: str) -> None:
    check(laid_out(lambda sheet: draw(name, sheet), "slide"))


@pytest.mark.parametrize("name", PICTURES)
def test_it_looks_as_it_did(name: str, tmp_path: Path) -> None:
    check_looks(lambda sheet: draw(name, sheet), f"view_{name}", tmp_path)


@pytest.mark.parametrize(
    ("name", "part"),
    [("curve", "lines"), ("curve", "patches"), ("points", "collections"), ("bars", "patches")],
)
def test_what_is_gone_is_noticed(name: str, part: str, tmp_path: Path) -> None:
    check_noticed(lambda sheet: draw(name, sheet), f"view_{name}", part, tmp_path)


def test_a_curve_draws_the_table() -> None:
    rows, figure = rows_of("curve"), page("curve")
    for axes, outcome in zip(figure.axes, PARTIES):
        own = rows[(rows["outcome"] == outcome) & (rows["arm"] == "wiifwe")].sort_values("volatility")
        lines = [line for line in axes.lines if to_rgb(line.get_color()) == to_rgb(BLUE)]
        assert len(lines) == 1
        np.testing.assert_allclose(lines[0].get_ydata(), own["mean"])
        np.testing.assert_allclose(lines[0].get_xdata(), own["volatility"])
        bands = [band.get_path().vertices for band in axes.patches]
        assert any(np.isin(own["low"].round(9), band[:, 1].round(9)).all() for band in bands)


def test_the_silent_stand_grey_behind() -> None:
    figure = page("speak")
    tones = [to_rgb(line.get_color()) for line in figure.axes[0].lines]
    assert tones == [to_rgb(SILENT)] * 2 + [to_rgb(VERMILION), to_rgb(BLUE)]
    assert len(figure.axes[0].patches) + len(figure.axes[0].collections) == 2  # bands of those that speak


def test_where_it_pays_back_is_computed() -> None:
    # .02 b m = .08 √m has m = 16 / b².
    assert {"16 months", "25 months", "44 months"} <= set(words_of(page("payback")))
    assert crossing(np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, -1.0, 0.0, 2.0])) == pytest.approx(
        5.0 / 3.0
    )
    assert np.isnan(crossing(np.array([0.0, 1.0]), np.array([0.0, 1.0])))


def test_a_map_draws_the_table_and_its_doubts() -> None:
    rows, figure = rows_of("map"), page("map")
    own = rows[(rows["outcome"] == "joint_slot") & rows["mean"].notna()]
    wide = own.pivot(index="volatility", columns="horizon", values="mean")
    axes = figure.axes[0]
    np.testing.assert_allclose(np.ravel(axes.collections[0].get_array()), wide.to_numpy().ravel())
    doubt = int(((own["low"] <= 0) & (own["high"] >= 0)).sum())
    assert doubt
    assert len(axes.collections[1].get_paths()) == doubt
    assert axes.get_ylim()[0] < axes.get_ylim()[1]  # numbers upwards


def test_cells_are_written() -> None:
    words = words_of(page("meets"))
    assert {"+30 %", "−12 %", "+20 %", "+5 %"} <= set(words)


def test_a_forest_draws_the_table_and_is_hollow_in_doubt() -> None:
    rows, figure = rows_of("forest"), page("forest")
    calm = rows[rows["group"] == "calm"]
    axes = figure.axes[0]
    drawn_at = np.concatenate([np.asarray(marks.get_offsets())[:, 0] for marks in axes.collections[-1:]])
    np.testing.assert_allclose(np.sort(drawn_at), np.sort(calm["mean"]))
    hollow = int((calm["p_holm"] >= 0.05).sum())
    faces = np.asarray(axes.collections[-1].get_facecolor())
    assert hollow
    assert int((faces[:, 3] == 0.0).sum()) == hollow
    assert axes.get_ylim()[0] > axes.get_ylim()[1]  # the first on top


def test_bars_stack_losses_to_the_left() -> None:
    figure = page("bars")
    rows = rows_of("bars")
    bars = [patch for patch in figure.axes[0].patches if patch.get_width()]
    own = rows[rows["arm"] == "wiifwe"]
    ends = [bar.get_x() + bar.get_width() for bar in bars if abs(bar.get_y() + bar.get_height() / 2.0) < 0.1]
    assert max(ends) == pytest.approx(own["mean"].clip(lower=0.0).sum())
    assert min(min(bar.get_x(), bar.get_x() + bar.get_width()) for bar in bars) == pytest.approx(-0.02)
    assert {"78", "14", "−2.0", "1.0", "0.348"} <= set(words_of(figure))


def test_areas_fill_the_whole() -> None:
    figure = page("area")
    tops = [path.vertices[:, 1].max() for patch in figure.axes[0].patches for path in [patch.get_path()]]
    assert max(tops) == pytest.approx(1.0)


def test_few_facets_stand_in_a_row() -> None:
    figure = page("diagonal")
    lefts = [round(axes.get_position().x0, 2) for axes in figure.axes]
    assert len(figure.axes) == 5
    assert len(set(lefts)) == 3


def test_ticks_are_thinned() -> None:
    assert list(thinned(21, 6)) == [0, 4, 8, 12, 16, 20]
    assert list(thinned(3, 9)) == [0, 1, 2]


if __name__ == "__main__":
    for one in PICTURES:
        print(rendered(lambda sheet, name=one: draw(name, sheet), f"view_{one}", BASELINES))
