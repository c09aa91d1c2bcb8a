"""All studies, and the pages that tell what they found: `python -m experiments.findings`, or `make studies`.

Each is played as `wiifwe experiment=<name>` plays it, unless its results are stored; its small tables and
figures are copied to `results/published/`. From them `docs/findings.md` is written, and a sentence of README.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from experiments import store
from experiments.findings import STUDIES
from experiments.findings.plausible_region_words import in_brief
from experiments.publishing import DOCS, PUBLISHED, ROOT, block_in, copied, played, publishing
from sim.measures.required import FOUND
from sim.measures.wording import number
from sim.scenario import Scenario

PAGE, README = DOCS / "findings.md", ROOT / "README.md"
INTRODUCTION = Path(__file__).with_name("page.md")
SENTENCE = re.compile(r"(?<=\.) (?=[A-Z‘“])")
TITLES = {"trust_honesty": "Trust and honesty", "horizon_volatility": "Horizon and volatility"}

NAMES = {"joint": "the pair", "buyer": "buyers", "supplier": "suppliers"}


def work() -> None:
    """Play or find every study, publish it, write the page and the sentence in the README."""
    told = {}
    for name in STUDIES:
        print(f"experiment={name}", flush=True)
        source = played(f"experiment={name}")
        words = json.loads((source / store.WORDS).read_text("utf-8"))
        copied(source, PUBLISHED / name, words["tables"])
        told[name] = words
    PAGE.write_text(page(told), "utf-8")
    README.write_text(block_in(README.read_text("utf-8"), "region", region(PUBLISHED)), "utf-8")
    print(PAGE.relative_to(ROOT))


def page(told: dict[str, dict[str, Any]]) -> str:
    """The page of findings."""
    failing = [
        f"**{title(name)}**\n\n{bullets(words['failures'])}"
        for name, words in told.items()
        if words["failures"]
    ]
    introduction = INTRODUCTION.read_text("utf-8").replace("<!-- failures -->", "\n\n".join(failing))
    return "\n\n".join([introduction.strip(), *(section(name, words) for name, words in told.items())]) + "\n"


def section(name: str, words: dict[str, Any]) -> str:
    """A study: question, finding, figures, where its numbers are and how to make them again."""
    folder = f"../results/published/{name}"
    figures = sorted(path.name for path in (PUBLISHED / name).glob("*.png"))
    tables = " · ".join(f"[{table}]({folder}/{table}.csv)" for table in words["tables"])
    beside = required(PUBLISHED) if name == "process_cost" else ""
    parts = [
        f"## {title(name)}",
        f"*{words['question']}*",
        bullets(words["finding"]),
        *([beside] if beside else []),
        *(
            f"![{title(name)}: {Path(figure).stem.replace('_', ' ')}]({folder}/{figure})"
            for figure in figures
        ),
        f"`wiifwe experiment={name}` · {words['caption']} · tables: {tables}",
    ]
    return "\n\n".join(parts)


def bullets(words: str) -> str:
    """A line for each sentence."""
    return "\n".join(f"- {one}" for one in SENTENCE.split(words))


def title(name: str) -> str:
    """A study's name as a heading."""
    return TITLES.get(name, name.replace("_", " ").capitalize())


def region(published: Path) -> str:
    """The sentence of the README: how often WIIFWE pays in the plausible region, and where."""
    tables = {path.stem: pd.read_csv(path) for path in (published / "plausible_region").glob("*.csv")}
    told = in_brief(tables["chances"], tables["means"], tables.get("crossed"))
    return f"{told} [The findings](docs/findings.md) have the map."


def required(published: Path) -> str:
    """The least effect with which the process pays in the default world; "" where that is not published."""
    path = published / "required_effect" / "required.csv"
    if not path.is_file():
        return ""
    rows, world = pd.read_csv(path), Scenario()
    here = (rows["volatility"] == world.shocks.misfit_sd) & (rows["months"] == world.market.months)
    least = rows[here & (rows["lever"] == "effect")].set_index("party")
    each = [f"{who} {least_told(least.loc[party])}" for party, who in NAMES.items()]
    return (
        "[How effective the process must be](required_effect.md) at the assumed cost, in the default world "
        f"and in multiples of what is assumed: {', '.join(each)}."
    )


def least_told(row: Any) -> str:
    """A required effect with its interval; its status where none is found."""
    if row["status"] != FOUND:
        return str(row["status"])
    return f"{number(row['required'])} ({number(row['low'])} to {number(row['high'])})"


if __name__ == "__main__":
    sys.exit(publishing("experiments.findings", "Play all studies and publish what they found.", work))
