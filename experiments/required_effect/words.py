"""The study in words: tables for the terminal and for a page, and the finding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from experiments.required_effect.points import CHANNEL, EFFECTS, ONE, words
from sim.measures.arms import PARTIES
from sim.measures.inference import Interval
from sim.measures.required import (
    COST,
    EFFECT,
    FOUND,
    MIXED,
    NONE_NEEDED,
    NOT_EVEN_FREE,
    NOT_REACHED,
    NOTHING,
    REST,
)
from sim.measures.wording import MISSING, number, span_of_time, spanned

Row = Mapping[Any, Any]


def told(row: Row) -> str:
    """A threshold with its interval, as a reader is told it."""
    status, low, high, most = row["status"], row["low"], row["high"], row["most"]
    places = 3 if most < 0.5 else 2

    def end(value: float) -> str:
        if value <= row["least"]:
            return f"{row['least']:g}"
        return number(value, places) if np.isfinite(value) else f"over {number(most, places)}"

    if status == FOUND:
        return f"{number(row['required'], places)} ({end(low)} to {end(high)})"
    if low <= row["least"] and not np.isfinite(high):
        return f"{status} (anything fits)"
    if status in (NONE_NEEDED, NOT_EVEN_FREE):
        return status if high <= row["least"] else f"{status} (or up to {end(high)})"
    if status == MIXED or not np.isfinite(low):
        return str(status)
    return f"{status} (or {end(low)} and more)"


def grid_rows(required: pd.DataFrame, lever: str) -> list[list[str]]:
    """A row for each volatility and horizon, a cell for each party."""
    rows = []
    for (volatility, months), group in required[required["lever"] == lever].groupby(["volatility", "months"]):
        cells = {row["party"]: told(row) for row in group.to_dict("records")}
        rows.append([f"{volatility:g}", str(months), *(cells[party] for party in PARTIES)])
    return rows


GRID_COLUMNS = ("σ_x", "months", *PARTIES)


def alone_rows(required: pd.DataFrame) -> list[list[str]]:
    """Each effect by itself: the least value of its own from which WIIFWE pays."""
    rows = []
    for path in EFFECTS:
        group = required[required["lever"] == path].to_dict("records")
        if group:
            most = f"{group[0]['least']:g} to {group[0]['most']:g}"
            rows.append([words(path), most, *(told(row) for row in group)])
    return rows


ALONE_COLUMNS = ("effect", "tried", *PARTIES)


def part(row: Row, stem: str) -> Interval:
    """An interval of a row of `zero`."""
    return Interval(row[stem], np.nan, row[f"{stem}_low"], row[f"{stem}_high"], row["n"])


def zero_rows(zero: pd.DataFrame) -> list[list[str]]:
    """What is left, row by row; where a family begins, its name stands in bold."""
    rows, family = [], ""
    for row in zero.to_dict("records"):
        if row["family"] != family:
            family = row["family"]
            rows.append([f"**{family}**", "", "", "", ""])
        change = MISSING if row["label"] == row["reference"] else spanned(part(row, "change"))
        rows.append([row["label"], *(spanned(part(row, party)) for party in PARTIES), change])
    return rows


ZERO_COLUMNS = ("", *PARTIES, "change of joint")


def table(columns: tuple[str, ...], rows: list[list[str]]) -> Table:
    """A table for the terminal."""
    made = Table(*columns, box=SIMPLE_HEAD)
    for row in rows:
        bold = row[0].startswith("**")
        made.add_row(*(Text(cell.strip("*"), style="bold" if bold else "") for cell in row))
    return made


def shown_required(required: pd.DataFrame) -> list[Table]:
    """Effect, cost and effects by themselves, for the terminal."""
    tables = [table(GRID_COLUMNS, grid_rows(required, lever)) for lever in (EFFECT, COST)]
    alone = alone_rows(required)
    return [*tables, table(ALONE_COLUMNS, alone)] if alone else tables


def shown_zero(zero: pd.DataFrame) -> Table:
    """What is left, for the terminal: intervals of the joint difference and of its change."""
    rows = zero_rows(zero)
    for row in rows:
        row[2:4] = [cell.partition(" (")[0] for cell in row[2:4]]
    return table(ZERO_COLUMNS, rows)


def both(required: pd.DataFrame) -> pd.DataFrame:
    """Required for each party to gain: the harder of the two; a row a world, with `status`."""
    rows = []
    grid = required[(required["lever"] == EFFECT) & (required["party"] != "joint")]
    for _, group in grid.groupby(["volatility", "months"]):
        statuses = set(group["status"])
        hardest = next(
            one for one in (MIXED, NOT_REACHED, FOUND, NONE_NEEDED) if one in statuses
        )  # fmt: skip
        rows.append({"status": hardest, "required": group["required"].max()})
    return pd.DataFrame(rows)


def counted(rows: pd.DataFrame) -> str:
    """In how many worlds how much is needed."""
    parts = []
    for status, group in rows.groupby("status"):
        text = f"{status} in {len(group)}"
        if status == FOUND:
            ends = [number(value, 2) for value in (group["required"].min(), group["required"].max())]
            between = ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
            text = f"{between} times the assumed effect in {len(group)}"
        parts.append(text)
    return ", ".join(parts)


def finding(required: pd.DataFrame, zero: pd.DataFrame, world: Mapping[str, float]) -> str:
    """What is required, what is left without, and what carries that: all computed."""
    grid = required[required["lever"] == EFFECT]
    joint = grid[grid["party"] == "joint"]
    parts = [
        own_world(required, world),
        f"Over {len(joint)} worlds of volatility and horizon, for the pair to gain: {counted(joint)}; "
        f"for both parties to gain: {counted(both(required))}.",
        left(zero), carried(zero),
    ]  # fmt: skip
    return " ".join(one for one in parts if one)


def own_world(required: pd.DataFrame, world: Mapping[str, float]) -> str:
    """What is required in the scenario's own world; nothing if the grid does not hold it."""
    here = required[(required["volatility"] == world["volatility"]) & (required["months"] == world["months"])]
    parts = []
    for lever, said in ((EFFECT, "the least effect with which WIIFWE pays"), (COST, "the greatest cost")):
        rows = {row["party"]: told(row) for row in here[here["lever"] == lever].to_dict("records")}
        if rows:
            parts.append(f"{said}: " + ", ".join(f"{party} {text}" for party, text in rows.items()))
    if not parts:
        return ""
    where = f"At σ_x = {world['volatility']:g} over {span_of_time(int(world['months']))}"
    return f"{where}, in multiples of what is assumed, {'; '.join(parts)}."


