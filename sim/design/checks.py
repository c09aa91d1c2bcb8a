"""What the axes of a design allow each for itself, and all of them together with the arms do not."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config import arm_scenario
from sim.design.axes import TABLE, Axis, Design
from sim.design.paths import POPULATION, roles_of, share_of, slot_at, slots_of
from sim.ensemble.rows import composed
from sim.scenario import Arm, Scenario
from sim.spelling import ConfigError, Source, complaint
from sim.variants import variant
from sim.worlds import arms_of

SHARES_TOLERANCE = 1e-9
MOST_TRIED = 1000
"""Combinations of levels and arms composed beforehand, some milliseconds each."""


def check(design: Design, scenario: Scenario, source: Source) -> None:
    """Refuse a design that could not be played at every point and in every arm."""
    _apart(design, source)
    for arm in arms_of(scenario):
        for axis in design.axes:
            _not_the_arms_own(axis, arm, source)
            _scaled_within(axis, arm, scenario, source)
        _shares_possible(design, arm, source)
    _levels_possible(design, scenario, source)


def _apart(design: Design, source: Source) -> None:
    """No parameter may be moved by two axes, or twice by one."""
    movers: dict[str, str] = {}
    for axis in design.axes:
        own = f"design.axes.{axis.name}"
        each = axis.touched if axis.categorical and not axis.paths else (*axis.paths, *axis.scales)
        for path in each:
            for slot in slots_of(path):
                if slot in movers:
                    by = "twice" if movers[slot] == axis.name else f"as `design.axes.{movers[slot]}` does"
                    raise complaint(f"`{own}` moves `{path}` {by}", source, own)
                movers[slot] = axis.name
    if POPULATION in movers:
        share = next((path for path in movers if path.startswith(f"{POPULATION}.")), None)
        if share is not None:
            own = f"design.axes.{movers[share]}"
            wrong = f"`{own}` moves a share of what `design.axes.{movers[POPULATION]}` sets whole"
            raise complaint(wrong, source, own)


def _not_the_arms_own(axis: Axis, arm: Arm, source: Source) -> None:
    """What an arm sets for itself cannot be set by an axis too; multiplied it may be."""
    for path in axis.touched:
        if path in arm.overrides and path not in axis.scales:
            own = f"design.axes.{axis.name}"
            raise complaint(f"`{own}` sets `{path}`, but arm `{arm.name}` sets it for itself", source, own)


def _scaled_within(axis: Axis, arm: Arm, scenario: Scenario, source: Source) -> None:
    """At its extremes a factor must leave what it multiplies within the parameter's range."""
    if not axis.scales:
        return
    own, played = f"design.axes.{axis.name}", arm_scenario(scenario, arm)
    for path in axis.scales:
        slot = slot_at(scenario, path, own, source)
        group, _, rest = path.partition(".")
        if group == "strategies":
            name, _, field = rest.partition(".")
            base = getattr(played.strategies.get(name) or variant(name, played.strategies), field)
        else:
            base = getattr(getattr(played, group), rest)
        for factor in (axis.low, axis.high):
            if not slot.within(factor * base):
                product = f"{factor:g} times the {base:g} of arm `{arm.name}` is {factor * base:g}"
                wanted = f"but `{path}` must be {slot.allowed()}"
                raise complaint(f"`{own}`: {product}, {wanted}", source, own)


def _shares_possible(design: Design, arm: Arm, source: Source) -> None:
    """In each role the shares set by axes, and what is left for the others, must make up 1."""
    for role in ("buyers", "suppliers"):
        held: Mapping[str, float] = getattr(arm.population, role)
        axes = dict(_share_axes(design, arm, role))
        if not axes:
            continue
        least, most = _sums(design, [axis.name for axis in axes.values()])
        own = f"design.axes.{next(iter(axes.values())).name}"
        set_apart = {share_of(path)[1] for path in axes}
        others = sum(share for name, share in held.items() if name not in set_apart)
        if most > 1.0 + SHARES_TOLERANCE:
            reason = f"the shares of {role} set by axes add up to {most:g} in arm `{arm.name}`"
            raise complaint(f"`{own}`: {reason}, but to 1 at most", source, own)
        if others <= 0.0 and least < 1.0 - SHARES_TOLERANCE:
            reason = f"arm `{arm.name}` has no other {role} to take what is left of {least:g}"
            raise complaint(f"`{own}`: {reason}; name another strategy in its population", source, own)


def _share_axes(design: Design, arm: Arm, role: str) -> Iterator[tuple[str, Axis]]:
    for axis in design.axes:
        for path in axis.paths:
            if path.startswith(f"{POPULATION}."):
                concerned = dict(roles_of(arm, path)).get(role, {})
                if share_of(path)[1] in concerned:
                    yield path, axis


def _sums(design: Design, names: list[str]) -> tuple[float, float]:
    """The least and the greatest sum that these axes can have at a point."""
    if design.kind == TABLE:
        total = np.sum([design.columns[name] for name in names], axis=0)
        return float(total.min()), float(total.max())
    axes = {axis.name: axis for axis in design.axes}
    return sum(axes[name].low for name in names), sum(axes[name].high for name in names)


def _levels_possible(design: Design, scenario: Scenario, source: Source) -> None:
    """Compose the combinations of levels in every arm: what each allows, both may not."""
    axes = [axis for axis in design.axes if axis.categorical]
    if not axes:
        return
    arms = arms_of(scenario)
    for codes in itertools.islice(_combinations(design, axes), max(1, MOST_TRIED // len(arms))):
        chosen = {axis.name: list(axis.levels)[code] for axis, code in zip(axes, codes)}
        overrides = {path: value for axis in axes for path, value in axis.levels[chosen[axis.name]].items()}
        for arm in arms:
            _composable(overrides, chosen, arm, scenario, source)


def _composable(
    overrides: dict[str, Any], chosen: dict[str, str], arm: Arm, scenario: Scenario, source: Source
) -> None:
    try:
        composed(scenario, arm, overrides)
    except ConfigError as error:
        at = " and ".join(f"{name}={level}" for name, level in chosen.items())
        own = f"design.axes.{next(iter(chosen))}"
        raise complaint(f"`design.axes` cannot be played at {at}: {error}", source, own) from error


def _combinations(design: Design, axes: list[Axis]) -> Iterator[tuple[int, ...]]:
    if design.kind == TABLE:
        rows: NDArray[np.int64] = np.stack([design.columns[axis.name] for axis in axes], axis=1)
        return iter([tuple(row) for row in np.unique(rows, axis=0).tolist()])
    return itertools.product(*(range(len(axis.levels)) for axis in axes))
