"""Channels: through which of five trust and honesty move value, and what each posture makes of it.

A channel is taken away alone, and left alone. What is moved is value where a lever is highest less where it
is lowest. Price reports are switched off by a fixed price, which takes bargaining away with them.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import xarray as xr

from sim.measures import labelled
from sim.measures.labelled import ARM, ENDED, MAIN, averaged, contrast, effects, of_each, with_holm

if TYPE_CHECKING:
    from experiments.study import Study

TRUST, HONESTY = LEVERS = ("trust", "honesty")
SCHEME, ALL, NONE = "scheme", "all", "none"
CHANNELS = ("news", "monitoring", "bet", "claims", "reports")
WIIFME, WIIFWE, UNGUARDED = "wiifme", "wiifwe", "unguarded"
ARMS = {WIIFME: "WIIFME", WIIFWE: "WIIFWE", UNGUARDED: "WIIFWE unguarded"}
NEEDS = ("grid", *LEVERS, SCHEME, *ARMS)
LASTING = "relationships_alive_60"
OVER_ALL, HOW = "averaged", ("taken away", "alone")


def tables(sweep: xr.Dataset, study: Study) -> dict[str, pd.DataFrame]:
    """`result`: by scheme, what each lever moves under each posture; `slopes`: the same, long, of each party.

    `shares`: what a channel carries of that, by what is lost without it and what it adds alone; `curves`:
    value by scheme and trust.
    """
    lasting = [LASTING] if study.scenario.market.months >= int(LASTING.rpartition("_")[2]) else []
    sweep = sweep[[*MAIN, *lasting, ENDED]].sel(arm=list(ARMS)).load()
    slopes = labelled.stacked(
        {lever: of_each(sweep, partial(moved, lever=lever)) for lever in LEVERS}, "lever"
    )
    slopes = with_holm(slopes, ["lever", "outcome", "at"])
    shares = {lever: of_each(sweep, partial(carried, lever=lever)) for lever in LEVERS}
    joint = averaged(sweep[MAIN[0]], HONESTY)
    return {
        "result": result(slopes),
        "slopes": slopes,
        "shares": with_holm(labelled.stacked(shares, "lever"), ["lever", "outcome"]),
        "curves": effects(joint),
    }


def moved(values: xr.DataArray, lever: str) -> pd.DataFrame:
    """What a lever moves by scheme and arm, `at` the other's ends and averaged; value where it is least."""
    other = LEVERS[1 - LEVERS.index(lever)]
    ordered = values.sortby(other)
    places = {
        OVER_ALL: averaged(values, other),
        "least": ordered.isel({other: 0}, drop=True),
        "most": ordered.isel({other: -1}, drop=True),
    }
    parts: dict[str, pd.DataFrame] = {}
    for name, own in places.items():
        base = effects(own.sortby(lever).isel({lever: 0}, drop=True))["mean"]
        parts[name] = effects(contrast(own, lever)).assign(least=base)
    return labelled.stacked(parts, "at")


def carried(values: xr.DataArray, lever: str) -> pd.DataFrame:
    """Of what a lever moves: `taken away`, what is lost without a channel; `alone`, what it adds to none.

    The guard is one more channel, of WIIFWE alone: with it less without it, among all channels and none.
    """
    slopes = contrast(averaged(values, LEVERS[1 - LEVERS.index(lever)]), lever)
    of = {scheme: slopes.sel({SCHEME: scheme}, drop=True) for scheme in slopes[SCHEME].to_numpy().tolist()}
    parts: list[pd.DataFrame] = []
    for channel in CHANNELS:
        without, only = of[ALL] - of[f"without_{channel}"], of[f"only_{channel}"] - of[NONE]
        parts += [effects(apart).assign(channel=channel, how=how) for how, apart in zip(HOW, (without, only))]
    for how, scheme in zip(HOW, (ALL, NONE)):
        apart = of[scheme].sel({ARM: WIIFWE}) - of[scheme].sel({ARM: UNGUARDED})
        parts.append(effects(apart).assign(channel="guard", how=how, arm=WIIFWE))
    return pd.concat(parts, ignore_index=True)


def result(slopes: pd.DataFrame) -> pd.DataFrame:
    """By lever and scheme: what the lever moves of value under each posture, to four places."""
    joint = slopes[(slopes["outcome"] == MAIN[0]) & (slopes["at"] == OVER_ALL)]
    columns: dict[str, pd.Series] = {}
    for arm, label in ARMS.items():
        own = joint[joint["arm"] == arm].set_index(["lever", SCHEME])
        ends = ("low", "high") if arm != UNGUARDED else ()
        columns |= {label: own["mean"], **{f"{label}, {end}": own[end] for end in ends}}
    return pd.DataFrame(columns).round(4).reset_index()
