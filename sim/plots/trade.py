"""The trade network itself: who deals with whom, how far they trust, and who is gone, month by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Colormap, Normalize
from matplotlib.figure import Figure

from sim.measures.wording import percent, span_of_time
from sim.plots.sheets import Sheet, blank
from sim.plots.style import GREY, INK, colour, finish

NOTE = (
    "The first replicate alone. Left: buyers, right: suppliers, each as far as can be opposite the first "
    "partner seen, so that most lines that slope are later partners. Line: a relationship, darker with trust "
    "(mean of both). Cross: bankrupt, the slot is empty."
)
BUYER, SUPPLIER = "buyer", "supplier"


def places(ties: pd.DataFrame, slots: Mapping[str, int]) -> dict[tuple[str, int], Any]:
    """Where each slot stands: first partners opposite one another. `ties`: month, buyer, supplier."""
    first = ties.sort_values(["month", "buyer"]).drop_duplicates("buyer")
    met = dict(zip(first["buyer"].tolist(), first["supplier"].tolist()))
    buyers = sorted(range(slots[BUYER]), key=lambda slot: (slot not in met, slot))
    order: dict[int, None] = {}
    for slot in buyers:
        if slot in met:
            order.setdefault(met[slot])
    for slot in range(slots[SUPPLIER]):
        order.setdefault(slot)
    left, right = [(BUYER, slot) for slot in buyers], [(SUPPLIER, slot) for slot in order]
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(left)
    graph.add_nodes_from(right)
    layout: dict[Any, Any] = nx.bipartite_layout(graph, left, align="vertical", aspect_ratio=0.6)
    # From the top down, both sides from the same height, so that first partners stand opposite.
    most = max(len(left), len(right), 2)
    for side in (left, right):
        for place, node in enumerate(side):
            layout[node] = (float(layout[node][0]), 1.0 - place / (most - 1))
    return layout


def trust_tones() -> Colormap:
    """Pale for no trust, dark for full trust; also when printed in grey."""
    return sns.light_palette(INK, as_cmap=True)


def network_panel(
    ties: pd.DataFrame, gone: pd.DataFrame, axes: Axes, where: Mapping[Any, Any], arm: str
) -> None:
    """One month: `ties` has buyer, supplier, trust [0, 1]; `gone` the role and slot of empty places."""
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(where)
    edges = [((BUYER, row.buyer), (SUPPLIER, row.supplier)) for row in ties.itertuples()]
    graph.add_edges_from(edges)
    nx.draw_networkx_edges(
        graph, where, edgelist=edges, ax=axes, width=1.1, edge_color=ties["trust"].tolist(),
        edge_cmap=trust_tones(), edge_vmin=0.0, edge_vmax=1.0, node_size=6,
    )  # fmt: skip
    empty = {(row.role, row.slot) for row in gone.itertuples()}
    living = [node for node in where if node not in empty]
    nx.draw_networkx_nodes(
        graph, where, nodelist=living, ax=axes, node_size=6, node_color=colour(arm), linewidths=0
    )
    if empty:
        nx.draw_networkx_nodes(
            graph, where, nodelist=sorted(empty), ax=axes, node_size=16, node_shape="x",
            node_color=INK, linewidths=0.9,
        )  # fmt: skip
    axes.set_axis_off()
    # The same for every month, so that a firm stands where it stood.
    across = [x for x, _ in where.values()]
    axes.set_xlim(min(across) - 0.03, max(across) + 0.03)
    axes.set_ylim(-0.02, 1.02)


def trade_figure(
    ties: pd.DataFrame,
    gone: pd.DataFrame,
    slots: Mapping[str, int],
    arms: Sequence[str],
    labels: Mapping[str, str],
    caption: str,
    sheet: Sheet,
) -> Figure:
    """A row an arm, a column a month; `ties` and `gone` have arm and month beside what a panel needs."""
    months = sorted(ties["month"].unique().tolist())
    figure = blank(0.9 + 2.3 * len(arms), sheet)
    panels = figure.subplots(len(arms), len(months), squeeze=False)
    for row, arm in enumerate(arms):
        mine, lost = ties[ties["arm"] == arm], gone[gone["arm"] == arm]
        where = places(mine, slots)
        for column, month in enumerate(months):
            axes = panels[row, column]
            network_panel(mine[mine["month"] == month], lost[lost["month"] == month], axes, where, arm)
            count = int((mine["month"] == month).sum())
            axes.set_title(
                f"{labels[arm] + ', ' if column == 0 else ''}month {month}\n{count} relationships",
                loc="left", color=colour(arm) if column == 0 else INK,
            )  # fmt: skip
    scale = ScalarMappable(Normalize(0.0, 1.0), trust_tones())
    bar = figure.colorbar(scale, ax=panels, shrink=0.4, aspect=25, pad=0.01)
    bar.set_label("trust (0 to 1)")
    bar.outline.set_edgecolor(GREY)  # type: ignore[operator]  # a patch, typed as a callable
    return finish(figure, trade_title(ties, arms, labels), f"{NOTE} {caption}")


def lasting(ties: pd.DataFrame, first: int, last: int) -> float:
    """Share of the relationships of month `first` that still run in month `last`; `ties` has their age."""
    begun = int((ties["month"] == first).sum())
    old = (ties["month"] == last) & (ties["age"] > last - first)
    return int(old.sum()) / begun if begun else float("nan")


def trade_title(ties: pd.DataFrame, arms: Sequence[str], labels: Mapping[str, str]) -> str:
    """How many relationships of one shown month still run at the last one, in the world shown."""
    months = sorted(ties["month"].unique().tolist())
    if len(months) < 2:
        return "Who deals with whom"
    first, last = months[-2:]
    shares = {arm: lasting(ties[ties["arm"] == arm], first, last) for arm in arms}
    order = sorted(shares, key=lambda arm: -shares[arm])
    told = " and ".join(f"{percent(shares[arm])} under {labels[arm]}" for arm in order)
    later = f"still run {span_of_time(last - first)} later"
    return f"Of the relationships of month {first} in this world {told} {later}"
