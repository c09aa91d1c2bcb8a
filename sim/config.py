"""A plain mapping into a frozen `Scenario`, with errors that teach.

    scenario_from({"market": {"months": 60}, "population": "wiifme"})

Strategies that a population names and that can be generated (`sim.variants`) are made here, so that
a scenario holds what was given and what is in use. A population may be one mapping for both roles;
a bare name is a share of 1.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn

from sim.fields import (
    checked,
    entries,
    groups_of_world,
    parameter_slot,
    parameter_table,
    plain,
    record,
    slots,
)
from sim.records import FIRMS
from sim.scenario import GROUPS, ROLES, Arm, Population, Scenario, Strategy
from sim.spelling import ConfigError, Source, advice, complaint, place, shown
from sim.together import check_together, seated_by, with_variants
from sim.variants import parts, variant

__all__ = ["ConfigError", "arm_scenario", "parameter_table", "scenario_from", "to_mapping"]

ARM_KEYS = ("label", "family", "buyers", "suppliers", "population", "set")
SHARES_TOLERANCE = 1e-9
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def scenario_from(mapping: Mapping[str, Any], *, source: Source = "the mapping given") -> Scenario:
    """The scenario that a nested mapping describes; what it leaves out is as in `sim.scenario`."""
    if entries(mapping) is None:
        raise ConfigError(f"a scenario is a mapping of groups, not {shown(mapping)}")
    _known_keys(mapping, (*GROUPS, "strategies", "population", "arms"), "", source)
    classes = groups_of_world()
    groups = {name: record(classes[name], mapping.get(name, {}), name, source) for name in GROUPS}
    given = mapping.get("strategies", {"wiifme": {}})
    strategies = _strategies(given, source)
    arms = _arms(mapping.get("arms"), source)
    population = arms[0].population if arms else Population()
    if "population" in mapping:
        population = _population(mapping["population"], "population", source)
    # Arms first: where no population is given, it is the first arm's, and the arm should be named.
    populations = {f"arms.{arm.name}": arm.population for arm in arms} | {"population": population}
    seated = seated_by(groups, strategies, source)
    if seated is not None:
        if arms or ("population" in mapping and population != seated):
            _refuse_two_populations("arms name" if arms else "`population` names", source)
        population = seated
        populations = {"population": seated}
    strategies = with_variants(strategies, populations, source)
    scenario = Scenario(**groups, strategies=strategies, population=population, arms=arms)
    check_together(scenario, source)
    for arm in arms:
        if arm.overrides:
            arm_scenario(scenario, arm, source=source)
    return scenario


def to_mapping(scenario: Scenario) -> dict[str, Any]:
    """The scenario as plain data: `scenario_from(to_mapping(scenario)) == scenario`."""
    mapping = {name: plain(getattr(scenario, name)) for name in GROUPS}
    mapping["strategies"] = plain(scenario.strategies)
    mapping["population"] = plain(scenario.population)
    mapping["arms"] = {
        arm.name: {
            "label": arm.label,
            "family": arm.family,
            **plain(arm.population),
            "set": plain(arm.overrides),
        }
        for arm in scenario.arms
    }
    return mapping


def arm_scenario(scenario: Scenario, arm: Arm, *, source: Source = "the arm's `set`") -> Scenario:
    """The scenario as this arm plays it: its overrides applied, its population, no arms.

    Generated strategies are made anew, so that an override of their base reaches them too.
    """
    changed: dict[str, dict[str, Any]] = {}
    for path, value in arm.overrides.items():
        parameter_slot(scenario, path, f"arms.{arm.name}.set.{path}", source)
        of, _, field = path.rpartition(".")
        changed.setdefault(of, {})[field] = value

    def given_at(path: str) -> str:
        return f"set by arm `{arm.name}`" if path in arm.overrides else place(source, path)

    classes = groups_of_world()
    groups = {name: getattr(scenario, name) for name in GROUPS}
    strategies = {
        name: one for name, one in scenario.strategies.items() if one != variant(name, scenario.strategies)
    }
    for of, fields in changed.items():
        group, _, name = of.partition(".")
        if group == "strategies" and name in strategies:
            strategies[name] = _strategy(name, fields, given_at, strategies[name])
        elif group != "strategies":
            groups[group] = record(classes[group], fields, group, given_at, based_on=groups[group])
    for of, fields in changed.items():
        group, _, name = of.partition(".")
        if group == "strategies" and name not in strategies:  # generated; its base may have changed
            strategies[name] = _strategy(name, fields, given_at, variant(name, strategies))
    return _peopled(groups, strategies, arm.population, given_at)


def _peopled(
    groups: Mapping[str, Any], strategies: dict[str, Strategy], given: Population, source: Source
) -> Scenario:
    """The scenario of these records and this population alone, checked as a whole."""
    population = _population(plain(given), "population", source)
    seated = seated_by(groups, strategies, source)
    if seated is not None and population != seated:
        _refuse_two_populations("`population` names", source)
    made = with_variants(strategies, {"population": population}, source)
    scenario = Scenario(**groups, strategies=made, population=population)
    check_together(scenario, source)
    return scenario


def _refuse_two_populations(whose: str, source: Source) -> NoReturn:
    wrong = f"`{FIRMS}` has the column `strategy`, but {whose} who plays as well"
    raise complaint(f"{wrong}; leave out one of the two", source, FIRMS)


def _known_keys(given: Mapping[str, Any], known: Iterable[str], path: str, source: Source) -> None:
    for key in given:
        if key not in known:
            own = f"{path}.{key}" if path else str(key)
            hint = advice(str(key), known, "fields are")
            raise complaint(f"`{own}` is not a field; {hint}", source, own)


def _named(given: Any, path: str, source: Source) -> Iterator[tuple[str, Any]]:
    """The entries of a mapping from names to anything."""
    named = entries(given)
    if named is None:
        raise complaint(f"`{path}` is {shown(given)}, but must map names to fields", source, path)
    for name, fields in named.items():
        if not isinstance(name, str) or not NAME.fullmatch(name):
            wanted = "a name is letters, digits and _, a letter first"
            raise complaint(f"`{path}` has the name {shown(name)}; {wanted}", source, path)
        yield name, fields


def _strategies(given: Any, source: Source) -> dict[str, Strategy]:
    strategies: dict[str, Strategy] = {}
    later: dict[str, Any] = {}
    for name, fields in _named(given, "strategies", source):
        if parts(name) is not None:
            later[name] = fields  # its base may come after it
            continue
        strategies[name] = _strategy(name, fields, source)
    for name, fields in later.items():
        strategies[name] = _strategy(name, fields, source, variant(name, strategies))
    if not strategies:
        wanted = "must hold at least one strategy"
        raise complaint(f"`strategies` is empty, but {wanted}", source, "strategies")
    return strategies


def _strategy(name: str, fields: Any, source: Source, base: Strategy | None = None) -> Strategy:
    # An empty YAML file is a strategy that differs from the default in nothing.
    given: Any = {} if fields is None else fields
    return record(Strategy, given, f"strategies.{name}", source, based_on=base)


def _population(given: Any, path: str, source: Source) -> Population:
    """One mapping of shares, or a name, for both roles; or a mapping for each."""
    roles: dict[str, Any]
    named = entries(given)
    if named is not None and (not named or set(named) & set(ROLES)):
        _known_keys(named, ROLES, path, source)
        roles = dict(named)
        missing = [role for role in ROLES if role not in roles]
        if missing:
            raise complaint(f"`{path}` names no {' and no '.join(missing)}", source, path)
    else:
        roles = dict.fromkeys(ROLES, given)
    buyers, suppliers = (_shares(roles[role], f"{path}.{role}", source) for role in ROLES)
    return Population(buyers, suppliers)


def _shares(given: Any, path: str, source: Source) -> dict[str, float]:
    named = {given: 1.0} if isinstance(given, str) else entries(given)
    if named is None:
        wanted = "a strategy's name, or names with shares that sum to 1"
        raise complaint(f"`{path}` is {shown(given)}, but must be {wanted}", source, path)
    if not named:
        raise complaint(f"`{path}` is empty, but must name at least one strategy", source, path)
    slot = slots(Strategy)["honesty"]  # any field between 0 and 1
    shares: dict[str, float] = {
        str(name): checked(slot, value, f"{path}.{name}", source) for name, value in named.items()
    }
    total = math.fsum(shares.values())
    if abs(total - 1.0) > SHARES_TOLERANCE:
        terms = " + ".join(f"{name} {value:g}" for name, value in shares.items())
        summed = f"sum to {total:.10g}, but must sum to 1: {terms}"
        raise complaint(f"the shares in `{path}` {summed}", source, path)
    return shares


def _arms(given: Any, source: Source) -> tuple[Arm, ...]:
    if given is None:
        return ()
    return tuple(_arm(name, fields, source) for name, fields in _named(given, "arms", source))


def _arm(name: str, given: Any, source: Source) -> Arm:
    path = f"arms.{name}"
    told = entries(given)
    if told is None:
        wanted = f"must have fields of {', '.join(ARM_KEYS)}"
        raise complaint(f"`{path}` is {shown(given)}, but {wanted}", source, path)
    _known_keys(told, ARM_KEYS, path, source)
    roles = {role: told[role] for role in ROLES if role in told}
    if bool(roles) == ("population" in told):
        wanted = "either `population`, or `buyers` and `suppliers`"
        raise complaint(f"`{path}` must have {wanted}", source, path)
    population = _population(roles or told["population"], path, source)
    text = slots(Strategy)["sentence"]  # any field of text
    label = checked(text, told.get("label", ""), f"{path}.label", source)
    family = checked(text, told.get("family", ""), f"{path}.family", source)
    overrides = entries(told.get("set") or {})
    if overrides is None:
        wrong = f"`{path}.set` is {shown(told['set'])}"
        wanted = "must map paths to values, like `trust.prior: 0.3`"
        raise complaint(f"{wrong}, but {wanted}", source, f"{path}.set")
    paths = {str(key): plain(value) for key, value in overrides.items()}
    return Arm(name, population, label, family, paths)
