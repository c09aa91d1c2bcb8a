"""The parameters of the world: every one once, with default, unit, range, symbol and meaning.

Sliders, validation, axis labels and the reference page are all made from these fields. A line a parameter, so
that the file can be read as the table that it is.
"""

# ruff: noqa: E501
# fmt: off

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

GRAPHS = ("complete", "random", "small_world", "scale_free", "communities", "file")
INFINITE = 1e12
"""Greater than any amount of money or months in a run: the neutral value of a cap."""


def quantity(
    default: float | int | bool | str | None,
    meaning: str,
    *,
    unit: str = "1",
    low: float | None = None,
    high: float | None = None,
    symbol: str = "",
    choices: tuple[str, ...] = (),
) -> Any:
    """A parameter: its default and what a reader must know of it."""
    told = {
        "meaning": meaning,
        "unit": unit,
        "low": low,
        "high": high,
        "symbol": symbol,
        "choices": choices,
    }
    return field(default=default, metadata=told)


def share(default: float, meaning: str, symbol: str = "") -> Any:
    """A parameter between 0 and 1."""
    return quantity(default, meaning, low=0.0, high=1.0, symbol=symbol)


def amount(default: float, meaning: str, symbol: str = "", unit: str = "money") -> Any:
    """A parameter that is not negative."""
    return quantity(default, meaning, unit=unit, low=0.0, high=INFINITE, symbol=symbol)


def name_handed(record: Any, *fields: str) -> None:
    """Where a function, graph or table was handed over for a file, name the file in which it is written down."""
    for name in fields:
        value = getattr(record, name)
        if value is not None and not isinstance(value, str):
            from sim.handed import named  # on call: few hand anything over

            object.__setattr__(record, name, named(value))


@dataclass(frozen=True)
class MarketSize:
    """How many firms, for how long."""

    buyers: int = quantity(40, "buyers, one slot each", unit="firms", low=1, high=10**6)
    suppliers: int = quantity(50, "suppliers", unit="firms", low=1, high=10**6)
    capacity: int = quantity(1, "slots of a supplier", unit="slots", low=1, high=100)
    months: int = quantity(120, "months played", unit="months", low=1, high=600)
    separation: float = share(0.005, "chance a month that a pair is parted by fate", "χ")


@dataclass(frozen=True)
class Network:
    """Who may trade with whom."""

    kind: str = quantity("complete", "kind of graph", choices=GRAPHS)
    degree: int = quantity(
        10, "partners of a buyer; on the complete graph those a searching buyer meets in a month",
        unit="firms", low=1, high=10**6,
    )
    rewiring: float = share(0.1, "small world: share of edges rewired")
    communities: int = quantity(4, "communities: how many", unit="groups", low=1, high=10**6)
    mixing: float = share(0.1, "communities: share of a buyer's edges that leave its group")
    file: str | None = quantity(None, "edge list or GraphML of the user's own (kind: file)")

    def __post_init__(self) -> None:
        name_handed(self, "file")


@dataclass(frozen=True)
class Records:
    """What is recorded and not drawn (see `sim.records`)."""

    firms: str | None = quantity(None, "table of the founders, CSV or Parquet; none: they are drawn")
    costs: str | None = quantity(None, "recorded series that the market's common cost follows, CSV or Parquet; none: it is drawn")
    column: str = quantity("", "the series' column; none: its only column of numbers")
    exposure: float = share(1.0, "part of costs' logarithm that follows the series")

    def __post_init__(self) -> None:
        name_handed(self, "firms", "costs")


@dataclass(frozen=True)
class Surplus:
    """What a month's delivery is worth and costs (E2)."""

    value: float = amount(1.15, "mean value of a month's delivery to a buyer", "v̄")
    cost: float = amount(0.85, "mean cost of a month's delivery to a supplier", "c̄")
    cost_sd: float = quantity(0.03, "sd of base cost over suppliers", unit="money", low=0.0, high=0.5, symbol="sd c̄")
    value_spread: float = quantity(0.05, "half width of a project's private value", unit="money", low=0.0, high=1.0, symbol="Δ_v")
    cost_spread: float = quantity(0.05, "half width of a supplier's private cost", unit="money", low=0.0, high=1.0, symbol="Δ_c")
    misfit_weight: float = amount(2.0, "curvature of the loss from misfit", "γ", unit="money")
    misfit_cap: float = amount(0.3, "greatest loss from misfit in a month", "M_max")
    redrawn: bool = quantity(False, "draw value and cost anew every month (a switch for tests)")


