"""`python -m benchmarks.memory`: peak memory and ns a deal by replicates, by firms in one world, by months.

Each figure is of a process of its own, which first plays a small world so that the kernel is loaded. Peak
memory is all that the process ever held, Python and numba included.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sim
from benchmarks.asides import module, once, peak
from benchmarks.tables import Row, Say, Table, Target, alone
from benchmarks.worlds import SEED, deals_in, deals_played, stage_of
from sim.ensemble.run import played

ARM = "wiifwe"
MONTHS = 12
REPLICATES = (100, 1_000, 10_000, 100_000)
FIRMS = (100, 1_000, 10_000, 100_000, 1_000_000)
LENGTHS = (12, 60, 120, 300, 600)
DEALS = 500_000
"""Deals that a process plays at least, where it may choose."""
ATTEMPTS = 3
UNIT = "ns a deal"
MB = 1e6


def table(say: Say) -> Table:
    """By replicates, by firms, by months."""
    rows = [*by_replicates(say), *by_firms(say), *by_months(say)]
    notes = [
        f"By replicates: `run_ensemble`, one thread, {MONTHS} months of the default world, rows of "
        "replicates written to Parquet by block.",
        f"By firms: 4/9 of them buyers, {MONTHS} months, a graph of the kind `small_world` (10 partners a "
        "buyer), the kernel alone; the graph is made before the clock starts.",
        "By months: the default world, the kernel alone; a scenario takes no more than 600 months.",
    ]
    return Table("Memory and size", rows, notes)


def by_replicates(say: Say) -> list[Row]:
    """The default world, again and again."""
    rows: list[Row] = []
    peaks: dict[int, float] = {}
    costs: dict[int, float] = {}
    for count in REPLICATES:
        say(f"memory: {count:,} replicates …")
        told = asked({"kind": "replicates", "count": count})
        costs[count], peaks[count] = told["cost"], told["peak"] / MB
    first, flat, last = REPLICATES[0], REPLICATES[1], REPLICATES[-1]
    for count in REPLICATES:
        against = "" if count == first else f"{first:,} replicates"
        rows.append(Row(f"{count:,} replicates", costs[count], UNIT, against, ratio_of(costs, count, first)))
    for count in REPLICATES:
        against = "" if count == first else f"peak, {first:,} replicates"
        target = Target(400.0) if count == last else None
        ratio = ratio_of(peaks, count, first)
        rows.append(Row(f"peak, {count:,} replicates", peaks[count], "MB", against, ratio, None, target))
    growth = peaks[last] / peaks[flat]
    rows.append(
        Row(f"peak, {last:,} replicates", peaks[last], "MB", f"peak, {flat:,} replicates", growth, None,
            Target(1.1, "at most", "ratio"))
    )  # fmt: skip
    return rows


def by_firms(say: Say) -> list[Row]:
    """One world, more and more firms."""
    costs: dict[int, float] = {}
    peaks: dict[int, float] = {}
    graphs: dict[int, float] = {}
    for count in FIRMS:
        say(f"memory: {count:,} firms …")
        told = asked({"kind": "firms", "count": count})
        costs[count], peaks[count], graphs[count] = told["cost"], told["peak"] / MB, told["graph"]
    first, last = FIRMS[0], FIRMS[-1]
    rows: list[Row] = []
    for count in FIRMS:
        against = "" if count == first else f"{first:,} firms"
        target = Target(2.0, "at most", "ratio") if count == last else None
        ratio = ratio_of(costs, count, first)
        rows.append(Row(f"{count:,} firms", costs[count], UNIT, against, ratio, None, target))
    for count in FIRMS:
        target = Target(2000.0) if count == last else None
        rows.append(Row(f"peak, {count:,} firms", peaks[count], "MB", target=target))
    rows.append(Row(f"graph of {last:,} firms, made", graphs[last], "s"))
    say(f"memory: {last:,} firms, complete graph …")
    told = asked({"kind": "firms", "count": last, "graph": "complete"})
    name = f"{last:,} firms, complete graph"
    rows.append(Row(name, told["cost"], UNIT, f"{first:,} firms", told["cost"] / costs[first]))
    rows.append(Row(f"peak, {name}", told["peak"] / MB, "MB"))
    return rows


def by_months(say: Say) -> list[Row]:
    """The default world, longer and longer."""
    costs: dict[int, float] = {}
    peaks: dict[int, float] = {}
    for count in LENGTHS:
        say(f"memory: {count:,} months …")
        told = asked({"kind": "months", "count": count})
        costs[count], peaks[count] = told["cost"], told["peak"] / MB
    first = LENGTHS[0]
    return [
        Row(f"{count:,} months", costs[count], UNIT, "" if count == first else f"{first:,} months",
            ratio_of(costs, count, first))
        for count in LENGTHS
    ] + [Row(f"peak, {count:,} months", peaks[count], "MB") for count in LENGTHS]  # fmt: skip


def ratio_of(found: Mapping[int, float], count: int, first: int) -> float | None:
    """One figure over the first; None for the first itself."""
    return None if count == first else found[count] / found[first]


def asked(what: Mapping[str, Any]) -> dict[str, Any]:
    """What a process of its own tells of one size."""
    return once(module("benchmarks.memory", "measure", json.dumps(dict(what))))


def measured(what: Mapping[str, Any]) -> dict[str, float]:
    """In a process of its own: ns a deal, bytes at the peak, seconds for the graph."""
    count = int(what["count"])
    deals_played(stage_of(ARM, [f"market.months={MONTHS}"]), 1)
    if what["kind"] == "replicates":
        return replicates_measured(count)
    overrides = [f"market.months={count}"]
    if what["kind"] == "firms":
        buyers = round(count * 4 / 9)
        overrides = [
            f"market.buyers={buyers}", f"market.suppliers={count - buyers}", f"market.months={MONTHS}",
            f"network.kind={what.get('graph', 'small_world')}",
        ]  # fmt: skip
    begun = time.perf_counter()
    stage = stage_of(ARM, overrides)
    graph = time.perf_counter() - begun
    market = stage.scenario.market
    replicates = max(1, round(DEALS / (market.buyers * market.months)))
    costs: list[float] = []
    for _ in range(ATTEMPTS if replicates > 1 else 1):
        begun = time.perf_counter()
        block = played(stage, SEED, 0, replicates)
        costs.append((time.perf_counter() - begun) / deals_in(block) * 1e9)
    return {"cost": min(costs), "peak": peak(), "graph": graph}


def replicates_measured(count: int) -> dict[str, float]:
    """The whole of `run_ensemble`, rows of replicates written as they come."""
    scenario = sim.load("headline", overrides=[f"market.months={MONTHS}"])
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        result = sim.run_ensemble(
            scenario, replicates=count, seed=SEED, threads=1, arms=[ARM], folder=Path(folder)
        )
        seconds = time.perf_counter() - begun
    accounts = result.accounts
    buyers = accounts[accounts["role"] == "buyer"]
    return {"cost": seconds / buyers["relationships"].sum() * 1e9, "peak": peak()}


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        print(json.dumps(measured(json.loads(sys.argv[2]))), flush=True)
    else:
        raise SystemExit(alone(table, "benchmarks.memory"))
