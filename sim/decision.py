"""What a firm is told to decide, in words: checked, and as the kernel reads it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.ensemble.orders import ANYBODY, NOT_THEIRS, PLACES
from sim.ensemble.tables import ROLES
from sim.quantities import Asked
from sim.scenario import MarketSize
from sim.spelling import ConfigError, advice, is_whole, shown, whole

DECISIONS = {asked.name.lower(): int(asked) for asked in Asked}
"""What a firm can be told to decide, and its number."""


class Decision(NamedTuple):
    """What a firm is told to decide, in one month, whatever its rule says.

    `name` is one of tell, monitor, consent, order, inflate, keep, sue, leave, propose. The answer is true or
    false; of `propose` it is the slot of the supplier, or none: of those that a searching buyer meets it
    proposes to that one first, or to nobody. `partner` is the other's slot where it holds in one
    relationship only. `month` is how many months are played before it (so it is 1 less than in tables); the
    step in which it is made gives it. What does not come up in that month has no effect.
    """

    role: str
    slot: int
    name: str
    answer: bool | int | None
    partner: int | None = None
    month: int | None = None


def checked(one: Decision, market: MarketSize) -> None:
    """Raise ConfigError for a decision that no firm of a market of this size can make."""
    if not isinstance(one, Decision):
        raise ConfigError(f"`decisions` has {shown(one)}; allowed: a list of `sim.Decision`")
    sizes = dict(zip(ROLES, (market.buyers, market.suppliers)))
    if one.role not in sizes:
        raise _refusal("role", one.role, advice(str(one.role), ROLES, "allowed"))
    if one.name not in DECISIONS:
        raise _refusal("name", one.name, advice(str(one.name), DECISIONS, "decisions are"))
    other = ROLES[1 - ROLES.index(one.role)]
    _check_slot("slot", one.slot, sizes[one.role])
    if one.partner is not None:
        _check_slot("partner", one.partner, sizes[other])
    if one.month is not None:
        whole("month", one.month, 0, market.months - 1)
    if _is_not_theirs(one):
        raise _refusal("name", one.name, f"that is the {other}'s to decide")
    if one.name == "propose":
        if one.partner is not None:
            raise _refusal("partner", one.partner, "the answer of `propose` is the partner")
        if one.answer is not None:
            _check_slot("answer", one.answer, sizes[other])
    elif not isinstance(one.answer, bool | np.bool_):
        raise _refusal("answer", one.answer, "allowed: true or false")


def subject(one: Decision) -> tuple[Any, ...]:
    """What it is about: of two in a month about the same, the later one holds."""
    return one.role, one.slot, one.name, one.partner


def _is_not_theirs(one: Decision) -> bool:
    if one.name == "propose":
        return one.role != ROLES[0]
    return PLACES[2 * DECISIONS[one.name] + ROLES.index(one.role)] == NOT_THEIRS


def order_of(one: Decision) -> tuple[int, ...]:
    """A decision as the kernel reads it."""
    partner = ANYBODY if one.partner is None else one.partner
    answer = ANYBODY if one.answer is None else int(one.answer)
    return ROLES.index(one.role), one.slot, partner, DECISIONS[one.name], answer


def _check_slot(field: str, slot: Any, count: int) -> None:
    if not is_whole(slot) or not 0 <= slot < count:
        raise _refusal(field, slot, f"allowed: a slot from 0 to {count - 1}")


def _refusal(field: str, value: Any, hint: str) -> ConfigError:
    return ConfigError(f"`{field}` of a decision is {shown(value)}; {hint}")
