"""Bend everything as often as docs/validation.md says, and write there what was answered.

`python -m tests.fuzz` takes up to an hour; `python -m tests.fuzz firms` bends one kind and writes its
line; `python -m tests.fuzz firms 100` shows a hundred of it, and writes nothing.
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
    "| input | how many | refused in one line | played | tracebacks | other faults |\n"
    "| --- | --- | --- | --- | --- | --- |\n"
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
    counts = (len(found), sound.count(REFUSED), sound.count(TAKEN), thrown, len(wrong) - thrown)
    return f"| {KINDS[name].words} | {' | '.join(f'{count:,}' for count in counts)} |\n"


def kept(name: str, told: str) -> None:
    """Write a kind's line into the page, in the order of kinds."""
    text = PAGE.read_text(encoding="utf-8")
    rows = [one for one in BLOCK.findall(text)[0].splitlines() if one.startswith("| ")]
    lines = {one.split("|")[1].strip(): f"{one}\n" for one in rows}
    lines[KINDS[name].words] = told
    table = HEAD + "".join(lines.get(kind.words, "") for kind in KINDS.values())
    PAGE.write_text(BLOCK.sub(f"<!-- fuzz -->\n{table}<!-- /fuzz -->", text), encoding="utf-8")


def main(argv: list[str]) -> int:
    """The exit code: 1 if anything was answered wrongly."""
    count = int(argv.pop()) if argv and argv[-1].isdecimal() else None
    sound = True
    for name in argv or KINDS:
        found = answered(name, KINDS[name].many if count is None else count)
        sound = sound and not any(one.fault for one in found)
        told = row(name, found)
        print(told, end="", flush=True)
        if count is None:
            kept(name, told)
    return int(not sound)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
