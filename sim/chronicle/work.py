"""What becomes of contract and work: signing, investing, drift, change orders, and the months' routine.

Each function takes a month and the one before it, and gives sentences without a capital and a full stop.
What only the scenario settles (`reading.py`) is told where the month holds it.
"""

from __future__ import annotations

from sim.chronicle.conduct import TOLD, silences_again, usual_conduct, watching
from sim.chronicle.reading import CHANGED, SIDES, Row, lie_found, renewed, reset_outlay, unit_cost
from sim.quantities import FLEXIBLE

FORMS = ("spot", "rigid", "flexible", "relational")
DRIFTED = 0.03
"""Misfit losses from here on are worth a sentence."""
LATE = 0.5
"""Months beyond the usual after which payment is late."""
UNTOLD = "something is kept silent, so nobody can adapt the work"


def opening(row: Row, before: Row | None) -> list[str]:
    """A signing, or a renewal, and what it cost."""
    if before is None:
        told = [
            f"buyer {row['buyer']} and supplier {row['supplier']} sign a {FORMS[int(row['form'])]} contract "
            f"for {row['term']:.0f} months at {row['price_agreed']:.2f} a month: {stakes(row)}"
        ]
        if row["process"] > 0.0:
            told.append(f"the process costs {row['process']:.2f}")
        if row["contracting"] > 0.0:
            told.append(f"search and signing cost {row['contracting']:.2f}")
        return told
    if renewed(row, before):
        return [
            f"they sign again for {row['term']:.0f} months at {row['price_agreed']:.2f} "
            f"(before: {before['price_agreed']:.2f}): {stakes(row)}, and is specified anew"
        ]
    return []


def stakes(row: Row) -> str:
    """Between what the price was set."""
    return f"the work is worth {row['value']:.2f} to the buyer, costs the supplier {unit_cost(row):.2f}"


def investing(row: Row, before: Row | None) -> list[str]:
    """What the supplier invests for this buyer, and when it is paid: at first, and when that has changed."""
    told: list[str] = []
    share = row.get("invested_share")
    if share is not None and abs(share - (row.get("invested_known") or 0.0)) >= CHANGED:
        loss = row["underinvestment"]
        lost = f" ({loss:.3f} a month lost)" if loss >= 0.1 * TOLD else ""
        told.append(f"the supplier invests {100.0 * share:.0f} % of what would be best for the two{lost}")
    lag = row.get("lag")
    if lag is not None and lag - row["usual_lag"] >= LATE:
        known = before.get("lag") if before is not None else None
        if known is None or known - row["usual_lag"] < LATE:
            told.append(f"the supplier is paid after {lag:.1f} months")
    return told


def drift(row: Row, before: Row | None) -> str:
    """How far the work had drifted, or had by the month before, where that is worth telling."""
    if row.get("drift") is not None:
        return f" (x = {row['drift']:.2f})"
    if before is None or abs(before["misfit"]) < TOLD:
        return ""
    return f" (x = {abs(before['misfit']):.2f} a month ago)"


def contested(row: Row, before: Row | None) -> list[str]:
    """Change orders, claims and renegotiations."""
    lost = f"{row['haggling']:.2f} lost in haggling"
    told: list[str] = []
    if row["change_order"] > 0.0:
        told.append(
            f"the work had drifted{drift(row, before)}: the buyer fights a change order through, "
            f"{row['adaptation']:.2f} spent on it and {lost}"
        )
    elif adapted(row, before) and lie_found(row, before):
        told.append(f"a claim is found inflated{f', {lost}' if row['haggling'] > 0.0 else ''}")
    if lie_found(row, before) and not adapted(row, before):
        told.append("the supplier's claim for it is found inflated")
    if row["renegotiated"] > 0.0:
        end = f"and settle on {row['price_agreed']:.2f}" if row["trades"] > 0.0 else "and find no other"
        told.append(f"no price in the contract serves: they renegotiate {end}, {lost}")
    return told


def adapted(row: Row, before: Row | None) -> bool:
    """Whether the work was specified anew without a fight."""
    return row["change_order"] == 0.0 and row["renegotiated"] == 0.0 and reset_outlay(row, before) > 0.0


