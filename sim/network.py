"""Who may trade with whom: bipartite graphs, built with networkx, as compact neighbour lists.

Six kinds. `complete`: everybody with everybody, never stored. `random`: partners drawn uniformly
(Erdős & Rényi 1959, with a buyer's degree fixed). `small_world`: near neighbours on a ring, some
rewired (Watts & Strogatz 1998). `scale_free`: a few suppliers that nearly everybody knows
(Barabási & Albert 1999). `communities`: groups that mostly trade within. `file`: the user's own.
Time and memory grow with buyers × degree, never with buyers × suppliers.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.spelling import ConfigError, advice, namesake, shown

Ints = NDArray[np.int64]
Ends = list[tuple[str, str, str]]  # where a file gives an edge, and the names of its ends
ROLES = ("buyer", "supplier")
_NAME = re.compile(r"([bs])([0-9]{1,18})")


class NetworkError(ConfigError):
    """A graph that cannot be built (a `ValueError`), in one line."""


class Neighbours(NamedTuple):
    """Who may trade with whom, seen from both sides; E edges, numbered by (buyer, supplier).

    Buyer b's edges are `buyer_start[b]:buyer_start[b + 1]`; the position is the edge's number.
    Supplier s's are at `supplier_start[s]:supplier_start[s + 1]` of `buyer_of` and `edge_of`.
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
    if kind == "complete":
        none, start = np.zeros(0, np.int64), np.zeros(1, np.int64)
        return Neighbours(True, buyers, suppliers, none, start, none, none, start)
    if kind == "file":
        return _lists(buyers, suppliers, _file_edges(file, buyers, suppliers))
    groups = min(communities, buyers, suppliers)
    plan = Plan(buyers, suppliers, min(degree, suppliers), rewiring, groups, mixing)
    partners = KINDS[kind](plan, np.random.Generator(np.random.Philox(seed)))
    edges = ((b, s) for b, row in enumerate(partners) for s in row.tolist())
    return _lists(buyers, suppliers, edges)


def _lists(buyers: int, suppliers: int, edges: Iterable[tuple[int, int]]) -> Neighbours:
    """The lists of a networkx graph of pairs of slots, in which suppliers' nodes follow buyers'."""
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(buyers + suppliers))
    graph.add_edges_from((b, buyers + s) for b, s in edges)
    rows = [sorted(graph.adj[b]) for b in range(buyers)]
    degrees = np.array(list(map(len, rows)), np.int64)
    supplier_of = np.fromiter((end for row in rows for end in row), np.int64) - buyers
    edge_of = np.argsort(supplier_of, kind="stable")
    buyer_of = np.repeat(np.arange(buyers), degrees)[edge_of]
    received = np.bincount(supplier_of, minlength=suppliers)
    start, taken = (np.concatenate(([0], np.cumsum(counts))) for counts in (degrees, received))
    return Neighbours(False, buyers, suppliers, supplier_of, start, buyer_of, edge_of, taken)


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
    """Nearest on the ring; a rewired edge goes to any supplier that the buyer does not keep.

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
    """A market that grows: a new buyer finds a supplier in proportion to a + its buyers so far.

    Suppliers enter in step with buyers, in an order that is drawn; a is the mean degree of one, so
    the tail is about that of Barabási & Albert (1999), a power law with exponent 3. Those who enter
    with a buyer get up to half of its links, so that few stay unknown.
    """
    name = dice.permutation(plan.suppliers)
    start = max(1, plan.buyers * plan.degree // plan.suppliers)
    urn: list[int] = []  # each supplier `start` times, and once more for each of its buyers
    present = 0
    for b in range(plan.buyers):
        entered = max(plan.degree, -(-(b + 1) * plan.suppliers // plan.buyers))
        found = set(range(present, min(entered, present + plan.degree // 2)))
        urn.extend(s for s in range(present, entered) for _ in range(start))
        present = entered
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


def _file_edges(file: str | None, buyers: int, suppliers: int) -> Iterator[tuple[int, int]]:
    """The edges (buyer, supplier) that a file holds; a pair given twice counts once."""
    if file is None:
        raise NetworkError("a graph of kind 'file' needs a file: an edge list or GraphML")
    data, name = _content(Path(file)), Path(file).name
    xml = name.endswith(".graphml") or data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
    roles, edges = (_graphml if xml else _edge_list)(data, name)
    if not edges:
        raise NetworkError(f"{name} has no edges: nobody could trade")
    slots = _slots(roles, name, (buyers, suppliers))
    for where, one, other in edges:
        (side, slot), (across, partner) = slots[one], slots[other]
        if side == across:
            both = f"{where} joins two {ROLES[side]}s, {one!r} and {other!r}"
            raise NetworkError(f"{both}: an edge joins a buyer and a supplier")
        yield (slot, partner) if side == 0 else (partner, slot)
    _check_whole(slots, name, (buyers, suppliers))


def _check_whole(slots: dict[str, tuple[int, int]], file: str, sizes: tuple[int, int]) -> None:
    """Refuse a graph of fewer firms than the market has: those left out would be alone for ever."""
    for side, size in enumerate(sizes):
        there = {slot for of, slot in slots.values() if of == side}
        if len(there) < size:
            role, plural = "bs"[side], f"{ROLES[side]}s"
            first = min(set(range(size)) - there)
            wrong = f"{file} holds {len(there)} of {size} {plural}: `{role}{first}` is not in it"
            wanted = f"set `market.{plural}={len(there)}`, or name who has no partner on a line of its own"
            raise NetworkError(f"{wrong}; {wanted}")


def _content(path: Path) -> bytes:
    """A file's bytes."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise NetworkError(f"there is no file {path}{namesake(path)}") from None
    except (OSError, ValueError) as error:
        raise NetworkError(f"{path} cannot be read: {getattr(error, 'strerror', error)}") from error


