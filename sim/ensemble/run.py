"""Many replicates of many arms, on the same luck: threads over blocks, memory flat in replicates.

Blocks only share out the work. What they bring back is folded replicate by replicate in order of number,
so no result depends on threads or on the size of a block.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.config import arm_scenario
from sim.ensemble.dealing import TRACED
from sim.ensemble.kernel import play, seat_draws
from sim.ensemble.search import search_state
from sim.ensemble.state import Graph, Market, bonds_state, firms_state
from sim.ensemble.tables import ArmTotals, Result, events_table, result_of
from sim.network import Neighbours, neighbours
from sim.scenario import Arm, Scenario
from sim.worlds import (
    ACCOUNTS,
    REMEMBERED,
    arms_of,
    quotas,
    strategy_array,
    strategy_names,
    strategy_row,
    world_array,
    world_row,
)

BLOCK = 8
"""Replicates in a block: enough to keep a thread busy, few enough to keep memory flat."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Stage:
    """One arm made ready for the kernel."""

    arm: Arm
    scenario: Scenario
    names: tuple[str, ...]
    worlds: NDArray[Any]
    strategies: NDArray[Any]
    quotas: NDArray[np.int64]  # [2, strategies]
    shares: NDArray[np.float64]  # [2, strategies]
    graph: Graph


class Block(NamedTuple):
    """What a block of replicates brings back; first axis: replicate."""

    accounts: NDArray[np.float64]  # [n, 2, strategies, months, columns]
    lives: NDArray[np.int64]  # [n, 3, strategies, months + 1, 2]
    status: NDArray[np.int64]  # [n]
    values: NDArray[np.float64]  # [n, slots]
    deaths: NDArray[np.int64]  # [n, slots]
    founders: NDArray[np.int64]  # [n, slots]
    traced: NDArray[np.float64]  # [months, buyers, columns] or empty


def staged(scenario: Scenario, arm: Arm, seed: int, known: dict[Any, Graph]) -> Stage:
    """An arm made ready: rows of numbers and the graph; `known` keeps graphs for arms that share one."""
    own = arm_scenario(scenario, arm)
    names = strategy_names(own)
    market = own.market
    rows = [strategy_row(own.strategies[name], own.choice.patience) for name in names]
    roles = ((own.population.buyers, market.buyers), (own.population.suppliers, market.suppliers))
    key = (own.network, market.buyers, market.suppliers)
    if key not in known:
        known[key] = kernel_graph(
            neighbours(
                own.network.kind, market.buyers, market.suppliers, own.network.degree,
                rewiring=own.network.rewiring, communities=own.network.communities,
                mixing=own.network.mixing, file=own.network.file, seed=seed,
            )
        )  # fmt: skip
    return Stage(
        arm,
        own,
        names,
        world_array([world_row(own)]),
        strategy_array(rows),
        np.array([quotas(shares, slots, names) for shares, slots in roles]),
        np.array([[shares.get(name, 0.0) for name in names] for shares, _ in roles]),
        known[key],
    )


def kernel_graph(known: Neighbours) -> Graph:
    """The arrays of a graph in the order that the kernel takes them."""
    return Graph(
        known.complete, known.supplier_of, known.buyer_start, known.buyer_of, known.edge_of,
        known.supplier_start,
    )  # fmt: skip


def widest(stage: Stage) -> int:
    """The length of the longest list of candidates that a buyer can have."""
    market = stage.scenario.market
    if stage.graph.complete:
        met = min(stage.scenario.network.degree, market.suppliers)
    else:
        met = int(np.diff(stage.graph.buyer_start).max(initial=0))
    return max(met, min(stage.scenario.choice.candidates, market.suppliers)) + 1


def seated(stage: Stage, seed: int, first: int, count: int, *, interpreted: bool) -> NDArray[np.int64]:
    """The strategies of the founders: shares are exact, who holds which is drawn; [count, slots]."""
    draw = seat_draws.interpreted if interpreted else seat_draws
    seats: list[NDArray[np.int64]] = []
    market = stage.scenario.market
    for role, slots in enumerate((market.buyers, market.suppliers)):
        drawn = np.zeros((count, slots))
        if len(stage.names) > 1:
            draw(seed, first, role, drawn)
        order = np.argsort(drawn, axis=1, kind="stable")
        held = np.repeat(np.arange(len(stage.names)), stage.quotas[role])
        chosen = np.empty((count, slots), np.int64)
        np.put_along_axis(chosen, order, np.broadcast_to(held, (count, slots)), axis=1)
        seats.append(chosen)
    return np.concatenate(seats, axis=1)


