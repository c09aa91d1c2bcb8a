"""Theory as pictures: formulas at known values, each case played small, figures, titles, the command."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from scipy import stats

from experiments.theory import closed_forms as cf
from experiments.theory import points
from experiments.theory.__main__ import CASES, WRITTEN, arguments, caption, main, pictures, show
from experiments.theory.bargaining import holdup_title
from experiments.theory.case import Case
from experiments.theory.change import governance_title, orders_title
from experiments.theory.contracts import (
    AGREED,
    FLEXIBLE,
    GAINS,
    TRADES,
    flexibility_title,
    flexibility_world,
    honesty_title,
)
from experiments.theory.promises import patience_title, trust_title
from experiments.theory.settings import OFF, Luck, later_months, played, world
from experiments.theory.survival import SIZES, fixation_title, fixation_world, ruin_title
from sim.measures.inference import EXACT, Interval
from sim.plots.sheets import SHEETS, house
from sim.plots.theory import theory_figure
from sim.spelling import ConfigError

REPLICATES = 5
NAMES = [case.name for case in CASES]
BIBLIOGRAPHY = (Path(__file__).resolve().parents[1] / "references.bib").read_text(encoding="utf-8")
KEYS = {line.split("{")[1].rstrip(",") for line in BIBLIOGRAPHY.splitlines() if line.startswith("@")}


def by_name(name: str) -> Case:
    return CASES[NAMES.index(name)]


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """Every case, played as small as it can be."""
    luck = Luck(replicates=REPLICATES)
    return {case.name: case.table(luck) for case in CASES}


# Formulas.


def bargain(honesty: float, gain: bool) -> float:
    """The integral over bid ≥ ask by brute force: midpoints of a fine grid."""
    middle = (np.arange(2000) + 0.5) / 2000
    v, c = middle[:, None], middle[None, :]
    bid = honesty * v + (1 - honesty) * np.minimum(v, 2 * v / 3 + 1 / 12)
    ask = honesty * c + (1 - honesty) * np.maximum(c, 2 * c / 3 + 1 / 4)
    return float(np.where(bid >= ask, v - c if gain else 1.0, 0.0).mean())


def test_bargaining_has_its_known_ends() -> None:
    assert cf.trade_chance(0.0) == pytest.approx(9 / 32, abs=1e-15)
    assert cf.bargaining_gains(0.0) == pytest.approx(9 / 64, abs=1e-15)
    assert cf.trade_chance(1.0) == pytest.approx(1 / 2, abs=1e-15)
    assert cf.bargaining_gains(1.0) == pytest.approx(1 / 6, abs=1e-15)


@pytest.mark.parametrize("honesty", [0.1, 0.4, 0.7, 0.95])
def test_bargaining_is_the_integral_with_clipped_reports(honesty: float) -> None:
    assert cf.trade_chance(honesty) == pytest.approx(bargain(honesty, gain=False), abs=1e-3)
    assert cf.bargaining_gains(honesty) == pytest.approx(bargain(honesty, gain=True), abs=2e-4)


def test_flexible_surplus_at_its_ends() -> None:
    assert cf.flexible_surplus(0.7, band=0.0) == 1 / 8
    assert cf.flexible_surplus(0.0) == pytest.approx(1 / 6)
    assert cf.flexible_surplus(5.0, narrowing=1.0) == pytest.approx(1 / 6)
    for narrowing in (0.0, 0.3, 0.6):
        level = cf.break_even_shading(narrowing)
        assert level == pytest.approx(0.25 / (1 - narrowing))
        assert cf.flexible_surplus(level, narrowing) == pytest.approx(1 / 8)
    assert cf.break_even_shading(1.0) == math.inf


@pytest.mark.parametrize("band", [0.1, 0.3, 0.5])
def test_flexible_surplus_is_an_integral(band: float) -> None:
    """A month trades iff v ≥ ½ − w, c ≤ ½ + w, v ≥ c; the two together lose θ × the price range."""

    middle = (np.arange(2000) + 0.5) / 2000
    v, c = middle[:, None], middle[None, :]
    span = np.minimum(v, 0.5 + band) - np.maximum(c, 0.5 - band)
    month = np.where((span >= 0.0) & (v >= c), v - c - 0.4 * span, 0.0)
    assert cf.flexible_surplus(0.4, band=band) == pytest.approx(float(month.mean()), abs=1e-3)


def test_change_costs_agree_with_each_other() -> None:
    b = cf.best_threshold(0.15, 0.1, 2.0)
    assert b == pytest.approx((12 * 0.1 * 0.15**2 / 2) ** 0.25)
    at_best = 0.1 * 0.15**2 / b**2 + 2.0 * b**2 / 12  # diffusion: H(σ/b)² + γb²/12
    assert cf.change_cost(0.15, 0.1, 2.0) == pytest.approx(at_best)
    assert cf.change_cost(cf.break_even_volatility(0.025, 0.1, 2.0), 0.1, 2.0) == pytest.approx(0.025)
    assert cf.monthly_change_cost(0.02, 0.4, 2.0, cf.best_threshold(0.02, 0.4, 2.0)) == pytest.approx(
        cf.change_cost(0.02, 0.4, 2.0), rel=0.005
    )


def test_monthly_change_cost_without_room_is_a_change_nearly_every_month() -> None:
    assert cf.monthly_change_cost(1.0, 0.3, 2.0, 1e-6) == pytest.approx(0.3, rel=1e-5)


@pytest.mark.parametrize("ratio", [1.5, 5.0, 12.0, 19.0])
def test_monthly_change_cost_is_converged(ratio: float, monkeypatch: pytest.MonkeyPatch) -> None:
    coarse = cf.monthly_change_cost(0.1, 0.2, 2.0, 0.1 * ratio)
    monkeypatch.setattr(cf, "NODES", 320)
    assert coarse == pytest.approx(cf.monthly_change_cost(0.1, 0.2, 2.0, 0.1 * ratio), abs=1e-9)


def test_lattice_change_cost_is_least_at_b_star() -> None:
    best = cf.best_threshold(0.125, 0.4, 2.0) / 0.125
    near = [cf.lattice_change_cost(best + off, 0.4, 2.0, 0.125) for off in (-0.05, 0.0, 0.05)]
    assert near[1] < min(near[0], near[2])
    assert cf.lattice_change_cost(1, 0.4, 2.0, 0.125) == 0.4


def test_critical_patience() -> None:
    assert cf.critical_patience(0.06, 0.1, 0.15) == pytest.approx(0.8)
    assert cf.critical_patience(0.0, 0.0, 0.0) == 0.0
    assert cf.critical_patience(0.1, 0.0, 5.0) == 1.0


def test_investment_at_its_known_points() -> None:
    assert cf.investment_efficiency(cf.investment_share(0.5)) == pytest.approx(0.75)
    assert cf.investment_share(0.5, reciprocity=1.0) == pytest.approx(1.0)
    assert cf.investment_share(0.2, equity=1.0) == pytest.approx(1.0)
    assert cf.investment_efficiency(cf.investment_share(1.0, reciprocity=1.0)) == pytest.approx(0.0)


def test_ruin_has_its_limits() -> None:
    level = 4.0 + cf.OVERSHOOT * 0.5
    assert cf.ruin_chance(0.0, 4.0, 0.1, 0.5) == 0.0
    assert cf.ruin_chance(50.0, 4.0, 0.0, 0.5) == pytest.approx(2 * stats.norm.cdf(-level / (0.5 * 50**0.5)))
    assert cf.ruin_chance(1e7, 4.0, 0.05, 0.5) == pytest.approx(math.exp(-2 * 0.05 * level / 0.25))
    assert cf.ruin_chance(1e6, 4.0, -0.05, 0.5) == pytest.approx(1.0)
    density = stats.invgauss(mu=0.5**2 / (0.05 * level), scale=(level / 0.5) ** 2)
    assert cf.ruin_chance(60.0, 4.0, -0.05, 0.5) == pytest.approx(float(density.cdf(60.0)))


def test_overshoot_is_the_known_constant() -> None:
    """−ζ(½)/√(2π), with ζ(½) by its alternating series: Σ(−1)ⁿ⁻¹/√n = (1 − √2)·ζ(½)."""
    terms = (-1.0) ** np.arange(200001) / np.sqrt(np.arange(1, 200002))
    eta = (terms.sum() + terms[:-1].sum()) / 2.0
    zeta = eta / (1 - 2**0.5)
    assert abs(cf.OVERSHOOT + zeta / (2 * math.pi) ** 0.5) < 5e-5


def test_trust_and_fixation_at_known_points() -> None:
    assert cf.stationary_trust(0.9, 3.0) == pytest.approx(0.75)
    assert cf.stationary_trust(0.37, 1.0) == pytest.approx(0.37)
    assert cf.fixation_chance(0.0, 8) == 1 / 8
    assert cf.fixation_chance(1e-9, 8) == pytest.approx(1 / 8)
    assert cf.fixation_chance(40.0, 8) == pytest.approx(1.0)
    lost = cf.fixation_chance(-1.0, 5)
    assert lost == pytest.approx((1 - math.e) / (1 - math.e**5))


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (lambda: cf.trade_chance(1.2), "honesty"),
        (lambda: cf.bargaining_gains(-0.1), "honesty"),
        (lambda: cf.flexible_surplus(-1.0), "shading"),
        (lambda: cf.flexible_surplus(0.1, band=0.6), "band"),
        (lambda: cf.break_even_shading(2.0), "narrowing"),
        (lambda: cf.change_cost(0.1, 0.1, 0.0), "weight"),
        (lambda: cf.break_even_volatility(0.1, 0.0, 2.0), "haggling"),
        (lambda: cf.monthly_change_cost(0.0, 0.1, 2.0, 0.1), "volatility"),
        (lambda: cf.lattice_change_cost(0.5, 0.1, 2.0, 0.1), "steps"),
        (lambda: cf.critical_patience(0.1, 1.5, 0.1), "detection"),
        (lambda: cf.investment_share(1.1), "weight"),
        (lambda: cf.ruin_chance(12.0, 0.0, 0.1, 0.5), "reserve"),
        (lambda: cf.stationary_trust(0.5, 0.0), "ratio"),
        (lambda: cf.fixation_chance(0.1, 1), "firms"),
    ],
)
def test_a_number_outside_the_domain_is_refused(wrong: Any, word: str) -> None:
    with pytest.raises(ValueError, match=f"`{word}` is .* allowed"):
        wrong()


# Points.


def test_wilsons_interval_at_known_values() -> None:
    found = points.share_interval(10, 100)
    low, high = stats.binomtest(10, 100).proportion_ci(method="wilson")
    assert (found.mean, found.low, found.high) == pytest.approx((0.1, low, high))
    assert points.share_interval(0, 50).high > 0.05
    with pytest.raises(ValueError, match="no share"):
        points.share_interval(3, 2)


def some(*rows: tuple[str, float, float, float], panel: str = "", half: float = 0.1) -> pd.DataFrame:
    """Points of (series, x, theory, mean) with the same half width."""
    made = [
        points.point(panel, series, x, theory, Interval(mean, half / 2, mean - half, mean + half, 9))
        for series, x, theory, mean in rows
    ]
    return points.points_table(made)


def test_coverage_counts_points_with_and_without_luck_apart() -> None:
    lot = some(("a", 0.0, 1.0, 1.05), ("a", 1.0, 1.0, 1.3))
    still = some(("b", 0.0, 2.0, 2.0), ("b", 1.0, 2.0, 2.1), half=0.0)
    both = pd.concat([lot, still], ignore_index=True)
    found = points.coverage(both)
    assert found[:4] == (2, 1, 2, 1)
    assert found.farthest == pytest.approx(6.0)
    words = points.coverage_words(both)
    assert "1 of 2 intervals cover the line; by luck alone 0.1 would miss." in words
    assert "1 of 2 points without luck lie on the line." in words
    whole = points.summary({"one": lot, "other": still}).to_dict("records")[-1]
    assert [whole[one] for one in ("case", "points", "covering", "exact", "on_curve")] == ["all", 2, 1, 2, 1]
    assert whole["expected"] == pytest.approx(1.9)


def test_crossing_is_between_the_points() -> None:
    assert points.crossing(some(("a", 0.0, 0, 1.0), ("a", 1.0, 0, -3.0))) == pytest.approx(0.25)
    assert math.isnan(points.crossing(some(("a", 0.0, 0, 1.0), ("a", 1.0, 0, 3.0))))


# Worlds.


def test_no_two_points_share_their_dice() -> None:
    luck = Luck(seed=1)
    seeds = {luck.of(case, place) for case in NAMES for place in range(50)}
    assert len(seeds) == 50 * len(NAMES)
    assert luck.of("ruin", 0) == Luck(seed=1, replicates=7).of("ruin", 0) != Luck(seed=2).of("ruin", 0)


def test_in_the_shut_world_a_month_is_worth_value_less_cost() -> None:
    shut = world({"any": {}}, pairs=3, months=5)
    table = played(shut, Luck(replicates=2), "shut", 0).replicates
    assert (table["fill"] == 1.0).all()
    np.testing.assert_allclose(table["joint_slot"], shut.surplus.value - shut.surplus.cost, atol=EXACT)
    assert set(OFF) <= set(type(shut).__dataclass_fields__)


def test_later_months_are_what_comes_between() -> None:
    luck = Luck(replicates=3)

    def made(months: int) -> Any:
        return world({"any": {}}, pairs=2, months=months, groups={"surplus": {"value_spread": 0.1}})

    table = later_months(made, 4, 9, luck, "later", 0)
    whole = played(made(9), luck, "later", 0).accounts.groupby("month")["payoff"].sum()
    assert table["joint_slot"].mean() == pytest.approx(whole.loc[5:9].sum() / (3 * 2 * 5))


def test_every_slot_is_filled_and_every_mutant_world_ends() -> None:
    assert (played(flexibility_world(0.3), Luck(replicates=2), "a", 0).replicates["fill"] == 1.0).all()
    for firms, months in SIZES.values():
        result = played(fixation_world(0.0, firms, months), Luck(replicates=20), "b", firms)
        rows = result.accounts
        mine = rows[(rows["role"] == "buyer") & (rows["strategy"] == "mutant")].set_index("month")["firms"]
        assert mine.loc[1] == 20.0
        assert mine.loc[months] % firms == 0.0


# Cases.


@pytest.mark.parametrize("name", NAMES)
def test_a_case_gives_a_tidy_table(name: str, tables: dict[str, pd.DataFrame]) -> None:
    case, table = by_name(name), tables[name]
    assert tuple(table.columns) == points.COLUMNS
    assert table.notna().all(axis=None)
    assert set(table["panel"]) == set(case.frame.ylabels)
    assert set(table["series"]) == set(case.frame.tones)
    assert not table.duplicated(["panel", "series", "x"]).any()
    assert (table["low"] <= table["mean"] + EXACT).all()
    assert (table["mean"] <= table["high"] + EXACT).all()
    assert (table["n"] >= REPLICATES).all()
    assert set(case.sources) <= KEYS


@pytest.mark.parametrize("name", NAMES)
def test_the_curve_is_the_theory_of_the_points(name: str, tables: dict[str, pd.DataFrame]) -> None:
    lines = by_name(name).curves()
    lines = lines[lines["kind"] == "theory"]
    for (panel, series), rows in tables[name].groupby(["panel", "series"]):
        line = lines[(lines["panel"] == panel) & (lines["series"] == series)].sort_values("x", kind="stable")
        drawn = np.interp(rows["x"], line["x"], line["y"])
        np.testing.assert_allclose(drawn, rows["theory"], rtol=2e-3, atol=1e-3)


@pytest.mark.parametrize("name", NAMES)
def test_simulation_is_near_theory(name: str, tables: dict[str, pd.DataFrame]) -> None:
    """Not the coverage, which so few cannot tell: no point is far off, and none without luck is off."""
    table = tables[name]
    still = ~points.by_lot(table)
    assert points.covering(table)[still].all()
    scale = table["theory"].abs().max()
    assert ((table["mean"] - table["theory"]).abs() < 0.35 * scale).all()


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_holds_a_line_and_its_points_for_each_series(
    name: str, tables: dict[str, pd.DataFrame]
) -> None:
    case, table = by_name(name), tables[name]
    figure = drawn_figure(case, table)
    assert len(figure.axes) == len(case.frame.ylabels)
    for axes, (panel, ylabel) in zip(figure.axes, case.frame.ylabels.items()):
        own = table[table["panel"] == panel]
        series = own["series"].unique()
        lines = [line for line in axes.lines if str(line.get_label()).endswith(" (theory)")]
        assert len(lines) == len(series)
        dots = [box for box in axes.containers if len(box.get_children()) > 1]
        drawn = sum(len(box.lines[0].get_xdata()) for box in dots)  # type: ignore[attr-defined]
        assert drawn == len(own)
        assert axes.get_ylabel() == ylabel
        assert axes.get_xlabel() == case.frame.xlabel
    named = {text.get_text() for axes in figure.axes for text in axes.texts}
    if case.frame.named is not None and table["series"].nunique() > 1:
        assert set(table["series"]) <= named
    heading = figure.get_suptitle().replace("\n", " ").replace("\u00a0", " ")
    assert heading == case.title(table)
    note = " ".join(text.get_text() for text in figure.texts).replace("\n", " ").replace("\u00a0", " ")
    assert points.coverage_words(table) in note
    assert f"{REPLICATES} replicates · seed 1 · rules " in note


def drawn_figure(case: Case, table: pd.DataFrame) -> Figure:
    with house():
        told = caption(case, table, Luck(replicates=REPLICATES))
        figure = theory_figure(table, case.curves(), case.frame, case.title(table), told, SHEETS["page"])
        figure.draw_without_rendering()
    return figure


def test_a_point_that_misses_is_hollow() -> None:
    case = by_name("trust")
    name = next(iter(case.frame.tones))
    figure = drawn_figure(case, trust_points(some((name, 0.2, 0.2, 0.2), (name, 0.4, 0.4, 0.9))))
    labels = [str(box.get_label()) for box in figure.axes[0].containers]
    assert labels.count(f"{name}, missed") == 1


def trust_points(table: pd.DataFrame) -> pd.DataFrame:
    """A table of trust with a last series, which the title is about."""
    return pd.concat([table, some(("w₋/w₊ = 3", 0.9, 0.75, 0.75))], ignore_index=True)


# Titles turn with the data.


def mirrored(table: pd.DataFrame, **columns: Any) -> pd.DataFrame:
    return table.assign(**columns)


def test_titles_of_contracts_turn() -> None:
    rows = [(one, x, 0.0, y) for one in (FLEXIBLE, AGREED) for x, y in ((0.0, 1.0), (1.0, -1.0))]
    table = some(*rows)
    assert flexibility_title(table).count("up to θ = 0.50") == 2
    assert flexibility_title(mirrored(table, mean=-table["mean"])).count("from θ = 0.50") == 2
    assert flexibility_title(mirrored(table, mean=1.0)).count("at every θ") == 2
    assert flexibility_title(mirrored(table, mean=-1.0)).count("at no θ") == 2
    parts = [some((p, 0.0, 0, 0.2), (p, 1.0, 0, 0.4), panel=p) for p in (TRADES, GAINS)]
    ends = pd.concat(parts, ignore_index=True)
    assert honesty_title(ends).startswith("Honesty makes trades: 20 %")
    assert "gains rise from 0.200 to 0.400" in honesty_title(ends)
    turned = honesty_title(mirrored(ends, mean=1.0 - ends["mean"]))
    assert turned.startswith("Honesty unmakes trades")
    assert "gains fall" in turned


def test_titles_of_change_turn() -> None:
    names = list(by_name("volatility").frame.tones)
    table = some(*[(one, x, 0, y) for one in names for x, y in ((0.0, -1.0), (0.2, 1.0))])
    assert governance_title(table).count("from σ = 0.100") == 3
    assert governance_title(mirrored(table, mean=1.0)).count("always") == 3
    assert governance_title(mirrored(table, mean=-1.0)).count("never") == 3
    costs = [
        (one, float(x), abs(x - best) + 1.0, abs(x - best) + 1.0)
        for one, best in zip(names, (1, 2, 3))
        for x in (1, 2, 3)
    ]
    title = orders_title(some(*costs))
    assert title.startswith("The dearer a fight, the longer")
    assert title.endswith(", as the formula says")
    other = orders_title(mirrored(some(*costs), mean=[1.0, 2.0, 3.0] * 3))
    assert other.startswith("What a fight costs does not")
    assert "in 1 of 3 cases as the formula says" in other


def test_titles_of_promises_turn() -> None:
    names = list(by_name("patience").frame.tones)
    table = some(*[(one, x, y, y) for one in names for x, y in ((0.2, 0.0), (0.4, 0.95))])
    assert patience_title(table).count("from δ = 0.30") == 3
    assert patience_title(mirrored(table, mean=0.0)).count("nowhere") == 3
    assert patience_title(mirrored(table, mean=0.95)).count("everywhere") == 3
    trusted = some(("w₋/w₊ = 3", 0.9, 0.75, 0.75))
    assert trust_title(trusted).startswith("Trust is not reliability: who keeps 90 %")
    assert trust_title(mirrored(trusted, mean=0.9)).startswith("Trust is reliability")


def test_titles_of_investment_and_survival_turn() -> None:
    rows = [("neither", 0.5, 0, 0.75), ("equity 1", 0.5, 0, 1.0), ("reciprocity 1", 0.5, 0, 1.0)]
    held = some(*rows, panel="yielded")
    assert holdup_title(held).startswith("Hold-up at even power: 75 %")
    assert holdup_title(mirrored(held, mean=1.0)).startswith("No hold-up")
    names = list(by_name("ruin").frame.tones)
    ruined = some(*[(one, 240.0, 0, y) for one, y in zip(names, (0.7, 0.4, 0.1))])
    assert "luck alone ruins 40 % of firms; 70 % at drift −0.02" in ruin_title(ruined)
    assert "ruins nobody" in ruin_title(mirrored(ruined, mean=0.0))
    last = list(SIZES)[-1]
    grown = some((last, 1.5, 0, 0.8), (last, 0.0, 0, 0.2))
    assert fixation_title(grown).startswith("The better strategy is not sure to win")
    assert fixation_title(mirrored(grown, mean=1.0)).startswith("The better strategy always wins")


# The command.


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["--seed", "-1"], "`--seed` is -1; allowed: 0 to 4294967295"),
        (["--seed", "one"], "invalid int value"),
        (["--replicates", "1"], "`--replicates` is 1; allowed: 5 to"),
        (["--sed", "1", "--x"], "unrecognized arguments"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_two(
    argv: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.docx").write_text("three years")
    assert main(["--out", str(tmp_path)]) == 2
    assert "holds other files (thesis.docx)" in capsys.readouterr().err
    assert (tmp_path / "thesis.docx").read_text() == "three years"
    with pytest.raises(ConfigError, match="is a file"):
        arguments(["--out", str(tmp_path / "thesis.docx")])
    assert arguments(["--out", str(tmp_path / "new")]).replicates == Luck.replicates


def test_pictures_are_written_whole_and_the_same_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    luck, cases, folder = Luck(replicates=2), [by_name("hold_up")], tmp_path / "theory"
    counted = pictures(luck, folder, png_only=False, cases=cases)
    written = {one.name: one.read_bytes() for one in folder.iterdir()}
    assert set(written) == {"hold_up.png", "hold_up.svg", "hold_up.csv", "summary.csv", "manifest.json"}
    assert set(written) <= WRITTEN
    assert len(written["hold_up.png"]) < 60_000
    told = json.loads(written["manifest.json"])
    assert told["titles"]["hold_up"].startswith("Hold-up")
    pictures(luck, folder, png_only=True, cases=cases)
    left = {one.name: one.read_bytes() for one in folder.iterdir()}
    assert set(left) == {"hold_up.png", "summary.csv", "manifest.json"}
    assert left["hold_up.png"] == written["hold_up.png"]
    assert "1/1 hold_up" in capsys.readouterr().err
    show(counted, folder)
    assert "hold_up" in capsys.readouterr().out
    assert [one.name for one in tmp_path.iterdir()] == ["theory"]
