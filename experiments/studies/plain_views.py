"""The pictures that fit a sweep: curves along a number, maps over two, facets of levels, or axis by axis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.design.axes import GRID, SAMPLES
from sim.measures.labelled import MAIN, SLOT
from sim.measures.prior import PARTS
from sim.plots.asked import View

if TYPE_CHECKING:
    import pandas as pd

    from experiments.study import Study

JOINT = MAIN[0]
MOST_FACETS = 8
GAIN = "gained, money per buyer slot and month"
ALIVE = "share of relationships alive"


def views(tables: Mapping[str, pd.DataFrame], study: Study) -> dict[str, View]:
    """Pictures by name; what a design has no room for is drawn part by part of its axes."""
    design = study.design
    numbers = [axis.name for axis in design.axes if not axis.categorical]
    words = [axis for axis in design.axes if axis.categorical]
    few = all(len(axis.levels) <= MOST_FACETS for axis in words)
    if "values" not in tables or design.kind in SAMPLES:
        return by_part(tables, numbers)
    alive = [one for one in tables["values"]["outcome"].unique() if "alive" in one]
    levels = [axis.name for axis in words]
    if design.kind == GRID and len(numbers) == 2 and len(levels) < 2 and few:
        return maps(tables, numbers, levels, alive)
    if len(numbers) == 1 and len(levels) < 3 and few:
        return curves(numbers[0], levels, alive)
    if not numbers and len(levels) < 3:
        return forests(levels, alive)
    return by_part(tables, numbers)


def per(outcome: str, *, joint: Any, share: Any) -> Any:
    """What suits money, or a share."""
    return joint if outcome == JOINT else share


def curves(x: str, levels: list[str], alive: list[str]) -> dict[str, View]:
    """Value and survival of each arm along a number; a facet a level."""
    facets = dict(zip(("col", "row"), levels))
    return {
        name: View("curve", "values", x=x, hue="arm", **facets, where={"outcome": outcome},
                   label=per(outcome, joint=SLOT, share=ALIVE), note="Bands are 95 % intervals.",
                   options={"percent": outcome != JOINT})
        for name, outcome in zip(("value", "survival"), (JOINT, *alive))
    }  # fmt: skip


def maps(
    tables: Mapping[str, pd.DataFrame], numbers: list[str], levels: list[str], alive: list[str]
) -> dict[str, View]:
    """Value and survival of each arm over two numbers, and both differences; a row of facets a level."""
    at, row = dict(zip(("x", "y"), numbers)), dict(zip(("row",), levels))
    named = tuple(zip(("value", "survival"), (JOINT, *alive)))
    found = {
        name: View("map", "values", **at, **row, col="arm", where={"outcome": outcome},
                   label=per(outcome, joint=SLOT, share=ALIVE), options={"percent": outcome != JOINT})
        for name, outcome in named
    }  # fmt: skip
    if "differences" not in tables:
        return found
    several = tables["differences"][["arm", "baseline"]].drop_duplicates().shape[0] > 1
    facets = row | {"col": "arm"} if several else dict(zip(("col",), levels))
    note = "Blue: more; red: less; hatched: cannot be told apart, each point by itself."
    return {
        f"{name}_gain": View("map", "differences", **at, **facets, where={"outcome": outcome},
                             label=per(outcome, joint=GAIN, share=f"more, {ALIVE}"), note=note,
                             options={"diverging": True, "zero": True, "percent": outcome != JOINT})
        for name, outcome in named
    } | found  # fmt: skip


def forests(levels: list[str], alive: list[str]) -> dict[str, View]:
    """Value and survival of each arm, a row a level; without levels, a row an arm."""
    rows, *cols = levels or ["arm"]
    hue = "arm" if levels else ""
    return {
        name: View("forest", "values", y=rows, hue=hue, col="".join(cols), where={"outcome": outcome},
                   label=per(outcome, joint=SLOT, share=ALIVE), note="Bars are 95 % intervals.",
                   options={"zero": False, "percent": outcome != JOINT})
        for name, outcome in zip(("value", "survival"), (JOINT, *alive))
    }  # fmt: skip


def by_part(tables: Mapping[str, pd.DataFrame], numbers: list[str]) -> dict[str, View]:
    """What each axis changes: the thirds of each number, the levels of each other axis."""
    if "parts" not in tables:
        return {}
    parts = tables["parts"]
    shares = parts["baseline"].ne("").any() and "n" not in parts
    several = parts[["arm", "baseline"]].drop_duplicates().shape[0] > 1
    label = "share of points at which it makes more" if shares else GAIN
    if not parts["baseline"].ne("").any():
        label = SLOT
    found: dict[str, View] = {}
    facets, options = {"col": "arm" if several else ""}, {"percent": bool(shares), "zero": not shares}
    ordered, rest = parts["axis"].isin(numbers), ~parts["axis"].isin(numbers)
    if ordered.any():
        for name, outcome in zip(("thirds", "survival_thirds"), parts["outcome"].unique()):
            where = {"outcome": outcome, "part": list(PARTS), "axis": numbers}
            unit = per(outcome, joint=label, share=f"more, {ALIVE}" if label == GAIN else ALIVE)
            found[name] = View("forest", "parts", y="axis", hue="part", **facets, where=where, label=unit,
                               options={**options, "percent": bool(shares) or outcome != JOINT})  # fmt: skip
    if rest.any():
        names = parts[rest & (parts["part"] != "change")]
        where = {"outcome": JOINT, **{one: names[one].unique().tolist() for one in ("axis", "part")}}
        found["levels"] = View("forest", "parts", y="part", **facets, where=where, label=label,
                               options={**options, "group": "axis"})  # fmt: skip
    return found