def played(
    stage: Stage,
    seed: int,
    first: int,
    count: int,
    *,
    trace: bool = False,
    interpreted: bool = False,
) -> Block:
    """Play `count` replicates from number `first` on."""
    market = stage.scenario.market
    buyers, suppliers, months = market.buyers, market.suppliers, market.months
    complete = stage.graph.complete
    rows = (REMEMBERED * buyers, REMEMBERED * suppliers)
    if not complete:
        rows = (stage.graph.supplier_of.size, stage.graph.supplier_of.size)
    number = len(stage.names)
    slots = buyers + suppliers
    block = Block(
        np.zeros((count, 2, number, months, len(ACCOUNTS))),
        np.zeros((count, 3, number, months + 1, 2), np.int64),
        np.zeros(count, np.int64),
        np.zeros((count, slots)),
        np.zeros((count, slots), np.int64),
        seated(stage, seed, first, count, interpreted=interpreted),
        np.full((months, buyers, TRACED) if trace else (0, 0, 0), -1.0),
    )
    run = play.interpreted if interpreted else play
    run(
        stage.worlds, stage.strategies, stage.graph,
        firms_state(buyers, rows[0]), firms_state(suppliers, rows[1]),
        bonds_state(buyers, suppliers), Market(np.zeros(8), np.zeros(2, np.int64)),
        search_state(buyers, suppliers, market.capacity, widest(stage)),
        seed, first, block.founders, stage.shares, stage.scenario.network.degree,
        block.accounts, block.lives, block.status, block.traced, block.values, block.deaths,
    )  # fmt: skip
    return block


def blocks_in_order(
    work: Sequence[tuple[Stage, int, int]], seed: int, threads: int
) -> Iterator[tuple[Stage, int, Block]]:
    """Play blocks on threads and hand them back in order, with only a few waiting."""
    if threads <= 1:
        for stage, first, count in work:
            yield stage, first, played(stage, seed, first, count)
        return
    with ThreadPoolExecutor(threads) as pool:
        waiting: list[tuple[Stage, int, Future[Block]]] = []
        ahead = iter(work)
        try:
            for stage, first, count in ahead:
                waiting.append((stage, first, pool.submit(played, stage, seed, first, count)))
                if len(waiting) > 2 * threads:
                    head = waiting.pop(0)
                    yield head[0], head[1], head[2].result()
            for head in waiting:
                yield head[0], head[1], head[2].result()
        finally:
            for _, _, future in waiting:
                future.cancel()


def run_ensemble(
    scenario: Scenario,
    *,
    replicates: int = 200,
    seed: int = 1,
    threads: int | None = None,
    block: int | None = None,
    progress: Progress | None = None,
    arms: Sequence[str] | None = None,
) -> Result:
    """Play every arm of a scenario on the same luck.

    `replicates` worlds for each arm, numbered from 0; `seed` in [0, 2^32); `threads` defaults to the
    processors there are; `block` replicates go to a thread at a time; `progress(done, all)` is called as
    blocks finish; `arms` names those to play (default: all). The tables are the same bits for any
    number of threads and any block. Raises ValueError for a seed, a number of replicates or an arm
    that does not exist.
    """
    if not 0 <= seed < 2**32:
        raise ValueError(f"`seed` is {seed}; allowed: 0 to 4294967295")
    if replicates < 1:
        raise ValueError(f"`replicates` is {replicates}; allowed: 1 and more")
    chosen = [arm for arm in arms_of(scenario) if arms is None or arm.name in arms]
    unknown = set(arms or ()) - {arm.name for arm in chosen}
    if unknown:
        raise ValueError(f"`arms`: {sorted(unknown)[0]!r} is not an arm of this scenario")
    graphs: dict[Any, Graph] = {}
    stages = [staged(scenario, arm, seed, graphs) for arm in chosen]
    size = block or BLOCK
    work = [
        (stage, first, min(size, replicates - first))
        for stage in stages
        for first in range(0, replicates, size)
    ]
    totals = {stage.arm.name: ArmTotals(stage.arm, stage.scenario, stage.names) for stage in stages}
    done, everything = 0, replicates * len(stages)
    for stage, first, brought in blocks_in_order(work, seed, threads or os.cpu_count() or 1):
        totals[stage.arm.name].fold(first, brought)
        done += brought.status.size
        if progress is not None:
            progress(done, everything)
    return result_of(scenario, list(totals.values()), seed, partial(events_of, scenario, seed=seed))


def events_of(scenario: Scenario, arm: str, replicate: int, seed: int) -> Any:
    """Every relationship-month of one replicate of one arm, as a table."""
    found = [one for one in arms_of(scenario) if one.name == arm]
    if not found:
        raise ValueError(f"`arm`: {arm!r} is not an arm of this scenario")
    stage = staged(scenario, found[0], seed, {})
    return events_table(stage.names, played(stage, seed, replicate, 1, trace=True).traced)
