"""Strategies made on demand from another one: without a principle or step, or with a single one.

`wiifwe_without_honesty`, `wiifwe_without_vision`, `wiifwe_with_only_governance`,
`wiifwe_only_equity`. They follow their base, so that an override of `strategies.wiifwe` reaches
them. `principles` after `without` is the third step; no principle has that name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from sim.scenario import PRINCIPLES, STEPS, Strategy

# "_with_only_" first: "_only_" would find it too, and take "wiifwe_with" for the base.
JOINTS: Mapping[str, tuple[str, ...]] = {
    "_with_only_": STEPS,
    "_without_": (*PRINCIPLES, *STEPS),
    "_only_": PRINCIPLES,
}


class Parts(NamedTuple):
    """A generated name taken apart."""

    base: str
    joint: str
    part: str


def parts(name: str) -> Parts | None:
    """The base and the change that a name stands for; none where it is no generated name."""
    for joint in JOINTS:
        base, found, part = name.rpartition(joint)
        if found and base:
            return Parts(base, joint, part)
    return None


def variant(name: str, strategies: Mapping[str, Strategy]) -> Strategy | None:
    """The generated strategy of this name; none where its base or its part is unknown."""
    taken = parts(name)
    if taken is None or taken.part not in JOINTS[taken.joint]:
        return None
    base = strategies.get(taken.base) or variant(taken.base, strategies)
    return None if base is None else _changed(base, taken)


def variant_names(base: str) -> list[str]:
    """Every name that can be generated from this base."""
    return [f"{base}{joint}{part}" for joint, known in JOINTS.items() for part in known]


def _changed(base: Strategy, taken: Parts) -> Strategy:
    changes: dict[str, Any]
    if taken.joint == "_without_":
        changes = {taken.part: False if taken.part in STEPS else 0.0}
        words = f"{taken.base} without {taken.part}."
    elif taken.joint == "_with_only_":
        changes = {step: step == taken.part for step in STEPS}
        words = f"{taken.base} with {taken.part} as its only step."
    else:
        changes = {principle: 0.0 for principle in PRINCIPLES if principle != taken.part}
        words = f"{taken.base} with {taken.part} as its only principle."
    return replace(base, **changes, sentence=words)
