"""What to notice in the stories of contracts and money: change orders, a hold-up, a bankruptcy."""

from __future__ import annotations

from experiments.chronicles.choice import Choice, relationships_of
from experiments.chronicles.figures import (
    broken,
    change_share,
    in_words,
    losses,
    made,
    months,
    part_of_supplier,
    percent,
    signings,
    total,
)
from experiments.chronicles.rules import ruined, world_of
from sim.chronicle.reading import SIDES, unit_cost
from sim.rules.adaptation import change_threshold
from sim.rules.claims import disputed_share, haggling_cost
from sim.worlds import world_row


def fight_cost(choice: Choice) -> float:
    """H of a rigid contract between firms of no honesty, without a dispute about a lie."""
    world = world_row(choice.world)
    disputed = disputed_share(world.adaptation_bias, 0.0, world.adaptation_inflation, 1.0, 1.0)
    return haggling_cost(world.adaptation_haggling, 0.0, world.adaptation_haggling_slope, disputed)


def change_orders_sentence(choice: Choice) -> str:
    rows = choice.rows
    return (
        "In a turbulent world a rigid contract is outgrown again and again: "
        f"{total(rows, 'change_order'):.0f} change orders are fought through in {len(rows)} months, and the "
        f"buyer ends at {made(rows, 'buyer'):+.2f}, the supplier at {made(rows, 'supplier'):+.2f}."
    )


def change_orders(choice: Choice) -> list[str]:
    rows, world = choice.rows, world_row(choice.world)
    fight = fight_cost(choice)
    threshold = change_threshold(
        world.adaptation_threshold, fight, world.shocks_misfit_sd, world.surplus_misfit_weight
    )
    idle = months(rows, lambda row: row["trades"] == row["renegotiated"] == 0.0)
    costs = [unit_cost(row) for row in rows]
    failed, held = broken(rows)
    both = months(rows, lambda row: row["held"] > row["kept_buyer"] + row["kept_supplier"])
    calm = world_of(("scenario=calm", "population=wiifme"))
    here, there = (change_share(relationships_of(one, choice.replicate)) for one in (choice.world, calm))
    return [
        "**The change is cheap, the fight is not.** Specifying the work anew takes "
        f"{total(rows, 'adaptation'):.2f} in all, haggling over it {total(rows, 'haggling'):.2f}. A fight "
        f"costs {fight:.2f}, more where a claim is found inflated (E7).",
        "**Waiting is rational.** With fights so dear the buyer puts up with drift until |x| reaches "
        f"{threshold:.2f}, or until no trade would pay (E6). Meanwhile the work that no longer fits loses "
        f"{total(rows, 'misfit_loss'):.2f}.",
        f"**A rigid price stops trade.** The price is {rows[0]['price_agreed']:.2f} whatever happens; the "
        f"cost moves between {min(costs):.2f} and {max(costs):.2f}. In {len(idle)} months no trade pays "
        "both, and a new price is not worth the fight (E6).",
        f"**A poor present makes a poor word.** {failed} of {held} promises are broken; in {len(both)} "
        "months both break theirs. A calculating firm keeps its word for the sake of what the relationship "
        f"will bring, and this one brings little (E9). That loses {total(rows, 'promises'):.2f}, and it is "
        "the firms' own doing.",
        f"**The world matters.** In this world a change order is fought through in {percent(here, 1.0)} of "
        f"all months of relationships; in the calm one, with the same firms, in {percent(there, 1.0)} "
        f"(replicate {choice.replicate} of each).",
    ]


def hold_up_sentence(choice: Choice) -> str:
    rows = choice.rows
    shares = [row["invested_share"] for row in rows if row["invested_share"] is not None]
    return (
        "A powerful buyer takes most of what specific investment yields, so the supplier invests "
        f"{100.0 * min(shares):.0f} to {100.0 * max(shares):.0f} % of what would be best for the two, and "
        f"the buyer makes {made(rows, 'buyer'):.2f} to the supplier's {made(rows, 'supplier'):.2f}."
    )


