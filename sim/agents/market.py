"""The market as a Mesa model: months of two populations of firms, who meet, sign, deal and part."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from typing import Any

import mesa

from sim.agents import entry, means, search, tables
from sim.agents.books import CENSORED, Books
from sim.agents.buyer import Buyer
from sim.agents.firm import Firm
from sim.agents.parameters import draw_seed, scenario_of
from sim.agents.relationship import NO_LUMPS, Dealt, Relationship
from sim.agents.reporters import collector
from sim.agents.supplier import Supplier
from sim.chances import chances_of
from sim.draws import WORD_MASK, Four, Purpose, four, normal_pair
from sim.network import neighbours
from sim.records import GIVEN, given_of
from sim.rules.shocks import market_log_cost_next
from sim.scenario import Scenario
from sim.spelling import advice, complaint, shown, whole
from sim.worlds import REMEMBERED, strategy_names, strategy_row, world_row

ACTIVATIONS = ("ordered", "shuffled", "reversed")


class Market(mesa.Model):
    """A world of a scenario, month by month; `sim.run_ensemble` plays the same worlds many at a time.

        model = sim.Market(sim.load("headline"), seed=1, arm="wiifwe")
        while model.running:
            model.step()
        model.datacollector.get_model_vars_dataframe()

    `seed` (or `rng`) and `replicate` are the address of its luck: the same as of `run_ensemble(seed=…)`.
    Without a seed one is drawn; `draw_seed` tells it, and so does the table of the model. `scenario` may be a
    name, as of `sim.load`. `arm` plays one arm of it, of the headline's where no scenario is given; without
    an arm the scenario's own population plays. `buyer_class` and `supplier_class` are subclasses of `Buyer`
    and `Supplier`, or functions that make one. `activation` is the order in which firms act: ordered,
    shuffled or reversed; whoever acts first, the outcome is the same. `agent_reporters` collects every firm's
    cash, payoff, partners, strategy and trust each month; `model_reporters` are further columns of the
    model's table, as Mesa takes them. All else are parameters of the scenario, by path (`trust__prior=0.3`)
    or by name (`months=24`).

    A month has phases. In each, firms act on the state as it was when the phase began, and write only what is
    their own; what concerns several is then settled in order of their numbers.
    """

    def __init__(
        self, scenario: Scenario | str | None = None, *, seed: Any = None, rng: Any = None,
        replicate: int = 0, arm: str | None = None,
        buyer_class: Callable[..., Buyer] = Buyer,
        supplier_class: Callable[..., Supplier] = Supplier,
        activation: str = "ordered", agent_reporters: bool = False,
        model_reporters: Mapping[str, Any] | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        self.draw_seed = draw_seed(seed, rng)
        super().__init__(rng=self.draw_seed)
        if activation not in ACTIVATIONS:
            hint = advice(str(activation), ACTIVATIONS, "allowed")
            raise complaint(f"`activation` is {shown(activation)}; {hint}", "Market", "activation")
        self.replicate = whole("replicate", replicate, 0, WORD_MASK)
        self.activation = activation
        self.firm_classes: tuple[Callable[..., Any], ...] = (buyer_class, supplier_class)
        self.scenario = scenario_of(scenario, arm, kwargs)
        self.world = world_row(self.scenario)
        self.strategy_names = strategy_names(self.scenario)
        self.postures = [
            strategy_row(self.scenario.strategies[name], self.scenario.choice.patience)
            for name in self.strategy_names
        ]
        self.chances = chances_of([self.scenario.strategies[name] for name in self.strategy_names])
        """Each strategy's own functions; empty where no strategy has any."""
        self.given = given_of(self.scenario, self.strategy_names)
        """What is recorded and not drawn."""
        self.months = self.scenario.market.months
        self.month = 0
        """Months played."""
        self.books = Books(len(self.postures), self.months)
        self._draw_graph()
        self._open()
        self.datacollector = collector(agent_reporters, model_reporters or {})

    def __getstate__(self) -> dict[str, Any]:
        """All but the functions of users' files, which are read again."""
        return {**self.__dict__, "chances": ()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.chances = chances_of([self.scenario.strategies[name] for name in self.strategy_names])

    def _draw_graph(self) -> None:
        network, market = self.scenario.network, self.scenario.market
        graph = neighbours(
            network.kind, market.buyers, market.suppliers, network.degree,
            rewiring=network.rewiring, communities=network.communities, mixing=network.mixing,
            file=network.file, seed=self.draw_seed,
        )  # fmt: skip
        self.graph = graph
        self.room_in_memory = REMEMBERED if graph.complete else None
        starts = ([], []) if graph.complete else (graph.buyer_start.tolist(), graph.supplier_start.tolist())
        ends = (graph.supplier_of.tolist(), graph.buyer_of.tolist())
        self._near = tuple(
            [there[one:other] for one, other in itertools.pairwise(start)]
            for start, there in zip(starts, ends)
        )

    def _open(self) -> None:
        """The first morning: founders, no relationships, public means where the world expects them."""
        market, world = self.scenario.market, self.world
        self.buyers: list[Any] = []
        """Every buyer's slot, in order; a bankrupt firm stays there until an entrant comes."""
        self.suppliers: list[Any] = []
        self.slots = (self.buyers, self.suppliers)
        for role in (0, 1):
            strategies = entry.founders(self, role)
            self.slots[role].extend(
                self.firm_classes[role](self, slot, 0, strategy, 0)
                for slot, strategy in enumerate(strategies)
            )
        self.founders = [firm.strategy for firm in (*self.buyers, *self.suppliers)]
        self.values = ([0.0] * market.buyers, [0.0] * market.suppliers)
        """Money, all payoffs of each slot so far."""
        self.first_deaths = ([0] * market.buyers, [0] * market.suppliers)
        """After how many months each founder failed; 0: it lives."""
        self.supplier_slots = market.suppliers * world.market_capacity
        self.outlook = means.first_outlook(self)
        self.log_cost = 0.0
        """The part of costs' log shock that is common to the market."""
        self.market_shock = 0.0
        self.terms_ended = self.terms_renewed = self.proposals = 0
        self.free_suppliers: list[Supplier] = []
        self.seekers = 0
        self.deals: list[Dealt] = []
        """The relationships' months, of the last month played."""

    def four(self, moment: int, a: int, b: int, purpose: int) -> Four:
        """Four uniform draws at an address of this world."""
        return four(self.draw_seed, self.replicate, moment, a, b, purpose)

    @property
    def relationships(self) -> list[Relationship]:
        """The running relationships, in order of their buyers."""
        return [one.relationship for one in self.buyers if one.relationship is not None]

    def recorded(self, firm: Firm, name: str) -> float | None:
        """A founder's number of `GIVEN` where a table gives it; None: it is drawn."""
        table = (self.given.buyers, self.given.suppliers)[firm.role]
        if firm.generation > 0 or not len(table):
            return None
        value = float(table[firm.slot, GIVEN.index(name)])
        return None if math.isnan(value) else value

    def suppliers_near(self, buyer: Buyer) -> list[Supplier]:
        """The slots that a buyer may trade with; not on the complete graph."""
        return [self.suppliers[slot] for slot in self._near[0][buyer.slot]]

    def buyers_near(self, supplier: Supplier) -> list[Buyer]:
        """The slots that a supplier may trade with; not on the complete graph."""
        return [self.buyers[slot] for slot in self._near[1][supplier.slot]]

    def others_free(self, buyer: Buyer, supplier: Supplier) -> tuple[float, float]:
        """How many other suppliers a buyer, and other buyers a supplier, could turn to."""
        itself_free = 1.0 if supplier.is_free else 0.0
        itself_searching = 1.0 if buyer.searches else 0.0
        if self.graph.complete:
            return len(self.free_suppliers) - itself_free, self.seekers - itself_searching
        return buyer.free_near - itself_free, supplier.seekers_near - itself_searching

    def each(self, kind: type[Firm], phase: str) -> None:
        """Let every living firm of a kind act, in this market's order of activation."""
        for type_, firms in self.agents_by_type.items():
            if not issubclass(type_, kind):
                continue
            if self.activation == "ordered":
                firms.do(phase)
            elif self.activation == "shuffled":
                firms.shuffle_do(phase)
            else:
                for firm in reversed(list(firms)):
                    getattr(firm, phase)()

    def step(self) -> None:
        """Play a month."""
        if self.month >= self.months:
            return
        self.terms_ended = self.terms_renewed = 0
        self.move_nature()
        search.find_partners(self)
        self.sign()
        self.trade()
        entry.ruin_and_entry(self)
        entry.imitate(self)
        self.month += 1
        self.datacollector.collect(self)
        if self.month == self.months:
            self.running = False
            self._close()

    def move_nature(self) -> None:
        """Phase 1, and separation by chance."""
        world = self.world
        one, other, _, _ = self.four(self.month, 0, 0, Purpose.MARKET)
        self.market_shock, _ = normal_pair(one, other)
        if self.given.shocks.size:
            self.market_shock = float(self.given.shocks[0, self.month])
        self.log_cost = market_log_cost_next(
            self.log_cost, world.shocks_cost_persistence, world.shocks_cost_sd,
            world.shocks_common, self.market_shock,
        )  # fmt: skip
        self.each(Buyer, "meet_nature")
        for held in self.relationships:
            if held.ended:
                self.terms_ended += 1
            if held.buyer.parted_by_fate:
                self.part(held, self.month)

    def strangers_met(self, buyer: Buyer) -> list[Supplier]:
        """Whom a searching buyer meets this month."""
        return search.strangers_met(self, buyer)

    def sign(self) -> None:
        """Phase 2, its end: who found another partner parts; then all sit down, and sign or not."""
        for held in self.relationships:
            if held.opened and held.buyer.match is not held.supplier:
                self.part(held, self.month)
        self.each(Buyer, "sit_down")
        for buyer in self.buyers:
            if buyer.relationship is not None:
                tables.conclude_renewal(self, buyer)
            elif buyer.signing is not None:
                tables.conclude_signing(self, buyer, buyer.match)

    def trade(self) -> None:
        """Phases 3 to 14: every relationship plays its month; it is booked; public means move."""
        self.each(Buyer, "deal")
        self.deals = [one.dealt for one in self.buyers if one.dealt is not None]
        for dealt in self.deals:
            self.settle(dealt)
        self.outlook = means.outlook_next(self)

    def settle(self, dealt: Dealt) -> None:
        """A relationship's month is booked and paid; it goes on, opens or ends."""
        held, buyer, supplier, deal = dealt.relationship, dealt.buyer, dealt.supplier, dealt.deal
        held.bond, held.lumps = dealt.bond, NO_LUMPS
        buyer.income += deal.payoff_buyer + deal.noise_buyer
        supplier.income += deal.payoff_supplier + deal.noise_supplier
        self.books.deal(buyer, supplier, dealt.terms, dealt.bond, deal)
        if deal.leaves_buyer > 0.0 or deal.leaves_supplier > 0.0:
            if deal.ended > 0.0:
                self.terms_ended += 1
            self.part(held, self.month + 1)
        else:
            world = self.world
            held.ended = deal.ended > 0.0
            tender = world.choice_exit > 0.0 and world.choice_outside_offers > 0.0
            held.opened = deal.opened > 0.0 and tender

    def part(self, held: Relationship, month: int) -> None:
        """A relationship is over; both sides remember it from `month` on."""
        known, known_back = held.memories()
        held.buyer.memory.keep(held.supplier, known, month)
        held.supplier.memory.keep(held.buyer, known_back, month)
        self.books.spell(held.buyer, held.bond)
        held.buyer.relationship = None
        held.supplier.relationships.remove(held)

    def _close(self) -> None:
        """Who lives when the market closes is counted as censored at its age."""
        for held in self.relationships:
            self.books.spell(held.buyer, held.bond, CENSORED)
        for firm in (*self.buyers, *self.suppliers):
            if firm.alive:
                self.books.life(firm, self.months - firm.born, CENSORED)
