"""Who may trade with whom: bipartite graphs, built with networkx, as compact neighbour lists.

Six kinds. `complete`: everybody with everybody, never stored. `random`: partners drawn uniformly
(Erdős & Rényi 1959, with a buyer's degree fixed). `small_world`: near neighbours on a ring, some
rewired (Watts & Strogatz 1998). `scale_free`: a few suppliers that nearly everybody knows
(Barabási & Albert 1999). `communities`: groups that mostly trade within. `file`: the user's own.

Time and memory grow with buyers × degree, never with buyers × suppliers. A graph is a pure function
of its arguments, the seed among them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.spelling import advice, nearest, shown

if TYPE_CHECKING:
    import networkx as nx

Ints = NDArray[np.int64]
ROLES = ("buyer", "supplier")
LARGEST_COMPLETE = 10_000
"""Edges of the largest complete graph that `as_graph` draws."""

_NAME = re.compile(r"([bs])([0-9]{1,18})")


class NetworkError(ValueError):
    """A graph that cannot be built. Its text is one line, fit to be all that a user sees."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


class Neighbours(NamedTuple):
    """Who may trade with whom, seen from both sides; E edges, numbered by (buyer, supplier).

    Buyer b's edges are `buyer_start[b]:buyer_start[b + 1]`; the position is the edge's number.
    Supplier s's are the positions `supplier_start[s]:supplier_start[s + 1]` of `buyer_of`, `edge_of`.
    On the complete graph nothing is stored: no edges, and both starts are one zero.
    """

    complete: bool
    buyers: int
    suppliers: int
    supplier_of: Ints  # [E] the supplier at the end of each edge, rising within a buyer
    buyer_start: Ints  # [buyers + 1]
    buyer_of: Ints  # [E] the buyer at each position of the suppliers' lists, rising within one
    edge_of: Ints  # [E] the number of the edge at each position of the suppliers' lists
    supplier_start: Ints  # [suppliers + 1]


class Plan(NamedTuple):
    """What a kind of graph is built from; `degree` and `communities` fit the market's size."""

    buyers: int
    suppliers: int
    degree: int
    rewiring: float
    communities: int
    mixing: float


def neighbours(
    kind: str, buyers: int, suppliers: int, degree: int, *,
    rewiring: float, communities: int, mixing: float, file: str | None, seed: int,
) -> Neighbours:  # fmt: skip
    """The graph of a market. A buyer has `degree` partners, or all suppliers where those are fewer.

    Each kind reads what concerns it: `rewiring` and `mixing` are shares in [0, 1]; `communities` is
    capped by the smaller side; `file` is an edge list or GraphML, which sets all degrees itself.
    Raises `NetworkError` where a value is out of range or the file holds no graph of this market.
    """
    known = ("complete", *KINDS, "file")
    if kind not in known:
        raise NetworkError(f"kind of graph is {shown(kind)}; {advice(str(kind), known, 'allowed')}")
    counts = dict(buyers=buyers, suppliers=suppliers, degree=degree, communities=communities)
    for name, count in counts.items():
        if count < 1:
            raise NetworkError(f"`{name}` is {shown(count)}: allowed are whole numbers from 1 up")
    for name, share in dict(rewiring=rewiring, mixing=mixing).items():
        if not 0.0 <= share <= 1.0:
            raise NetworkError(f"`{name}` is {shown(share)}: allowed are numbers from 0 to 1")
    if seed < 0:
        raise NetworkError(f"`seed` is {shown(seed)}: allowed are whole numbers from 0 up")
    if kind == "complete":
        none = np.zeros(0, np.int64)
        start = np.zeros(1, np.int64)
        return Neighbours(True, buyers, suppliers, none, start, none, none, start)
    if kind == "file":
        return _lists(_graph(buyers, suppliers, _file_edges(file, buyers, suppliers)))
    groups = min(communities, buyers, suppliers)
    plan = Plan(buyers, suppliers, min(degree, suppliers), rewiring, groups, mixing)
    partners = KINDS[kind](plan, np.random.Generator(np.random.Philox(seed)))
    edges = ((b, s) for b, row in enumerate(partners) for s in row.tolist())
    return _lists(_graph(buyers, suppliers, edges))


def as_graph(known: Neighbours, *, complete: bool = False) -> nx.Graph:
    """The market as a networkx graph, to draw, measure or save: nodes b0 … and s0 … .

    Each node has a `role` (buyer or supplier) and networkx's `bipartite` (0 or 1). The complete graph
    is built only if `complete` asks for it, up to 10,000 edges; otherwise raises `NetworkError`.
    """
    import networkx as nx

    size = known.buyers * known.suppliers
    if known.complete and not complete:
        raise NetworkError("the complete graph is never stored: ask with `complete=True`")
    if known.complete and size > LARGEST_COMPLETE:
        raise NetworkError(f"a complete graph of {size:,} edges: {LARGEST_COMPLETE:,} at most")
    graph = nx.Graph()
    for side, count in enumerate((known.buyers, known.suppliers)):
        names = [f"{ROLES[side][0]}{slot}" for slot in range(count)]
        graph.add_nodes_from(names, role=ROLES[side], bipartite=side)
    for b in range(known.buyers):
        partners = range(known.suppliers)
        if not known.complete:
            partners = known.supplier_of[known.buyer_start[b] : known.buyer_start[b + 1]]
        graph.add_edges_from((f"b{b}", f"s{s}") for s in partners)
    return graph


