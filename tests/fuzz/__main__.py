"""Bend everything as often as docs/validation.md says, and write there what was answered.

`python -m tests.fuzz` takes some ten minutes; `python -m tests.fuzz firms 100` shows a hundred of one kind,
and writes nothing.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from tests.composed import composing_once
from tests.fuzz.answering import REFUSED, TAKEN, Answer, answers
from tests.fuzz.kinds import KINDS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "validation.md"
BLOCK = re.compile(r"<!-- fuzz -->.*?<!-- /fuzz -->", re.DOTALL)
HEAD = (
    "| input | how many | refused in one line | played | tracebacks | other faults | slowest |\n"
    "| --- | --- | --- | --- | --- | --- | --- |\n"
)


def answered(name: str, count: int) -> list[Answer]:
    """The answers to so many of a kind; those that are wrong are shown."""
    with (
        tempfile.TemporaryDirectory() as kept,
        composing_once(Path(kept)),
        tempfile.TemporaryDirectory() as folder,
    ):
        found = []
        for number, one in enumerate(answers(name, KINDS[name], count, Path(folder))):
            found.append(one)
            if one.fault:
                print(f"{name} {number}: {one.fault}\n{str(one.argv)[:300]}\n{one.err[-1500:]}", flush=True)
    return found


def row(name: str, found: list[Answer]) -> str:
    """A line of the table."""
    wrong = [one for one in found if one.fault]
    sound = [one.code for one in found if not one.fault]
    thrown = sum(one.code is None for one in wrong)
    slowest = max(one.seconds for one in found)
    counts = (len(found), sound.count(REFUSED), sound.count(TAKEN), thrown, len(wrong) - thrown)
    return f"| {KINDS[name].words} | {' | '.join(f'{count:,}' for count in counts)} | {slowest:.1f} s |\n"


def main(argv: list[str]) -> int:
    """The exit code: 1 if anything was answered wrongly."""
    asked = {argv[0]: int(argv[1])} if argv else {name: kind.many for name, kind in KINDS.items()}
    found = {name: answered(name, count) for name, count in asked.items()}
    told = HEAD + "".join(row(name, those) for name, those in found.items())
    print(told)
    if not argv:
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(BLOCK.sub(f"<!-- fuzz -->\n{told}<!-- /fuzz -->", text), encoding="utf-8")
    return int(any(one.fault for those in found.values() for one in those))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
