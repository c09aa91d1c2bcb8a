"""What is said of trust and honesty: from which trust on each gains, and whether honesty changes anything."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.findings.turning import extreme, levels_with, signs, size_told, turn_told
from experiments.findings.wording import PARTIES, decimals_for, likelihood, listed, sign_of
from experiments.sweep.reading import MAIN, Played
from sim.measures.regions import GAIN, LOSS, OPEN
from sim.measures.required import FOUND
from sim.measures.wording import number, percent

TRUST, HONESTY = "trust", "honesty"


def trusting(turned: pd.DataFrame, by_trust: pd.DataFrame, played: Played) -> str:
    """From which prior trust on each gains, over all honesty, and by how much at best and at worst."""
    sign, names = sign_of(played.axes[TRUST]), played.labels
    parts = []
    for outcome, who in PARTIES.items():
        rows = by_trust[by_trust["outcome"] == outcome]
        best, digits = extreme(rows, rows["mean"]), decimals_for(rows[TRUST])
        where = threshold_told(turned[(turned["outcome"] == outcome) & (turned["arm"] == "both")])
        told = where or f"at {levels_with(rows, TRUST, GAIN) or 'no level'}"
        parts.append(f"{who} {told} (at best {size_told(best)}, at {number(best[TRUST], digits)})")
    leaving = leaving_told(turned, by_trust, played.scenario.choice.exit_trust)
    return f"by prior trust {sign}, WIIFWE gains over {names['wiifme_rigid']}: {'; '.join(parts)}{leaving}"


def leaving_told(turned: pd.DataFrame, by_trust: pd.DataFrame, exit_trust: float) -> str:
    """Whether the pair's gain begins where a stranger's trust passes that below which firms leave."""
    rows = turned[(turned["outcome"] == MAIN[0]) & (turned["arm"] == "both") & (turned["status"] == FOUND)]
    if rows.empty or not rows["rising"].all():
        return ""
    below, above = float(rows["below"].min()), float(rows["above"].max())
    if not below <= exit_trust < above:
        return ""
    at = number(exit_trust, decimals_for([*by_trust[TRUST], exit_trust]))
    return (
        f"; so the gain begins where a stranger is trusted more than τ_exit = {at}, below which firms leave"
    )


def threshold_told(rows: pd.DataFrame) -> str:
    """Where along trust a gain begins, over all honesty: one threshold, a range, or how many."""
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
    ends = (found["low"].min(), found["high"].max())
    low, high = (number(end, 3) if np.isfinite(end) else "beyond what was tried" for end in ends)
    levels = [number(one, 3) for one in (found["level"].min(), found["level"].max())]
    level = levels[0] if levels[0] == levels[1] else f"{levels[0]} to {levels[1]}"
    tried = [number(one, decimals_for([one])) for one in (found["below"].min(), found["above"].max())]
    between = f"a straight line between the levels {tried[0]} and {tried[1]}"
    span = f"{level} (intervals within {low} to {high}; {between})"
    return f"from {span} on at every honesty" if found["rising"].all() else f"up to {span} at every honesty"


def honest_told(honest: pd.DataFrame, by_trust: pd.DataFrame, arm: str) -> str:
    """At how many levels of trust honesty changes what each gains; the greatest change beside trust's."""
    own = honest[honest["of"] == arm]
    if own.empty:
        return ""
    pair = own[own["outcome"] == MAIN[0]]
    told = [effect_told(own[own["outcome"] == outcome], who) for outcome, who in PARTIES.items()]
    return (
        f"from the lowest to the highest honesty of both sides the gain changes for {'; '.join(told)} "
        f"(Holm over the levels of trust, party by party); the greatest change for the pair is "
        f"{percent(moved(pair, by_trust), 1)} of what trust moves"
    )


def idle_told(honest: pd.DataFrame, by_trust: pd.DataFrame, arm: str) -> str:
    """Whether the pair's gain depends on honesty at all, in a line, and whether a side's does."""
    own = honest[honest["of"] == arm]
    if own.empty:
        return ""
    pair = own[own["outcome"] == MAIN[0]]
    count, levels = int(signs(pair).ne(OPEN).sum()), len(pair)
    sides = {
        who: int(signs(own[own["outcome"] == outcome]).ne(OPEN).sum())
        for outcome, who in PARTIES.items()
        if outcome != MAIN[0]
    }
    split = listed(f"{who} at {number_of or 'none'}" for who, number_of in sides.items())
    start = f"honesty changes the pair's gain at {count or 'none'} of {levels} levels of trust"
    return f"{start}, by at most {percent(moved(pair, by_trust), 1)} of what trust moves; that of {split}"


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
        f"{number(most[TRUST], decimals_for(rows[TRUST]))}"
    )
    return f"{who} {listed(sure) or 'for certain at none'} of {len(rows)} levels (most: {size})"