def hold_up(choice: Choice) -> list[str]:
    rows, world = choice.rows, world_row(choice.world)
    signed = signings(rows)
    parts = in_words([f"{100.0 * part_of_supplier(row):.0f} % (month {row['month']})" for row in signed])
    weights = in_words([f"{100.0 * row['invested_share']:.0f} %" for row in signed])
    lost = total(rows, "underinvestment")
    larger = [words for words, amount in losses(rows) if amount > lost]
    also = f" Larger losses here: {in_words(larger)}." if larger else ""
    left = rows[-1]["leaves_supplier"] > 0.0
    return [
        f"**Power and investment.** The buyer's power is {world.bargaining_power:.1f}, more where free "
        "suppliers outnumber buyers that search (E4). What is invested for one buyer is worth nothing "
        "elsewhere, so its yield is shared by power: without equity or reciprocity to count on, the "
        "supplier invests as large a part of the best as its bargaining weight β (E5).",
        f"**What that costs.** {lost:.2f} of {total(rows, 'first_best'):.2f}.{also} The hold-up is the "
        "classic case, not the dearest one in this world.",
        f"**Price.** Of value less cost the price left the supplier {parts} as they signed; its weight β "
        f"was {weights}. Each side hides part of the truth when they bargain (E3), and what a firm could "
        "get elsewhere protects it (E4). Part of a falling price is falling cost.",
        f"**Paid late.** After {rows[0]['lag']:.1f} months where {world.payment_lag:.0f} is usual; that "
        f"wastes {total(rows, 'delay'):.2f} (E11).",
        f"**The supplier {'leaves' if left else 'stays'}.** In {len(rows)} months it makes "
        f"{made(rows, 'supplier'):.2f}; a firm under power compares that with what it expects elsewhere, "
        "where buyers are powerful too (E13).",
    ]


def bankruptcy_sentence(choice: Choice) -> str:
    rows, fallen = choice.rows, ruined(choice.rows)
    who = f"the {fallen[0]} is" if len(fallen) == 1 else "both are"
    return (
        "With little to share and little cash to wait with, a buyer makes "
        f"{made(rows, 'buyer'):+.2f} and a supplier {made(rows, 'supplier'):+.2f} in {len(rows)} months; "
        f"then {who} bankrupt."
    )


def bankruptcy(choice: Choice) -> list[str]:
    rows, world = choice.rows, world_row(choice.world)
    first, fallen, fixed = rows[0], ruined(rows), world.money_fixed_cost
    failed, held = broken(rows)
    (one, lost), (two, less), *_ = losses(rows)
    notices = [
        f"**Margins.** As they sign, value less cost is {first['value'] - unit_cost(first):.2f}, for two "
        f"firms that cost {fixed:.2f} a month each to run (E15). So a month's cash is that of the month "
        f"before, plus the payoff told, less {fixed:.2f}.",
        f"**Where it went.** A perfect pair would have made {total(rows, 'first_best'):.2f}; {one} took "
        f"{lost:.2f} and {two} {less:.2f}.",
        f"**Ruin breeds ruin.** {failed} of {held} promises are broken. As what a firm expects of its "
        "partner falls towards what it expects elsewhere, keeping its word stops paying (E9), and that "
        "lowers what its partner expects.",
        "**Nobody looks ahead.** Firms in this model do not foresee bankruptcy; they go on until debt "
        f"exceeds {world.money_credit:.2f}. The debt is written off, and after "
        f"{world.money_entry_delay:.0f} months an entrant takes the slot (E15).",
    ]
    survivors = [side for side in SIDES if side not in fallen]
    return notices + [
        f"**The survivor.** The {side} is left with {rows[-1][f'cash_{side}']:+.2f} in cash, and no partner."
        for side in survivors
    ]
