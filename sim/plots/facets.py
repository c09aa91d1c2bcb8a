"""What views are made of: the frame and its facets, looks of series, ticks that have room, one legend."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd
import seaborn as sns
import seaborn.objects as so
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, MultipleLocator, NullLocator

from sim.plots import style
from sim.plots.asked import View
from sim.plots.sheets import SHEETS, Sheet, blank
from sim.plots.style import finish, wrapped
from sim.plots.view import Names, shown

MOST = 4
"""Facets in a row."""
NARROW = 24
"""Letters that a line along a panel's height has room for."""
STEPS = (1, 2, 2.5, 5, 10)
MARKS = "osD^vPX"
SILENT = "#BDBDBD"
"""What stands behind those that speak."""
THEME = (
    "axes", "figure", "font", "grid", "hatch", "legend", "lines", "mathtext", "markers", "patch", "savefig",
    "scatter", "xaxis", "xtick", "yaxis", "ytick",
)  # fmt: skip
"""Groups of settings that seaborn would set back to its own."""


class Look(NamedTuple):
    """How a series is drawn: colour, dash, width of its line in points, mark."""

    tone: Any
    dash: Any
    weight: float
    mark: str


class Panel(NamedTuple):
    """One facet: its axes, what column and row of the table it shows, and whether it stands at an edge."""

    axes: Axes
    col: Any
    row: Any
    left: bool
    right: bool
    low: bool

    def of(self, table: pd.DataFrame, view: View) -> pd.DataFrame:
        """Its rows of the table."""
        for column, value in ((view.col, self.col), (view.row, self.row)):
            table = table[table[column] == value] if column else table
        return table


def in_order(table: pd.DataFrame, column: str) -> list[Any]:
    """The values of a column as they come; [""] without a column."""
    return table[column].dropna().drop_duplicates().tolist() if column else [""]


def toned(view: View, value: Any) -> Any:
    """The colour of a value: the house's, or what the view's `tones` ask for.

    These are names of the palette, "vermilion", or lighter ones, "vermilion 0.4": of one origin in shades.
    """
    asked, _, depth = str(view.options.get("tones", {}).get(value, "")).partition(" ")
    if not asked:
        return style.colour(str(value))
    tone = getattr(style, asked.upper())
    return sns.light_palette(tone, as_cmap=True)(float(depth))[:3] if depth else tone


def looks(view: View, series: Sequence[Any]) -> dict[str, Look]:
    """Series → its look: arms in their own, numbers from pale to dark, silent ones grey."""
    speak = view.options.get("speak")
    found: dict[str, Look] = {}
    numeric = len(series) > 1 and all(isinstance(one, (int, float)) for one in series)
    ramp = sns.color_palette("crest", len(series))
    for place, one in enumerate(series):
        tone, dash = toned(view, one or "wiifwe"), style.dash(str(one))
        width = 1.9 if speak else style.weight(str(one)) if one else 1.6
        if numeric:
            tone, dash, width = ramp[place], "-", 1.3
        if speak and one not in speak:
            tone, width = SILENT, 0.8
        found[str(one)] = Look(tone, dash, width, MARKS[place % len(MARKS)])
    return found


def handle(look: Look, label: str, *, line: bool, mark: bool) -> Line2D:
    """A series in the legend."""
    marker, dash = look.mark if mark else None, look.dash if line else "none"
    width = 0.8 if mark else look.weight
    return Line2D([], [], color=look.tone, ls=dash, lw=width, marker=marker, ms=4.0, label=label)


def frame(view: View, height: float, sheet: Sheet) -> tuple[Figure, SubFigure]:
    """A figure with finding and caption, and the part for panels, which is `height` inches on a page."""
    base, width = sheet.letters, sheet.width - 0.1
    title = wrapped(view.title, width, base * 1.42).count("\n") + 1
    caption = wrapped(view.caption, width, base * 0.87).count("\n") + 1
    words = (title * 1.2 * 1.25 + caption * 0.87 * 1.4 + 1.5) * SHEETS["page"].letters / 72.0
    figure = blank(height + words, sheet)
    # Now, for what is placed by its room must know it.
    finish(figure, view.title, view.caption)
    return figure, cast(SubFigure, figure.subfigures())


