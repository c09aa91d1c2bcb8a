"""Replications: claims with their status, verdicts that turn with the data, tables, figures, the command."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.replications import command
from experiments.replications.besedes_prusa_2006 import tables as spells
from experiments.replications.besedes_prusa_2006 import worlds
from experiments.replications.claims import BORDER, OUTSIDE, WITHIN, Claim, claims_in, compared, fact_lines
from experiments.replications.command import Home, Replication, main
from experiments.replications.fehr_hart_zehnder_2011 import laboratory, matching
from experiments.replications.fehr_hart_zehnder_2011 import tables as contracts
from sim.ensemble import run_ensemble
from sim.loading import load
from sim.measures.inference import Interval
from sim.plots import replications as drawn
from sim.plots.sheets import SHEETS, house
from sim.spelling import ConfigError
from tests.theory.chance import assert_share

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "experiments" / "replications"
NAMES = ("fehr_hart_zehnder_2011", "besedes_prusa_2006")
CLAIM = Claim("key", "words", 0.25, 0.20, 0.30, "share", "ours", "read", "fehr_hart_zehnder_2011", "here")
HOME = Home()

Tables = dict[str, pd.DataFrame]


def of(name: str) -> Replication:
    return import_module(f"experiments.replications.{name}.__main__").REPLICATION


def interval(low: float, high: float) -> Interval:
    return Interval((low + high) / 2.0, 0.01, low, high, 9)


@pytest.fixture(scope="module")
def quality(seed: int) -> Tables:
    return dict(contracts.tables_played(3, seed)[1])


@pytest.fixture(scope="module")
def lasting(seed: int) -> Tables:
    return dict(spells.tables_played(2, seed)[1])


# Claims.


@pytest.mark.parametrize("name", NAMES)
def test_claims_say_how_far_they_were_checked(name: str) -> None:
    keys = set(re.findall(r"^@\w+\{(\w+),", (ROOT / "references.bib").read_text("utf-8"), re.MULTILINE))
    claims = claims_in(FOLDER / name)
    assert claims
    for claim in claims.values():
        assert claim.status.startswith(("read", "recalled"))
        assert claim.source in keys
        assert claim.where
        assert claim.bounds
        assert claim.number is None or claim.least <= claim.number <= claim.most


def test_claims_hold_the_published_numbers() -> None:
    quality, lasting = (claims_in(FOLDER / name) for name in NAMES)
    assert (quality["low_quality_rigid"].number, quality["low_quality_flexible"].number) == (0.064, 0.25)
    assert [quality[key].status for key in ("low_quality_rigid", "low_quality_flexible")] == ["read", "read"]
    one, five = lasting["ended_1_year"], lasting["ended_5_years"]
    assert (one.published, five.published) == ("more than half", "about 80 %")
    assert one.status == five.status == "read (the shape only)"
    alive = spells.shape(np.array([0.0, 1.0, 5.0]))
    assert alive[0] == pytest.approx(1.0)
    assert [one.number, five.number] == pytest.approx(list(1.0 - alive[1:]), abs=0.005)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("status: read", "status: heard"),
        ("low: 0.044", "low: 0.9"),
        ("unit: share", "unity: share"),
        ("key: trade_rigid", "key: trade_flexible"),
    ],
)
def test_a_wrong_claim_is_refused(change: str, told: str, tmp_path: Path) -> None:
    text = (FOLDER / NAMES[0] / "claims.yaml").read_text("utf-8")
    assert change in text
    (tmp_path / "claims.yaml").write_text(text.replace(change, told), "utf-8")
    with pytest.raises(ConfigError) as error:
        claims_in(tmp_path)
    assert "\n" not in str(error.value)


def test_verdicts_turn_with_the_data() -> None:
    assert CLAIM.verdict(interval(0.22, 0.28)) == WITHIN
    assert CLAIM.verdict(interval(0.10, 0.19)) == OUTSIDE
    assert CLAIM.verdict(interval(0.31, 0.35)) == OUTSIDE
    assert CLAIM.verdict(interval(0.18, 0.22)) == BORDER
    assert CLAIM.verdict(Interval(0.25, np.nan, np.nan, np.nan, 1)) == WITHIN
    assert CLAIM.verdict(Interval(np.nan, np.nan, np.nan, np.nan, 0)) == OUTSIDE
    sign = replace(CLAIM, number=None, low=None, high=0.0)
    assert [sign.verdict(interval(*ends)) for ends in ((-2.0, -1.0), (-1.0, 1.0), (1.0, 2.0))] == [
        WITHIN, BORDER, OUTSIDE
    ]  # fmt: skip


def test_the_table_says_target_model_and_verdict() -> None:
    recalled = replace(CLAIM, status="recalled", unit="hazard", number=None, low=None, high=0.0)
    rows = [
        compared(CLAIM, interval(0.22, 0.28), "here"),
        compared(recalled, interval(1.0, 2.0), "there", "so"),
    ]
    lines = fact_lines(pd.DataFrame(rows))
    assert lines[0] == ("words", "here", "25.0 %", "25.0 % (22.0 to 28.0)", WITHIN)
    assert lines[1] == ("words (recalled), so", "there", "below 0", "1.500 (1.000 to 2.000)", OUTSIDE)


def test_what_was_recalled_is_called_so_everywhere(quality: Tables) -> None:
    recalled = {claim.key for claim in claims_in(FOLDER / NAMES[0]).values() if claim.recalled}
    assert recalled == {"trade_rigid", "trade_flexible"}
    assert set(
        quality["facts"].loc[quality["facts"]["fact"].str.contains("(recalled)", regex=False), "key"]
    ) == (recalled)
    sections = of(NAMES[0]).sections(quality)
    assert sections["facts"].count("(recalled)") == len(recalled)
    for row in laboratory.DESIGN.values():
        assert row["status"] == "recalled" or row["where"]
        assert f"| {row['status']}" in sections["design"]
    for key in ("good_state", "periods", "quality_cost"):
        assert laboratory.DESIGN[key]["status"] == "recalled"


# Rigid and flexible contracts.


def counted(arm: str, seed: int, **settings: float) -> tuple[laboratory.Deals, int]:
    found = laboratory.deals(arm, 60, seed, {path.replace("__", "."): one for path, one in settings.items()})
    return found, int(found.traded.sum())


def test_a_rigid_contract_has_slips_and_nothing_else(seed: int) -> None:
    found, traded = counted("rigid", seed, shading__strength=1.0)
    scenario = laboratory.laboratory()
    assert not found.shaded().any()
    assert_share(found.broken.sum(), traded, scenario.promises.slip, what="slips")
    signed = int((~np.isnan(found["trades"])).sum())
    assert signed == 60 * laboratory.PAIRS * scenario.market.months
    assert_share(traded, signed, laboratory.DESIGN["good_state"]["number"], what="rigid deals traded")


@pytest.mark.parametrize("theta", [0.2, 0.25, 0.3, 0.6])
def test_shading_of_flexible_contracts_has_its_closed_form(theta: float, seed: int) -> None:
    """Shading θ(p + w − price) reaches ½ cap for cost below what the Nash price then needs."""
    scenario = laboratory.laboratory()
    price, band = scenario.bargaining.price, scenario.contract.band
    value, cost, reach = scenario.surplus.value, scenario.surplus.cost, scenario.surplus.cost_spread
    highest = price + band - 0.5 * scenario.shading.cap / theta
    at_most = 2.0 * highest - value
    share = 0.0
    if highest >= price - band - 1e-9:
        share = min(1.0, (at_most - (cost - reach)) / (2.0 * reach))
    found, traded = counted("flexible", seed, shading__strength=theta)
    assert traded == found.traded.size
    assert_share(found.shaded().sum(), traded, share, what="shaded deals")


def test_agreed_principles_narrow_shading_as_a_weaker_theta_would(seed: int) -> None:
    kept = laboratory.INTEGRITY * laboratory.laboratory().process.narrowing
    principled, _ = counted("principled", seed, shading__strength=0.6)
    flexible, _ = counted("flexible", seed, shading__strength=0.6 * (1.0 - kept))
    # Who meets whom may differ, what a month costs all suppliers together may not.
    assert (principled.shaded().sum(axis=1) == flexible.shaded().sum(axis=1)).all()
    assert principled.shaded().any()
    assert load("world").strategies["wiifwe"].integrity == laboratory.INTEGRITY


def test_the_spread_of_cost_serves_the_share_it_is_asked_to() -> None:
    spread = laboratory.cost_spread(1.0, 0.85, 0.8)
    assert (1.0 - (0.85 - spread)) / (2.0 * spread) == pytest.approx(0.8)


def test_the_cut_off_is_met_at_its_border(seed: int) -> None:
    """At θ = ½ cap / 2w the greatest shading is the cut-off itself, whatever the rounding."""
    scenario = laboratory.laboratory()
    edge = 0.5 * scenario.shading.cap / (2.0 * scenario.contract.band)
    assert counted("flexible", seed, shading__strength=edge)[0].shaded().any()
    assert not counted("flexible", seed, shading__strength=0.999 * edge)[0].shaded().any()


def test_crossings_are_found_between_points() -> None:
    grid = np.array([0.0, 1.0, 2.0])
    curves = np.array([[0.0, 0.2, 0.4], [0.4, 0.2, 0.0], [0.0, 0.0, 0.1]])
    assert matching.crossings(grid, curves, 0.3).tolist() == pytest.approx([1.5, 0.5, np.inf])
    assert matching.outward(grid, 1.4, -1) == 1.0
    assert matching.outward(grid, 1.4, 1) == 2.0
    assert matching.outward(grid, np.inf, 1) == np.inf


def test_a_match_has_an_interval_that_widens_with_noise() -> None:
    grid, draw = np.linspace(0.0, 1.0, 101), np.random.default_rng(1)
    widths = []
    for noise in (0.01, 0.1):
        shares = grid + draw.normal(0.0, noise, (40, 1))
        found = matching.matched(matching.Curve(grid, shares), 0.5, 1)
        assert found.low <= found.value <= found.high
        assert abs(found.value - 0.5) < 5.0 * noise / np.sqrt(40)
        widths.append(found.high - found.low)
    assert widths[1] > 2.0 * widths[0]


def test_a_curve_is_played_finer_where_it_leaps() -> None:
    def step(at: Any) -> Any:
        return np.tile((at >= 0.437).astype(float), (5, 1))

    grid = np.linspace(0.0, 1.0, 11)
    finer = matching.refined(matching.Curve(grid, step(grid)), step, 0.25)
    assert (np.diff(finer.grid) > 0).all()
    found = matching.matched(finer, 0.25, 1)
    assert found.low <= 0.437 <= found.high
    assert found.high - found.low == pytest.approx(0.01)
    flat = matching.Curve(grid, np.zeros((5, 11)))
    assert matching.refined(flat, step, 0.25) is flat
    assert matching.matched(flat, 0.25, 1).value == np.inf


def test_the_tables_of_contracts(quality: Tables) -> None:
    assert set(quality) >= {"facts", "arms", "by_theta", "by_slip", "matches", "sensitivity"}
    assert quality["facts"]["key"].tolist() == list(claims_in(FOLDER / NAMES[0]))
    arms = quality["arms"].set_index("arm")
    assert arms.index.tolist() == ["rigid", "flexible", "principled"]
    assert arms.loc["rigid", "shaded"] == 0.0
    assert arms.loc["rigid", "price"] == 1.0
    before = arms["joint_before_process"] - arms["joint"]
    process = laboratory.laboratory().process.principles_cost
    assert before.tolist() == pytest.approx([0.0, 0.0, process])
    assert quality["by_theta"].groupby("arm")["low_quality"].nunique()["rigid"] == 1
    unravelled = quality["sensitivity"]["varied"].str.startswith("temptation")
    assert (quality["sensitivity"].loc[unravelled, ["rigid", "flexible"]] == 1.0).all(axis=None)


# How long relationships last.

COUNTS = np.array([[[0, 0], [2, 0], [1, 1], [0, 4]], [[0, 0], [0, 0], [4, 0], [0, 0]]])
"""Two replicates: eight relationships, of which two end at age 1, one at 2; four that all end at 2."""


def test_lives_are_counted_by_hand() -> None:
    assert worlds.at_risk(COUNTS).tolist() == [[8, 8, 6, 4], [4, 4, 4, 0]]
    assert worlds.ended_by(COUNTS, 1).tolist() == pytest.approx([0.25, 0.0])
    assert worlds.ended_by(COUNTS, 2).tolist() == pytest.approx([1 - 0.75 * 5 / 6, 1.0])
    assert worlds.ended_by(COUNTS, 3).tolist() == pytest.approx([1 - 0.75 * 5 / 6, 1.0])
    assert worlds.observed_up_to(COUNTS, 2).tolist() == pytest.approx([0.5, 1.0])
    hazard = worlds.hazard_between(COUNTS, 0, 2)
    assert hazard.value == pytest.approx(7 / 22)
    assert hazard.moves.sum() == pytest.approx(0.0)
    assert np.isnan(worlds.hazard_between(COUNTS[1:], 2, 3).value)


def test_early_and_late_hazard_are_of_the_same_replicates() -> None:
    early, late = worlds.hazard_between(COUNTS, 0, 1), worlds.hazard_between(COUNTS, 1, 2)
    found = late.less(early).interval()
    assert found.mean == pytest.approx(5 / 10 - 2 / 12)
    assert found.n == 2


def test_lives_are_those_of_the_ensemble(seed: int) -> None:
    scenario = worlds.world()
    scenario = replace(scenario, arms=tuple(arm for arm in scenario.arms if arm.name in ("wiifwe", "spot")))
    lives = worlds.lives_played(scenario, 2, seed)
    rows = run_ensemble(scenario, replicates=2, seed=seed).replicates
    for name, one in lives.items():
        told = rows[rows["arm"] == name]["relationships_alive_60"].to_numpy()
        assert (1.0 - worlds.ended_by(one.counts, 60)).tolist() == pytest.approx(told.tolist())


def test_the_tables_of_lives(lasting: Tables) -> None:
    facts = lasting["facts"]
    assert set(facts["key"]) == set(claims_in(FOLDER / NAMES[1]))
    assert set(facts["world"]) == set(worlds.POPULATIONS.values())
    assert len(facts) == 5 * len(worlds.POPULATIONS)
    assert lasting["variations"]["arm"].tolist() == ["wiifme", *worlds.variations()]
    alive = lasting["survival"].groupby("arm")["survival"]
    assert (alive.first() == 1.0).all()
    assert lasting["survival"].groupby("arm")["survival"].apply(lambda one: one.is_monotonic_decreasing).all()
    seen = lasting["spells"]
    assert (seen["ended"] + seen["censored"] == seen["relationships"]).all()


# Findings and figures.


def with_fact(tables: Tables, verdict: str, model: float, **where: str) -> Tables:
    facts = tables["facts"].copy()
    rows = np.logical_and.reduce([facts[column] == one for column, one in where.items()])
    assert rows.any()
    facts.loc[rows, ["verdict", "model"]] = [verdict, model]
    return {**tables, "facts": facts}


def test_findings_turn_with_the_data(quality: Tables, lasting: Tables) -> None:
    one, other = (of(name).finding for name in NAMES)
    assert "in the order of the experiment" in one(with_fact(quality, WITHIN, 0.1, key="low_quality_gap"))
    assert "against the order of the experiment" in one(
        with_fact(quality, OUTSIDE, -0.1, key="low_quality_gap")
    )
    assert "is not certain" in one(with_fact(quality, BORDER, 0.0, key="low_quality_gap"))
    matches = quality["matches"].assign(value=np.inf, low=np.inf, high=np.inf)
    assert "met by θ nowhere" in one({**quality, "matches": matches})
    assert "in every population" in other(with_fact(lasting, WITHIN, -0.1, key="hazard_falls"))
    assert "in no population" in other(with_fact(lasting, OUTSIDE, 0.1, key="hazard_falls"))
    assert other(with_fact(lasting, WITHIN, 0.777, key="ended_1_year")).startswith("78 % of WIIFME's")


def texts(axes: Any) -> str:
    return " ".join(text.get_text() for text in axes.texts)


def test_the_figure_of_contracts(quality: Tables) -> None:
    with house():
        figure = of(NAMES[0]).figure(quality, "caption", SHEETS["page"])
    contract, theta, slip, narrowed = figure.axes
    assert [label.get_text().split("\n")[0] for label in contract.get_yticklabels()][:2] == [
        "rigid",
        "flexible",
    ]
    assert "theory, no fact" in contract.get_yticklabels()[2].get_text()
    assert "paper 6.4 %" in texts(contract)
    assert "paper 25.0 %" in texts(contract)
    assert len(contract.patches) == 2  # what agrees: only the two contracts of the experiment have a fact
    heights = [np.asarray(line.get_ydata(), float) for line in theta.lines]
    assert sorted({float(one[0]) for one in heights if one.size == 2 and np.ptp(one) == 0.0}) == [0.064, 0.25]
    assert "θ = " in texts(theta)
    assert "ε₀ = " in texts(slip)
    assert narrowed.get_title(loc="left").startswith("theory")
    assert figure._suptitle.get_text().replace("\n", " ") == of(NAMES[0]).finding(quality)  # type: ignore[attr-defined]
    assert "seed" not in figure._supxlabel.get_text()  # type: ignore[attr-defined]
    assert figure._supxlabel.get_text().endswith("caption")  # type: ignore[attr-defined]


def test_a_recalled_number_is_called_so_in_the_figure(quality: Tables) -> None:
    facts = quality["facts"].assign(status="recalled")
    with house():
        figure = of(NAMES[0]).figure({**quality, "facts": facts}, "n", SHEETS["page"])
    assert all("(recalled)" in texts(axes) for axes in figure.axes)


def test_figures_are_drawn_where_nothing_is_met(quality: Tables) -> None:
    bare = {name: table for name, table in quality.items() if name != "by_narrowing"}
    theta = quality["matches"]["parameter"] == "θ"
    bare["matches"] = quality["matches"][theta].assign(value=np.inf, low=np.inf, high=np.inf)
    with house():
        figure = of(NAMES[0]).figure(bare, "n", SHEETS["page"])
    assert "met nowhere" in texts(figure.axes[1])
    assert "no θ gives" in texts(figure.axes[3])


def test_the_figure_of_lives(lasting: Tables) -> None:
    with house():
        figure = of(NAMES[1]).figure(lasting, "caption", SHEETS["page"])
    survival, hazard, first, fifth = figure.axes
    legend = survival.get_legend()
    assert legend is not None
    told = [text.get_text() for text in legend.get_texts()]
    assert told == [*worlds.POPULATIONS.values(), "published shape"]
    assert len([line for line in survival.lines if line.get_marker() == "D"]) == 2
    assert len([line for line in hazard.lines if line.get_marker() == "o"]) == len(worlds.POPULATIONS)
    rows = lasting["variations"]
    assert [label.get_text() for label in first.get_yticklabels()] == rows["label"].tolist()
    for axes, key in ((first, "ended_1_year"), (fifth, "ended_5_years")):
        marks = [line for line in axes.lines if line.get_marker() == "o"]
        hollow = [line for line in marks if line.get_markerfacecolor() == "white"]
        assert len(marks) == len(rows)
        assert len(hollow) == int((rows[f"{key}_verdict"] != WITHIN).sum())


# The command, the folder, the page.


@pytest.fixture
def quick(quality: Tables) -> Replication:
    """The first replication with tables that were already played."""
    return replace(of(NAMES[0]), played=lambda replicates, seed: (laboratory.laboratory(), quality))


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["--replicates", "1"], "`--replicates` is 1"),
        (["--replicates", "many"], "many"),
        (["--seed", "-1"], "`--seed` is -1"),
        (["--nonsense"], "--nonsense"),
        (["--out", "held"], "'held'"),
        (["--out", "held/file.txt"], "'held/file.txt'"),
        (["--out", "held/file.txt/deeper"], "cannot be written"),
    ],
)
def test_what_is_wrong_costs_one_line(
    argv: list[str],
    told: str,
    quick: Replication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "held").mkdir()
    (tmp_path / "held" / "file.txt").write_text("mine", "utf-8")
    assert main(quick, argv) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert told in error
    assert (tmp_path / "held" / "file.txt").read_text("utf-8") == "mine"


def test_results_are_written_whole_shown_and_published(
    quick: Replication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text(HOME.page.read_text("utf-8"), "utf-8")
    home, out = Home(tmp_path / "published", page), tmp_path / "out"
    for again in range(2):
        assert main(quick, ["--out", str(out), "--replicates", "3", "--publish"], home) == 0, again
    said = capsys.readouterr().out
    assert "low quality under rigid" in said
    assert quick.finding(command.stored_tables(out)).split(";")[0][:40] in said
    assert {path.suffix for path in out.iterdir()} == {".csv", ".png", ".svg", ".json"}
    assert {path.suffix for path in (tmp_path / "published" / quick.name).iterdir()} == {
        ".csv",
        ".png",
        ".json",
    }
    sections = quick.sections(command.stored_tables(out))
    assert all(section in page.read_text("utf-8") for section in sections.values())
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_failed_play_leaves_nothing(quick: Replication, tmp_path: Path) -> None:
    def failing(replicates: int, seed: int) -> Any:
        raise RuntimeError("no luck")

    with pytest.raises(RuntimeError):
        main(replace(quick, played=failing), ["--out", str(tmp_path / "out")])
    assert list(tmp_path.iterdir()) == []


def test_a_page_without_a_place_is_refused(quick: Replication, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("no place here", "utf-8")
    argv = ["--out", str(tmp_path / "out"), "--publish"]
    assert main(quick, argv, Home(tmp_path / "published", page)) == 2
    assert not (tmp_path / "published").exists()


@pytest.mark.parametrize("name", NAMES)
def test_the_page_says_what_was_published(name: str) -> None:
    text = HOME.page.read_text("utf-8")
    tables = command.stored_tables(HOME.published / name)
    again = f"run `python -m experiments.replications.{name} --publish`"
    assert command.page_with(text, of(name), tables) == text, again


@pytest.fixture(scope="module")
def kept() -> Callable[[str], dict[str, Any]]:
    return lambda name: dict(command.stored_tables(HOME.published / name))


def test_what_the_page_says_of_contracts_is_so(kept: Callable[[str], dict[str, Any]]) -> None:
    """The sentences under the tables, which no command writes."""
    tables = kept(NAMES[0])
    arms = tables["arms"].set_index("arm")
    assert arms.loc["flexible", "trade"] > arms.loc["rigid", "trade"]
    assert arms.loc["flexible", "joint"] < arms.loc["rigid", "joint"]
    assert arms["joint"].idxmin() == "principled"
    assert arms["joint_before_process"].idxmax() == "principled"
    varied = tables["sensitivity"].set_index("varied")
    base, double = varied.loc["as mapped", "value"], varied.loc["low quality from 1 of the cap on", "value"]
    assert double == pytest.approx(2.0 * float(base), rel=0.02)
    powers = varied[varied.index.str.startswith("the buyer has power")]["flexible"]
    assert varied.loc["as mapped", "flexible"] < powers.iloc[0] < powers.iloc[1]


def test_what_the_page_says_of_lives_is_so(kept: Callable[[str], dict[str, Any]]) -> None:
    """The sentences under the tables, which no command writes."""
    tables = kept(NAMES[1])
    facts = tables["facts"]
    assert (facts.loc[facts["key"] == "ended_1_year", "verdict"] == OUTSIDE).all()
    falls = facts[facts["key"] == "hazard_falls"].set_index("world")["verdict"]
    assert falls.to_dict() == {
        label: WITHIN if name in ("wiifwe", "opportunists") else OUTSIDE
        for name, label in worlds.POPULATIONS.items()
    }
    varied = tables["variations"].set_index("arm")
    assert varied.loc["spot", "ended_1_year"] > 0.56
    assert varied.loc["term_6", "ended_1_year_verdict"] == WITHIN
    assert varied.loc["term_6", "ended_5_years"] > 0.85
    assert varied.loc["parting_60", "ended_5_years"] > 0.98
    short = ["term_12", "term_6", "term_3", "spot"]
    assert (varied.loc[short, "hazard_falls_verdict"] == WITHIN).all()


def test_the_figures_speak_of_the_same_populations() -> None:
    assert set(drawn.POSTURES) == set(worlds.POPULATIONS)
    assert set(drawn.CONTRACTS) == set(laboratory.LABELS)
