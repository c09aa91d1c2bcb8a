"""L2: set to the prisoner's dilemma, the model scores as iterated_pd_scores.csv does, to the last point.

Formula: none; the table is the sum of payoffs R = 3, S = 0, T = 5, P = 1 over 50 moves (see README.md).
Source: axelrod_1984. False-alarm rate 0: strategies are deterministic, slips and everything else off.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

import sim
from sim.fields import plain
from sim.worlds import ACCOUNTS
from tests.literature.games import game, played
from tests.theory.markets import world_of

OURS = {
    "Cooperator": "always_keep", "Defector": "always_break", "TitForTat": "tit_for_tat",
    "Alternator": "alternator",
}  # fmt: skip
KEPT = ACCOUNTS.index("promises_kept")


class Row(NamedTuple):
    """A pair's 50 moves as they were published."""

    player: str
    opponent: str
    months: int
    scores: tuple[int, int]
    cooperations: tuple[int, int]


def published() -> list[Row]:
    path = Path(__file__).with_name("iterated_pd_scores.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Row(
                row["player"], row["opponent"], int(row["turns"]),
                (int(row["player_score"]), int(row["opponent_score"])),
                (int(row["player_cooperations"]), int(row["opponent_cooperations"])),
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip


@cache
def configured(name: str) -> dict[str, Any]:
    """A strategy as it is shipped in `configs/strategies`."""
    return plain(sim.load("headline").strategies[name])


def pair_of(row: Row, turned: bool) -> tuple[str, str]:
    """The strategies of buyer and supplier; `turned`: the player is the supplier."""
    one, other = OURS[row.player], OURS[row.opponent]
    return (other, one) if turned else (one, other)


def test_the_table_holds_every_ordered_pair() -> None:
    rows = published()
    assert sorted((row.player, row.opponent) for row in rows) == sorted(
        (one, other) for one in OURS for other in OURS
    )
    assert {row.months for row in rows} == {50}


@pytest.mark.parametrize("turned", [False, True], ids=["player_buys", "player_sells"])
@pytest.mark.parametrize("row", published(), ids=lambda row: f"{row.player}-{row.opponent}")
def test_the_kernel_scores_as_published(row: Row, turned: bool) -> None:
    buyer, supplier = pair_of(row, turned)
    outcome = played(configured(buyer), configured(supplier), game(row.months))
    scores = outcome.values[0].tolist()
    kept = outcome.accounts[0, ..., KEPT].sum(axis=(1, 2)).tolist()
    order = -1 if turned else 1
    assert tuple(scores[::order]) == row.scores
    assert tuple(kept[::order]) == row.cooperations


@pytest.mark.parametrize("turned", [False, True], ids=["player_buys", "player_sells"])
@pytest.mark.parametrize("row", published(), ids=lambda row: f"{row.player}-{row.opponent}")
def test_mesa_firms_score_as_published(row: Row, turned: bool) -> None:
    buyer, supplier = pair_of(row, turned)
    known = {name: configured(name) for name in (buyer, supplier)}
    market = sim.Market(world_of(known, buyer, supplier, game(row.months)), seed=1)
    scores, kept = np.zeros(2), np.zeros(2)
    while market.running:
        market.step()
        (dealt,) = market.deals
        scores += (dealt.deal.payoff_buyer, dealt.deal.payoff_supplier)
        kept += (dealt.deal.kept_buyer, dealt.deal.kept_supplier)
    order = -1 if turned else 1
    assert tuple(scores[::order]) == row.scores
    assert tuple(kept[::order]) == row.cooperations
    assert [market.values[0][0], market.values[1][0]] == scores.tolist()
