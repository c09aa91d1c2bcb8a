"""Many replicates of many arms, on the same luck: threads over blocks, memory flat in replicates.

Blocks only share out the work. What they bring back is folded replicate by replicate in order of number,
so no result depends on threads or on the size of a block.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.dealing import TRACED
from sim.ensemble.kernel import play, seat_draws
from sim.ensemble.outcomes import COUNTED, outcomes_of_slots
from sim.ensemble.rows import Stage, staged
from sim.ensemble.search import search_state
from sim.ensemble.state import Graph, bonds_state, firms_state, market_state
from sim.ensemble.summaries import Filed, Kept
from sim.ensemble.tables import ArmTotals, Result, events_table, result_of
from sim.scenario import Scenario
from sim.worlds import ACCOUNTS, REMEMBERED, WORLD_COLUMNS, arms_of

BLOCK = 8
"""Replicates in a block: enough to keep a thread busy, few enough to keep memory flat."""

ROWS = ("replicates", "firms")
"""The tables of which a row is a replicate's."""
Progress = Callable[[int, int], None]


class Block(NamedTuple):
    """What a block brings back; first axis: world, replicates of the first point first."""

    accounts: NDArray[np.float64]  # [n or 1, 2, strategies, months, columns]
    lives: NDArray[np.int64]  # [n or 1, 3, strategies, months + 1, 2]
    status: NDArray[np.int64]  # [n]
    values: NDArray[np.float64]  # [n, slots]
    deaths: NDArray[np.int64]  # [n, slots]
    founders: NDArray[np.int64]  # [n, slots]
    traced: NDArray[np.float64]  # [months, buyers, columns] or empty
    counted: NDArray[np.float64]  # [n, columns of COUNTED]


def widest(stage: Stage) -> int:
    """The length of the longest list of candidates that a buyer can have at any of the points."""
    market = stage.scenario.market
    if stage.graph.complete:
        met = min(stage.scenario.network.degree, market.suppliers)
    else:
        met = int(np.diff(stage.graph.buyer_start).max(initial=0))
    strangers = int(stage.worlds["choice_candidates"].max())
    return max(met, min(strangers, market.suppliers)) + 1


def seated(stage: Stage, seed: int, first: int, each: int, *, interpreted: bool) -> NDArray[np.int64]:
    """The strategies of the founders: shares are exact, who holds which is drawn; [points * each, slots]."""
    draw = seat_draws.interpreted if interpreted else seat_draws
    seats: list[NDArray[np.int64]] = []
    market, number = stage.scenario.market, len(stage.names)
    for role, slots in enumerate((market.buyers, market.suppliers)):
        drawn = np.zeros((each, slots))
        if number > 1:
            draw(seed, first, role, drawn)
        order = np.argsort(drawn, axis=1, kind="stable")
        held = np.stack([np.repeat(np.arange(number), quota) for quota in stage.quotas[:, role]])
        chosen = np.empty((stage.points, each, slots), np.int64)
        whole = np.broadcast_to(order, chosen.shape)
        np.put_along_axis(chosen, whole, np.broadcast_to(held[:, None, :], chosen.shape), axis=2)
        seats.append(chosen.reshape(-1, slots))
    return np.concatenate(seats, axis=1)


