"""A market's keyword parameters, as Mesa's tools hand them over, into a scenario; a seed into an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from numbers import Integral
from typing import Any

import numpy as np

from sim.config import arm_scenario, scenario_from, to_mapping
from sim.draws import WORD_MASK
from sim.fields import groups_of_world
from sim.scenario import GROUPS, Arm, Scenario
from sim.spelling import ConfigError, advice, complaint, kind_given, shown, whole
from sim.variants import variant
from sim.worlds import arm_named

SOURCE = "parameters of Market"
HEADLINE = "headline"


def scenario_of(scenario: Scenario | str | None, arm: str | None, parameters: Mapping[str, Any]) -> Scenario:
    """The scenario that a market plays: that of an arm if one is named, changed by parameters.

    A text names an experiment, as of `sim.load`; an arm without a scenario is one of the headline's. A
    parameter is named by its path, with `__` for the dot (`trust__prior`), or by its name alone where no
    other group has it (`months`). Raises `ConfigError` for an unknown one.
    """
    if scenario is None:
        scenario = Scenario() if arm is None else HEADLINE
    if isinstance(scenario, str):
        scenario = named(scenario)
    world = kind_given("scenario", scenario, Scenario, "a `Scenario`, or the name of an experiment")
    if arm is not None:
        world = arm_scenario(world, arm_named(world, arm, SOURCE))
    elif world.arms or not parameters:
        world = arm_scenario(world, Arm("world", world.population))
    return changed(world, parameters) if parameters else world


def named(name: str) -> Scenario:
    """The scenario of an experiment."""
    import sim  # on call: to read a name takes what stands above the market

    return sim.load(name)


def changed(scenario: Scenario, parameters: Mapping[str, Any]) -> Scenario:
    """A scenario without arms, with some of its fields changed."""
    mapping = to_mapping(scenario)
    # Generated strategies are made anew, so that a change of their base reaches them too.
    mapping["strategies"] = {
        name: given
        for name, given in mapping["strategies"].items()
        if scenario.strategies[name] != variant(name, scenario.strategies)
    }
    for name, value in parameters.items():
        *folders, last = path_of(name)
        group = mapping
        for folder in folders:
            group = group.setdefault(folder, {})
            if not isinstance(group, dict):
                path = ".".join((*folders, last))
                raise complaint(f"`{path}` is not a field: `{folder}` has no parts", SOURCE, path)
        group[last] = value
    return scenario_from(mapping, source=SOURCE)


def path_of(name: str) -> list[str]:
    """The path that a keyword stands for."""
    if "__" in name:
        return name.split("__")
    if name == "population":
        return [name]
    hints = groups_of_world()
    homes = {group: [told.name for told in fields(hints[group])] for group in GROUPS}
    found = [group for group, names in homes.items() if name in names]
    if len(found) == 1:
        return [found[0], name]
    if found:
        meant = ", ".join(f"`{group}__{name}`" for group in found)
        raise complaint(f"`{name}` is a field of several groups; one of {meant} is meant", SOURCE, name)
    known = {each: None for names in homes.values() for each in names}
    hint = advice(name, known, "fields are")
    raise complaint(f"`{name}` is not a field; {hint}", SOURCE, name)


def draw_seed(seed: Any, rng: Any) -> int:
    """The seed in the address of every draw: the whole number given, or one drawn from a generator."""
    if seed is not None and rng is not None:
        raise ConfigError("`seed` and `rng` are two names of one thing: give one of them (Market)")
    given = rng if seed is None else seed
    if isinstance(given, Integral):
        return whole("seed", given, 0, WORD_MASK)
    try:
        return int(np.random.default_rng(given).integers(WORD_MASK + 1))
    except (TypeError, ValueError):
        allowed = "a whole number, several of them, or a generator of numpy's"
        raise ConfigError(f"`seed` is {shown(given)}; allowed: {allowed} (Market)") from None
