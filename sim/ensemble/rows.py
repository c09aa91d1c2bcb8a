"""One arm at many design points, made ready for the kernel: rows of numbers, quotas and the graph.

What differs between points in numbers alone is written into columns of the rows, a million at a time. What
decides the shape of a world (its size, its graph, its words) is composed once, by `sim.config`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.chances import FIELDS, Functions, chances_of, entries_of
from sim.config import arm_scenario
from sim.ensemble.state import Graph
from sim.network import Neighbours, neighbours
from sim.quantities import Strategy as StrategyRow
from sim.records import Given, given_of
from sim.scenario import PRINCIPLES, Arm, Population, Scenario
from sim.worlds import (
    promise_table,
    quotas,
    strategy_array,
    strategy_names,
    strategy_row,
    world_array,
    world_row,
)

ROLES = ("buyers", "suppliers")
SHARES_TOLERANCE = 1e-9

Columns = Mapping[str, NDArray[np.float64]]
"""Path of a parameter → its value, or the factor of its value, at each point."""


@dataclass(frozen=True)
class Stage:
    """One arm made ready for the kernel, at one design point or more."""

    arm: Arm
    scenario: Scenario
    names: tuple[str, ...]
    worlds: NDArray[Any]  # [points] records
    strategies: NDArray[Any]  # [points, strategies] records
    shares: NDArray[np.float64]  # [points, 2, strategies]
    focal: NDArray[np.int64]  # [2], the strategy that each role's population names first
    graph: Graph
    chances: tuple[Functions, ...]  # [strategies or 0], their own functions as their files were then
    entries: NDArray[np.int64]  # [strategies or 0, FIELDS], where these begin, compiled; 0 for none
    given: Given  # what is recorded and not drawn; shocks at each point

    @property
    def points(self) -> int:
        """How many design points."""
        return len(self.worlds)

    def quotas(self, role: int) -> NDArray[np.int64]:
        """How many slots of a role hold each strategy at the start; [points, strategies]."""
        slots = (self.scenario.market.buyers, self.scenario.market.suppliers)[role]
        different, which = np.unique(self.shares[:, role], axis=0, return_inverse=True)
        whole = [quotas(dict(zip(self.names, row.tolist())), slots, self.names) for row in different]
        return np.stack(whole)[which.ravel()]

    def at(self, places: NDArray[np.int64]) -> Stage:
        """The same arm at some of its points."""
        given = self.given
        if given.shocks.size > 0:
            given = given._replace(shocks=given.shocks[places])
        return replace(
            self, worlds=self.worlds[places], strategies=self.strategies[places],
            shares=self.shares[places], given=given,
        )  # fmt: skip


def staged(
    scenario: Scenario,
    arm: Arm,
    seed: int,
    known: dict[Any, Graph],
    *,
    fixed: Mapping[str, Any] | None = None,
    columns: Columns | None = None,
    factors: Columns | None = None,
    points: int = 1,
) -> Stage:
    """An arm made ready; `known` keeps graphs for arms that share one.

    `fixed` are overrides (path → value) that hold at all `points`; `population` may be one of them.
    `columns` and `factors` give a value at each point to parameters that are plain numbers, or multiply the
    scenario's own: `<group>.<field>`, `strategies.<name>.<field>`, and `population[.<role>].<strategy>`, a
    share, which changes only populations that name the strategy. Raises ConfigError for what `fixed` cannot
    set, ValueError for shares that cannot sum to 1.
    """
    own = composed(scenario, arm, fixed or {})
    names = strategy_names(own)
    values = {**(columns or {}), **scaled(own, factors or {})}
    strategies = [own.strategies[name] for name in names]
    shares = share_rows(own.population, names, values, points)
    worlds = world_rows(own, values, points)
    return Stage(
        arm,
        own,
        names,
        worlds,
        strategy_rows(own, names, values, points),
        shares,
        np.array(
            [names.index(next(iter(held))) for held in (own.population.buyers, own.population.suppliers)]
        ),
        graph_of(own, seed, known),
        chances_of(strategies),
        np.array(entries_of(strategies), np.int64).reshape(-1, len(FIELDS)),
        given_of(own, names, worlds),
    )


def composed(scenario: Scenario, arm: Arm, fixed: Mapping[str, Any]) -> Scenario:
    """The scenario as this arm plays it where `fixed` holds."""
    settings = {path: value for path, value in fixed.items() if path != "population"}
    if "population" in fixed:
        population = fixed["population"]
        shares = {population: 1.0} if isinstance(population, str) else dict(population)
        arm = replace(arm, population=Population(shares, shares))
    return arm_scenario(scenario, replace(arm, overrides={**arm.overrides, **settings}), source="design")


def graph_of(scenario: Scenario, seed: int, known: dict[Any, Graph]) -> Graph:
    """Who may trade with whom, in the arrays that the kernel takes."""
    network, market = scenario.network, scenario.market
    key = (network, market.buyers, market.suppliers, seed)
    if key not in known:
        known[key] = kernel_graph(
            neighbours(
                network.kind, market.buyers, market.suppliers, network.degree,
                rewiring=network.rewiring, communities=network.communities,
                mixing=network.mixing, file=network.file, seed=seed,
            )
        )  # fmt: skip
    return known[key]


def kernel_graph(known: Neighbours) -> Graph:
    """The arrays of a graph in the order that the kernel takes them."""
    return Graph(
        known.complete, known.supplier_of, known.buyer_start, known.buyer_of, known.edge_of,
        known.supplier_start,
    )  # fmt: skip


def world_rows(scenario: Scenario, values: Columns, points: int) -> NDArray[Any]:
    """The world's row at each point."""
    rows = np.repeat(world_array([world_row(scenario)]), points)
    for path, column in values.items():
        group = path.partition(".")[0]
        if group not in ("strategies", "population"):
            rows[path.replace(".", "_")] = column
    if not scenario.promises.table:
        table = promise_table(rows["promises_temptation"], rows["promises_harm"])
        for name, column in table.items():
            rows[name] = column
    return rows.view(np.recarray)


