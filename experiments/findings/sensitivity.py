"""Sensitivity: which parameters decide what WIIFWE gains, alone and with others, by Sobol's indices."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.findings.asked import Pairs, check_compared, refusal
from experiments.findings.screening import OUTCOMES, compared, leading, measured, plain, ranked, told_of
from experiments.findings.wording import PARTIES, listed, portion, sentence
from experiments.sweep.reading import Played
from sim.design import Design, salib_problem
from sim.design.axes import SALTELLI
from sim.measures.inference import mean_interval
from sim.measures.pairs import aligned, paired_worlds
from sim.measures.sensitivity import sobol
from sim.measures.variance import Indices, indices, luck, of_group, span
from sim.measures.wording import number, percent, spanned
from sim.plots.factors import factors
from sim.plots.sheets import filed, house
from sim.scenario import Arm

QUESTION = "Which parameters decide how much WIIFWE gains over WIIFME, alone and together with others?"
INDEX, PROCESS = "total", "process."
NOTE = (
    "Share of the outcome's variance over the priors in which a parameter takes part (total) and that it "
    "makes alone (first-order); 95 % intervals by bootstrap. Hollow: noise of the replicates might show as "
    "much."
)
WIDTHS = (
    "these are shares under the stated widths of the priors: a parameter whose range were halved would take "
    "less of a smaller variance"
)


def check(design: Design, arms: Sequence[Arm], pairs: Pairs) -> None:
    """Refuse a sweep that this script cannot read. Raises ConfigError."""
    del arms
    if design.kind != SALTELLI:
        raise refusal(f"the script `sensitivity` reads a saltelli design, not {design.kind}", "design.kind")
    check_compared(pairs, "sensitivity")


def tables(played: Played) -> dict[str, pd.DataFrame]:
    """`result`: by parameter the total index of every outcome; `indices`; `groups`: process and world."""
    problem, values = salib_problem(played.design), replicates(played)
    size = len(problem["names"]) + 2
    parts, groups = [], []
    for outcome, (means, errors) in measured(played).items():
        found = sobol(problem, means, played.seed, errors=errors)
        blocks = means.reshape(-1, size)
        whole = np.isfinite(blocks).all(axis=1)
        samples = indices(blocks[whole], played.seed)
        noise, spread = luck(values[outcome].reshape(*blocks.shape, -1)[whole])
        between = [span(column) for column in (samples.total - samples.first).T]
        found = found.assign(
            interaction=[one.value for one in between], interaction_low=[one.low for one in between],
            interaction_high=[one.high for one in between], luck=noise, outcome=outcome, of=len(blocks),
        )  # fmt: skip
        parts.append(found[["outcome", *(name for name in found if name != "outcome")]])
        groups.append({"outcome": outcome, "luck": spread, "n": int(whole.sum())} | shares(played, samples))
    table = pd.concat(parts, ignore_index=True)
    return {"result": ranked(table, INDEX), "indices": table, "groups": pd.DataFrame(groups)}


def replicates(played: Played) -> dict[str, np.ndarray]:
    """By outcome the paired difference of each point and replicate; nan where either arm has none."""
    arm, baseline = compared(played)
    pairs = paired_worlds(played.worlds(list(OUTCOMES), [arm, baseline]), (arm, baseline), list(OUTCOMES))
    numbers = np.arange(len(played.points))
    apart = pairs.values[0] - pairs.values[1]
    return {outcome: aligned(pairs, apart[:, place], numbers).T for place, outcome in enumerate(OUTCOMES)}


def of_process(played: Played) -> list[int]:
    """The places of the axes that set or scale the process."""
    return [
        place
        for place, axis in enumerate(played.design.axes)
        if any(path.startswith(PROCESS) for path in axis.touched)
    ]


def shares(played: Played, samples: Indices) -> dict[str, float]:
    """Bounds on the process's and the world's shares of the variance, as columns."""
    inside = of_process(played)
    if not inside or len(inside) == len(played.design.axes):
        return {}
    outside = [place for place in range(len(played.design.axes)) if place not in inside]
    return {
        f"{whose}_{what}{end}": value
        for whose, group in (("process", inside), ("world", outside))
        for what, one in of_group(samples, group).items()
        for end, value in zip(("", "_low", "_high"), one, strict=True)
    }


def finding(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """What decides for whom, what parameters do together, the process against the world, and the luck."""
    table, groups = tables["indices"], tables["groups"].set_index("outcome")
    arm, baseline = (played.labels[name] for name in compared(played))
    told = [
        f"of the variance, over the priors, of what {arm} gains over {baseline}, parameters take part in "
        f"(total index, the greatest two): {'; '.join(leading(table, 2, INDEX))}",
        WIDTHS,
        together(table),
        of_process_told(groups, played),
        chance(table, groups, played.replicates),
    ]
    return " ".join(sentence(words) for words in told if words)


def together(table: pd.DataFrame) -> str:
    """For the pair: what all parameters make alone, and the greatest interaction."""
    rows = table[table["outcome"] == next(iter(PARTIES))]
    rows = rows[np.isfinite(rows["interaction"])]
    if rows.empty:
        return ""
    top: Any = rows.loc[rows["interaction"].idxmax()]
    return (
        f"for the pair first-order indices sum to {number(rows['first'].sum(), 2)}; interactions (total less "
        f"first) are greatest for {plain(top['factor'])}, {told_of(top, 'interaction')}"
        f"{'' if top['interaction_low'] > 0.0 else ', not told from 0'}"
    )


def of_process_told(groups: pd.DataFrame, played: Played) -> str:
    """The process's share of the variance, by itself and with the world, party by party."""
    if "process_alone" not in groups:
        return ""
    named = listed(plain(played.design.axes[place].name) for place in of_process(played))
    each = []
    for outcome, who in PARTIES.items():
        row: Any = groups.loc[outcome]
        ends = (
            portion(row[name], row[f"{name}_low"], row[f"{name}_high"])
            for name in ("process_alone", "process_part")
        )
        world = portion(row["world_alone"], row["world_alone_low"], row["world_alone_high"])
        least, most = ends
        each.append(f"{who} at least {least}, at most {most}, the world alone at least {world}")
    return (
        f"shares of the variance that the process ({named}) makes, by itself and with the world, and the "
        f"world without it: {'; '.join(each)}"
    )


