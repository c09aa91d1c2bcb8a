"""What any sweep tells without an idea of its own: value and survival, who makes more, what matters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xarray as xr

from experiments.studies.plain_views import views
from sim.design import Axis
from sim.design.axes import SAMPLES
from sim.measures.inference import EXACT
from sim.measures.labelled import MAIN, REPLICATE, by_point, effect, of_arm, paired, spread_out, stacked, tidy
from sim.measures.prior import PARTS, divided, third_of
from sim.measures.regions import area

if TYPE_CHECKING:
    from experiments.study import Study

__all__ = ["shown", "tables", "views"]

LASTING, AGES = "relationships_alive_", (120, 60, 12)
MOST = 5_000
"""Points up to which each is told by itself."""
PARTIES = dict(zip(MAIN, ("joint", "buyer", "supplier")))


def tables(sweep: xr.Dataset, study: Study) -> dict[str, pd.DataFrame]:
    """`result`: a row a point and arm, or of a sample how often one gains; what views draw, tidy.

    `values` of each arm and `differences` of each pair, point by point; `areas`: shares of points where it
    gains or loses, each point by itself (`family` "none") or all at once ("holm", of which sentences speak);
    `parts`: by third, or level, of an axis; `axes`: what each changes from end to end.
    """
    alive = [f"{LASTING}{age}" for age in AGES if bool(sweep[f"{LASTING}{age}"].notnull().any())][:1]
    outcomes, pairs, axes = [*MAIN, *alive], study.pairs, study.design.axes
    apart = [paired(sweep, arm, baseline, outcomes) for arm, baseline in pairs]
    of_arms = [of_arm(sweep, arm, outcomes) for arm in sweep.attrs["labels"]]
    compared = apart or of_arms
    sampled = sweep.attrs["kind"] in SAMPLES
    tell = shares_by_third if sampled and apart else means_by_part
    parts = [tell(one, axis).assign(**who(one)) for one in compared for axis in axes]
    found = {"parts": pd.concat(parts, ignore_index=True)} if parts else {}
    if parts:
        found["axes"] = what_matters(found["parts"])
    areas: dict[str, pd.DataFrame] = {}
    if apart:
        told = pd.concat(map(by_point, apart), ignore_index=True)
        areas = {one: area(told, outcomes, sampled=sampled, family=one) for one in ("none", "holm")}
        found["areas"] = stacked(areas, "family")
    names = [axis.name for axis in axes]
    if len(spread_out(sweep)[0]) <= MOST:
        found["values"] = long(of_arms, outcomes, [*names, "arm"])
        if apart:
            found["differences"] = long(apart, outcomes, [*names, "arm", "baseline"])
        if not sampled:
            return {"result": joined(found, names, sweep.attrs["labels"], alive), **found}
    return {"result": areas["none"] if areas else found["axes"], **found}


def shown(tables: dict[str, pd.DataFrame]) -> list[tuple[str, pd.DataFrame]]:
    """The result without what a narrow window has no room for."""
    table = tables["result"]
    spare = ["arm", "buyer", "supplier"] if "label" in table and "joint" in table else []
    return [("", table.drop(columns=spare))]


def who(values: xr.Dataset) -> dict[str, str]:
    """Whose values these are: arm, and baseline where they are differences."""
    return {name: values.attrs.get(name, "") for name in ("arm", "baseline")}


def long(every: Sequence[xr.Dataset], outcomes: Sequence[str], keys: list[str]) -> pd.DataFrame:
    """Point by point, a row an outcome."""
    return pd.concat([tidy(by_point(one), outcomes, keys) for one in every], ignore_index=True)


def joined(
    found: dict[str, pd.DataFrame], axes: list[str], labels: dict[str, str], alive: list[str]
) -> pd.DataFrame:
    """A row a point and arm: axes, label, what each party makes, survival; the gain, its interval."""
    names = {**PARTIES, **dict.fromkeys(alive, "survival")}
    keys = [*axes, "arm"]
    values = found["values"]
    parts = [
        values[values["outcome"] == one].set_index(keys)["mean"].rename(name) for one, name in names.items()
    ]
    wide = pd.concat(parts, axis=1)
    if "differences" in found:
        gain = found["differences"].query("outcome == @MAIN[0] and baseline == baseline.iloc[0]")
        ends = {"mean": "gain", "low": "gain_low", "high": "gain_high"}
        wide = wide.join(gain.set_index(keys)[list(ends)].rename(columns=ends))
    table = wide.reset_index()
    table.insert(len(keys), "label", table["arm"].map(labels))
    return table


def flat(values: xr.Dataset, outcome: str) -> np.ndarray:
    """An outcome as points × replicates."""
    points, along = spread_out(values)
    return values[outcome].transpose(*along, REPLICATE).to_numpy().reshape(len(points), -1)


def means_by_part(values: xr.Dataset, axis: Axis) -> pd.DataFrame:
    """By third of a number, or by level: value and survival averaged over all else; then end less end."""
    places, names = parted(spread_out(values)[0][axis.name], axis)
    rows = []
    for outcome in (MAIN[0], *(str(one) for one in values.data_vars if str(one).startswith(LASTING))):
        table = flat(values, outcome)
        means = [np.full(table.shape[1], np.nan) if not (places == part).any() else
                 table[places == part].mean(axis=0) for part in range(len(names))]  # fmt: skip
        order = np.argsort([mean.mean() for mean in means]) if axis.categorical else [0, -1]
        change = means[order[-1]] - means[order[0]]
        told = {"outcome": outcome, "axis": axis.name, "label": axis.label, "ordered": not axis.categorical}
        rows += [{**told, "part": name, **effect(mean)} for name, mean in zip(names, means)]
        rows.append({**told, "part": "change", **effect(change)})
    return pd.DataFrame(rows)


def shares_by_third(values: xr.Dataset, axis: Axis) -> pd.DataFrame:
    """By third of a sampled number, or by level: the share of points where it makes more; end less end."""
    there = flat(values, MAIN[0]).mean(axis=1) > EXACT
    points = spread_out(values)[0]
    told = {"outcome": MAIN[0], "axis": axis.name, "label": axis.label, "ordered": not axis.categorical}
    if axis.categorical or axis.low == axis.high:
        places, names = parted(points[axis.name], axis)
        shares = [float(there[places == part].mean()) if (places == part).any() else np.nan
                  for part in range(len(names))]  # fmt: skip
        spread = [{"part": "change", "mean": np.nanmax(shares) - np.nanmin(shares)}]
        rows = [{"part": name, "mean": share} for name, share in zip(names, shares)] + spread
        return pd.DataFrame(rows).assign(low=np.nan, high=np.nan, **told)
    found = divided(points, there, [axis])
    change = found.iloc[:1][["apart", "apart_low", "apart_high"]].set_axis(["mean", "low", "high"], axis=1)
    parts = found.rename(columns={"third": "part", "share": "mean"})[["part", "mean", "low", "high"]]
    return pd.concat([parts, change.assign(part="change")], ignore_index=True).assign(**told)


def parted(column: pd.Series, axis: Axis) -> tuple[np.ndarray, list[str]]:
    """In which part of an axis each point lies, and what the parts are called."""
    if axis.categorical:
        names = list(axis.levels)
        return column.map(names.index).to_numpy(), names
    return third_of(axis, column.to_numpy(float)), list(PARTS)


def what_matters(parts: pd.DataFrame) -> pd.DataFrame:
    """What each axis changes from end to end of itself, the greatest change first; value before survival."""
    change = parts[parts["part"] == "change"].drop(columns="part")
    order = change["mean"].abs().sort_values(ascending=False, kind="stable").index
    change = change.loc[order]
    first = (change["outcome"] == MAIN[0]).astype(int)
    return change.loc[first.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)
