"""Both plays of a scenario, as arrays that can be compared bit by bit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.agents import Dealt, Market
from sim.ensemble import run
from sim.ensemble.state import TRACE_COLUMNS
from sim.quantities import Bond, Deal, Terms
from sim.rules.trust import trust
from sim.scenario import Arm, Scenario

M = TypeVar("M", bound=Market)


class Play(NamedTuple):
    """Everything that a play of one world leaves behind."""

    accounts: NDArray[Any]
    lives: NDArray[Any]
    values: NDArray[Any]
    deaths: NDArray[Any]
    founders: NDArray[Any]
    traced: NDArray[Any]
    means: NDArray[Any]
    cash: NDArray[Any]
    strategies: NDArray[Any]


def firms_of(market: Market) -> list[Any]:
    return [*market.buyers, *market.suppliers]


def trace_row(dealt: Dealt) -> list[float]:
    """A relationship's month in the order of `TRACE_COLUMNS`, without the last four."""
    terms, bond, deal = dealt.terms, dealt.bond, dealt.deal
    strength = dealt.buyer.model.world.trust_strength
    trusts = [
        trust(prior, strength, side.good, side.bad)
        for prior, side in ((terms.prior_buyer, bond.buyer), (terms.prior_supplier, bond.supplier))
    ]
    return [float(dealt.supplier.slot), *bond_columns(terms, bond), *deal_columns(terms, deal), *trusts]


def bond_columns(terms: Terms, bond: Bond) -> list[float]:
    return [
        terms.form, bond.age, bond.left, bond.price, bond.cost_then, bond.misfit, bond.log_cost,
        *bond.buyer[:5], *bond.supplier[:5],
    ]  # fmt: skip


def deal_columns(terms: Terms, deal: Deal) -> list[float]:
    return [
        terms.value, terms.cost, terms.fit, terms.term, deal.trades, deal.price, deal.first_best,
        deal.operating_buyer, deal.operating_supplier, deal.payoff_buyer, deal.payoff_supplier,
        deal.transfer, *deal.leakages, deal.held, deal.kept_buyer, deal.kept_supplier,
        deal.ordered, deal.renegotiated, deal.haggled, deal.shading_buyer, deal.shading_supplier,
        deal.material, deal.silenced, deal.lies_buyer, deal.lies_supplier, *deal.control,
        deal.withheld, deal.opened, deal.ended, deal.leaves_buyer,
        deal.leaves_supplier,
    ]  # fmt: skip


class TracedMarket(Market):
    """A market that writes down what the kernel's trace holds."""

    def _open(self) -> None:
        super()._open()
        shape = (self.months, len(self.buyers), len(TRACE_COLUMNS))
        self.traced = np.full(shape, -1.0)
        self.traced[:, :, -1] = 0.0

    def settle(self, dealt: Dealt) -> None:
        row = self.traced[self.month, dealt.buyer.slot]
        row[:-4] = trace_row(dealt)
        row[-4], row[-3] = dealt.buyer.strategy, dealt.supplier.strategy
        super().settle(dealt)

    def step(self) -> None:
        super().step()
        rows = self.traced[self.month - 1]
        rows[:, -2] = [one.cash for one in self.buyers]
        rows[:, -1] = [self.suppliers[int(s)].cash if s >= 0 else 0.0 for s in rows[:, 0]]


def to_its_end(market: M) -> M:
    """A market, every month of it played."""
    while market.running:
        market.step()
    return market


def agents(scenario: Scenario, seed: int, replicate: int = 0, **options: Any) -> Play:
    return play_of(to_its_end(TracedMarket(scenario, seed=seed, replicate=replicate, **options)))


def play_of(market: TracedMarket) -> Play:
    firms = firms_of(market)
    return Play(
        market.books.accounts, market.books.lives,
        np.array([*market.values[0], *market.values[1]]),
        np.array([*market.first_deaths[0], *market.first_deaths[1]]),
        np.array(market.founders), market.traced, np.array([*market.outlook, market.log_cost]),
        np.array([firm.cash for firm in firms]), np.array([firm.strategy for firm in firms]),
    )  # fmt: skip


def kernel(scenario: Scenario, seed: int, replicate: int = 0, *, interpreted: bool = False) -> Play:
    stage = run.staged(scenario, Arm("world", scenario.population), seed, {})
    block = run.block_of(stage, seed, replicate, 1, trace=True, interpreted=interpreted)
    run.enter(block, interpreted=interpreted)
    return play_left(block.arguments)


def play_left(left: Mapping[str, Any]) -> Play:
    """What the kernel's arguments hold after it has played one world."""
    roles = (left["buyers"], left["suppliers"])
    return Play(
        left["accounts"][0], left["lives"][0], left["values"][0], left["deaths"][0], left["founders"][0],
        left["traced"], left["market"].numbers, np.concatenate([one.cash for one in roles]),
        np.concatenate([one.strategy for one in roles]),
    )  # fmt: skip


def differing(one: Play, other: Play) -> list[str]:
    """The parts that are not the same bits, with the first place where they are not."""
    return [
        f"{name}: {place_of_difference(mine, theirs, name)}"
        for name, mine, theirs in zip(Play._fields, one, other)
        if not same_bits(mine, theirs)
    ]


def same_bits(one: NDArray[Any], other: NDArray[Any]) -> bool:
    return one.shape == other.shape and np.array_equal(bits(one), bits(other))


def bits(values: NDArray[Any]) -> NDArray[Any]:
    """The bits of numbers: 0.0 and -0.0 differ, and nan equals itself."""
    whole = np.ascontiguousarray(values)
    return whole.view(np.int64) if whole.dtype == np.float64 else whole


def place_of_difference(one: NDArray[Any], other: NDArray[Any], name: str) -> str:
    if one.shape != other.shape:
        return f"shapes {one.shape} and {other.shape}"
    place = tuple(int(index) for index in np.argwhere(bits(one) != bits(other))[0])
    column = TRACE_COLUMNS[place[-1]] if name == "traced" else ""
    return f"{place} {column} {one[place]!r} {other[place]!r}"
