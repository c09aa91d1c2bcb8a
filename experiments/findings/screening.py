"""Screening: which parameters matter at all, by Morris' elementary effects over the plausible ranges."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.findings.asked import Pairs, check_compared, refusal
from experiments.findings.wording import PARTIES, listed, sentence
from experiments.sweep.reading import Played
from sim.design import Design, salib_inputs, salib_problem
from sim.design.axes import MORRIS
from sim.measures.inference import Interval, mean_interval
from sim.measures.sensitivity import morris
from sim.measures.wording import spanned
from sim.plots.factors import factors
from sim.plots.sheets import filed, house
from sim.scenario import Arm

QUESTION = "Which parameters of the world and of the process matter at all for what WIIFWE gains?"
OUTCOMES = PARTIES | {
    "relationships_alive_60": "alive at 5 years",
    "relationships_alive_120": "alive at 10 years",
}
"""Outcome → what a reader is shown; the last two are shares of relationships."""
INDEX = "mu_star"
NOTE = (
    "Mean size μ* of the change that a parameter's whole range makes, other parameters at random, and the "
    "spread σ of these changes; 95 % intervals by resampling trajectories. Hollow: noise of the replicates "
    "might show as much. A trajectory in which no relationship could reach an age in some arm is left out "
    "there."
)


def check(design: Design, arms: Sequence[Arm], pairs: Pairs) -> None:
    """Refuse a sweep that this script cannot read. Raises ConfigError."""
    del arms
    if design.kind != MORRIS:
        raise refusal(f"the script `screening` reads a morris design, not {design.kind}", "design.kind")
    check_compared(pairs, "screening")


def tables(played: Played) -> dict[str, pd.DataFrame]:
    """`result`: by parameter μ* of every outcome; `effects`: by outcome and parameter, all of it."""
    problem, inputs = salib_problem(played.design), salib_inputs(played.design)
    every = len(inputs) // (len(problem["names"]) + 1)
    parts = []
    for outcome, (means, errors) in measured(played).items():
        found = morris(
            problem, inputs, means, errors=errors, seed=played.seed, num_levels=played.design.levels
        )
        parts.append(found.assign(outcome=outcome, of=every))
    effects = pd.concat(parts, ignore_index=True)
    effects = effects[["outcome", *(name for name in effects if name != "outcome")]]
    return {"result": ranked(effects, INDEX), "effects": effects}


def compared(played: Played) -> tuple[str, str]:
    """Treatment and baseline: the first pair of arms that is compared."""
    first = played.gains([]).iloc[0]
    return str(first["arm"]), str(first["baseline"])


def measured(played: Played) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """By outcome the mean paired difference at each point and its standard error; nan below two pairs."""
    gains = played.gains(list(OUTCOMES), *compared(played)).sort_values("point")
    found = {}
    for outcome in OUTCOMES:
        known = gains[f"{outcome}_n"].to_numpy() > 1
        values = (gains[outcome].to_numpy(float), gains[f"{outcome}_se"].to_numpy(float))
        found[outcome] = tuple(np.where(known, value, np.nan) for value in values)
    return found


def ranked(table: pd.DataFrame, index: str) -> pd.DataFrame:
    """A row a parameter, an index of each outcome, the greatest for the first outcome on top."""
    wide = table.pivot(index="factor", columns="outcome", values=index)[list(OUTCOMES)]
    told = table["told"].astype(int).groupby(table["factor"]).sum()
    wide = wide.sort_values(next(iter(OUTCOMES)), ascending=False)
    wide = wide.assign(told=told.reindex(wide.index))
    return wide.rename(columns=OUTCOMES | {"told": "outcomes told"}).reset_index()


def finding(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """What matters most for whom, what cannot be told from noise, and whether parameters act alone."""
    effects = tables["effects"]
    arm, baseline = (played.labels[name] for name in compared(played))
    told = [
        f"moved over its whole range, a parameter changes what {arm} gains over {baseline} by, on average "
        f"(μ*, money per slot and month, or share of relationships): {'; '.join(leading(effects, 3))}",
        dead(effects),
        bent(effects),
    ]
    return " ".join(sentence(words) for words in told if words)


def leading(table: pd.DataFrame, most: int, index: str = INDEX) -> list[str]:
    """For each outcome the parameters that matter most, with intervals, and what was left out."""
    found = []
    for outcome, name in OUTCOMES.items():
        rows = table[(table["outcome"] == outcome) & table["told"]].nlargest(most, index)
        each = [f"{plain(row['factor'])} {told_of(row, index)}" for _, row in rows.iterrows()]
        own = table[table["outcome"] == outcome].iloc[0]
        words = f"{name}: {', '.join(each) or 'nothing is told'}"
        if own["n"] < own["of"]:
            words += f" [only {own['n']} of {own['of']} blocks of points are complete]"
        found.append(words)
    return found


def told_of(row: pd.Series, index: str) -> str:
    """An index with its interval; it has no sign."""
    found = Interval(row[index], np.nan, row[f"{index}_low"], row[f"{index}_high"], int(row["n"]))
    return spanned(found).lstrip("+")


def plain(factor: object) -> str:
    """A parameter's name in words."""
    return str(factor).replace("_", " ")


def dead(table: pd.DataFrame) -> str:
    """Which parameters are not told from noise for the pair, and which for no outcome."""
    joint = table[table["outcome"] == next(iter(OUTCOMES))]
    joint = joint[~joint["told"]]["factor"]
    never = [factor for factor, part in table.groupby("factor", sort=False) if not part["told"].any()]
    words = f"not told from noise for the pair: {listed(map(plain, joint)) or 'none'}"
    return f"{words}; for none of the outcomes told: {listed(map(plain, never)) or 'none'}"


def bent(effects: pd.DataFrame) -> str:
    """How many parameters act otherwise in other places."""
    rows = effects[(effects["outcome"] == next(iter(OUTCOMES))) & effects["told"]]
    if rows.empty:
        return ""
    bent = rows[rows["sigma_low"] > rows["mu"].abs()]
    return (
        f"for {len(bent)} of the {len(rows)} parameters told for the pair the spread of the changes, σ, is "
        f"certainly greater than their mean: what they do depends on the others"
        f"{': ' if len(bent) else ''}{listed(map(plain, bent['factor']))}"
    )


def failures(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """The mean gain over the whole design where it is a loss."""
    del tables
    size = len(played.axes) + 1
    parts = []
    for outcome, (means, _) in measured(played).items():
        found = mean_interval(means.reshape(-1, size).mean(axis=1))
        if outcome in PARTIES and found.mean < 0.0:
            parts.append(f"{PARTIES[outcome]} {spanned(found)}")
    words = "averaged over trajectories, which visit the ends of the ranges and are no sample of the priors"
    return sentence(f"{words}, WIIFWE's difference is below 0 for: {', '.join(parts)}") if parts else ""


def draw(tables: dict[str, pd.DataFrame], played: Played, figures: Path, caption: str) -> None:
    """μ* and σ by parameter, a panel an outcome."""
    effects = tables["effects"]
    title = f"What matters most for {leading(effects, 3)[0]}"
    indices = {"mu_star": "mean size μ*", "sigma": "spread σ"}
    texts = (
        title,
        f"{NOTE} {caption}",
        "change over the whole range (money per slot and month; right: shares)",
    )
    del played
    with house() as sheet:
        figure = factors(effects, OUTCOMES, indices, texts, sheet, shared=False)
        filed(figure, figures, "screening")
