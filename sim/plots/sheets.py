"""What figures are drawn on: sheets of paper and slides, and the files they are written to.

Nothing here touches a user's own matplotlib settings: figures are made and saved inside `house()`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import seaborn as sns
from matplotlib import rc_context
from matplotlib.figure import Figure

from sim.plots.style import GREY, INK


class Sheet(NamedTuple):
    """Where a figure is read: its width in inches and its letters in points."""

    width: float
    letters: float


SHEETS = {"column": Sheet(3.5, 7.5), "page": Sheet(7.0, 8.5), "slide": Sheet(10.0, 11.0)}
"""A column of a paper (for one panel), its full width, a slide."""

RESOLUTION = 200
METADATA: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
"""No date and no version in a file: the same data give the same bytes."""


@contextmanager
def house(sheet: str = "page") -> Iterator[Sheet]:
    """Matplotlib's settings for one sheet, left as they were at the end."""
    size = SHEETS[sheet]
    letters = size.letters
    settings: dict[str, Any] = {
        "font.family": "DejaVu Sans",
        "font.size": letters,
        "axes.titlesize": letters,
        "axes.labelsize": letters,
        "xtick.labelsize": letters - 0.5,
        "ytick.labelsize": letters - 0.5,
        "legend.fontsize": letters - 0.5,
        "axes.linewidth": 0.6,
        "axes.unicode_minus": True,
        "axes.edgecolor": GREY,
        "xtick.color": INK,
        "ytick.color": INK,
        "xtick.major.width": 0.6,
        "ytick.major.width": 0.6,
        "xtick.major.size": 2.5,
        "ytick.major.size": 2.5,
        "lines.linewidth": 1.3,
        "hatch.linewidth": 0.5,
        "savefig.dpi": RESOLUTION,
        "svg.hashsalt": "wiifwe",
        "svg.fonttype": "path",
        "text.usetex": False,
        "path.simplify": False,
    }
    with rc_context():
        # A user's own style may colour what is not named above, so the base is set as well.
        sns.set_theme(style="ticks", rc=settings)
        yield size


def blank(height: float, sheet: Sheet) -> Figure:
    """An empty figure of a sheet's width; `height` in inches on a page, scaled with the letters."""
    height = height * sheet.letters / SHEETS["page"].letters
    return Figure(figsize=(sheet.width, height), layout="constrained")


def saved(figure: Figure, path: Path) -> Path:
    """Writes `figure` in the format of the path's ending; the same data give the same bytes."""
    ending = path.suffix.lstrip(".")
    told = {"Title": str(figure.get_label())} if figure.get_label() else {}
    figure.savefig(path, format=ending, metadata=METADATA[ending] | told)
    return path


def compact(path: Path, colours: int = 160) -> Path:
    """Rewrites a PNG with a palette of so many colours: a third of the bytes, and no difference to see.

    What the file says that it shows stays.
    """
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    with Image.open(path) as picture:
        if "Title" in picture.info:
            told.add_itxt("Title", str(picture.info["Title"]))
        small = picture.convert("RGB").quantize(
            colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
        )
    small.save(path, optimize=True, pnginfo=told)
    return path


def title_of(path: Path) -> str:
    """What a PNG says that it shows: the finding above the figure; else its name."""
    from PIL import Image

    with Image.open(path) as picture:
        return str(picture.info.get("Title", path.stem.replace("_", " ")))
