"""The published calibration: both ways to meet the durations, docs/calibration.md, scenario=calibrated.

`python -m experiments.calibration` plays `experiment=calibration` with each (or shows what is stored), copies
what is small, writes the page, and writes the world that `spot` finds to configs/scenario/calibrated.yaml.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from experiments import store
from experiments.calibration.facts import DURATIONS, SPOT_SHARE, facts
from experiments.calibration.tables import missed, verdict
from experiments.calibration.words import (
    FACT_COLUMNS,
    PARAMETER_COLUMNS,
    fact_rows,
    gain,
    parameter_cells,
)
from experiments.publishing import DOCS, PUBLISHED, ROOT, copied, markdown, played, publishing

KEPT = PUBLISHED / "calibration"
PAGE = DOCS / "calibration.md"
WORLD = ROOT / "configs" / "scenario" / "calibrated.yaml"
TABLES = ("facts", "parameters", "sensitivity", "consequence")
NAMES = {"spot": "by the share of spot buyers", "terms": "by the term"}
Tables = dict[str, pd.DataFrame]


def published(source: Path, target: Path) -> Tables:
    """Copy what is small; the tables."""
    copied(source, target, TABLES)
    return {name: store.stored(source, f"{name}.parquet") for name in TABLES}


def world_file(parameters: pd.DataFrame, reference: str) -> str:
    """The calibrated world as a scenario."""
    groups: dict[str, dict[str, Any]] = {}
    for _, row in parameters.iterrows():
        if row["path"] == SPOT_SHARE:
            continue
        group, _, name = str(row["path"]).partition(".")
        groups.setdefault(group, {})[name] = row["calibrated"]
    lines = [
        "# @package _global_",
        f"# The world nearest to the facts, durations met by spot buyers ({reference}).",
        "# Written by `python -m experiments.calibration`; docs/calibration.md tells what it misses.",
    ]
    for group, fields in groups.items():
        lines.append(f"{group}:")
        lines += [f"  {name}: {value:g}" for name, value in fields.items()]
    return "\n".join(lines) + "\n"


def sensitivity_rows(table: pd.DataFrame) -> tuple[tuple[str, ...], list[list[str]]]:
    """What moves what, as text: half widths for a tenth of the bounds."""
    keys = [str(column) for column in table.columns if column != "path"]
    rows = [[str(row["path"]), *(f"{row[key]:+.1f}" for key in keys)] for _, row in table.iterrows()]
    return ("parameter", *(key.replace("_", " ") for key in keys)), rows


def consequence_rows(tables: dict[str, Tables]) -> list[list[str]]:
    """WIIFWE − WIIFME rigid in the default world and in each calibrated one."""
    first = next(iter(tables.values()))["consequence"]
    worlds = [("default", first[first["world"] == "default"])]
    for durations, own in tables.items():
        table = own["consequence"]
        worlds.append((f"calibrated {NAMES[durations]}", table[table["world"] == "calibrated"]))
    return [[name, *(gain(row) for _, row in rows.iterrows())] for name, rows in worlds]


def section(durations: str, tables: Tables, reference: str) -> str:
    """One calibration on the page."""
    met, count = verdict(tables["facts"], "calibrated")
    rest = "; ".join(missed(tables["facts"], "calibrated")) or "none"
    return f"""## Calibrated {NAMES[durations]}

{met} of {count} fitted facts are met. Missed: {rest}. *({reference})*

{markdown(FACT_COLUMNS, fact_rows(tables["facts"]))}

![Facts against the default and the calibrated world](../results/published/calibration/{durations}/facts.png)

{markdown(PARAMETER_COLUMNS, parameter_cells(tables["parameters"]))}

What moves what: change of each moment, in half widths of its fact, when a parameter rises by a tenth of
its bounds, at the point found. A row of small numbers is a parameter that the facts hardly identify.

{markdown(*sensitivity_rows(tables["sensitivity"]))}
"""


def page(tables: dict[str, Tables], told: dict[str, dict[str, Any]]) -> str:
    """The whole page, every number from the tables."""
    text = (Path(__file__).parent / "page.md").read_text(encoding="utf-8")
    sections = [
        section(name, own, f"{told[name]['replicates']} replicates a world · seed "
                f"{told[name]['seed']} · rules {told[name]['rules_hash'][:12]}")
        for name, own in tables.items()
    ]  # fmt: skip
    default, count = verdict(next(iter(tables.values()))["facts"], "default")
    bounds = [
        [one.said, one.bounds, one.status, f"`{one.source}`" if "_" in one.source else one.source, one.use]
        for one in facts()
    ]
    return text.format(
        default=default,
        count=count,
        facts=markdown(("fact", "what counts as within", "status", "source", "use"), bounds),
        sections="\n".join(sections),
        consequence=markdown(("world", "joint", "buyer", "supplier"), consequence_rows(tables)),
    )


def work() -> None:
    """Play both, publish them, write page and scenario."""
    tables: dict[str, Tables] = {}
    told: dict[str, dict[str, Any]] = {}
    for durations in DURATIONS:
        source = played("experiment=calibration", f"calibration.durations={durations}")
        tables[durations] = published(source, KEPT / durations)
        told[durations] = json.loads((source / store.MANIFEST).read_text("utf-8"))
    PAGE.write_text(page(tables, told), encoding="utf-8")
    spot = tables["spot"]["parameters"]
    WORLD.write_text(world_file(spot, f"seed {told['spot']['seed']}"), encoding="utf-8")
    print(PAGE.relative_to(ROOT), WORLD.relative_to(ROOT))


if __name__ == "__main__":
    sys.exit(publishing("experiments.calibration", "Play both calibrations and publish them.", work))
