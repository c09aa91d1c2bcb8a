"""All studies, and the page that tells what they found: `python -m experiments.findings`, or `make studies`.

Each is played as `wiifwe experiment=<name>` plays it, unless its results are stored; its small tables and
figures are copied to `results/published/`, and `docs/findings.md` is written from them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from experiments.findings import STUDIES
from experiments.publishing import DOCS, PUBLISHED, ROOT, copied, played, publishing
from experiments.sweep.study import WORDS

PAGE = DOCS / "findings.md"
INTRODUCTION = Path(__file__).with_name("page.md")


def work() -> None:
    """Play or find every study, publish it, write the page."""
    told = {}
    for name in STUDIES:
        print(f"experiment={name}", flush=True)
        source = played(f"experiment={name}")
        words = json.loads((source / WORDS).read_text("utf-8"))
        copied(source, PUBLISHED / name, words["tables"])
        told[name] = words
    PAGE.write_text(page(told), "utf-8")
    print(PAGE.relative_to(ROOT))


def page(told: dict[str, dict[str, Any]]) -> str:
    """The page of findings."""
    failing = [
        f"- **{title(name)}.** {words['failures']}" for name, words in told.items() if words["failures"]
    ]
    introduction = INTRODUCTION.read_text("utf-8").replace("<!-- failures -->", "\n".join(failing))
    return "\n\n".join([introduction.strip(), *(section(name, words) for name, words in told.items())]) + "\n"


def section(name: str, words: dict[str, Any]) -> str:
    """A study: question, finding, figures, where its numbers are and how to make them again."""
    folder = f"../results/published/{name}"
    figures = sorted(path.name for path in (PUBLISHED / name).glob("*.png"))
    tables = " · ".join(f"[{table}]({folder}/{table}.csv)" for table in words["tables"])
    parts = [
        f"## {title(name)}",
        f"*{words['question']}*",
        words["finding"],
        *(
            f"![{title(name)}: {Path(figure).stem.replace('_', ' ')}]({folder}/{figure})"
            for figure in figures
        ),
        f"`wiifwe experiment={name}` · {words['caption']} · tables: {tables}",
    ]
    return "\n\n".join(parts)


def title(name: str) -> str:
    """A study's name as a heading."""
    return name.replace("_", " ").capitalize()


if __name__ == "__main__":
    sys.exit(publishing("experiments.findings", "Play all studies and publish what they found.", work))
