"""The months of a relationship, and what they imply beyond their columns.

The table holds counts of what was seen, not trust; the net payment, not the remedy in it; the loss from too
little investment, not the investment. With the parameters of the world that was played each follows to the
last digits. What a row does not settle is None, and is not told: after a claim that may have been found
inflated; trust where word gets round; in a first month what was seen, for the pair may have met before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.arithmetic import exp, sqrt
from sim.quantities import FLEXIBLE
from sim.rules.decisions import harm_to_buyer, harm_to_supplier
from sim.rules.guard import guarded
from sim.rules.remedies import goes_to_law, recovery
from sim.rules.remedies import remedy as made_good
from sim.rules.trust import shading_as_bad
from sim.scenario import INFINITE, Strategy
from sim.worlds import world_row

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario

Row = dict[str, Any]

SIDES = ("buyer", "supplier")
PARTNER = {"buyer": "supplier", "supplier": "buyer"}
CHANGED = 0.1
"""A change of the share invested that is news; trust moves it a little every month."""
NOTHING = 1e-9
"""Differences of sums that cancel are below this."""


def spells(events: pd.DataFrame, buyer: int | None = None) -> list[list[Row]]:
    """The months of each relationship of a buyer's slot, or of all, in order of buyer and time.

    Each row says how little cash a side had in the months before (`lowest_buyer`, `lowest_supplier`), and
    whether it had been found out in a lie (`caught_buyer`, `caught_supplier`).
    """
    if buyer is not None:
        events = events[events["buyer"] == buyer]
    names = [str(name) for name in events.columns]
    found: dict[int, list[list[Row]]] = {}
    # Plain lists, column by column: pandas is slower at giving rows.
    for values in zip(*(events[name].tolist() for name in names), strict=True):
        row: Row = dict(zip(names, values, strict=True))
        mine = found.setdefault(row["buyer"], [])
        if row["age"] == 1.0:
            mine.append([])
        before = mine[-1][-1] if mine[-1] else None
        for side in SIDES:
            row[f"lowest_{side}"] = lowest(before, side)
            lied = before is not None and before[f"lies_{side}"] > 0.0
            row[f"caught_{side}"] = lied or (before is not None and before[f"caught_{side}"])
        mine[-1].append(row)
    return [rows for one in sorted(found) for rows in found[one]]


def lowest(before: Row | None, side: str) -> float:
    """The least cash that a side had at the end of a month so far in this relationship."""
    return min(before[f"lowest_{side}"], before[f"cash_{side}"]) if before is not None else INFINITE


def implied(rows: list[Row], scenario: Scenario) -> list[Row]:
    """The months of one relationship, each with what it implies in the world that was played."""
    world = world_row(scenario)
    common: Row = {
        **lying(world),
        "usual_lag": world.payment_lag,
        "exit_trust": world.choice_exit_trust,
        "fixed_cost": world.money_fixed_cost if scenario.market.capacity == 1 else None,
        "credit": world.money_credit,
        **{f"guard_{side}": guard_of(rows[0], side, scenario) for side in SIDES},
    }
    read: list[Row] = []
    for place, row in enumerate({**one, **common} for one in rows):
        before = read[place - 1] if place > 0 else None
        equity = {side: equity_of(rows, place, side, scenario, world) for side in SIDES}
        more: Row = {
            "drift": drift(row, before, world),
            "remedy": remedy(row, before, equity, world),
            "lie_found": lie_found(row, before),
            "invested_share": invested_share(row),
            "lag": payment_lag(row, world),
        }
        for side in SIDES:
            more[f"breach_seen_{side}"] = breach_seen(row, before, side, world)
            more[f"silence_found_{side}"] = silence_found(row, before, side)
        read.append({**row, **more})
    for side in SIDES:
        mark_trust_regained(read, side)
    mark_investment(read)
    return read


def mark_investment(rows: list[Row]) -> None:
    """Say of each month which share of the best investment a reader knows of: the last that was news."""
    known: float | None = None
    for row in rows:
        row["invested_known"], share = known, row["invested_share"]
        if share is not None and abs(share - (known or 0.0)) >= CHANGED:
            known = share


def mark_trust_regained(rows: list[Row], side: str) -> None:
    """Say of each month whether a side's trust is now back where it was before a breach that it saw."""
    level: float | None = None
    for place, row in enumerate(rows):
        now = row[f"trust_{side}"]
        row[f"regained_{side}"] = level is not None and now >= level
        if level is not None and now >= level:
            level = None
        if place > 0 and now is not None and row[f"breach_seen_{side}"]:
            level = max(level or 0.0, rows[place - 1][f"trust_{side}"])


