"""What every picture is held to: nothing cut off or over another, and it looks as it did when looked at.

Pictures are compared with `baselines/` by matplotlib's root mean square over pixels (0 to 255). They were
opened and looked at when they were made.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.testing.compare import compare_images
from matplotlib.text import Text

from sim.plots.sheets import Sheet, house

Draw = Callable[[Sheet], Figure]
BASELINES = Path(__file__).with_name("baselines")
RESOLUTION = 60
"""Dots an inch: enough to see every mark, and small files."""
TOLERANCE = 0.7
"""The same versions give the same pixels; what rounding on another processor may move is far less."""
SLACK = 1.5
"""Points by which a text may reach over the edge: its box has room for letters that are not in it."""


def laid_out(draw: Draw, sheet: str = "page") -> Figure:
    """The figure, drawn on a sheet and laid out."""
    with house(sheet) as size:
        figure = draw(size)
        figure.draw_without_rendering()
    return figure


def written(figure: Figure) -> list[Text]:
    """Every text that is painted with the figure: no names of ticks beyond an axis, nothing hidden."""
    found: list[Text] = []
    paint = Text.draw

    def noted(text: Text, renderer: Any) -> None:
        if text.get_visible() and text.get_text().strip():
            found.append(text)
        paint(text, renderer)

    with patch.object(Text, "draw", noted):
        FigureCanvasAgg(figure).draw()
    return found


def words_of(figure: Figure) -> list[str]:
    """Every text that is painted, its lines joined."""
    return [" ".join(text.get_text().replace("\u00a0", " ").split()) for text in written(figure)]


def box_of(text: Text) -> tuple[float, float, float, float]:
    """Its place on paper, in points; the box of an annotation without its leading line."""
    scale = 72.0 / text.get_figure(root=True).dpi  # type: ignore[union-attr]
    box = Text.get_window_extent(text)
    return box.x0 * scale, box.y0 * scale, box.x1 * scale, box.y1 * scale


def check(figure: Figure) -> None:
    """Texts lie within the figure, and apart."""
    width, height = figure.get_size_inches() * 72.0
    boxes = [(text.get_text(), box_of(text)) for text in written(figure)]
    for words, (left, low, right, high) in boxes:
        assert min(left, low) >= -SLACK, f"{words!r} is cut off at the left or below"
        assert max(right - width, high - height) <= SLACK, f"{words!r} is cut off at the right or above"
    for place, (one, first) in enumerate(boxes):
        for other, second in boxes[place + 1 :]:
            across = min(first[2], second[2]) - max(first[0], second[0])
            up = min(first[3], second[3]) - max(first[1], second[1])
            assert min(across, up) <= SLACK, f"{one!r} and {other!r} overlap"


def check_named(figure: Figure, caption: str, *, axes: bool = True) -> None:
    """It has a title, this in its caption, and (unless it has no axes) axes with names."""
    assert figure.get_suptitle().replace("\n", " ").replace("\u00a0", " ").strip()
    assert figure.get_label()
    below = figure._supxlabel.get_text().replace("\n", " ")  # type: ignore[attr-defined]
    assert caption in below.replace("\u00a0", " ")
    panels = [one for one in figure.axes if one.axison and one.get_visible()]
    if axes:
        shared = any(part._supxlabel is not None for part in figure.subfigs)  # type: ignore[attr-defined]
        assert shared or any(one.get_xlabel() or one.get_ylabel() for one in panels)
        named = [one.get_xlabel() or one.get_ylabel() or one.get_title("left") for one in panels]
        assert sum(map(bool, named)) >= len(panels) / 2


def rendered(draw: Draw, name: str, folder: Path) -> Path:
    """The picture as it is drawn now, as `name`.png in the folder."""
    with house() as size:
        path = folder / f"{name}.png"
        draw(size).savefig(path, dpi=RESOLUTION, metadata={"Software": None})
    return path


def check_looks(draw: Draw, name: str, folder: Path) -> None:
    """It looks as it did when its baseline was made."""
    found = rendered(draw, name, folder)
    complaint = compare_images(str(BASELINES / f"{name}.png"), str(found), TOLERANCE)
    assert complaint is None, complaint


def check_noticed(draw: Draw, name: str, part: str, folder: Path) -> None:
    """What the comparison is for: `part` ("lines", "collections", "patches") that is gone is noticed."""
    with house() as size:
        figure = draw(size)
        gone = [artist for axes in figure.axes for artist in getattr(axes, part)]
        assert gone
        for artist in gone:
            artist.set_visible(False)
        figure.savefig(folder / f"{name}.png", dpi=RESOLUTION)
    assert compare_images(str(BASELINES / f"{name}.png"), str(folder / f"{name}.png"), TOLERANCE) is not None
