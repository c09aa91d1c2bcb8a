"""What two who trade make of it: price, honesty, change and its governance, investment (L4 to L9)."""

from __future__ import annotations

from functools import partial

import numpy as np

from experiments.studies.theory.case import Case, Found, mark
from experiments.studies.theory.world import Dice, world
from sim.measures import closed_forms as cf
from sim.measures.inference import mean_interval, paired_difference, values_of
from sim.measures.wording import number
from sim.scenario import Investment, Process, Scenario, Surplus

UNIFORM = {"value": 0.5, "value_spread": 0.5, "cost": 0.5, "cost_spread": 0.5}
"""Value and cost are uniform on [0, 1]."""
NARROWING = 0.6
ARMS = {0.0: "flexible", NARROWING: "agreed"}
PAYING = [cf.break_even_shading(narrowing) for narrowing in ARMS]


def flexibility_world(shading: float) -> Scenario:
    """A rigid price of ½ beside any price that serves both, with shading, with and without principles."""
    groups = {
        "surplus": {**UNIFORM, "redrawn": True},
        "bargaining": {"price": 0.5},
        "contract": {"band": 0.5},
        "shading": {"strength": shading},
        "risk": {"fading": 1.0},
        "process": {"narrowing": NARROWING},
    }
    agreed = {"menu": ["relational"], "principles": True, "integrity": 1.0}
    postures = {"rigid": {"menu": ["rigid"]}, "flexible": {"menu": ["flexible"]}, "agreed": agreed}
    return world(postures, 5, 24, groups, arms=True)


def flexibility(dice: Dice, shading: float, narrowing: float) -> Found:
    """Flexible minus rigid, paired on common luck."""
    table = dice.played(flexibility_world(shading)).replicates
    return {"": paired_difference(table, "joint_slot", ARMS[narrowing], "rigid")}


FLEXIBILITY = Case(
    law="L6",
    series={"flexible": (0.0,), "flexible, principles agreed": (NARROWING,)},
    places=lambda _: [round(0.1 * step, 1) for step in range(11)],
    theory={"": lambda x, g: cf.flexible_surplus(x, g) - cf.flexible_surplus(x, band=0.0)},
    found=flexibility,
    ends=lambda _: (0.0, 1.0),
    marks=lambda: [mark(x, 0.0, f"θ = {number(x, 3)}", dx=-52, dy=-12) for x in PAYING],
    same_dice=True,
)


def honesty(dice: Dice, honest: float) -> Found:
    """Strangers who meet once, each knowing only its own worth of the trade: who agrees, and the gain."""
    groups = {"surplus": UNIFORM, "bargaining": {"price_fixed": False}}
    table = dice.played(world({"bargainer": {"honesty": honest}}, 20, 1, groups)).replicates
    columns = {"trades": "fill", "gains": "joint_slot"}
    return {panel: mean_interval(values_of(table, column, "world")) for panel, column in columns.items()}


HONESTY = Case(
    law="L4",
    series={"": ()},
    places=lambda: [step / 8.0 for step in range(9)],
    theory={"trades": cf.trade_chance, "gains": cf.bargaining_gains},
    found=honesty,
    ends=lambda: (0.0, 1.0),
    marks=lambda: [
        mark(0.0, 9 / 32, "9/32", "trades", dx=8, dy=-9),
        mark(1.0, 1 / 2, "1/2", "trades", dx=-22, dy=2),
        mark(0.0, 9 / 64, "9/64", "gains", dx=8, dy=-9),
        mark(1.0, 1 / 6, "1/6", "gains", dx=-19, dy=14),
    ],
    runs=10,
)  # fmt: skip

WEIGHT, COST_OF_MEETING = Surplus().misfit_weight, Process().governance_monthly
WORTH, PAIRS = 19.0, 3
LASTING = {"surplus": {"value": WORTH + 1.0, "cost": 1.0}, "bargaining": {"price": 10.0}}
"""Nothing that misfit can do stops a trade that is worth so much."""
HAGGLING = {"H = 0.1": (0.1,), "H = 0.2": (0.2,), "H = 0.4": (0.4,)}


def governance_world(volatility: float, haggling: float, months: int) -> Scenario:
    """Pairs that fight changes through at b*, beside pairs that meet each month to adapt."""
    groups = {
        **LASTING,
        "shocks": {"misfit_sd": volatility, "misfit_persistence": 1.0},
        "adaptation": {"haggling": haggling},
        "process": {"cost_scale": 1.0, "governance_cost": 0.0, "review_cost": 0.0},
    }
    postures = {"rigid": {"menu": ["rigid"]}, "governed": {"menu": ["relational"], "governance": True}}
    return world(postures, PAIRS, months, groups, arms=True)


