"""Networks: who may trade with whom, and whether firms talk about each other.

Of each kind one graph is drawn from the seed and shared by all replicates and arms, so every interval here
is of the luck of play on that graph and not of drawing another of its kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.findings.asked import Pairs, check_axes, check_compared
from experiments.findings.wording import PARTIES, likelihood, listed, portion, sentence, told_at
from experiments.sweep.reading import MAIN, Played
from sim.design import Design
from sim.ensemble.outcomes import MARKS
from sim.measures.inference import LEVEL, Interval, holm, mean_interval
from sim.measures.pairs import aligned, paired_worlds
from sim.measures.regions import GAIN, LOSS, verdicts
from sim.measures.shares import contrast
from sim.measures.wording import number, span_of_time, spanned
from sim.plots.networks import networks
from sim.plots.sheets import filed, house
from sim.scenario import Arm

QUESTION = "Does it matter who may trade with whom, and whether firms talk about each other?"
GRAPH, TALK = "graph", "word_of_mouth"
FIELDS = (*Interval._fields, "size", "p")
MARKED = tuple(f"alive_{mark}" for mark in MARKS)
CAVEAT = (
    "one graph of each kind was drawn and all replicates share it: no interval covers drawing another, so a "
    "difference is that of this graph"
)
OF_TALK, OF_GRAPH = "most talk - least talk", "graph - first graph"
"""The two families of contrasts; Holm counts all rows of each."""


def check(design: Design, arms: Sequence[Arm], pairs: Pairs) -> None:
    """Refuse a sweep that this script cannot read. Raises ConfigError."""
    del arms
    check_axes(design, "networks", [TALK], [GRAPH])
    check_compared(pairs, "networks")


def tables(played: Played) -> dict[str, pd.DataFrame]:
    """`result`: gains with the least and the most talk; `gains` by point; `contrasts`; `survival`."""
    points = played.points.table()
    points = points.assign(graph=points[GRAPH].astype(str).str.replace("_", " "))
    alive = [f"relationships_alive_{mark}" for mark in MARKS if mark <= played.scenario.market.months]
    gains = played.gains([*MAIN, *alive]).assign(graph=lambda table: table["point"].map(points[GRAPH]))
    worlds = played.worlds([*MAIN, *alive])
    named = gains[["arm", "baseline"]].drop_duplicates()
    rows = [
        {"arm": arm, "baseline": baseline, "outcome": outcome} | row
        for arm, baseline in named.itertuples(index=False)
        for outcome in MAIN
        for row in contrasts(differences(worlds, points, (arm, baseline), outcome), points)
    ]
    apart = pd.DataFrame(rows, columns=["arm", "baseline", "outcome", "what", "graph", *FIELDS])
    for what in (OF_TALK, OF_GRAPH):
        own = apart["what"] == what
        apart.loc[own, "p_holm"] = holm(apart.loc[own, "p"].to_numpy(float))
    found = {"result": result(gains, apart), "gains": gains.drop(columns="point"), "contrasts": apart}
    return found | {"survival": survival(worlds, points, alive)}


def differences(
    worlds: pd.DataFrame, points: pd.DataFrame, pair: tuple[str, str], outcome: str
) -> pd.DataFrame:
    """Paired differences of one outcome [replicates, points]; nan where either arm has none."""
    pairs = paired_worlds(worlds, pair, [outcome])
    places = points["point"].to_numpy(int)
    return pd.DataFrame(aligned(pairs, pairs.values[0, :, 0] - pairs.values[1, :, 0], places), columns=places)


def contrasts(values: pd.DataFrame, points: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """On each graph most talk less least; and each graph less the first, over all levels of talk."""
    first = points[GRAPH].iloc[0]
    ends = points[TALK].max(), points[TALK].min()
    base = numbers(points[points[GRAPH] == first])
    for graph, part in points.groupby(GRAPH, sort=False):
        most, least = (numbers(part[part[TALK] == end]) for end in ends)
        if most != least:
            yield {"what": OF_TALK, "graph": graph} | contrast(values, most, least)
        if graph != first:
            yield {"what": OF_GRAPH, "graph": graph} | contrast(values, numbers(part), base)


def numbers(points: pd.DataFrame) -> list[int]:
    """The numbers of some points."""
    return points["point"].astype(int).tolist()


def survival(worlds: pd.DataFrame, points: pd.DataFrame, alive: Sequence[str]) -> pd.DataFrame:
    """Share of relationships alive at each age, by arm and graph, over all levels of talk."""
    named = worlds[worlds["status"] == "ok"].merge(points[["point", GRAPH]], on="point")
    means = named.groupby(["arm", GRAPH, "replicate"], sort=False)[list(alive)].mean()
    rows = [
        {"arm": arm, "graph": graph, "months": int(column.rpartition("_")[2])}
        | mean_interval(part[column].to_numpy(float))._asdict()
        for (arm, graph), part in means.groupby(level=["arm", GRAPH], sort=False)
        for column in alive
    ]
    return pd.DataFrame(rows, columns=["arm", "graph", "months", *Interval._fields])


def result(gains: pd.DataFrame, apart: pd.DataFrame) -> pd.DataFrame:
    """By pair of arms and graph: the joint gain with the least and the most talk, and the difference."""
    keys = ["arm", "baseline", "graph"]
    found = gains[keys].drop_duplicates().reset_index(drop=True)
    for name, end in {"least talk": gains[TALK].min(), "most talk": gains[TALK].max()}.items():
        part = gains[gains[TALK] == end].assign(**{name: lambda table: table["joint_slot"]})[[*keys, name]]
        found = found.merge(part, on=keys, how="left")
    talk = apart[(apart["outcome"] == "joint_slot") & (apart["what"] == OF_TALK)]
    talk = talk.assign(difference=talk["mean"])[[*keys, "difference", "low", "high", "p_holm"]]
    return found.merge(talk, on=keys, how="left")


def finding(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """Gains by pair of arms, what talk and what the graph changes, and how many relationships live."""
    gains, apart = tables["gains"], tables["contrasts"]
    told = [gained(part, played.labels) for _, part in gains.groupby(["arm", "baseline"], sort=False)]
    least, most = (number(end, 2) for end in (gains[TALK].min(), gains[TALK].max()))
    told.append(changed(apart, OF_TALK, f"word of mouth of {most} instead of {least}", played.labels))
    first = gains[GRAPH].iloc[0]
    told.append(changed(apart, OF_GRAPH, f"another graph than the {first} one", played.labels))
    told += [*living(tables["survival"], played.labels), CAVEAT]
    return " ".join(sentence(words) for words in told if words)


def gained(part: pd.DataFrame, labels: dict[str, str]) -> str:
    """In how many points one pair of arms shows a gain or a loss, and between what the joint gain lies."""
    told = {who: verdicts(part, outcome) for outcome, who in PARTIES.items()}
    counts = [f"{who} {(one == GAIN).sum()} and {(one == LOSS).sum()}" for who, one in told.items()]
    rows = part.sort_values("joint_slot").iloc[[0, -1]]
    ends = dict.fromkeys(f"{told_at(row, 'joint_slot')} ({place(row)})" for _, row in rows.iterrows())
    arm, baseline = (labels[str(part[name].iloc[0])] for name in ("arm", "baseline"))
    return (
        f"{arm} against {baseline}: gains and losses told at, of {len(part)} points, {', '.join(counts)}; "
        f"the pair's difference runs from {' to '.join(ends)}"
    )


def place(row: pd.Series) -> str:
    """Where a point lies, in words."""
    return f"{row[GRAPH]}, word of mouth {number(row[TALK], 2)}"


def changed(apart: pd.DataFrame, what: str, words: str, labels: dict[str, str]) -> str:
    """By how much each gain differs where Holm tells that it does, party by party."""
    family = apart[apart["what"] == what]
    if family.empty:
        return ""
    parts = []
    for outcome, who in PARTIES.items():
        own = family[family["outcome"] == outcome]
        told = own[own["p_holm"] < 1.0 - LEVEL]
        each = [f"{labels[str(arm)]} by {sizes(part)}" for arm, part in told.groupby("arm", sort=False)]
        parts.append(f"for {who} {len(told)} of {len(own)} gains{': ' if each else ''}{', '.join(each)}")
    return f"{words} changes, by Holm over {len(family)} comparisons, {'; '.join(parts)}"


def sizes(rows: pd.DataFrame) -> str:
    """Differences with their intervals, graph by graph."""
    return listed(
        f"{spanned(interval(row))} ({row['graph']}, {likelihood(row['p_holm'])})"
        for _, row in rows.iterrows()
    )


def interval(row: pd.Series) -> Interval:
    """The interval in a row of `contrasts` or `survival`."""
    return Interval(*row[list(Interval._fields)])


def living(table: pd.DataFrame, labels: dict[str, str]) -> list[str]:
    """Which share of relationships is alive at each age, arm by arm: the least and the most graph."""
    told = []
    for months, rows in table.groupby("months"):
        each = []
        for arm, part in rows.groupby("arm", sort=False):
            ends = part.sort_values("mean").iloc[[0, -1]]
            parts = (portion(row["mean"], row["low"], row["high"], 1) for _, row in ends.iterrows())
            each.append(f"{labels[str(arm)]} {' to '.join(dict.fromkeys(parts))}")
        age = span_of_time(int(str(months)))
        told.append(
            f"relationships alive at {age}, from the graph with fewest to that with most: {'; '.join(each)}"
        )
    return told


def losses(part: pd.DataFrame, outcome: str) -> str:
    """At how many points an outcome is certainly less, and the worst of them; "" where at none."""
    lost = part[verdicts(part, outcome).eq(LOSS)]
    if lost.empty:
        return ""
    worst = lost.sort_values(outcome).iloc[0]
    return f"{len(lost)} (at worst {told_at(worst, outcome)}, {place(worst)})"


def failures(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """Where the pair or a side loses, which ages fewer relationships reach, and where talk lowers gains."""
    parts, gains = [], tables["gains"]
    alive = [name for name in map(str, gains) if name.endswith(MARKED)]
    ages = {name: span_of_time(int(name.rpartition("_")[2])) for name in alive}
    whose = PARTIES | {name: f"relationships alive at {age}" for name, age in ages.items()}
    for (arm, _), part in gains.groupby(["arm", "baseline"], sort=False):
        each = [f"{who} at {lost}" for outcome, who in whose.items() if (lost := losses(part, outcome))]
        if each:
            words = f"with {played.labels[str(arm)]}, of {len(part)} points, certainly less"
            parts.append(f"{words}: {', '.join(each)}")
    apart = tables["contrasts"]
    lower = apart[(apart["what"] == OF_TALK) & (apart["p_holm"] < 1.0 - LEVEL) & (apart["mean"] < 0.0)]
    each = [
        f"{PARTIES[str(outcome)]} by {played.labels[str(arm)]} ({listed(part[GRAPH])})"
        for (arm, outcome), part in lower.groupby(["arm", "outcome"], sort=False)
    ]
    parts += [f"more word of mouth lowers what is gained: {'; '.join(each)}"] if each else []
    return " ".join(sentence(part) for part in parts)


def draw(tables: dict[str, pd.DataFrame], played: Played, figures: Path, caption: str) -> None:
    """Gains by word of mouth, graph by graph, for both pairs of arms and each party."""
    gains = tables["gains"]
    ranges = [
        f"{played.labels[str(arm)]} {number(part.min(), signed=True)} to {number(part.max(), signed=True)}"
        for arm, part in gains.groupby("arm", sort=False)["joint_slot"]
    ]
    title = f"What the pair gains, by graph and word of mouth: {'; '.join(ranges)}"
    with house() as sheet:
        figure = networks(gains, PARTIES, played.labels, title, caption, sheet)
        filed(figure, figures, "networks")
