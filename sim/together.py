"""What each field allows and all of them together do not; and the strategies that a population may name.

Generated strategies (`sim.variants`) are made where a population names them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.records import COSTS, FIRMS, check_strategies, founders_of, shocks_of
from sim.scenario import ROLES, STEPS, Population, Scenario, Strategy
from sim.spelling import ConfigError, Source, advice, complaint, nearest, shown
from sim.variants import parts, variant, variant_names


def with_variants(
    strategies: dict[str, Strategy], populations: Mapping[str, Population], source: Source
) -> dict[str, Strategy]:
    """The strategies with those generated that a population names."""
    known = dict(strategies)
    for path, population in populations.items():
        for role in ROLES:
            for name in getattr(population, role):
                made = known.get(name) or variant(name, strategies)
                if made is None:
                    own = f"{path}.{role}.{name}"
                    hint = advice(name, _candidates(name, strategies), "strategies are")
                    wrong = f"`{name}` in `{path}.{role}` is not a strategy"
                    raise complaint(f"{wrong}; {hint}", source, own)
                known[name] = made
    return known


def _candidates(name: str, strategies: Mapping[str, Strategy]) -> list[str]:
    """The names that a wrong one may have meant: with a joint in it, a generated one."""
    taken = parts(name)
    if taken is None:
        generated = [other for base in strategies for other in variant_names(base)]
        # Only a long name can have meant a generated one; "wifme" did not.
        return [*strategies, *(generated if name.count("_") > 1 else [])]
    base = taken.base if taken.base in strategies else nearest(taken.base, strategies)
    return list(strategies) if base is None else variant_names(base)


def check_together(scenario: Scenario, source: Source) -> None:
    """Refuse what each field allows and all of them together do not."""
    _graph_possible(scenario, source)
    _records_possible(scenario, source)
    for name, strategy in scenario.strategies.items():
        path = f"strategies.{name}.menu"
        repeated = sorted({form for form in strategy.menu if strategy.menu.count(form) > 1})
        if repeated:
            menu = ", ".join(strategy.menu)
            raise complaint(f"`{path}` holds `{repeated[0]}` more than once: {menu}", source, path)
        steps = [step for step in STEPS if getattr(strategy, step)]
        if steps and "relational" not in strategy.menu:
            missing = f"but `relational` is not on its menu: {', '.join(strategy.menu)}"
            taken = f"takes steps ({', '.join(steps)})"
            raise complaint(f"`strategies.{name}` {taken} {missing}", source, path)


def seated_by(
    groups: Mapping[str, Any], strategies: Mapping[str, Strategy], source: Source
) -> Population | None:
    """The population that a table of firms seats, if it has strategies."""
    file = groups["records"].firms
    if file is None:
        return None

    def unknown(name: str) -> str:
        if name in strategies or variant(name, strategies) is not None:
            return ""
        return advice(name, _candidates(name, strategies), "strategies are")

    try:
        shares = check_strategies(file, unknown, (groups["market"].buyers, groups["market"].suppliers))
    except ConfigError as error:
        raise complaint(str(error).removesuffix(" (records)"), source, FIRMS) from None
    return None if shares is None else Population(shares["buyers"], shares["suppliers"])


def _records_possible(scenario: Scenario, source: Source) -> None:
    """Refuse records that are not of this market, or that nothing reads."""
    records = scenario.records
    if records.costs is None and (records.column or records.exposure != 1.0):
        field = "records.column" if records.column else "records.exposure"
        raise complaint(f"`{field}` has no effect without a series in `{COSTS}`", source, field)
    for path, read in ((FIRMS, founders_of), (COSTS, shocks_of)):
        try:
            read(scenario)
        except ConfigError as error:
            raise complaint(str(error).removesuffix(" (records)"), source, path) from None


def _graph_possible(scenario: Scenario, source: Source) -> None:
    network, market, path = scenario.network, scenario.market, "network.file"
    if network.kind != "file":
        if network.file is not None:
            unused = f"`{path}` is {shown(network.file)}, but `network.kind` is {network.kind}"
            raise complaint(f"{unused}; a file is read with `network.kind: file`", source, path)
        return
    if network.file is None:
        wanted = "needs `network.file`, an edge list or GraphML"
        raise complaint(f"`network.kind` is 'file' and {wanted}", source, "network.kind")
    if not Path(network.file).is_file():
        raise complaint(f"`{path}` is {shown(network.file)}, but there is no such file", source, path)
    try:
        # On call: networkx is slow to import, and only a file can hold a wrong graph.
        from sim.network import neighbours

        neighbours(
            "file", market.buyers, market.suppliers, network.degree, rewiring=network.rewiring,
            communities=network.communities, mixing=network.mixing, file=network.file, seed=0,
        )  # fmt: skip
    except (ValueError, OSError) as error:
        raise complaint(f"`{path}` is {shown(network.file)}: {error}", source, path) from error
