"""Trials: a few firms of one role try a posture among many that keep theirs, and what they make is counted.

Those who try deal with the other role alone, so they never meet each other. Every posture is tried by the
same slots on the same luck. What was played is written to a journal at once: a search that was stopped or
killed goes on with the same command, for it asks the same in the same order.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.studies.calibration.search import Journal
from experiments.studies.found_posture.postures import Posture, strategy_at
from sim.ensemble.outcomes import STATUS
from sim.ensemble.rows import Stage, staged
from sim.ensemble.sweep import swept
from sim.meaning import canonical_json
from sim.measures.labelled import MAIN
from sim.scenario import ROLES, Arm, Population, Scenario
from sim.worlds import quotas, strategy_row

Pair = tuple[Posture, Posture]
"""What the many play: buyers, suppliers."""
TRYING = "trying"
OF_ROLE: dict[str, str] = dict(zip(ROLES, ("buying", "selling")))
OWN: dict[str, str] = dict(zip(ROLES, ("focal_buyer_value", "focal_supplier_value")))
TOGETHER = 25
"""Worlds that a thread plays at a time."""


def posts(share: float, first: float, slots: int) -> tuple[int, int]:
    """Of a role's slots, how many try, and how many of those beside them keep the posture of the many."""
    people = {TRYING: share, OF_ROLE[ROLES[0]]: first - share, "others": 1.0 - first}
    trying, keeping, _ = quotas(people, slots, list(people)).tolist()
    return trying, keeping


@dataclass
class Trials:
    """One world of the study, and the places in it that stand for the postures to be tried.

    The strategy that a population of `arm` names first stands for what the many play; whom else it names
    lives there as named.
    """

    scenario: Scenario
    arm: Arm
    share: float
    journal: Journal
    threads: int | None = None
    counted: Callable[[int], None] = lambda _: None
    stages: dict[str, Stage] = field(default_factory=dict)

    def own(
        self, role: str, many: Pair, tried: Sequence[Posture], seed: int, each: int, first: int = 0
    ) -> NDArray[np.float64]:
        """What those who try each posture make, money per slot and month; [tried, each]."""
        return self._outcomes((OWN[role],), role, many, tried, seed, each, first)[0]

    def all_make(self, many: Pair, seed: int, each: int) -> NDArray[np.float64]:
        """What all make where all play so: `MAIN`, money per buyer slot and month; [3, each]."""
        return self._outcomes(MAIN, ROLES[0], many, many[:1], seed, each, 0)[:, 0]

    def _outcomes(
        self, names: tuple[str, ...], role: str, many: Pair, tried: Sequence[Posture], seed: int, each: int,
        first: int,
    ) -> NDArray[np.float64]:  # fmt: skip
        asked = [self.arm.name, names, role, many, list(tried), seed, each, first]
        key, shape = canonical_json(asked), (len(names), len(tried), each)
        if key not in self.journal.known:
            found = self._played(names, self._staged(role, many, tried), seed, each, first)
            self.journal.add(key, {}, dict(zip(map(str, range(found.size)), found.ravel().tolist())))
        self.counted(len(tried) * each)
        return np.array([*self.journal.known[key].values()], float).reshape(shape)

    def _played(
        self, names: tuple[str, ...], stage: Stage, seed: int, each: int, first: int
    ) -> NDArray[np.float64]:
        starts = range(first, first + each, TOGETHER)
        jobs = [(place, start) for place in range(stage.points) for start in starts]

        def played(job: tuple[int, int]) -> NDArray[np.float64]:
            place, start = job
            one = stage.at(np.array([place]))
            told = swept(one, seed, start, min(TOGETHER, first + each - start))
            ended = told["status"] == STATUS.index("ok")
            return np.stack([np.where(ended, told[name], np.nan) for name in names])

        with ThreadPoolExecutor(self.threads or os.cpu_count() or 1) as pool:
            parts = list(pool.map(played, jobs))
        return np.concatenate(parts, axis=1).reshape(len(names), stage.points, each)

    def _staged(self, role: str, many: Pair, tried: Sequence[Posture]) -> Stage:
        """The stage with these postures in their places; a point for each that is tried."""
        if role not in self.stages:
            self.stages[role] = self._bare(role)
        bare = self.stages[role]
        stage = bare.at(np.zeros(len(tried), dtype=np.int64))
        for name, posture in zip(OF_ROLE.values(), many):
            if name in stage.names:
                stage.strategies[:, stage.names.index(name)] = self._row(bare, posture)
        for point, posture in enumerate(tried):
            stage.strategies[point, stage.names.index(TRYING)] = self._row(bare, posture)
        return stage

    def _row(self, bare: Stage, posture: Posture) -> Any:
        return tuple(strategy_row(strategy_at(posture), bare.scenario.choice.patience))

    def _bare(self, role: str) -> Stage:
        """The arm with its places; who holds which slot does not hang on what is tried."""
        usual = self.scenario.strategies[next(iter(self.arm.population.buyers))]
        held = dict.fromkeys((TRYING, *OF_ROLE.values()), usual)
        people = {one: self._people(one, trying=one == role) for one in ROLES}
        arm = replace(self.arm, population=Population(**people))
        return staged(replace(self.scenario, strategies={**held, **self.scenario.strategies}), arm, 0, {})

    def _people(self, role: str, *, trying: bool) -> dict[str, float]:
        """A role's population; of the share of those whose posture is looked for, some try."""
        (_, share), *others = getattr(self.arm.population, role).items()
        mine = self.share if trying else 0.0
        return ({TRYING: mine} if trying else {}) | {OF_ROLE[role]: share - mine} | dict(others)
