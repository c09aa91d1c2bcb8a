"""What the two firms do to each other: promises, trust, money, going on or parting.

Each function takes a month and the one before it, and gives sentences without a capital and a full stop.
What only the scenario settles (`reading.py`) is told where the month holds it.
"""

from __future__ import annotations

from sim.chronicle.reading import NOTHING, PARTNER, SIDES, Row, silence_found

TOLD = 0.005
"""Amounts below this would print as 0.00 and are passed over."""
SCARCE = 1.0
"""Cash from here down, what a month's delivery costs, is told when it falls through another `NOTCH`."""
NOTCH = 0.25


def with_sign(money: float) -> str:
    """An amount with its sign; one that rounds to nothing has none."""
    return "0.00" if abs(money) < TOLD else f"{money:+.2f}"


def both_keep(row: Row) -> bool:
    """Whether both promises were kept."""
    return row["held"] > 0.0 and row["kept_buyer"] > 0.0 and row["kept_supplier"] > 0.0


def breakers(row: Row) -> list[str]:
    """The sides that broke their promise."""
    return [side for side in SIDES if row["held"] > 0.0 and row[f"kept_{side}"] == 0.0]


def breach(row: Row) -> str:
    """Who broke a promise, in words."""
    broken = breakers(row)
    return "both break their promises" if len(broken) == 2 else f"the {broken[0]} breaks its promise"


def unseen(row: Row) -> bool:
    """Whether promises were broken and no victim saw it."""
    broken = breakers(row)
    return bool(broken) and all(row.get(f"breach_seen_{PARTNER[side]}") is False for side in broken)


def usual_conduct(row: Row) -> str:
    """What was done about promises, where it is no news: kept, or broken unseen."""
    if both_keep(row):
        return "both keep their promises"
    return f"{breach(row)}, unseen" if unseen(row) else ""


def finds(row: Row, before: Row | None, side: str) -> str:
    """What its partner finds out of a side this month, in words: that it kept silent, or lied in some way."""
    found = silence_found(row, before, side)
    if found is None:
        return f"the {PARTNER[side]} finds the {side} out in a lie"
    return f"the {PARTNER[side]} finds out that the {side} kept silent" if found else ""


def silences(row: Row, before: Row | None) -> list[str]:
    """A side found out for the first time in this relationship, and what that does to trust."""
    return [
        f"{finds(row, before, side)}{fallen_trust(row, before, PARTNER[side])}"
        for side in SIDES
        if finds(row, before, side) and not row[f"caught_{side}"]
    ]


def silences_again(row: Row, before: Row | None) -> list[str]:
    """A side found out that had been found out before: by then it is no news."""
    return [finds(row, before, side) for side in SIDES if finds(row, before, side) and row[f"caught_{side}"]]


def watching(row: Row) -> str:
    """Who monitors whom, in words."""
    those = [side for side in SIDES if row[f"monitored_{side}"] > 0.0]
    if len(those) == 2:
        return "both monitor each other"
    return f"the {those[0]} monitors the {PARTNER[those[0]]}" if those else ""


def breaches(row: Row, before: Row | None) -> list[str]:
    """Broken promises that are news: who broke, who saw it, what was made good, what the law cost."""
    if not breakers(row) or unseen(row):
        return []
    told = [breach(row)]
    for breaker in breakers(row):
        victim = PARTNER[breaker]
        if row.get(f"breach_seen_{victim}"):
            # Where it found the other silent, the fall of its trust is told already.
            known = finds(row, before, breaker) and not row[f"caught_{breaker}"]
            told.append(f"the {victim} sees it{'' if known else fallen_trust(row, before, victim)}")
    made_good = row.get("remedy") or 0.0
    if abs(made_good) >= TOLD:
        payer = "buyer" if made_good > 0.0 else "supplier"
        told.append(f"the {payer} pays {abs(made_good):.2f} to make it good")
    if row["law"] > 0.0:
        told.append(f"the law costs {row['law']:.2f}")
    return told


