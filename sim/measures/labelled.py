"""What a sweep brought back, by name: one labelled array an outcome, and what is asked of labelled arrays.

A sweep is an `xarray.Dataset`: along the axes of its design where that is a whole grid, else along `point`
with the axes as coordinates; then along `arm` and `replicate`. Outcomes are its variables, nan where a world
failed. Replicate r is played on the same dice everywhere, so differences are taken replicate by replicate
(Student's paired interval).
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import xarray as xr
from numpy.typing import NDArray
from xarray.backends import BackendArray
from xarray.core import indexing

from sim.dictionary import OUTCOME
from sim.measures.inference import Interval, holm, mean_interval, p_value, standard_size
from sim.measures.pairs import Numbers, Pairs, placed, summaries
from sim.measures.regions import passing
from sim.measures.required import ALWAYS, FOUND, Threshold

LABELS, WORLDS, POINTS = "labels.json", "worlds.parquet", "points.parquet"
MAIN = ("joint_slot", "buyer_slot", "supplier_slot")
"""Payoff of both together and of each side: the primary outcome and its parts."""
PARTIES = dict(zip(MAIN, ("both together", "buyers", "suppliers")))
"""Outcome → who has it, as a reader is shown it (column `who`)."""
REPLICATE, ARM, POINT, ENDED = "replicate", "arm", "point", "ended"
EFFECT = (*Interval._fields, "size", "p")
"""What is known of a mean paired difference: in its unit, in its own sd (d_z), and Student's p."""
TURN = ("rising", *Threshold._fields)
SLOT = "money per buyer slot and month"
WORDS = {
    "joint_slot": ("value created", SLOT), "buyer_slot": ("buyers' payoff", SLOT),
    "supplier_slot": ("suppliers' payoff", SLOT), "joint_discounted": ("value created, discounted", SLOT),
    **{
        f"{kind}_alive_{age}": (f"{kind} alive after {age // 12} year{'s' if age > 12 else ''}", "share")
        for kind in ("relationships", "buyers", "suppliers")
        for age in (12, 60, 120)
    },
    "kept_share": ("promises kept", "share"), "fill": ("buyer slots with a partner", "share"),
    "trade_share": ("relationship-months with trade", "share"),
    "silenced": ("months of change untold", "share"),
    "lies_found": ("lies and silences found out", "per side and month"),
    "monitored": ("months monitored", "share"),
    "lies_public": ("lies that the market hears of", "per side and month"),
    **{
        f"{of}_{role}_value": (f"{role}s that {do}", SLOT)
        for of, do in (("focal", "play the posture"), ("opportunist", "break every promise"))
        for role in ("buyer", "supplier")
    },
}  # fmt: skip
"""Outcome → its meaning and unit; others are shown by their names."""


def words_of(outcome: str) -> tuple[str, str]:
    """An outcome's meaning and unit: in the words of pictures, else of the dictionary of columns."""
    return WORDS.get(outcome) or OUTCOME.get(outcome) or (outcome.replace("_", " "), "1")


class Column(BackendArray):
    """An outcome on disk, in the order of points, arms and replicates; read when it is asked for."""

    def __init__(self, path: Path, name: str, shape: tuple[int, ...]) -> None:
        self.path, self.name, self.shape, self.dtype = path, name, shape, np.dtype(np.float64)

    def __getitem__(self, key: indexing.ExplicitIndexer) -> Any:
        return indexing.explicit_indexing_adapter(key, self.shape, indexing.IndexingSupport.BASIC, self._read)

    def _read(self, key: tuple[Any, ...]) -> NDArray[np.float64]:
        table = ds.dataset(self.path).to_table(columns=[self.name, "status"])
        ended = table["status"].cast("string").to_numpy() == "ok"
        return np.where(ended, table[self.name].to_numpy(), np.nan).reshape(self.shape)[key]


def opened(folder: Path) -> xr.Dataset:
    """The sweep whose tables lie in a folder; outcomes are read from disk as they are asked for.

    Raises:
        FileNotFoundError: no sweep lies there.
    """
    told = json.loads((folder / LABELS).read_text("utf-8"))
    axes, arms = told["axes"], told["arms"]
    points = pq.read_table(folder / POINTS).to_pandas()
    outcomes = [name for name in pq.read_schema(folder / WORLDS).names if name not in told["keys"]]
    grid = told["kind"] == "grid" and bool(axes)
    levels = {name: points[name].drop_duplicates().to_numpy() for name in axes}
    sizes = tuple(len(values) for values in levels.values()) if grid else (len(points),)
    dims = (*(axes if grid else [POINT]), ARM, REPLICATE)
    shape = (*sizes, len(arms), told["replicates"])
    coords: dict[str, Any] = {name: (name if grid else POINT, levels[name] if grid else points[name])
                              for name in axes}  # fmt: skip
    coords |= {ARM: list(arms), REPLICATE: np.arange(told["replicates"])}
    coords |= {} if grid else {POINT: points["point"].to_numpy()}
    variables = {
        name: (dims, indexing.LazilyIndexedArray(Column(folder / WORLDS, name, shape)),
               dict(zip(("long_name", "units"), words_of(name))))
        for name in outcomes
    }  # fmt: skip
    status = ds.dataset(folder / WORLDS).to_table(columns=["status"])["status"]
    ended = (status.cast("string").to_numpy() == "ok").reshape(shape)
    sweep = xr.Dataset(
        {**variables, ENDED: (dims, ended)}, coords, {"folder": str(folder), "kind": told["kind"]}
    )
    for name, words in axes.items():
        sweep[name].attrs.update(words)
    return sweep.assign_attrs(labels=arms)


