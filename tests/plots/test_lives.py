"""Figures of lives: what they draw of small tables, and titles that turn with the data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.measures.survival import hazard_by_age
from sim.measures.welfare import strategy_shares
from sim.plots import ageing, hazard, outcomes, parties, shares, strip, survival, trade, value
from sim.plots.sheets import SHEETS, house
from sim.plots.style import COLOURS, among, colour, dash
from tests.plots.cases import LABELS, POLES, SLOTS, table
from tests.plots.conftest import world_of

PAGE = SHEETS["page"]


def gained(buyer: float, supplier: float) -> pd.DataFrame:
    """WIIFWE and its baseline in a headline table."""
    row = {"arm": "wiifwe", "label": "WIIFWE"}
    for party, gain in (("buyer", buyer), ("supplier", supplier)):
        row |= {f"{party}_gain": gain, f"{party}_gain_low": gain - 0.01, f"{party}_gain_high": gain + 0.01}
    still = {name: 0.0 for name in row if "gain" in name} | {"arm": "wiifme_rigid", "label": "WIIFME rigid"}
    return pd.DataFrame([still, row])


def test_the_plane_of_gains_holds_a_cross_an_arm() -> None:
    with house():
        figure = parties.parties_figure(gained(0.03, -0.02), "n", PAGE)
    (axes,) = figure.axes
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert [np.ravel(dot.get_xydata()).tolist() for dot in dots] == [[0.03, -0.02]]
    assert {text.get_text() for text in axes.texts} == {*parties.QUARTERS.values(), "WIIFWE"}
    low, high = axes.get_xlim()
    assert low < -0.02
    assert high > 0.04
    assert axes.get_ylim() == (low, high)


def test_who_gains_and_who_pays_turns_with_the_data() -> None:
    assert parties.parties_title(gained(0.03, -0.02)) == (
        "Under WIIFWE buyers gain +0.030 and suppliers pay −0.020; both sides gain under 0 of 1 arms"
    )
    assert "suppliers gain +0.020; both sides gain under 1 of 1" in parties.parties_title(gained(0.03, 0.02))
    assert "buyers neither gain nor pay for certain (+0.005)" in parties.parties_title(gained(0.005, 0.02))
    assert "no arm is compared" in parties.parties_title(gained(0.1, 0.1).iloc[:1])


def test_hazards_are_drawn_where_some_ended_and_enough_were_at_risk() -> None:
    world = world_of(names=("wiifme_rigid", "wiifwe"))
    with house():
        figure = hazard.hazard_figure(world.lifetables, list(POLES), LABELS, "n", PAGE)
    assert [axes.get_title("left") for axes in figure.axes] == ["WIIFME rigid", "WIIFWE"]
    for axes, arm in zip(figure.axes, POLES, strict=True):
        known = hazard_by_age(world.lifetables, arm, "relationship")
        known = known[(known["at_risk"] >= hazard.LEAST) & (known["hazard"] > 0.0)]
        (dots,) = axes.lines
        assert np.asarray(dots.get_ydata()).tolist() == known["hazard"].tolist()
        assert axes.get_xlabel() == "age (months)"
        assert axes.get_yscale() == "log"


def test_the_age_of_greatest_risk_turns_with_the_data() -> None:
    found = {
        arm: pd.DataFrame({"hazard": [0.1 if age == peak else 0.01 for age in (1, 2, 3)]}, index=[1, 2, 3])
        for arm, peak in (("wiifme_rigid", 3), ("wiifwe", 1))
    }
    title = hazard.hazard_title(found, LABELS)
    assert "10.0 % at age 3 months under WIIFME rigid, 10.0 % at age 1 month under WIIFWE" in title
    swapped = {"wiifme_rigid": found["wiifwe"], "wiifwe": found["wiifme_rigid"]}
    assert "at age 1 month under WIIFME rigid" in hazard.hazard_title(swapped, LABELS)
    assert "too few" in hazard.hazard_title({}, LABELS)


def played(ends: dict[str, float]) -> pd.DataFrame:
    """Accounts of one arm from 50 % each to these shares of WIIFWE, buyers and suppliers alike."""
    rows = []
    for role in ("buyer", "supplier"):
        for month, share in ((1, 0.5), (12, ends[role])):
            for name, part in (("wiifwe", share), ("wiifme", 1.0 - share)):
                rows.append(("half", role, name, month, 10 * part))
    return pd.DataFrame(rows, columns=["arm", "role", "strategy", "month", "firms"])


def test_shares_fill_the_panel_and_the_title_turns() -> None:
    for end, name, part in ((0.9, "WIIFWE", 90), (0.2, "WIIFME", 80)):
        with house():
            figure = shares.shares_figure(
                played({"buyer": end, "supplier": end}), ["half"], {"half": "half"}, "n", PAGE
            )
        assert figure.get_label() == f"{name} grows most, from 50 % to {part} % of buyers over 1 year"
        for axes in figure.axes:
            assert len(axes.collections) == 2
            assert axes.get_ylim() == (0.0, 1.0)
    with house():
        figure = shares.shares_figure(
            played({"buyer": 0.5, "supplier": 0.5}), ["half"], {"half": "half"}, "n", PAGE
        )
    assert str(figure.get_label()) == "After 1 year no share of a strategy is 0.5 % off where it began"
    apart = strategy_shares(played({"buyer": 1.0, "supplier": 0.0}))
    title = shares.shares_title(apart, ["half"], {"half": "half"})
    assert title == "WIIFWE grows most, from 50 % to 100 % of buyers over 1 year"
    gone = apart[~((apart["strategy"] == "wiifwe") & (apart["month"] == 1))]
    assert "WIIFWE grows most, from 0 % to 100 %" in shares.shares_title(gone, ["half"], {"half": "half"})


def aged(ours: float, theirs: float) -> pd.DataFrame:
    rows = [
        (arm, outcome, age, mean, mean - 0.01, mean + 0.01)
        for arm, mean in (("wiifwe", ours), ("wiifme_rigid", theirs))
        for outcome in ("trust", "grievance")
        for age in (1, 12)
    ]
    return pd.DataFrame(rows, columns=["arm", "outcome", "age", "mean", "low", "high"])


def yearly(trust: float, grievance: float, half: float = 0.01) -> pd.DataFrame:
    """What WIIFWE adds in year 1, with its interval, to a trust of 0.6 and a grievance of 0.1."""
    rows = []
    for measure, start, apart in (("trust", 0.6, trust), ("grievance", 0.1, grievance)):
        ends = (np.nan, np.nan, np.nan), (apart, apart - half, apart + half)
        for arm, mean, gap in zip(POLES, (start, start + apart), ends, strict=True):
            rows.append((measure, 12, arm, mean, *gap))
    columns = ["measure", "age", "arm", "mean", "difference", "difference_low", "difference_high"]
    return pd.DataFrame(rows, columns=columns)


def test_trust_by_age_turns_with_the_data() -> None:
    more, less = (ageing.ageing_title(yearly(*gaps), POLES, LABELS) for gaps in ((0.1, 0.05), (-0.1, -0.05)))
    assert more.startswith("In year 1 together trust is 0.70 under WIIFWE and 0.60 under WIIFME rigid; ")
    assert (
        "+0.100 (0.090 to 0.110) trust under WIIFWE; +0.050 (0.040 to 0.060) grievance under WIIFWE" in more
    )
    assert (
        "0.60 under WIIFME rigid and 0.50 under WIIFWE; −0.100 (−0.110 to −0.090) trust under WIIFWE" in less
    )
    doubt = ageing.ageing_title(yearly(0.005, 0.001), POLES, LABELS)
    assert doubt.endswith("no difference in trust is told; no difference in grievance is told")
    alone = ageing.ageing_title(yearly(0.1, 0.1).iloc[[0, 2]], POLES[:1], LABELS)
    assert alone == "In year 1 together trust is 0.60 under WIIFME rigid"
    assert "grew a year old" in ageing.ageing_title(yearly(0.1, 0.1).iloc[:0], POLES, LABELS)
    with house():
        figure = ageing.ageing_figure(aged(0.7, 0.6), yearly(0.1, 0.0), POLES, LABELS, "n", PAGE)
    for axes in figure.axes:
        assert len(axes.lines) == len(axes.collections) == 2
        assert {text.get_text() for text in axes.texts} == {LABELS[arm] for arm in POLES}
        assert axes.get_xlabel() == "age of the relationship (months)"


def test_the_distribution_names_gini_and_the_worst_tenth() -> None:
    made = {"wiifwe": [2.0, 2.0], "wiifme_rigid": [1.0, 3.0]}
    rows = [
        (arm, replicate, role, value)
        for arm in made for replicate in (0, 1) for role in ("buyer", "supplier") for value in made[arm]
    ]  # fmt: skip
    values = pd.DataFrame(rows, columns=["arm", "replicate", "role", "value"])
    with house():
        figure = outcomes.outcomes_figure(values, POLES, LABELS, "n", PAGE)
    for axes in figure.axes:
        legend = axes.get_legend()
        assert legend is not None
        named = [text.get_text() for text in legend.get_texts()]
        assert named == ["WIIFME rigid: Gini 0.25", "WIIFWE: Gini 0.00"]
    title = str(figure.get_label())
    assert "worst tenth of buyers makes 2.000 under WIIFWE and 1.000 under WIIFME rigid; " in title
    ours = values["arm"] == "wiifwe"
    noisy = values.assign(value=values["value"] + ours * (5.0 * values["replicate"] - 2.0))
    assert outcomes.outcomes_title(noisy, POLES, LABELS).count("no difference told") == 2


def ties(ages: list[int]) -> pd.DataFrame:
    """Two pairs in month 12; the same slots in month 24, as old as this."""
    rows = [(12, 0, 0, 5), (12, 1, 1, 12)] + [(24, slot, slot, age) for slot, age in enumerate(ages)]
    columns = ["arm", "month", "buyer", "supplier", "age", "trust"]
    return pd.DataFrame([("wiifwe", *row, 0.5) for row in rows], columns=columns)


def test_relationships_that_last_are_counted_and_not_slots() -> None:
    for ages, share in (([17, 24], 100), ([17, 12], 50), ([3, 1], 0)):
        told = trade.trade_title(ties(ages), ["wiifwe"], LABELS)
        wanted = (
            f"Of the relationships of month 12 in this world {share} % under WIIFWE still run 1 year later"
        )
        assert told == wanted


def test_first_partners_stand_opposite_and_stay_where_they_stood() -> None:
    where = trade.places(ties([1, 1]), {"buyer": 2, "supplier": 4})
    assert len(where) == 6
    for slot in (0, 1):
        assert where["buyer", slot][1] == where["supplier", slot][1]
    assert where["supplier", 3][1] < where["supplier", 1][1]


def test_the_network_draws_a_line_a_relationship_and_a_cross_a_bankrupt_slot() -> None:
    found, gone = table("ties"), table("gone")
    with house():
        figure = trade.trade_figure(found, gone, SLOTS, POLES, LABELS, "n", PAGE)
    months = sorted(found["month"].unique())
    panels = figure.axes[: len(POLES) * len(months)]
    for place, axes in enumerate(panels):
        arm, month = POLES[place // len(months)], months[place % len(months)]
        lines, living, *empty = axes.collections
        mine = found[(found["arm"] == arm) & (found["month"] == month)]
        assert len(lines.get_paths()) == len(mine)  # type: ignore[attr-defined]
        lost = gone[(gone["arm"] == arm) & (gone["month"] == month)]
        assert len(living.get_offsets()) == sum(SLOTS.values()) - len(lost)  # type: ignore[attr-defined]
        assert sum(len(one.get_offsets()) for one in empty) == len(lost)  # type: ignore[attr-defined]
        assert f"{len(mine)} relationships" in axes.get_title("left")


def test_a_life_shows_what_happened() -> None:
    rows = table("life")
    with house():
        figure = strip.strip_figure(rows, "WIIFWE", "n", PAGE)
    seen = [name for name in strip.EVENTS if rows[name].any()]
    marks = figure.axes[3].lines
    assert [len(np.asarray(line.get_xdata())) for line in marks] == [int(rows[name].sum()) for name in seen]
    named = [label.get_text() for label in figure.axes[3].get_yticklabels()]
    assert named == [strip.EVENTS[one][0] for one in seen]
    assert str(figure.get_label()).startswith("WIIFWE: 10 years together make 85 % of what was possible")
    worse = rows.assign(payoff_buyer=-rows["payoff_buyer"])
    assert "the buyer −" in strip.strip_title(worse, "WIIFWE")
    assert not {strip.SIDES[side][0] for side in strip.SIDES} & set(COLOURS.values())


@pytest.mark.parametrize("effect", [1.0, -0.6])
def test_without_the_poles_titles_rank_what_is_there(effect: float) -> None:
    world = world_of(effect, names=("good_people", "placebo"))
    played_arms = world.replicates["arm"].isin(["good_people", "placebo"])
    world = replace(world, arms=world.arms[:2], replicates=world.replicates[played_arms])
    better, worse = ("good people", "placebo") if effect > 0 else ("placebo", "good people")
    assert value.value_title(world).startswith(f"A buyer's slot yields most under {better} (")
    assert f"least under {worse} (" in value.value_title(world)
    told = survival.survival_title(world)
    assert told.startswith("Most relationships live 10 years at ")
    assert told.index(f"under {better}") < told.index(f"under {worse}")
    assert colour("good_people") != colour("placebo")


def test_without_the_poles_no_difference_is_told_where_there_is_none() -> None:
    world = world_of(0.0, names=("good_people", "placebo"))
    played_arms = world.replicates["arm"].isin(["good_people", "placebo"])
    replicates = world.replicates[played_arms].copy()
    noise = np.random.default_rng(5).normal(0.0, 0.05, len(replicates))
    columns = ["joint_slot", "relationships_alive_120"]
    replicates[columns] = 0.2 + np.column_stack([noise, noise])
    world = replace(world, arms=world.arms[:2], replicates=replicates)
    assert value.value_title(world).startswith("No difference in joint payoff can be told between")
    assert survival.survival_title(world).startswith(
        "No difference can be told in how many relationships live"
    )


def test_arms_without_a_colour_of_their_own_are_told_apart() -> None:
    arms = ["wiifwe", "few", "half", "most"]
    with among(arms):
        assert len({(colour(arm), str(dash(arm))) for arm in arms}) == 4
        assert not {colour(arm) for arm in arms[1:]} & set(COLOURS.values())
    assert colour("few") == colour("half")
