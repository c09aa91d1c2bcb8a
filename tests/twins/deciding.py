"""Firms that decide as a list of decisions tells them, in Mesa: the twin of `sim.World`'s decisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from sim.agents import Buyer, Moment, Supplier
from sim.decision import DECISIONS, Decision
from sim.scenario import Scenario
from tests.twins.plays import TracedMarket, to_its_end

METHODS = {
    "tell": "tells", "monitor": "monitors", "consent": "consents", "order": "orders", "inflate": "inflates",
    "keep": "keeps", "sue": "sues", "leave": "leaves",
}  # fmt: skip
OF_ONE = {"order": "buyer", "inflate": "supplier", "propose": "buyer"}
"""Decisions that only one of the two roles has."""


class DecidedMarket(TracedMarket):
    """A market whose firms look up what they are told, month by month."""

    decisions: tuple[Decision, ...] = ()
    dealing: Any = None
    """The buyer whose relationship plays its month."""

    def told(self, role: str, slot: int, name: str, partner: int | None) -> list[Decision]:
        return [
            one
            for one in self.decisions
            if (one.month, one.role, one.slot, one.name) == (self.month, role, slot, name)
            and (one.partner is None or partner is None or one.partner == partner)
        ]


def deciding(kind: type[Any], role: str) -> type[Any]:
    """Firms of a role that do as they are told, and else what they always do."""

    def method(name: str, usual: Callable[..., bool]) -> Callable[..., bool]:
        def decided(self: Any, moment: Moment) -> bool:
            buyer = self.model.dealing
            partner = buyer.relationship.supplier.slot if role == "buyer" else buyer.slot
            told = self.model.told(role, self.slot, name, partner)
            return bool(told[-1].answer) if told else usual(self, moment)

        return decided

    own = {
        verb: method(name, getattr(kind, verb))
        for name, verb in METHODS.items()
        if OF_ONE.get(name, role) == role
    }
    return type(f"Decided{kind.__name__}", (kind,), own)


class DecidedBuyer(deciding(Buyer, "buyer")):
    def deal(self) -> None:
        self.model.dealing = self
        super().deal()

    def proposes(self, met: list[Any]) -> list[Any]:
        for one in self.model.told("buyer", self.slot, "propose", None)[-1:]:
            first = [each for each in met if each.supplier.slot == one.answer]
            met = [] if one.answer is None else first + [each for each in met if each not in first]
        return met


DecidedSupplier = deciding(Supplier, "supplier")


def decided_market(scenario: Scenario, seed: int, decisions: tuple[Decision, ...]) -> DecidedMarket:
    """A market played to its end by firms that decide so."""
    market = DecidedMarket(scenario, seed=seed, buyer_class=DecidedBuyer, supplier_class=DecidedSupplier)
    market.decisions = decisions
    return to_its_end(market)


@st.composite
def games(draw: st.DrawFn, scenario: Scenario) -> tuple[Decision, ...]:
    """Decisions for a few firms over stretches of months: enough of them that most come up."""
    market = scenario.market
    sizes = {"buyer": market.buyers, "supplier": market.suppliers}
    made: list[Decision] = []
    for _ in range(draw(st.integers(1, 24))):
        name = draw(st.sampled_from(sorted(DECISIONS)))
        role = OF_ONE.get(name) or draw(st.sampled_from(sorted(sizes)))
        other = sizes["supplier" if role == "buyer" else "buyer"]
        answers = st.one_of(st.none(), st.integers(0, other - 1)) if name == "propose" else st.booleans()
        slot, answer = draw(st.integers(0, sizes[role] - 1)), draw(answers)
        partner = None if name == "propose" else draw(st.one_of(st.none(), st.integers(0, other - 1)))
        since = draw(st.integers(0, market.months - 1))
        for month in range(since, min(market.months, since + draw(st.integers(1, 24)))):
            made.append(Decision(role, slot, name, answer, partner, month))
    return tuple(sorted(made, key=lambda one: one.month or 0))