def spread_out(values: xr.Dataset) -> tuple[pd.DataFrame, list[Hashable]]:
    """Every point (its number, then its axes) of labelled values, and the dimensions they lie along."""
    along = [dim for dim in next(iter(values.data_vars.values())).dims if dim not in (ARM, REPLICATE)]
    if along == [POINT]:
        named = [name for name in values.coords if values[name].dims == (POINT,) and name != POINT]
        table = pd.DataFrame({str(name): values[name].to_numpy() for name in named})
        table.insert(0, POINT, values[POINT].to_numpy())
        return table, along
    index = pd.MultiIndex.from_product(
        [values[dim].to_numpy().tolist() for dim in along], names=[str(d) for d in along]
    )
    table = index.to_frame(index=False) if along else pd.DataFrame(index=[0])
    table.insert(0, POINT, np.arange(len(table)))
    return table, along


def paired(sweep: xr.Dataset, arm: str, baseline: str, outcomes: Iterable[str] = MAIN) -> xr.Dataset:
    """arm − baseline, replicate by replicate; nan where either world failed. `ended`: both did not."""
    ours, theirs = (sweep[[*outcomes, ENDED]].sel(arm=name, drop=True) for name in (arm, baseline))
    ended = ours[ENDED] & theirs[ENDED]
    apart = (ours[list(outcomes)].where(ended) - theirs[list(outcomes)]).assign({ENDED: ended})
    return apart.assign_attrs(arm=arm, baseline=baseline)


def of_arm(sweep: xr.Dataset, arm: str, outcomes: Iterable[str] = MAIN) -> xr.Dataset:
    """One arm's own outcomes, shaped as `paired` gives them."""
    return sweep[[*outcomes, ENDED]].sel(arm=arm, drop=True).assign_attrs(arm=arm)


def by_point(values: xr.Dataset) -> pd.DataFrame:
    """A row a point: its axes, arm (and baseline), of each outcome the mean, `_se` and `_n`, and n.

    `values` as of `paired` or `of_arm`; `n` counts the replicates that ended well.
    """
    points, along = spread_out(values)
    outcomes = [str(name) for name in values.data_vars if name != ENDED]
    flat = [
        values[name].transpose(*along, REPLICATE).to_numpy().reshape(len(points), -1) for name in outcomes
    ]
    ended = values[ENDED].transpose(*along, REPLICATE).to_numpy().reshape(len(points), -1)
    number = np.repeat(points[POINT].to_numpy(np.int64), ended.shape[1])[ended.ravel()]
    table = np.column_stack([one.ravel()[ended.ravel()] for one in flat])
    labels = {name: values.attrs[name] for name in (ARM, "baseline") if name in values.attrs}
    return placed(points, labels, summaries(number, table, outcomes))


def pairs_in(sweep: xr.Dataset, arms: Sequence[str], outcomes: Sequence[str]) -> Pairs:
    """The replicates that all arms finished, arm beside arm, in order of point and replicate."""
    points, along = spread_out(sweep)
    part = sweep[[*outcomes, ENDED]].sel(arm=list(arms)).transpose(*along, ARM, REPLICATE)
    shape = (len(points), len(arms), sweep.sizes[REPLICATE])
    ended = part[ENDED].to_numpy().reshape(shape).all(axis=1)
    values = np.stack([part[name].to_numpy().reshape(shape) for name in outcomes], axis=-1)
    number, replicate = np.nonzero(ended)
    kept = values.transpose(1, 0, 2, 3)[:, number, replicate]
    return Pairs(points[POINT].to_numpy(np.int64)[number], kept)


def effect(values: Numbers) -> dict[str, float]:
    """Mean of paired differences with its interval, size (d_z) and p; what is not known is left out."""
    known = values[np.isfinite(values)]
    return mean_interval(known)._asdict() | {"size": standard_size(known), "p": p_value(known)}


def effects(values: xr.DataArray) -> pd.DataFrame:
    """A row for each place along all dimensions but `replicate`: its coordinates, then `EFFECT`."""
    along = [dim for dim in values.dims if dim != REPLICATE]
    stacked = values.transpose(*along, REPLICATE)
    flat = stacked.to_numpy().reshape(-1, values.sizes[REPLICATE])
    places = pd.MultiIndex.from_product([values[dim].to_numpy().tolist() for dim in along]) if along else [()]
    rows = [
        dict(zip(map(str, along), at if isinstance(at, tuple) else (at,))) | effect(row)
        for at, row in zip(places, flat)
    ]
    return pd.DataFrame(rows)


