"""Every figure: nothing cut off or overlapping, a title and a caption, and the picture it was when looked at.

Pictures are compared with `baselines/` by matplotlib's root mean square over pixels (0 to 255). They were
opened and looked at when they were made. After a change that is meant, make them anew, and look again:
`python -m tests.plots.test_every_figure`.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from matplotlib.testing.compare import compare_images

import sim.plots
from sim.plots.sheets import house
from tests.plots.cases import CASES
from tests.plots.checking import BASELINES, RESOLUTION, TOLERANCE, check, check_looks, laid_out, rendered

COLUMN = ("value", "parties")
"""Figures that are also held to a column's width."""


def drawn(name: str, sheet: str = "page") -> Figure:
    """The figure, laid out."""
    return laid_out(CASES[name], sheet)


@pytest.mark.parametrize("sheet", ["page", "slide"])
@pytest.mark.parametrize("name", CASES)
def test_nothing_is_cut_off_or_overlaps(name: str, sheet: str) -> None:
    check(drawn(name, sheet))


@pytest.mark.parametrize("name", COLUMN)
def test_what_fits_a_column_fits(name: str) -> None:
    check(drawn(name, "column"))


@pytest.mark.parametrize("name", CASES)
def test_it_has_a_title_a_caption_and_named_axes(name: str) -> None:
    figure = drawn(name)
    assert figure.get_suptitle().replace("\n", " ").replace("\u00a0", " ").strip()
    assert figure.get_label()
    caption = figure._supxlabel.get_text().replace("\n", " ")  # type: ignore[attr-defined]
    assert "60 replicates · seed 1 · 3f9a" in caption.replace("\u00a0", " ")
    panels = [axes for axes in figure.axes if axes.axison and axes.get_visible()]
    assert panels
    named = [axes.get_xlabel() or axes.get_ylabel() or axes.get_title("left") for axes in panels]
    assert any(axes.get_xlabel() for axes in panels) or name == "network"
    assert sum(map(bool, named)) >= len(panels) / 2


@pytest.mark.parametrize("name", CASES)
def test_it_looks_as_it_did(name: str, tmp_path: Path) -> None:
    check_looks(CASES[name], name, tmp_path)


@pytest.mark.parametrize(
    "name", ["survival", "ageing", "hazard", "parties", "contrasts", "value", "trust_map"]
)
@pytest.mark.parametrize("part", ["lines", "collections"])
def test_the_tolerance_sees(name: str, part: str, tmp_path: Path) -> None:
    """What the comparison is for: lines and dots, or bands and cells, that are gone are noticed."""
    with house() as size:
        figure = CASES[name](size)
        gone = [artist for axes in figure.axes for artist in getattr(axes, part)]
        if not gone:
            return
        for artist in gone:
            artist.set_visible(False)
        figure.savefig(tmp_path / f"{name}.png", dpi=RESOLUTION)
    found = compare_images(str(BASELINES / f"{name}.png"), str(tmp_path / f"{name}.png"), TOLERANCE)
    assert found is not None


def test_every_function_that_draws_a_figure_has_a_case() -> None:
    wanted: set[str] = set()
    for found in pkgutil.iter_modules(sim.plots.__path__):
        module = importlib.import_module(f"sim.plots.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            home = function.__module__ == module.__name__
            frame = found.name in ("style", "sheets")  # an empty figure, and the words around any
            if home and not frame and function.__annotations__.get("return") == "Figure":
                wanted.add(f"{found.name}.{name}(")
    source = Path(sys.modules["tests.plots.cases"].__file__ or "").read_text("utf-8")
    assert len(wanted) > 25
    assert {one for one in wanted if one not in source} == set()


if __name__ == "__main__":
    BASELINES.mkdir(exist_ok=True)
    for one in CASES:
        print(rendered(CASES[one], one, BASELINES))
