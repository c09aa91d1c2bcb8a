"""Write teacher's pages, and print handouts, plan and slides: `python -m experiments.teaching`."""

from __future__ import annotations

import sys

from experiments import store
from experiments.publish import WRONG
from experiments.studies.chronicles.pages import TOGETHER
from experiments.teaching.material import PAGES, SHEETS, pages, sheets
from experiments.teaching.printing import photographed, printed
from sim.plots.sheets import compact
from sim.spelling import ConfigError


def main() -> int:
    """Make all of it, whole or not at all; the exit code."""
    try:
        written()
    except ConfigError as error:
        print(error, file=sys.stderr)
        return WRONG
    return 0


def written() -> None:
    """Teacher's pages into `docs/teaching`, what is printed or shown into `results/published/teaching`."""
    told = pages()
    with store.written(SHEETS) as draft:
        for name, text in sheets().items():
            page = draft / f"{name}.html"
            page.write_text(text, "utf-8")
            print(printed(page).name, flush=True)
        compact(photographed(draft / f"{TOGETHER}.html"))
        store.write_manifest({}, draft)
    for name, text in told.items():
        (PAGES / name).write_text(text, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
