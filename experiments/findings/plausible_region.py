"""The plausible region: with which probability, under stated priors, each posture wins, for whom, and where.

A probability of the parameters, not of firms: it is worth what the priors of `configs/design/plausible.yaml`
are worth, which the table `priors` repeats.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.findings.asked import Pairs, check_arms, refusal
from experiments.findings.plausible_region_words import (
    BARE,
    BY_SIGN,
    RIGID,
    THESIS,
    TOLD,
    chance,
    failing,
    flipping,
    flips,
    for_sides,
    leading,
    refuted,
    spelled,
    winning,
)
from experiments.findings.wording import PARTIES, sentence
from experiments.sweep.reading import MAIN, Played
from sim.design import Design
from sim.design.axes import LATIN, SOBOL
from sim.measures.best import best_arms
from sim.measures.inference import EXACT, mean_interval
from sim.measures.pairs import aligned, paired_worlds
from sim.measures.prior import by_sign, crossed, divided
from sim.measures.prior import portion as part_of
from sim.measures.regions import BOTH, GAIN, LOSS, OPEN, SOMEONE, area, gains
from sim.plots.prior import chances_figure, thirds_figure
from sim.plots.sheets import filed, house
from sim.scenario import Arm

QUESTION = (
    "In how much of the plausible parameter space does each posture win, for the pair and for each side?"
)
PAIRS = ((THESIS, RIGID), (BARE, RIGID), (THESIS, BARE))
WHO = PARTIES | {BOTH: "both sides gain", SOMEONE: "a side loses"}


def check(design: Design, arms: Sequence[Arm], pairs: Pairs) -> None:
    """Refuse a sweep that this script cannot read. Raises ConfigError."""
    del pairs
    check_arms(arms, "plausible_region", [RIGID, BARE, THESIS])
    if design.kind not in (LATIN, SOBOL):
        wrong = f"the script `plausible_region` reads a random sample, not a {design.kind} design"
        raise refusal(wrong, "design.kind")


def tables(played: Played) -> dict[str, pd.DataFrame]:
    """`result`, `chances` (all of it), `best`, `thirds` of each axis, `crossed` (two of them), `priors`."""
    points, worlds = played.points.table(), played.worlds(MAIN)
    every = pd.concat([gains(worlds, points, *pair, MAIN) for pair in PAIRS], ignore_index=True)
    chances = pd.concat(
        [by_sign(every, MAIN).assign(how=BY_SIGN), area(every, MAIN, sampled=True).assign(how=TOLD)],
        ignore_index=True,
    ).drop(columns="unknown")
    thesis = every[(every["arm"] == THESIS) & (every["baseline"] == RIGID)]
    divisions = dividing(thesis, played)
    numeric = {axis.name: axis for axis in played.points.axes if not axis.categorical}
    top = divisions[divisions["outcome"] == MAIN[0]].drop_duplicates("axis")
    names = top.reindex(top["apart"].abs().sort_values(ascending=False, kind="stable").index)["axis"][:2]
    found = {
        "result": result(chances), "chances": chances, "best": bests(worlds, points), "thirds": divisions,
        "priors": priors(played),
    }  # fmt: skip
    if len(names) == 2:
        won = (thesis[MAIN[0]] > EXACT).to_numpy()
        found["crossed"] = crossed(thesis, won, [numeric[name] for name in names])
    return found | {"means": means(thesis), "luck": luck(worlds, len(points))}


def result(chances: pd.DataFrame) -> pd.DataFrame:
    """A row a pair of arms and party: probability of a gain by sign, and of what replicates tell."""
    signs = chances[(chances["how"] == BY_SIGN) & chances["verdict"].isin([GAIN, LOSS])]
    signs = signs[(signs["verdict"] == GAIN) | (signs["outcome"] == SOMEONE)]
    rows = []
    for row in signs.to_dict("records"):
        own = chances[chances["how"] == TOLD]
        for name in ("arm", "baseline", "outcome"):
            own = own[own[name] == row[name]]
        told = own.set_index("verdict")["share"].reindex([GAIN, OPEN, LOSS])
        kept = {name: row[name] for name in ("arm", "baseline", "share", "low", "high")}
        kept = {"arm": kept.pop("arm"), "baseline": kept.pop("baseline"), "for": WHO[row["outcome"]], **kept}
        rows.append(kept | {f"{verdict} told": share for verdict, share in told.items()})
    return pd.DataFrame(rows).rename(columns={"share": "by sign"})


def bests(worlds: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """By outcome and arm: probability that it has the greatest mean, and that it is told to be best."""
    rows = []
    for outcome in MAIN:
        found = best_arms(worlds, points, outcome, [RIGID, BARE, THESIS])
        found = found[found["n"] > 0]
        for arm in (RIGID, BARE, THESIS, OPEN):
            ahead, told = (found[name].eq(arm).to_numpy() for name in ("arm", "best"))
            row = {"outcome": outcome, "arm": arm} | part_of(ahead)
            rows.append(row | {f"told_{name}": value for name, value in part_of(told).items()})
    return pd.DataFrame(rows).drop(columns="told_points")


def dividing(thesis: pd.DataFrame, played: Played) -> pd.DataFrame:
    """By axis and third: how often the pair gains, and how often both sides do."""
    axes = [axis for axis in played.points.axes if not axis.categorical]
    sides = (thesis[MAIN[1]] > EXACT) & (thesis[MAIN[2]] > EXACT)
    marks = {MAIN[0]: thesis[MAIN[0]] > EXACT, BOTH: sides}
    parts = [divided(thesis, there.to_numpy(), axes).assign(outcome=name) for name, there in marks.items()]
    return pd.concat(parts, ignore_index=True)


def priors(played: Played) -> pd.DataFrame:
    """What the points were drawn from: evenly between low and high, in the logarithm where it says so."""
    rows = [
        {"axis": axis.name, "sets": ", ".join((*axis.paths, *axis.scales)) or ", ".join(axis.touched),
         "low": axis.low, "high": axis.high, "log": axis.log, "unit": axis.unit}
        for axis in played.points.axes
    ]  # fmt: skip
    return pd.DataFrame(rows)


def means(thesis: pd.DataFrame) -> pd.DataFrame:
    """The mean over the priors of what each party gains, its interval from the spread over the points."""
    rows = [{"outcome": one} | mean_interval(thesis[one].to_numpy(float))._asdict() for one in MAIN]
    return pd.DataFrame(rows)


def luck(worlds: pd.DataFrame, points: int) -> pd.DataFrame:
    """How far the probability that the pair gains, by sign, moves when one replicate is left out."""
    pairs = paired_worlds(worlds, (THESIS, RIGID), MAIN[:1])
    table = aligned(pairs, pairs.values[0, :, 0] - pairs.values[1, :, 0], np.arange(points))
    without = [np.delete(table, place, axis=0) for place in range(len(table))] if len(table) > 1 else []
    shares = [float((part[:, np.isfinite(part).all(axis=0)].mean(axis=0) > EXACT).mean()) for part in without]
    ends = (min(shares), max(shares)) if shares else (np.nan, np.nan)
    return pd.DataFrame([{"least": ends[0], "most": ends[1], "replicates": len(table)}])


def finding(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """The probability that WIIFWE wins, for whom, which arm is best, where it flips, and the refutation."""
    chances, labels = tables["chances"], played.labels
    told = [
        winning(chances, tables["luck"].iloc[0], labels),
        for_sides(chances),
        leading(tables["best"], labels),
    ]
    told += [flipping(tables), refuted(chances, labels)]
    return " ".join(sentence(words) for words in told if words)


def failures(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """How probable a loss is, for the pair and for each side; and a refutation that is met."""
    return failing(tables["chances"], played.labels)


def draw(tables: dict[str, pd.DataFrame], played: Played, figures: Path, caption: str) -> None:
    """Who gains and loses by pair of arms; and how the probability turns along each parameter."""
    chances = tables["chances"]
    row = chance(chances, MAIN[0], GAIN, BY_SIGN, (THESIS, RIGID))
    title = (
        f"{played.labels[THESIS]} makes more for the pair than {played.labels[RIGID]} in {spelled(row)} of "
        "the plausible region"
    )
    named = tables["priors"].itertuples()
    ranges = ", ".join(
        f"{row.axis} {row.low:g} to {row.high:g}{' (log)' if row.log else ''}" for row in named
    )
    prior = f"Priors, even between: {ranges}.".replace("_", " ").replace("-", "−")
    drawn = {
        "chances": lambda sheet: chances_figure(chances, PAIRS, WHO, played.labels, title, caption, sheet),
        "flips": lambda sheet: thirds_figure(tables, MAIN[0], flips(tables), f"{prior} {caption}", sheet),
    }
    figures.mkdir(exist_ok=True)
    with house() as sheet:
        for name, made in drawn.items():
            figure = made(sheet)
            filed(figure, figures, name)