# ---- from networkx to lists


def _graph(buyers: int, suppliers: int, edges: Iterable[tuple[int, int]]) -> nx.Graph:
    """The networkx graph of pairs of slots: buyers are nodes 0 … , suppliers follow them."""
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(buyers), bipartite=0)
    graph.add_nodes_from(range(buyers, buyers + suppliers), bipartite=1)
    graph.add_edges_from((b, buyers + s) for b, s in edges)
    return graph


def _lists(graph: nx.Graph) -> Neighbours:
    """A bipartite graph's neighbour lists, each in order of slot."""
    buyers = sum(side == 0 for _, side in graph.nodes(data="bipartite"))
    suppliers = len(graph) - buyers
    rows = [sorted(graph.adj[b]) for b in range(buyers)]
    degrees = np.array([len(row) for row in rows], np.int64)
    ends = (end for row in rows for end in row)
    supplier_of = np.fromiter(ends, np.int64, count=int(degrees.sum())) - buyers
    edge_of = np.argsort(supplier_of, kind="stable")
    buyer_of = np.repeat(np.arange(buyers), degrees)[edge_of]
    received = np.bincount(supplier_of, minlength=suppliers)
    starts = [np.concatenate(([0], np.cumsum(counts))) for counts in (degrees, received)]
    return Neighbours(
        False, buyers, suppliers, supplier_of, starts[0], buyer_of, edge_of, starts[1]
    )


# ---- kinds: the partners of each buyer in turn, [degree]


def _distinct(dice: np.random.Generator, among: int, size: int) -> Ints:
    """`size` different numbers below `among`, every set as likely (Floyd's method): rising."""
    tops = np.arange(among - size, among)
    chosen: set[int] = set()
    for top, drawn in zip(tops.tolist(), dice.integers(0, tops + 1).tolist()):
        chosen.add(top if drawn in chosen else drawn)
    return np.array(sorted(chosen), np.int64)


def _random(plan: Plan, dice: np.random.Generator) -> Iterator[Ints]:
    """Every set of partners is as likely."""
    for _ in range(plan.buyers):
        yield _distinct(dice, plan.suppliers, plan.degree)


