"""What stands at a path: a field of the scenario, a share of its population, or the whole population."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any

from sim.fields import Slot, checked, entries, known_slot, parameter_slot
from sim.scenario import ROLES, Arm, Scenario
from sim.spelling import Source, advice, complaint, place, shown
from sim.variants import variant
from sim.worlds import arms_of

POPULATION = "population"
SHARE = Slot(float, False, False, {"low": 0.0, "high": 1.0, "unit": "1", "symbol": "", "meaning": "share"})
MIX = Slot(str, False, True, {"unit": "1", "symbol": "", "meaning": "who plays"})
SHARES_TOLERANCE = 1e-9


def slot_at(scenario: Scenario, path: str, own: str, source: Source) -> Slot:
    """What the parameter at `path` takes; `own` is where the path was written.

    Raises:
        ConfigError: the scenario has no such parameter.
    """
    if path == POPULATION:
        if scenario.arms:
            wanted = "the arms name their own; vary a share of theirs: `population.<strategy>`"
            raise complaint(f"`{own}` is `population`, but {wanted}", source, own)
        return MIX
    if path.startswith(f"{POPULATION}."):
        _share_known(scenario, path, own, source)
        return SHARE
    # The text shows the path that was written; the place is that of the field it was written in.
    return parameter_slot(scenario, path, f"{own}: {path}", lambda _: place(source, own))


def _share_known(scenario: Scenario, path: str, own: str, source: Source) -> None:
    _, name = share_of(path)
    if name not in scenario.strategies and variant(name, scenario.strategies) is None:
        hint = advice(name, scenario.strategies, "strategies are")
        raise complaint(f"`{own}` is `{path}`, but `{name}` is not a strategy; {hint}", source, own)
    if not any(name in held for arm in arms_of(scenario) for _, held in roles_of(arm, path)):
        whose = "no arm's population names" if scenario.arms else "the population does not name"
        raise complaint(f"`{own}` is `{path}`, but {whose} `{name}`", source, own)


def share_of(path: str) -> tuple[tuple[str, ...], str]:
    """The roles and the strategy of a path to a share of the population."""
    rest = path.partition(".")[2]
    role, _, name = rest.partition(".")
    return ((role,), name) if role in ROLES and name else (ROLES, rest)


def roles_of(arm: Arm, path: str) -> Iterable[tuple[str, Mapping[str, float]]]:
    """The roles that a share concerns, each with the shares that this arm's population holds."""
    return [(role, getattr(arm.population, role)) for role in share_of(path)[0]]


def slots_of(path: str) -> tuple[str, ...]:
    """The path, or where it is a share in both roles the two that it stands for."""
    if not path.startswith(f"{POPULATION}."):
        return (path,)
    roles, name = share_of(path)
    return tuple(f"{POPULATION}.{role}.{name}" for role in roles)


@functools.cache
def structural(path: str) -> bool:
    """Whether each value here is composed anew: it shapes a world, or is no plain number."""
    group, _, rest = path.partition(".")
    if group == POPULATION:
        return not rest
    if group in ("network", "records") or (group == "market" and whole_number(path)):
        return True
    slot = known_slot(path)
    return slot.optional or slot.listed or slot.kind in (bool, str)


def whole_number(path: str) -> bool:
    """Whether the parameter here is a whole number."""
    return path.partition(".")[0] != POPULATION and known_slot(path).kind is int


def override(scenario: Scenario, path: str, value: Any, own: str, source: Source) -> Any:
    """The value that a level sets at `path`, in the parameter's own type.

    Raises:
        ConfigError: no such parameter, or not a value of it.
    """
    if path == POPULATION:
        slot_at(scenario, path, own, source)
        return mix(scenario, value, own, source)
    if path.startswith(f"{POPULATION}."):
        wanted = "a share is a number along an axis of its own, not part of a level"
        raise complaint(f"`{own}` sets `{path}`, but {wanted}", source, own)
    return checked(slot_at(scenario, path, own, source), value, own, source)


def mix(scenario: Scenario, value: Any, own: str, source: Source) -> str | dict[str, float]:
    """A population for both roles: a strategy's name, or names with shares that sum to 1."""
    shares = {value: 1.0} if isinstance(value, str) else entries(value)
    if not shares:
        wanted = "a strategy's name, or names with shares that sum to 1"
        raise complaint(f"`{own}` is {shown(value)}, but must be {wanted}", source, own)
    for name in shares:
        if name not in scenario.strategies and variant(str(name), scenario.strategies) is None:
            hint = advice(str(name), scenario.strategies, "strategies are")
            raise complaint(f"`{own}`: {shown(name)} is not a strategy; {hint}", source, own)
    told = {str(name): checked(SHARE, share, f"{own}.{name}", source) for name, share in shares.items()}
    total = sum(told.values())
    if abs(total - 1.0) > SHARES_TOLERANCE:
        raise complaint(f"the shares in `{own}` sum to {total:.10g}, but must sum to 1", source, own)
    return value if isinstance(value, str) else told
