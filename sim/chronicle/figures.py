"""Numbers that a page quotes about a relationship, or about many: sums, counts, shares."""

from __future__ import annotations

from collections.abc import Sequence

from sim.chronicle.reading import SIDES, Row, unit_cost
from sim.chronicle.rules import Rows, signed_again
from sim.chronicle.telling import LOSSES
from sim.rules.adaptation import change_threshold
from sim.rules.claims import disputed_share, haggling_cost
from sim.scenario import Scenario
from sim.worlds import world_row


def total(rows: Rows, column: str) -> float:
    """A column over all months."""
    return sum(row[column] for row in rows)


def made(rows: Rows, side: str) -> float:
    """What a side made in all; money."""
    return total(rows, f"payoff_{side}")


def share(part: float, whole: float) -> str:
    """A share as it is read; below one per cent with a digit more."""
    value = 100.0 * part / whole
    return f"{value:.0f} %" if value >= 1.0 or value == 0.0 else f"{value:.1f} %"


def losses(rows: Rows) -> list[tuple[str, float]]:
    """Where the first best went, in words, the largest first; money."""
    known = [(words, total(rows, column)) for column, words in LOSSES.items()]
    return sorted(known, key=lambda one: -one[1])


def broken(rows: Rows) -> tuple[int, int]:
    """How many promises were broken, of how many."""
    held = sum(int(row["held"]) for row in rows)
    kept = sum(int(row[f"kept_{side}"]) for row in rows for side in SIDES)
    return 2 * held - kept, 2 * held


def paid_back(rows: Rows) -> int | None:
    """The number of months until both together have made good what setting up cost; None: never."""
    reached = 0.0
    for place, row in enumerate(rows):
        reached += row["payoff_buyer"] + row["payoff_supplier"]
        if reached >= 0.0:
            return place + 1
    return None


def signings(rows: Rows) -> Rows:
    """The months in which the two signed."""
    return [rows[place] for place in (0, *signed_again(rows))]


def part_of_supplier(row: Row) -> float:
    """The share of value less cost that the agreed price left the supplier when it was signed."""
    cost = unit_cost(row)
    return (row["price_agreed"] - cost) / (row["value"] - cost)


def change_share(found: Sequence[Rows]) -> float:
    """The share of all relationships' months in which a change order was fought through."""
    return sum(total(rows, "change_order") for rows in found) / sum(len(rows) for rows in found)


def kept_share(found: Sequence[Rows]) -> float:
    """The share of promises that the suppliers of these relationships kept."""
    return sum(total(rows, "kept_supplier") for rows in found) / sum(total(rows, "held") for rows in found)


def untold_share(found: Sequence[Rows]) -> float:
    """The share of the months with something to adapt to in which it was kept silent."""
    material = sum(total(rows, "material") for rows in found)
    return sum(total(rows, "silenced") for rows in found) / material if material else float("nan")


def fight(scenario: Scenario) -> tuple[float, float]:
    """H of a rigid contract between firms of no honesty, without a dispute about a lie; |x| that is borne."""
    world = world_row(scenario)
    disputed = disputed_share(world.adaptation_bias, 0.0, world.adaptation_inflation, 1.0, 1.0)
    cost = haggling_cost(world.adaptation_haggling, 0.0, world.adaptation_haggling_slope, disputed)
    return cost, change_threshold(
        world.adaptation_threshold, cost, world.shocks_misfit_sd, world.surplus_misfit_weight
    )
