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

from sim.block import Block as Laid
from sim.draws import WORD_MASK
from sim.ensemble.kernel import play
from sim.ensemble.orders import ROWS_OF_BLOCK
from sim.ensemble.outcomes import COUNTED, outcomes_of_slots
from sim.ensemble.rows import Stage, staged
from sim.ensemble.state import Graph
from sim.ensemble.summaries import Filed, Kept
from sim.ensemble.tables import ArmTotals, Result, events_table, result_of
from sim.primitives import LANES
from sim.scenario import Scenario
from sim.spelling import kind_given, texts_given, whole
from sim.worlds import REMEMBERED, arm_named, arms_of

SOURCE = "run_ensemble"
BLOCK = 25
"""Replicates in a block at most: what is done once a block is then little, and memory stays flat."""
SHARES = 2
"""Blocks for each thread, where there are so many worlds."""

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
    outcomes: NDArray[np.float64]  # [n, columns of COUNTED]


def widest(stage: Stage) -> int:
    """The length of the longest list of candidates that a buyer can have at any of the points."""
    market = stage.scenario.market
    if stage.graph.complete:
        met = min(stage.scenario.network.degree, market.suppliers)
    else:
        met = int(np.diff(stage.graph.buyer_start).max(initial=0))
    strangers = int(stage.worlds["choice_candidates"].max())
    return max(met, min(strangers, market.suppliers)) + 1


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
    block = block_of(stage, seed, first, each, trace=trace, kept=kept, interpreted=interpreted)
    enter(block, interpreted=interpreted)
    return Block(*(block.arguments[name] for name in Block._fields))


def enter(block: Laid, *, interpreted: bool = False) -> None:
    """Play the months that a block asks for."""
    if interpreted:
        play.interpreted(**block.arguments)
    else:
        play(block)


def block_of(
    stage: Stage, seed: int, first: int, each: int, *,
    trace: bool = False, kept: bool = True, interpreted: bool = False,
) -> Laid:  # fmt: skip
    """What the kernel is played with, from the first month to the last, and nobody told anything."""
    given = {
        "worlds": stage.worlds, "strategies": stage.strategies, "graph": stage.graph, "seed": seed,
        "first": first, "each": each, "since": 0, "until": stage.scenario.market.months,
        "shares": stage.shares, "focal": stage.focal, "degree": stage.scenario.network.degree,
        "given": stage.given,
    }  # fmt: skip
    sizes = sizes_of(stage, each, trace=trace, kept=kept)
    block = Laid(play.interpreted, sizes, given)
    if interpreted and stage.chances:
        block.put("own", block.arguments["own"]._replace(entries=stage.chances), laid=False)
    else:
        block.arguments["own"].entries[:] = stage.entries
    return block


def sizes_of(stage: Stage, each: int, *, trace: bool, kept: bool) -> dict[str, int]:
    """How long the kernel's arrays are, by the names that its arguments give to lengths."""
    market, graph = stage.scenario.market, stage.graph
    buyers, suppliers, months = market.buyers, market.suppliers, market.months
    memories = (REMEMBERED * buyers, REMEMBERED * suppliers)
    if not graph.complete:
        memories = (graph.supplier_of.size, graph.supplier_of.size)
    worlds = stage.points * each
    return {
        "points": stage.points, "worlds": worlds, "shelves": worlds if kept else 1,
        "buyers": buyers, "suppliers": suppliers, "slots": buyers + suppliers,
        "memories_of_buyers": memories[0], "memories_of_suppliers": memories[1],
        "strategies": len(stage.names), "months": months, "ages": months + 1,
        "blocks": -(-buyers // LANES), "capacity": market.capacity, "width": widest(stage),
        "traced_months": months if trace else 0, "traced_buyers": buyers if trace else 0,
        "orders": 0, **sizes_of_own(stage),
        "given_buyers": len(stage.given.buyers), "given_suppliers": len(stage.given.suppliers),
        "given_slots": stage.given.strategies.size, "given_points": len(stage.given.shocks),
        "given_months": stage.given.shocks.shape[1],
    }  # fmt: skip


def sizes_of_own(stage: Stage) -> dict[str, int]:
    """How long what strategies' own functions need is: nothing, where there are none."""
    if not stage.chances:
        return {"entries": 0, "told": 0, "told_rows": 0}
    return {
        "entries": len(stage.entries), "told": stage.scenario.market.buyers, "told_rows": ROWS_OF_BLOCK,
    }  # fmt: skip


def outcomes(stage: Stage, block: Block) -> dict[str, NDArray[np.float64]]:
    """What each world of a block came to: column of `OUTCOMES` → [n]."""
    market = stage.scenario.market
    counted = {name: block.outcomes[:, place] for place, name in enumerate(COUNTED)}
    return counted | outcomes_of_slots(
        block.values, block.deaths, block.founders, market.buyers, market.months, stage.focal
    )


def shared_out(
    stages: Sequence[Stage], replicates: int, threads: int, size: int | None = None
) -> list[tuple[Stage, int, int]]:
    """The blocks of all replicates, in order: arm, first replicate, how many; of `size`, or of what suits."""
    size = size or min(BLOCK, -(-replicates * len(stages) // (SHARES * threads)))
    firsts = range(0, replicates, size)
    return [(stage, first, min(size, replicates - first)) for stage in stages for first in firsts]


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
    tables are the same bits for any number of threads and any block. Raises ConfigError for a seed, a
    number of replicates or an arm that does not exist.
    """
    kind_given("scenario", scenario, Scenario, "a `Scenario`, as of `sim.load`")
    seed, replicates = whole("seed", seed, 0, WORD_MASK), whole("replicates", replicates, 1)
    chosen = arms_of(scenario)
    if arms is not None:
        wanted = {arm_named(scenario, name, SOURCE).name for name in texts_given("arms", arms)}
        chosen = tuple(arm for arm in chosen if arm.name in wanted)
    graphs: dict[Any, Graph] = {}
    stages = [staged(scenario, arm, seed, graphs) for arm in chosen]
    workers = os.cpu_count() or 1 if threads is None else whole("threads", threads, 1)
    work = shared_out(stages, replicates, workers, block)
    each, firms = (Kept() if folder is None else Filed(folder / f"{name}.parquet") for name in ROWS)
    totals = {
        stage.arm.name: ArmTotals(stage.arm, stage.scenario, stage.names, spells, each, firms)
        for stage in stages
    }
    done, everything = 0, replicates * len(stages)
    try:
        each.open()
        firms.open()
        for stage, first, brought in blocks_in_order(work, seed, workers):
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