def _edge_list(data: bytes, file: str) -> tuple[dict[str, Any], Ends]:
    """Lines such as `b0 s3`, or `b7` who has no partner; # begins a comment. Roles are in the names."""
    edges: Ends = []
    known: dict[str, Any] = {}
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), start=1):
        names, where = line.partition("#")[0].split(), f"line {number} of {file}"
        if names and (len(names) > 2 or not all(map(_NAME.fullmatch, names))):
            form = "a line is a buyer and a supplier, such as `b0 s3`"
            raise NetworkError(f"{where} is {shown(line.strip())}: {form}")
        known |= dict.fromkeys(names)
        if len(names) == 2:
            edges.append((where, names[0], names[1]))
    return known, edges


def _graphml(data: bytes, file: str) -> tuple[dict[str, Any], Ends]:
    """Each node's `role`, or networkx's `bipartite`, in the order of the file; and the edges."""
    import networkx as nx

    try:
        with warnings.catch_warnings():
            # An attribute without a type is read as text, which is what names and roles are.
            warnings.simplefilter("ignore")
            graph = nx.read_graphml(BytesIO(data), node_type=str)
    except (nx.NetworkXException, SyntaxError, ValueError, LookupError, TypeError) as error:
        raise NetworkError(f"{file} is not GraphML that can be read: {error}") from error
    roles = {name: told.get("role", told.get("bipartite")) for name, told in graph.nodes.items()}
    return roles, [(f"edge {one}–{other} of {file}", one, other) for one, other in graph.edges()]


def _slots(roles: dict[str, Any], file: str, sizes: tuple[int, int]) -> dict[str, tuple[int, int]]:
    """Each node's side (0 buyer, 1 supplier) and slot: by name if all are b… or s…, or by order."""
    words = {"buyer": 0, "supplier": 1, "0": 0, "1": 1}
    named, seen = all(map(_NAME.fullmatch, roles)), [0, 0]
    slots: dict[str, tuple[int, int]] = {}
    for name, role in roles.items():
        own = "bs".index(name[0]) if named else None
        side = own if role is None else words.get(str(role))
        node, has = f"node {name!r} in {file}", f"has role {shown(role)}"
        if side is None:
            raise NetworkError(f"{node} {has}; {advice(str(role), ROLES, 'allowed')}")
        letter, count, plural = "bs"[side], sizes[side], f"{ROLES[side]}s"
        if own not in (None, side):
            raise NetworkError(f"{node} {has}: names of {plural} begin with {letter}")
        slot = int(name[1:]) if named else seen[side]
        seen[side] += 1
        if slot >= count:
            extra = "" if named else " is one too many"
            raise NetworkError(f"{node}{extra}: {plural} are {letter}0 … {letter}{count - 1}")
        slots[name] = side, slot
    return slots


__all__ = ["KINDS", "NetworkError", "Neighbours", "Plan", "neighbours"]