def strategy_rows(scenario: Scenario, names: tuple[str, ...], values: Columns, points: int) -> NDArray[Any]:
    """The strategies' rows at each point; what is generated from another strategy follows it."""
    single = strategy_array(
        [strategy_row(scenario.strategies[name], scenario.choice.patience) for name in names]
    )
    rows = np.repeat(single[None, :], points, axis=0)
    for path, column in values.items():
        group, _, rest = path.partition(".")
        if path == "choice.patience":
            for place, name in enumerate(names):
                if scenario.strategies[name].patience is None:
                    rows[:, place]["patience"] = column
        elif group == "strategies":
            field = rest.rpartition(".")[2]
            for place in followers(scenario, names, path):
                rows[:, place][field] = column
                if field in PRINCIPLES and scenario.strategies[names[place]].declared is None:
                    rows[:, place][f"declared_{field}"] = column
    return rows.view(np.recarray)


def followers(scenario: Scenario, names: tuple[str, ...], path: str) -> list[int]:
    """Which of the strategies a change at this path reaches: its own, and those generated from it."""
    _, name, field = path.split(".")
    if name not in scenario.strategies:
        return []  # generated from another one, and nobody plays it here
    if field not in StrategyRow.__annotations__:
        raise ValueError(f"`{path}` is no plain number")
    before = getattr(scenario.strategies[name], field)
    probe = 0.25 if before != 0.25 else 0.75
    arm = Arm("probe", scenario.population, overrides={path: probe})
    after = arm_scenario(scenario, arm).strategies
    return [
        place
        for place, other in enumerate(names)
        if getattr(after[other], field) != getattr(scenario.strategies[other], field)
    ]


def scaled(scenario: Scenario, factors: Columns) -> dict[str, NDArray[np.float64]]:
    """The values that factors make of a scenario's own."""
    world = world_row(scenario)
    values: dict[str, NDArray[np.float64]] = {}
    for path, factor in factors.items():
        if path.startswith("strategies."):
            _, name, field = path.split(".")
            if name not in scenario.strategies:
                continue
            base = float(getattr(scenario.strategies[name], field))
        else:
            base = float(getattr(world, path.replace(".", "_")))
        values[path] = base * factor
    return values


def share_rows(
    population: Population, names: tuple[str, ...], values: Columns, points: int
) -> NDArray[np.float64]:
    """Each role's shares of the strategies at each point; those not set keep their proportions."""
    rows = np.zeros((points, 2, len(names)))
    for role, held in enumerate((population.buyers, population.suppliers)):
        given = {
            names.index(name): values[path]
            for name in held
            for path in (f"population.{name}", f"population.{ROLES[role]}.{name}")
            if path in values
        }
        taken = sum(given.values(), np.zeros(points))
        others = sum(share for name, share in held.items() if names.index(name) not in given)
        if np.any(taken > 1.0 + SHARES_TOLERANCE) or (
            others <= 0.0 and np.any(taken < 1.0 - SHARES_TOLERANCE)
        ):
            raise ValueError(f"shares of {ROLES[role]} cannot sum to 1 at every design point")
        for name, share in held.items():
            place = names.index(name)
            rest = np.maximum(0.0, 1.0 - taken) * (share / others) if given and others > 0.0 else share
            rows[:, role, place] = given.get(place, rest)
    return rows


def distinct(stage: Stage) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Points that differ in anything the kernel reads, and for each point which of them it equals."""
    rows = [
        np.ascontiguousarray(part).view(np.uint8).reshape(stage.points, -1)
        for part in (stage.worlds, stage.strategies, stage.shares)
    ]
    whole = np.concatenate(rows, axis=1)
    packed = np.ascontiguousarray(whole).view(np.dtype((np.void, whole.shape[1]))).ravel()
    _, first, which = np.unique(packed, return_index=True, return_inverse=True)
    return first, which
