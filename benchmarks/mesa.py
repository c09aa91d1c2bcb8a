"""`python -m benchmarks.mesa`: the kernel beside Mesa.

That is our driver, with and without compiled rules, and a naive model. All play the same months of the same
world (the naive model: months of its kind), so that no side has more search to do than another.
"""

from __future__ import annotations

from typing import Any

import sim
from benchmarks.compiled import compiled_rules
from benchmarks.naive import NaiveMarket
from benchmarks.tables import Row, Say, Table, alone
from benchmarks.timing import Timing, side_by_side, timed
from benchmarks.worlds import ARMS, SEED, deals_played, stage_of
from sim.ensemble.books import ACCOUNTS

MONTHS = 24
ATTEMPTS = 7
REPLICATES = 100
UNIT = "ns a deal"
RELATIONSHIPS = ACCOUNTS.index("relationships")


def table(say: Say, months: int = MONTHS, attempts: int = ATTEMPTS) -> Table:
    """Kernel, driver and naive model, in turns."""
    rows: list[Row] = []
    differing: list[str] = []
    for arm in ARMS:
        say(f"mesa: {arm} …")
        if not same_bits(arm, months):
            differing.append(arm)
        rows += arm_rows(arm, months, attempts)
    bits = "give the same bits" if not differing else f"differ under {', '.join(differing)}"
    notes = [
        f"Months 1 to {months}, which have more search in them than later ones.",
        f"Checked in this run: compiled and interpreted rules {bits} in every account.",
        "The naive model is another world by the same rules (see `benchmarks/naive.py`): "
        "a price for its kind, not its twin.",
    ]
    return Table("Against Mesa", rows, notes)


def arm_rows(arm: str, months: int, attempts: int) -> list[Row]:
    """The rows of one arm."""
    stage = stage_of(arm, [f"market.months={months}"])
    scenario = sim.load("headline")

    def compiled() -> float:
        with compiled_rules():
            return deals_driven(scenario, arm, months)

    found = side_by_side(
        {
            "kernel": timed(lambda: deals_played(stage, REPLICATES)),
            "compiled": timed(compiled),
            "interpreted": timed(lambda: deals_driven(scenario, arm, months)),
            "naive": timed(lambda: deals_naive(scenario, arm, months)),
        },
        attempts,
    )
    whole = found["kernel"]

    def beside(measure: str, one: Timing) -> Row:
        return Row(measure, one.least, UNIT, f"kernel, {arm}", one.least / whole.least, one.spread)

    return [
        Row(f"kernel, {arm}", whole.least, UNIT, spread=whole.spread),
        beside("Mesa driver, compiled rules", found["compiled"]),
        beside("Mesa driver, interpreted rules", found["interpreted"]),
        beside("naive Mesa model", found["naive"]),
    ]


def driven(scenario: sim.Scenario, arm: str, months: int) -> sim.Market:
    """The Mesa driver's market after so many months."""
    model = sim.Market(scenario, seed=SEED, arm=arm)
    for _ in range(months):
        model.step()
    return model


def deals_driven(scenario: sim.Scenario, arm: str, months: int) -> float:
    """Play so many months by the Mesa driver; how many deals that was."""
    return float(accounts(driven(scenario, arm, months))[0, :, :months, RELATIONSHIPS].sum())


def deals_naive(scenario: sim.Scenario, arm: str, months: int) -> float:
    """The same by the naive model."""
    model = NaiveMarket(scenario, arm)
    for _ in range(months):
        model.step()
    return float(model.deals)


def accounts(model: Any) -> Any:
    """What a market booked."""
    return model.books.accounts


def same_bits(arm: str, months: int) -> bool:
    """Whether the driver books the same to the bit with compiled rules."""
    scenario = sim.load("headline")
    plain = accounts(driven(scenario, arm, months))
    with compiled_rules():
        other = accounts(driven(scenario, arm, months))
    return bool((plain == other).all())


if __name__ == "__main__":
    raise SystemExit(alone(table, "benchmarks.mesa"))