def left(zero: pd.DataFrame) -> str:
    """The fourth refutation check: what is left with all seven effects at 0."""
    rows = {row["label"]: row for row in zero.to_dict("records")}
    nothing, rest = rows[NOTHING], rows[REST]
    verdicts = {
        1: "WIIFWE still gains, so something else carries a part",
        0: "no difference can be told: nothing is left",
        -1: "WIIFWE loses: nothing is left",
    }
    sides = ", ".join(f"{party}s {spanned(part(nothing, party))}" for party in PARTIES[1:])
    verdict = verdicts[part(nothing, "joint").sign]
    return (
        f"With all seven effects at 0 {verdict}: joint {spanned(part(nothing, 'joint'))}, {sides}. "
        f"With all costs at 0 as well: {spanned(part(rest, 'joint'))}."
    )


def carried(zero: pd.DataFrame) -> str:
    """Which effect takes most with it, which none for certain, and what else carries the rest."""
    ones = zero[(zero["family"] == ONE) & zero["label"].str.endswith(" = 0")]
    most = ones.sort_values("change").to_dict("records")[0]
    idle = [
        row["label"].removesuffix(" = 0") for row in ones.to_dict("records") if part(row, "change").sign == 0
    ]
    channels = zero[zero["family"] == CHANNEL].sort_values("change").to_dict("records")
    none = f"; with {', '.join(idle)} nothing goes that can be told from 0" if idle else ""
    return (
        f"Of single effects most goes with {most['label'].removesuffix(' = 0')}, "
        f"{spanned(part(most, 'change'))} from {spanned(part(zero.to_dict('records')[0], 'joint'))}{none}. "
        f"What is left without effects and costs is carried most by {channels[0]['label']}: without it "
        f"{spanned(part(channels[0], 'joint'))}."
    )
