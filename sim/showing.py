"""An ensemble's result shown and kept: as HTML in a notebook, as a figure, as a folder of Parquet files."""

from __future__ import annotations

import html as escaping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim import store
from sim.dictionary import OUTCOME, columns, described
from sim.ensemble.tables import ENSEMBLE
from sim.fields import plain
from sim.measures.inference import mean_interval
from sim.measures.labelled import MAIN
from sim.measures.survival import survival_curve
from sim.plots.asked import View
from sim.plots.sheets import house
from sim.plots.view import drawn
from sim.provenance import MANIFEST, manifest
from sim.spelling import ConfigError, advice, path_given, shown, text_given

if TYPE_CHECKING:
    from sim.ensemble import Result

TABLES = ("accounts", "series", "lifetables", "replicates", "firms", "spells")
DICTIONARY = "columns.csv"
SHOWN = (*MAIN, "kept_share", "trade_share", "bankruptcies")
"""Outcomes that a notebook shows."""


def summary(result: Result, outcomes: tuple[str, ...] = SHOWN) -> pd.DataFrame:
    """Of each arm and outcome: mean and 95 % interval over the replicates that ended well."""
    ended = result.replicates[result.replicates["status"] == "ok"]
    rows = []
    for arm, part in ended.groupby("arm", sort=False):
        for outcome in outcomes:
            known = part[outcome].to_numpy(float)
            rows.append(
                {"arm": arm, "outcome": outcome, **mean_interval(known[np.isfinite(known)])._asdict()}
            )
    return pd.DataFrame(rows)


def html(result: Result) -> str:
    """The means of each arm, with their 95 % intervals, as a table."""
    head = f"{len(result.arms)} arms, {result.buyers} buyers, {result.suppliers} suppliers, "
    head += f"{result.months} months"
    if result.replicates.empty:
        return f"<p><b>Result</b>: {head}, seed {result.seed}; its replicates lie in files</p>"
    found = summary(result)
    cells = {
        (row.arm, row.outcome): f"{row.mean:.4g} [{row.low:.4g}, {row.high:.4g}]"
        for row in found.itertuples()
    }
    names = "".join(f"<th title='{OUTCOME[name][1]}'>{name}</th>" for name in SHOWN)
    body = "".join(
        f"<tr><th>{escaping.escape(arm.label or arm.name)}</th>"
        + "".join(f"<td>{cells.get((arm.name, name), '')}</td>" for name in SHOWN)
        + "</tr>"
        for arm in result.arms
    )
    count = result.replicates["replicate"].nunique()
    told = f"<p><b>Result</b>: {head}, {count} replicates, seed {result.seed}; means and 95 % intervals</p>"
    return f"{told}<table><thead><tr><th></th>{names}</tr></thead><tbody>{body}</tbody></table>"


def plotted(result: Result, outcome: str, title: str) -> Any:
    """A figure of an outcome by arm, or, of `alive`, of how long relationships last."""
    outcome, title = text_given("outcome", outcome), text_given("title", title)
    labels = {arm.name: arm.label or arm.name.replace("_", " ") for arm in result.arms}
    caption = f"seed {result.seed}"
    if outcome == "alive":
        table = pd.concat(
            survival_curve(result.lifetables, arm.name, "relationship").reset_index().assign(arm=arm.name)
            for arm in result.arms
        ).rename(columns={"survival": "mean"})
        view = View("survival", "survival", x="age", hue="arm")
        meaning = "share of relationships alive"
    elif outcome in ENSEMBLE:
        table, (meaning, unit) = summary(result, (outcome,)), OUTCOME[outcome]
        view = View("forest", "summary", y="arm", label=f"{meaning} ({unit})", options={"zero": False})
        caption = f"{result.replicates['replicate'].nunique()} replicates · {caption}"
    else:
        hint = advice(outcome, (*ENSEMBLE, "alive"), "there are")
        raise ConfigError(f"`outcome` is {shown(outcome)}, which was not counted; {hint} (plot)")
    with house() as sheet:
        return drawn(view, table, labels, title or meaning, caption, sheet)


def saved(result: Result, folder: str | Path) -> Path:
    """Every table as Parquet with meanings and units, the dictionary as CSV, and a manifest."""
    where = path_given("folder", folder).absolute()
    ours = all((where / name).is_file() for name in (MANIFEST, DICTIONARY))
    if where.exists() and not ours and (not where.is_dir() or any(where.iterdir())):
        raise ConfigError(
            f"`folder` is {shown(str(where))}, which holds something else; name a new one (save)"
        )
    told = {"arms": plain(list(result.arms)), "buyers": result.buyers, "suppliers": result.suppliers}
    count = int(result.accounts["replicates"].max())
    with store.written(where, "folder") as draft:
        kept = {name: getattr(result, name) for name in TABLES}
        for name, table in kept.items():
            if table is not None and len(table):
                arrow = described(pa.Table.from_pandas(table, preserve_index=False), name)
                pq.write_table(arrow, draft / f"{name}.parquet", compression="zstd")
        rows = [
            (name, column, *words)
            for name, known in columns().items()
            if (draft / f"{name}.parquet").is_file()
            for column, words in known.items()
        ]
        dictionary = pd.DataFrame(rows, columns=["table", "column", "meaning", "unit"])
        dictionary.to_csv(draft / DICTIONARY, index=False)
        store.write_manifest(manifest("", count, result.seed, {**told, "months": result.months}), draft)
    return where
