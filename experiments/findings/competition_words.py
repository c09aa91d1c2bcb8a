"""What is said of competition: where choosing anew is worth more, and what dispersed costs do to each arm."""

from __future__ import annotations

import pandas as pd

from experiments.findings.turning import extreme, levels_with, places_lost, runs_told, signs, size_told, some
from experiments.findings.wording import PARTIES, decimals_for, likelihood, listed, told_at
from experiments.sweep.reading import MAIN, Played
from sim.measures.regions import GAIN, LOSS
from sim.measures.wording import number

DISPERSION, TERM = "dispersion", "term"
WIIFWE, RIGID = "wiifwe", "wiifme_rigid"
DIFFERENCE = "gain"
"""The series of the difference between both arms, beside theirs."""


def region(gained: pd.DataFrame, played: Played) -> str:
    """In how many points WIIFME rigid is better for the pair and for each side, and the worst of them."""
    parts = []
    for outcome, who in PARTIES.items():
        count, _, worst = places_lost(gained, outcome)
        told = f"for {who} at {count or 'none'}"
        if worst is not None:
            terms = listed(f"{one:g}" for one in lost_terms(gained, outcome))
            told += f", at terms of {terms} (at worst {told_at(worst, outcome)})"
        parts.append(told)
    names = f"{played.labels[RIGID]} is better than {played.labels[WIIFWE]}"
    return f"of {len(gained)} points, terms in months, {names} {'; '.join(parts)} (point by point)"


def lost_terms(gained: pd.DataFrame, outcome: str) -> list[float]:
    """The terms under which an outcome has a certain loss somewhere."""
    return [float(str(term)) for term, part in gained.groupby(TERM) if places_lost(part, outcome)[0]]


def turning(found: pd.DataFrame, by: str, along: str, decimals: int, words: str, most: int = 99) -> str:
    """Where along one axis each gains, by level of the other."""
    if found.empty:
        return ""
    parts = [
        f"{PARTIES[str(outcome)]} {runs_told(some(rows, by, most=most), by, decimals, words)}"
        for outcome, rows in found.groupby("outcome", sort=False)
    ]
    return f"by {along}: {'; '.join(parts)}"


def dispersed(effects: pd.DataFrame, played: Played) -> str:
    """What the widest against the narrowest dispersion adds to each arm's joint value and to the gain."""
    own = effects[effects["outcome"] == MAIN[0]]
    if own.empty:
        return ""
    axis = played.axes[DISPERSION]
    first, last = (number(end, decimals_for(axis.values)) for end in (min(axis.values), max(axis.values)))
    names = {RIGID: played.labels[RIGID], WIIFWE: played.labels[WIIFWE], DIFFERENCE: "the gain"}
    parts = [f"{words} {changed(own[own['of'] == name])}" for name, words in names.items()]
    falls = levels_with(own[own["of"] == DIFFERENCE], TERM, LOSS)
    answer = (
        f"so dispersed costs favour competition for the pair at {f'terms of {falls}' if falls else 'no term'}"
    )
    told = f"dispersion from {first} to {last} changes joint value so: {'; '.join(parts)}"
    return f"{told}; {answer} (Holm over the terms)"


def changed(rows: pd.DataFrame) -> str:
    """How an effect of dispersion runs over the terms: where it adds, where it takes, its ends."""
    ordered = rows.sort_values(TERM)
    told = []
    for verdict, words in ((GAIN, "rises"), (LOSS, "falls")):
        levels = levels_with(ordered, TERM, verdict)
        if levels:
            sure = ordered[signs(ordered).eq(verdict)]
            most = extreme(sure, sure["mean"].abs())
            size = f"{size_told(most)}, d_z {number(most['size'], 1)}, {likelihood(most['p_holm'])}"
            told.append(f"{words} at terms of {levels} (most at {most[TERM]:g}: {size})")
    return listed(told) or "is not told to change under any term"


def commitment(played: Played) -> str:
    """What the axis means for WIIFWE: longer terms, and a look around at each review."""
    process = played.scenario.process
    longer = f"agreed mechanisms add {process.commitment} months to a relational one, and "
    return (
        f"the term is that of rigid contracts: {longer if process.commitment else ''}a governed pair looks "
        f"at other offers at each strategic review, every {process.review_every} months"
    )


def title(gained: pd.DataFrame) -> str:
    """In how many points WIIFME rigid is better, for the pair and for each side."""
    counts = {who: places_lost(gained, outcome)[0] for outcome, who in PARTIES.items()}
    (first, count), *others = counts.items()
    rest = "".join(f", for {who} at {number_of}" for who, number_of in others)
    return f"WIIFME rigid is better for {first} at {count} of {len(gained)} points{rest}"


def spread_title(effects: pd.DataFrame) -> str:
    """Under how many terms dispersion raises each arm's joint value and the gain."""
    own = effects[effects["outcome"] == MAIN[0]]
    terms = own[TERM].nunique()
    counts = {name: signs(own[own["of"] == name]).value_counts() for name in (RIGID, WIIFWE, DIFFERENCE)}
    told = [f"{words} under {counts[name].get(GAIN, 0)}" for name, words in
            ((RIGID, "rigid WIIFME"), (WIIFWE, "WIIFWE"), (DIFFERENCE, "the gain"))]  # fmt: skip
    return f"Of {terms} terms, dispersed costs raise the joint value of {listed(told)}"