def shape(table: pd.DataFrame, view: View) -> tuple[int, int]:
    """Facets: how many above and beside each other."""
    across, down = len(in_order(table, view.col)), len(in_order(table, view.row))
    if not view.row and across > MOST:
        down = -(-across // MOST)
        across = -(-across // down)
    return down, across


def facetted(plot: so.Plot, table: pd.DataFrame, view: View, body: SubFigure, **shared: Any) -> None:
    """Draws `plot` facet by facet on `body`; `shared`: x and y of `seaborn.objects.Plot.share`."""
    theme = {name: value for name, value in rcParams.items() if name.split(".")[0] in THEME}
    sides = (("col", view.col), ("row", view.row))
    orders = {kind: in_order(table, column) for kind, column in sides if column}
    if orders:
        wrap = shape(table, view)[1] if "col" in orders and "row" not in orders else None
        plot = plot.facet(**{kind: getattr(view, kind) for kind in orders}, order=orders, wrap=wrap).share(
            **shared
        )
    plot.theme(theme).on(body).plot()
    for axes in body.axes:
        # Layer upon layer, as they were added: seaborn leaves points beneath bars.
        for place, marks in enumerate(axes.collections):
            marks.set_zorder(1.0 + place / 1000.0)


def panels(table: pd.DataFrame, view: View, names: Names, axes: Sequence[Axes], sheet: Sheet) -> list[Panel]:
    """The facets on these axes, row by row, with their titles; those that have no rows are hidden."""
    down, across = shape(table, view)
    cols, rows = in_order(table, view.col), in_order(table, view.row)
    found: list[Panel] = []
    for place, one in enumerate(axes):
        at, beside = divmod(place, across)
        col = cols[beside if view.row else place] if place < len(cols) or view.row else None
        row = rows[at] if view.row else ""
        below = at == down - 1 or (not view.row and place + across >= len(cols))
        panel = Panel(one, col, row, beside == 0, beside == across - 1 or place == len(axes) - 1, below)
        one.set_title("")
        one.set(xlabel="", ylabel="")
        if panel.of(table, view).empty:
            one.set_visible(False)
            continue
        one.tick_params(labelbottom=panel.low)
        if at == 0 or not view.row or not view.col:
            name = shown(names, col if view.col else row) if view.col or view.row else ""
            one.set_title(wrapped(name, 0.85 * sheet.width / across, sheet.letters), loc="left")
        found.append(panel)
    return found


def named_axes(
    drawn: Sequence[Panel], view: View, names: Names, sheet: Sheet, body: SubFigure, labels: tuple[str, str],
    *, own: bool = True, most: int = NARROW,
) -> None:  # fmt: skip
    """Names the axes: along x once, along y at the left in lines of `most` letters.

    The view's `labels` are facets' own along y, unless `own` is false.
    """
    if len({round(panel.axes.get_position().x0, 3) for panel in drawn}) > 1:
        size = float(rcParams["axes.labelsize"])
        body.supxlabel(wrapped(labels[0], 0.8 * sheet.width, sheet.letters), fontsize=size)
    else:
        drawn[-1].axes.set_xlabel(wrapped(labels[0], 0.7 * sheet.width, sheet.letters))
    texts = view.options.get("labels", {}) if own else {}
    for panel in drawn:
        if panel.left or (panel.col in texts and panel.row not in texts):
            rows = [shown(names, panel.row)] if view.row and view.col else []
            text = texts.get(panel.row) or texts.get(panel.col) or labels[1]
            panel.axes.set_ylabel("\n".join([*rows, *balanced(text, most)]))
            panel.axes.yaxis.label.set_visible(True)  # seaborn hides all but the first


def scaled(plot: so.Plot, look: Mapping[str, Look]) -> so.Plot:
    """With the looks of the series; `told`, whether a mark is full or hollow."""
    kinds = {"color": "tone", "linestyle": "dash", "linewidth": "weight", "marker": "mark"}
    scales = {
        of: so.Nominal({name: getattr(one, kind) for name, one in look.items()}) for of, kind in kinds.items()
    }
    return plot.scale(**scales, fill=so.Nominal({"yes": True, "no": False}))


def balanced(text: str, most: int) -> list[str]:
    """Lines of about one length, of not many more letters than `most`."""
    return textwrap.wrap(text, len(text) // -(-len(text) // most) + 4) if text else []


def colour_bar(body: SubFigure, tones: ScalarMappable, axes: Sequence[Axes], label: str, **how: Any) -> Any:
    """A scale of colours at the right of these axes."""
    bar = body.colorbar(tones, ax=list(axes), **how)
    bar.outline.set_visible(False)  # type: ignore[operator]  # a patch, typed as a callable
    bar.set_label("\n".join(balanced(label, NARROW)))
    return bar


def per_cent(axis: Axis) -> None:
    """Shares along an axis, in per cent."""
    axis.set_major_formatter(
        FuncFormatter(lambda share, _: f"{100.0 * share:.6g} %".replace("-", "\N{MINUS SIGN}"))
    )


def in_percent(view: View, panel: Panel) -> bool:
    """Whether a facet's values are shares: `percent` is true, or names the facets that are."""
    asked = view.options.get("percent", False)
    return asked if isinstance(asked, bool) else panel.col in asked or panel.row in asked


def thinned(count: int, most: int) -> list[int]:
    """At most so many of `count` places, with first and last, in even steps where that leaves enough."""
    most = min(count, max(2, most))
    even = [fewer for fewer in range(most, max(2, most // 2), -1) if (count - 1) % (fewer - 1) == 0]
    return [round(place) for place in np.linspace(0, count - 1, even[0] if even else most)]


def number_ticks(axes: Axes, view: View, sheet: Sheet, across: int) -> None:
    """Numbers along x, as many as one of so many panels has room for; options `step`, `percent_x`."""
    room = 62.0 * sheet.width / across - 30.0  # points
    low, high = axes.get_xlim()
    step = float(view.options.get("step", 0.0))
    if step:
        fit = 2.8 * sheet.letters * (high - low) / room  # what a number is wide, in units of x
        axes.xaxis.set_major_locator(MultipleLocator(step * np.ceil(fit / step)))
    else:
        axes.xaxis.set_major_locator(MaxNLocator(max(3, int(room / (3.6 * sheet.letters))), steps=STEPS))
    axes.xaxis.set_major_formatter(FuncFormatter(plain))
    if view.options.get("percent_x"):
        per_cent(axes.xaxis)


def plain(value: float, _: int) -> str:
    """A number along an axis."""
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")


def log_ticks(axis: Axis, levels: Sequence[float] = (), most: int = 6) -> None:
    """A logarithmic axis, named at those of these levels that have room; else at 1, 2, 5, 10, …"""
    axis._set_axes_scale("log")  # type: ignore[attr-defined]
    axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    named = list(levels[:1])
    for level in levels:
        if np.log(level / named[-1]) >= np.log(levels[-1] / levels[0]) / most > 0.0:
            named.append(level)
    if named:
        axis.set_ticks(named)
    axis.set_major_formatter(FuncFormatter(plain))
    axis.set_minor_locator(NullLocator())


def spans(table: pd.DataFrame, value: str) -> pd.DataFrame:
    """The table with `mean`, `low` and `high` of a value (its `_low`, `_high`); nan where there is none."""
    of = "" if value == "mean" else f"{value}_"
    ends = {end: table.get(f"{of}{end}", np.nan) for end in ("low", "high")}
    return table.assign(mean=table[value].astype(float), **ends)


def legend_above(body: SubFigure, handles: Sequence[Any], sheet: Sheet) -> None:
    """One legend over the panels, in as few lines as its words allow."""
    if not handles:
        return
    widths = [(0.54 * len(str(handle.get_label())) + 4.2) * sheet.letters / 72.0 for handle in handles]
    fit = len(handles) if sum(widths) < sheet.width else int(sheet.width / max(widths))
    columns = max(1, min(fit, len(handles)))
    whole = body.get_figure(root=True)
    lines = -(-len(handles) // columns) * 1.6 * sheet.letters / 72.0
    cast(Figure, whole).set_figheight(whole.get_figheight() + lines)
    body.legend(
        handles=list(handles), loc="outside upper left", ncols=columns, frameon=False,
        handlelength=2.2, handletextpad=0.5, columnspacing=1.4, borderaxespad=0.5, borderpad=0.1,
        labelcolor=style.INK,
    )  # fmt: skip


def labels_of(names: Names, values: Iterable[Any], width: int = 60) -> Mapping[str, str]:
    """Value (as text) → what a reader is shown, in lines of so many letters."""
    return {str(one): textwrap.fill(shown(names, one), width) for one in values}
