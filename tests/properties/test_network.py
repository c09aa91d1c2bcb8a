"""Graphs: both sides agree, degrees are as asked, a seed is a graph, a wrong file teaches."""

import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.network import KINDS, Neighbours, NetworkError, neighbours
from sim.scenario import GRAPHS

SIZES = ((40, 50), (50, 40), (1, 1), (1, 30), (30, 1), (7, 300), (300, 7), (64, 64))


def graph(kind: str, buyers: int = 40, suppliers: int = 50, degree: int = 10, **told: Any) -> Neighbours:
    usual: dict[str, Any] = dict(rewiring=0.1, communities=4, mixing=0.1, file=None, seed=1)
    return neighbours(kind, buyers, suppliers, degree, **(usual | told))


def from_file(path: Path, buyers: int = 40, suppliers: int = 50) -> Neighbours:
    return graph("file", buyers, suppliers, file=str(path))


def pairs(known: Neighbours) -> list[tuple[int, int]]:
    buyer = np.repeat(np.arange(known.buyers), np.diff(known.buyer_start))
    return list(zip(buyer.tolist(), known.supplier_of.tolist()))


def as_graph(known: Neighbours) -> nx.Graph:
    """As networkx has it: nodes b0 … and s0 …, each with its role."""
    made = nx.Graph()
    for role, count in (("buyer", known.buyers), ("supplier", known.suppliers)):
        made.add_nodes_from((f"{role[0]}{place}" for place in range(count)), role=role)
    made.add_edges_from((f"b{b}", f"s{s}") for b, s in pairs(known))
    return made


def assert_sound(known: Neighbours) -> None:
    """Types, shapes, order, no pair twice, and from both sides the same edges."""
    edges = known.supplier_of.size
    assert all(array.dtype == np.int64 and array.flags.c_contiguous for array in known[3:])
    assert known.buyer_start.shape == (known.buyers + 1,)
    assert known.supplier_start.shape == (known.suppliers + 1,)
    assert known.buyer_of.size == known.edge_of.size == edges
    for start in (known.buyer_start, known.supplier_start):
        assert start[0] == 0
        assert start[-1] == edges
        assert (np.diff(start) >= 0).all()
    forward = pairs(known)
    assert forward == sorted(set(forward))
    supplier = np.repeat(np.arange(known.suppliers), np.diff(known.supplier_start))
    backward = list(zip(supplier.tolist(), known.buyer_of.tolist()))
    assert backward == sorted(set(backward))
    assert [forward[edge] for edge in known.edge_of] == [(b, s) for s, b in backward]


def same(one: Neighbours, other: Neighbours) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, other))


# ---- every kind


def test_kinds_are_those_of_the_scenario() -> None:
    assert set(GRAPHS) == {"complete", *KINDS, "file"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("buyers", "suppliers"), SIZES)
@pytest.mark.parametrize("degree", [1, 2, 10, 1000])
def test_both_sides_agree_and_degrees_are_capped(kind: str, buyers: int, suppliers: int, degree: int) -> None:
    known = graph(kind, buyers, suppliers, degree)
    assert_sound(known)
    degrees = np.diff(known.buyer_start)
    most = min(degree, suppliers)
    assert degrees.min() >= 1
    assert degrees.max() <= most
    if kind != "communities":
        assert (degrees == most).all()


@given(
    kind=st.sampled_from(sorted(KINDS)), buyers=st.integers(1, 30), suppliers=st.integers(1, 30),
    degree=st.integers(1, 40), rewiring=st.floats(0, 1), communities=st.integers(1, 40),
    mixing=st.floats(0, 1), seed=st.integers(0, 2**64),
)  # fmt: skip
def test_any_plan_gives_a_sound_graph(
    kind: str, buyers: int, suppliers: int, degree: int, **told: Any
) -> None:
    known = graph(kind, buyers, suppliers, degree, **told)
    assert_sound(known)
    assert np.diff(known.buyer_start).min() >= 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_is_a_graph(kind: str) -> None:
    assert same(graph(kind, seed=7), graph(kind, seed=7))
    assert not same(graph(kind, seed=7), graph(kind, seed=8))