def contrast(values: xr.DataArray, axis: str) -> xr.DataArray:
    """Highest less lowest level of an axis, replicate by replicate."""
    levels = values[axis].to_numpy()
    first, last = (int(place) for place in (np.argmin(levels), np.argmax(levels)))
    return values.isel({axis: last}, drop=True) - values.isel({axis: first}, drop=True)


def averaged(values: xr.DataArray, over: str | Sequence[str]) -> xr.DataArray:
    """The mean over axes, replicate by replicate, where it is known at every level."""
    return values.mean([over] if isinstance(over, str) else list(over), skipna=False)


def with_holm(found: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """The rows with Holm's p (`p_holm`) over them all, or over those that agree in `by`."""
    if not by:
        return found.assign(p_holm=holm(found["p"].to_numpy(float)))
    adjusted = found.groupby(list(by), sort=False)["p"].transform(lambda p: holm(p.to_numpy(float)))
    return found.assign(p_holm=adjusted.astype(float))


def of_each(values: xr.Dataset, table: Any) -> pd.DataFrame:
    """`table(array)` of each outcome, one below the other, with the column `outcome` first."""
    parts = [table(values[name]).assign(outcome=name) for name in values.data_vars if name != ENDED]
    joined = pd.concat(parts, ignore_index=True)
    return joined[["outcome", *joined.columns.drop("outcome")]]


def stacked(tables: Mapping[str, pd.DataFrame], column: str = "outcome") -> pd.DataFrame:
    """Tables one below the other, the name of each in a column."""
    return pd.concat([table.assign(**{column: name}) for name, table in tables.items()], ignore_index=True)


def turning(values: xr.DataArray, axis: str) -> pd.DataFrame:
    """Where along a numeric axis the mean passes 0, for each place along the other axes; see `Threshold`.

    Columns: the other axes, `rising`, level, low, high (in the axis' unit), status, below, above, n. No rows
    where the axis has a single level.
    """
    along = [str(dim) for dim in values.dims if dim not in (axis, REPLICATE)]
    if values.sizes[axis] < 2:
        return pd.DataFrame(columns=[*along, *TURN])
    ordered = values.sortby(axis).transpose(*along, REPLICATE, axis)
    places = ordered[axis].to_numpy().astype(float)
    flat = ordered.to_numpy().reshape(-1, values.sizes[REPLICATE], places.size)
    levels = pd.MultiIndex.from_product([values[dim].to_numpy().tolist() for dim in along]) if along else [()]
    rows = []
    for at, table in zip(levels, flat):
        rising, found = passing(places, table)
        rows.append((*(at if isinstance(at, tuple) else (at,)), rising, *found))
    return pd.DataFrame(rows, columns=[*along, *TURN])


def tidy(table: pd.DataFrame, outcomes: Iterable[str], keys: Sequence[str]) -> pd.DataFrame:
    """A table of `by_point`, long: keys, outcome, mean, se, low, high (95 %), n; what views draw."""
    from sim.measures.regions import intervals

    parts = []
    for outcome in outcomes:
        found = intervals(table, outcome)
        named = {key: table[key] for key in keys}
        named |= {"outcome": outcome, "mean": found["mean"], "se": table[f"{outcome}_se"]}
        named |= {"low": found["low"], "high": found["high"], "n": table[f"{outcome}_n"]}
        parts.append(pd.DataFrame(named))
    return pd.concat(parts, ignore_index=True)


def gains(sweep: xr.Dataset, arm: str, baseline: str, outcomes: Sequence[str] = MAIN) -> pd.DataFrame:
    """arm − baseline, long (`tidy`): axes, outcome, who, mean, se, low, high, n; `base`, `share`.

    `base` is what the baseline makes by itself, `share` (with `_low`, `_high`) the gain over it, 1: unknown
    where it makes nothing.
    """
    apart, own = by_point(paired(sweep, arm, baseline, outcomes)), by_point(of_arm(sweep, baseline, outcomes))
    axes = [str(name) for name in spread_out(sweep)[0] if name != POINT]
    found = tidy(apart, outcomes, axes)
    base = tidy(own, outcomes, axes)["mean"]
    over = base.where(base > 0.0)
    ends = {"share": "mean", "share_low": "low", "share_high": "high"}
    shares = {name: found[of] / over for name, of in ends.items()}
    return found.assign(who=found["outcome"].map(PARTIES), base=base, **shares)


def border(turns: pd.DataFrame, places: xr.DataArray) -> pd.DataFrame:
    """Rows of `turning` (an outcome each) as a line to draw: who, mean, low, high, within the `places` tried.

    Where a gain was made everywhere the line lies at the end tried; where never, there is none.
    """
    least, most = float(places.min()), float(places.max())
    found = turns["status"] == FOUND
    found |= (turns["status"] == ALWAYS) & (turns["rising"] == (turns["rising"][found].mean() > 0.5))
    ends = {
        name: turns[of].clip(least, most).where(found)
        for name, of in (("mean", "level"), ("low", "low"), ("high", "high"))
    }
    kept = turns.drop(columns=[*Threshold._fields], errors="ignore")
    return kept.assign(status=turns["status"], who=turns["outcome"].map(PARTIES), **ends)
