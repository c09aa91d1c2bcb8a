"""What is said of trust and honesty: from which trust on each gains, and whether honesty changes anything."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.findings.turning import extreme, levels_with, signs, size_told, turn_told
from experiments.findings.wording import PARTIES, decimals_for, likelihood, listed, sentence, sign_of
from experiments.sweep.reading import MAIN, Played
from sim.measures.regions import GAIN, LOSS, OPEN
from sim.measures.required import FOUND
from sim.measures.wording import number, span_of_time

TRUST, HONESTY = "trust", "honesty"


def trusting(turned: pd.DataFrame, by_trust: pd.DataFrame, played: Played) -> str:
    """From which prior trust on each gains, over all honesty, and by how much at best and at worst."""
    sign, names = sign_of(played.axes[TRUST]), played.labels
    exit_trust = played.scenario.choice.exit_trust
    parts = []
    for outcome, who in PARTIES.items():
        rows = by_trust[by_trust["outcome"] == outcome]
        best = extreme(rows, rows["mean"])
        where = threshold_told(turned[(turned["outcome"] == outcome) & (turned["arm"] == "both")], exit_trust)
        told = where or f"at {levels_with(rows, TRUST, GAIN) or 'no level'}"
        parts.append(f"{who} {told} (at best {size_told(best)}, at {tried(best[TRUST])})")
    leap = leap_told(turned, by_trust, exit_trust)
    return f"by prior trust {sign}, WIIFWE gains over {names['wiifme_rigid']}: {'; '.join(parts)}{leap}"


def leap_told(turned: pd.DataFrame, by_trust: pd.DataFrame, exit_trust: float) -> str:
    """What the pair gains on both sides of the trust below which firms leave, where its gain begins there."""
    rows = turned[(turned["outcome"] == MAIN[0]) & (turned["arm"] == "both") & (turned["status"] == FOUND)]
    if rows.empty or not rows["rising"].all() or not leaping(rows, exit_trust).any():
        return ""
    below, above = float(rows["below"].min()), float(rows["above"].max())
    pair = by_trust[by_trust["outcome"] == MAIN[0]].set_index(TRUST)
    ends = [f"{size_told(pair.loc[[level]].iloc[0])} at {tried(level)}" for level in (below, above)]
    return (
        f"; the pair's gain leaps there, from {ends[0]} to {ends[1]}: firms leave whom they trust less than "
        f"τ_exit = {tried(exit_trust)}"
    )


def leaping(rows: pd.DataFrame, exit_trust: float) -> pd.Series:
    """Whether the trust below which firms leave lies within the step in which a gain passes 0."""
    return (rows["below"] <= exit_trust) & (exit_trust < rows["above"])


def tried(level: float) -> str:
    """A level of trust as it was set; two decimals at least."""
    return number(level, max(2, decimals_for([level])))


def threshold_told(rows: pd.DataFrame, exit_trust: float) -> str:
    """Where along trust a gain begins, over all honesty: one threshold, a range, or how many.

    No level is drawn from a line through a step in which firms begin to stay: the gain leaps there.
    """
    if rows.empty:
        return ""
    found = rows[rows["status"] == FOUND]
    if len(found) < len(rows) or found["rising"].nunique() > 1:
        told = rows["status"].value_counts()
        if len(told) == 1:
            return turn_told(rows.iloc[0], 3)
        return listed(
            f"{status} at {count} of {len(rows)} levels of honesty" for status, count in told.items()
        )
    steps = [tried(one) for one in (found["below"].min(), found["above"].max())]
    rising = bool(found["rising"].all())
    if leaping(found, exit_trust).any():
        span = f"somewhere between {steps[0]} and {steps[1]}"
    else:
        ends = (found["low"].min(), found["high"].max())
        low, high = (number(end, 3) if np.isfinite(end) else "beyond what was tried" for end in ends)
        levels = [number(one, 3) for one in (found["level"].min(), found["level"].max())]
        level = levels[0] if levels[0] == levels[1] else f"{levels[0]} to {levels[1]}"
        between = f"a straight line between the levels {steps[0]} and {steps[1]}"
        span = f"{level} (intervals within {low} to {high}; {between})"
    return f"from {span} on at every honesty" if rising else f"up to {span} at every honesty"


def honest_told(honest: pd.DataFrame, played: Played) -> str:
    """What honesty changes for each, by whose it is and whether it is declared; Holm over the levels."""
    parts = []
    for arm in ("both", "buyers", "suppliers"):
        own = honest[honest["of"] == arm]
        if own.empty:
            return ""
        told = [effect_told(own[own["outcome"] == outcome], who) for outcome, who in PARTIES.items()]
        parts.append(f"{played.labels[arm]}: {'; '.join(told)}{bound_told(own[own['outcome'] == MAIN[0]])}")
    declared = number(played.scenario.strategies["wiifwe"].honesty, 1)
    return (
        f"from the lowest to the highest honesty (who hides it declares {declared}; Holm over the levels of "
        f"trust, party by party), the gain changes. {' '.join(sentence(part) for part in parts)}"
    )


def bound_told(pair: pd.DataFrame) -> str:
    """How great a change of the pair's gain may still be, where none is told from 0."""
    if signs(pair).ne(OPEN).any():
        return ""
    return f"; no change of the pair's gain beyond ±{number(reach(pair), 4)} is compatible with any level"