def moved(pair: pd.DataFrame, by_trust: pd.DataFrame) -> float:
    """The greatest change by honesty as a share of the range that the gain has over trust."""
    rows = by_trust[by_trust["outcome"] == MAIN[0]]["mean"]
    span = float(rows.max() - rows.min())
    return float(pair["mean"].abs().max()) / span if span > 0.0 else np.nan


def one_sided(same: pd.DataFrame, honest: pd.DataFrame, played: Played) -> str:
    """Whether the honesty of one side alone does anything else than that of both."""
    rows = same.dropna(subset="same")
    if rows.empty:
        return ""
    parts = [f"{row['arm']} alone in {percent(row['same'], 1)}" for _, row in rows.iterrows()]
    counts = []
    for name in rows["arm"]:
        pair = honest[(honest["of"] == name) & (honest["outcome"] == MAIN[0])]
        if len(pair):
            counts.append(f"{name} at {int(signs(pair).ne(OPEN).sum())} of {len(pair)}")
    changes = (
        f"; alone it changes the pair's gain for certain by {listed(counts)} levels of trust"
        if counts
        else ""
    )
    known = played.scenario.strategies
    # With nothing in common there is no likeness to explain.
    guarded = rows["same"].min() > 0.5
    guarded = guarded and all(known[name].guard > 0.0 for name in ("varied", "wiifwe") if name in known)
    why = ", since guarded firms act on the smaller of both sides' declared honesty" if guarded else ""
    count = f"{int(rows['worlds'].max()):,}"
    return (
        f"one side's honesty gives the pair the same as both sides', of {count} worlds, "
        f"{listed(parts)}{why}{changes}"
    )


def lasting(by_trust: pd.DataFrame, span: str, worlds: int) -> str:
    """At which trust more relationships and founders live on, and at which fewer."""
    rows = by_trust[by_trust["outcome"].str.contains("_alive_")]
    parts, digits = [], decimals_for(by_trust[TRUST])
    for outcome, own in rows.groupby("outcome", sort=False):
        kind = str(outcome).partition("_")[0]
        who = kind if kind == "relationships" else f"founding {kind}"
        more, fewer = (levels_with(own, TRUST, verdict) for verdict in (GAIN, LOSS))
        known = own[np.isfinite(own["mean"])]
        if known.empty:
            continue
        ends = [extreme(known, known["mean"]), extreme(known, -known["mean"])]
        told = [
            f"{words} at {levels} (at most {size_told(row)}, at {number(row[TRUST], digits)})"
            for words, levels, row in (("more", more, ends[0]), ("fewer", fewer, ends[1]))
            if levels
        ]
        least = int(own["n"].min())
        left = f"; a level has {least} worlds or more that had any of that age" if least < worlds else ""
        parts.append(f"{who} {listed(told) or 'not told apart anywhere'}{left}")
    return (
        f"alive after {span}, by prior trust: {'; '.join(parts)} (share of all; Holm over the levels)"
        if parts
        else ""
    )


def worst_trust(by_trust: pd.DataFrame, played: Played) -> str:
    """At which prior trust the pair, a side, or survival does worse, and by how much at worst."""
    parts, digits = [], decimals_for(by_trust[TRUST])
    for outcome, own in by_trust.groupby("outcome", sort=False):
        levels = levels_with(own, TRUST, LOSS)
        if levels:
            worst = own[signs(own).eq(LOSS)].sort_values("mean").iloc[0]
            name = str(outcome)
            who = PARTIES.get(name) or f"{name.partition('_')[0]} alive"
            at = number(worst[TRUST], digits)
            parts.append(f"{who} at {levels} (at worst {size_told(worst)}, at {at})")
    sign = sign_of(played.axes[TRUST])
    return (
        f"by prior trust {sign}, WIIFWE does worse for {'; '.join(parts)} (Holm over the levels)"
        if parts
        else ""
    )


def title(turned: pd.DataFrame, by_trust: pd.DataFrame, honest: pd.DataFrame, arm: str) -> str:
    """From which trust on the pair gains, and whether honesty moves it."""
    where = threshold_told(turned[(turned["outcome"] == MAIN[0]) & (turned["arm"] == arm)]).partition(" (")[0]
    rows = by_trust[by_trust["outcome"] == MAIN[0]]
    told = (
        f"by prior trust {where}"
        if where
        else f"at prior trust {levels_with(rows, TRUST, GAIN) or 'of no level'}"
    )
    start = f"The pair gains from WIIFWE {told}"
    own = honest[(honest["of"] == arm) & (honest["outcome"] == MAIN[0])]
    if own.empty:
        return start
    return f"{start}; honesty moves the gain by at most {percent(moved(own, by_trust), 1)} of what trust does"
