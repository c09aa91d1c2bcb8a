"""The calibration in words: tables for the terminal and for a page, and what follows as a sentence."""

from __future__ import annotations

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.table import Table

SHARES = {"bad_to_good": "{:.1f}"}
"""Facts that are no share."""


def number(value: float, key: str) -> str:
    """A fact's number as it is read: a share in per cent, a ratio as it is."""
    return SHARES[key].format(value) if key in SHARES else f"{value:.1%}".replace("%", " %")


def with_interval(row: pd.Series, world: str) -> str:
    """A world's answer with its interval; one that is set has none."""
    key = str(row["key"])
    if row[f"{world}_low"] == row[f"{world}_high"]:
        return number(row[world], key)
    low, high = number(row[f"{world}_low"], key), number(row[f"{world}_high"], key)
    return f"{number(row[world], key)} ({low} to {high})"


def fact_rows(table: pd.DataFrame) -> list[list[str]]:
    """The table of facts as text: fact, target, each world's answer and whether it is within."""
    rows = []
    for _, row in table.iterrows():
        key = str(row["key"])
        band = f"{number(row['target'], key)} ({number(row['low'], key)} to {number(row['high'], key)})"
        cells = [str(row["fact"]), band]
        for world in ("default", "calibrated"):
            cells += [with_interval(row, world), "within" if row[f"{world}_within"] else "not"]
        rows.append([*cells, str(row["use"])])
    return rows


FACT_COLUMNS = ("fact", "target (within)", "default world", "", "calibrated", "", "use")


def shown_facts(table: pd.DataFrame) -> Table:
    """The table of facts for the terminal."""
    made = Table(*FACT_COLUMNS, box=SIMPLE_HEAD)
    for row in fact_rows(table):
        made.add_row(*row)
    return made


def parameter_cells(table: pd.DataFrame) -> list[list[str]]:
    """The free parameters as text."""
    return [
        [
            str(row["path"]),
            str(row["symbol"]),
            f"{row['low']:g} to {row['high']:g}",
            f"{row['default']:.3g}",
            f"{row['calibrated']:.3g}" + (" (at a bound)" if row["at_bound"] else ""),
        ]
        for _, row in table.iterrows()
    ]


PARAMETER_COLUMNS = ("parameter", "symbol", "bounds", "default", "calibrated")


def shown_parameters(table: pd.DataFrame) -> Table:
    """The free parameters for the terminal."""
    made = Table(*PARAMETER_COLUMNS, box=SIMPLE_HEAD)
    for row in parameter_cells(table):
        made.add_row(*row)
    return made


def gain(row: pd.Series) -> str:
    """A difference with its interval."""
    return f"{row['mean']:+.4f} ({row['low']:+.4f} to {row['high']:+.4f})".replace("-", "−")


def consequence_words(table: pd.DataFrame) -> str:
    """What WIIFWE gains over WIIFME rigid in each world, as sentences."""
    sentences = []
    for world, rows in table.groupby("world", sort=False):
        told = ", ".join(f"{row['party']} {gain(row)}" for _, row in rows.iterrows())
        sentences.append(f"WIIFWE − WIIFME rigid per buyer slot and month in the {world} world: {told}.")
    return " ".join(sentences)
