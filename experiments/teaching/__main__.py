"""Write teacher's pages, and print handouts, plan and slides: `python -m experiments.teaching`."""

from __future__ import annotations

import sys
from itertools import product

from experiments.publish import WRONG
from experiments.studies.chronicles.pages import TOGETHER
from experiments.teaching.handouts import driven, handed_out
from experiments.teaching.lessons import LANGUAGES, lessons, made_of
from experiments.teaching.material import PAGES, SHEETS, check_claims, pages, sheets
from experiments.teaching.printing import photographed, printed
from sim import store
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
    check_claims()  # before anything is printed, which takes minutes
    with store.written(SHEETS) as draft:
        for name, text in sheets().items():
            page = draft / f"{name}.html"
            page.write_text(text, "utf-8")
            print(printed(page).name, flush=True)
        compact(photographed(draft / f"{TOGETHER}.html"))
        with driven() as driver:
            for name, language in product(lessons(), LANGUAGES):
                handout = handed_out(driver, name, language)
                (draft / f"{name}.{language}.html").write_text(handout.page, "utf-8")
                (draft / f"{name}.{language}.pdf").write_bytes(handout.paper)
                print(f"{name}.{language}.pdf", flush=True)
        told = pages(draft)
        store.write_manifest({"lessons": made_of()}, draft)
    for name, text in told.items():
        (PAGES / name).write_text(text, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
