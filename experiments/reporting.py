"""The page of a result: what the study says of itself, put together and written as `report.html`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.studies import module_of
from sim.report.page import Told, page, shown_table

if TYPE_CHECKING:
    from experiments.store import Study

REPORT = "report.html"


def write_report(study: Study, manifest: Mapping[str, Any], words: Mapping[str, Any], folder: Path) -> None:
    """Write the page of what lies in `folder`: figures in the order in which the study names them."""
    settings, module = study.settings, module_of(study.settings)
    if hasattr(module, "shown"):
        tables = [shown_table(heading, table) for heading, table in module.shown(folder)]
    else:
        path = folder / f"{getattr(module, 'PRINCIPAL', 'result')}.parquet"
        tables = (
            [shown_table("The result; all tables lie beside this page", pd.read_parquet(path))]
            if path.is_file()
            else []
        )
    figures = [folder / "figures" / f"{name}.png" for name in words["titles"]]
    told = Told(
        settings.name, words, study.scenario,
        f"wiifwe experiment={settings.name} replicates={settings.replicates} seed={settings.seed}",
        manifest, tables, [figure for figure in figures if figure.is_file()],
    )  # fmt: skip
    (folder / REPORT).write_text(page(told), "utf-8")