@pytest.mark.parametrize("kind", KINDS)
def test_large_markets_need_no_dense_array(kind: str) -> None:
    tracemalloc.start()
    known = graph(kind, 2_000, 2_500)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert known.supplier_of.size == 20_000
    assert peak < 2_000 * 2_500 * 2  # bytes: a dense array of booleans and a copy
    began = time.perf_counter()
    assert graph(kind, 20_000, 25_000).supplier_of.size == 200_000
    assert time.perf_counter() - began < 20


def test_the_complete_graph_stores_nothing() -> None:
    known = graph("complete", 10**6, 10**6)
    assert known.complete
    assert (known.buyers, known.suppliers) == (10**6, 10**6)
    assert max(array.size for array in known[3:]) == 1
    assert not any(array.any() for array in known[3:])


# ---- each kind


def test_random_partners_are_uniform() -> None:
    """Chi-square of 20,000 buyers' 3 partners among 6 suppliers; scaled by (6 − 1)/(6 − 3), 5 df.

    Sound dice exceed the bound with probability 1/10,000.
    """
    taken = np.diff(graph("random", 20_000, 6, 3).supplier_start)
    chi_square = ((taken - 10_000.0) ** 2).sum() / 10_000 * 5 / 3
    assert chi_square < 25.75


def test_a_ring_without_rewiring_joins_the_nearest() -> None:
    known = graph("small_world", 40, 50, 4, rewiring=0.0)
    for b in range(40):
        own = known.supplier_of[known.buyer_start[b] : known.buyer_start[b + 1]]
        distance = np.abs(np.arange(50) - b * 50 / 40)
        distance = np.minimum(distance, 50 - distance)
        assert distance[own].max() <= np.delete(distance, own).min()
    assert same(known, graph("small_world", 40, 50, 4, rewiring=0.0, seed=99))


def test_rewiring_moves_its_share_of_edges() -> None:
    ring = set(pairs(graph("small_world", 1000, 1000, rewiring=0.0)))
    for rewiring in (0.1, 0.5, 1.0):
        rewired = set(pairs(graph("small_world", 1000, 1000, rewiring=rewiring)))
        assert len(rewired - ring) / 10_000 == pytest.approx(rewiring, abs=0.02)


def test_a_little_rewiring_makes_the_world_small() -> None:
    """Watts & Strogatz 1998: few shortcuts and paths are short already."""

    def reach(rewiring: float) -> float:
        ring = graph("small_world", 150, 150, 4, rewiring=rewiring)
        return nx.average_shortest_path_length(as_graph(ring))

    assert reach(0.1) < 0.5 * reach(0.0)


def test_scale_free_has_hubs_and_few_strangers() -> None:
    degrees = np.diff(graph("scale_free", 20_000, 25_000).supplier_start)
    assert degrees.max() > 10 * np.diff(graph("random", 20_000, 25_000).supplier_start).max()
    assert degrees.min() >= 1
    # A tail of exponent 3: doubling a large degree leaves a quarter of the suppliers above it.
    assert (degrees >= 64).sum() / (degrees >= 32).sum() == pytest.approx(0.25, abs=0.1)
    hubs = np.argsort(degrees)[-1000:]
    assert hubs.mean() / 25_000 == pytest.approx(0.5, abs=0.05)  # anywhere among the slots


