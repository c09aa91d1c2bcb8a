"""`python -m benchmarks.games`: the promise game alone, beside Axelrod-Python and EGTtools.

Pairs of memory-one firms, 200 turns, with noise. Each library plays the strategies that it has in its fastest
form; ours plays both sets. Payoffs are compared first: where they differ, no ratio is told.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import peers
from benchmarks.asides import Aside, AsideError
from benchmarks.promise import Game, Payoffs, pairs_of, payoffs
from benchmarks.tables import Row, Say, Table, Target, alone
from benchmarks.timing import Attempt, Timing, side_by_side, timed
from sim.scenario import Scenario
from sim.worlds import promise_table

TURNS = 200
SLIP = 0.05
GAMES = 10_000
AXELROD_GAMES = 20
"""Games of a pair in one attempt."""
ATTEMPTS = 9
UNIT = "ns a turn"
TOO_FAR = 4.5
"""Standard errors between two means that are no accident, however many are compared here."""
ROUNDING = 1e-9
SIDES = {"axelrod": "Axelrod-Python", "egttools": "EGTtools"}
TARGETS = {"axelrod": Target(200.0, "at least", "ratio"), "egttools": Target(10.0, "at least", "ratio")}

Vectors = list[tuple[float, float, float, float, float]]


def game_of(slip: float) -> Game:
    """The default world's promise game."""
    given = Scenario().promises
    table = promise_table(given.temptation, given.harm)
    return Game(
        table["promises_buyer_kept_kept"], table["promises_buyer_kept_broken"],
        table["promises_buyer_broken_kept"], table["promises_buyer_broken_broken"], slip,
    )  # fmt: skip


def generosity(game: Game) -> float:
    """The chance with which generous tit for tat forgives (Nowak & Sigmund 1992), as EGTtools has it."""
    kept, sucker, tempted, broken = game[:4]
    return min(1.0 - (tempted - kept) / (kept - sucker), (kept - broken) / (tempted - broken))


def strategies_of(side: str, game: Game) -> Vectors:
    """Chances to keep: at first, then after both kept, I kept, I broke, both broke."""
    forgiven = generosity(game)
    if side == "axelrod":
        return [
            (1.0, 1.0, 0.0, 1.0, 0.0),  # tit for tat
            (1.0, 1.0, forgiven, 1.0, forgiven),  # generous
            (1.0, 1.0, 0.0, 0.0, 1.0),  # win, stay; lose, shift
            (1.0, 0.9, 0.5, 0.6, 0.3),
        ]
    # EGTtools knows no noise but that of a strategy: imperfect tit for tat slips from the second turn on.
    return [
        (1.0, 1.0 - SLIP, SLIP, 1.0 - SLIP, SLIP),
        (1.0, 1.0, forgiven, 1.0, forgiven),
        (0.5, 0.5, 0.5, 0.5, 0.5),
    ]


class Duel:
    """Our game and theirs, in turns, and what both paid."""

    def __init__(self, side: str, other: Aside) -> None:
        self.other = other
        self.game = game_of(SLIP if side == "axelrod" else 0.0)
        self.vectors = strategies_of(side, self.game)
        self.theirs: list[Any] = []
        self.games = AXELROD_GAMES if side == "axelrod" else GAMES

    def ours(self) -> float:
        """Once through all pairs; how many turns that was."""
        payoffs(self.vectors, self.game, GAMES, TURNS, 1)
        return float(len(pairs_of(len(self.vectors))) * GAMES * TURNS)

    def asked(self) -> Attempt:
        """Once through all pairs by the other library."""
        answer = self.other.asked(str(len(self.theirs) + 1))
        self.theirs.append(answer["means"])
        return Attempt(answer["seconds"], answer["amount"])

    def gap(self) -> tuple[float, float]:
        """The widest gap between a mean payoff of ours and theirs; money, and standard errors."""
        made: Payoffs = payoffs(self.vectors, self.game, GAMES, TURNS, 2)
        apart = np.abs(np.mean(self.theirs, axis=0) - made.mean)
        games = self.games * len(self.theirs)
        # Two generous firms never break: their payoffs have no error but that of a long sum.
        error = made.sd * np.sqrt(1.0 / GAMES + 1.0 / games) + ROUNDING
        return float(apart.max()), float((apart / error).max())


def table(say: Say, attempts: int = ATTEMPTS) -> Table:
    """Ours and theirs, in turns."""
    say("games: Axelrod-Python and EGTtools in an environment of their own …")
    rows: list[Row] = []
    notes: list[str] = []
    try:
        interpreter = peers.python()
    except peers.MissingError as missing:
        rows.append(ours_alone(attempts))
        notes.append(f"Axelrod-Python and EGTtools cannot be had here, so their rows are missing: {missing}")
        return Table("The promise game alone", rows, notes)
    for side in SIDES:
        say(f"games: {SIDES[side]} …")
        try:
            with ExitStack() as stack:
                other = stack.enter_context(Aside(words_for(side, interpreter)))
                found, told = duel_rows(side, Duel(side, other), other.ready["version"], attempts)
            rows += found
            notes.append(told)
        except AsideError as error:
            notes.append(f"{SIDES[side]} does not run here, so its row is missing: {error}")
    return Table("The promise game alone", rows or [ours_alone(attempts)], notes)


def words_for(side: str, interpreter: Path) -> list[str]:
    """The command that plays one library."""
    game = game_of(SLIP)
    told = {**game._asdict(), "turns": TURNS, "games": AXELROD_GAMES, "strategies": strategies_of(side, game)}
    return [str(interpreter), str(Path(peers.__file__).parent / f"play_{side}.py"), json.dumps(told)]


def duel_rows(side: str, duel: Duel, version: str, attempts: int) -> tuple[list[Row], str]:
    """The rows of one library beside ours, and how far payoffs agree."""
    found = side_by_side({"ours": timed(duel.ours), "theirs": duel.asked}, attempts)
    money, errors = duel.gap()
    name = f"{SIDES[side]} {version}"
    ours, theirs = found["ours"], found["theirs"]
    measure = f"compiled rules, as {SIDES[side]}"
    same = errors < TOO_FAR
    means = 2 * len(pairs_of(len(duel.vectors)))
    agree = "agree" if same else "DIFFER, so no ratio is told"
    ratio = theirs.least / ours.least if same else None
    told = (
        f"{name}: {len(duel.vectors)} strategies, every pair. Payoffs {agree}: of {means} means the widest "
        f"gap is {money:.2g} money a turn, {errors:.1f} standard errors."
    )
    return [
        row_of(measure, ours),
        Row(name, theirs.least, UNIT, measure, ratio, theirs.spread, TARGETS[side]),
    ], told


def row_of(measure: str, ours: Timing) -> Row:
    """A row of ours."""
    return Row(measure, ours.least, UNIT, spread=ours.spread)


def ours_alone(attempts: int) -> Row:
    """Our own speed where there is nobody to compare it with."""
    game = game_of(SLIP)
    vectors = strategies_of("axelrod", game)

    def job() -> float:
        payoffs(vectors, game, GAMES, TURNS, 1)
        return float(len(pairs_of(len(vectors))) * GAMES * TURNS)

    return row_of("compiled rules", side_by_side({"ours": timed(job)}, attempts)["ours"])


if __name__ == "__main__":
    raise SystemExit(alone(table, "benchmarks.games"))
