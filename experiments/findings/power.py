"""Power: who gains from WIIFWE and who would refuse it, as one side grows stronger; two ways to split.

A side would refuse where its gain over WIIFME rigid, at the same power and luck, is negative for certain.
With `equal` a relational pair abstains from power as far as its autonomy goes; with `gain` it leaves the
price to power, and only the gain of investment to principles.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.findings.asked import Pairs, check_arms, check_axes
from experiments.findings.power_words import mended, refused_told, refusing, strong_told, weakness
from experiments.findings.wording import PARTIES, sentence, sign_of
from experiments.sweep.reading import MAIN, Played
from sim.design import Design
from sim.measures.inference import Interval, holm
from sim.measures.pairs import aligned, paired_worlds, summaries
from sim.measures.regions import LOSS, crossings, verdicts
from sim.measures.shares import contrast
from sim.plots.power import powers
from sim.plots.sheets import filed, house
from sim.scenario import Arm

QUESTION = (
    "Who gains and who would refuse as one side grows stronger, and does splitting only the gain mend it?"
)
POWER, SPLIT = "power", "split"
WIIFWE, RIGID = "wiifwe", "wiifme_rigid"
STRONG, WEAK = "strong_slot", "weak_slot"
"""The gain of the side that has the power, and of the other; unknown where nobody has."""
SHOWN = (*MAIN, STRONG, WEAK)


def check(design: Design, arms: Sequence[Arm], pairs: Pairs) -> None:
    """Refuse a sweep that this script cannot read. Raises ConfigError."""
    del pairs
    check_axes(design, "power", [POWER], [SPLIT])
    check_arms(arms, "power", [WIIFWE, RIGID])


def tables(played: Played) -> dict[str, pd.DataFrame]:
    """`result`, `gains`: by power and split; `critical`: where signs turn; `splits`: against the first."""
    points, worlds = played.points.table(), played.worlds(MAIN, [WIIFWE, RIGID])
    gained = paired(worlds, points)
    return {
        "result": result(gained),
        "gains": gained.drop(columns="point"),
        "critical": critical(worlds, points),
        "splits": splits(worlds, points),
    }


def paired(worlds: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """By point: mean paired gain of the pair, each side, the strong and the weak one; verdicts by Holm."""
    pairs = paired_worlds(worlds, (WIIFWE, RIGID), list(MAIN))
    apart = pairs.values[0] - pairs.values[1]
    power = points.set_index("point")[POWER].reindex(pairs.point).to_numpy(float)
    buyers, suppliers = apart[:, 1], apart[:, 2]
    strong = np.where(power > 0.0, buyers, np.where(power < 0.0, suppliers, np.nan))
    weak = np.where(power > 0.0, suppliers, np.where(power < 0.0, buyers, np.nan))
    found = summaries(pairs.point, np.column_stack([apart, strong, weak]), SHOWN).reindex(points["point"])
    table = pd.concat([points, found.reset_index(drop=True)], axis=1)
    said = {f"{one}_verdict": by_split(table, one) for one in SHOWN}
    return table.assign(**said)


def by_split(table: pd.DataFrame, outcome: str) -> pd.Series:
    """Gain, loss or open, for the rows of each split by Holm over its levels of power."""
    parts = [verdicts(part, outcome, "holm") for _, part in table.groupby(SPLIT, sort=False)]
    return pd.concat(parts).reindex(table.index)


def result(gained: pd.DataFrame) -> pd.DataFrame:
    """By split and power: the three gains, and who would refuse."""
    sides = {"buyer_slot": "buyers", "supplier_slot": "suppliers"}
    refusers = [
        " and ".join(who for one, who in sides.items() if row[f"{one}_verdict"] == LOSS) or "nobody"
        for _, row in gained.iterrows()
    ]
    named = gained[[SPLIT, POWER, *MAIN]].rename(columns=PARTIES).assign(refuses=refusers)
    return named.sort_values([SPLIT, POWER], ignore_index=True)


def critical(worlds: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """By split and party: the power at which the gain passes 0; no row for a single level."""
    names = [SPLIT, "outcome", "rising", "level", "low", "high", "status", "below", "above", "n"]
    if points[POWER].nunique() < 2:
        return pd.DataFrame(columns=names)
    parts = [
        crossings(worlds, points, POWER, outcome, WIIFWE, RIGID, [SPLIT]).assign(outcome=outcome)
        for outcome in MAIN
    ]
    return pd.concat(parts, ignore_index=True)[names].sort_values([SPLIT, "outcome"], ignore_index=True)


def splits(worlds: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """What each further split changes against the first, by level of power and party; Holm over all rows."""
    pairs = paired_worlds(worlds, (WIIFWE,), list(MAIN))
    numbers, rows = points["point"].to_numpy(np.int64), []
    names = points[SPLIT].unique().tolist()
    for place, outcome in enumerate(MAIN):
        table = pd.DataFrame(aligned(pairs, pairs.values[0, :, place], numbers), columns=numbers)
        for level, part in points.groupby(POWER):
            at = part.set_index(SPLIT)["point"]
            rows += [
                {POWER: level, SPLIT: name, "against": names[0], "outcome": outcome}
                | contrast(table, [at[name]], [at[names[0]]])
                for name in names[1:]
            ]
    found = pd.DataFrame(rows, columns=[POWER, SPLIT, "against", "outcome", *Interval._fields, "size", "p"])
    return found.assign(p_holm=holm(found["p"].to_numpy(float)))


def finding(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """By split: who gains, who would refuse, from which power on; whether another mends the strong side's."""
    gained, sign = tables["gains"], sign_of(played.axes[POWER])
    told = [
        *(
            strong_told(name, part, tables["critical"], sign)
            for name, part in gained.groupby(SPLIT, sort=False)
        ),
        mended(gained, tables["splits"]),
        "a side ‘would refuse’ where it makes less than under WIIFME rigid, market against market",
    ]
    return " ".join(sentence(words) for words in told if words)


def failures(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """Where the pair loses, and where a side would refuse, by split."""
    sign = sign_of(played.axes[POWER])
    parts = [
        words
        for name, part in tables["gains"].groupby(SPLIT, sort=False)
        for words in [*weakness(str(name), part), *refusing(str(name), part)]
    ]
    return (
        sentence(f"by the buyer's power {sign}: {'; '.join(parts)} (Holm over the levels)") if parts else ""
    )


def draw(tables: dict[str, pd.DataFrame], played: Played, figures: Path, caption: str) -> None:
    """Gains by power, a panel for each split, with the ranges in which a side would refuse."""
    axis = played.axes[POWER]
    with house() as sheet:
        figure = powers(
            tables["gains"], tables["critical"], f"{axis.label}, {sign_of(axis)}",
            refused_told(tables["gains"]), caption, sheet,
        )  # fmt: skip
        filed(figure, figures, "power")