def renewed(row: Row, before: Row | None) -> bool:
    """Whether the two signed again this month: fewer months were left before."""
    return before is not None and row["left"] > before["left"]


def reset_outlay(row: Row, before: Row | None) -> float:
    """What a re-specification cost the supplier in this month, renewal apart; money."""
    return 0.0 if before is None or renewed(row, before) else row["adaptation"]


def drift(row: Row, before: Row | None, world: Any) -> float | None:
    """How far the work had drifted when it was specified anew; None where it was not, or at no outlay."""
    outlay = reset_outlay(row, before)
    return outlay / world.adaptation_outlay if outlay > 0.0 else None


def claimed(row: Row, before: Row | None) -> float:
    """The part of the outlay that was claimed, or may have been: at a review half, in a contest all."""
    if reset_outlay(row, before) <= 0.0:
        return 0.0
    contested = row["change_order"] > 0.0 or row["renegotiated"] > 0.0 or row["form"] == FLEXIBLE
    return 1.0 if contested else 0.5


def remedy(row: Row, before: Row | None, equity: Mapping[str, float], world: Any) -> float | None:
    """What the buyer made good to the supplier, net, awards at law included; negative: it was paid.

    None where it depends on what was claimed, and that is not known. `equity`: that each side acts on.
    """
    seen = {side: breach_seen(row, before, side, world) for side in SIDES}
    if claimed(row, before) > 0.0 and seen["buyer"] is seen["supplier"] is False:
        return 0.0
    ledger = before["ledger_buyer"] if before is not None else 0.0
    risk = row["ledger_buyer"] - (1.0 - world.risk_fading) * ledger
    rest = row["transfer"] + row["withheld"] - row["trades"] * row["price"] - risk
    if claimed(row, before) == 0.0:
        return 0.0 if abs(rest) < NOTHING else rest
    due = remedy_due(row, seen, equity, world)
    part = claimed(row, before) * reset_outlay(row, before)
    paid = (0.0, part, part * (1.0 + world.adaptation_inflation))
    return due if due is not None and any(abs(rest - one - due) < NOTHING for one in paid) else None


def remedy_due(
    row: Row, seen: Mapping[str, bool | None], equity: Mapping[str, float], world: Any
) -> float | None:
    """What the buyer owed the supplier for breaches that were seen, net; None where that is not known."""
    if None in seen.values():
        return None
    due = 0.0
    for victim, sign, harm in (
        ("buyer", -1.0, harm_to_buyer(world)),
        ("supplier", 1.0, harm_to_supplier(world)),
    ):
        if not seen[victim]:
            continue
        award = recovery(equity[PARTNER[victim]], harm, world.promises_law_recovery)
        sued = row["law"] > 0.0 and goes_to_law(award, world.promises_law_cost)
        due += sign * (made_good(equity[PARTNER[victim]], harm) + (award if sued else 0.0))
    return due


def equity_of(rows: list[Row], place: int, side: str, scenario: Scenario, world: Any) -> float:
    """The equity that a side acts on in a month: by its guard, and what its partner declares."""
    own = scenario.strategies.get(rows[place][f"strategy_{side}"], Strategy())
    partner = scenario.strategies.get(rows[place][f"strategy_{PARTNER[side]}"], Strategy())
    declared = partner.equity if partner.declared is None else partner.declared
    trusted = rows[place - 1][f"trust_{side}"] if place > 0 else world.trust_prior
    return guarded(own.equity, declared, own.guard, trusted)


