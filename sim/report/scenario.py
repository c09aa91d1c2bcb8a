"""A scenario in words and tables: its size, its arms, settings off their defaults, assumptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sim.fields import parameter_table, plain
from sim.measures.wording import span_of_time, spelled
from sim.scenario import Arm, Scenario
from sim.worlds import arms_of

ASSUMED = ("process",)
"""Groups of parameters that say what the process does and costs: assumed, not measured."""
WORDS = {"small_world": "small-world", "scale_free": "scale-free"}


class Field(NamedTuple):
    """A parameter as a reader is shown it."""

    path: str
    symbol: str
    meaning: str
    value: str
    default: str
    unit: str


def fields_of(scenario: Scenario) -> Iterator[tuple[Field, bool]]:
    """Every parameter of the world, and whether it has its default."""
    for row in parameter_table():
        if row["group"] == "strategies":
            continue
        value = plain(getattr(getattr(scenario, row["group"]), row["name"]))
        told = Field(
            row["path"], row["symbol"], row["meaning"], shown(value), shown(row["default"]),
            "" if row["unit"] == "1" else row["unit"],
        )  # fmt: skip
        yield told, value == row["default"]


def changed(scenario: Scenario) -> list[Field]:
    """What is set otherwise than by default."""
    return [told for told, same in fields_of(scenario) if not same]


def assumed(scenario: Scenario) -> list[Field]:
    """What the process is assumed to do and to cost."""
    return [told for told, _ in fields_of(scenario) if told.path.partition(".")[0] in ASSUMED]


def shown(value: Any) -> str:
    """A value as it is read."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}".replace("-", "−")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def in_a_sentence(scenario: Scenario) -> str:
    """Who trades with whom, for how long, how volatile the world is and how far strangers are trusted."""
    return (
        f"{trade_of(scenario)}; the work needed drifts with σₓ = {scenario.shocks.misfit_sd:g} a month, a "
        f"stranger is trusted τ₀ = {scenario.trust.prior:g}."
    )


def trade_of(scenario: Scenario) -> str:
    """Who trades with whom, and for how long."""
    market, network = scenario.market, scenario.network
    kind = WORDS.get(network.kind, network.kind)
    graph = "anybody with anybody" if kind == "complete" else f"on a {kind} graph"
    capacity = f" with {market.capacity} slots each" if market.capacity != 1 else ""
    return (
        f"{market.buyers} buyers and {market.suppliers} suppliers{capacity} trade, {graph}, over "
        + span_of_time(market.months)
    )


class Treatment(NamedTuple):
    """An arm as a reader is shown it."""

    label: str
    buyers: str
    suppliers: str
    changes: str


def treatments(scenario: Scenario) -> list[Treatment]:
    """The arms that are compared."""
    return [treatment(arm) for arm in arms_of(scenario)]


def treatment(arm: Arm) -> Treatment:
    """An arm: who plays what, and what is set otherwise."""
    buyers, suppliers = (shares_told(held) for held in (arm.population.buyers, arm.population.suppliers))
    changes = ", ".join(f"{path} = {shown(plain(value))}" for path, value in arm.overrides.items())
    return Treatment(arm.label or spelled(arm.name), buyers, suppliers, changes)


def shares_told(shares: Mapping[str, float]) -> str:
    """Which strategies, and how large a share of the role's firms plays each."""
    if len(shares) == 1:
        return spelled(next(iter(shares)))
    return ", ".join(f"{share:.0%} {spelled(name)}".replace("%", " %", 1) for name, share in shares.items())
