"""What is bent: command lines, files of one's own, strategies, graphs, tables of points, firms and prices.

Each kind makes a command line in the folder where it stands, with the files that it names. Given dice it is
bent; without it is as it was meant.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sim.fields import parameter_table
from tests.fuzz.bending import VALUES, bytes_bent, file_bent, parquet_of, table_bent, text_bent

Dice = random.Random | None


class Kind(NamedTuple):
    """A kind of input: what it is in words, what makes one, how often, whether what is taken is played."""

    words: str
    made: Callable[[Dice], list[str]]
    many: int = 500
    played: bool = False


GROUPS = (
    "experiment", "scenario", "population", "study", "name", "seed", "replicates", "arms", "map.trust",
    "design.axes.x.values", "figures", "engine", "engine.workers", "results", "report.each", "network.file",
    "records.firms", "records.costs", "strategies.wiifwe.keeps", "strategies.wiifwe.menu", "sweep.points",
    "hydra.run.dir", "csv", "again", "question",
)  # fmt: skip
YAML = """# @package _global_
defaults: [world]
name: bent
trust: {prior: 0.3}
strategies: {wiifwe: {honesty: 0.5, menu: [rigid, relational]}}
population: {buyers: {wiifwe: 0.4, wiifme: 0.6}, suppliers: {wiifwe: 0.3, wiifme: 0.7}}
design: {kind: grid, axes: {volatility: {path: shocks.misfit_sd, values: [0.1, 0.2]}}}
study: sweep
"""
TABLED = """# @package _global_
defaults: [world]
name: tabled
study: sweep
design: {{kind: table, table: {file}}}
"""
STRATEGY = """sentence: Tells the truth and keeps its word, and asks for nothing in return.
honesty: 1.0
integrity: 0.8
guard: 0.0
menu: [flexible, rigid]
"""
POPULATION = """buyers: {candid: 0.5, wiifme: 0.5}
suppliers: {candid: 0.5, wiifme: 0.5}
"""
GRAPH = "b0 s0\nb0 s1\nb1 s0\nb1 s2\nb2 s1\n"
GRAPHML = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><key id="r" for="node" attr.name="role"
attr.type="string"/><graph edgedefault="undirected"><node id="a"><data key="r">buyer</data></node><node
id="b"><data key="r">buyer</data></node><node id="c"><data key="r">supplier</data></node><node id="d"><data
key="r">supplier</data></node><edge source="a" target="c"/><edge source="b" target="d"/></graph></graphml>
"""
POINTS = (
    "point,shocks.misfit_sd,trust.prior,population\n0,0.1,0.2,wiifme\n1,0.3,0.4,wiifwe\n2,0.3,0.4,wiifme\n"
)
FIRMS = """role,slot,base,cash,strategy
buyer,0,1.1,2,wiifme
buyer,1,1.2,,wiifwe
supplier,0,0.8,1.5,wiifwe
supplier,1,0.9,2,wiifme
"""
PRICES = "month,price,name\n" + "".join(f"2001-{month:02},{20 + month},oil\n" for month in range(1, 13))
SMALL = ["experiment=world", "market.buyers=2", "market.suppliers=2", "market.months=6", "replicates=1"]


def line(dice: Dice) -> list[str]:
    """A command line of one to three overrides."""
    if dice is None:
        return []
    paths = [str(row["path"]).replace("<name>", "wiifwe") for row in parameter_table()]
    known = [dice.choice((*paths, *GROUPS)) for _ in range(dice.randint(1, 3))]
    typed = [f"{dice.choice(('', '', '', '+', '~', '++'))}{key}={dice.choice(VALUES)}" for key in known]
    return [text_bent(text, dice) if dice.random() < 0.5 else text for text in typed]


def own(dice: Dice) -> list[str]:
    """An experiment in a folder of one's own."""
    return _experiment(_text(YAML, dice))


def strategy(dice: Dice) -> list[str]:
    """A strategy of one's own, and the population that names it: one of the two is bent."""
    which = None if dice is None else dice.randrange(3)
    _written(Path("mine", "strategies", "candid.yaml"), _text(STRATEGY, None if which == 2 else dice))
    _written(Path("mine", "population", "ours.yaml"), _text(POPULATION, dice if which == 2 else None))
    return ["--config-dir", "mine", *SMALL, "population=ours"]


def graph(dice: Dice) -> list[str]:
    """A network as an edge list."""
    _written(Path("graph.txt"), _text(GRAPH, dice))
    return [*SMALL, "network.kind=file", "network.file=graph.txt", "market.buyers=3", "market.suppliers=3"]


def graphml(dice: Dice) -> list[str]:
    """A network as GraphML."""
    _written(Path("graph.graphml"), _text(GRAPHML, dice))
    return [*SMALL, "network.kind=file", "network.file=graph.graphml"]


def points(dice: Dice) -> list[str]:
    """A design in a table."""
    return _experiment(TABLED.format(file=_table("points", POINTS, dice)).encode())


def firms(dice: Dice) -> list[str]:
    """Founders in a table."""
    return [*SMALL, f"records.firms={_table('firms', FIRMS, dice)}"]


def prices(dice: Dice) -> list[str]:
    """A recorded series, whose column is named or not."""
    named = [] if dice is not None and dice.random() < 0.5 else ["records.column=price"]
    return [*SMALL, f"records.costs={_table('prices', PRICES, dice)}", *named]


def _experiment(content: bytes) -> list[str]:
    _written(Path("mine", "experiment", "own.yaml"), content)
    return ["--config-dir", "mine", "experiment=own"]


def _table(name: str, text: str, dice: Dice) -> str:
    """The name of a table that was written: CSV or Parquet, bent as a text, as bytes or as a table."""
    if dice is None:
        return _written(Path(f"{name}.csv"), text.encode())
    chosen, table = dice.random(), pd.read_csv(StringIO(text))
    if chosen < 0.4:
        return _written(Path(f"{name}.csv"), file_bent(text, dice))
    if chosen < 0.7:
        made = table_bent(table, dice).to_csv(index=False, sep=dice.choice(",,,,;\t"))
        return _written(Path(f"{name}.csv"), made.encode("utf-8", "replace"))
    if chosen < 0.9:
        return _written(Path(f"{name}.parquet"), parquet_of(table_bent(table, dice)))
    return _written(Path(f"{name}.parquet"), bytes_bent(parquet_of(table), dice))


def _text(text: str, dice: Dice) -> bytes:
    return text.encode() if dice is None else file_bent(text, dice)


def _written(path: Path, content: bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path.as_posix()


KINDS = {
    "line": Kind("command lines", line, many=2000),
    "own": Kind("experiments of one's own (YAML)", own),
    "strategy": Kind("strategies and populations of one's own (YAML)", strategy, played=True),
    "graph": Kind("graphs as edge lists", graph, played=True),
    "graphml": Kind("graphs as GraphML", graphml, played=True),
    "points": Kind("tables of points (CSV, Parquet)", points),
    "firms": Kind("tables of firms (CSV, Parquet)", firms, played=True),
    "prices": Kind("recorded series (CSV, Parquet)", prices, played=True),
}
