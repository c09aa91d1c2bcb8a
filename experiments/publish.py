"""What is kept of results in the repository: `python -m experiments.publish`, or `make studies`.

Every published study is played as `wiifwe` plays it, unless its results are stored; its small tables, words
and pictures are copied to `results/published/`. From them `docs/findings.md` and the findings in README.md
are written.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.commands import refusal_of, stoppable
from experiments.templates import environment
from sim import store
from sim.measures.wording import cell
from sim.provenance import manifest_in
from sim.scenario import Scenario
from sim.spelling import ConfigError

ROOT = Path(__file__).resolve().parent.parent
DOCS, PUBLISHED, README = ROOT / "docs", ROOT / "results" / "published", ROOT / "README.md"
WRONG, STOPPED = 2, 130
SWEEPS = (
    "plausible_region", "trust_honesty", "channels", "honest_alone", "norm", "three_contracts",
    "horizon_volatility", "opportunists", "power", "competition", "ablation", "process_cost", "invasion",
    "networks", "screening", "sensitivity",
)  # fmt: skip
MOST_CELLS = 60_000
"""Cells of a table that is kept; larger ones are made again by the command."""
MOST_ROWS = 24
"""Rows of a table that a page shows."""
NAMED = (
    *SWEEPS, "required_effect", "evolution", "found_posture", "lives", "tournament", "theory",
    "fehr_hart_zehnder_2011", "besedes_prusa_2006",
)  # fmt: skip
STUDIES: dict[str, tuple[str, ...]] = {
    "headline": (),
    **{name: (f"experiment={name}",) for name in NAMED},
    "calibration/spot": ("experiment=calibration",),
    "calibration/terms": (
        "experiment=calibration", "calibration.durations=terms",
        "question='And if relationships are short because contracts are?'",
    ),
    "chronicles": ("experiment=chronicles",),
}  # fmt: skip
"""Folder in `results/published` → what is asked of `wiifwe`, in the order of the page of findings."""
BESIDE = {
    ("chronicles", "pages/*.md"): DOCS / "chronicles",
    ("chronicles", "pages/*.txt"): ROOT / "tests" / "chronicles",
    ("calibration/spot", "calibrated.yaml"): ROOT / "configs" / "scenario",
}
"""Further files of a study, and the folder of the project that keeps them."""
GLOBAL, MODELINE = "# @package _global_\n", "# yaml-language-server: $schema=../schema.json\n"
"""With these a shipped YAML begins; the second tells editors what may stand in it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Play or find every study, publish it, write the pages; the exit code."""
    try:
        with stoppable():
            publish(asked(argv))
    except ConfigError as error:
        print(error, file=sys.stderr)
        return WRONG
    except KeyboardInterrupt as stop:
        print(str(stop) or "stopped; what was published before stays", file=sys.stderr)
        return STOPPED
    return 0


def publish(names: Sequence[str]) -> None:
    """Play or find these studies, keep of them what is kept, and write the pages anew."""
    for name in names:
        print(f"wiifwe {' '.join(STUDIES[name])}", flush=True)
        source = played(*STUDIES[name])
        copied(source, PUBLISHED / name)
        for (study, files), folder in BESIDE.items():
            for file in sorted(source.glob(files)) if study == name else ():
                text = file.read_text("utf-8")
                text = text.replace(GLOBAL, GLOBAL + MODELINE, 1) if file.suffix == ".yaml" else text
                (folder / file.name).write_text(text, "utf-8")
    write_pages()


def asked(argv: Sequence[str] | None) -> list[str]:
    """The studies named on the command line; all where none is. Raises ConfigError for an unknown one."""
    parser = argparse.ArgumentParser(
        "python -m experiments.publish", description="Play studies and publish them."
    )
    parser.add_argument("study", nargs="*", help="of those that are published; none: all of them")
    refusal_of(parser)
    names = parser.parse_args(argv).study
    for name in names:
        if name not in STUDIES:
            raise ConfigError(f"`{name}` is not published; there are: {', '.join(STUDIES)} (command line)")
    if not DOCS.is_dir():
        raise ConfigError(f"this command publishes into a checkout, but {DOCS} is missing beside the code")
    return names or list(STUDIES)


def played(*wishes: str) -> Path:
    """The folder of a study, played unless it is stored; `wishes` as on the command line of `wiifwe`."""
    from experiments.playing import shown_or_played
    from experiments.study import study_of
    from sim.loading import composed

    return shown_or_played(study_of(composed([*wishes, f"results={ROOT / 'results'}"])))


def copied(source: Path, target: Path) -> None:
    """Copy manifest, configuration, words, small tables (as CSV) and figures, whole or not at all."""
    from sim.plots.sheets import compact

    words = store.words_of(source)
    with store.written(target) as draft:
        for name in (store.WORDS, store.CONFIG):
            shutil.copy(source / name, draft / name)
        for name in words["tables"]:
            table = store.stored(source / f"{name}.parquet")
            if table.size <= MOST_CELLS:
                table.to_csv(draft / f"{name}.csv", index=False, float_format="%.6g")
        for name in words["titles"]:
            figure = source / "figures" / f"{name}.png"
            if figure.is_file():
                shutil.copy(figure, draft / figure.name)
                compact(draft / figure.name)
        store.write_manifest(manifest_in(source), draft)


def write_pages(names: Iterable[str] = STUDIES) -> None:
    """Write `docs/findings.md` and the findings of README from what is published."""
    studies = [section(name) for name in names if (PUBLISHED / name / store.WORDS).is_file()]
    made = environment(Path(__file__).parent)
    made.filters["markdown"] = markdown
    page = made.get_template("findings.md.j2").render(studies=studies, usual=Scenario())
    (DOCS / "findings.md").write_text(re.sub(r"\n{3,}", "\n\n", page).strip() + "\n", "utf-8")
    text = README.read_text("utf-8")
    for one in studies:
        found = made.get_template("brief.md.j2").render(one=one)
        text = block_in(text, one["name"], found.strip())
    README.write_text(text, "utf-8")


def section(name: str) -> dict[str, Any]:
    """What a page tells of a study: its words, and where its picture, tables and numbers lie."""
    folder = PUBLISHED / name
    words, manifest = store.words_of(folder), manifest_in(folder)
    principal = folder / f"{words['principal']}.csv"
    there = [(view, title) for view, title in words["titles"].items() if (folder / f"{view}.png").is_file()]
    return {
        "name": name, "words": words, "manifest": manifest, "folder": f"results/published/{name}",
        "pictures": there,
        "tables": [table for table in words["tables"] if (folder / f"{table}.csv").is_file()],
        "table": pd.read_csv(principal) if principal.is_file() else None,
        "command": " ".join(["wiifwe", *STUDIES[name]]),
    }  # fmt: skip


def block_in(text: str, name: str, told: str) -> str:
    """A page with what is told between its marks `<!-- name -->` and `<!-- /name -->`, if it has them."""
    marks = f"<!-- {name} -->", f"<!-- /{name} -->"
    between = re.compile(f"{marks[0]}.*?{marks[1]}", re.DOTALL)
    return between.sub(lambda _: f"{marks[0]}\n{told}\n{marks[1]}", text)


def markdown(table: pd.DataFrame) -> str:
    """A table for a page, its first rows; a bar within a cell is no border."""
    rows = [[cell(value) for value in row] for row in table.head(MOST_ROWS).itertuples(index=False)]
    lines = [[str(column).replace("_", " ") for column in table], ["---"] * table.shape[1], *rows]
    return "\n".join(f"| {' | '.join(one.replace('|', chr(92) + '|') for one in line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
