"""Horizon and volatility: how volatile the work must be for WIIFWE to pay, by how long the market lasts.

The closed form of L9 speaks of adaptation alone. It is held against the simulated line of discounted value,
since it discounts; what lies between them is all else that the two postures do otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.findings.asked import Pairs, check_arms, check_axes, check_grid, check_pair
from experiments.findings.turning import (
    kept_figures,
    losses_told,
    passing_line,
    runs_told,
    some,
    turn_told,
    turns,
)
from experiments.findings.wording import PARTIES, decimals_for, listed, sentence, sign_of
from experiments.sweep.reading import MAIN, Played
from sim.config import arm_scenario
from sim.design import Design
from sim.measures.break_even import adapting, break_even_volatility
from sim.measures.required import FOUND
from sim.measures.wording import number, span_of_time
from sim.plots.maps import Line, Panel, Row, Way, gain_maps
from sim.plots.sheets import house
from sim.plots.style import PURPLE
from sim.scenario import Arm

QUESTION = "How long must a market last, and how volatile must it be, for WIIFWE to pay?"
HORIZON, VOLATILITY = "horizon", "volatility"
ARMS = WIIFWE, RIGID = "wiifwe", "wiifme_rigid"
DISCOUNTED = "joint_discounted"
LAW = "law"


def check(design: Design, arms: Sequence[Arm], pairs: Pairs) -> None:
    """Refuse a sweep that this script cannot read. Raises ConfigError."""
    check_axes(design, "horizon_volatility", [HORIZON, VOLATILITY])
    check_arms(arms, "horizon_volatility", ARMS)
    check_pair(pairs, "horizon_volatility", WIIFWE, RIGID)
    check_grid(design, "horizon_volatility")


def tables(played: Played) -> dict[str, pd.DataFrame]:
    """`result`: by horizon, the volatility at which each begins to gain; `turns`, `horizons`; `gains`."""
    points, worlds = played.points.table(), played.worlds([*MAIN, DISCOUNTED], ARMS)
    found = turns(worlds, points, VOLATILITY, HORIZON, ARMS, [*MAIN, DISCOUNTED])
    lasting = turns(worlds, points, HORIZON, VOLATILITY, ARMS)
    law = laws(played)
    kept = [HORIZON, VOLATILITY, *(one + end for one in MAIN for end in ("", "_se")), "n"]
    return {
        "result": result(found, law),
        "turns": found.merge(law, on=HORIZON, how="left"),
        "horizons": lasting,
        "law": law,
        "gains": played.gains(MAIN, WIIFWE, RIGID)[kept],
    }


def laws(played: Played) -> pd.DataFrame:
    """By horizon: the volatility that the closed form asks for, from the arms' own parameters."""
    arms = {arm.name: arm for arm in played.arms}
    rigid, governed = (arm_scenario(played.scenario, arms[name]) for name in (RIGID, WIIFWE))
    months = np.unique(played.points.table()[HORIZON].to_numpy(float))
    return pd.DataFrame({HORIZON: months, LAW: break_even_volatility(adapting(rigid, governed), months)})


def result(found: pd.DataFrame, law: pd.DataFrame) -> pd.DataFrame:
    """By horizon: where each party begins to gain, and what the closed form asks for."""
    rows = law.copy()
    for outcome, who in {**PARTIES, DISCOUNTED: "the pair, discounted"}.items():
        own = found[found["outcome"] == outcome]
        told = {row[HORIZON]: turn_told(row, 3) for _, row in own.iterrows()}
        rows[who] = [told.get(months, "not asked") for months in rows[HORIZON]]
    return rows.rename(columns={LAW: "closed form"})[
        [HORIZON, *PARTIES.values(), "the pair, discounted", "closed form"]
    ]


