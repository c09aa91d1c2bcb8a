"""One month of one relationship: the recipe. It reads aloud, and does no arithmetic of its own.

Before it, nature has moved the work and the cost (`shocks`) and partners were found and contracts signed
(`offers`, `signing`); after it come public means, ruin, entry and imitation, which are the market's.

 3  monitoring, news; the work is specified: by consent, by a change order, or not at all
 4  the price, shared risk, the decision to trade, renegotiation
 5  specific investment, planned when the month opened
 6  promises, kept or broken      7  what was seen, remedies, the law
 8  aggrievement, shading         9  payment and its delay
10  payoffs and accounts         11  trust, ledgers, estimates
12  the governance review        13  the decision to stay
"""

from __future__ import annotations

from sim.jit import rule
from sim.quantities import (
    NOTHING_TOLD,
    Answers,
    Bond,
    Deal,
    Deeds,
    Horizon,
    Luck,
    Lumps,
    Outlook,
    Strategy,
    Terms,
    World,
)
from sim.rules.accounts import booked, decided
from sim.rules.conduct import aftermath, promises_played
from sim.rules.decisions import (
    answered,
    buyer_consents,
    buyer_keeps,
    buyer_leaves,
    buyer_monitors,
    buyer_orders,
    buyer_sues,
    buyer_tells,
    supplier_consents,
    supplier_inflates,
    supplier_keeps,
    supplier_leaves,
    supplier_monitors,
    supplier_sues,
    supplier_tells,
)
from sim.rules.experience import bond_after
from sim.rules.horizon import horizon_of
from sim.rules.opening import opening_within
from sim.rules.process import governance_cost
from sim.rules.review import bond_reviewed, opened, review_due, review_paid, term_ended
from sim.rules.shocks import log_cost_next, misfit_jump, misfit_next, misfit_step
from sim.rules.specification import adapts_by_consent, news_of, settled, specified, stake_of_reset, watched


@rule
def shocked(bond: Bond, market_shock: float, luck: Luck, world: World) -> Bond:
    """Phase 1: the bond after nature moved. `market_shock` is the month's common normal draw."""
    jump = misfit_jump(
        world.shocks_jump_chance, world.shocks_jump_mean, world.shocks_jump_sd, luck.jump,
        luck.jump_size,
    )  # fmt: skip
    step = misfit_step(world.shocks_misfit_sd, world.shocks_two_point, luck.misfit)
    return Bond(
        bond.age, bond.left, bond.since, bond.price, bond.cost_then,
        misfit_next(bond.misfit, world.shocks_misfit_persistence, step, jump),
        log_cost_next(
            bond.log_cost, world.shocks_cost_persistence, world.shocks_cost_sd,
            world.shocks_common, market_shock, luck.cost,
        ),
        bond.buyer, bond.supplier,
    )  # fmt: skip


@rule
def play_month(
    buyer: Strategy,
    supplier: Strategy,
    terms: Terms,
    bond: Bond,
    outlook: Outlook,
    world: World,
    luck: Luck,
    deeds: Deeds,
    lumps: Lumps,
) -> tuple[Bond, Deal]:
    """Phases 3 to 13: the bond after the month, and the month as it is booked."""
    return play_month_within(
        horizon_of(buyer, supplier, terms, world),
        buyer, supplier, terms, bond, outlook, world, luck, deeds, lumps, NOTHING_TOLD,
    )  # fmt: skip


@rule
def play_month_within(
    horizon: Horizon,
    buyer: Strategy,
    supplier: Strategy,
    terms: Terms,
    bond: Bond,
    outlook: Outlook,
    world: World,
    luck: Luck,
    deeds: Deeds,
    lumps: Lumps,
    told: Answers,
) -> tuple[Bond, Deal]:
    """`play_month`, for whoever worked out the horizon when the two signed; `told` comes before a rule."""
    scene = opening_within(horizon, buyer, supplier, terms, bond, outlook, world)
    stake = stake_of_reset(scene, terms, bond, world)
    watch = watched(
        scene, terms, world,
        answered(told.buyer_monitors, buyer_monitors(scene, deeds)),
        answered(told.supplier_monitors, supplier_monitors(scene, deeds)),
    )  # fmt: skip
    news = news_of(
        bond, world, deeds, watch,
        answered(told.buyer_tells, buyer_tells(scene, world, deeds)),
        answered(told.supplier_tells, supplier_tells(scene, world, deeds)),
    )  # fmt: skip
    consented = (
        news.silenced <= 0.0
        and adapts_by_consent(terms, bond)
        and answered(told.buyer_consents, buyer_consents(scene, bond, stake, world))
        and answered(told.supplier_consents, supplier_consents(scene, bond, stake, world))
    )
    ordered = (
        news.silenced <= 0.0
        and not consented
        and answered(told.buyer_orders, buyer_orders(scene, terms, bond, stake, world))
    )
    inflated = answered(told.supplier_inflates, supplier_inflates(scene, deeds))
    work = specified(scene, terms, bond, world, deeds, watch, consented, ordered, inflated)
    settlement = settled(scene, terms, bond, work, world, deeds, watch, news, inflated)
    promises = promises_played(
        scene,
        settlement,
        world,
        deeds,
        answered(told.buyer_keeps, buyer_keeps(buyer, scene, terms, bond, outlook.renewal, world, deeds)),
        answered(
            told.supplier_keeps, supplier_keeps(supplier, scene, terms, bond, outlook.renewal, world, deeds)
        ),
        answered(told.buyer_sues, buyer_sues(scene, world)),
        answered(told.supplier_sues, supplier_sues(scene, world)),
    )
    after = aftermath(scene, terms, bond, settlement, world)
    governance = governance_cost(
        terms.governed,
        world.process_governance_monthly,
        world.process_review_cost,
        review_paid(terms, bond, world),
        world.process_cost_scale,
    )
    deal = booked(scene, terms, settlement, promises, after, governance, lumps, luck, world)
    reviewed = review_due(terms, bond, world)
    bond = bond_reviewed(
        bond_after(scene, bond, settlement, promises, after, deal, reviewed, world), terms, world
    )
    open_now = opened(bond, reviewed, world)
    deal = decided(
        deal,
        open_now,
        term_ended(bond),
        answered(told.buyer_leaves, buyer_leaves(scene, terms, bond, open_now, world)),
        answered(told.supplier_leaves, supplier_leaves(scene, terms, bond, open_now, world)),
    )
    return bond, deal