def _small_world(plan: Plan, dice: np.random.Generator) -> Iterator[Ints]:
    """Nearest on the ring; a rewired edge goes to any supplier the buyer is not joined to.

    The two-sided form of Watts & Strogatz (1998). With all edges rewired it is `_random`.
    """
    for b in range(plan.buyers):
        place = 2 * b * plan.suppliers - plan.degree * plan.buyers
        first = -(-place // (2 * plan.buyers))  # ceil(b · suppliers / buyers − degree / 2)
        ring = np.arange(first, first + plan.degree) % plan.suppliers
        kept = np.sort(ring[dice.random(plan.degree) >= plan.rewiring])
        free = plan.suppliers - kept.size
        ranks = _distinct(dice, free, plan.degree - kept.size)
        # The r-th supplier that is not kept: r, and one more for each kept one passed on the way.
        passed = np.searchsorted(kept - np.arange(kept.size), ranks, side="right")
        yield np.concatenate((kept, ranks + passed))


def _scale_free(plan: Plan, dice: np.random.Generator) -> Iterator[Ints]:
    """A market that grows: a new buyer finds suppliers in proportion to 1 + their buyers so far.

    Suppliers enter in step with buyers, so the early ones become hubs and their degrees have a power
    law's tail (the two-sided form of Barabási & Albert 1999). Who was early is drawn.
    """
    name = dice.permutation(plan.suppliers)
    urn: list[int] = []  # each supplier once, and once more for each of its buyers
    present = 0
    for b in range(plan.buyers):
        entered = max(plan.degree, -(-(b + 1) * plan.suppliers // plan.buyers))
        urn.extend(range(present, entered))
        present = entered
        found: set[int] = set()
        while len(found) < plan.degree:
            found.update(urn[int(u * len(urn))] for u in dice.random(plan.degree - len(found)))
        partners = sorted(found)
        urn.extend(partners)
        yield name[partners]


def _communities(plan: Plan, dice: np.random.Generator) -> Iterator[Ints]:
    """Groups are runs of slots; the share `mixing` of a buyer's links leaves its group.

    A share that is not a whole number of links is rounded up or down by a draw. A group too small
    for the links within leaves its buyers with fewer.
    """
    for b in range(plan.buyers):
        group = b * plan.communities // plan.buyers
        first, end = (-(-g * plan.suppliers // plan.communities) for g in (group, group + 1))
        size = end - first
        leaving = math.floor(plan.mixing * plan.degree + dice.random())
        leaving = min(leaving, plan.degree, plan.suppliers - size)
        within = _distinct(dice, size, min(plan.degree - leaving, size))
        outside = _distinct(dice, plan.suppliers - size, leaving)
        outside[outside >= first] += size
        yield np.concatenate((first + within, outside))


KINDS: dict[str, Callable[[Plan, np.random.Generator], Iterator[Ints]]] = {
    "random": _random,
    "small_world": _small_world,
    "scale_free": _scale_free,
    "communities": _communities,
}
"""The kinds that are drawn. A new one is a function here and a name in `sim.scenario.GRAPHS`."""


# ---- a user's own graph


class _Node(NamedTuple):
    name: str
    side: int  # 0 buyer, 1 supplier
    slot: int


def _file_edges(file: str | None, buyers: int, suppliers: int) -> list[tuple[int, int]]:
    """The edges (buyer, supplier) that a file holds; a pair given twice counts once."""
    if file is None:
        raise NetworkError("a graph of kind 'file' needs a file: an edge list or GraphML")
    path, sizes = Path(file), (buyers, suppliers)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        beside = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
        meant = nearest(path.name, beside)
        hint = f"; did you mean `{meant}`?" if meant else ""
        raise NetworkError(f"there is no file {file}{hint}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise NetworkError(f"{file} cannot be read: {reason}") from error
    xml = path.suffix == ".graphml" or data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
    edges: list[tuple[int, int]] = []
    for where, one, other in (_graphml if xml else _edge_list)(data, path.name, sizes):
        if one.side == other.side:
            both = f"{where} joins two {ROLES[one.side]}s, {one.name!r} and {other.name!r}"
            raise NetworkError(f"{both}: an edge joins a buyer and a supplier")
        edges.append((one.slot, other.slot) if one.side == 0 else (other.slot, one.slot))
    if not edges:
        raise NetworkError(f"{path.name} has no edges: nobody could trade")
    return edges


def _edge_list(data: bytes, file: str, sizes: tuple[int, int]) -> Iterator[tuple[str, _Node, _Node]]:
    """The edges of lines such as `b0 s3`; empty lines and what follows # are skipped."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NetworkError(f"{file} is not text: {error}") from error
    for number, line in enumerate(text.splitlines(), start=1):
        names = line.partition("#")[0].split()
        if not names:
            continue
        where = f"line {number} of {file}"
        if len(names) != 2 or not all(map(_NAME.fullmatch, names)):
            form = "a line is a buyer and a supplier, such as `b0 s3`"
            raise NetworkError(f"{where} is {shown(line.strip())}: {form}")
        one, other = (_named(name, "bs".index(name[0]), where, sizes) for name in names)
        yield where, one, other


def _graphml(data: bytes, file: str, sizes: tuple[int, int]) -> Iterator[tuple[str, _Node, _Node]]:
    """The edges of a GraphML file: slots by name where every node is called b… or s…, else by order."""
    import networkx as nx

    try:
        graph = nx.read_graphml(BytesIO(data), node_type=str)
    except (nx.NetworkXException, SyntaxError, ValueError, LookupError, TypeError) as error:
        raise NetworkError(f"{file} is not GraphML that can be read: {error}") from error
    named = all(_NAME.fullmatch(name) for name in graph)
    order = [0, 0]
    nodes: dict[str, _Node] = {}
    for name, told in graph.nodes(data=True):
        side = _side(name, told, file, named)
        nodes[name] = _Node(name, side, order[side])
        if named:
            nodes[name] = _named(name, side, file, sizes)
        elif order[side] >= sizes[side]:
            extra = f"node {name!r} in {file} is {ROLES[side]} number {order[side] + 1}"
            raise NetworkError(f"{extra}: the market has {sizes[side]}")
        order[side] += 1
    for one, other in graph.edges():
        yield f"edge {one}–{other} in {file}", nodes[one], nodes[other]


def _side(name: str, told: dict[str, Any], file: str, named: bool) -> int:
    """A GraphML node's side, by its attribute `role` or `bipartite`, else by its name."""
    role = told.get("role", told.get("bipartite"))
    own = "bs".index(name[0]) if named else None
    if role is None and own is not None:
        return own
    words = {"buyer": 0, "supplier": 1, "0": 0, "1": 1}
    side = words.get(str(role))
    if side is None:
        hint = advice(str(role), ROLES, "allowed")
        raise NetworkError(f"node {name!r} in {file} has role {shown(role)}; {hint}")
    if own not in (None, side):
        raise NetworkError(f"node {name!r} in {file} is a {ROLES[side]} with a {ROLES[1 - side]}'s name")
    return side


def _named(name: str, side: int, where: str, sizes: tuple[int, int]) -> _Node:
    """The node that a name such as b0 or s3 stands for."""
    slot = int(name[1:])
    if slot >= sizes[side]:
        known = f"{ROLES[side]}s are {name[0]}0 … {name[0]}{sizes[side] - 1}"
        raise NetworkError(f"node {name!r} in {where}: {known}")
    return _Node(name, side, slot)


__all__ = ["KINDS", "LARGEST_COMPLETE", "NetworkError", "Neighbours", "Plan", "as_graph", "neighbours"]