def finding(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """Where each begins to gain; how long it takes at the scenario's volatility; how far the law is."""
    told = [
        begins(tables["turns"], played),
        lasts(tables["horizons"], played),
        apart(tables["turns"], played),
        "payoffs are counted over so many months, and firms do not know that the market ends",
    ]
    return " ".join(sentence(words) for words in told if words)


def begins(found: pd.DataFrame, played: Played) -> str:
    """The volatility from which on each gains, at a few horizons."""
    parts = []
    for outcome, who in PARTIES.items():
        rows = some(found[found["outcome"] == outcome], HORIZON, most=5)
        if len(rows):
            parts.append(f"{who} {runs_told(rows, HORIZON, 3, 'over {} months')}")
    if not parts:
        return ""
    sign = sign_of(played.axes[VOLATILITY])
    return f"by horizon, {compared(played)} at these volatilities {sign}: {'; '.join(parts)}"


def compared(played: Played) -> str:
    """Who gains over whom."""
    return f"{played.labels[WIIFWE]} gains over {played.labels[RIGID]}"


def lasts(lasting: pd.DataFrame, played: Played) -> str:
    """How long the market must last at the volatility nearest the scenario's own."""
    if lasting.empty:
        return ""
    levels = lasting[VOLATILITY].unique()
    own = float(levels[np.argmin(np.abs(levels - played.scenario.shocks.misfit_sd))])
    rows = lasting[lasting[VOLATILITY] == own]
    parts = [f"{PARTIES[row['outcome']]} {turn_told(row, 1)}" for _, row in rows.iterrows()]
    at = f"{sign_of(played.axes[VOLATILITY])} {number(own, decimals_for(levels))}"
    return f"at {at} the market must last so many months for a gain: {listed(parts)}"


def distances(found: pd.DataFrame) -> pd.DataFrame:
    """By how much the simulated line of discounted value lies above the closed form, where it is found."""
    rows = found[(found["outcome"] == DISCOUNTED) & (found["status"] == FOUND) & np.isfinite(found[LAW])]
    apart = {one: rows[one] - rows[LAW] for one in ("level", "low", "high")}
    return rows[[HORIZON, LAW]].assign(**apart).sort_values(HORIZON, ignore_index=True)


def apart(found: pd.DataFrame, played: Played) -> str:
    """How far the simulated line is from the closed form, and on which side."""
    rows = distances(found)
    if rows.empty:
        return (
            "" if found.empty else "no simulated line is found to hold the closed form of adaptation against"
        )
    below, above = int((rows["high"] < 0.0).sum()), int((rows["low"] > 0.0).sum())
    counts = {"below": below, "above": above, "not told apart from": len(rows) - below - above}
    sides = [f"at {count} {words}" for words, count in counts.items() if count]
    ends = [
        f"by {distance_told(row)} over {row[HORIZON]:g} months, where it asks for {number(row[LAW], 3)}"
        for _, row in some(rows, HORIZON, most=3).iterrows()
    ]
    return (
        f"of {len(rows)} horizons the simulated line of the pair's discounted value lies {listed(sides)} the "
        f"closed form of adaptation alone (L9 with its mend): {'; '.join(ends)}; the closed form knows one "
        f"lasting pair, and neither promises, investment, trust nor search"
    )


def distance_told(row: pd.Series) -> str:
    """A distance with its interval, which may be open above."""
    high = number(row["high"]) if np.isfinite(row["high"]) else "beyond what was tried"
    return f"{number(row['level'], signed=True)} ({number(row['low'])} to {high})"


def failures(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """In how many points the pair or a side loses, and where worst."""
    signs = {HORIZON: "{} months", VOLATILITY: f"{sign_of(played.axes[VOLATILITY])} {{}}"}
    told = losses_told(tables["gains"], signs)
    return sentence(f"{told}; intervals point by point") if told else ""


def title(found: pd.DataFrame) -> str:
    """From which volatility on the pair gains, over the shortest and the longest horizon."""
    rows = found[found["outcome"] == MAIN[0]].sort_values(HORIZON)
    if rows.empty:
        return "WIIFWE by horizon and volatility"
    ends = [
        f"over {span_of_time(int(row[HORIZON]))} {gained(row)}"
        for _, row in rows.iloc[[0, -1] if len(rows) > 1 else [0]].iterrows()
    ]
    return f"The pair gains from WIIFWE {', '.join(ends)}"


def gained(row: pd.Series) -> str:
    """Where along volatility, without its interval."""
    if row["status"] == FOUND:
        level = f"σₓ {number(row['level'], 2)}"
        return f"from {level} on" if row["rising"] else f"up to {level}"
    return turn_told(row).partition(" (")[0]


def draw(tables: dict[str, pd.DataFrame], played: Played, figures: Path, caption: str) -> None:
    """Gains of the pair and of each side by horizon and volatility, the zero line and the closed form."""
    found, panels = tables["turns"], []
    for outcome, who in PARTIES.items():
        lines = (
            [passing_line(found[found["outcome"] == outcome], HORIZON, "no difference")] if len(found) else []
        )
        if outcome == MAIN[0] and tables["law"][LAW].max() < np.inf:
            lines.append(law_line(tables["law"], tables["gains"]))
        panels.append(Panel(who, tables["gains"], outcome, lines))
    horizon, volatility = played.axes[HORIZON], played.axes[VOLATILITY]
    ways = (
        Way(HORIZON, horizon.label, log=True),
        Way(VOLATILITY, f"{volatility.label}, {sign_of(volatility)}"),
    )
    note = (
        "Lines: where the gain passes 0, with its 95 % interval; where adaptation alone would, by the closed "
        "form, which discounts as the map does not."
    )
    with house() as sheet:
        rows = [Row(panels, "WIIFWE − WIIFME rigid\n(money per slot and month)")]
        figure = gain_maps(rows, *ways, title(found), caption, sheet, note)
        kept_figures({"horizon_volatility": figure}, figures)


def law_line(law: pd.DataFrame, gained: pd.DataFrame) -> Line:
    """The closed form, as far as it lies on the map."""
    shown = law[LAW].where(law[LAW] <= gained[VOLATILITY].max())
    return Line(law[HORIZON], shown, label="adaptation alone", tone=PURPLE, dash=(0, (4, 1.5)))
