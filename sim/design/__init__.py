"""Designs: points in parameter space, and what has to be set at each of them.

    design = design_from({"axes": {"trust.prior": [0.2, 0.8]}}, scenario, "study.yaml")
    points = expanded(design)                 # one column an axis, a million points in a moment
    for cell in cells(points, scenario): ...  # points that share all that shapes a world

How to write a `design:` node is in docs/reference/design.md.
"""

from __future__ import annotations

from sim.design.axes import KINDS, Axis, Design
from sim.design.cells import Cell, cells
from sim.design.points import Points
from sim.design.reading import design_from
from sim.design.sampling import expanded, laid_out, salib_inputs, salib_problem

__all__ = [
    "KINDS", "Axis", "Cell", "Design", "Points", "cells", "design_from", "expanded", "laid_out",
    "salib_inputs", "salib_problem",
]  # fmt: skip
