"""A round robin of the promise game: who makes what of whom, who beats whom, who stands where.

One ordered pair of strategies, the buyer's and the supplier's, is one arm: worlds of one buyer and one
supplier, a game each. A score is a payoff in money a month; i's against j is the mean of what i makes as
buyer of supplier j and as supplier of buyer j, the two on the same luck.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.measures.arms import Outcome
from sim.measures.inference import EXACT, Interval, mean_interval
from sim.measures.wording import spelled
from sim.scenario import Arm, Population, Scenario

OUTCOMES = {1: "win", 0: "tie", -1: "loss"}


def paired_off(scenario: Scenario, names: Sequence[str]) -> Scenario:
    """The scenario with an arm for every ordered pair of names: the first buys from the second."""
    arms = tuple(
        Arm(
            arm_name(i, j), Population({one: 1.0}, {other: 1.0}),
            label=f"{spelled(one)} buys from {spelled(other)}",
        )
        for (i, one), (j, other) in product(enumerate(names), repeat=2)
    )  # fmt: skip
    return replace(scenario, arms=arms)


def arm_name(buyer: int, supplier: int) -> str:
    """What the arm of a pair is called, by their places among the names."""
    return f"pair_{buyer}_{supplier}"


@dataclass(frozen=True)
class Games:
    """What every strategy made of every other. Axes: strategy, opponent, and for payoffs the game."""

    names: tuple[str, ...]
    as_buyer: NDArray[np.float64]  # money a month; nan in a game that failed
    as_supplier: NDArray[np.float64]
    held: NDArray[np.float64]  # promises, over all games and both roles
    kept: NDArray[np.float64]

    def scores(self) -> NDArray[np.float64]:
        """The mean of both roles, money a month."""
        return 0.5 * (self.as_buyer + self.as_supplier)


def games_of(result: Outcome, names: Sequence[str]) -> Games:
    """The payoffs and promises of an ensemble that played `paired_off` of these names.

    Raises:
        KeyError: a pair was not played.
    """
    order = [arm_name(i, j) for i, j in product(range(len(names)), repeat=2)]
    square = (len(names), len(names))

    def by_pair(table: Any) -> NDArray[np.float64]:
        """The rows of a table by arm as [buyer, supplier, …]."""
        numbers = table.loc[order].to_numpy(dtype=float)
        return numbers.reshape(*square, *numbers.shape[1:])

    table = result.replicates.set_index(["arm", "replicate"])
    payoffs = table[["buyer_slot", "supplier_slot"]].where(table["status"] == "ok").unstack("replicate")
    counted = (
        result.accounts.groupby(["arm", "role"])[["promises_held", "promises_kept"]].sum().unstack("role")
    )
    held, kept = (
        by_pair(counted[(name, "buyer")]) + by_pair(counted[(name, "supplier")]).T
        for name in ("promises_held", "promises_kept")
    )
    as_supplier = by_pair(payoffs["supplier_slot"]).swapaxes(0, 1)
    return Games(tuple(names), by_pair(payoffs["buyer_slot"]), as_supplier, held, kept)


def head_to_head(scores: NDArray[np.float64], one: int, other: int) -> Interval:
    """By how much one strategy's score exceeds its opponent's in their own games; paired by game."""
    return mean_interval(scores[one, other] - scores[other, one])


def share(kept: float, held: float) -> float:
    """Promises kept of those held; nan where none was held."""
    return float(kept / held) if held > 0 else float("nan")


def matches_table(games: Games) -> pd.DataFrame:
    """A row for each strategy and opponent, in the order given.

    Columns: strategy, opponent; score (money a month, mean over games of both roles) with se over games;
    as_buyer, as_supplier; opponent_score; margin = score − opponent_score with _low and _high (95 %,
    paired by game); outcome, `win` or `loss` where that interval leaves out 0, else `tie` (`itself`
    against itself); cooperation, the share of its promises that the strategy kept; n games that ended well.
    """
    scores = games.scores()
    rows: list[dict[str, Any]] = []
    for (i, one), (j, other) in product(enumerate(games.names), repeat=2):
        own, margin = mean_interval(scores[i, j]), head_to_head(scores, i, j)
        rows.append(
            {
                "strategy": one, "opponent": other, "score": own.mean, "se": own.se,
                "as_buyer": mean_interval(games.as_buyer[i, j]).mean,
                "as_supplier": mean_interval(games.as_supplier[i, j]).mean,
                "opponent_score": mean_interval(scores[j, i]).mean,
                "margin": margin.mean, "margin_low": margin.low, "margin_high": margin.high,
                "outcome": "itself" if i == j else OUTCOMES[margin.sign],
                "cooperation": share(games.kept[i, j], games.held[i, j]), "n": own.n,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def standings_table(games: Games) -> pd.DataFrame:
    """A row for each strategy, best first.

    Columns: rank (equal means share one); strategy, label; mean score over all opponents, itself
    included (money a month), with se over games and 95 % interval low, high; sd over opponents of the
    score against each (they are all there are, so divided by their number); wins, ties, losses head to
    head, as in `matches_table`; cooperation, the share of all its promises kept; behind, how far the mean
    is behind the first's, with _low and _high (95 %, paired by game); n games that ended well.
    """
    scores = games.scores()
    overall = scores.mean(axis=1)  # a game that failed for one opponent is left out for all
    means = [mean_interval(one) for one in overall]
    order = sorted(range(len(means)), key=lambda place: (-np.round(means[place].mean, 9), place))
    rows: list[dict[str, Any]] = []
    for place, i in enumerate(order):
        tied = place > 0 and means[order[place - 1]].mean - means[i].mean <= EXACT
        signs = [head_to_head(scores, i, j).sign for j in range(len(order)) if j != i]
        behind = mean_interval(overall[order[0]] - overall[i])
        rows.append(
            {
                "rank": rows[-1]["rank"] if tied else place + 1,
                "strategy": games.names[i], "label": spelled(games.names[i]),
                "mean": means[i].mean, "se": means[i].se, "low": means[i].low, "high": means[i].high,
                "sd": float(np.nanmean(scores[i], axis=1).std()),
                "wins": signs.count(1), "ties": signs.count(0), "losses": signs.count(-1),
                "cooperation": share(games.kept[i].sum(), games.held[i].sum()),
                "behind": behind.mean, "behind_low": behind.low, "behind_high": behind.high,
                "n": means[i].n,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)