@dataclass(frozen=True)
class Shocks:
    """How the world outgrows contracts (E1)."""

    misfit_sd: float = quantity(0.15, "sd of the monthly drift of the work needed", low=0.0, high=2.0, symbol="σ_x")
    misfit_persistence: float = share(0.98, "persistence of misfit", "ρ_x")
    cost_sd: float = quantity(0.03, "sd of the monthly log cost shock", low=0.0, high=1.0, symbol="σ_z")
    cost_persistence: float = share(0.95, "persistence of log cost", "ρ_z")
    common: float = share(0.5, "share of the cost shock's variance common to the market", "c")
    jump_chance: float = share(0.02, "chance of a jump in misfit in a month", "λ_J")
    jump_mean: float = quantity(0.0, "mean of a jump", low=-5.0, high=5.0, symbol="μ_J")
    jump_sd: float = quantity(0.5, "sd of a jump", low=0.0, high=5.0, symbol="σ_J")
    two_point: bool = quantity(False, "misfit moves by ±σ_x instead of a normal step (a switch for tests)")
    payoff_noise: float = quantity(0.0, "sd of noise in each firm's monthly payoff (a switch for tests)", unit="money", low=0.0, high=10.0)


@dataclass(frozen=True)
class Bargaining:
    """Power and the split (E3, E4)."""

    power: float = quantity(0.0, "the buyer's power over the supplier", low=-1.0, high=1.0, symbol="Π₀")
    tightness: float = quantity(0.0, "how far scarcity of partners moves power", low=0.0, high=2.0, symbol="κ_Π")
    outside_weight: float = share(0.5, "weight of the outside option in a disagreement point", "ω_out")
    split: str = quantity("equal", "what the price splits: all, or by power with only the gain shared as principles say", choices=("equal", "gain"))
    price_fixed: bool = quantity(False, "use `price` whatever is reported (a switch for tests)")
    price: float = amount(1.0, "the exogenous price")


@dataclass(frozen=True)
class Contract:
    """Contract forms (E6)."""

    band: float = quantity(0.10, "half width of the price interval of flexible and relational contracts", unit="money", low=0.0, high=1.0, symbol="w")
    term: int = quantity(36, "months of a term", unit="months", low=1, high=10**6, symbol="L")
    spot_term: int = quantity(1, "months of a spot deal", unit="months", low=1, high=10**6)
    signing: float = amount(0.02, "cost of every signing, split evenly", "C_w")
    staggered: bool = quantity(True, "founders' first contracts end at different times: their first term is drawn")


@dataclass(frozen=True)
class Adaptation:
    """Change orders, haggling and claims (E6, E7)."""

    outlay: float = amount(0.05, "outlay of a reset per unit of misfit", "o")
    threshold: float | None = quantity(None, "misfit at which a rigid pair orders a change; none: the cost-minimising b*", low=0.0, high=INFINITE, symbol="b")
    saving_rule: bool = quantity(True, "order a change only if it saves its haggling")
    renegotiation: bool = quantity(True, "set the price anew when none in the interval serves")
    haggling: float = amount(0.10, "fixed cost of a contested change", "H₀")
    haggling_slope: float = amount(0.30, "cost of a contested change per disputed share", "H₁")
    inflation: float = quantity(0.20, "by how much an inflated claim exceeds the truth", low=0.0, high=5.0, symbol="ι")
    bias: float = quantity(0.05, "self-serving bias of each side", low=0.0, high=1.0, symbol="b₀")
    dispute: float = share(1.0, "weight of the dispute when inflation is found; 0 switches it off")


@dataclass(frozen=True)
class Investment:
    """Specific investment (E5)."""

    gain: float = quantity(0.20, "monthly gain per unit of specific investment", unit="money", low=0.0, high=2.0, symbol="a")
    bet: float = share(1.0, "how far the supplier's share of the gain hangs on the buyer's kept promise; 0: it is paid whatever the buyer does", "ϖ")


@dataclass(frozen=True)
class News:
    """What only one side knows, and a norm of honesty (E7)."""

    private: float = share(0.5, "chance, for each side, that part of what must be known to adapt only it knows", "ν")
    norm: float = quantity(0.0, "how far honesty erodes with the lies that are found in the market", low=0.0, high=10.0, symbol="κ_N")


@dataclass(frozen=True)
class Monitoring:
    """Watching a partner that is not trusted (E8)."""

    cost: float = quantity(0.01, "cost of a month of monitoring, to the side that monitors", unit="money per month", low=0.0, high=1.0, symbol="m")
    seen: float = share(0.8, "chance that a monitored partner's conduct is seen", "d_m")


