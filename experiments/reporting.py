"""The page of a result: what the study says of itself, put together and written as `report.html`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.composing import configs
from sim.report.page import Told, page, shown_table
from sim.store import CONFIG

if TYPE_CHECKING:
    import pandas as pd

    from experiments.study import Study

REPORT = "report.html"


def write_report(
    study: Study,
    manifest: Mapping[str, Any],
    words: Mapping[str, Any],
    tables: Mapping[str, pd.DataFrame],
    folder: Path,
) -> None:
    """Write the page of what lies in `folder`: figures in the order in which the study names them."""
    settings = study.settings
    shown = [shown_table(heading, table) for heading, table in study.made.shown(tables)]
    figures = [folder / "figures" / f"{name}.png" for name in words["titles"]]
    command = f"wiifwe experiment={study.folder.as_posix()}/{CONFIG}"
    if (configs() / "experiment" / f"{settings.name}.yaml").is_file():
        named = f"wiifwe experiment={settings.name} replicates={settings.replicates} seed={settings.seed}"
        command += f"\n{named}  # the same as it is shipped: without changes of one's own"
    there = [figure for figure in figures if figure.is_file()]
    told = Told(settings.name, words, study.scenario, command, manifest, shown, there)
    (folder / REPORT).write_text(page(told), "utf-8")
