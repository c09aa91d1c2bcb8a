"""What buyers and suppliers have in common: a slot, a strategy, money, a memory, a reputation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from mesa import Agent

from sim.agents.memory import Memory
from sim.draws import Four, Purpose
from sim.quantities import Asked, Experience, Met, Told
from sim.rules.money import bankrupt, cash_next, founders_cash
from sim.rules.offers import remembered, trust_in, unknown
from sim.rules.told import chance_answered
from sim.worlds import TRAILING

if TYPE_CHECKING:
    from sim.agents.market import Market
    from sim.agents.offers import Offer
    from sim.agents.relationship import Moment, Relationship
    from sim.chances import Own

ANSWERS = ("opening", "after_kept_kept", "after_kept_broken", "after_broken_kept", "after_broken_broken")
"""What of a strategy says how likely it is to keep, by what it remembers."""


class Firm(Agent):
    """A firm of either role. Subclass `Buyer` or `Supplier`, not this.

    It takes a slot of its market with fresh cash, trades, and leaves the market when it is bankrupt.
    Whoever takes the slot next is another object.
    """

    model: Market
    role: ClassVar[int]

    def __init__(self, model: Market, slot: int, generation: int, strategy: int, born: int) -> None:
        super().__init__(model)
        self.slot = slot
        self.generation = generation
        self.strategy = strategy
        self.born = born
        self.cash: float = self.first_cash()
        self.income = 0.0
        """Money, this month so far."""
        self.payoff = 0.0
        """Money, in the last month that was closed."""
        self.recent = [0.0] * TRAILING
        self.memory = Memory(model.room_in_memory)
        self.raters = 0
        self.reputation = 0.0
        """The sum of its `raters`' trust in it."""
        self.vacant_until: int | None = None
        """The month in which an entrant takes the slot of this firm; None while it lives."""
        self.failed_in: int | None = None

    def first_cash(self) -> float:
        """What it starts with: a founder has more or less than those who come later."""
        world = self.model.world
        if self.generation > 0:
            return world.money_cash
        recorded = self.model.recorded(self, "cash")
        if recorded is not None:
            return recorded
        draw, _, _, _ = self.model.four(0, self.role, self.slot, Purpose.FOUNDING)
        return founders_cash(world.money_cash, world.money_cash_spread, draw)

    def __repr__(self) -> str:
        return f"{type(self).__name__} {self.slot} ({self.strategy_name})"

    @property
    def alive(self) -> bool:
        """Whether the firm is in business."""
        return self.vacant_until is None

    @property
    def posture(self) -> Any:
        """Its strategy as the rules read it."""
        return self.model.postures[self.strategy]

    def told(self, moment: Moment) -> Told:
        """What it knows of a relationship, as a function of its strategy's own is told."""
        raise NotImplementedError

    def does(self, asked: Asked, chance: float, moment: Moment, dice: Four) -> bool:
        """Whether it does what its own function gives this chance; `dice` are its own."""
        raise NotImplementedError

    def own_function(self, which: int) -> Own | None:
        """The function that its strategy names for a decision, by its place in `FIELDS`."""
        functions = self.model.chances
        return functions[self.strategy][which] if functions else None

    def chance_of(self, asked: Asked, moment: Moment) -> float | None:
        """The chance that its strategy's own function gives a decision; None where it has none."""
        own = self.own_function(asked)
        return None if own is None else chance_answered(own(self.told(moment)))

    def decides(self, asked: Asked, moment: Moment, by_rule: bool) -> bool:
        """What it decides: by its strategy's own function, or else by its rule."""
        chance = self.chance_of(asked, moment)
        if chance is None:
            return by_rule
        market, buyer = self.model, self if self.role == 0 else moment.partner
        dice = market.four(market.month, buyer.slot, self.role, Purpose.OWN)
        return self.does(asked, chance, moment, dice)

    def meant(self, moment: Moment) -> Any:
        """Its posture as it decides on its promise: with the chance that its own function gives, if any."""
        chance = self.chance_of(Asked.KEEP, moment)
        own = (moment.buyer, moment.supplier)[self.role]
        return own if chance is None else own._replace(**dict.fromkeys(ANSWERS, chance))

    def likes(self, which: int, offer: Offer, by_rule: float) -> float:
        """How much it likes a possible partner: by its strategy's own function, or else by its rule."""
        own = self.own_function(which)
        if own is None:
            return by_rule
        held = offer.relationship
        trusted = trust_in(offer.known, offer.world) if held is None else held.trust_of(self)
        supplier: Any = self if self.role == 1 else offer.partner
        return own(
            Met(
                float(self.role), float(self.model.month), self.cash, by_rule, trusted,
                0.0 if held is None else 1.0, supplier.cost,
            )
        )  # fmt: skip

    @property
    def strategy_name(self) -> str:
        """Its strategy by name."""
        return self.model.strategy_names[self.strategy]

    @property
    def partnerships(self) -> list[Relationship]:
        """Its running relationships."""
        raise NotImplementedError

    @property
    def trust(self) -> float:
        """Its mean trust in its present partners; nan without one."""
        trusts = [one.trust_of(self) for one in self.partnerships]
        return sum(trusts) / len(trusts) if trusts else float("nan")

    def experience_of(self, partner: Firm) -> Experience:
        """What it knows this month of a firm that it is not in a relationship with."""
        found = self.memory.of(partner)
        world = self.model.world
        if found is not None:
            months = float(self.model.month - found.month)
            return remembered(found.known.prior, found.known.good, found.known.bad, months, world)
        mean = partner.reputation / partner.raters if partner.raters > 0 else 0.0
        return unknown(partner.raters > 0, mean, world)

    def hears(self, trust: float) -> None:
        """Somebody's trust in this firm is added to what is said of it."""
        self.reputation += trust
        self.raters += 1

    def speak(self) -> None:
        """Say of every former partner how far it is trusted."""
        for one in self.memory:
            partner = one.partner
            if not self.deals_with(partner):
                partner.hears(trust_in(self.experience_of(partner), self.model.world))

    def deals_with(self, partner: Firm) -> bool:
        """Whether the two are in a relationship now."""
        return any(partner in (one.buyer, one.supplier) for one in self.partnerships)

    def recent_payoff(self) -> float:
        """Its mean monthly payoff over the months that imitation looks at, or those it has lived."""
        now = self.model.month
        months = min(now + 1 - self.born, int(self.model.world.imitation_memory))
        total = 0.0
        # Not `sum`: from Python 3.12 on it rounds otherwise than one addition after the other.
        for back in range(months):
            total += self.recent[(now - back) % TRAILING]
        return total / max(1.0, float(months))

    def close_month(self) -> None:
        """Phase 15, a firm's own part: the month's income goes to cash."""
        self.payoff, self.income = self.income, 0.0
        self.recent[self.model.month % TRAILING] = self.payoff
        self.cash = cash_next(self.cash, self.payoff, self.model.world.money_fixed_cost)

    def fails(self) -> bool:
        """Whether it is bankrupt."""
        world = self.model.world
        return bankrupt(self.cash, world.money_credit, world.money_ruin)

    def leave_market(self) -> None:
        """It is bankrupt: its shortfall is written off, its slot stays empty for a while."""
        self.cash = 0.0
        self.failed_in = self.model.month
        self.vacant_until = self.model.month + int(self.model.world.money_entry_delay)
        self.remove()
