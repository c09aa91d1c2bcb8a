"""Views of every kind, of frozen and hand-made tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import yaml
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
PARTS = ["realised", "lost_trade", "misfit", "haggling", "promises", "process", "other"]


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


def horizon() -> pd.DataFrame:
    """What each party gains, by how long and in what world."""
    return tidy("horizon", ["horizon", "volatility"], PARTIES)


def trust_honesty() -> pd.DataFrame:
    """What both gain, and what lives."""
    return tidy("trust_honesty", ["trust", "honesty"], ["joint_slot", "relationships_alive_12"])


def networks() -> pd.DataFrame:
    """What each party gains on each network."""
    return tidy("networks", ["graph", "word_of_mouth", "arm"], PARTIES)


def payback() -> pd.DataFrame:
    """It costs first: a cumulated difference of each party, 0 again after 16, 25 and 44 months."""
    month = np.arange(61.0)
    gains = {"both": 1.0, "buyers": 0.8, "suppliers": 0.6}
    parts = [pd.DataFrame({"party": one, "month": month, "mean": 0.02 * gain * month - 0.08 * np.sqrt(month)})
             for one, gain in gains.items()]  # fmt: skip
    return around(pd.concat(parts), 0.02)


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
        pd.DataFrame({"what": "theory", "panel": "trust", "series": one, "x": p,
                      "mean": p / (p + (1.0 - p) * ratio)})
        for ratio, one in enumerate(points["series"].unique(), 1)
    ]  # fmt: skip
    limit = curves[-1].assign(what="limit", mean=p / 3.0)[lambda own: own["x"] < 0.3]
    mark = pd.DataFrame([{"what": "mark", "panel": "trust", "series": "", "x": 0.5, "mean": 0.5,
                          "text": "p = ½", "dx": -30.0, "dy": 6.0}])  # fmt: skip
    share = curves[0].assign(panel="share", series="w₋/w₊ = 1")
    return pd.concat([points, *curves, limit, mark, share], ignore_index=True)


MADE = {one.__name__: one for one in (
    horizon, trust_honesty, networks, payback, facts, ablation, fates, required, alive, ties, trusted,
)}  # fmt: skip
"""Tables that are made here; the others are frozen."""
CASES = {
    name: View(**spec, note="Bands: 95 % intervals.")
    for name, spec in yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text("utf-8")).items()
}
"""Name → a view, as a study's YAML has it."""
PICTURES = (
    "curve", "speak", "payback", "points", "diagonal", "map", "steps", "meets", "forest", "facts", "bars",
    "area", "survival", "plane", "carpet", "network", "life", "theory", "spread",
)  # fmt: skip
"""Those that are held to a picture; the others share their marks."""


def table_of(name: str) -> pd.DataFrame:
    """The table that a case draws."""
    table = CASES[name].table
    return MADE[table]() if table in MADE else read(table)


def draw(name: str, sheet: Sheet) -> Figure:
    """The picture of a case."""
    return drawn(CASES[name], table_of(name), NAMES, TITLE, CAPTION, sheet)
