"""The story of one relationship, one readable line a month, told from a table of events.

The table is what `Result.events(arm, replicate)` gives. Money: 1 is the reference price of one month's
delivery. x is how far the work needed has drifted from the work specified. Nothing is worked out here that
the table does not hold: of a reset, the drift told is that of the month before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]

FORMS = ("spot", "rigid", "flexible", "relational")
FLEXIBLE = 2.0
TOLD = 0.005
"""Amounts below this would print as 0.00 and are passed over."""
DRIFTED = 0.03
"""Misfit losses from here on are worth a sentence."""


def spells(events: pd.DataFrame, buyer: int) -> list[list[Row]]:
    """The months of each relationship that a buyer's slot had, in order of time."""
    found: list[list[Row]] = []
    for record in events[events["buyer"] == buyer].sort_values("month").to_dict("records"):
        row = {str(name): value for name, value in record.items()}
        if row["age"] == 1.0:
            found.append([])
        found[-1].append(row)
    return found


def chronicle(events: pd.DataFrame, buyer: int, spell: int = 0) -> list[str]:
    """One line a month of a buyer's relationship number `spell`, counted from 0.

    Raises ValueError where the buyer had no such relationship.
    """
    known = spells(events, buyer)
    if not 0 <= spell < len(known):
        raise ValueError(f"buyer {buyer} had {len(known)} relationships; there is no number {spell}")
    rows = known[spell]
    last = int(events["month"].max())
    lines: list[str] = []
    for place, row in enumerate(rows):
        before = rows[place - 1] if place > 0 else None
        told = [*opening(row, before), *work(row, before), *conduct(row), *ending(row)]
        if place == len(rows) - 1:
            told.append(parting(row, last))
        told.append(f"buyer {with_sign(row['payoff_buyer'])}, supplier {with_sign(row['payoff_supplier'])}")
        lines.append(f"month {row['month']}: {'; '.join(told)}.")
    return lines


def opening(row: Row, before: Row | None) -> list[str]:
    """A signing, or a renewal, and what it cost."""
    if before is None:
        told = [
            f"buyer {row['buyer']} and supplier {row['supplier']} sign a {FORMS[int(row['form'])]} contract "
            f"for {row['term']:.0f} months at {row['price_agreed']:.2f} a month"
        ]
        if row["process"] > 0.0:
            told.append(f"the process costs {row['process']:.2f}")
        if row["contracting"] > 0.0:
            told.append(f"search and signing cost {row['contracting']:.2f}")
        return told
    if renewed(row, before):
        return [
            f"they sign again for {row['term']:.0f} months at {row['price_agreed']:.2f}, "
            "the work specified anew"
        ]
    return []


def with_sign(money: float) -> str:
    """An amount with its sign; one that rounds to nothing has none."""
    return "0.00" if abs(money) < TOLD else f"{money:+.2f}"


def renewed(row: Row, before: Row | None) -> bool:
    """Whether the two signed again this month: fewer months were left before."""
    return before is not None and row["left"] > before["left"]


def drift(before: Row | None) -> str:
    """How far the work had drifted by the month before, where that is worth telling."""
    if before is None or abs(before["misfit"]) < TOLD:
        return ""
    return f" (x = {abs(before['misfit']):.2f} a month ago)"


def work(row: Row, before: Row | None) -> list[str]:
    """What happened to the work and to the price."""
    lost = f"{row['haggling']:.2f} lost in haggling"
    told: list[str] = []
    if row["change_order"] > 0.0:
        told.append(
            f"the work had drifted{drift(before)}: the buyer fights a change order through, "
            f"{row['adaptation']:.2f} spent on it and {lost}"
        )
    elif row["renegotiated"] == 0.0 and row["adaptation"] > 0.0 and not renewed(row, before):
        word = "the buyer has" if row["form"] == FLEXIBLE else "both agree to have"
        told.append(f"{word} the work specified anew{drift(before)}, {row['adaptation']:.3f} spent on it")
        if row["haggling"] > 0.0:
            told.append(f"a claim is found inflated, {lost}")
    if row["renegotiated"] > 0.0:
        end = f"and settle on {row['price_agreed']:.2f}" if row["trades"] > 0.0 else "and find no other"
        told.append(f"no price in the contract serves: they renegotiate {end}, {lost}")
    if row["trades"] == 0.0:
        told.append(f"no trade, and {row['lost_trade']:.2f} lost")
    elif row["misfit_loss"] >= DRIFTED:
        told.append(f"the work has drifted (x = {abs(row['misfit']):.2f}): {row['misfit_loss']:.2f} lost")
    return told


def conduct(row: Row) -> list[str]:
    """Promises, grudges and the law."""
    told: list[str] = []
    if row["held"] > 0.0:
        buyer, supplier = row["kept_buyer"] > 0.0, row["kept_supplier"] > 0.0
        if buyer and supplier:
            told.append("both keep their promises")
        elif not buyer and not supplier:
            told.append("both break their promises")
        else:
            told.append(f"the {'supplier' if buyer else 'buyer'} breaks its promise")
    if row["shading"] >= TOLD:
        told.append(f"grudges cost {row['shading']:.2f}")
    if row["law"] > 0.0:
        told.append(f"the law costs {row['law']:.2f}")
    return told


def ending(row: Row) -> list[str]:
    """What the month decided about the next."""
    told: list[str] = []
    if row["ended"] > 0.0:
        told.append("the term is over")
    elif row["opened"] > 0.0:
        told.append("strategic review")
    for side in ("buyer", "supplier"):
        if row[f"leaves_{side}"] > 0.0:
            told.append(f"the {side} leaves")
    return told


def parting(row: Row, last: int) -> str:
    """Why this is the last month told."""
    if row["leaves_buyer"] > 0.0 or row["leaves_supplier"] > 0.0:
        return "so it ends"
    for side in ("buyer", "supplier"):
        if row[f"cash_{side}"] == 0.0:
            return f"the {side} is bankrupt, so it ends"
    if row["month"] == last:
        return "here the run ends"
    if row["opened"] > 0.0:
        return "the two part, by a better offer, by fate or for want of a price"
    return "fate parts the two"