def reach(pair: pd.DataFrame) -> float:
    """The greatest change, up or down, that the 95 % interval of some level still holds."""
    return float(pair[["low", "high"]].abs().to_numpy().max())


def idle_told(honest: pd.DataFrame, played: Played, *, failures: bool = False) -> str:
    """At how many levels honesty changes the pair's gain, by whose it is, and how much at most.

    Among failures: of those alone whose honesty raises it nowhere, or lowers it somewhere.
    """
    parts = []
    for arm in ("both", "buyers", "suppliers"):
        pair = honest[(honest["of"] == arm) & (honest["outcome"] == MAIN[0])]
        if pair.empty:
            return ""
        found = signs(pair)
        if failures and found.eq(GAIN).any() and not found.eq(LOSS).any():
            continue
        counts = [
            f"{words} at {int(found.eq(one).sum())}"
            for one, words in ((GAIN, "raises it"), (LOSS, "lowers it"))
            if found.eq(one).any()
        ]
        most = number(float(extreme(pair, pair["mean"].abs())["mean"]), 4, signed=True)
        parts.append(f"{played.labels[arm]} {listed(counts) or 'moves it at none'} (most {most})")
    if not parts:
        return ""
    levels = honest[TRUST].nunique()
    return f"the pair's gain, at {levels} levels of trust: {'; '.join(parts)}"


def effect_told(rows: pd.DataFrame, who: str) -> str:
    """At how many levels of trust the change is certain, up or down; the greatest one with size and p."""
    found = signs(rows)
    most = extreme(rows, rows["mean"].abs())
    sure = [
        f"{words} at {int(found.eq(one).sum())}"
        for one, words in ((GAIN, "up"), (LOSS, "down"))
        if found.eq(one).any()
    ]
    size = (
        f"{size_told(most)}, d_z {number(most['size'], 2, signed=True)}, {likelihood(most['p_holm'])}, at "
        f"{tried(most[TRUST])}"
    )
    return f"{who} {listed(sure) or 'for certain at none'} of {len(rows)} levels (most: {size})"


def lasting(by_trust: pd.DataFrame, months: int, worlds: int) -> str:
    """At which trust more relationships and founders are alive after so many months, and at which fewer."""
    parts = []
    for kind in ("relationships", "buyers", "suppliers"):
        own = by_trust[by_trust["outcome"] == f"{kind}_alive_{months}"]
        who = kind if kind == "relationships" else f"founding {kind}"
        more, fewer = (levels_with(own, TRUST, verdict) for verdict in (GAIN, LOSS))
        known = own[np.isfinite(own["mean"])]
        if known.empty:
            continue
        ends = [extreme(known, known["mean"]), extreme(known, -known["mean"])]
        told = [
            f"{words} at {levels} (at most {size_told(row)}, at {tried(row[TRUST])})"
            for words, levels, row in (("more", more, ends[0]), ("fewer", fewer, ends[1]))
            if levels
        ]
        least = int(own["n"].min())
        left = f"; a level has {least} worlds or more that had any of that age" if least < worlds else ""
        parts.append(f"{who} {listed(told) or 'not told apart anywhere'}{left}")
    span = span_of_time(months)
    return (
        f"alive after {span}, by prior trust: {'; '.join(parts)} (share of all; Holm over the levels)"
        if parts
        else ""
    )


def worst_trust(by_trust: pd.DataFrame, played: Played) -> str:
    """At which prior trust the pair, a side, or survival does worse, and by how much at worst."""
    parts = []
    for outcome, own in by_trust.groupby("outcome", sort=False):
        levels = levels_with(own, TRUST, LOSS)
        if levels:
            worst = own[signs(own).eq(LOSS)].sort_values("mean").iloc[0]
            kind, _, months = str(outcome).partition("_alive_")
            who = PARTIES.get(kind) or f"{kind} alive after {span_of_time(int(months))}"
            parts.append(f"{who} at {levels} (at worst {size_told(worst)}, at {tried(worst[TRUST])})")
    sign = sign_of(played.axes[TRUST])
    return (
        f"by prior trust {sign}, WIIFWE does worse for {'; '.join(parts)} (Holm over the levels)"
        if parts
        else ""
    )


def title(turned: pd.DataFrame, by_trust: pd.DataFrame, honest: pd.DataFrame, exit_trust: float) -> str:
    """From which trust on the pair gains, and whether its partners' honesty moves that."""
    rows = turned[(turned["outcome"] == MAIN[0]) & (turned["arm"] == "both")]
    where = threshold_told(rows, exit_trust).partition(" (")[0].removesuffix(" at every honesty")
    own = by_trust[by_trust["outcome"] == MAIN[0]]
    told = where or f"of {levels_with(own, TRUST, GAIN) or 'no level'}"
    start = (
        f"The pair gains from WIIFWE by prior trust {told}"
        if where
        else (f"The pair gains from WIIFWE at prior trust {told}")
    )
    pair = honest[(honest["of"] == "both") & (honest["outcome"] == MAIN[0])]
    if pair.empty:
        return start
    if signs(pair).eq(OPEN).all():
        return f"{start}; honesty declared by both sides does not move it (within ±{number(reach(pair), 4)})"
    most = extreme(pair, pair["mean"].abs())
    return f"{start}; honesty declared by both sides moves it by up to {size_told(most)}"
