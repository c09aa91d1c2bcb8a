"""What change costs: governance against volatility, and when to order a change (L7, L8, L9)."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from experiments.theory import closed_forms as cf
from experiments.theory.case import Case
from experiments.theory.points import crossing, curve, grid, point, points_table, said
from experiments.theory.settings import Luck, later_months, world
from sim.measures.inference import mean_interval, paired_difference, values_of
from sim.plots.style import BLUE, GREEN, VERMILION
from sim.plots.theory import Frame, Mark
from sim.scenario import Process, Scenario, Surplus

WEIGHT = Surplus().misfit_weight
GOVERNANCE = Process().governance_monthly
VALUE, COST, PRICE = 20.0, 1.0, 10.0
"""Nothing that misfit can do stops a trade that is worth so much."""

PAIRS = 3
HAGGLING = {"H = 0.1": 0.1, "H = 0.2": 0.2, "H = 0.4": 0.4}
TONES = dict(zip(HAGGLING, (GREEN, BLUE, VERMILION)))
VOLATILITIES = [0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3]


def governance_world(volatility: float, haggling: float, months: int) -> Scenario:
    """Pairs that fight changes through at b*, beside pairs that meet each month to adapt."""
    return world(
        {"rigid": {"menu": ["rigid"]}, "governed": {"menu": ["relational"], "governance": True}},
        pairs=PAIRS,
        months=months,
        groups={
            "surplus": {"value": VALUE, "cost": COST},
            "bargaining": {"price": PRICE},
            "shocks": {"misfit_sd": volatility, "misfit_persistence": 1.0},
            "adaptation": {"haggling": haggling},
            "process": {"cost_scale": 1.0, "governance_cost": 0.0, "review_cost": 0.0},
        },
        arms={name: {"population": name} for name in ("rigid", "governed")},
    )


def advantage(volatility: float, haggling: float) -> float:
    """Governed minus rigid, exact for whole months."""
    threshold = cf.best_threshold(volatility, haggling, WEIGHT)
    return cf.monthly_change_cost(volatility, haggling, WEIGHT, threshold) - GOVERNANCE


def governance_table(luck: Luck) -> pd.DataFrame:
    """Governed minus rigid at each volatility, once the first cycles are over."""
    rows = []
    for line, (series, haggling) in enumerate(HAGGLING.items()):
        for place, volatility in enumerate(VOLATILITIES):
            made = partial(governance_world, volatility, haggling)
            address = line * len(VOLATILITIES) + place
            table = later_months(made, 60, 300, luck, "governance", address)
            found = paired_difference(table, "joint_slot", "governed", "rigid")
            rows.append(point("", series, volatility, advantage(volatility, haggling), found))
    return points_table(rows)


def governance_curves() -> pd.DataFrame:
    """Exact for whole months; and σ√(γH/3) − g, its limit for small steps."""
    xs, parts = grid(0.01, 0.3), []
    for series, haggling in HAGGLING.items():
        whole = partial(advantage, haggling=haggling)
        limit = partial(_limit, haggling=haggling)
        parts += [curve("", series, xs[::8], whole), curve("", series, [0.0, 0.3], limit, "limit")]
    return pd.concat(parts)


def _limit(volatility: float, haggling: float) -> float:
    return cf.change_cost(volatility, haggling, WEIGHT) - GOVERNANCE


def governance_title(table: pd.DataFrame) -> str:
    """From which volatility on governance pays, as the simulation has it."""
    told = []
    for series in HAGGLING:
        rows = table[table["series"] == series].sort_values("x")
        passed = crossing(rows)
        if np.isfinite(passed):
            told.append(f"from σ = {said(passed, 3)} ({series})")
        else:
            told.append(f"{'always' if rows['mean'].min() > 0.0 else 'never'} ({series})")
    return f"Monthly governance pays {', '.join(told)}"


VOLATILITY = Case(
    name="volatility",
    law="L8, L9",
    question="How fast must the world change before it pays to govern a relationship month by month?",
    formula="governed − rigid = σ√(γH/3) − g, zero at σ = g/√(γH/3), if steps are small against b*",
    sources=("dixit_1991", "bajari_houghton_tadelis_2014", "frydlinger_hart_vitasek_2019"),
    note=f"γ = {WEIGHT:g}, g = {GOVERNANCE:g}; {PAIRS} pairs, months 61 to 300. Solid: exact for whole "
    "months; dotted: σ√(γH/3) − g, its limit for small steps, and ticks where that is zero.",
    table=governance_table,
    curves=governance_curves,
    title=governance_title,
    frame=Frame(
        xlabel="volatility σ: sd of the monthly drift of the work needed",
        ylabels={"": "governed − rigid, joint payoff\n(money per pair and month)"},
        tones=TONES,
        marks=tuple(
            Mark("", cf.break_even_volatility(GOVERNANCE, one, WEIGHT), 0.0, "") for one in HAGGLING.values()
        ),
        baseline=0.0,
    ),
)

STEP = 0.0625
"""A step that binary fractions hold exactly, so that sums of steps meet the threshold exactly."""
MULTIPLES = range(1, 10)


def orders_world(multiple: int, haggling: float, months: int) -> Scenario:
    """Rigid pairs whose misfit moves by ±s and who order a change at so many steps."""
    return world(
        {"rigid": {"menu": ["rigid"]}},
        pairs=PAIRS,
        months=months,
        groups={
            "surplus": {"value": VALUE, "cost": COST},
            "bargaining": {"price": PRICE},
            "shocks": {"misfit_sd": STEP, "misfit_persistence": 1.0, "two_point": True},
            "adaptation": {"haggling": haggling, "threshold": multiple * STEP},
        },
    )


def orders_table(luck: Luck) -> pd.DataFrame:
    """Mean cost a month of misfit and change orders at each threshold."""
    rows = []
    for line, (series, haggling) in enumerate(HAGGLING.items()):
        for place, multiple in enumerate(MULTIPLES):
            made = partial(orders_world, multiple, haggling)
            table = later_months(made, 200, 600, luck, "change_orders", line * len(MULTIPLES) + place)
            found = mean_interval((VALUE - COST) - values_of(table, "joint_slot", "world"))
            theory = cf.lattice_change_cost(multiple, haggling, WEIGHT, STEP)
            rows.append(point("", series, multiple * STEP, theory, found))
    return points_table(rows)


def _lattice(threshold: float, haggling: float) -> float:
    return cf.lattice_change_cost(threshold / STEP, haggling, WEIGHT, STEP)


def orders_curves() -> pd.DataFrame:
    """H/m² + γs²(m² − 1)/12 with b = m·s."""
    xs = grid(STEP, MULTIPLES[-1] * STEP)
    return pd.concat(
        [curve("", series, xs, partial(_lattice, haggling=one)) for series, one in HAGGLING.items()]
    )


def cheapest(table: pd.DataFrame, series: str, column: str) -> float:
    """The threshold with the least cost among those played."""
    rows = table[table["series"] == series]
    return float(rows["x"].to_numpy()[int(rows[column].to_numpy().argmin())])


def orders_title(table: pd.DataFrame) -> str:
    """Which threshold came out cheapest for each cost of haggling, and whether it is the one expected."""
    found = {series: cheapest(table, series, "mean") for series in HAGGLING}
    right = sum(found[series] == cheapest(table, series, "theory") for series in HAGGLING)
    told = ", ".join(f"{said(one, 3)} ({series})" for series, one in found.items())
    verdict = "as" if right == len(HAGGLING) else f"in {right} of {len(HAGGLING)} cases as"
    order = list(found.values())
    rising = order == sorted(order) and order[0] < order[-1]
    start = (
        "The dearer a fight, the longer to put it off" if rising else "What a fight costs does not put it off"
    )
    return f"{start}: cheapest at b = {told}, {verdict} the formula says"


CHANGE_ORDERS = Case(
    name="change_orders",
    law="L7",
    question="How far should the work drift before a rigid pair fights a change order through?",
    formula="cost a month = H/m² + γs²(m² − 1)/12 at b = m·s; least at b* = (12Hs²/γ)^¼",
    sources=("dixit_1991", "bajari_houghton_tadelis_2014"),
    note=f"Misfit moves by ±s, s = 1/{1 / STEP:g}, γ = {WEIGHT:g}; {PAIRS} pairs, months 201 to 600. "
    "Ticks: b*.",
    table=orders_table,
    curves=orders_curves,
    title=orders_title,
    frame=Frame(
        xlabel="misfit b at which a change is ordered",
        ylabels={"": "misfit and haggling\n(money per pair and month)"},
        tones=TONES,
        log=True,
        places=dict(zip(HAGGLING, ((0.575, 0.0465), (0.575, 0.0555), (0.575, 0.0665)))),
        marks=tuple(
            Mark("", best, _lattice(best, one), f"b* = {said(best)}", (-15, 8))
            for one in HAGGLING.values()
            for best in (cf.best_threshold(STEP, one, WEIGHT),)
        ),
    ),
)
