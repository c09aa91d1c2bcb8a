"""Fehr, Hart & Zehnder (2011): are rigid contracts shaded less than flexible ones?

The laboratory is a world (configs/experiment/fehr_hart_zehnder_2011.yaml); `deals` plays it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.studies.fehr_hart_zehnder_2011.deals import CUTS, NARROWING, SLIP, THETA, Deals, Laboratory
from sim.measures.claims import Claim, claims_in, claims_table
from sim.measures.crossing import Curve, Match, Values, matched
from sim.measures.inference import mean_interval
from sim.scenario import Scenario

if TYPE_CHECKING:
    from experiments.study import Study

HERE = Path(__file__).parent
RIGID, FLEXIBLE, PRINCIPLED = "rigid", "flexible", "principled"
VARIED: dict[str, tuple[int, dict[str, float]]] = {
    **{f"cut-off at {cut:g} of the cap": (place, {}) for place, cut in enumerate(CUTS)},
    "half of the power with the buyer": (0, {"bargaining.power": 0.5}),
    "all of the power with the buyer": (0, {"bargaining.power": 1.0}),
    "temptation as in the world": (0, {"promises.temptation": Scenario().promises.temptation}),
    "grievance as in the world": (0, {"risk.fading": Scenario().risk.fading}),
}
"""What could be mapped otherwise: the cut-off (its place in `CUTS`), and settings; first as it was mapped."""


def play(study: Study, report: Callable[[int, int], None]) -> dict[str, pd.DataFrame]:
    """`result`: facts; `contracts`; `by_shading`, `by_slip`, `by_narrowing`, `matches`; and the rest."""
    lab = Laboratory(study.scenario, study.settings.replicates, study.settings.seed, report)
    claims = claims_in(HERE)
    found = {arm: lab.deals(arm) for arm in (RIGID, FLEXIBLE, PRINCIPLED)}
    flexible = claims["low_quality_flexible"].number or np.nan
    return {
        "result": facts(found, claims),
        "contracts": pd.DataFrame([contract_row(arm, one, claims) for arm, one in found.items()]),
        **curves(lab, claims["low_quality_rigid"].number or np.nan, flexible),
        "sensitivity": sensitivity(lab, flexible),
        "claims": claims_table(claims),
    }


def facts(found: Mapping[str, Deals], claims: Mapping[str, Claim]) -> pd.DataFrame:
    """The table of facts; the gap is on the same luck."""
    low = {arm: one.low_quality() for arm, one in found.items()}
    told = {
        **{f"low_quality_{arm}": values for arm, values in low.items()},
        **{f"trade_{arm}": one.mean(one["trades"]) for arm, one in found.items()},
        "low_quality_gap": low[FLEXIBLE] - low[RIGID],
    }
    return pd.DataFrame([claim.against(mean_interval(told[key])) for key, claim in claims.items()])


def contract_row(arm: str, one: Deals, claims: Mapping[str, Claim]) -> dict[str, Any]:
    """What came of one contract: shares of deliveries, price where traded, money per deal signed."""
    joint, claim = one["payoff_buyer"] + one["payoff_supplier"], claims.get(f"low_quality_{arm}")
    row: dict[str, Any] = {"arm": arm, "deals": int((~np.isnan(joint)).sum()), "replicates": len(joint)}
    for name, values in {
        "low_quality": one.low_quality(),
        "broken": one.share(one.broken),
        "shaded": one.share(one.shaded()),
        "trade": one.mean(one["trades"]),
        "price": one.mean(one["price"], one.traded),
        "joint": one.mean(joint),
        "process": one.mean(one["process"]),
        "joint_before_process": one.mean(joint + one["process"]),
        "buyer": one.mean(one["payoff_buyer"]),
        "supplier": one.mean(one["payoff_supplier"]),
    }.items():
        row |= spread(name, values)
    return row | (claim.band if claim else {})


def curves(lab: Laboratory, rigid: float, flexible: float) -> dict[str, pd.DataFrame]:
    """Low quality along θ, ε₀ and, at the θ that meets the flexible share, the narrowing G."""
    tables: dict[str, pd.DataFrame] = {}
    matches: list[dict[str, Any]] = []
    world = lab.scenario

    def sought(name: str, arm: str, target: float, curve: Curve, own: float) -> Match:
        tables[f"by_{name}"] = curve_rows(arm, name, curve).assign(target=target, own=own)
        met = matched(curve, target, lab.seed)
        matches.append({"parameter": name, "arm": arm, "target": target, **met._asdict(), "default": own})
        return met

    theta = sought(
        "shading", FLEXIBLE, flexible, lab.curve(FLEXIBLE, THETA, flexible), world.shading.strength
    )
    others = [curve_rows(arm, "shading", lab.curve(arm, THETA)) for arm in (RIGID, PRINCIPLED)]
    tables["by_shading"] = pd.concat([tables["by_shading"], *others], ignore_index=True)
    sought("slip", RIGID, rigid, lab.curve(RIGID, SLIP, rigid), world.promises.slip)
    if np.isfinite(theta.value):
        kept = world.strategies[PRINCIPLED].integrity
        finer = lab.curve(PRINCIPLED, NARROWING, rigid, {THETA: theta.value})
        narrowed = Curve(kept * finer.grid, finer.shares)
        sought("narrowing", PRINCIPLED, rigid, narrowed, kept * world.process.narrowing)
    return {**tables, "matches": pd.DataFrame(matches)}


def curve_rows(arm: str, name: str, curve: Curve) -> pd.DataFrame:
    """Low quality by a parameter."""
    rows = [{name: at, **spread("low_quality", values)} for at, values in zip(curve.grid, curve.shares.T)]
    return pd.DataFrame(rows).assign(arm=arm)


def sensitivity(lab: Laboratory, target: float) -> pd.DataFrame:
    """Mapped otherwise: low quality at the world's own θ, and the θ that meets the target."""
    rows: list[dict[str, Any]] = []
    for varied, (cut, settings) in VARIED.items():
        row: dict[str, Any] = {"varied": varied}
        for arm in (RIGID, FLEXIBLE):
            row |= spread(arm, lab.deals(arm, settings).low_quality(CUTS[cut]))
        met = matched(lab.curve(FLEXIBLE, THETA, target, settings, cut), target, lab.seed)
        rows.append({**row, **met._asdict()})
    return pd.DataFrame(rows)


def spread(name: str, values: Values) -> dict[str, float]:
    """A mean and its interval as columns."""
    found = mean_interval(values)
    return {name: found.mean, f"{name}_low": found.low, f"{name}_high": found.high}
