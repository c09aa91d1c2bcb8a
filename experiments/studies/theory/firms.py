"""What firms keep, believe, survive and imitate: promises, trust, ruin, fixation (L1, L12 to L14)."""

from __future__ import annotations

import numpy as np

from experiments.studies.theory.case import Case, Found, mark
from experiments.studies.theory.world import Dice, world
from sim.ensemble import events_of
from sim.measures import closed_forms as cf
from sim.measures.inference import mean_interval, share_interval, valid, values_of
from sim.measures.wording import number
from sim.scenario import Imitation, Money, PromiseGame, Scenario, Surplus

CONDUCT = ("opening", "after_kept_kept", "after_kept_broken", "after_broken_kept", "after_broken_broken")

TEMPTATION, SLIP = PromiseGame().temptation, PromiseGame().slip
RENT = (Surplus().value - Surplus().cost) / 2.0
"""What the relationship gives each side a month; outside there is nothing."""
DETECTIONS = {"d = 0.9": (0.9,), "d = 0.3": (0.3,), "d = 0.1": (0.1,)}
NEAR = 0.01
"""How near the threshold the nearest points are, on either side: on it a firm is indifferent."""


def threshold(detection: float) -> float:
    """The patience from which a promise is kept."""
    return cf.critical_patience(TEMPTATION, detection, RENT)


def patiences(detection: float) -> list[float]:
    """Even steps, and two points close to the threshold."""
    border = threshold(detection)
    even = [round(0.1 * step, 1) for step in range(1, 10)]
    return sorted([*(one for one in even if abs(one - border) > NEAR), border - NEAR, border + NEAR])


def patience(dice: Dice, own: float, detection: float) -> Found:
    """Calculating pairs without an end in sight: the share of promises kept.

    What they expect of each other is what they have.
    """
    choice = {"outside_fixed": True, "outside_buyer": 0.0, "outside_supplier": 0.0, "estimate_rate": 0.0}
    promises = {"temptation": TEMPTATION, "slip": SLIP, "detection": detection}
    calculating = {"calculating": {"menu": ["relational"], "patience": own}}
    table = dice.played(world(calculating, 5, 24, {"promises": promises, "choice": choice})).replicates
    return {"": mean_interval(values_of(table, "kept_share", "world"))}


PATIENCE = Case(
    law="L1",
    series=DETECTIONS,
    places=patiences,
    theory={"": lambda x, d: 1.0 - SLIP if x >= threshold(d) else 0.0},
    found=patience,
    ends=lambda d: [0.05, np.nextafter(threshold(d), 0.0), threshold(d), 1.0],
    marks=lambda: [
        mark(x, 0.5, f"{name}\nδ* = {number(x, 2)}", series=name, dx=5, dy=-4)
        for name, x in ((name, threshold(*given)) for name, given in DETECTIONS.items())
    ],
)

LIFE = 200


def trust(dice: Dice, reliability: float, ratio: float) -> Found:
    """Pairs whose every promise is seen, and kept with a given chance; nothing fades.

    Buyers' mean trust after long experience; every pair is a unit of its own, as many as replicates.
    """
    groups = {
        "promises": {"detection": 1.0},
        "trust": {"strength": 1e-6, "forgetting": 1.0, "good_weight": 1.0, "bad_weight": ratio},
    }
    chancy = {"chancy": {"conduct": "reactive", **dict.fromkeys(CONDUCT, reliability)}}
    scenario = world(chancy, dice.replicates, LIFE, groups)
    seen = events_of(scenario, "world", 0, dice.seed)
    last, prior = seen[seen["month"] == LIFE], 0.5 * scenario.trust.strength
    counted = last["good_buyer"] + last["bad_buyer"] + scenario.trust.strength
    return {"": mean_interval((last["good_buyer"] + prior) / counted)}


TRUST = Case(
    law="L14",
    series={"w₋/w₊ = 1": (1.0,), "w₋/w₊ = 2": (2.0,), "w₋/w₊ = 3": (3.0,)},
    places=lambda _: [round(0.1 * step, 1) for step in range(1, 10)],
    theory={"": cf.stationary_trust},
    found=trust,
    ends=lambda _: (0.0, 0.95),
)

RESERVE, NOISE, FIRMS = Money().cash + Money().credit, 0.3, 20
INCOME, PLENTY = 0.15, 100.0


def ruin(dice: Dice, months: float, drift: float) -> Found:
    """Buyers that live on a noisy income less a fixed cost; suppliers so rich that none fails.

    Share of founding buyers ruined within so many months; every firm is a unit of its own.
    """
    groups = {
        "surplus": {"value": PLENTY + INCOME, "cost": 0.0},
        "bargaining": {"price": PLENTY},
        "shocks": {"payoff_noise": NOISE},
        "money": {"ruin": True, "fixed_cost": INCOME - drift, "entry_delay": 10**6},
    }
    table = valid(dice.played(world({"rigid": {}}, FIRMS, int(months), groups)).replicates)
    return {"": share_interval(float(table["bankruptcies"].sum()), FIRMS * len(table))}


RUIN = Case(
    law="L12",
    series={"drift −0.02": (-0.02,), "drift 0": (0.0,), "drift +0.02": (0.02,)},
    places=lambda _: [36.0, 48.0, 60.0, 84.0, 108.0, 132.0, 168.0, 204.0, 240.0],
    theory={"": lambda months, drift: cf.ruin_chance(months, RESERVE, drift, NOISE)},
    found=ruin,
    ends=lambda _: (1.0, 240.0),
)

INTENSITY = Imitation().intensity


def fixation_world(advantage: float, firms: int, months: int) -> Scenario:
    """Buyers who keep or break every promise, one of them unlike the others; one looks at another a month.

    The mutant breaks where that pays (`advantage` > 0) and keeps where breaking pays the others.
    """
    keeper, breaker = ({"conduct": "reactive", **dict.fromkeys(CONDUCT, kept)} for kept in (1.0, 0.0))
    better, worse = (breaker, keeper) if advantage >= 0.0 else (keeper, breaker)
    groups = {
        "promises": {"temptation": abs(advantage) / INTENSITY},
        "imitation": {"rate": 1.0 / firms, "intensity": INTENSITY, "memory": 1},
    }
    postures = {"mutant": better, "resident": worse, "supplier": keeper}
    buyers = {"mutant": 1.0 / firms, "resident": 1.0 - 1.0 / firms}
    return world(postures, firms, months, groups, buyers, "supplier")


def fixation(dice: Dice, advantage: float, firms: int, months: int) -> Found:
    """Share of worlds in which the mutant's strategy is that of all buyers in the end."""
    accounts = dice.played(fixation_world(advantage, firms, months)).accounts
    mutants = (accounts["role"] == "buyer") & (accounts["strategy"] == "mutant")
    held = accounts[mutants & (accounts["month"] == months)]["firms"].sum() / firms
    return {"": share_interval(float(held), dice.replicates)}


FIXATION = Case(
    law="L13",
    series={"N = 4": (4, 150), "N = 6": (6, 300)},
    places=lambda *_: [-1.5, -1.0, -0.5, -0.25, 0.0, 0.25, 0.5, 1.0, 1.5],
    theory={"": lambda x, firms, _: cf.fixation_chance(x, firms)},
    found=fixation,
    ends=lambda *_: (-1.5, 1.5),
    marks=lambda: [mark(0.0, 1 / 4, "1/4", dx=-19), mark(0.0, 1 / 6, "1/6", dx=7, dy=-9)],
    runs=10,
)