@dataclass(frozen=True)
class PromiseGame:
    """Discretionary promises, seeing and remedies (E8, E9)."""

    temptation: float = quantity(0.06, "gain from breaking a promise", unit="money", low=0.0, high=5.0, symbol="c_q")
    harm: float = quantity(0.15, "the partner's loss from a broken promise", unit="money", low=0.0, high=5.0, symbol="v_q")
    slip: float = share(0.05, "chance of missing an intended keep", "ε₀")
    flip: bool = quantity(False, "a slip also turns an intended break into a keep")
    integrity_price: float = quantity(0.10, "what breaking a promise costs a firm of integrity 1 in itself", unit="money", low=0.0, high=5.0, symbol="κ_I")
    detection: float = share(0.30, "chance that conduct is seen without an open book", "d₀")
    renewal_fixed: bool = quantity(False, "firms expect `renewal` instead of the public share (0: a known end)")
    renewal: float = share(0.0, "share of terms that firms expect to be renewed when fixed")
    law_recovery: float = share(0.5, "share of the damage that the law recovers", "e_law")
    law_cost: float = amount(0.10, "cost of going to law", "c_law")
    table: bool = quantity(False, "take the promise game from the table below instead of c_q and v_q")
    buyer_kept_kept: float = quantity(0.0, "buyer's payoff, both keep", unit="money", low=-100.0, high=100.0)
    buyer_kept_broken: float = quantity(0.0, "buyer's payoff, it keeps and the supplier breaks", unit="money", low=-100.0, high=100.0)
    buyer_broken_kept: float = quantity(0.0, "buyer's payoff, it breaks and the supplier keeps", unit="money", low=-100.0, high=100.0)
    buyer_broken_broken: float = quantity(0.0, "buyer's payoff, both break", unit="money", low=-100.0, high=100.0)
    supplier_kept_kept: float = quantity(0.0, "supplier's payoff, both keep", unit="money", low=-100.0, high=100.0)
    supplier_kept_broken: float = quantity(0.0, "supplier's payoff, it keeps and the buyer breaks", unit="money", low=-100.0, high=100.0)
    supplier_broken_kept: float = quantity(0.0, "supplier's payoff, it breaks and the buyer keeps", unit="money", low=-100.0, high=100.0)
    supplier_broken_broken: float = quantity(0.0, "supplier's payoff, both break", unit="money", low=-100.0, high=100.0)


@dataclass(frozen=True)
class Risk:
    """Risk sharing and what fades (E10)."""

    ledger_max: float = amount(0.3, "net risk taken over beyond which a firm takes no more", "g_max")
    fading: float = share(0.2, "share of grievance and of the ledger that fades in a month", "η")


@dataclass(frozen=True)
class Shading:
    """Answers to aggrievement (E11)."""

    strength: float = quantity(0.25, "shading per unit of grievance", low=0.0, high=10.0, symbol="θ")
    cap: float = amount(0.10, "greatest shading in a month", "cap")


@dataclass(frozen=True)
class Payment:
    """Delay of payment (E11)."""

    interest_supplier: float = quantity(0.008, "a supplier's monthly cost of funds", unit="1/month", low=0.0, high=0.2, symbol="i_S")
    interest_buyer: float = quantity(0.004, "a buyer's monthly yield on funds", unit="1/month", low=0.0, high=0.2, symbol="i_B")
    lag: float = quantity(1.0, "usual lag of payment", unit="months", low=0.0, high=24.0, symbol="lag₀")
    lag_power: float = quantity(2.0, "extra lag that full power takes", unit="months", low=0.0, high=24.0, symbol="lag_max")


