"""The project's pages, taken apart: blocks of code, links, tables."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")


class Block(NamedTuple):
    """A fenced block of code."""

    page: Path
    language: str
    text: str


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(*languages: str) -> list[Block]:
    """The blocks in these languages, page by page."""
    found = [
        Block(page, language, text)
        for page in PAGES
        for language, text in BLOCK.findall(page.read_text(encoding="utf-8"))
    ]
    return [block for block in found if block.language in languages]


def commands() -> list[str]:
    """Every command line in a shell block, without its comment."""
    lines = [line for block in blocks("bash", "sh", "shell") for line in block.text.splitlines()]
    parts = [part.strip() for line in lines for part in line.split("  #")[0].split("&&")]
    return [part for part in parts if part and not part.startswith("#")]


def links(page: Path) -> list[str]:
    """Links to files of this project, code left out."""
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    return [link for link in LINK.findall(text) if "://" not in link and not link.startswith("#")]


def first_cells(page: Path) -> list[str]:
    """The first cell of every row of a page's tables, headings and rules left out."""
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    cells = [row.split("|")[1].strip() for row in rows]
    heads = {place for place in range(len(cells) - 1) if set(cells[place + 1]) <= {"-"} and cells[place + 1]}
    return [cell for place, cell in enumerate(cells) if place not in heads and not set(cell) <= {"-"}]
