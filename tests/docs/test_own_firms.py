"""The pages on a strategy, a decision and a firm of one's own, followed to the letter."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from experiments.run import main
from tests.docs import pages

DOCS = pages.ROOT / "docs"
TINY = ["replicates=2", "market.months=13", "market.buyers=4", "market.suppliers=5", "figures.formats=[svg]"]
FILE = re.compile(
    r"`([\w/]+\.(?:yaml|py))`[^`]*?\n\n```(?:yaml|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL
)


def followed(page: Path, folder: Path) -> list[Path]:
    """Write what a page has one write, and play its commands; where their results lie."""
    for name, text in FILE.findall(page.read_text(encoding="utf-8")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    lines = [line for one in pages.blocks("console") if one.page == page for line in one.text.splitlines()]
    found: list[Path] = []
    for number, line in enumerate(lines):
        results = folder / f"results_{number}"
        assert main([*shlex.split(line)[1:], *TINY, f"results={results}"]) == 0
        (manifest,) = results.glob("*/*/manifest.json")
        found.append(manifest.parent)
    return found


@pytest.mark.parametrize("name", ["own_strategy.md", "own_conduct.md"])
def test_a_page_is_followed(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    one, other = followed(DOCS / name, tmp_path)
    assert one.name != other.name  # another point, or another function, is another result
    tables = [(folder / "replicates.parquet").read_bytes() for folder in (one, other)]
    assert tables[0] != tables[1]
    told = json.loads((one / "manifest.json").read_text(encoding="utf-8"))
    assert told["files"]
