"""The tournament: published scores, the rules of ranking, words that turn, what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from experiments.run import main
from experiments.words import spoken
from sim.measures.tournament import Games, games_of, matches_table, paired_off, standings_table
from tests.studies.made import asked_for

PUBLISHED = Path(__file__).parents[1] / "literature" / "iterated_pd_scores.csv"
OURS = {"Cooperator": "always_keep", "Defector": "always_break", "TitForTat": "tit_for_tat",
        "Alternator": "alternator"}  # fmt: skip
TOURNAMENT = "experiment=tournament"
PAIR = "tournament.strategies=[tit_for_tat,always_break]"


def made_up(scores: Sequence[Sequence[float]], spread: float = 0.0, games: int = 5) -> Games:
    """A tournament by hand: `scores[i][j]` of i against j in both roles, ±`spread` about it by game.

    Everyone held 10 promises against each opponent; strategy i kept i of them.
    """
    means = np.array(scores, dtype=float)
    luck = spread * np.linspace(-1.0, 1.0, games)
    payoffs = means[:, :, None] + luck * (1.0 + np.arange(len(means)))[:, None, None]
    kept = np.repeat(np.arange(len(means), dtype=float)[:, None], len(means), axis=1)
    names = tuple("abcdefgh"[: len(means)])
    return Games(names, payoffs, payoffs.copy(), np.full(means.shape, 10.0), kept)


def games_played(names: Sequence[str], months: int) -> Games:
    scenario = sim.load("tournament", [f"market.months={months}"])
    return games_of(sim.run_ensemble(paired_off(scenario, names), replicates=2, seed=1, threads=1), names)


def test_scores_and_standings_are_the_published_ones() -> None:
    """Every score and every count of kept promises, in both roles; no draw decides, false alarms 0."""
    published = pd.read_csv(PUBLISHED).replace({"player": OURS, "opponent": OURS})
    months = int(published["turns"].iloc[0])
    games = games_played(list(OURS.values()), months)
    found = matches_table(games).merge(
        published, left_on=["strategy", "opponent"], right_on=["player", "opponent"]
    )
    assert len(found) == len(OURS) ** 2
    for role in ("score", "as_buyer", "as_supplier"):
        assert np.allclose(found[role] * months, found["player_score"])
    assert np.allclose(found["opponent_score_x"] * months, found["opponent_score_y"])
    assert np.allclose(found["cooperation"] * months, found["player_cooperations"])
    own = standings_table(games).set_index("strategy")
    grouped = published.groupby("player")
    assert np.allclose(own["mean"] * months, grouped["player_score"].mean()[own.index])
    assert np.allclose(own["sd"] * months, grouped["player_score"].std(ddof=0)[own.index])
    assert own["mean"].is_monotonic_decreasing


def test_contract_forms_are_the_same_game() -> None:
    """WIIFWE pairs sign relational contracts with all steps, WIIFME pairs rigid ones: both cost nothing."""
    assert (games_played(["wiifme", "wiifwe"], 10).scores() == 3.0).all()


def test_ranking_wins_and_spread_by_hand() -> None:
    table = standings_table(made_up([[3, 0, 2], [5, 1, 1], [2, 1, 3]])).set_index("strategy")
    assert list(table.index) == ["b", "c", "a"]
    assert table["rank"].tolist() == [1, 2, 3]
    assert table["mean"].tolist() == pytest.approx([7 / 3, 2, 5 / 3])
    assert table.loc["b", "sd"] == pytest.approx(np.std([5, 1, 1]))
    assert table[["wins", "ties", "losses"]].to_numpy().tolist() == [[1, 1, 0], [0, 2, 0], [0, 1, 1]]
    assert table["behind"].tolist() == pytest.approx([0, 1 / 3, 2 / 3])
    equal = standings_table(made_up([[1, 3, 2], [2, 2, 2], [0, 0, 0.3]]))
    assert equal["rank"].tolist() == [1, 1, 3]


def test_a_win_needs_an_interval_above_0_and_failed_games_are_left_out() -> None:
    """a leads b by .1; the spread of the paired differences decides whether that can be told."""
    clear, doubtful = (matches_table(made_up([[2, 2.1], [2, 2]], spread)) for spread in (0.01, 1.0))
    assert clear["outcome"].tolist() == ["itself", "win", "loss", "itself"]
    assert doubtful["outcome"].tolist() == ["itself", "tie", "tie", "itself"]
    # Differences .1 + (−1, −½, 0, ½, 1): se = √(.625/5), Student's t of 4 degrees 2.776445.
    margin = doubtful.iloc[1]
    assert margin["margin_high"] - margin["margin"] == pytest.approx(2.776445 * 0.125**0.5, rel=1e-6)
    games = made_up([[3, 0], [5, 1]])
    games.as_buyer[0, 1, 2] = np.nan
    assert matches_table(games)["n"].tolist() == [5, 4, 5, 5]


@pytest.mark.parametrize(
    ("scores", "spread", "answer", "told"),
    [
        ([[3, 1], [0, 2]], 0.001, "A does best", "2.00 a month, 1.00 more than the next, b"),
        ([[2, 0], [1, 3]], 0.001, "B does best", "kept by b (10 %), fewest by a (0 %)"),
        ([[2.0, 2.1], [2.0, 2.0]], 1.0, "No strategy is better", "Nobody beats an opponent"),
        ([[1, 3, 2], [2, 2, 2], [0, 0, 0.3]], 0.0, "share the first rank: a and b", ""),
    ],
)
def test_words_turn_with_the_data(
    scores: Sequence[Sequence[float]], spread: float, answer: str, told: str
) -> None:
    games = made_up(scores, spread)
    tables = {"tournament": standings_table(games), "matches": matches_table(games)}
    words = spoken(asked_for([TOURNAMENT]), tables, ["standings", "scores"])
    assert answer in words["answer"]
    assert told in " ".join(words["findings"])
    assert all(words["titles"].values())


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ("tournament.strategies=[tit_for_tat,grimm]", "did you mean `grim`?"),
        ("tournament.strategies=[grim,wiifwe_without_equty]", "did you mean `wiifwe_without_equity`?"),
        ("tournament.strategies=[grim,random,grim]", "names `grim` more than once"),
        ("tournament.strategies=[grim]", "2 strategies at least"),
        ("population=mixed", "`population` has no effect here"),
        ("market.suppliers=2", "one supplier"),
        ("replicates=1", "2 games"),
        ("strategies.grim.menu=[flexible]", "no contract form in common"),
    ],
)
def test_what_is_wrong_costs_one_line(wish: str, told: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main([TOURNAMENT, wish]) == 2
    out, err = capfd.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert told in err


def test_a_strategy_of_ones_own_plays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It breaks its first promise and then answers in kind: with tit for tat they take turns, 5 and 0."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine" / "strategies").mkdir(parents=True)
    own = tmp_path / "mine" / "strategies" / "suspicious.yaml"
    own.write_text("conduct: reactive\nopening: 0.0\nafter_broken_kept: 1.0\n", encoding="utf-8")
    field = "tournament.strategies=[tit_for_tat,suspicious]"
    assert main(["--config-dir", "mine", TOURNAMENT, field, "market.months=4", "replicates=2"]) == 0
    (folder,) = (tmp_path / "results" / "tournament").iterdir()
    matches = pd.read_parquet(folder / "matches.parquet").sort_values(["strategy", "opponent"])
    assert matches["score"].tolist() == [1.0, 2.5, 2.5, 3.0]
    assert {path.stem for path in (folder / "figures").glob("*.png")} == {"standings", "scores"}


def test_slips_are_of_the_game() -> None:
    """With two-sided slips of ½ all toss coins: 2¼ a month, within 5 standard errors (1 in 10⁶)."""
    scenario = sim.load("tournament", ["promises.slip=.5", "promises.flip=true", "market.months=100"])
    names = ["tit_for_tat", "always_break"]
    result = sim.run_ensemble(paired_off(scenario, names), replicates=50, seed=1, threads=1)
    matches = matches_table(games_of(result, names))
    assert ((matches["score"] - 2.25).abs() < 5.0 * matches["se"]).all()
