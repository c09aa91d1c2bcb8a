"""The search: which posture would make more for the firm that tries it, and does it on luck never seen?

By CMA-ES with margin (Hamano et al. 2022), which keeps switches from freezing at 0 or 1. Each generation
has luck of its own, common to its candidates, so that the search cannot learn its luck by heart. Where it
ends is held beside named postures; of the best, changes without which a firm would make about as much are
taken back. What is left is judged on luck that nothing was chosen by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from experiments.studies.found_posture.postures import AXES, SWITCHES, Posture, alike, settled
from experiments.studies.found_posture.trials import Pair, Trials
from sim.measures.inference import Interval, mean_interval
from sim.scenario import ROLES
from sim.spelling import ConfigError

if TYPE_CHECKING:
    from experiments.settings import FoundPosture

STEP = 0.3
"""How far the first generation looks around, of the whole range of an axis."""
LUCKS = 3
"""A round has three seeds: that of its search, that by which it chooses, that by which it is judged."""
STAYS, FOUND, YIELDS = "stays", "settles", "gives way"
CYCLES, MOVES = "goes round", "still moving"


class Try(NamedTuple):
    """One role's search in one round."""

    round: int
    role: str
    many: Pair  # what all played
    posture: Posture  # what was found for one firm
    hoped: float  # what it makes more on the luck by which it was chosen
    gain: Interval  # the same on luck never seen
    adopted: bool
    rivals: NDArray[np.float64]  # [named postures, replicates], what each makes more, as chosen by


class Course(NamedTuple):
    """How postures went from a start: every search, how it ended, and what all played then.

    `longer`: where nothing paid to change, the same was sought once more and for longer, on other luck. The
    fate is `YIELDS` where that found something that pays; nobody takes it up.
    """

    tries: list[Try]
    fate: str
    ends: Pair
    longer: list[Try]


class Searcher(NamedTuple):
    """What a search is done with: where, how much, on which luck, beside whom."""

    trials: Trials
    wanted: FoundPosture
    rivals: Sequence[Posture]
    seed: int
    each: int  # worlds of each candidate in a generation

    def followed(self, start: Pair) -> Course:
        """Search for buyers, then for suppliers; all of a role take up what pays; until nothing does."""
        many, before, tries = start, [start], []
        for number in range(self.wanted.rounds):
            changed = False
            for role in ROLES:
                tries.append(self.one(number, role, many))
                if tries[-1].adopted:
                    many = instead(many, role, tries[-1].posture)
                    changed = True
            if not changed:
                longer = self.sought_for_longer(many)
                fate = YIELDS if any(one.adopted for one in longer) else FOUND if number else STAYS
                return Course(tries, fate, many, longer)
            if any(all(map(alike, many, earlier)) for earlier in before[:-1]):
                return Course(tries, CYCLES, many, [])
            before.append(many)
        return Course(tries, MOVES, many, [])

    def sought_for_longer(self, many: Pair) -> list[Try]:
        """The same, sought by both roles for longer and on other luck, and taken up by nobody."""
        wanted = self.wanted
        longer = self._replace(wanted=replace(wanted, generations=wanted.longer * wanted.generations))
        return [longer.one(wanted.rounds, role, many) for role in ROLES]

    def one(self, number: int, role: str, many: Pair) -> Try:
        """What a firm of this role finds for itself in a round, and what it is worth to it."""
        wanted, mine = self.wanted, many[ROLES.index(role)]
        luck = self.seed + LUCKS * number
        sought = self.sought(role, many, luck)
        pool = [mine, sought, *self.rivals]
        made = self.trials.own(role, many, pool, luck + 1, wanted.chosen_by)
        best = pool[int(np.argmax(mean_of(made)))]
        posture = self.sparing(role, many, best, luck + 1)
        own = self.trials.own(role, many, [mine, posture], luck + 2, wanted.judged_by)
        hoped = self.trials.own(role, many, [mine, posture], luck + 1, wanted.chosen_by)
        gain = mean_interval(own[1] - own[0])
        adopted = bool(posture != mine and gain.low > 0.0 and gain.mean >= wanted.margin)
        rivals = made[2:] - made[0]
        return Try(number, role, many, posture, float(mean_of(hoped[1] - hoped[0])), gain, adopted, rivals)

    def sought(self, role: str, many: Pair, luck: int) -> Posture:
        """Where CMA-ES ends."""
        wanted = self.wanted
        optimizer: Any = evolution()(
            mean=np.array(many[ROLES.index(role)]), sigma=STEP, bounds=np.array([[0.0, 1.0]] * len(AXES)),
            steps=np.array([float(name in SWITCHES) for name in AXES]), seed=luck,
            population_size=wanted.candidates,
        )  # fmt: skip
        for generation in range(wanted.generations):
            asked = [optimizer.ask() for _ in range(wanted.candidates)]
            first = generation * self.each
            tried = [settled(seen) for seen, _ in asked]
            made = mean_of(self.trials.own(role, many, tried, luck, self.each, first))
            optimizer.tell([(raw, -float(own)) for (_, raw), own in zip(asked, made)])
        return settled(optimizer.mean)

    def sparing(self, role: str, many: Pair, best: Posture, luck: int) -> Posture:
        """The best, with changes taken back, the idlest first, as long as it makes about as much."""
        mine, each = many[ROLES.index(role)], self.wanted.chosen_by
        changed = [place for place in range(len(AXES)) if best[place] != mine[place]]
        if not changed:
            return best
        single = [taken_back(best, mine, [place]) for place in changed]
        order = np.argsort(-mean_of(self.trials.own(role, many, single, luck, each)), kind="stable")
        idlest = [changed[place] for place in order]
        nested = [taken_back(best, mine, idlest[:count]) for count in range(len(changed) + 1)]
        made = mean_of(self.trials.own(role, many, nested, luck, each))
        enough = np.flatnonzero(made >= made.max() - self.wanted.margin / 2.0)
        return nested[int(enough[-1])]


def mean_of(made: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means over replicates; a posture in whose every world something failed is worth nothing."""
    known = np.isfinite(made)
    return np.where(known, made, 0.0).sum(axis=-1) / np.maximum(known.sum(axis=-1), 1)


def taken_back(best: Posture, mine: Posture, places: Sequence[int]) -> Posture:
    """A posture with some of its axes as they were."""
    return tuple(mine[place] if place in places else value for place, value in enumerate(best))


def instead(many: Pair, role: str, posture: Posture) -> Pair:
    """What all play once a role has taken up another posture."""
    return (posture, many[1]) if role == ROLES[0] else (many[0], posture)


def evolution() -> Any:
    """The optimiser. Raises ConfigError where its package is not installed."""
    try:
        from cmaes import CMAwM
    except ImportError as error:
        needs = "`study: found_posture` needs cmaes: pip install 'wiifwe[learning]'"
        raise ConfigError(f"{needs} (configs)") from error
    return CMAwM