def governance(dice: Dice, volatility: float, haggling: float) -> Found:
    """Governed minus rigid, once the first cycles are over."""
    table = dice.later(partial(governance_world, volatility, haggling), 60, 300)
    return {"": paired_difference(table, "joint_slot", "governed", "rigid")}


def advantage(volatility: float, haggling: float) -> float:
    """Governed minus rigid, exact for whole months."""
    threshold = cf.best_threshold(volatility, haggling, WEIGHT)
    return cf.monthly_change_cost(volatility, haggling, WEIGHT, threshold) - COST_OF_MEETING


GOVERNANCE = Case(
    law="L8, L9",
    series=HAGGLING,
    places=lambda _: [0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3],
    theory={"": advantage},
    found=governance,
    ends=lambda _: (0.01, 0.3),
    limit=lambda x, h: cf.change_cost(x, h, WEIGHT) - COST_OF_MEETING,
    marks=lambda: [
        mark(cf.break_even_volatility(COST_OF_MEETING, h, WEIGHT), 0.0, series=name)
        for name, (h,) in HAGGLING.items()
    ],
)

STEP = 0.0625
"""A step that binary fractions hold exactly, so that sums of steps meet the threshold exactly."""


def orders_world(threshold: float, haggling: float, months: int) -> Scenario:
    """Rigid pairs whose misfit moves by ±s and who order a change at so many steps."""
    groups = {
        **LASTING,
        "shocks": {"misfit_sd": STEP, "misfit_persistence": 1.0, "two_point": True},
        "adaptation": {"haggling": haggling, "threshold": threshold},
    }
    return world({"rigid": {"menu": ["rigid"]}}, PAIRS, months, groups)


def orders(dice: Dice, threshold: float, haggling: float) -> Found:
    """Mean cost a month of misfit and change orders."""
    table = dice.later(partial(orders_world, threshold, haggling), 200, 600)
    return {"": mean_interval(WORTH - values_of(table, "joint_slot", "world"))}


def lattice(threshold: float, haggling: float) -> float:
    """The cost of ordering at a threshold, in steps of the walk."""
    return cf.lattice_change_cost(threshold / STEP, haggling, WEIGHT, STEP)


CHANGE_ORDERS = Case(
    law="L7",
    series=HAGGLING,
    places=lambda _: [multiple * STEP for multiple in range(1, 10)],
    theory={"": lattice},
    found=orders,
    ends=lambda _: (STEP, 9 * STEP),
    marks=lambda: [
        mark(best, lattice(best, h), f"b* = {number(best, 2)}", series=name, dx=-15, dy=8)
        for name, (h,) in HAGGLING.items()
        for best in (cf.best_threshold(STEP, h, WEIGHT),)
    ],
)

GAIN = Investment().gain


def hold_up(dice: Dice, weight: float, equity: float, reciprocity: float) -> Found:
    """Suppliers that invest for one buyer, whose power leaves them `weight` of what is split.

    A supplier that answers best gains (1 − ς)k²/2 by investing, so its payoff over price − cost tells k; the
    joint payoff over v − c, divided by ½a², is the efficiency.
    """
    groups = {"bargaining": {"power": 1.0 - 2.0 * weight}, "investment": {"gain": GAIN}}
    scenario = world({"rigid": {"equity": equity, "reciprocity": reciprocity}}, 2, 3, groups)
    table, usual = dice.played(scenario).replicates, Surplus()
    own = values_of(table, "supplier_slot", "world") - (scenario.bargaining.price - usual.cost)
    share = np.sqrt(2.0 * own.clip(lower=0.0) / (1.0 - 0.5 * reciprocity)) / GAIN
    margin = values_of(table, "joint_slot", "world") - (usual.value - usual.cost)
    return {"invested": mean_interval(share), "yielded": mean_interval(margin / (0.5 * GAIN**2))}


HOLD_UP = Case(
    law="L5",
    series={
        "neither": (0.0, 0.0), "equity ½": (0.5, 0.0), "equity 1": (1.0, 0.0), "reciprocity 1": (0.0, 1.0),
    },
    places=lambda *_: [step / 8.0 for step in range(1, 9)],
    theory={
        "invested": cf.investment_share,
        "yielded": lambda *given: cf.investment_efficiency(cf.investment_share(*given)),
    },
    found=hold_up,
    ends=lambda *_: (0.0, 1.0),
)  # fmt: skip
