"""What the class sees once the teacher shows it: trust, value and honesty, by month and by firm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from experiments.classroom.play import Play
from sim.ensemble.tables import ROLES
from sim.game import HONEST, Seat, Sight


def revealed(play: Play, months: int, names: Mapping[Seat, str], own: Seat | None) -> dict[str, Any]:
    """The first so many months, as one of the class sees them; without `names` nobody is named."""
    firms = [firm_of(play, months, seat, names.get(seat), seat == own) for seat in play.seats]
    return {
        "months": [month_of(play, month) for month in range(months)],
        "firms": sorted(firms, key=lambda one: -one["value"]),  # no order from which to tell who is who
        "simulated": {role: simulated(play, months, role) for role in ROLES},
    }


def month_of(play: Play, month: int) -> dict[str, float | None]:
    """Means over the class: own trust in the partner, payoff, share of honest answers."""
    found = play.months[month]
    trusts = [one.row[f"trust_{seat.role}"] for seat, one in found.sights.items() if one.row]
    return {
        "trust": mean(trusts),
        "value": mean(found.firms[seat].payoff for seat in play.seats),
        "honest": mean(honesty for seat in play.seats for honesty in honest_answers(play, month, seat)),
    }


def firm_of(play: Play, months: int, seat: Seat, name: str | None, mine: bool) -> dict[str, Any]:
    """One firm over all these months."""
    sights = play.sights(seat)[:months]
    honest = mean(one for month in range(months) for one in honest_answers(play, month, seat))
    return {
        "name": name, "role": seat.role, "value": sights[-1].value, "honest": honest,
        "relationships": relationships(sights), "mine": mine,
    }  # fmt: skip


def honest_answers(play: Play, month: int, seat: Seat) -> list[float]:
    """1 for each honest answer among those that came up in a month, 0 for each other one."""
    answers = play.months[month].answers[seat]
    if answers is None:
        return []
    return [float(answers[name] == HONEST[name]) for name in play.came_up[month][seat] if name in HONEST]


def relationships(sights: Iterable[Sight]) -> int:
    """How many a firm has had: a new one is with somebody else, or begins again."""
    count, last = 0, None
    for one in sights:
        if one.row is not None:
            is_same = last is not None and last[0] == one.partner and last[1] < one.row["age"]
            count += not is_same
        last = None if one.row is None else (one.partner, one.row["age"])
    return count


def simulated(play: Play, months: int, role: str) -> float | None:
    """The mean value of a firm that nobody plays."""
    played = set(play.seats)
    firms = play.months[months - 1].firms
    return mean(firm.value for seat, firm in firms.items() if seat.role == role and seat not in played)


def mean(values: Iterable[float]) -> float | None:
    """None of nothing."""
    known = list(values)
    return sum(known) / len(known) if known else None
