"""How a sweep is cut into parts, and which of them are missing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from sim.design import Design, Points
from sim.jit import kernel_hash
from sim.meaning import SHORT
from sim.scenario import Arm, Scenario
from sim.sweeps.parts import Task, content_of, meaning_of, ranges_stored, ranges_to_play, write_whole

Pair = tuple[str, str]
"""Two arms that are compared: treatment and baseline."""
SLOT_MONTHS = 6_000_000
"""Size of a part: buyer slots × months × replicates × points, some seconds of one core."""
MOST_POINTS = 20_000
"""Points in a part at most: their outcomes are held in memory."""


@dataclass(frozen=True)
class Plan:
    """A sweep: its arms, its points, and where its parts lie."""

    scenario: Scenario
    arms: tuple[Arm, ...]
    design: Design
    points: Points
    seed: int
    replicates: int
    folder: Path
    asked_points: int | None = None

    @property
    def worlds(self) -> int:
        """All worlds of all arms."""
        return len(self.arms) * len(self.points) * self.replicates

    @cached_property
    def size(self) -> int:
        """Points in a part: as the first run of this sweep cut it, so that more replicates find its parts."""
        if self.asked_points is not None:
            return self.asked_points
        record = self.folder / f"plan-{self.identity}.json"
        if record.is_file():
            return int(json.loads(record.read_text("utf-8"))["points"])
        market = self.scenario.market
        size = SLOT_MONTHS // (market.buyers * market.months * self.replicates)
        size = max(1, min(size, MOST_POINTS, -(-len(self.points) // 2)))
        write_whole(record, (json.dumps({"points": size}) + "\n").encode())
        return size

    @cached_property
    def most(self) -> int:
        """Replicates in a part at most."""
        market = self.scenario.market
        return max(1, SLOT_MONTHS // (market.buyers * market.months * self.size))

    @cached_property
    def identity(self) -> str:
        """What tells this sweep from others in its folder, for its cut: a short hash of sizes and points.

        No parameter counts that leaves the market's size alone: arms and values change, the cut stays.
        """
        market = self.scenario.market
        digest = hashlib.sha256(repr((market.buyers, market.suppliers, market.months)).encode())
        digest.update(json.dumps([sorted(axis.touched) for axis in self.points.axes]).encode())
        for axis in self.points.axes:
            digest.update(self.points.columns[axis.name].tobytes())
        return digest.hexdigest()[:SHORT]

    def slices(self) -> Iterator[tuple[int, Points]]:
        """The points in pieces, each with the number of its first."""
        for start in range(0, len(self.points), self.size):
            yield start, self.points.part(start, min(start + self.size, len(self.points)))

    def contents(self, points: Points) -> list[str]:
        """What names the parts of a slice, arm by arm."""
        return [content_of(told, points, own) for told, own in zip(self._meanings, self._own)]

    @cached_property
    def _own(self) -> list[Scenario]:
        return [alone(self.scenario, arm) for arm in self.arms]

    @cached_property
    def _meanings(self) -> list[dict[str, object]]:
        return [meaning_of(own, self.seed) for own in self._own]

    def missing(self) -> Iterator[Task]:
        """The parts still to be played, slice by slice; found anew at each call."""
        stored = ranges_stored(self.folder)
        for _, points in self.slices():
            for own, content in zip(self._own, self.contents(points)):
                for first, count in ranges_to_play(stored.get(content, []), self.replicates, self.most):
                    yield Task(content, str(self.folder), own, points, self.seed, first, count)


def alone(scenario: Scenario, arm: Arm) -> Scenario:
    """The scenario with this one arm, nameless: names and labels decide no number."""
    return replace(scenario, arms=(replace(arm, name="arm", label="", family=""),), population=arm.population)


def folder_of_parts(results: str | Path, name: str) -> Path:
    """Where the parts lie of what is called `name`: those of other sources are in folders of their own."""
    return (Path(results) / name / "parts" / kernel_hash()[:SHORT]).absolute()
