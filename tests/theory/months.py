"""Months of one relationship made by hand: neutral tuples, of which a test changes what it is about."""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.config import scenario_from
from sim.quantities import (
    RIGID,
    Bond,
    Deal,
    Deeds,
    Luck,
    Lumps,
    Outlook,
    Scene,
    Side,
    Steps,
    Terms,
)
from sim.rules.month import play_month
from sim.rules.opening import opening
from sim.scenario import Strategy
from sim.worlds import strategy_row, world_row

NO_STEPS = Steps(0.0, 0.0, 0.0, 0.0, 0.0)
ALL_STEPS = Steps(1.0, 1.0, 1.0, 1.0, 1.0)
NO_LUMPS = Lumps(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
NO_LUCK = Luck(0.0, 0.0, 0.5, 0.0, 0.5, 0.0, 0.0)
OUTLOOK = Outlook(0.15, 0.15, 1.0, 0.8, 0.5, 0.85, 0.0)


def world(**groups: dict[str, Any]) -> Any:
    """The row of the default world with some fields set otherwise, by group."""
    return world_row(scenario_from(groups))


def posture(**fields: Any) -> Any:
    """The row of a strategy; patience is the market's default."""
    return strategy_row(Strategy(**fields), 0.992)


def side(**fields: float) -> Side:
    """One firm's side of a bond that has run for a while without any incident."""
    return Side(0.0, 0.0, 0.15, 0.0, 0.0, -1.0, 1.0)._replace(**fields)


def bond(**fields: Any) -> Bond:
    """A bond at the price that splits evenly, 20 months before the end of its term."""
    usual = Bond(5.0, 20.0, 0.0, 1.0, 0.85, 0.0, 0.0, side(), side())
    return usual._replace(**fields)


def terms(**fields: Any) -> Terms:
    """A rigid contract of 36 months, value 1.15 and cost 0.85, perfect fit, nobody strong."""
    usual = Terms(RIGID, 0.0, 36.0, 0.0, 1.15, 0.85, 1.0, NO_STEPS, 0.0, 0.0, 0.5, 0.5)
    return usual._replace(**fields)


def deeds(**fields: float) -> Deeds:
    """Draws of one half."""
    return Deeds(*[0.5] * len(Deeds._fields))._replace(**fields)


class Month(NamedTuple):
    """All that a month is played from."""

    buyer: Any = posture()
    supplier: Any = posture()
    terms: Terms = terms()
    bond: Bond = bond()
    outlook: Outlook = OUTLOOK
    world: Any = world()
    luck: Luck = NO_LUCK
    deeds: Deeds = deeds()
    lumps: Lumps = NO_LUMPS


def played(month: Month) -> tuple[Bond, Deal]:
    """The bond after the month and the month as it is booked."""
    return play_month(*month)


def scene(month: Month) -> Scene:
    """Where the two stand when the month opens."""
    return opening(month.buyer, month.supplier, month.terms, month.bond, month.outlook, month.world)


def joint(deal: Deal) -> float:
    """What both together made of the month; money."""
    return deal.payoff_buyer + deal.payoff_supplier


def leaked(deal: Deal) -> float:
    """The sum of the month's leakages; money."""
    return sum(deal.leakages)


def flat(value: Any, name: str = "") -> dict[str, float]:
    """Every number of a nested tuple under its path."""
    if not hasattr(value, "_fields"):
        return {name: value}
    found: dict[str, float] = {}
    for field in value._fields:
        found.update(flat(getattr(value, field), f"{name}.{field}" if name else field))
    return found


def moved(before: Any, after: Any) -> set[str]:
    """The paths at which two tuples of the same kind differ in any bit."""
    one, other = flat(before), flat(after)
    return {path for path in one if one[path] != other[path]}
