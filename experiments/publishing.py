"""What is kept of results in the repository: small copies, and the pages written from them.

A publisher is a command without options. It works in a checkout alone, where `docs/` lies beside the code.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NoReturn

from experiments import store
from sim.spelling import ConfigError

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PUBLISHED = ROOT / "results" / "published"
WRONG, STOPPED = 2, 130


def publishing(module: str, about: str, work: Callable[[], None], argv: Sequence[str] | None = None) -> int:
    """Do a publisher's work, once its command line is known to be right; the exit code."""
    try:
        check(module, about, argv)
        work()
    except ConfigError as error:
        print(error, file=sys.stderr)
        return WRONG
    except KeyboardInterrupt as stop:
        print(str(stop) or "stopped; what was published before stays", file=sys.stderr)
        return STOPPED
    return 0


def check(module: str, about: str, argv: Sequence[str] | None = None) -> None:
    """Refuse options, of which there are none, and a place that is no checkout."""
    parser = argparse.ArgumentParser(f"python -m {module}", description=about)

    def refuse(message: str) -> NoReturn:
        raise ConfigError(f"{message}; `{parser.prog}` takes no options (command line)")

    parser.error = refuse  # type: ignore[method-assign]  # its own prints the usage, many lines, and exits
    parser.parse_args(argv)
    if not DOCS.is_dir():
        raise ConfigError(f"`{parser.prog}` publishes into a checkout, but {DOCS} is missing beside the code")


def played(*wishes: str) -> Path:
    """The folder of a study, played unless it is stored; `wishes` as on the command line of `wiifwe`."""
    from experiments.run import main, study_of
    from sim.loading import checked_wishes, composition, hydra_home

    asked = [*wishes, f"results={ROOT / 'results'}"]
    code = main(asked)
    if code == STOPPED:
        raise KeyboardInterrupt("stopped; what was published before stays")
    if code != 0:
        raise SystemExit(code)
    with hydra_home():
        return store.folder_of(study_of(composition([wish.text for wish in checked_wishes(asked)])))


def copied(source: Path, target: Path, tables: Iterable[str]) -> None:
    """Copy manifest, configuration, small tables (as CSV) and figures (as PNG), whole or not at all."""
    from sim.plots.sheets import compact

    with store.written(target) as draft:
        for name in (store.MANIFEST, "config.yaml"):
            shutil.copy(source / name, draft / name)
        for name in tables:
            table = store.stored(source, f"{name}.parquet")
            table.to_csv(draft / f"{name}.csv", index=False, float_format="%.6g")
        for figure in sorted((source / "figures").glob("*.png")):
            shutil.copy(figure, draft / figure.name)
            compact(draft / figure.name)


def block_in(text: str, name: str, told: str) -> str:
    """A page with what is told between its marks `<!-- name -->` and `<!-- /name -->`."""
    marks = f"<!-- {name} -->", f"<!-- /{name} -->"
    between = re.compile(f"{marks[0]}.*?{marks[1]}", re.DOTALL)
    return between.sub(lambda _: f"{marks[0]}\n{told}\n{marks[1]}", text)


def markdown(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table for a page; a bar within a cell is no border."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
