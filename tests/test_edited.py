"""What is stored knows its files: one that was edited by hand is told, and not shown as if computed."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

import sim
from experiments.run import main
from sim.spelling import ConfigError

OWN = """# @package _global_
name: edited
study: sweep
population: null
arms: {one: {population: wiifme}, other: {population: wiifwe}}
design: {axes: {bargaining.power: [0.0, 0.5]}}
replicates: 2
market: {months: 12, buyers: 4, suppliers: 5}
figures: none
"""


class Stored(NamedTuple):
    """Results, and the command that shows them."""

    folder: Path
    argv: list[str]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    """A small sweep."""
    home = tmp_path_factory.mktemp("home")
    (home / "own.yaml").write_text(OWN, "utf-8")
    argv = [f"experiment={home / 'own.yaml'}", f"results={home / 'results'}"]
    assert main(argv) == 0
    (manifest,) = home.glob("results/edited/*/manifest.json")
    return Stored(manifest.parent, argv)


def times_ten(path: Path) -> None:
    table = pd.read_parquet(path)
    column = next(name for name in table if table[name].dtype.kind == "f")
    table[column] *= 10.0
    table.to_parquet(path, index=False)


@pytest.mark.parametrize(
    "name", ["result.parquet", "worlds.parquet", "words.json", "config.yaml", "report.html"]
)
def test_an_edited_file_is_told(name: str, stored: Stored, capfd: pytest.CaptureFixture[str]) -> None:
    file = stored.folder / name
    before = file.read_bytes()
    if name.endswith(".parquet"):
        times_ten(file)
    else:
        file.write_bytes(before.replace(b"a", b"e", 1))
    try:
        assert main(stored.argv) == 2
        told = capfd.readouterr()
        assert told.out == ""
        assert told.err == (
            f"`{name}` in {stored.folder} is not what was computed: it was edited, or damaged; "
            "`again=true` plays the study again\n"
        )
    finally:
        file.write_bytes(before)
    assert main(stored.argv) == 0


def test_a_missing_file_is_told_and_a_reader_of_worlds_is_warned(
    stored: Stored, capfd: pytest.CaptureFixture[str]
) -> None:
    file = stored.folder / "worlds.parquet"
    before = file.read_bytes()
    sim.open_results(stored.folder)
    times_ten(file)
    with pytest.raises(ConfigError, match=r"`worlds.parquet` in .* was edited"):
        sim.open_results(stored.folder)
    file.unlink()
    assert main(stored.argv) == 2
    assert "`worlds.parquet`" in (told := capfd.readouterr().err)
    assert "is missing" in told
    file.write_bytes(before)


def test_csv_that_is_asked_for_later_is_known_from_then_on(stored: Stored) -> None:
    argv = [*stored.argv, "csv=true"]
    assert main(argv) == 0
    file = stored.folder / "result.csv"
    before = file.read_text("utf-8")
    file.write_text(before.replace("1", "7"), "utf-8")
    assert main(argv) == 2
    file.write_text(before, "utf-8")
    assert main(argv) == 0
