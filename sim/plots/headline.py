"""The figures of the headline study and of other comparisons, as files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from sim.measures.arms import MAIN_ARMS, Outcome, arm_labels, arms_in
from sim.measures.effects import forest_table
from sim.measures.headline import headline_table
from sim.measures.leakage import leakage_table
from sim.plots import heatmap, leakage, survival, value
from sim.plots import old_forest as forest
from sim.plots.hazard import hazard_figure, hazards_of
from sim.plots.parties import compared, parties_figure
from sim.plots.shares import shares_figure
from sim.plots.sheets import Sheet, blank, filed, house
from sim.plots.style import among, finish

NARROW = ("value", "parties")
"""Figures of one panel, which a column of a paper can hold; the others are then as wide as the page."""


def main_arms(result: Outcome) -> list[str]:
    """The arms that are drawn: the main ones played, at most seven; all arms if none of them is."""
    return arms_in(result.replicates, MAIN_ARMS) or arms_in(result.replicates)[:7]


def value_figure(result: Outcome, caption: str, sheet: Sheet) -> Figure:
    """Joint value over time."""
    figure = blank(3.3, sheet)
    axes = figure.subplots()
    title = value.value_title(result)
    # Framed first: labels are moved apart on the room that title and caption leave.
    finish(figure, title, f"{value.NOTE} {caption}")
    value.value_over_time(result.series, axes, main_arms(result), arm_labels(result))
    return figure


def survival_figure(result: Outcome, caption: str, sheet: Sheet) -> Figure:
    """Survival of buyers, suppliers and relationships over their numbers at risk."""
    arms, labels = main_arms(result), arm_labels(result)
    figure = blank(3.9, sheet)
    panels = figure.subplots(2, 3, gridspec_kw={"height_ratios": [1.0, 0.1 * len(arms)]})
    for column, kind in enumerate(survival.PANELS):
        found = survival.curves(result.lifetables, kind, arms)
        survival.survival_steps(found, panels[0, column], kind, labels)
        survival.numbers_at_risk(found, panels[1, column], arms, labels if column == 0 else None)
    panels[0, 0].set_ylabel("share alive (%)")
    panels[1, 0].set_title("at risk", loc="left", size="small")
    title = survival.survival_title(result)
    return finish(figure, title, f"{survival.NOTE} {caption}")


def leakage_figure(result: Outcome, caption: str, sheet: Sheet) -> Figure:
    """Where the value goes."""
    arms, labels = main_arms(result), arm_labels(result)
    table = leakage_table(result.accounts, arms)
    figure = blank(0.9 + 0.45 * len(table) + 0.7, sheet)
    axes = figure.subplots()
    finish(figure, leakage.leakage_title(table, labels), f"{leakage.leakage_note(table)} {caption}")
    leakage.leakage_bars(table, axes, labels)
    return figure


def map_figure(table: pd.DataFrame, caption: str, sheet: Sheet) -> Figure:
    """Trust × honesty."""
    figure = blank(2.9, sheet)
    heatmap.trust_honesty(table, figure)
    return finish(figure, heatmap.map_title(table), f"{heatmap.map_note(table)} {caption}")


def forest_figure(table: pd.DataFrame, caption: str, sheet: Sheet) -> Figure:
    """What carries the effect."""
    figure = blank(1.2 + 0.17 * len(forest.lines(table)), sheet)
    forest.forest(table, figure)
    return finish(figure, forest.forest_title(table), f"{forest.NOTE} {caption}")


def changing(accounts: pd.DataFrame, arms: Sequence[str]) -> bool:
    """Whether some role of some of these arms is played by more than one strategy, over several months."""
    known = accounts[accounts["arm"].astype(str).isin(list(arms)) & accounts["firms"].gt(0.0)]
    kinds = known.groupby(["arm", "role"], observed=True)["strategy"].nunique()
    return bool((kinds > 1).any()) and known["month"].nunique() > 1


def drawings(
    result: Outcome, map_table: pd.DataFrame | None, caption: str
) -> dict[str, Callable[[Sheet], Figure]]:
    """Name of a file → how its figure is made on a sheet; those without data are left out."""
    found: dict[str, Callable[[Sheet], Figure]] = {
        "value": lambda sheet: value_figure(result, caption, sheet),
        "survival": lambda sheet: survival_figure(result, caption, sheet),
        "leakage": lambda sheet: leakage_figure(result, caption, sheet),
    }
    arms, labels = main_arms(result), arm_labels(result)
    if hazards_of(result.lifetables, arms):
        found["hazard"] = lambda sheet: hazard_figure(result.lifetables, arms, labels, caption, sheet)
    table = headline_table(result)
    table = table[table["arm"].isin(arms)]
    if len(compared(table, "wiifme_rigid")):
        found["parties"] = lambda sheet: parties_figure(table, caption, sheet)
    if changing(result.accounts, arms):
        found["shares"] = lambda sheet: shares_figure(result.accounts, arms, labels, caption, sheet)
    if map_table is not None and len(map_table):
        found["trust_honesty"] = lambda sheet: map_figure(map_table, caption, sheet)
    parts = forest_table(result)
    if len(parts):
        found["forest"] = lambda sheet: forest_figure(parts, caption, sheet)
    return found


def draw_all(
    result: Outcome,
    map_table: pd.DataFrame | None,
    folder: Path,
    caption: str,
) -> list[Path]:
    """Writes every figure that the result has data for, on the sheet and in the formats asked for.

    `map_table` is the table of `heatmap` (None: no map); `caption` gives n, replicates and hash.
    Figures without data are left out. No window is opened, no figure stays in memory and the user's own
    settings are left alone. Returns the files written.
    """
    written: list[Path] = []
    for name, drawing in drawings(result, map_table, caption).items():
        with house(narrow=name in NARROW) as size, among(main_arms(result)):
            figure = drawing(size)
            written += filed(figure, folder, name)
    return written
