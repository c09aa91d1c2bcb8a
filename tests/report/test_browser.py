"""The page of a real run, opened without a network on a desk and on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from experiments.run import main
from tests.browser import SIZES, complaints, needs_chromium, opened, requests, too_wide

RUNS = {
    "headline": ["experiment=headline", "market.months=14", "map=null", "replicates=3"],
    "sweep": [
        "experiment=three_contracts", "market.months=14", "design.axes.volatility.count=3", "replicates=3",
    ],
    "world": ["experiment=world", "market.months=13", "replicates=2"],
}  # fmt: skip


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A report of each kind of run."""
    found = {}
    for name, wishes in RUNS.items():
        folder = tmp_path_factory.mktemp(name)
        small = ["market.buyers=4", "market.suppliers=5", "engine.workers=1", f"results={folder}"]
        assert main([*wishes, *small]) == 0
        (found[name],) = folder.glob("*/*/report.html")
    return found


def test_every_run_writes_its_page(reports: dict[str, Path]) -> None:
    for name, path in reports.items():
        text = path.read_text("utf-8")
        assert "How to make it again" in text, name
        assert path.stat().st_size < 2e6
        assert text.count("<img") > 0


@needs_chromium
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", RUNS)
def test_it_opens_without_a_network(reports: dict[str, Path], name: str, size: str) -> None:
    with opened(reports[name], SIZES[size]) as driver:
        assert requests(driver) == []
        assert complaints(driver) == []
        assert not too_wide(driver, SIZES[size])
        images: Any = driver.execute_script(
            "return [...document.images].map(i => [i.alt, i.complete && i.naturalWidth > 0])"
        )
        assert all(alt.startswith("Figure: ") and loaded for alt, loaded in images)
        assert len(images) > 0
        # No picture is wider than the window: nothing is cut, on a phone either.
        assert driver.execute_script(
            "return [...document.images].every(i => i.getBoundingClientRect().right <= window.innerWidth)"
        )
