"""Make every mistake of mutations.yaml in a copy of the project and see whether its test fails.

`python -m tests.mutations` plays all and writes the table of docs/validation.md; `-k L7` only those whose
limit or file holds the word, and writes nothing. Up to a minute each: many need the kernel compiled anew.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutations.table import ROOT, Mutation, mutations

PAGE = ROOT / "docs" / "validation.md"
BLOCK = re.compile(r"<!-- mutations -->.*?<!-- /mutations -->", re.DOTALL)
COPIED = ("sim", "tests", "configs", "experiments", "docs", "pyproject.toml", "references.bib", "README.md")
SECONDS, TOO_LONG = 1200, -1
FAILED = 1
"""pytest's exit code when tests ran and some failed; any other means that nothing was shown."""


def copied(target: Path) -> None:
    """The parts of the project that tests need."""
    leftovers = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=leftovers)
        else:
            shutil.copy(source, target / name)


def exit_code(root: Path, test: str) -> tuple[int, str]:
    """What pytest says of one test in a copy: its exit code and its last words. A slow one is not run."""
    surroundings = {
        **os.environ, "PYTHONPATH": str(root), "XDG_CACHE_HOME": str(root / ".cache"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", test]
    try:
        done = subprocess.run(
            command, cwd=root, env=surroundings, capture_output=True, text=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return TOO_LONG, f"not done after {SECONDS} s"
    said = (done.stdout + done.stderr).strip().splitlines()
    return done.returncode, said[-1] if said else ""


def sound(tests: Sequence[str]) -> bool:
    """Whether all these tests pass where nothing is wrong; else their failing would show nothing."""
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        root = Path(folder)
        copied(root)
        found = [(test, *exit_code(root, test)) for test in sorted(set(tests))]
    for test, code, words in found:
        if code != 0:
            print(f"fails without any mistake: {test} ({words})", flush=True)
    return all(code == 0 for _, code, _ in found)


def caught(mutation: Mutation) -> bool:
    """Whether the test fails for the mistake."""
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        root = Path(folder)
        copied(root)
        mutation.applied(root)
        code, words = exit_code(root, mutation.test)
    verdict = "caught" if code == FAILED else "NOT CAUGHT"
    print(f"{verdict:10} {mutation.limit:8} {mutation.file}: {mutation.mistake} ({words})", flush=True)
    return code == FAILED


def row(mutation: Mutation, found: bool) -> str:
    """A line of the table."""
    test = mutation.test.removeprefix("tests/") if found else f"**missed** by {mutation.test}"
    file = Path(mutation.file).name
    return f"| {mutation.limit} | `{file}` | {mutation.mistake} | {test} |"


def written(rows: list[str]) -> None:
    """Put the table into the page."""
    table = ["| limit | rule | mistake | caught by |", "| --- | --- | --- | --- |", *rows]
    block = "\n".join(["<!-- mutations -->", *table, "<!-- /mutations -->"])
    PAGE.write_text(BLOCK.sub(lambda _: block, PAGE.read_text("utf-8")), "utf-8")


def main() -> int:
    """Make the mistakes; 0 if every one was caught."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("-k", dest="word", default="", help="only those whose limit or file holds this word")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time")
    asked = parser.parse_args()
    chosen = [one for one in mutations() if asked.word in f"{one.limit} {one.file}"]
    if not chosen:
        parser.error(f"no mistake has {asked.word!r} in its limit or file")
    if not sound([one.test for one in chosen]):
        return 1
    with ThreadPoolExecutor(max(1, asked.jobs)) as pool:
        found = list(pool.map(caught, chosen))
    if not asked.word:
        written([row(one, was) for one, was in zip(chosen, found, strict=True)])
    print(f"{sum(found)} of {len(found)} mistakes were caught")
    return 0 if all(found) else 1


if __name__ == "__main__":
    sys.exit(main())
