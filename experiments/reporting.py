"""The page of a result: what the study says of itself, put together and written as `report.html`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments import store
from experiments.terminal import PARTIES, SHORT, YEARS, spread
from sim.measures.headline import printed
from sim.report.page import Shown, Told, page, shown_table

if TYPE_CHECKING:
    from experiments.store import Study

REPORT = "report.html"
ALIVE = [(kind, months) for kind in SHORT for months in YEARS]
QUESTIONS = {
    "comparison": "Who makes more joint value, more for each party, and longer lives?",
    "tournament": "Who does best in the promise game, everybody against everybody?",
    "calibration": "How near does the world come to published facts, and what does that change?",
    "required_effect": "How effective, or how cheap, must the process be for the relationship to pay?",
}
"""Kind of study → its question, where it has no script that asks one."""


def write_report(study: Study, manifest: Mapping[str, Any], finding: str, folder: Path) -> None:
    """Write the page of what lies in `folder`."""
    from experiments.studies import kind_of

    settings = study.settings
    words = said(folder)
    principal = getattr(kind_of(settings), "PRINCIPAL", "headline")
    told = Told(
        settings.name,
        words.get("question", QUESTIONS.get(settings.study, "")),
        finding,
        words.get("failures", ""),
        words.get("caption", settings.caption(manifest["config_hash"][:12])),
        study.scenario,
        f"wiifwe experiment={settings.name} replicates={settings.replicates} seed={settings.seed}",
        manifest,
        tables_of(folder, principal),
        sorted((folder / "figures").glob("*.png")),
    )
    (folder / REPORT).write_text(page(told), "utf-8")


def said(folder: Path) -> dict[str, str]:
    """What a study's script has said, if it has one."""
    path = folder / store.WORDS
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}


def tables_of(folder: Path, principal: str) -> list[Shown]:
    """The principal table as the terminal shows it; the headline's is two."""
    table = pd.read_parquet(folder / f"{principal}.parquet")
    if principal != "headline":
        return [shown_table("The result; all tables lie beside this page", table)]
    text = printed(table)
    heads = ["arm", *PARTIES, *(f"{SHORT[kind]}, {YEARS[months]}" for kind, months in ALIVE)]
    rows = [
        [
            row["label"],
            *(row[party] for party in PARTIES),
            *(row[f"{kind}_{months}"] for kind, months in ALIVE),
        ]
        for _, row in text.iterrows()
    ]
    shown = [Shown("Payoff per buyer slot and month, and share alive by age", heads, rows, numeric(heads))]
    if table["joint_gain"].notna().any():
        heads = ["arm", *PARTIES]
        rows = [
            [row["label"], *(spread(row, f"{party}_gain").plain for party in PARTIES)]
            for _, row in text.iterrows()
        ]
        caption = "Difference from WIIFME rigid, paired on common luck, with 95 % intervals"
        shown.append(Shown(caption, heads, rows, numeric(heads)))
    return shown


def numeric(heads: list[str]) -> list[bool]:
    """All but the first column are numbers."""
    return [place > 0 for place in range(len(heads))]
