"""The same month as a Mesa model that knows no kernel: what its user would write, and write well.

Firms are objects, activated through Mesa's AgentSets; dice come from the model's numpy generator, a month's
at a time; the month of a relationship is `sim.rules.month.play_month` in plain Python. Simpler than
`sim.Market` on purpose: buyers take the best supplier they meet in random order (no deferred acceptance),
nobody remembers former partners, entrants keep the strategy of the slot, nobody imitates. So it is another
world, with months of the same kind and price, and never the same bits.
"""

from __future__ import annotations

from typing import Any

import mesa

from sim.agents.parameters import scenario_of
from sim.quantities import Bond, Deeds, Luck, Lumps, Outlook, Terms
from sim.rules.choice import estimate_next
from sim.rules.contracts import common_form, is_staggered
from sim.rules.money import bankrupt, cash_next, founders_cash
from sim.rules.month import play_month, shocked
from sim.rules.offers import stranger_score_of_supplier, unknown
from sim.rules.shocks import market_log_cost_next, parted_by_chance
from sim.rules.signing import renewed, signed
from sim.rules.surplus import base_cost, compatibility, private_cost, project_value
from sim.scenario import Scenario
from sim.worlds import strategy_names, strategy_row, world_row

NO_LUMPS = Lumps(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


class Firm(mesa.Agent):
    """A buyer or a supplier."""

    model: NaiveMarket

    def __init__(self, model: NaiveMarket) -> None:
        super().__init__(model)
        world = model.world
        self.cash: float = founders_cash(world.money_cash, world.money_cash_spread, float(model.rng.random()))
        self.founded = True
        self.income = 0.0
        self.empty_until: int | None = None
        self.bond: Pair | None = None

    @property
    def alive(self) -> bool:
        """Whether the firm is in business."""
        return self.empty_until is None

    def close_month(self) -> None:
        """The month's income goes to cash; who cannot pay is out, and somebody new comes later."""
        world = self.model.world
        if self.empty_until is not None:
            if self.model.steps >= self.empty_until:
                self.cash, self.empty_until, self.founded = world.money_cash, None, False
            return
        self.cash = cash_next(self.cash, self.income, world.money_fixed_cost)
        self.income = 0.0
        if bankrupt(self.cash, world.money_credit, world.money_ruin):
            self.empty_until = self.model.steps + int(world.money_entry_delay)
            if self.bond is not None:
                self.bond.part()


class NaiveSupplier(Firm):
    """A firm that delivers."""

    def __init__(self, model: NaiveMarket) -> None:
        super().__init__(model)
        world, rng = model.world, model.rng
        self.cost = base_cost(world.surplus_cost, world.surplus_cost_sd, float(rng.random()))
        self.own_cost = private_cost(self.cost, world.surplus_cost_spread, float(rng.random()))


class NaiveBuyer(Firm):
    """A firm that buys."""

    def __init__(self, model: NaiveMarket) -> None:
        super().__init__(model)
        self.last: NaiveSupplier | None = None
        self.place = 0

    def meet_nature(self) -> None:
        """Nature moves its relationship, and may part the two."""
        market = self.model
        if self.bond is not None:
            luck = market.luck[self.place]
            self.bond.state = shocked(self.bond.state, market.shock, luck, market.world)
            if parted_by_chance(market.world.market_separation, luck.separation):
                self.bond.part()

    def find_partner(self) -> None:
        """Meet a few free suppliers, sit down with the best; or sit down again with its own."""
        if not self.alive:
            return
        market = self.model
        world, rng = market.world, market.rng
        if self.bond is not None:
            if self.bond.open:
                self.bond.renew()
            return
        free = [one for one in market.suppliers if one.alive and one.bond is None]
        if not free:
            return
        met = rng.choice(len(free), min(market.degree, len(free)), replace=False).tolist()
        form, unknown_firm = common_form(market.posture, market.posture), unknown(False, 0.0, world)
        market.seekers = max(0, market.seekers - 1)
        others = (float(len(free) - 1), float(market.seekers))

        def score(one: NaiveSupplier) -> float:
            return stranger_score_of_supplier(
                market.posture, market.posture, form, one.cost, unknown_firm, unknown_firm, *others,
                self.last is not None and self.last is not one, market.outlook, world,
            )  # fmt: skip

        best = max((free[place] for place in met), key=score)
        value, fit, screen, screen_back, first_term = rng.random(5).tolist()
        founders = self.founded and best.founded
        outcome = signed(
            market.posture, market.posture, form,
            project_value(world.surplus_value, world.surplus_value_spread, value), best.own_cost,
            market.log_cost, compatibility(world.choice_fit_low, fit), *others, unknown_firm,
            unknown_firm, self.last is not None and self.last is not best, market.outlook, world,
            screen, screen_back,
            is_staggered(world.contract_staggered, founders, market.steps - 1), first_term,
        )  # fmt: skip
        if outcome.agreed > 0.0:
            self.last = best
            self.bond = best.bond = Pair(self, best, outcome.terms, outcome.bond, outcome.lumps)

    def deal(self) -> None:
        """Play the month of its relationship."""
        if self.bond is not None:
            self.bond.month()


class Pair:
    """Two firms under a contract."""

    def __init__(
        self, buyer: NaiveBuyer, supplier: NaiveSupplier, terms: Terms, state: Bond, lumps: Lumps
    ) -> None:
        self.buyer, self.supplier = buyer, supplier
        self.terms, self.state, self.lumps = terms, state, lumps
        self.open = False

    def part(self) -> None:
        """The two go their ways."""
        self.buyer.bond = self.supplier.bond = None

    def renew(self) -> None:
        """Sit down again when the term is over; part without agreement."""
        market = self.buyer.model
        world = market.world
        value = project_value(world.surplus_value, world.surplus_value_spread, float(market.rng.random()))
        outcome = renewed(
            market.posture, market.posture, self.terms, self.state, value, 1.0, 1.0, market.outlook, world
        )
        self.open = False
        if outcome.agreed > 0.0:
            self.terms, self.state, self.lumps = outcome.terms, outcome.bond, outcome.lumps
        else:
            self.part()

    def month(self) -> None:
        """One month by the rules; what it came to goes to the two and into the market's sums."""
        market = self.buyer.model
        place = self.buyer.place
        self.state, deal = play_month(
            market.posture, market.posture, self.terms, self.state, market.outlook, market.world,
            market.luck[place], market.deeds[place], self.lumps,
        )  # fmt: skip
        self.lumps = NO_LUMPS
        self.buyer.income += deal.payoff_buyer
        self.supplier.income += deal.payoff_supplier
        market.deals += 1
        market.joint += deal.payoff_buyer + deal.payoff_supplier
        market.lies.append(deal.lies_buyer + deal.lies_supplier)
        if deal.trades > 0.0:
            market.traded.append((deal.operating_buyer, deal.operating_supplier, self.supplier.cost))
        self.open = deal.ended > 0.0
        if deal.leaves_buyer > 0.0 or deal.leaves_supplier > 0.0:
            self.part()


class NaiveMarket(mesa.Model):
    """A market of firms that all follow the first strategy of an arm's population."""

    def __init__(self, scenario: Scenario, arm: str, seed: int = 1) -> None:
        super().__init__(rng=seed)
        own = scenario_of(scenario, arm, {})
        self.world: Any = world_row(own)
        self.posture = strategy_row(own.strategies[strategy_names(own)[0]], own.choice.patience)
        self.degree = own.network.degree
        self.suppliers = [NaiveSupplier(self) for _ in range(own.market.suppliers)]
        self.buyers = [NaiveBuyer(self) for _ in range(own.market.buyers)]
        for place, buyer in enumerate(self.buyers):
            buyer.place = place
        margin = 0.5 * (self.world.surplus_value - self.world.surplus_cost)
        self.outlook = Outlook(margin, margin, 1.0, 1.0, 0.5, self.world.surplus_cost, 0.0)
        self.log_cost = self.shock = self.joint = 0.0
        self.deals = self.seekers = 0
        self.traded: list[tuple[float, float, float]] = []
        self.lies: list[float] = []
        self.luck: list[Luck] = []
        self.deeds: list[Deeds] = []
        self.datacollector = mesa.DataCollector({"joint": "joint", "deals": "deals", "active": active})

    def roll(self) -> None:
        """A month's dice, for all buyers at once."""
        count = len(self.buyers)
        normal = self.rng.standard_normal((count, 5)).tolist()
        even = self.rng.random((count, 14)).tolist()
        self.luck = [
            Luck(one, two, u[12], three, u[13], four, five)
            for (one, two, three, four, five), u in zip(normal, even)
        ]
        self.deeds = [Deeds(*u[:12]) for u in even]

    def step(self) -> None:
        """Play a month."""
        world = self.world
        self.shock = float(self.rng.standard_normal())
        self.log_cost = market_log_cost_next(
            self.log_cost,
            world.shocks_cost_persistence,
            world.shocks_cost_sd,
            world.shocks_common,
            self.shock,
        )
        self.roll()
        buyers = self.agents_by_type[NaiveBuyer]
        buyers.do("meet_nature")
        self.seekers = sum(1 for one in self.buyers if one.alive and one.bond is None)
        buyers.shuffle_do("find_partner")
        self.traded, self.lies = [], []
        buyers.do("deal")
        self.agents.do("close_month")
        self.move_public_means()
        self.datacollector.collect(self)

    def move_public_means(self) -> None:
        """What everybody knows follows the month's means."""
        if not self.traded:
            return
        now, rate, count = self.outlook, self.world.choice_public_rate, len(self.traded)
        buyer, supplier, cost = (sum(column) / count for column in zip(*self.traded))
        busy = active(self)
        self.outlook = Outlook(
            estimate_next(now.value_buyer, buyer, rate), estimate_next(now.value_supplier, supplier, rate),
            estimate_next(now.fill_buyer, busy / len(self.buyers), rate),
            estimate_next(now.fill_supplier, busy / len(self.suppliers), rate), now.renewal,
            estimate_next(now.cost, cost, rate),
            estimate_next(now.lies, sum(self.lies) / (2.0 * len(self.lies)), rate),
        )  # fmt: skip


def active(market: NaiveMarket) -> int:
    """How many relationships are running."""
    return sum(1 for one in market.buyers if one.bond is not None)
