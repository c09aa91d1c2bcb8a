"""Who deals with whom, how far they trust, and who is gone, month by month, arm by arm."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import networkx as nx
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from sim.plots.facets import colour_bar, frame, in_order
from sim.plots.sheets import Sheet
from sim.plots.style import GREY, INK, colour
from sim.plots.view import Names, View, shown

SIDES = ("buyer", "supplier")
Places = Mapping[Any, Any]  # (side, slot) → where it stands


def network(table: pd.DataFrame, view: View, names: Names, sheet: Sheet) -> Figure:
    """Buyers at the left, suppliers at the right, a line a relationship, darker with trust; a cross: gone.

    `table`: a row a relationship with buyer, supplier (slots), `value` (trust, 0 to 1) and the columns that
    `col` (month) and `row` (arm) name; a row without a supplier is a buyer's empty slot, one without a buyer
    a supplier's. A slot stands where it can opposite the first partner seen, so that most lines that slope
    are later partners.
    """
    arms, months = (in_order(table, column) for column in (view.row, view.col))
    figure, body = frame(view, 2.3 * len(arms), sheet)
    panels = body.subplots(len(arms), len(months), squeeze=False)
    slots = [int(table[side].fillna(0).max()) + 1 for side in SIDES]
    scale = ScalarMappable(Normalize(0.0, 1.0), sns.light_palette(INK, as_cmap=True))
    for line, arm in zip(panels, arms):
        mine = table[table[view.row] == arm]
        where = places(mine[mine[list(SIDES)].notna().all(axis=1)], view.col, slots)
        for axes, month in zip(line, months):
            now = mine[mine[view.col] == month]
            count = stilled(now, view.value, axes, where, colour(str(arm)), scale)
            first = f"{shown(names, arm)}, " if axes is line[0] else ""
            axes.set_title(
                f"{first}{shown(names, view.col)} {month}\n{count} relationships", loc="left",
                color=colour(str(arm)) if first else INK,
            )  # fmt: skip
    label = view.label or shown(names, view.value)
    colour_bar(body, scale, panels.ravel().tolist(), label, shrink=0.4, aspect=25, pad=0.01)
    return figure


def places(ties: pd.DataFrame, month: str, slots: list[int]) -> Places:
    """Where each slot stands: first partners opposite one another, from the top down."""
    first = ties.sort_values([month, "buyer"]).drop_duplicates("buyer")
    met = dict(zip(first["buyer"].astype(int), first["supplier"].astype(int)))
    buyers = sorted(range(slots[0]), key=lambda slot: (slot not in met, slot))
    suppliers = dict.fromkeys([*(met[slot] for slot in buyers if slot in met), *range(slots[1])])
    most = max(*slots, 2) - 1
    return {
        (side, slot): (across, 1.0 - rank / most)
        for side, across, order in zip(SIDES, (0.0, 1.0), (buyers, suppliers))
        for rank, slot in enumerate(order)
    }


def stilled(
    now: pd.DataFrame, value: str, axes: Axes, where: Places, tone: str, scale: ScalarMappable
) -> int:
    """One month of one arm; how many relationships there are."""
    absent = now[list(SIDES)].isna()
    ties = now[~absent.any(axis=1)]
    gone = {
        (side, int(slot))
        for side, other in zip(SIDES, reversed(SIDES))
        for slot in now.loc[absent[other], side].dropna()
    }
    graph = nx.Graph()
    graph.add_nodes_from(where)
    edges: list[tuple[Hashable, Hashable]] = [
        (("buyer", int(buyer)), ("supplier", int(supplier)))
        for buyer, supplier in zip(ties["buyer"], ties["supplier"])
    ]
    graph.add_edges_from(edges)
    tones = scale.to_rgba(ties[value].to_numpy(dtype=float)).tolist()
    nx.draw_networkx_edges(graph, where, edgelist=edges, ax=axes, width=1.1, edge_color=tones, node_size=6)
    for nodes, mark, size, own in ((set(where) - gone, "o", 6, tone), (gone, "x", 16, INK)):
        if nodes:
            nx.draw_networkx_nodes(
                graph, where, nodelist=sorted(nodes), ax=axes, node_size=size, node_shape=mark,
                node_color=own, linewidths=0.9 if mark == "x" else 0.0,
            )  # fmt: skip
    for across, side, words in ((0.0, "left", "buyers"), (1.0, "right", "suppliers")):
        axes.text(across, -0.03, words, ha=side, va="top", color=GREY)
    axes.set_axis_off()
    axes.set(xlim=(-0.03, 1.03), ylim=(-0.02, 1.02))
    return len(ties)
