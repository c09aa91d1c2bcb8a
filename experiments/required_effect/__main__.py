"""The published required effect: docs/required_effect.md, small tables and figures.

`python -m experiments.required_effect` plays `experiment=required_effect` at its defaults, or takes what is
stored, copies what is small, and writes the page from what it copied.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pandas as pd
from PIL import Image

import sim
from experiments import store
from experiments.required_effect.points import COST_SCALE, EFFECTS, TREATMENT, default, greatest
from experiments.required_effect.words import (
    ALONE_COLUMNS,
    GRID_COLUMNS,
    ZERO_COLUMNS,
    alone_rows,
    carried,
    grid_rows,
    left,
    markdown,
    zero_rows,
)
from experiments.run import main as play
from experiments.run import study_of
from sim.fields import parameter_table
from sim.loading import checked_wishes, composition, hydra_home
from sim.measures.required import COST, EFFECT
from sim.measures.wording import number, span_of_time
from sim.scenario import Scenario

ROOT = Path(__file__).resolve().parent.parent.parent
PUBLISHED = ROOT / "results" / "published" / "required_effect"
PAGE = ROOT / "docs" / "required_effect.md"
TABLES = ("required", "zero")
COLOURS = 64
FELT = {
    "process.misdirection": "every pair without step 2, WIIFME's too",
    "promises.integrity_price": "firms of integrity",
    "choice.loyalty_worth": "firms of loyalty",
    COST_SCALE: "pairs that take steps",
}
"""Who feels a parameter; the others reach pairs that went through the step."""


def played() -> Path:
    """The folder of the study, played unless it is stored."""
    wishes = ["experiment=required_effect", f"results={ROOT / 'results'}"]
    code = play(wishes)
    if code != 0:
        raise SystemExit(code)
    with hydra_home():
        return store.folder_of(study_of(composition([wish.text for wish in checked_wishes(wishes)])))


def published(source: Path, target: Path) -> None:
    """Copy the manifest, the small tables (as CSV) and the figures."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    shutil.copy(source / store.MANIFEST, target / store.MANIFEST)
    for name in TABLES:
        table = store.stored(source, f"{name}.parquet")
        table.to_csv(target / f"{name}.csv", index=False, float_format="%.6g")
    for figure in sorted((source / "figures").glob("*.png")):
        # As many colours as the eye tells apart here; a third of the size.
        Image.open(figure).convert("RGB").quantize(COLOURS).save(target / figure.name, optimize=True)


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


def page(folder: Path = PUBLISHED) -> str:
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


def main() -> None:
    """Play or find the study, publish it, write the page."""
    published(played(), PUBLISHED)
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE.relative_to(ROOT), PUBLISHED.relative_to(ROOT))


if __name__ == "__main__":
    sys.exit(main())
