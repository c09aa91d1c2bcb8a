"""The one palette and the frame of every figure.

A colour means the same posture or contract everywhere. The colours of postures are Okabe & Ito's
(2008), told apart by the colour-blind; each also has its own dash.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.transforms import ScaledTranslation
from numpy.typing import NDArray

VERMILION, ORANGE, BLUE, SKY = "#D55E00", "#E69F00", "#0072B2", "#56B4E9"
GREEN, PURPLE, GREY, INK, PALE = "#009E73", "#CC79A7", "#7F7F7F", "#222222", "#D9D9D9"

COLOURS = {
    "wiifme": VERMILION,
    "wiifme_rigid": VERMILION,
    "rigid": VERMILION,
    "wiifme_flexible": ORANGE,
    "flexible": ORANGE,
    "wiifme_relational": PURPLE,
    "relational_bare": PURPLE,
    "wiifwe": BLUE,
    "relational": BLUE,
    "paper_principles": SKY,
    "good_people": GREEN,
    "placebo": GREY,
    "spot": GREY,
    **dict.fromkeys(("both", "joint", "joint_slot", "both_roles"), INK),
    **dict.fromkeys(("buyer", "buyers", "buyer_slot"), BLUE),
    **dict.fromkeys(("supplier", "suppliers", "supplier_slot"), GREEN),
}
"""Posture, contract form or party → its colour in every figure."""

RIGID, FLEXIBLE, BARE = (0, (5, 1.6)), (0, (2.2, 1.1)), (0, (3, 1, 1, 1))
DASHES: dict[str, Any] = {
    "wiifme": RIGID,
    "wiifme_rigid": RIGID,
    "rigid": RIGID,
    "wiifme_flexible": FLEXIBLE,
    "flexible": FLEXIBLE,
    "wiifme_relational": BARE,
    "relational_bare": BARE,
    "paper_principles": (0, (8, 1.3, 1, 1.3)),
    "good_people": (0, (6, 1, 1, 1, 1, 1)),
    "placebo": (0, (1, 1)),
    "spot": (0, (1, 1)),
    **dict.fromkeys(("buyer", "buyers", "buyer_slot"), RIGID),
    **dict.fromkeys(("supplier", "suppliers", "supplier_slot"), BARE),
}
"""A second mark beside the colour, for grey print; WIIFWE and what is not named are drawn solid."""


OTHERS: tuple[tuple[str, Any], ...] = (
    (INK, "-"), ("#8C6D31", RIGID), ("#7B4173", FLEXIBLE), ("#637939", BARE),
    ("#843C39", (0, (8, 1.3, 1, 1.3))), ("#5A6B7B", (0, (6, 1, 1, 1, 1, 1))), ("#A6A6A6", (0, (1, 1))),
)  # fmt: skip
"""Colour and dash of arms that have none of their own, by their place among those of a figure."""
DRAWN: ContextVar[tuple[str, ...]] = ContextVar("DRAWN", default=())


@contextmanager
def among(arms: Sequence[str]) -> Iterator[None]:
    """These arms are drawn together: those without a colour of their own are told apart."""
    before = DRAWN.set(tuple(arm for arm in arms if arm not in COLOURS))
    try:
        yield
    finally:
        DRAWN.reset(before)


def other(arm: str) -> tuple[str, Any]:
    """What an arm without a colour of its own is drawn with."""
    drawn = DRAWN.get()
    return OTHERS[drawn.index(arm) % len(OTHERS)] if arm in drawn else OTHERS[0]


def colour(arm: str) -> str:
    """The colour of an arm; of one that has none of its own, that of its place."""
    return COLOURS.get(arm) or other(arm)[0]


def ink_on(tone: Any) -> str:
    """White or dark ink, whichever is easier to read on a colour (relative luminance of WCAG 2)."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(tone)]
    luminance = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    # Contrast (L + .05)/(L' + .05) with white and with dark ink is alike at about .2.
    return "white" if luminance < 0.2 else INK


def dash(arm: str) -> Any:
    """The dash of an arm; of one that has no colour of its own, that of its place."""
    return DASHES.get(arm, "-") if arm in COLOURS else other(arm)[1]