def chance(table: pd.DataFrame, groups: Any, replicates: int) -> str:
    """How much of it is the noise of few replicates, and what is not told from it."""
    told = [f"{who} {percent(groups.loc[outcome, 'luck'], 1)}" for outcome, who in OUTCOMES.items()]
    joint = table[table["outcome"] == next(iter(PARTIES))]
    words = (
        f"the noise of {replicates} replicates, on luck that all points share, makes up of the variance: "
        f"{', '.join(told)}; of a total index of the pair {number(joint['luck'].max(), 4)} at most"
    )
    dead = joint[~joint["told"]]["factor"]
    return f"{words}; not told from noise there: {listed(map(plain, dead)) or 'none'}"


def failures(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """The mean gain over the priors where it is a loss, and how little of it is the process's doing."""
    del tables
    size, parts = len(played.axes) + 2, []
    for outcome, (means, _) in measured(played).items():
        found = mean_interval(means.reshape(-1, size)[:, [0, -1]])
        if outcome in PARTIES and found.mean < 0.0:
            parts.append(f"{PARTIES[outcome]} {spanned(found)}")
    words = "averaged over the priors WIIFWE's difference is below 0 for"
    return sentence(f"{words}: {', '.join(parts)}") if parts else ""


def draw(tables: dict[str, pd.DataFrame], played: Played, figures: Path, caption: str) -> None:
    """Total and first-order indices by parameter, a panel an outcome."""
    table = tables["indices"]
    title = f"What decides how much WIIFWE gains: {leading(table, 3, INDEX)[0]}"
    names = {INDEX: "total index", "first": "first-order index"}
    texts = (title, f"{NOTE} {caption}", "share of the variance")
    del played
    with house() as sheet:
        figure = factors(table, OUTCOMES, names, texts, sheet, shared=True)
        filed(figure, figures, "sensitivity")
