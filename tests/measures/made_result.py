"""A small made-up world in the shape of an ensemble's result: no simulation, known effects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.measures.arms import MAIN_ARMS, STEP_ALONE, WITHOUT_PRINCIPLE, WITHOUT_STEP
from sim.measures.leakage import LEAKAGES
from sim.scenario import PRINCIPLES, STEPS, Arm, Population

LABELS = {
    "wiifme_rigid": "WIIFME rigid",
    "wiifme_flexible": "WIIFME flexible",
    "relational_bare": "relational, bare",
    "wiifwe": "WIIFWE",
    "paper_principles": "paper principles",
    "good_people": "good people",
    "placebo": "placebo",
}
LEVELS: dict[str, float] = dict(zip(MAIN_ARMS, (0.165, 0.158, 0.172, 0.212, 0.150, 0.196, 0.140)))
HAZARDS: dict[str, float] = dict(zip(MAIN_ARMS, (0.022, 0.026, 0.019, 0.008, 0.024, 0.011, 0.023)))
LEAKS = {
    "lost_trade": 0.028, "misfit": 0.022, "adaptation": 0.009, "haggling": 0.020,
    "underinvestment": 0.006, "misdirection": 0.003, "promises": 0.021, "shading": 0.008,
    "monitoring": 0.002, "law": 0.001, "delay": 0.002, "process": 0.0, "governance": 0.0,
    "contracting": 0.006,
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """The tables that the measures read."""

    arms: tuple[Arm, ...]
    accounts: pd.DataFrame
    series: pd.DataFrame
    lifetables: pd.DataFrame
    replicates: pd.DataFrame
    months: int
    buyers: int = 40
    suppliers: int = 50


def arms_of(names: tuple[str, ...]) -> tuple[Arm, ...]:
    nobody = Population()
    found = [Arm(name, nobody, label=LABELS.get(name, name)) for name in names]
    for principle in PRINCIPLES:
        found.append(Arm(f"wiifwe_without_{principle}", nobody, family=WITHOUT_PRINCIPLE))
    for step in STEPS:
        found.append(Arm(f"wiifwe_without_{step}", nobody, family=WITHOUT_STEP))
    for step in STEPS:
        found.append(Arm(f"good_people_with_{step}", nobody, family=STEP_ALONE))
    return tuple(found)


def level(arm: str, effect: float) -> float:
    """Mean joint payoff of an arm; `effect` 1 is the made-up thesis, −1 its opposite, 0 nothing."""
    base = LEVELS["wiifme_rigid"]
    if arm.startswith("wiifwe_without_"):
        rank = [*PRINCIPLES, *STEPS].index(arm.removeprefix("wiifwe_without_"))
        return base + effect * (LEVELS["wiifwe"] - base - 0.004 * ((7 * rank) % 11 - 2))
    if arm.startswith("good_people_with_"):
        rank = STEPS.index(arm.removeprefix("good_people_with_"))
        return base + effect * (LEVELS["good_people"] - base + 0.003 * (rank - 1))
    return base + effect * (LEVELS[arm] - base)


def replicate_table(
    arms: tuple[Arm, ...], effect: float, count: int, months: int, side: float
) -> pd.DataFrame:
    luck = np.random.default_rng(7).normal(0.0, 0.02, count)
    rows = []
    for place, arm in enumerate(arms):
        own = np.random.default_rng([11, place]).normal(0.0, 0.006, (count, 3))
        joint = level(arm.name, effect) + luck + own[:, 0]
        gain = joint - LEVELS["wiifme_rigid"] - luck
        buyer = 0.5 * (LEVELS["wiifme_rigid"] + luck) + side * gain + 0.3 * own[:, 1]
        hazard = hazard_of(arm.name, effect)
        table = pd.DataFrame(
            {
                "arm": arm.name, "replicate": np.arange(count), "status": "ok",
                "joint_slot": joint, "buyer_slot": buyer, "supplier_slot": joint - buyer,
                "gini_buyers": 0.2 + own[:, 2], "worst_tenth_buyers": 0.01 + own[:, 2],
            }
        )  # fmt: skip
        for party in ("joint", "buyer", "supplier"):
            table[f"{party}_discounted"] = table[f"{party}_slot"] * 0.97
            table[f"{party}_active"] = table[f"{party}_slot"] * 1.05
        for kind, factor in (("buyers", 0.3), ("suppliers", 0.5), ("relationships", 1.0)):
            for age in (12, 60, 120):
                alive = (1.0 - factor * hazard) ** age + own[:, 1]
                table[f"{kind}_alive_{age}"] = alive if age <= months else np.nan
        rows.append(table)
    return pd.concat(rows, ignore_index=True)


def hazard_of(arm: str, effect: float) -> float:
    base = HAZARDS["wiifme_rigid"]
    return base + effect * (HAZARDS.get(arm, 0.01) - base)


def life_table(arm: str, kind: str, hazard: float, months: int, spells: int) -> pd.DataFrame:
    ages = np.arange(months + 1)
    at_risk, events, censored = (np.zeros(months + 1, dtype=int) for _ in range(3))
    alive = spells
    for age in ages:
        at_risk[age] = alive
        if age == 0:
            continue
        events[age] = round(alive * hazard * (1.0 + 1.5 * np.exp(-age / 8.0)))
        censored[age] = alive - events[age] if age == months else round(0.004 * alive)
        alive -= events[age] + censored[age]
    return pd.DataFrame(
        {
            "arm": arm, "kind": kind, "strategy": "any", "age": ages, "at_risk": at_risk,
            "events": events, "censored": censored,
        }
    )  # fmt: skip


def series_table(arms: tuple[Arm, ...], effect: float, count: int, months: int) -> pd.DataFrame:
    rows = []
    month = np.arange(1, months + 1)
    wave = np.random.default_rng(3).normal(0.0, 0.0015, months)
    for arm in arms:
        taken = arm.name in ("wiifwe", "paper_principles", "placebo")
        start = 0.6 * effect * np.exp(-(month - 1) * 3.0) if taken else 0.0 * month
        joint = level(arm.name, effect) - start - 0.01 * np.exp(-month / 12.0) + wave
        rows.append(
            pd.DataFrame(
                {
                    "arm": arm.name, "month": month, "joint_mean": joint, "joint_sd": 0.02,
                    "buyer_mean": joint / 2, "buyer_sd": 0.012, "supplier_mean": joint / 2,
                    "supplier_sd": 0.012, "replicates": count,
                }
            )
        )  # fmt: skip
    return pd.concat(rows, ignore_index=True)


def account_table(arms: tuple[Arm, ...], effect: float, months: int) -> pd.DataFrame:
    rows = []
    for arm in arms:
        share = np.clip((0.292 - level(arm.name, effect)) / sum(LEAKS.values()), 0.1, 2.0)
        taken = arm.name in ("wiifwe", "paper_principles", "placebo")
        for role in ("buyer", "supplier"):
            for strategy, mass in (("one", 5000.0), ("two", 2500.0)):
                row: dict[str, object] = {
                    "arm": arm.name, "role": role, "strategy": strategy, "month": 1,
                    "replicates": 20, "firms": mass / 10, "relationships": mass,
                    "trades": 0.9 * mass, "haggled": 0.05 * mass, "renegotiations": 0.02 * mass,
                    "change_orders": 0.03 * mass,
                }  # fmt: skip
                leaks = {
                    kind: mass * float(share) * amount * (1.0 + 0.3 * (strategy == "two"))
                    for kind, amount in LEAKS.items()
                }
                if taken:
                    leaks |= {"process": 0.012 * mass, "governance": 0.03 * mass}
                leaks["law"] = -0.0005 * mass
                row |= leaks
                row["first_best"] = 0.302 * mass
                row["joint"] = 0.302 * mass - sum(leaks[kind] for kind in LEAKAGES)
                rows.append(row)
    return pd.DataFrame(rows)


def world_of(
    effect: float = 1.0,
    months: int = 120,
    count: int = 60,
    side: float = 0.5,
    names: tuple[str, ...] = MAIN_ARMS,
) -> World:
    """A made-up result; `side` is the buyers' part of the gain (above 1 suppliers lose)."""
    arms = arms_of(names)
    tables = [
        life_table(name, kind, factor * hazard_of(name, effect), months, spells)
        for name in names
        for kind, factor, spells in (
            ("buyer", 0.3, 8000), ("supplier", 0.5, 10000), ("relationship", 1.0, 41000),
            ("founding_buyer", 0.3, 8000), ("founding_supplier", 0.5, 10000),
        )
    ]  # fmt: skip
    return World(
        arms=arms,
        accounts=account_table(arms, effect, months),
        series=series_table(arms, effect, count, months),
        lifetables=pd.concat(tables, ignore_index=True),
        replicates=replicate_table(arms, effect, count, months, side),
        months=months,
    )
