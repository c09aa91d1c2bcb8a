"""Views of every kind, of frozen and hand-made tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.plots.asked import View
from sim.plots.sheets import Sheet
from sim.plots.view import drawn

TABLES = Path(__file__).with_name("tables")
CAPTION = "60 replicates · seed 1 · 3f9a"
TITLE = "WIIFWE pays where the work changes most, and costs where it stands still"
NAMES = {
    "wiifme_rigid": "WIIFME, rigid contracts", "wiifme_flexible": "WIIFME, flexible", "wiifwe": "WIIFWE",
    "relational_bare": "WIIFME, relational", "good_people": "good people, no process",
    "joint_slot": "both together", "buyer_slot": "buyers", "supplier_slot": "suppliers",
    "relationships_alive_12": "alive after a year", "relationships_alive_60": "alive after 5 years",
    "volatility": "how much the work needed drifts", "horizon": "months looked ahead",
    "trust": "trust in a stranger", "honesty": "honesty of both sides", "start": "firms at the start",
    "me": "I am", "you": "my partner is", "buyer_gain": "buyers' gain", "supplier_gain": "suppliers' gain",
}  # fmt: skip
PARTIES = ["joint_slot", "buyer_slot", "supplier_slot"]
POLES = ["wiifme_rigid", "wiifwe"]
MONEY = "money per slot and month"


def read(name: str) -> pd.DataFrame:
    """A frozen table."""
    return pd.read_csv(TABLES / f"{name}.csv")


def tidy(name: str, keys: list[str], outcomes: list[str]) -> pd.DataFrame:
    """A frozen table of means and errors, a row an outcome."""
    wide = read(name)
    means = wide.melt(keys, outcomes, "outcome", "mean")
    error = wide.melt(keys, [f"{one}_se" for one in outcomes], value_name="se")["se"]
    return means.assign(low=means["mean"] - 2 * error, high=means["mean"] + 2 * error)


def around(table: pd.DataFrame, reach: float) -> pd.DataFrame:
    """With intervals that reach so far."""
    return table.assign(low=table["mean"] - reach, high=table["mean"] + reach)


def payback() -> pd.DataFrame:
    """It costs first: a cumulated difference of each party, 0 again after 16, 25 and 44 months."""
    month = np.arange(61.0)
    gains = {"both": 1.0, "buyers": 0.8, "suppliers": 0.6}
    parts = [pd.DataFrame({"party": one, "month": month, "mean": 0.02 * gain * month - 0.08 * np.sqrt(month)})
             for one, gain in gains.items()]  # fmt: skip
    return around(pd.concat(parts), 0.02)


def meets() -> pd.DataFrame:
    """Who meets whom."""
    found = pd.DataFrame({"me": ["good people"] * 2 + ["wiifme"] * 2, "you": ["good people", "wiifme"] * 2})
    return found.assign(mean=[0.3, -0.12, 0.2, 0.05], low=[0.2, -0.2, 0.1, -0.01], high=[0.4, -0.1, 0.3, 0.1])


def facts() -> pd.DataFrame:
    """Calibration: what is published, and what two worlds say."""
    wide = read("calibration")
    wide = wide[wide["default"] < 1.0].assign(band_low=wide["low"], band_high=wide["high"])
    return pd.concat(
        wide.assign(world=world, mean=wide[world], low=wide[f"{world}_low"], high=wide[f"{world}_high"])
        for world in ("default", "calibrated")
    )


def ablation() -> pd.DataFrame:
    """Parts under their headings."""
    found = read("ablation")
    found = found[found["how"] != "together"]
    return found.assign(family=found["kind"] + " " + found["how"])


def leakage() -> pd.DataFrame:
    """Where value goes: parts that are wide, narrow, and a gain."""
    shares = {"wiifwe": [0.78, 0.02, 0.05, 0.01, 0.02, 0.14, -0.02],
              "wiifme_rigid": [0.6, 0.1, 0.2, 0.03, 0.05, 0, 0.02]}  # fmt: skip
    return pd.concat(
        pd.DataFrame({"arm": arm, "part": list(SHADES), "mean": means, "best": 0.348})
        for arm, means in shares.items()
    )


def fates() -> pd.DataFrame:
    """How it ended, by the start."""
    found = read("invasion")
    found = found[found["role"] == "both roles"].assign(left=1 - found["died_out"] - found["took_over"])
    return found.melt(["graph", "start"], ["died_out", "left", "took_over"], "fate", "mean")


def required() -> pd.DataFrame:
    """Levels of which some lie beyond what was tried."""
    found = read("required")
    found = found[found["lever"] == "cost"].rename(columns={"low": "need_low", "high": "need_high"})
    never = found["status"] == "not even free"
    found.loc[never, ["required", "need_low", "need_high"]] = -np.inf
    return found.rename(columns={"required": "need"})


def alive() -> pd.DataFrame:
    """Made-up lives: under the third arm they are between."""
    ages = np.arange(121)
    hazards = {"buyers": (0.001, 0.0002, 0.0006), "suppliers": (0.004, 0.002, 0.003),
               "relationships": (0.02, 0.01, 0.015)}  # fmt: skip
    parts = [
        pd.DataFrame({"arm": arm, "kind": kind, "age": ages, "mean": np.exp(-hazard * ages)})
        for kind, of_arms in hazards.items()
        for arm, hazard in zip([*POLES, "good_people"], of_arms)
    ]
    return around(pd.concat(parts, ignore_index=True), 0.01)


def gains() -> pd.DataFrame:
    """Four arms: both gain, one side gains, both lose, and one that is not known."""
    table = pd.DataFrame(
        {"arm": ["wiifwe", "trusting_buyers", "good_people", "relational_bare", "placebo"],
         "buyer_gain": [0.04, -0.09, -0.01, -0.03, np.nan],
         "supplier_gain": [0.03, 0.1, 0.01, -0.02, np.nan]}
    )  # fmt: skip
    for side in ("buyer_gain", "supplier_gain"):
        table[f"{side}_low"], table[f"{side}_high"] = table[side] - 0.01, table[side] + 0.01
    return table


def ties() -> pd.DataFrame:
    """Relationships, and empty slots as rows without a partner."""
    gone = read("gone")
    for side in ("buyer", "supplier"):
        gone[side] = gone["slot"].where(gone["role"] == side)
    both = pd.concat([read("ties"), gone], ignore_index=True)
    return both[both["month"].isin([1, 60, 120])]


def trusted() -> pd.DataFrame:
    """Points that were played, their closed form, a limit and a mark."""
    points, p = read("theory").assign(what="point", panel="trust"), np.linspace(0.0, 0.95, 96)
    curves = [
        pd.DataFrame({"what": "theory", "panel": "trust", "series": one, "x": p, "mean": p / (p + (1.0 - p) * ratio)})
        for ratio, one in enumerate(points["series"].unique(), 1)
    ]  # fmt: skip
    limit = curves[-1].assign(what="limit", mean=p / 3.0)[lambda own: own["x"] < 0.3]
    mark = pd.DataFrame([{"what": "mark", "panel": "trust", "series": "", "x": 0.5, "mean": 0.5,
                          "text": "p = ½", "dx": -30.0, "dy": 6.0}])  # fmt: skip
    share = curves[0].assign(panel="share", series="w₋/w₊ = 1")
    return pd.concat([points, *curves, limit, mark, share], ignore_index=True)


SHADES = {"realised": "grey 0.3", "lost_trade": "blue", "misfit": "vermilion", "haggling": "vermilion 0.5",
          "promises": "purple", "process": "orange", "other": "ink 0.5"}  # fmt: skip
FATES = {"died_out": "vermilion", "left": "pale", "took_over": "blue"}
Case = tuple[Callable[[], pd.DataFrame], View]


def case(table: Callable[[], pd.DataFrame], kind: str, *columns: str, **more: Any) -> Case:
    """A view of a table: its kind, x, y, hue and facets, and whatever else it says."""
    named = {name: more.pop(name) for name in ("label", "where", "value") if name in more}
    return table, View(kind, "table", *columns, note="Bands: 95 % intervals.", options=more, **named)


CASES: dict[str, Case] = {
    "curve": case(lambda: read("contracts"), "curve", "volatility", "", "arm", "outcome", label=MONEY,
                  where={"outcome": PARTIES}),
    "speak": case(lambda: read("contracts"), "curve", "volatility", "", "arm", label=MONEY,
                  where={"outcome": "joint_slot"}, speak=POLES),
    "payback": case(payback, "curve", "month", "", "party", label="cumulated difference, money per slot",
                    zero=True, cross="{:.0f} months", step=12),
    "line": case(payback, "curve", "month", label="cumulated difference", where={"party": "both"}, zero=True,
                 marks=[{"x": 12, "label": "year"}], target="high"),
    "points": case(lambda: read("contrasts"), "curve", "trust", "", "of", "outcome",
                   label="change, highest less lowest level", points=True, zero=True),
    "ageing": case(lambda: read("ageing"), "curve", "age", "", "arm", "outcome", sharey=False, step=12,
                   labels={"trust": "trust in the partner (0 to 1)", "grievance": "grievance (money a month)"}),
    "hazard": case(lambda: read("besedes_hazard").rename(columns={"low": "hazard_low", "high": "hazard_high"}),
                   "curve", "year", "", "arm", value="hazard", label="ended in the year", logy=True,
                   points=True, joined=True, percent=True),
    "diagonal": case(lambda: read("invasion"), "curve", "start", "", "role", "graph", value="share",
                     label="WIIFWE at the end", where={"role": ["buyers", "suppliers"]}, diagonal=True,
                     percent=True, percent_x=True),
    "ends": case(required, "curve", "volatility", "", "months", "party", value="need",
                 label="cost it can bear", ends=["not even a free one", "any cost tried"]),
    "networks": case(lambda: tidy("networks", ["graph", "word_of_mouth", "arm"], PARTIES), "curve",
                     "word_of_mouth", "", "graph", "outcome", "arm", label="gain", points=True, joined=True,
                     zero=True),
    "map": case(lambda: tidy("horizon", ["horizon", "volatility"], PARTIES), "map", "horizon", "volatility", "",
                "outcome", label=f"gain, {MONEY}", diverging=True, zero=True),
    "steps": case(lambda: tidy("trust_honesty", ["trust", "honesty"], ["joint_slot", "relationships_alive_12"]),
                  "map", "trust", "honesty", "", "", "outcome", diverging=True, zero="step",
                  percent=["relationships_alive_12"],
                  labels={"joint_slot": f"gain, {MONEY}", "relationships_alive_12": "change"}),
    "levels": case(lambda: tidy("horizon", ["horizon", "volatility"], PARTIES), "map", "horizon", "volatility",
                   label=MONEY, where={"outcome": "joint_slot"}, percent_y=True),
    "meets": case(meets, "map", "you", "me", label="compared with two of WIIFME", diverging=True,
                  annotate="percent", percent=True),
    "forest": case(ablation, "forest", "", "part", "outcome", "group", label="what the part adds, money a month",
                   group="family", filled=True),
    "facts": case(facts, "forest", "", "fact", "world", label="share", percent=True, zero=False,
                  target="target", group="use"),
    "thirds": case(lambda: read("prior_thirds").rename(columns={"low": "share_low", "high": "share_high"}),
                   "forest", "", "axis", "third", value="share", label="worlds in which both gain together",
                   where={"outcome": "joint_slot"}, percent=True, zero=False, xlim=[0, 1], joined=True,
                   tones={"low": "sky", "middle": "grey", "high": "ink"}),
    "screening": case(lambda: read("screening"), "forest", "", "factor", "", "outcome", value="mu_star",
                      label="how far the gain moves", where={"outcome": [*PARTIES, "relationships_alive_60"]},
                      sharex=False, percent=["relationships_alive_60"], target="floor"),
    "bars": case(leakage, "bars", "", "arm", "part", label="share of first best", percent=True, beside="best",
                 tones=SHADES),
    "area": case(fates, "area", "start", "", "fate", "graph", label="of all replicates", percent=True,
                 percent_x=True, tones=FATES),
    "survival": case(alive, "survival", "", "", "arm", "kind", speak=POLES),
    "plane": case(gains, "plane", "buyer_gain", "supplier_gain", "arm", label=MONEY,
                  speak=["wiifwe", "trusting_buyers"], origin="wiifme_rigid"),
    "carpet": case(lambda: read("carpet"), "carpet", "", "", "", "arm", value="share",
                   label="made of what was possible", percent=True),
    "network": case(ties, "network", "", "", "", "month", "arm", value="trust"),
    "life": case(lambda: read("life"), "life", "month"),
    "theory": case(trusted, "theory", "x", "", "series", "panel", named="trust", baseline=0.0, step=0.2,
                   labels={"trust": "trust τ", "share": "share of promises kept"}),
    "spread": case(lambda: read("firms"), "spread", "", "", "arm", "role", value="value", label=MONEY),
}  # fmt: skip
PICTURES = (
    "curve", "speak", "payback", "points", "diagonal", "map", "steps", "meets", "forest", "facts", "bars", "area",
    "survival", "plane", "carpet", "network", "life", "theory", "spread",
)  # fmt: skip
"""Those that are held to a picture; the others share their marks."""


def draw(name: str, sheet: Sheet) -> Figure:
    """The picture of a case."""
    table, view = CASES[name]
    return drawn(view, table(), NAMES, TITLE, CAPTION, sheet)
