"""The tournament: published scores, the rules of ranking, what is refused, the heat map, stored results."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from experiments.run import main
from experiments.tournament import (
    Games,
    finding,
    games_of,
    matches_table,
    paired_off,
    standings_table,
)
from sim.measures.wording import spelled
from sim.plots.sheets import SHEETS, house
from sim.plots.tournament import draw_all, tournament_figure, tournament_title
from sim.scenario import Scenario

PUBLISHED = Path(__file__).parent / "literature" / "iterated_pd_scores.csv"
OURS = {
    "Cooperator": "always_keep", "Defector": "always_break", "TitForTat": "tit_for_tat",
    "Alternator": "alternator",
}  # fmt: skip
TOURNAMENT = "experiment=tournament"
QUICK = [TOURNAMENT, "market.months=5", "replicates=2", "engine.workers=1"]
PAIR = "tournament.strategies=[tit_for_tat,always_break]"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return sim.load("tournament")


def games_played(scenario: Scenario, names: Sequence[str], months: int, replicates: int = 2) -> Games:
    short = replace(scenario, market=replace(scenario.market, months=months))
    result = sim.run_ensemble(paired_off(short, names), replicates=replicates, seed=1, threads=1)
    return games_of(result, names)


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


def test_scores_of_deterministic_strategies_are_the_published_ones(scenario: Scenario) -> None:
    """Every score and every count of kept promises, in both roles; no draw decides, false alarms 0."""
    published = pd.read_csv(PUBLISHED)
    (months,) = {int(turns) for turns in published["turns"]}
    matches = matches_table(games_played(scenario, list(OURS.values()), months))
    found = {(row["strategy"], row["opponent"]): row for row in matches.to_dict("records")}
    assert len(found) == len(published) == len(OURS) ** 2
    for row in published.to_dict("records"):
        ours = found[OURS[row["player"]], OURS[row["opponent"]]]
        for role in ("score", "as_buyer", "as_supplier"):
            assert ours[role] * months == pytest.approx(row["player_score"], abs=1e-9)
        assert ours["opponent_score"] * months == pytest.approx(row["opponent_score"], abs=1e-9)
        assert ours["cooperation"] * months == pytest.approx(row["player_cooperations"], abs=1e-9)
        assert (ours["se"], ours["n"]) == (0.0, 2)


def test_standings_are_the_published_ones(scenario: Scenario) -> None:
    published = pd.read_csv(PUBLISHED)
    (months,) = {int(turns) for turns in published["turns"]}
    standings = standings_table(games_played(scenario, list(OURS.values()), months))
    own = {row["strategy"]: row for row in standings.to_dict("records")}
    for name, rows in published.groupby("player"):
        row = own[OURS[str(name)]]
        beaten = (rows["player_score"] > rows["opponent_score"]).sum()
        assert row["mean"] * months == pytest.approx(rows["player_score"].mean())
        assert row["sd"] * months == pytest.approx(rows["player_score"].std(ddof=0))
        assert row["cooperation"] * months == pytest.approx(rows["player_cooperations"].mean())
        assert row["wins"] == beaten
    means = published.groupby("player")["player_score"].mean().sort_values(ascending=False)
    assert list(standings["strategy"]) == [OURS[str(name)] for name in means.index]


def test_calculating_firms_keep_while_it_pays(scenario: Scenario) -> None:
    """Patience ½ is the least that keeps 3 against 5 with 1 for ever after (axelrod_1984): (5−3)/(5−1)."""
    names = ["patient", "impatient"]
    known = dict(scenario.strategies)
    for name, patience in zip(names, (0.51, 0.49)):
        known[name] = replace(known["wiifme"], patience=patience)
    games = games_played(replace(scenario, strategies=known), names, months=10)
    assert games.scores()[0, 0].tolist() == [3.0, 3.0]
    assert games.scores()[1, 1].tolist() == [1.0, 1.0]
    assert games.kept[1, 1] == 0.0


def test_contract_forms_are_the_same_game(scenario: Scenario) -> None:
    """WIIFWE pairs sign relational contracts with all steps, WIIFME pairs rigid ones: both cost nothing."""
    games = games_played(scenario, ["wiifme", "wiifwe"], months=10)
    assert (games.scores() == 3.0).all()


def test_ranking_wins_and_spread_by_hand() -> None:
    games = made_up([[3, 0, 2], [5, 1, 1], [2, 1, 3]])
    table = standings_table(games).set_index("strategy")
    assert list(table.index) == ["b", "c", "a"]
    assert table["rank"].tolist() == [1, 2, 3]
    assert table["mean"].tolist() == pytest.approx([7 / 3, 2, 5 / 3])
    assert table.loc["b", "sd"] == pytest.approx(np.std([5, 1, 1]))
    assert table[["wins", "ties", "losses"]].to_numpy().tolist() == [[1, 1, 0], [0, 2, 0], [0, 1, 1]]
    assert table["behind"].tolist() == pytest.approx([0, 1 / 3, 2 / 3])
    assert table["cooperation"].tolist() == [0.1, 0.2, 0.0]
    assert table["n"].tolist() == [5, 5, 5]


def test_equal_means_share_a_rank_and_the_next_is_skipped() -> None:
    table = standings_table(made_up([[1, 3, 2], [2, 2, 2], [0, 0, 0.3]]))
    assert table["strategy"].tolist() == ["a", "b", "c"]
    assert table["rank"].tolist() == [1, 1, 3]
    assert "A and b share the first rank" in finding(table)


def test_a_win_needs_an_interval_above_0() -> None:
    """a leads b by .1; the spread of the paired differences decides whether that can be told."""
    clear, doubtful = (made_up([[2, 2.1], [2, 2]], spread) for spread in (0.01, 1.0))
    assert matches_table(clear)["outcome"].tolist() == ["itself", "win", "loss", "itself"]
    assert matches_table(doubtful)["outcome"].tolist() == ["itself", "tie", "tie", "itself"]
    margin = matches_table(doubtful).iloc[1]
    # Differences .1 + (−1, −½, 0, ½, 1): se = √(.625/5), Student's t of 4 degrees 2.776445.
    assert margin["margin"] == pytest.approx(0.1)
    assert margin["margin_high"] - margin["margin"] == pytest.approx(2.776445 * 0.125**0.5, rel=1e-6)


def test_failed_games_are_left_out() -> None:
    games = made_up([[3, 0], [5, 1]])
    games.as_buyer[0, 1, 2] = np.nan
    matches, standings = matches_table(games), standings_table(games)
    assert matches["n"].tolist() == [5, 4, 5, 5]
    assert standings.set_index("strategy").loc["a", "n"] == 4
    assert standings["mean"].tolist() == [3.0, 1.5]


def test_the_finding_turns_with_the_data() -> None:
    one, other = made_up([[3, 1], [0, 2]], 0.001), made_up([[2, 0], [1, 3]], 0.001)
    assert finding(standings_table(one)).startswith("A ranks first with 2.000 a month")
    assert "A is ahead of b by 1.000" in finding(standings_table(one))
    assert finding(standings_table(other)).startswith("B ranks first with 2.000 a month")
    assert "Most promises are kept by b (10 %), fewest by a (0 %)." in finding(standings_table(one))
    doubt = finding(standings_table(made_up([[2.0, 2.1], [2.0, 2.0]], 1.0)))
    assert "no difference can be told among a and b" in doubt
    assert "beaten" not in doubt


def test_names_are_shown_as_words() -> None:
    assert spelled("wiifwe_without_equity") == "WIIFWE without equity"


def test_the_heat_map_has_a_cell_for_each_match() -> None:
    games = made_up([[3, 0, 2], [5, 1, 1], [2, 1, 3]])
    standings, matches = standings_table(games), matches_table(games)
    with house():
        figure = tournament_figure(standings, matches, "5 replicates · seed 1 · 3f9a", SHEETS["page"])
        figure.draw_without_rendering()
    whole, beside, bar = figure.axes
    assert np.asarray(whole.collections[0].get_array()).tolist() == [[1, 1, 5], [1, 3, 2], [0, 2, 3]]
    assert np.asarray(beside.collections[0].get_array()).ravel().tolist() == pytest.approx([7 / 3, 2, 5 / 3])
    assert [text.get_text() for text in whole.texts[:3]] == ["1.00", "1.00", "5.00"]
    assert [str(text.get_fontweight()) for text in whole.texts[:3]] == ["normal", "normal", "bold"]
    assert [tick.get_text() for tick in whole.get_yticklabels()] == ["b  1", "c  2", "a  3"]
    assert [tick.get_text() for tick in whole.get_xticklabels()] == ["b", "c", "a"]
    assert whole.get_xlabel() == "against"
    assert "money a month" in bar.get_ylabel()
    assert whole.collections[0].get_clim() == beside.collections[0].get_clim() == (0.0, 5.0)
    assert "5 replicates · seed 1 · 3f9a" in " ".join(figure._supxlabel.get_text().split())  # type: ignore[attr-defined]


def test_many_strategies_have_no_numbers_and_upright_names() -> None:
    count = 17
    games = made_up(np.eye(count).tolist())
    games = replace(games, names=tuple(f"strategy_{number}" for number in range(count)))
    with house():
        figure = tournament_figure(standings_table(games), matches_table(games), "n", SHEETS["page"])
    assert not figure.axes[0].texts
    assert {tick.get_rotation() for tick in figure.axes[0].get_xticklabels()} == {90.0}


TITLES: list[tuple[list[list[float]], str, str]] = [
    ([[3, 3], [0, 2]], "A does best, 3.00 a month", "a month, and beats most opponents (1 of 1)"),
    ([[2, 0], [3, 3]], "B does best, 3.00 a month", "a month, and beats most opponents (1 of 1)"),
    ([[3, 0, 3], [1, 0, 1], [3, 0, 1]], "A does best, 2.00", "b, of rank 3, beats most opponents (2 of 2)"),
    ([[3, 1, 5], [4, 0.5, 0.5], [3, 0.5, 5]], "A does best, 3.00", "; a and b beat most opponents (1 of 2)"),
    ([[3, 2], [2, 1]], "A does best, 2.50 a month", "nobody beats an opponent in their own games"),
    ([[2, 2], [2, 2]], "No difference can be told", "among all 2 strategies"),
]  # fmt: skip


@pytest.mark.parametrize(("scores", "start", "end"), TITLES)
def test_the_title_turns_with_the_data(scores: list[list[float]], start: str, end: str) -> None:
    title = tournament_title(standings_table(made_up(scores)))
    assert title.startswith(start)
    assert title.endswith(end)


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    games = made_up([[3, 0], [5, 1]])
    tables = standings_table(games), matches_table(games)
    one, other = (draw_all(*tables, tmp_path / name, "n") for name in ("one", "other"))
    assert [path.name for path in one] == ["tournament.png", "tournament.svg"]
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]


WRONG: list[tuple[list[str], list[str]]] = [
    (["tournament.strategies=[tit_for_tat,grimm]"], ["`grimm`", "did you mean `grim`?"]),
    (
        ["tournament.strategies=[grim,wiifwe_without_equty]"],
        ["did you mean `wiifwe_without_equity`?"],
    ),
    (["tournament.strategies=[grim,random,grim]"], ["names `grim` more than once"]),
    (["tournament.strategies=[grim]"], ["2 strategies at least", "grim"]),
    (["tournament.strategies=[]"], ["`tournament.strategies` is empty"]),
    (["tournament.strategies=grim"], ["`tournament.strategies` is 'grim'"]),
    (["tournament=null"], ["2 strategies at least", "none"]),
    (["tournament.strategys=[grim]"], ["did you mean `tournament.strategies`?"]),
    (["population=mixed"], ["`population` has no effect here"]),
    (["market.suppliers=2"], ["`market.suppliers` is 2", "one supplier"]),
    (["replicates=1"], ["`replicates` is 1", "2 games"]),
    (["strategies.grim.menu=[flexible]"], ["`grim`", "no contract form in common"]),
]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("argv", "told"), WRONG, ids=[" ".join(argv) for argv, _ in WRONG])
def test_what_is_wrong_costs_one_line(
    argv: list[str], told: list[str], capfd: pytest.CaptureFixture[str], elsewhere: Path
) -> None:
    assert main([TOURNAMENT, *argv]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    for part in told:
        assert part in err
    assert not list(elsewhere.iterdir())


def test_arms_are_refused(elsewhere: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (elsewhere / "mine" / "experiment").mkdir(parents=True)
    text = "# @package _global_\ndefaults: [tournament]\nname: own\narms: {one: {population: wiifme}}\n"
    (elsewhere / "mine" / "experiment" / "own.yaml").write_text(text, encoding="utf-8")
    assert main(["--config-dir", "mine", "experiment=own"]) == 2
    err = capfd.readouterr().err
    assert "`arms` has no effect here" in err
    assert err.count("\n") == 1


def test_a_study_without_a_field_is_refused(capfd: pytest.CaptureFixture[str]) -> None:
    assert main([TOURNAMENT, "~tournament"]) == 2
    assert "must name 2 strategies at least" in capfd.readouterr().err


def test_results_are_stored_and_shown_again(elsewhere: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main([*QUICK, PAIR, "csv=true"]) == 0
    first = capfd.readouterr().out
    assert main([*QUICK, PAIR]) == 0
    again = capfd.readouterr().out
    assert "Tit for tat ranks first with 1.900 a month" in first
    assert first.splitlines()[:-1] == again.splitlines()[:-1]
    assert again.splitlines()[-1].endswith("(stored; `again=true` plays it again)")
    (folder,) = (elsewhere / "results" / "tournament").iterdir()
    assert {path.name for path in folder.iterdir()} == {
        "config.yaml", "manifest.json", "figures", "matches.csv", "matches.parquet", "tournament.csv",
        "tournament.parquet", "report.html",
    }  # fmt: skip
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    standings = pd.read_parquet(folder / "tournament.parquet")
    assert told["finding"] == finding(standings)
    assert standings["mean"].tolist() == pytest.approx([(3 + 4 / 5) / 2, (9 / 5 + 1) / 2])


def test_a_strategy_of_ones_own_plays(elsewhere: Path) -> None:
    """It breaks its first promise and then answers in kind: with tit for tat they take turns, 5 and 0."""
    (elsewhere / "mine" / "strategies").mkdir(parents=True)
    (elsewhere / "mine" / "strategies" / "suspicious.yaml").write_text(
        "conduct: reactive\nopening: 0.0\nafter_broken_kept: 1.0\n", encoding="utf-8"
    )
    field = "tournament.strategies=[tit_for_tat,suspicious]"
    assert main(["--config-dir", "mine", TOURNAMENT, field, "market.months=4", "replicates=2"]) == 0
    (folder,) = (elsewhere / "results" / "tournament").iterdir()
    matches = pd.read_parquet(folder / "matches.parquet")
    assert matches["score"].tolist() == [3.0, 2.5, 2.5, 1.0]
    assert matches["cooperation"].tolist() == [1.0, 0.5, 0.5, 0.0]


def test_slips_are_of_the_game(elsewhere: Path) -> None:
    """With two-sided slips of ½ everybody tosses coins: 2¼ a month, within 5 standard errors (1 in 10⁶)."""
    noise = ["promises.slip=.5", "promises.flip=true", "market.months=100", "replicates=50"]
    assert main([TOURNAMENT, PAIR, *noise]) == 0
    (folder,) = (elsewhere / "results" / "tournament").iterdir()
    matches = pd.read_parquet(folder / "matches.parquet")
    assert ((matches["score"] - 2.25).abs() < 5.0 * matches["se"]).all()
