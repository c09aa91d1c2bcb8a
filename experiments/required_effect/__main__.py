"""The published required effect: docs/required_effect.md, small tables and figures.

`python -m experiments.required_effect` plays `experiment=required_effect` at its defaults, or takes what is
stored, copies what is small, and writes the page from what it copied.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd

import sim
from experiments import store
from experiments.publishing import DOCS, PUBLISHED, ROOT, copied, markdown, played, publishing
from experiments.required_effect.points import COST_SCALE, EFFECTS, TREATMENT, default, greatest
from experiments.required_effect.words import (
    ALONE_COLUMNS,
    GRID_COLUMNS,
    ZERO_COLUMNS,
    alone_rows,
    carried,
    grid_rows,
    left,
    zero_rows,
)
from sim.fields import parameter_table
from sim.measures.required import COST, EFFECT
from sim.measures.wording import number, span_of_time
from sim.scenario import Scenario

KEPT = PUBLISHED / "required_effect"
PAGE = DOCS / "required_effect.md"
TABLES = ("required", "zero")
FELT = {
    "process.misdirection": "every pair without step 2, WIIFME's too",
    "promises.integrity_price": "firms of integrity",
    "choice.loyalty_worth": "firms of loyalty",
    COST_SCALE: "pairs that take steps",
}
"""Who feels a parameter; the others reach pairs that went through the step."""


def parameter_lines(scenario: Scenario) -> str:
    """A line of the page for each parameter that is varied: meaning, symbol, value, range, who feels it."""
    known = {row["path"]: row for row in parameter_table()}
    lines = []
    for path in (*EFFECTS, COST_SCALE):
        row = known[path]
        bound = f"{row['low']:g} to {row['high']:g}" if row["high"] < 1e6 else f"{row['low']:g} or more"
        cells = (
            f"`{path}`: {row['meaning']}", EFFECTS.get(path, ""), f"{default(scenario, path):g}", bound,
            FELT.get(path, "pairs that went through the step"),
        )  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def leap(scenario: Scenario) -> float:
    """The factor of κ_I at which integrity alone outweighs the temptation to break a promise."""
    game, integrity = scenario.promises, scenario.strategies[TREATMENT].integrity
    return game.temptation / (integrity * game.integrity_price)


def page(folder: Path = KEPT) -> str:
    """The whole page, every number from the published tables and from the parameters."""
    required, zero = (pd.read_csv(folder / f"{name}.csv") for name in TABLES)
    told = json.loads((folder / store.MANIFEST).read_text(encoding="utf-8"))
    scenario = sim.load("required_effect")
    text = (Path(__file__).parent / "page.md").read_text(encoding="utf-8")
    return text.format(
        finding=told["finding"],
        reference=f"{told['replicates']} replicates · seed {told['seed']} · rules {told['rules_hash'][:12]}",
        parameters=parameter_lines(scenario),
        greatest=number(greatest(scenario), 3),
        leap=number(leap(scenario), 3),
        effect=markdown(GRID_COLUMNS, grid_rows(required, EFFECT)),
        cost=markdown(GRID_COLUMNS, grid_rows(required, COST)),
        alone=markdown(ALONE_COLUMNS, alone_rows(required)),
        world=f"σ_x = {scenario.shocks.misfit_sd:g} over {span_of_time(scenario.market.months)}",
        zeros=int(zero["n"].min()),
        zero=markdown(ZERO_COLUMNS, zero_rows(zero)),
        left=left(zero),
        carried=carried(zero),
    )


def work() -> None:
    """Play or find the study, publish it, write the page."""
    copied(played("experiment=required_effect"), KEPT, TABLES)
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE.relative_to(ROOT), KEPT.relative_to(ROOT))


if __name__ == "__main__":
    sys.exit(publishing("experiments.required_effect", "Play the study and publish it.", work))