def fallen_trust(row: Row, before: Row | None, side: str) -> str:
    """How far a side's trust fell over the month, where that is known."""
    now = row.get(f"trust_{side}")
    then = before.get(f"trust_{side}") if before is not None else None
    return (
        f", and its trust falls from {then:.2f} to {now:.2f}" if now is not None and then is not None else ""
    )


def wary(row: Row, before: Row | None) -> list[str]:
    """Trust regained; principles laid aside as trust falls below the guard, and taken up again."""
    told: list[str] = []
    for side in SIDES:
        if row.get(f"regained_{side}"):
            told.append(
                f"the {side} trusts the {PARTNER[side]} as it did before ({row[f'trust_{side}']:.2f})"
            )
        guard, now = row.get(f"guard_{side}", 0.0), row.get(f"trust_{side}")
        then = before.get(f"trust_{side}") if before is not None else None
        if now is None or then is None or guard == 0.0:
            continue
        if now < guard <= then:
            told.append(f"with trust below {guard:.2f} the {side} lays its principles aside")
        elif then < guard <= now:
            told.append(f"with trust at {now:.2f} the {side} takes up its principles again")
    return told


def short_of_cash(row: Row) -> list[str]:
    """Cash that falls through another notch, in or near debt, deeper than ever in this relationship."""
    told: list[str] = []
    for side in SIDES:
        now, lowest = row[f"cash_{side}"], row[f"lowest_{side}"]
        if now != 0.0 and now // NOTCH < min(lowest, SCARCE) // NOTCH:
            what = f"has {now:.2f} in cash left" if now > 0.0 else f"is {-now:.2f} in debt"
            told.append(f"the {side} {what}")
    return told


def ending(row: Row, before: Row | None) -> list[str]:
    """What the month decided about the next."""
    told: list[str] = []
    if row["ended"] > 0.0:
        told.append("the term is over")
    elif row["opened"] > 0.0:
        told.append(f"strategic review{cleared(row, before)}")
    for side in SIDES:
        if row[f"leaves_{side}"] > 0.0:
            told.append(f"the {side} leaves{reason(row, side)}")
    return told


def cleared(row: Row, before: Row | None) -> str:
    """How far the grievances of both fell in the month of a review."""
    if before is None:
        return ""
    then, now = (one["grievance_buyer"] + one["grievance_supplier"] for one in (before, row))
    return f": grievances fall from {then:.2f} to {now:.2f}" if then - now >= TOLD else ""


def reason(row: Row, side: str) -> str:
    """Why a side leaves: it distrusts its partner, or it expects more elsewhere."""
    trusted = row.get(f"trust_{side}")
    if trusted is None:
        return ""
    if trusted < row["exit_trust"] and row[f"bad_{side}"] > 0.0:
        return f" in distrust ({trusted:.2f})"
    if trusted < row[f"guard_{side}"]:
        return f": it trusts its partner too little ({trusted:.2f}) to stay for its sake"
    return ": it expects more elsewhere"


def parting(row: Row, before: Row | None, last: int) -> str:
    """Why this is the last month told."""
    if row["leaves_buyer"] > 0.0 or row["leaves_supplier"] > 0.0:
        return "so it ends"
    for side in SIDES:
        if row[f"cash_{side}"] == 0.0:
            return f"the {side} is bankrupt{debt(row, before, side)}, so it ends"
    if row["month"] == last:
        return "here the run ends"
    if row["ended"] > 0.0:
        return "the two part, by a better offer, by fate or for want of a price"
    if row["opened"] > 0.0:
        return "the two part, by a better offer or by fate"
    return "fate parts the two"


def debt(row: Row, before: Row | None, side: str) -> str:
    """The debt that ruined a firm: its cash a month ago, this month's payoff, its fixed cost."""
    fixed = row.get("fixed_cost")
    if before is None or fixed is None:
        return ""
    owed = fixed - before[f"cash_{side}"] - row[f"payoff_{side}"]
    if owed <= row["credit"] - NOTHING:
        return ""
    return f", its debt of {owed:.2f} greater than its credit of {row['credit']:.2f}"
