"""What to notice in the stories of principles: one that flourishes, one betrayed, one repaired."""

from __future__ import annotations

from experiments.chronicles.choice import Choice, count, relationships_of
from experiments.chronicles.figures import (
    broken,
    in_words,
    kept_share,
    losses,
    made,
    months,
    paid_back,
    percent,
    total,
)
from experiments.chronicles.rules import (
    breach_places,
    left_below_exit,
    repaired_from,
    story_named,
    with_opportunist,
    world_of,
)
from sim.chronicle.reading import PARTNER
from sim.worlds import world_row


def flourishing_sentence(choice: Choice) -> str:
    rows = choice.rows
    joint = made(rows, "buyer") + made(rows, "supplier")
    return (
        "Two relationship-first firms set their relationship up with care, keep the work in step with what "
        f"is needed, and in {len(rows)} months make {percent(joint, total(rows, 'first_best'))} of what a "
        "perfect pair would have made."
    )


def flourishing(choice: Choice) -> list[str]:
    rows, world = choice.rows, world_row(choice.world)
    resets = len(months(rows, lambda row: row["drift"] is not None))
    failed, held = broken(rows)
    (largest, lost), *_ = losses(rows)
    back = paid_back(rows)
    regained = f"after {back} months both together have made that good" if back else "never made good"
    return [
        f"**Setting up is an investment.** The process costs {rows[0]['process']:.2f} at once, half each; "
        f"{regained} (E12).",
        f"**Change is no contest.** The work is specified anew in {resets} of {len(rows)} months for "
        f"{total(rows, 'adaptation'):.2f} in all, and {total(rows, 'haggling'):.2f} is lost in haggling: "
        "governance asks both each month, and loyalty lets a firm agree to what helps its partner (E6).",
        f"**Promises.** {failed} of {held} promises are broken. To a firm of integrity breaking one has a "
        "price in itself (E9).",
        "**Grudges stay small and do not go away.** A price that may move leaves each side something to "
        f"resent, {total(rows, 'shading'):.2f} in all; each review clears part of it (E8, E11).",
        f"**Nothing is free.** The largest loss is {largest}, {lost:.2f}.",
        "**How it ends.** Even a good relationship is weighed at each review against what a firm expects "
        f"elsewhere, and loyalty adds at most {world.choice_loyalty_worth:.2f} a month to an old partner "
        "(E13). Read the last month.",
    ]


def opportunist_sentence(choice: Choice) -> str:
    rows = choice.rows
    seen = months(rows, lambda row: row["breach_seen_buyer"])
    when = in_words([str(month) for month in seen])
    return (
        "A supplier that professes every principle and keeps no promise gets past the foundation; the "
        f"buyer sees it break its word in {'months' if len(seen) > 1 else 'month'} {when}, stops trusting "
        f"it, and leaves after {len(rows)} months."
    )


def opportunist(choice: Choice) -> list[str]:
    rows, world = choice.rows, world_row(choice.world)
    found = count(story_named("opportunist"))
    below = months(rows, lambda row: row["trust_buyer"] < row["guard_buyer"])
    firms = choice.world.population.suppliers[rows[0]["strategy_supplier"]]
    return [
        "**The foundation is a sieve.** It turns a pretender away with probability "
        f"{world.process_screening:.2f}, and a sound firm with {world.process_false_alarm:.2f} (E12). This "
        "one got through.",
        "**Most of it goes unseen.** With an open book a month's conduct is seen with probability "
        f"{world.process_detection:.2f}; unseen, nothing is learned (E9, E14). Of the first month it is not "
        "told, for the events do not settle it.",
        f"**The guard closes.** Trust is below {rows[0]['guard_buyer']:.2f} from month {below[0]} on. With "
        "its principles laid aside the buyer rewards investment less and keeps its own word only where "
        "that pays.",
        f"**Governance is the exit.** A strategic review each {world.process_review_every:.0f} months lets "
        "the buyer go (E13); a contract without one would have bound it until the term ends.",
        f"**Who gained.** The supplier made {made(rows, 'supplier'):+.2f}, the buyer "
        f"{made(rows, 'buyer'):+.2f}. A broken promise gains {world.promises_temptation:.2f} and costs the "
        f"partner {world.promises_harm:.2f} (E9).",
        f"**And it comes again.** Pretenders are {percent(firms, 1.0)} of the suppliers, but "
        f"{percent(found.belonging, found.everything)} of the relationships are theirs: who is left soon "
        "looks for the next.",
    ]


