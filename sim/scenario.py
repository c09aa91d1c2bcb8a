"""A world in numbers: its parameters, the strategies known in it, who plays them, the arms to compare.

A `Scenario` is frozen; nothing else influences a run but the seed. `sim.config` builds scenarios from mappings;
`sim.worlds` turns one into the flat row of numbers that the rules read.
"""

# ruff: noqa: E501
# fmt: off

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.parameters import (
    GRAPHS,
    INFINITE,
    Adaptation,
    Bargaining,
    Choice,
    Contract,
    Imitation,
    Investment,
    MarketSize,
    Money,
    Monitoring,
    Network,
    News,
    Payment,
    Process,
    PromiseGame,
    Records,
    Risk,
    Shading,
    Shocks,
    Surplus,
    Trust,
    amount,
    name_handed,
    quantity,
    share,
)

FORMS = ("spot", "rigid", "flexible", "relational")
PRINCIPLES = ("reciprocity", "autonomy", "honesty", "equity", "loyalty", "integrity")
ROLES = ("buyers", "suppliers")
STEPS = ("foundation", "vision", "principles", "mechanisms", "governance")


FIELDS = (
    "tells", "monitors", "consents", "orders", "inflates", "keeps", "sues", "leaves", "proposes", "accepts",
)  # fmt: skip
"""The decisions for which a strategy can name a function: in the order of `sim.quantities.Asked`, then of a choice."""


@dataclass(frozen=True)
class Strategy:
    """A posture as numbers: principles, conduct, guard, steps, menu. Never a payoff (model §4)."""

    reciprocity: float = share(0.0, "risk sharing; co-investment")
    autonomy: float = share(0.0, "abstains from power in price and payment")
    honesty: float = share(0.0, "truth in reports, claims and news")
    equity: float = share(0.0, "reward by contribution; damage made good")
    loyalty: float = share(0.0, "counts the partner's good; stays through a better offer")
    integrity: float = share(0.0, "breaking a promise has a price in itself; agreed principles bite")
    declared: float | None = quantity(None, "what it declares of every principle; none: what it acts", low=0.0, high=1.0)
    conduct: str = quantity("calculative", "how a promise is decided", choices=("calculative", "reactive"))
    opening: float = share(1.0, "reactive: chance to keep the first promise")
    after_kept_kept: float = share(1.0, "reactive: chance to keep after own kept, partner's kept")
    after_kept_broken: float = share(0.0, "reactive: after own kept, partner's broken")
    after_broken_kept: float = share(1.0, "reactive: after own broken, partner's kept")
    after_broken_broken: float = share(0.0, "reactive: after own broken, partner's broken")
    tells: str = quantity("", "a function of one's own, as `file.py:function`: the chance to tell what only it knows of the work")
    monitors: str = quantity("", "a function of one's own: the chance to watch the partner this month")
    consents: str = quantity("", "a function of one's own: the chance to agree to a reset of the work")
    orders: str = quantity("", "a function of one's own: the chance that a buyer orders a change")
    inflates: str = quantity("", "a function of one's own: the chance that a supplier inflates a claim")
    keeps: str = quantity("", "a function of one's own: the chance to mean to keep this month's promise")
    sues: str = quantity("", "a function of one's own: the chance to go to law over a broken promise, should it see one")
    leaves: str = quantity("", "a function of one's own: the chance to end the relationship, seeing the month's outcome")
    proposes: str = quantity("", "a function of one's own: how much a buyer likes a supplier that it meets; nan: not at all")
    accepts: str = quantity("", "a function of one's own: how much a supplier likes a buyer that may propose; nan: not at all")
    guard: float = share(0.0, "trust below which it drops its principles; 0: unconditional")
    foundation: bool = quantity(False, "takes step 1, foundation of trust, transparency, compatibility")
    vision: bool = quantity(False, "takes step 2, shared vision")
    principles: bool = quantity(False, "takes step 3, guiding principles")
    mechanisms: bool = quantity(False, "takes step 4, mechanisms")
    governance: bool = quantity(False, "takes step 5, governance")
    placebo: bool = quantity(False, "pays for its steps, which have no effect")
    menu: tuple[str, ...] = field(
        default=("rigid",),
        metadata={"meaning": "contract forms, in order of preference", "unit": "1", "low": None, "high": None, "symbol": "", "choices": FORMS},
    )
    patience: float | None = quantity(None, "monthly discount factor; none: the market's", low=0.0, high=1.0, symbol="δ_i")
    payoff_weight: float = share(0.5, "weight of payoff against trust in partner choice", "α")
    sentence: str = quantity("", "the strategy in a sentence")
    source: str = quantity("", "where it comes from")

    def __post_init__(self) -> None:
        name_handed(self, *FIELDS)


@dataclass(frozen=True)
class Population:
    """Which strategies each role starts with: name → share; the shares of a role sum to 1."""

    buyers: Mapping[str, float] = field(default_factory=lambda: {"wiifme": 1.0}, metadata={"meaning": "who buys: a strategy's name, or names with shares that sum to 1"})
    suppliers: Mapping[str, float] = field(default_factory=lambda: {"wiifme": 1.0}, metadata={"meaning": "who sells: a strategy's name, or names with shares that sum to 1"})


@dataclass(frozen=True)
class Arm:
    """One treatment of an experiment: who plays, and what is set otherwise than in the scenario."""

    name: str
    population: Population = field(metadata={"meaning": "who plays: a strategy's name, names with shares that sum to 1, or a mapping for each role"})
    label: str = quantity("", "what tables and pictures call it; none: its name")
    family: str = quantity("", "those with which it is shown")
    overrides: Mapping[str, Any] = field(default_factory=dict[str, Any], metadata={"meaning": "what it sets otherwise than the scenario: paths and values, as `trust.prior: 0.3`"})


@dataclass(frozen=True)
class Scenario:
    """A whole world and the strategies known in it; `arms` are the treatments to compare."""

    market: MarketSize = field(default_factory=MarketSize)
    network: Network = field(default_factory=Network)
    surplus: Surplus = field(default_factory=Surplus)
    shocks: Shocks = field(default_factory=Shocks)
    bargaining: Bargaining = field(default_factory=Bargaining)
    contract: Contract = field(default_factory=Contract)
    adaptation: Adaptation = field(default_factory=Adaptation)
    investment: Investment = field(default_factory=Investment)
    news: News = field(default_factory=News)
    monitoring: Monitoring = field(default_factory=Monitoring)
    promises: PromiseGame = field(default_factory=PromiseGame)
    risk: Risk = field(default_factory=Risk)
    shading: Shading = field(default_factory=Shading)
    payment: Payment = field(default_factory=Payment)
    process: Process = field(default_factory=Process)
    choice: Choice = field(default_factory=Choice)
    trust: Trust = field(default_factory=Trust)
    money: Money = field(default_factory=Money)
    imitation: Imitation = field(default_factory=Imitation)
    records: Records = field(default_factory=Records)
    strategies: Mapping[str, Strategy] = field(default_factory=lambda: {"wiifme": Strategy()})
    population: Population = field(default_factory=Population)
    arms: tuple[Arm, ...] = ()


GROUPS = tuple(
    name for name in Scenario.__dataclass_fields__ if name not in ("strategies", "population", "arms")
)
"""The groups of parameters, in the order of the row that the rules read."""

__all__ = [
    "FORMS", "GRAPHS", "GROUPS", "INFINITE", "PRINCIPLES", "ROLES", "STEPS", "Arm", "Population", "Scenario", "Strategy",
    "amount", "quantity", "share",
]