@pytest.mark.parametrize(("mixing", "links"), [(0.0, 0), (0.1, 1), (0.5, 5)])
def test_communities_send_out_their_share(mixing: float, links: int) -> None:
    known = graph("communities", 40, 80, 10, mixing=mixing)
    outside = [b // 10 != s // 20 for b, s in pairs(known)]
    assert np.bincount([b for b, _ in pairs(known)], weights=outside).tolist() == [links] * 40


def test_communities_round_their_share_by_a_draw() -> None:
    known = graph("communities", 2000, 2000, 10, mixing=0.25)
    outside = np.mean([b // 500 != s // 500 for b, s in pairs(known)])
    assert outside == pytest.approx(0.25, abs=0.005)


def test_unmixed_communities_are_apart() -> None:
    assert nx.number_connected_components(as_graph(graph("communities", 40, 80, mixing=0.0))) == 4


# ---- files


def test_an_edge_list_is_read(tmp_path: Path) -> None:
    path = tmp_path / "graph.txt"
    alone = "b2  # has no partner\ns1\ns2\ns3\n"
    text = f"\ufeff# who knows whom\nb1 s4\n\ns0 b1  # either order\nb0 s4\nb1 s4\n{alone}"
    path.write_text(text, encoding="utf-8")
    known = from_file(path, 3, 5)
    assert_sound(known)
    assert pairs(known) == [(0, 4), (1, 0), (1, 4)]
    assert known.buyer_start.tolist() == [0, 1, 3, 3]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("write", [
    nx.write_graphml_xml,
    lambda graph, path: nx.write_graphml_xml(graph.to_directed(), path),
    lambda graph, path: nx.write_edgelist(graph, path, data=False),
])  # fmt: skip
def test_what_is_saved_is_read_back(tmp_path: Path, kind: str, write: Callable[..., None]) -> None:
    path = tmp_path / "graph.saved"
    known = graph(kind)
    write(as_graph(known), path)
    assert same(from_file(path), known)


@pytest.mark.parametrize(("attribute", "values"), [("role", ("buyer", "supplier")), ("bipartite", (0, 1))])
def test_named_firms_take_slots_in_order(tmp_path: Path, attribute: str, values: tuple[Any, Any]) -> None:
    path = tmp_path / "firms.graphml"
    made = nx.Graph()
    for name, side in (("steel", 1), ("cars", 0), ("glass", 1), ("ships", 0)):
        made.add_node(name, **{attribute: values[side]})
    made.add_edges_from([("cars", "steel"), ("glass", "cars"), ("ships", "glass")])
    nx.write_graphml_xml(made, path)
    assert pairs(from_file(path, 2, 2)) == [(0, 0), (0, 1), (1, 1)]


@pytest.mark.filterwarnings("error")
def test_an_attribute_without_a_type_is_text(tmp_path: Path) -> None:
    path = tmp_path / "firms.graphml"
    path.write_text(graphml([("a", "b")], a="buyer", b="supplier").replace(' attr.type="string"', ""))
    assert pairs(from_file(path, 1, 1)) == [(0, 0)]


# ---- errors teach, in one line


COUNT = "allowed are whole numbers from 1 up"
SHARE = "allowed are numbers from 0 to 1"


@pytest.mark.parametrize(("told", "line"), [
    (dict(kind="smal_world"), "kind of graph is 'smal_world'; did you mean `small_world`?"),
    (dict(kind="zzz"),
        "kind of graph is 'zzz'; allowed: complete, random, small_world, "
        "scale_free, communities, file"),
    (dict(kind="random", degree=0), f"`degree` is 0: {COUNT}"),
    (dict(kind="complete", buyers=0), f"`buyers` is 0: {COUNT}"),
    (dict(kind="communities", communities=-1), f"`communities` is -1: {COUNT}"),
    (dict(kind="small_world", rewiring=1.5), f"`rewiring` is 1.5: {SHARE}"),
    (dict(kind="communities", mixing=float("nan")), f"`mixing` is nan: {SHARE}"),
    (dict(kind="file"), "a graph of kind 'file' needs a file: an edge list or GraphML"),
])  # fmt: skip
def test_a_wrong_value_is_named(told: dict[str, Any], line: str) -> None:
    with pytest.raises(NetworkError) as caught:
        graph(**told)
    assert str(caught.value) == line
    assert isinstance(caught.value, ValueError)


FORM = "a line is a buyer and a supplier, such as `b0 s3`"
PAIR = "an edge joins a buyer and a supplier"


@pytest.mark.parametrize(("text", "line"), [
    ("", "graph.txt has no edges: nobody could trade"),
    ("# nothing\n\n", "graph.txt has no edges: nobody could trade"),
    ("b0 s77\n", "node 's77' in graph.txt: suppliers are s0 … s49"),
    ("b40 s0\n", "node 'b40' in graph.txt: buyers are b0 … b39"),
    ("b0 s0\nb0 b1\n", f"line 2 of graph.txt joins two buyers, 'b0' and 'b1': {PAIR}"),
    ("b0 s1\n\nb0 s1 s2\n", f"line 3 of graph.txt is 'b0 s1 s2': {FORM}"),
    ("b0 s1\n\nb2\n", "graph.txt holds 2 of 40 buyers: `b1` is not in it; set `market.buyers=2`, "
        "or name who has no partner on a line of its own"),
    ("b0 s1 2\n", f"line 1 of graph.txt is 'b0 s1 2': {FORM}"),
    ("b0 x1\n", f"line 1 of graph.txt is 'b0 x1': {FORM}"),
    ("b0 s-1\n", f"line 1 of graph.txt is 'b0 s-1': {FORM}"),
    ("b0 s٣\n", f"line 1 of graph.txt is 'b0 s٣': {FORM}"),
])  # fmt: skip
def test_a_wrong_edge_list_is_explained(tmp_path: Path, text: str, line: str) -> None:
    path = tmp_path / "graph.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NetworkError) as caught:
        from_file(path)
    assert str(caught.value) == line


def graphml(edges: list[tuple[str, str]], **roles: str) -> str:
    made = nx.Graph()
    for name, role in roles.items():
        made.add_node(name, role=role)
    made.add_edges_from(edges)
    return "".join(nx.generate_graphml(made))


@pytest.mark.parametrize(("text", "line"), [
    ("<graphml", "graph.xml is not GraphML that can be read: "),
    ("<page/>", "graph.xml is not GraphML that can be read: "),
    (graphml([], steel="supplier"), "graph.xml has no edges: nobody could trade"),
    (
        graphml([("a", "b")], a="buyer", b="suplier"),
        "node 'b' in graph.xml has role 'suplier'; did you mean `supplier`?",
    ),
    (
        graphml([("a", "b")], a="buyer"),
        "node 'b' in graph.xml has role nothing; allowed: buyer, supplier",
    ),
    (
        graphml([("a", "c")], a="buyer", c="buyer"),
        f"edge a–c of graph.xml joins two buyers, 'a' and 'c': {PAIR}",
    ),
    (graphml([("b0", "s9")]), "node 's9' in graph.xml: suppliers are s0 … s1"),
    (
        graphml([("b0", "s0")], b0="buyer", s0="buyer"),
        "node 's0' in graph.xml has role 'buyer': names of buyers begin with b",
    ),
    (
        graphml([("x", "a")], a="buyer", c="buyer", d="buyer", x="supplier"),
        "node 'd' in graph.xml is one too many: buyers are b0 … b1",
    ),
])  # fmt: skip
def test_wrong_graphml_is_explained(tmp_path: Path, text: str, line: str) -> None:
    path = tmp_path / "graph.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NetworkError) as caught:
        from_file(path, 2, 2)
    assert str(caught.value).startswith(line)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_or_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "graph.txt").write_bytes(b"b0 s\xff\n")
    meant = r"there is no file .*graph\.tx; did you mean `graph\.txt`\?"
    with pytest.raises(NetworkError, match=meant):
        from_file(tmp_path / "graph.tx")
    with pytest.raises(NetworkError, match=r"there is no file .*zzz$"):
        from_file(tmp_path / "nowhere" / "zzz")
    with pytest.raises(NetworkError, match="cannot be read: "):
        from_file(tmp_path)
    with pytest.raises(NetworkError, match=r"line 1 of graph\.txt is 'b0 s"):
        from_file(tmp_path / "graph.txt")