def drifted(row: Row) -> bool:
    """Whether the month lost more than a little because the work no longer fitted."""
    return row["trades"] > 0.0 and row["misfit_loss"] >= DRIFTED


def idle(amount: float) -> str:
    """A month without trade, or several, and what that lost."""
    lost = f", {amount:.2f} lost" if abs(amount) >= TOLD else ""
    return f"no price in the contract serves both: no trade{lost}"


def routine(row: Row, before: Row | None) -> list[str]:
    """What many a month shares: adaptation, drift, promises kept or broken unseen, grudges."""
    told: list[str] = []
    if adapted(row, before):
        word = "the buyer has" if row["form"] == FLEXIBLE else "both agree to have"
        spent = row["adaptation"]
        told.append(f"{word} the work specified anew{drift(row, before)}, {spent:.3f} spent on it")
    if row["silenced"] > 0.0:
        told.append(UNTOLD)
    if row["trades"] == 0.0:
        told.append(idle(row["lost_trade"]))
    if drifted(row):
        told.append(f"the work has drifted (x = {abs(row['misfit']):.2f}): {row['misfit_loss']:.2f} lost")
    if watching(row):
        told.append(watching(row))
    if usual_conduct(row):
        told.append(usual_conduct(row))
    if row["withheld"] >= TOLD:
        told.append(withheld(row["withheld"]))
    if row["shading"] >= TOLD:
        told.append(f"grudges cost {row['shading']:.2f}")
    return told


def withheld(amount: float) -> str:
    """What a buyer that breaks its promise keeps back."""
    return f"the buyer keeps back {amount:.2f} that the supplier's investment earned it"


def watched(rows: list[Row]) -> list[str]:
    """How often each side monitored the other over some months, and what that cost."""
    those = {side: [row for row in rows if row[f"monitored_{side}"] > 0.0] for side in SIDES}
    told = [f"the {side} monitors in {len(found)}" for side, found in those.items() if found]
    cost = sum(row["monitoring"] for row in rows)
    return [f"{' and '.join(told)}, at {cost:.2f}"] if told else []


def routine_of_many(rows: list[Row], before: Row | None) -> list[str]:
    """The same for months in a row without news, their sums in place of their amounts."""
    told: list[str] = []
    pairs = zip(rows, [before, *rows[:-1]], strict=True)
    mended = [row for row, earlier in pairs if adapted(row, earlier)]
    if mended:
        word = "the buyer has" if mended[0]["form"] == FLEXIBLE else "both agree to have"
        spent = sum(row["adaptation"] for row in mended)
        told.append(f"{times(mended, rows)}{word} the work specified anew, {spent:.2f} spent on it")
    pairs = zip(rows, [before, *rows[:-1]], strict=True)
    again = [one for row, then in pairs for one in silences_again(row, then)]
    told += [f"{often(again.count(one), len(rows))}{one}" for one in dict.fromkeys(again)]
    untold = [row for row in rows if row["silenced"] > 0.0]
    if untold:
        told.append(f"{times(untold, rows)}{UNTOLD}")
    idling = [row for row in rows if row["trades"] == 0.0]
    if idling:
        told.append(f"{times(idling, rows)}{idle(sum(row['lost_trade'] for row in idling))}")
    lost = sum(row["misfit_loss"] for row in rows)
    if any(drifted(row) for row in rows):
        far = max(abs(row["misfit"]) for row in rows)
        told.append(f"the work drifts (x up to {far:.2f}): {lost:.2f} lost")
    told += watched(rows)
    for conduct in dict.fromkeys(usual_conduct(row) for row in rows):
        if conduct:
            such = [row for row in rows if usual_conduct(row) == conduct]
            told.append(f"{times(such, rows)}{conduct}")
    kept_back = sum(row["withheld"] for row in rows)
    if kept_back >= TOLD:
        told.append(withheld(kept_back))
    grudges = sum(row["shading"] for row in rows)
    if grudges >= TOLD:
        told.append(f"grudges cost {grudges:.2f}")
    return told


def times(such: list[Row], rows: list[Row]) -> str:
    """In how many of the months something happened: nothing where it did in all."""
    return often(len(such), len(rows))


def often(count: int, months: int) -> str:
    """The same for a count."""
    if count == months:
        return ""
    return f"in {count} of them " if count > 1 else "in one of them "