@dataclass(frozen=True)
class Process:
    """The five steps: what they cost and what they do (E12)."""

    foundation_cost: float = amount(0.12, "cost of the foundation of trust", "F₁")
    vision_cost: float = amount(0.06, "cost of the shared vision", "F₂")
    principles_cost: float = amount(0.06, "cost of the guiding principles", "F₃")
    mechanisms_cost: float = amount(0.18, "cost of the mechanisms", "F₄")
    governance_cost: float = amount(0.18, "cost of setting up governance", "F₅")
    governance_monthly: float = amount(0.025, "cost of governance a month", "g")
    review_cost: float = amount(0.05, "cost of a strategic review")
    review_every: int = quantity(6, "months between strategic reviews", unit="months", low=1, high=10**6)
    cost_scale: float = quantity(1.0, "multiplies every cost of the process", low=0.0, high=100.0)
    open_book: float = share(0.5, "how far the open book replaces strategic reports", "ψ")
    tactics_barred: float = share(0.3, "share of tactics that agreed mechanisms bar", "t")
    misdirection: float = share(0.1, "share of investment misdirected without a shared vision", "μ")
    narrowing: float = share(0.6, "how far kept principles narrow entitlements", "g₃")
    haggling_cut: float = share(0.5, "share of the fixed haggling cost that mechanisms save", "r₄")
    detection: float = share(0.45, "chance that conduct is seen with an open book", "d₁")
    clearing: float = share(0.5, "share of the partner's grievance that a just strategic review clears", "ρ_g")
    screening: float = share(0.3, "chance that the foundation turns away a strategy that declares more than it acts", "a_s")
    false_alarm: float = share(0.05, "chance that it turns away a sound one", "a_f")
    fit_minimum: float = share(0.7, "compatibility below which a foundation is solidified", "fit_min")
    solidifying: float = amount(0.04, "cost of solidifying a foundation", "F_fit")
    commitment: int = quantity(12, "months that agreed mechanisms add to a relational term", unit="months", low=0, high=600)


@dataclass(frozen=True)
class Choice:
    """Partner choice and staying (E13)."""

    fit_low: float = share(0.6, "least compatibility", "fit_low")
    candidates: int = quantity(3, "strangers that an open buyer looks at", unit="firms", low=0, high=10**6, symbol="n_c")
    loyalty_worth: float = amount(0.03, "what loyalty 1 adds to an old partner", "Λ", unit="money per month")
    switching: float = amount(0.10, "cost of switching, the buyer's", "C_sw")
    search: float = amount(0.10, "cost of search, the buyer's")
    exit_trust: float = share(0.10, "trust below which a firm with a bad experience leaves", "τ_exit")
    estimate_rate: float = share(0.05, "rate at which a firm learns what a relationship gives it")
    public_rate: float = share(0.1, "rate at which the public means move")
    patience: float = quantity(0.992, "the market's monthly discount factor", low=0.0, high=1.0, symbol="δ")
    exit: bool = quantity(True, "firms may leave")
    outside_offers: bool = quantity(True, "open buyers look at strangers")
    outside_fixed: bool = quantity(False, "use the two outside options below (a switch for tests)")
    outside_buyer: float = quantity(0.0, "a buyer's fixed outside option", unit="money per month", low=-100.0, high=100.0)
    outside_supplier: float = quantity(0.0, "a supplier's fixed outside option", unit="money per month", low=-100.0, high=100.0)


@dataclass(frozen=True)
class Trust:
    """Learning about partners (E14)."""

    prior: float = share(0.5, "trust in a stranger", "τ₀")
    strength: float = quantity(8.0, "observations that the prior is worth", unit="observations", low=1e-9, high=INFINITE)
    forgetting: float = share(0.97, "share of experience kept from month to month", "φ")
    good_weight: float = quantity(1.0, "weight of a good observation", low=0.0, high=100.0, symbol="w₊")
    bad_weight: float = quantity(2.0, "weight of a bad observation", low=0.0, high=100.0, symbol="w₋")
    word_of_mouth: float = share(0.0, "how far a stranger's prior moves to its reputation")


@dataclass(frozen=True)
class Money:
    """Cash, ruin and entry (E15)."""

    cash: float = quantity(3.0, "a new firm's cash", unit="money", low=0.0, high=INFINITE, symbol="K₀")
    cash_spread: float = share(1.0, "founders' cash is spread evenly over so much below and above the mean, as a share of it")
    credit: float = amount(1.0, "debt at which a firm is bankrupt", "credit")
    fixed_cost: float = amount(0.10, "fixed cost of a firm", "f", unit="money per month")
    entry_delay: int = quantity(6, "months until an entrant takes an empty slot", unit="months", low=1, high=10**6, symbol="t_e")
    entry: str = quantity("same", "the entrant's strategy", choices=("same", "mix", "imitate"))
    ruin: bool = quantity(True, "firms can go bankrupt")


@dataclass(frozen=True)
class Imitation:
    """Learning from others' success (E16)."""

    rate: float = quantity(0.0, "expected imitation events per firm and month", unit="1/month", low=0.0, high=10.0, symbol="μ_im")
    intensity: float = amount(50.0, "how sharply imitation follows payoff", "β_F", unit="month/money")
    memory: int = quantity(12, "months over which a firm's success is averaged", unit="months", low=1, high=12)
