"""The published calibration: both ways to meet the durations, docs/calibration.md, scenario=calibrated.

`python -m experiments.calibration` plays `experiment=calibration` with each (or shows what is stored), copies
what is small, writes the page, and writes the world that `spot` finds to configs/scenario/calibrated.yaml.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

import sim
from experiments import store
from experiments.calibration.facts import DURATIONS, SPOT_SHARE, facts
from experiments.calibration.moments import TRADE, with_parameters
from experiments.calibration.tables import PARTIES, TREATMENT, missed, verdict
from experiments.calibration.words import (
    FACT_COLUMNS,
    PARAMETER_COLUMNS,
    fact_rows,
    gain,
    parameter_cells,
)
from experiments.publishing import DOCS, PUBLISHED, ROOT, copied, markdown, played, publishing
from sim.measures.inference import paired_difference
from sim.scenario import Arm, Population

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
        f"# The world nearest to the facts, with durations left to spot buyers ({reference});",
        "# that share is of who trades and stands in no scenario, so firms here need not meet the durations.",
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
    met = ["{} of {}".format(*verdict(next(iter(tables.values()))["facts"], "default"))]
    for durations, own in tables.items():
        table = own["consequence"]
        worlds.append((f"calibrated {NAMES[durations]}", table[table["world"] == "calibrated"]))
        met.append("{} of {}".format(*verdict(own["facts"], "calibrated")))
    return [
        [name, count, *(gain(row) for _, row in rows.iterrows())]
        for (name, rows), count in zip(worlds, met, strict=True)
    ]


def fresh_distance(table: pd.DataFrame) -> float:
    """The sum of squared misses of the fitted facts on luck that the search never saw."""
    return float((table.loc[table["use"] == "fit", "calibrated_miss"] ** 2).sum())


def against_trade_at_large(parameters: pd.DataFrame, told: dict[str, Any]) -> list[str]:
    """WIIFWE less WIIFME of whom the calibrated share of buyers deal spot, as a line of the page."""
    values = {str(row["path"]): float(row["calibrated"]) for _, row in parameters.iterrows()}
    world = with_parameters(sim.load("calibration"), values)
    trade = next(arm for arm in world.arms if arm.name == TRADE)
    arms = (trade, Arm(TREATMENT, Population({TREATMENT: 1.0}, {TREATMENT: 1.0})))
    replicates = int(told["extra"]["calibration"]["fresh"])
    result = sim.run_ensemble(replace(world, arms=arms), replicates=replicates, seed=int(told["seed"]) + 1)
    gains = [
        pd.Series(paired_difference(result.replicates, f"{party}_slot", TREATMENT, TRADE)._asdict())
        for party in PARTIES
    ]
    return [f"calibrated {NAMES['spot']}, against trade at large", "", *(gain(one) for one in gains)]


def section(durations: str, tables: Tables, reference: str) -> str:
    """One calibration on the page."""
    met, count = verdict(tables["facts"], "calibrated")
    rest = "; ".join(missed(tables["facts"], "calibrated")) or "none"
    return f"""## Calibrated {NAMES[durations]}

{met} of {count} fitted facts are met; squared misses {fresh_distance(tables["facts"]):.1f} on fresh luck.
Missed: {rest}. *({reference})*

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
        consequence=markdown(
            ("world", "facts met", *PARTIES),
            [
                *consequence_rows(tables),
                against_trade_at_large(tables["spot"]["parameters"], told["spot"]),
            ],
        ),
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