def breaches_found(row: Row, before: Row | None, side: str, world: Any) -> float | None:
    """How many breaches a side saw this month; None where its counts do not tell."""
    if before is None or world.trust_bad_weight <= 0.0:
        return None
    partner = PARTNER[side]
    harm = harm_to_buyer(world) if side == "buyer" else harm_to_supplier(world)
    kept = world.trust_forgetting * before[f"bad_{side}"]
    new = (row[f"bad_{side}"] - kept) / world.trust_bad_weight
    return new - shading_as_bad(row[f"shading_{partner}"], harm) - row[f"lies_{partner}"]


def broken(row: Row, side: str) -> bool:
    """Whether a side broke this month's promise."""
    return row["held"] > 0.0 and row[f"kept_{side}"] == 0.0


def breach_seen(row: Row, before: Row | None, side: str, world: Any) -> bool | None:
    """Whether a side saw its partner break this month's promise."""
    if not broken(row, PARTNER[side]):
        return False
    found = breaches_found(row, before, side, world)
    return None if found is None else found > 0.5


def lying(world: Any) -> Row:
    """What tells a lie from a silence: what a claim found inflated costs, money; whether there are both."""
    inflation = world.adaptation_inflation
    dispute = world.adaptation_dispute * world.adaptation_haggling_slope * inflation
    return {"dispute": dispute, "inflation": inflation, "private": world.news_private}


def lie_found(row: Row, before: Row | None) -> bool | None:
    """Whether the buyer found the supplier's claim inflated; None where it may have been a silence.

    Where the row does not say how lies are in its world (`lying`), less is known.
    """
    found = row["lies_supplier"]
    if found == 0.0 or claimed(row, before) == 0.0 or row.get("inflation") == 0.0:
        return False
    if found > 1.0 or row["material"] == 0.0 or row.get("private") == 0.0:
        return True
    if claimed(row, before) == 1.0:
        return None
    # By consent nothing but a claim found inflated is haggled over; in a contest much else is.
    if row["haggling"] > 0.0:
        return True
    return False if row.get("dispute", 0.0) > 0.0 else None


def silence_found(row: Row, before: Row | None, side: str) -> bool | None:
    """Whether a side's silence was found out; None where it may have been its claim."""
    if side == "buyer":
        return row["lies_buyer"] > 0.0
    claim = lie_found(row, before)
    return None if claim is None else row["lies_supplier"] > float(claim)


def guard_of(row: Row, side: str, scenario: Scenario) -> float:
    """The trust below which a side lays its principles aside."""
    strategy = scenario.strategies.get(row[f"strategy_{side}"])
    return strategy.guard if strategy is not None else 0.0


def unit_cost(row: Row) -> float:
    """What the month's delivery costs the supplier; money."""
    return row["cost"] * exp(row["log_cost"])


def best_investment(row: Row) -> float:
    """The specific investment that would give the two most, as the work is understood."""
    perfect = row["first_best"] - row["value"] + unit_cost(row)
    return sqrt(max(0.0, 2.0 * (perfect - row["misdirection"])))


def invested_share(row: Row) -> float | None:
    """The supplier's specific investment as a share of the best; None without trade or use for it."""
    best = best_investment(row) if row["first_best"] > 0.0 else 0.0
    if row["trades"] == 0.0 or best * best < NOTHING:
        return None
    return max(0.0, 1.0 - sqrt(max(0.0, 2.0 * row["underinvestment"])) / best)


def payment_lag(row: Row, world: Any) -> float | None:
    """Months until the supplier is paid; None where waiting costs the pair nothing."""
    rate = (world.payment_interest_supplier - world.payment_interest_buyer) * row["price"]
    return row["delay"] / rate if row["trades"] > 0.0 and rate > NOTHING else None
