"""Ablation: which principle and which step carries the effect, world by world.

Alone, a principle is added to all steps without any principle (`paper_principles`), a step to all principles
without any step (`good_people`). The first has no guard, which without principles has nothing to guard.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from experiments.findings.ablation_words import (
    carriers,
    harmful_told,
    idle_told,
    together,
    worse_than_baseline,
)
from experiments.findings.asked import Pairs, check_arms, check_axes
from experiments.findings.wording import sentence
from experiments.sweep.reading import MAIN, Played
from sim.design import Design
from sim.measures.ablation import ALONE, LEFT_OUT, TOGETHER, Contrast, effects
from sim.measures.inference import LEVEL, Interval
from sim.measures.wording import spanned
from sim.plots.ablation import forests
from sim.plots.sheets import filed, house
from sim.scenario import PRINCIPLES, STEPS, Arm
from sim.variants import variant

QUESTION = "Which principle, and which step, carries the effect: left out of the whole, and each alone?"
AXIS = "world"
ROLES = ("buyers", "suppliers")
WHOLE, RIGID, NO_PRINCIPLE, NO_STEP = "wiifwe", "wiifme_rigid", "paper_principles", "good_people"
PRINCIPLE, STEP, ALL = "principle", "step", "all"
NAMES = {"principles": "guiding principles", "vision": "shared vision"}
"""Steps whose field is not what a reader calls them."""


def check(design: Design, arms: Sequence[Arm], pairs: Pairs) -> None:
    """Refuse a sweep that this script cannot read. Raises ConfigError."""
    del pairs
    check_axes(design, "ablation", [], [AXIS])
    check_arms(arms, "ablation", [WHOLE])


def tables(played: Played) -> dict[str, pd.DataFrame]:
    """`result`: what each part adds to joint value, by world; `effects`: for all parties, with p."""
    points = played.points.table()
    worlds = played.worlds(MAIN)
    groups = {str(name): int(point) for point, name in points[["point", AXIS]].itertuples(index=False)}
    found = effects(worlds, groups, contrasts(), MAIN)
    ordered = in_order(found, played)
    return {"result": result(ordered), "effects": ordered}


def contrasts() -> list[Contrast]:
    """Every part left out and alone, then whole kinds of parts."""
    left = [
        *(Contrast(PRINCIPLE, one, LEFT_OUT, WHOLE, f"without_{one}") for one in PRINCIPLES),
        *(Contrast(STEP, NAMES.get(one, one), LEFT_OUT, WHOLE, f"without_{one}") for one in STEPS),
    ]
    alone = [
        *(Contrast(PRINCIPLE, one, ALONE, f"only_{one}", NO_PRINCIPLE) for one in PRINCIPLES),
        *(Contrast(STEP, NAMES.get(one, one), ALONE, f"only_{one}_step", NO_STEP) for one in STEPS),
    ]
    whole = [
        Contrast(PRINCIPLE, "all six principles", TOGETHER, WHOLE, NO_PRINCIPLE),
        Contrast(STEP, "all five steps", TOGETHER, WHOLE, NO_STEP),
        Contrast(ALL, "WIIFWE over WIIFME rigid", TOGETHER, WHOLE, RIGID),
        Contrast(ALL, "all steps without a principle over WIIFME rigid", TOGETHER, NO_PRINCIPLE, RIGID),
        Contrast(ALL, "all principles without a step over WIIFME rigid", TOGETHER, NO_STEP, RIGID),
    ]
    return [*left, *alone, *whole]


def reference(played: Played) -> str:
    """The world whose settings are the scenario's own; the middle one where none is."""
    levels = played.axes[AXIS].levels
    for name, overrides in levels.items():
        if all(own(played, path) == value for path, value in overrides.items()):
            return name
    return list(levels)[len(levels) // 2]


def own(played: Played, path: str) -> object:
    """What the scenario has at a path such as `shocks.misfit_sd`; None for one that it does not reach."""
    found: object = played.scenario
    for name in path.split("."):
        found = getattr(found, name, None)
    return found


def in_order(found: pd.DataFrame, played: Played) -> pd.DataFrame:
    """The rows by how and kind, then by the joint effect in the scenario's own world, greatest first."""
    names = ["how", "kind", "part"]
    main = found[(found["group"] == reference(played)) & (found["outcome"] == MAIN[0])]
    ranks = main[[*names, "mean"]].rename(columns={"mean": "rank"})
    ranked = found.merge(ranks, on=names, how="left")
    ranked["block"] = pd.factorize(found["how"] + found["kind"])[0]
    ordered = ranked.sort_values(["block", "rank"], ascending=[True, False], ignore_index=True)
    return ordered.drop(columns=["block", "rank"])


def result(found: pd.DataFrame) -> pd.DataFrame:
    """What each part adds to joint value, by world, in words; in brackets what Holm does not tell from 0."""
    rows = found[found["outcome"] == MAIN[0]]
    said = [told(row) for _, row in rows.iterrows()]
    wide = rows.assign(said=said).pivot(index=["how", "kind", "part"], columns="group", values="said")
    order = pd.MultiIndex.from_frame(rows[["how", "kind", "part"]].drop_duplicates())
    worlds = rows["group"].drop_duplicates().tolist()
    return wide.reindex(order)[worlds].rename_axis(columns=None).reset_index()


def told(row: pd.Series) -> str:
    """An effect with its interval; in brackets where Holm's p does not tell it from 0."""
    words = spanned(Interval(*row[list(Interval._fields)]))
    return words if row["p_holm"] < 1.0 - LEVEL else f"[{words}]"


def finding(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """Which parts carry the effect, what whole kinds add, which are idle and which better left out."""
    found, world = tables["effects"], reference(played)
    words = [
        carriers(found, world), together(found, world), idle_told(found), harmful_told(found),
        unscreened(played),
    ]  # fmt: skip
    return " ".join(sentence(one) for one in words if one)


def unscreened(played: Played) -> str:
    """A caveat where nobody who plays declares other principles than it acts on: what screening is for."""
    names = {name for arm in played.arms for role in ROLES for name in getattr(arm.population, role)}
    strategies = played.scenario.strategies
    known = [strategies.get(name) or variant(name, strategies) for name in names]
    if any(one is None or one.declared is not None for one in known):
        return ""
    return "nobody here declares what it does not act on, so the foundation has nobody to turn away"


def failures(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """Worlds in which all of it, or a whole kind, does worse; parts whose removal raises joint value."""
    del played
    found = tables["effects"]
    words = [worse_than_baseline(found), harmful_told(found, failures=True)]
    return " ".join(sentence(one) for one in words if one)


def draw(tables: dict[str, pd.DataFrame], played: Played, figures: Path, caption: str) -> None:
    """What each part adds, a column a world, a row a part."""
    with house() as sheet:
        title = carriers(tables["effects"], reference(played), short=True)
        figure = forests(tables["effects"], title[:1].upper() + title[1:], caption, sheet)
        filed(figure, figures, "ablation")