def opportunist_remark(choice: Choice) -> str:
    story = story_named("opportunist")
    strict = count(story._replace(fits=left_below_exit))
    shipped = story._replace(overrides=("population=opportunists",))
    usual = count(shipped)
    free = world_of((*shipped.overrides, "process.cost_scale=0"))
    dear, cheap = (
        kept_share([rows for rows in relationships_of(world, choice.replicate) if with_opportunist(rows)])
        for world in (shipped.world(), free)
    )
    return (
        "Other rules came first, and found nobody. Trust below "
        f"{choice.rows[0]['exit_trust']:.2f}, the level at which a firm walks out in mid-term, is reached by "
        f"{strict.fitting} of these {strict.belonging}: a review comes sooner. And of {usual.belonging} such "
        f"contracts with the `opportunist` of `population=opportunists` {usual.fitting} satisfy the rule. It "
        "breaks a promise where that pays, and seldom does: with its next partner it would have to pay for "
        f"the process again. It keeps {percent(dear, 1.0)} of its promises, and would keep "
        f"{percent(cheap, 1.0)} were the process free (replicate {choice.replicate}). So the story is of "
        "`opportunist_breaker`, who breaks them all."
    )


def repaired_breach(choice: Choice) -> tuple[int, str]:
    """The first breach that was repaired: its place, and its victim."""
    rows = choice.rows
    return next((place, side) for place, side in breach_places(rows) if repaired_from(rows, place, side))


def repaired_sentence(choice: Choice) -> str:
    place, victim = repaired_breach(choice)
    rows = choice.rows
    return (
        f"In month {rows[place]['month']} the {PARTNER[victim]} breaks a promise, the {victim} sees it, and "
        "the damage is made good; trust heals, and the two are together for "
        f"{len(rows) - place - 1} more months."
    )


def repaired(choice: Choice) -> list[str]:
    place, victim = repaired_breach(choice)
    rows, world, breaker = choice.rows, world_row(choice.world), PARTNER[victim]
    row, before, after = rows[place], rows[place - 1], rows[place + 1 :]
    healed = next(number + 1 for number, one in enumerate(after) if one[f"regained_{victim}"])
    integrity = choice.world.strategies[row[f"strategy_{breaker}"]].integrity
    return [
        f"**It was a slip.** To this firm breaking a promise has a price of "
        f"{integrity * world.promises_integrity_price:.2f} in itself, against the "
        f"{world.promises_temptation:.2f} that it gains. It means to keep its word, and misses it with "
        f"probability {world.promises_slip * (1.0 - integrity):.3f} a month (E9).",
        f"**Equity pays unasked.** The {breaker} pays {abs(row['remedy']):.3f} to make good the "
        f"{world.promises_harm:.2f} that its breach costs (E8).",
        "**Trust falls all the same, and heals slowly.** It falls from "
        f"{before[f'trust_{victim}']:.2f} to {row[f'trust_{victim}']:.2f}, because a bad observation weighs "
        f"{world.trust_bad_weight:g} times a good one, and is back after {healed} months: what was seen "
        f"fades by {100.0 * (1.0 - world.trust_forgetting):.0f} % a month (E14).",
        "**Not near the guard.** At its lowest after the breach trust is "
        f"{min(one[f'trust_{victim}'] for one in rows[place:]):.2f}; principles would be laid aside only "
        f"below {row[f'guard_{victim}']:.2f}.",
        "**What the reviews do.** They clear grievances, which in this model come from prices and not from "
        "broken promises, and they ask both whether to go on (E8, E13). The breach itself is repaired by "
        "the remedy and by promises kept afterwards.",
    ]
