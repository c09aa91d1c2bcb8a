"""The model as an iterated prisoner's dilemma: a month is a move, and nothing pays but the two promises.

Value, cost and price are all 1, so that trade itself leaves nothing; the promise table is R = 3, S = 0,
T = 5, P = 1 for both roles. Everything else is shut by parameters. Source: axelrod_1984.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.run import Block
from sim.worlds import ACCOUNTS
from tests.theory.markets import OFF, block, off

REWARD, SUCKER, TEMPTATION, PUNISHMENT = 3.0, 0.0, 5.0, 1.0
BUYERS_PAYOFFS = (REWARD, SUCKER, TEMPTATION, PUNISHMENT)
"""After kept-kept, kept-broken, broken-kept, broken-broken; the first is the buyer's own conduct."""
SUPPLIERS_PAYOFFS = (REWARD, TEMPTATION, SUCKER, PUNISHMENT)
OUTCOMES = ("kept_kept", "kept_broken", "broken_kept", "broken_broken")


def table() -> dict[str, Any]:
    """The promise table of both roles, each seen from its own side."""
    rows = {
        f"{role}_{outcome}": payoff
        for role in ("buyer", "supplier")
        for outcome, payoff in zip(OUTCOMES, BUYERS_PAYOFFS)
    }
    return dict(table=True, law_recovery=0.0, **rows)


def game(
    months: int,
    *,
    dyads: int = 1,
    islands: Path | None = None,
    slip: float = 0.0,
    flip: bool = False,
    detection: float = 1.0,
) -> dict[str, dict[str, Any]]:
    """The groups of a world of so many pairs; `islands` is a graph in which each buyer knows one supplier."""
    network = {} if islands is None else dict(kind="file", file=str(islands))
    return off(
        market=dict(buyers=dyads, suppliers=dyads, months=months, separation=0.0),
        network=network,
        surplus=dict(OFF["surplus"], value=1.0, cost=1.0),
        contract=dict(signing=0.0, term=months),
        bargaining=dict(price_fixed=True, price=1.0, outside_weight=0.0),
        promises=dict(slip=slip, flip=flip, detection=detection, **table()),
    )


def islands_file(folder: Path, dyads: int) -> Path:
    """An edge list in which each of so many buyers knows one supplier, and no two the same."""
    path = folder / f"islands_{dyads}.txt"
    path.write_text("".join(f"b{number} s{number}\n" for number in range(dyads)), encoding="utf-8")
    return path


def reactive(opening: float, *chances: float) -> dict[str, Any]:
    """A memory-one strategy: its chances to keep after each of `OUTCOMES`, own conduct first."""
    told = {f"after_{outcome}": chance for outcome, chance in zip(OUTCOMES, chances, strict=True)}
    return dict(conduct="reactive", opening=opening, **told)


def played(one: dict[str, Any], other: dict[str, Any], world: dict[str, Any], **options: Any) -> Block:
    """Buyers of one strategy and suppliers of another: everybody trades with a partner in every month."""
    outcome = block(one, world, partner=other, **options)
    held = held_promises(outcome)
    assert (held == world["market"]["buyers"]).all(), "somebody has no partner"
    return outcome


def held_promises(outcome: Block) -> NDArray[np.float64]:
    """Promises held by buyers, by replicate and month: one for each pair that trades."""
    return outcome.accounts[:, 0, ..., ACCOUNTS.index("promises_held")].sum(axis=1)
