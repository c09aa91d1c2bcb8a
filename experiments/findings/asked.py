"""What a script needs of a sweep: a user may change a design so far that its question is gone.

Scripts ask before anything is played: a refusal that comes after hours of play would be no kindness.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.design import Design, expanded
from sim.scenario import Arm
from sim.spelling import ConfigError, complaint

Pairs = Sequence[tuple[str, str]]
"""Which arms are compared: treatment and baseline."""


def check_axes(design: Design, script: str, numeric: Sequence[str], categorical: Sequence[str] = ()) -> None:
    """Refuse other axes than these. Raises ConfigError."""
    axes = {axis.name: axis for axis in design.axes}
    told = [*(f"`{name}` (numeric)" for name in numeric), *(f"`{name}` (levels)" for name in categorical)]
    fitting = set(axes) == {*numeric, *categorical}
    fitting = fitting and not any(axes[name].categorical for name in numeric)
    if not fitting or not all(axes[name].categorical for name in categorical):
        there = ", ".join(f"`{name}`" for name in axes) or "none"
        wrong = f"the script `{script}` reads the axes {' and '.join(told)}, and there are: {there}"
        raise refusal(wrong, "design.axes")


def check_grid(design: Design, script: str) -> None:
    """Refuse points that are no whole grid: a map has a point for each pair of levels. Raises ConfigError."""
    table = expanded(design).table().drop(columns="point")
    cells = int(np.prod([table[name].nunique() for name in table])) if len(table) else 0
    if cells != len(table) or table.duplicated().any():
        wrong = f"the script `{script}` reads a whole grid, and the design is `{design.kind}` of other points"
        raise refusal(wrong, "design")


def check_arms(arms: Sequence[Arm], script: str, names: Sequence[str]) -> None:
    """Refuse a sweep without one of these arms. Raises ConfigError."""
    there = {arm.name for arm in arms}
    for name in names:
        if name not in there:
            raise refusal(f"the script `{script}` compares the arm `{name}`, and it is not played", "arms")


def check_pair(pairs: Pairs, script: str, treatment: str, baseline: str) -> None:
    """Refuse a sweep that does not compare these two arms. Raises ConfigError."""
    if (treatment, baseline) not in pairs:
        pair = f"`{treatment} - {baseline}`"
        wrong = f"the script `{script}` reads the difference {pair}, and `sweep.compare` does not name it"
        raise refusal(wrong, "sweep.compare")


def check_compared(pairs: Pairs, script: str) -> None:
    """Refuse a sweep that compares no arms. Raises ConfigError."""
    if not pairs:
        wrong = f"the script `{script}` reads the difference between two arms, and none are compared"
        raise refusal(wrong, "sweep.compare")


def refusal(wrong: str, field: str) -> ConfigError:
    """What is wrong, and the way out."""
    return complaint(f"{wrong}; `sweep.analysis=plain` reads any", "configs", field)
