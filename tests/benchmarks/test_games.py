"""The promise game alone: it pays as the Markov chain does; a peer that pays otherwise has no ratio."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks import games, peers
from benchmarks.games import SLIP, Duel, duel_rows, game_of, generosity, strategies_of
from benchmarks.promise import ROWS, Game, games_played, pairs_of, payoffs
from benchmarks.timing import Attempt
from sim.primitives import PITCH

STATES = ((1, 1), (1, 0), (0, 1), (0, 0))
TURNS = 20


def chain(one: tuple[float, ...], other: tuple[float, ...], game: Game, turns: int) -> NDArray[np.float64]:
    """The exact mean payoffs a turn of two memory-one firms that slip."""

    def both(mine: float, theirs: float) -> NDArray[np.float64]:
        p, q = (chance * (1 - game.slip) + (1 - chance) * game.slip for chance in (mine, theirs))
        return np.array([p * q, p * (1 - q), (1 - p) * q, (1 - p) * (1 - q)])

    steps = np.array(
        [both(one[1 + STATES.index((a, b))], other[1 + STATES.index((b, a))]) for a, b in STATES]
    )
    pays = np.array(
        [[game.kept_kept] * 2, [game.kept_broken, game.broken_kept], [game.broken_kept, game.kept_broken],
         [game.broken_broken] * 2]
    )  # fmt: skip
    at, made = both(one[0], other[0]), np.zeros(2)
    for _ in range(turns):
        made += at @ pays
        at = at @ steps
    return made / turns


@pytest.mark.parametrize("side", ["axelrod", "egttools"])
def test_payoffs_are_those_of_the_chain(side: str) -> None:
    """Of 32 means over 4,000 games none lies 4.5 standard errors off: by chance once in 4,600 times."""
    game = game_of(SLIP if side == "axelrod" else 0.0)
    vectors = strategies_of(side, game)
    made = payoffs(vectors, game, 4_000, TURNS, seed=1)
    for place, (one, other) in enumerate(pairs_of(len(vectors))):
        exact = chain(vectors[one], vectors[other], game, TURNS)
        error = made.sd[place] / np.sqrt(4_000) + 1e-9
        assert (np.abs(made.mean[place] - exact) < 4.5 * error).all()


def test_compiled_games_are_the_interpreted_ones() -> None:
    game = game_of(SLIP)
    vectors = np.array(strategies_of("axelrod", game))
    pairs = np.array([(0, 2), (1, 3)])
    plain, fast = np.zeros((2, 2, 2)), np.zeros((2, 2, 2))
    games_played.interpreted(vectors, pairs, np.zeros(ROWS * PITCH), 3, 5, game, 1, plain)
    games_played(vectors, pairs, np.zeros(ROWS * PITCH), 3, 5, game, 1, fast)
    assert (plain == fast).all()


def test_generosity_is_that_of_the_default_game() -> None:
    game = game_of(0.0)
    assert generosity(game) == pytest.approx(1.0 - game.broken_kept / -game.kept_broken)


class Peer:
    """A library that pays what it is told to pay."""

    def __init__(self, means: NDArray[np.float64]) -> None:
        self.means = means
        self.ready = {"version": "0"}

    def asked(self, word: str) -> dict[str, Any]:
        assert word.isdigit()
        return {"seconds": 1.0, "amount": 1e6, "means": self.means.tolist()}


def test_a_ratio_is_told_only_where_payoffs_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(games, "GAMES", 2_000)
    monkeypatch.setattr(games, "timed", lambda job: lambda: Attempt(1.0, job()))
    game = game_of(0.0)
    vectors = strategies_of("egttools", game)
    exact = np.array([chain(vectors[one], vectors[other], game, games.TURNS) for one, other in pairs_of(3)])
    for shift, agrees in ((0.0, True), (0.01, False)):
        peer: Any = Peer(exact + shift)
        rows, note = duel_rows("egttools", Duel("egttools", peer), "0", 1)
        assert (rows[1].ratio is not None) is agrees
        assert ("DIFFER" in note) is not agrees


def test_without_the_libraries_their_rows_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Path:
        raise peers.MissingError("ERROR: no network")

    monkeypatch.setattr(peers, "python", missing)
    monkeypatch.setattr(games, "GAMES", 100)
    table = games.table(lambda words: None, 1)
    assert [row.measure for row in table.rows] == ["compiled rules"]
    assert "no network" in table.notes[0]


def test_an_environment_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(peers, "PINNED", ("axelrod==0.0.0.0",))

    def done(command: list[str]) -> None:
        if "pip" in command:
            raise peers.MissingError("ERROR: no such version")
        Path(command[-1]).mkdir(parents=True)

    monkeypatch.setattr(peers, "done", done)
    with pytest.raises(peers.MissingError, match="no such version"):
        peers.python()
    assert not peers.home().exists()