def weight(arm: str) -> float:
    """Width of an arm's line in points: the two poles of the comparison stand out."""
    return 1.9 if arm in ("wiifwe", "wiifme_rigid", "both", "joint", "joint_slot") else 1.1


def wrapped(text: str, width: float, letters: float) -> str:
    """`text` broken into lines that fit `width` inches in letters of so many points."""
    # A letter of DejaVu Sans is .54 of its size wide on average.
    return textwrap.fill(text, max(20, int(width * 72.0 / (0.54 * letters))))


def finish(figure: Figure, title: str, caption: str) -> Figure:
    """Puts the finding above and n, replicates and hash below, and takes away needless lines."""
    width = figure.get_figwidth() - 0.1
    base = float(sns.plotting_context()["font.size"])
    heading = wrapped(title, width, base * 1.42)  # bold, and larger
    figure.set_label(title)  # what its file says that it shows
    figure.suptitle(heading, x=0.01, ha="left", size=base * 1.2, weight="bold", color=INK)
    note = wrapped(caption, width, base * 0.87)
    figure.supxlabel(note, x=0.01, ha="left", size=base * 0.87, color="#555555", linespacing=1.3)
    for axes in figure.axes:
        # Not seaborn's despine: it also shows the lines at the left and below that were hidden.
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def spread(wanted: Sequence[float], gaps: Sequence[float]) -> NDArray[np.float64]:
    """Places as near as can be to those `wanted` that stand apart by their half `gaps` each.

    Least squares under an order: places minus the room before them must not fall (isotonic
    regression). Any unit; the order of the input is kept.
    """
    from scipy.optimize import isotonic_regression  # on call: it is slow to import

    places = np.asarray(wanted, dtype=float)
    if places.size == 0:
        return places
    order = np.argsort(places, kind="stable")
    halves = np.asarray(gaps, dtype=float)[order] / 2.0
    room = np.concatenate([[0.0], np.cumsum(halves[1:] + halves[:-1])])
    moved = isotonic_regression(places[order] - room).x + room
    result = np.empty_like(places)
    result[order] = moved
    return result


def points_in_data(axes: Axes, points: float, axis: str = "y") -> float:
    """How much of the data's scale so many points of paper cover, as the figure is laid out now."""
    figure = axes.get_figure()
    if isinstance(figure, Figure):
        figure.draw_without_rendering()
    box = axes.get_window_extent()
    low, high = axes.get_ylim() if axis == "y" else axes.get_xlim()
    pixels = box.height if axis == "y" else box.width
    return points / 72.0 * float(axes.figure.dpi) * (high - low) / max(pixels, 1.0)


def end_labels(
    axes: Axes, ends: Mapping[str, tuple[float, float]], labels: Mapping[str, str], tones: Mapping[str, Any],
    at: Mapping[str, float] | None = None,
) -> None:  # fmt: skip
    """Names lines at their right ends, or points, moved apart where they would overlap.

    `ends` gives each line's last point (x, y); a thin line leads from it to its label, which may have several
    lines and stands right of the point, or of `at` along x.
    """
    letters = float(sns.plotting_context()["font.size"])
    figure = axes.get_figure(root=True)
    if isinstance(figure, Figure):
        figure.draw_without_rendering()
    names = list(ends)
    # In points of paper, for a scale may be logarithmic.
    wanted = [float(axes.transData.transform(ends[name])[1]) * 72.0 / axes.figure.dpi for name in names]
    heights = [(1.2 * (labels[name].count("\n") + 1) + 0.15) * letters for name in names]
    for name, place, own in zip(names, spread(wanted, heights), wanted):
        tone, (x, y) = tones[name], ends[name]
        moved = ScaledTranslation(10.0 / 72.0, (float(place) - own) / 72.0, axes.figure.dpi_scale_trans)
        axes.annotate(
            labels[name], (x, y), ((at or {}).get(name, x), y), textcoords=axes.transData + moved,
            va="center", color=tone, fontsize=letters, annotation_clip=False,
            arrowprops={"arrowstyle": "-", "relpos": (0.0, 0.5), "color": tone, "lw": 0.5, "shrinkA": 0},
        )  # fmt: skip
