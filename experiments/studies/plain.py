"""What any sweep tells without an idea of its own: each arm's value and survival, and where it gains over another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import xarray as xr

from experiments.sweep.plan import plan_of
from experiments.sweep.study import pairs_of
from sim.design.axes import GRID
from sim.measures.inference import EXACT
from sim.measures.labelled import MAIN, POINT, SLOT, by_point, of_arm, paired, tidy
from sim.measures.prior import divided
from sim.measures.regions import area
from sim.plots.asked import View

if TYPE_CHECKING:
    from collections.abc import Mapping

    from experiments.store import Study

SAMPLED = ("latin_hypercube", "sobol", "saltelli", "morris")
ALIVE = "relationships_alive_"
MOST_ROWS = 20_000
"""Rows of the tables that are drawn, beyond which they are left out: nobody could read the picture."""


def tables(sweep: xr.Dataset, study: Study) -> dict[str, pd.DataFrame]:
    """`result`: how often each arm gains; `values` of each arm and `gains` over its baseline, tidy; `thirds`."""
    months = study.scenario.market.months
    alive = [f"{ALIVE}{mark}" for mark in (120, 60, 12) if mark <= months][:1]
    axes = [name for name in sweep.coords if name not in ("arm", "replicate", POINT)]
    outcomes, pairs = [*MAIN, *alive], pairs_of(study)
    points = {arm: by_point(of_arm(sweep, arm, outcomes)) for arm in sweep.attrs["labels"]}
    apart = [by_point(paired(sweep, arm, baseline, outcomes)) for arm, baseline in pairs]
    found: dict[str, pd.DataFrame] = {}
    if apart:
        whole = pd.concat(apart, ignore_index=True)
        found["result"] = area(whole, MAIN, sampled=sweep.attrs["kind"] in SAMPLED)
        found["gains"] = tidy(whole, outcomes, [*map(str, axes), "arm", "baseline"]).assign(
            pair=lambda rows: rows["arm"] + " - " + rows["baseline"]
        )
    found["values"] = pd.concat(
        [tidy(one, outcomes, [*map(str, axes), "arm"]) for one in points.values()], ignore_index=True
    )
    if sweep.attrs["kind"] in SAMPLED and apart:
        numeric = [axis for axis in plan_of(study).design.axes if not axis.categorical]
        won = (apart[0][MAIN[0]] > EXACT).to_numpy()
        found["thirds"] = divided(apart[0], won, numeric).rename(columns={"share": "mean"})
    return found if apart else {"result": found["values"], **found}


def views(tables: Mapping[str, pd.DataFrame], study: Study) -> dict[str, View]:
    """The pictures that fit: curves along one numeric axis, maps over two, thirds of a sample, else a forest."""
    design = plan_of(study).design
    numeric = [axis.name for axis in design.axes if not axis.categorical]
    others = [axis.name for axis in design.axes if axis.categorical]
    alive = [one for one in tables["values"]["outcome"].unique() if str(one).startswith(ALIVE)]
    if len(tables["values"]) > MOST_ROWS and "thirds" not in tables:
        return {}
    if design.kind in SAMPLED:
        where = {"third": ["low", "middle", "high"]}
        return {
            "thirds": View("forest", "thirds", y="axis", hue="third", where=where, options={"percent": True})
        }
    if design.kind == GRID and len(numeric) == 2 and len(others) == 0:
        axes = {"x": numeric[0], "y": numeric[1]}
        return {
            "value": View("map", "values", **axes, col="arm", label=SLOT, where={"outcome": MAIN[0]}),
            **{"survival": View("map", "values", **axes, col="arm", label="share alive", where={"outcome": one},
                                options={"percent": True}) for one in alive},
            "gain": View("map", "gains", **axes, col="outcome", row="pair", label=SLOT,
                         where={"outcome": list(MAIN)}, options={"diverging": True, "zero": True}),
        }  # fmt: skip
    if design.kind == GRID and len(numeric) == 1 and len(others) < 2:
        facets = {"x": numeric[0], "hue": "arm", "row": others[0] if others else ""}
        return {
            "value": View("curve", "values", **facets, col="outcome", label=SLOT, where={"outcome": list(MAIN)}),
            **{"survival": View("curve", "values", **facets, label="share alive", where={"outcome": one},
                                options={"percent": True}) for one in alive},
        }  # fmt: skip
    if design.kind == GRID and len(others) == 1 and not numeric:
        return {
            "value": View(
                "forest", "values", y=others[0], hue="arm", col="outcome", where={"outcome": list(MAIN)}
            )
        }
    return {"gain": View("forest", "areas", y="who", hue="verdict", col="pair", options={"percent": True})}
