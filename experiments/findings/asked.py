"""What a script needs of a sweep: a user may change a design so far that its question is gone."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.sweep.reading import Played
from sim.spelling import complaint


def check_axes(played: Played, script: str, numeric: Sequence[str], categorical: Sequence[str] = ()) -> None:
    """Refuse other axes than these. Raises ConfigError."""
    axes = played.axes
    told = [*(f"`{name}` (numeric)" for name in numeric), *(f"`{name}` (levels)" for name in categorical)]
    fitting = set(axes) == {*numeric, *categorical}
    fitting = fitting and not any(axes[name].categorical for name in numeric)
    if not fitting or not all(axes[name].categorical for name in categorical):
        there = ", ".join(f"`{name}`" for name in axes) or "none"
        wrong = f"the script `{script}` reads the axes {' and '.join(told)}, and there are: {there}"
        raise complaint(f"{wrong}; `sweep.analysis=plain` reads any", "configs", "design.axes")


def check_arms(played: Played, script: str, names: Sequence[str]) -> None:
    """Refuse a sweep without one of these arms. Raises ConfigError."""
    for name in names:
        if name not in played.labels:
            wrong = f"the script `{script}` compares the arm `{name}`, and it was not played"
            raise complaint(f"{wrong}; `sweep.analysis=plain` reads any", "configs", "arms")