def played(
    stage: Stage,
    seed: int,
    first: int,
    each: int,
    *,
    trace: bool = False,
    interpreted: bool = False,
    kept: bool = True,
) -> Block:
    """Play `each` replicates from number `first` on at every point.

    `kept`: bring back accounts and lives of every world; else of the last one alone.
    """
    market = stage.scenario.market
    buyers, suppliers, months = market.buyers, market.suppliers, market.months
    rows = (REMEMBERED * buyers, REMEMBERED * suppliers)
    if not stage.graph.complete:
        rows = (stage.graph.supplier_of.size, stage.graph.supplier_of.size)
    count, number, slots = stage.points * each, len(stage.names), buyers + suppliers
    shelves = count if kept else 1
    block = Block(
        np.zeros((shelves, 2, number, months, len(ACCOUNTS))),
        np.zeros((shelves, 3, number, months + 1, 2), np.int64),
        np.zeros(count, np.int64),
        np.zeros((count, slots)),
        np.zeros((count, slots), np.int64),
        seated(stage, seed, first, each, interpreted=interpreted),
        np.full((months, buyers, TRACED) if trace else (0, 0, 0), -1.0),
        np.zeros((count, len(COUNTED))),
    )
    run = play.interpreted if interpreted else play
    run(
        stage.worlds, stage.strategies, stage.graph,
        firms_state(buyers, rows[0]), firms_state(suppliers, rows[1]),
        bonds_state(buyers, suppliers), market_state(len(WORLD_COLUMNS)),
        search_state(buyers, suppliers, market.capacity, widest(stage), number),
        seed, first, each, block.founders, stage.shares, stage.focal, stage.scenario.network.degree,
        block.accounts, block.lives, block.status, block.traced, block.values, block.deaths, block.counted,
        entries(stage, interpreted=interpreted),
    )  # fmt: skip
    return block


def entries(stage: Stage, *, interpreted: bool) -> Any:
    """The strategies' own functions as the kernel takes them; empty where there are none."""
    if interpreted:
        return stage.chances if any(stage.chances) else ()
    return np.array(stage.entries if any(stage.entries) else (), dtype=np.int64)


def outcomes(stage: Stage, block: Block) -> dict[str, NDArray[np.float64]]:
    """What each world of a block came to: column of `OUTCOMES` → [n]."""
    market = stage.scenario.market
    counted = {name: block.counted[:, place] for place, name in enumerate(COUNTED)}
    return counted | outcomes_of_slots(
        block.values, block.deaths, block.founders, market.buyers, market.months, stage.focal
    )


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
    spells: int = 0,
    folder: Path | None = None,
) -> Result:
    """Play every arm of a scenario on the same luck.

    `replicates` worlds for each arm, numbered from 0; `seed` in [0, 2^32); `threads` defaults to the
    processors there are; `block` replicates go to a thread at a time; `progress(done, all)` is called as
    blocks finish; `arms` names those to play (default: all); of so many replicates, `spells`, each
    one's own life table is kept too; with a `folder`, what grows with the replicates is written there
    as it comes (`replicates.parquet`, `firms.parquet`) and not kept, so that memory does not grow. The
    tables are the same bits for any number of threads and any block. Raises ValueError for a seed, a
    number of replicates or an arm that does not exist.
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
    each, firms = (Kept() if folder is None else Filed(folder / f"{name}.parquet") for name in ROWS)
    totals = {
        stage.arm.name: ArmTotals(stage.arm, stage.scenario, stage.names, spells, each, firms)
        for stage in stages
    }
    done, everything = 0, replicates * len(stages)
    try:
        each.open()
        firms.open()
        for stage, first, brought in blocks_in_order(work, seed, threads or os.cpu_count() or 1):
            totals[stage.arm.name].fold(first, brought, outcomes(stage, brought))
            done += brought.status.size
            if progress is not None:
                progress(done, everything)
        each.end()
        firms.end()
    except BaseException:
        each.drop()
        firms.drop()
        raise
    each.close()
    firms.close()
    return result_of(scenario, list(totals.values()), seed, partial(events_at, stages, seed=seed))


def events_of(scenario: Scenario, arm: str, replicate: int, seed: int) -> Any:
    """Every relationship-month of one replicate of one arm, as a table."""
    return events_at([staged(scenario, one, seed, {}) for one in arms_of(scenario) if one.name == arm],
                     arm, replicate, seed)  # fmt: skip


def events_at(stages: Sequence[Stage], arm: str, replicate: int, seed: int) -> Any:
    """The same of an arm that was made ready: its own functions are those that were played."""
    found = [stage for stage in stages if stage.arm.name == arm]
    if not found:
        raise ValueError(f"`arm`: {arm!r} is not an arm of this scenario")
    return events_table(found[0].names, played(found[0], seed, replicate, 1, trace=True).traced)
