"""What the rules exchange: named tuples of plain numbers, a unit on every field.

Money: 1 is the reference price of one month's delivery. One period is one month. Truth values that
must live beside numbers in one flat row are 0.0 or 1.0. Everything here is immutable and knows no
library, so that the same tuples serve interpreted and compiled play.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple, Protocol


class Form(IntEnum):
    """Contract forms. A number rather than a word so that a menu fits in a row of numbers."""

    SPOT = 0
    RIGID = 1
    FLEXIBLE = 2
    RELATIONAL = 3


SPOT = 0.0
RIGID = 1.0
FLEXIBLE = 2.0
RELATIONAL = 3.0
NO_FORM = -1.0
"""No contract form is on both menus: the pair cannot trade."""


class Entry(IntEnum):
    """Which strategy a firm brings that enters a slot left empty by a bankruptcy."""

    SAME = 0
    MIX = 1
    IMITATE = 2


class Asked(IntEnum):
    """What a firm decides. Append only: lists of decisions are kept as numbers."""

    TELL = 0
    MONITOR = 1
    CONSENT = 2
    ORDER = 3
    INFLATE = 4
    KEEP = 5
    SUE = 6
    LEAVE = 7
    PROPOSE = 8
    """To whom a searching buyer proposes first, of those it meets."""


class Luck(NamedTuple):
    """Draws of nature for one bond and month."""

    misfit: float  # standard normal
    cost: float  # standard normal
    jump: float  # uniform
    jump_size: float  # standard normal
    separation: float  # uniform
    noise_buyer: float  # standard normal
    noise_supplier: float  # standard normal


class Deeds(NamedTuple):
    """Uniform draws that decide what is done and seen in one bond and month."""

    buyer_keeps: float
    supplier_keeps: float
    buyer_seen: float
    supplier_seen: float
    inflated: float
    buyer_monitors: float
    found: float
    supplier_monitors: float
    buyer_silent: float
    supplier_silent: float
    buyer_silence_found: float
    supplier_silence_found: float


class Answers(NamedTuple):
    """What the two firms of a bond are told to decide: 1 yes, 0 no, `BY_RULE` as their rules say."""

    buyer_tells: float
    supplier_tells: float
    buyer_monitors: float
    supplier_monitors: float
    buyer_consents: float
    supplier_consents: float
    buyer_orders: float
    supplier_inflates: float
    buyer_keeps: float
    supplier_keeps: float
    buyer_sues: float
    supplier_sues: float
    buyer_leaves: float
    supplier_leaves: float


BY_RULE = -1.0
NOTHING_TOLD = Answers(*(BY_RULE,) * len(Answers._fields))


class Told(NamedTuple):
    """What a function of a strategy's own can be told of a relationship: what its firm knows there and then.

    As the month opens; of `leaves`, as it ends. All are floats.
    """

    role: float
    """0: the firm buys; 1: it supplies."""
    month: float
    """Months that the market has played."""
    cash: float
    """Money: its own."""
    kept: float
    """Its own last promise in this relationship: 1 kept, 0 broken, -1 none yet."""
    seen: float
    """What it last saw of its partner's promises: 1 kept (also before it saw any), 0 broken."""
    trust: float
    """[0, 1]: its trust in this partner."""
    grievance: float
    """Money: what it holds against its partner."""
    ledger: float
    """Money: risk that it took over for its partner, net, fading."""
    estimate: float
    """Money a month: what this relationship gives it."""
    outside: float
    """Money a month: what it expects elsewhere."""
    age: float
    """Months that the relationship has lasted."""
    left: float
    """Months that the term still runs, this one included; at the end of a month, without it."""
    form: float
    """The contract: 0 spot, 1 rigid, 2 flexible, 3 relational."""
    price: float
    """Money a month, agreed."""
    value: float
    """Money a month: what the work is worth to the buyer."""
    cost: float
    """Money a month: what the work costs the supplier, before shocks."""
    misfit: float
    """How far the work has drifted from its specification; 0: not at all."""
    outlay: float
    """Money: what it costs to specify the work anew."""
    gain: float
    """Money: what work specified anew would bring the firm this month, the outlay apart."""
    haggling: float
    """Money: what a contested change costs the two."""
    opened: float
    """1: it may look for another partner from now on; only `leaves` is told."""


class Met(NamedTuple):
    """What a function of a strategy's own can be told of a possible partner. All are floats."""

    role: float
    """0: the firm buys; 1: it supplies."""
    month: float
    """Months that the market has played."""
    cash: float
    """Money: its own."""
    score: float
    """What its rule would answer: the higher, the rather."""
    trust: float
    """[0, 1]: its trust in this partner, from experience, from what is said, or in strangers."""
    incumbent: float
    """1: the two are in a relationship now, which is open; 0: strangers or former partners."""
    cost: float
    """Money a month: the supplier's base cost, which everybody knows."""


class Strategy(Protocol):
    """A strategy as the rules see it: a record of numbers (see `sim.scenario.Strategy`)."""

    reciprocity: float
    autonomy: float
    honesty: float
    equity: float
    loyalty: float
    integrity: float
    declared_reciprocity: float
    declared_autonomy: float
    declared_honesty: float
    declared_equity: float
    declared_loyalty: float
    declared_integrity: float
    reactive: float
    opening: float
    after_kept_kept: float
    after_kept_broken: float
    after_broken_kept: float
    after_broken_broken: float
    guard: float
    foundation: float
    vision: float
    principles: float
    mechanisms: float
    governance: float
    placebo: float
    menu_1: float
    menu_2: float
    menu_3: float
    menu_4: float
    patience: float
    payoff_weight: float


class World(Protocol):
    """The parameters as the rules see them: `world.<group>_<field>`, each a number (see `sim.parameters`)."""

    def __getattr__(self, name: str) -> float: ...


class Acting(NamedTuple):
    """The six principles a firm acts on in this relationship this month, after its guard; [0, 1]."""

    reciprocity: float
    autonomy: float
    honesty: float
    equity: float
    loyalty: float
    integrity: float


class Steps(NamedTuple):
    """Which of the five steps work in a relationship; 0 or 1 each."""

    foundation: float
    vision: float
    principles: float
    mechanisms: float
    governance: float


class Terms(NamedTuple):
    """What two firms signed: fixed until they sign again."""

    form: float  # a code of `Form`
    band: float  # money: prices may move by so much about the agreed one
    term: float  # months
    power: float  # [-1, 1], the buyer's when positive
    value: float  # money per month, the buyer's
    cost: float  # money per month, the supplier's, before its cost shock
    fit: float  # [0, 1]
    steps: Steps
    governed: float  # 1: pays for governance every month (a placebo pays and has no effect)
    steps_cost: float  # money: what the pair's working steps cost at signing
    prior_buyer: float  # [0, 1]: trust in the supplier before any experience
    prior_supplier: float  # [0, 1]


class Side(NamedTuple):
    """What one firm carries through a spell."""

    grievance: float
    """Money: what it holds against its partner."""
    ledger: float
    """Money: risk it took over for the partner, net, fading."""
    estimate: float
    """Money a month: what this relationship gives it."""
    good: float
    """Weighted count of good observations of its partner, fading."""
    bad: float
    """Weighted count of bad ones, fading."""
    kept: float
    """Its own last promise: 1 kept, 0 broken, -1 none yet."""
    seen: float
    """The partner's last seen promise: 1 kept (also before any is seen), 0 broken."""


class Bond(NamedTuple):
    """The state of one spell, as it stands between two months."""

    age: float
    """Months played."""
    left: float
    """Months left in the term, this one included."""
    since: float
    """Months since the last strategic review."""
    price: float
    """Money a month, agreed."""
    cost_then: float
    """Money a month: the cost at which the price was agreed."""
    misfit: float
    """How far the work has drifted from its specification."""
    log_cost: float
    """Log points: how far the cost is off its base."""
    buyer: Side
    """What the buyer carries through the spell."""
    supplier: Side
    """What the supplier carries through it."""


class Outlook(NamedTuple):
    """Public means that every firm knows."""

    value_buyer: float  # money per month: mean operating payoff of buyers in trade
    value_supplier: float  # money per month
    fill_buyer: float  # [0, 1]: share of buyers' slots in a relationship
    fill_supplier: float  # [0, 1]
    renewal: float  # [0, 1]: share of ended terms that were renewed
    cost: float  # money per month: mean base cost of suppliers in trade
    lies: float  # per side and month: lies and silences found out


class Lumps(NamedTuple):
    """What the pair's signing cost in the month in which it took place; money."""

    process_buyer: float
    process_supplier: float
    contracting_buyer: float
    contracting_supplier: float
    adaptation_buyer: float
    adaptation_supplier: float


class Horizon(NamedTuple):
    """What a pair's terms mean to each firm for as long as the terms and both strategies stand."""

    after_term_buyer: float  # [0, 1]: what a month after the whole term weighs, against this one
    after_term_supplier: float
    parting_buyer: float  # money per month: what replacing the partner would cost, over a term
    parting_supplier: float


class Scene(NamedTuple):
    """What is settled when the month opens and both firms know where they stand."""

    buyer: Acting
    """The principles on which the buyer acts here this month, after its guard: [0, 1] each."""
    supplier: Acting
    """Those of the supplier."""
    trust_buyer: float
    """[0, 1]: the buyer's trust in the supplier."""
    trust_supplier: float
    """[0, 1]: the supplier's in the buyer."""
    cost: float
    """Money a month: what the work costs the supplier, after the shock."""
    weight: float
    """[0, 1]: the supplier's bargaining weight in the price."""
    gain_rate: float
    """Money: what a unit of specific investment yields here."""
    gain_buyer: float
    """Money: what planned investment leaves the buyer, its outlay taken off."""
    gain_supplier: float
    """Money: what it leaves the supplier."""
    investment: float
    """The specific investment planned."""
    at_stake: float
    """Money: what of the supplier's share a buyer keeps that breaks its promise."""
    narrowing: float
    """G, [0, 1]: how far agreed principles narrow what each thinks fair."""
    lying_buyer: float
    """The chance that the buyer keeps silent or misreports."""
    lying_supplier: float
    """The chance that the supplier does, or inflates."""
    haggling: float
    """Money: what a contested change costs the two."""
    detection: float
    """The chance that conduct is seen where nobody monitors."""
    outside_buyer: float
    """Money a month: what the buyer expects elsewhere."""
    outside_supplier: float
    """Money a month: what the supplier does."""
    after_term_buyer: float
    """[0, 1]: what a month after a whole term weighs for the buyer, against this one."""
    after_term_supplier: float
    """[0, 1]: what it weighs for the supplier."""


class Exchange(NamedTuple):
    """This month's price and the decision to trade."""

    trades: float  # 0 or 1
    price: float  # money
    low: float  # money: least price of the month's feasible range
    high: float  # money: greatest
    risk: float  # money: paid by the buyer to the supplier (negative: handed back)


class Claim(NamedTuple):
    """The reimbursement of an outlay that is claimed."""

    paid: float  # money, buyer to supplier
    dispute: float  # money, lost by both together
    found_true: float  # 0 or 1: the payer monitored and found it true
    found_false: float  # 0 or 1: inflation found


class Watch(NamedTuple):
    """Who monitors whom this month, and what it takes and shows."""

    buyer: float  # 0 or 1: the buyer monitors the supplier
    supplier: float  # 0 or 1: the supplier monitors the buyer
    cost: float  # money: a month of monitoring, to who monitors
    seeing_buyer: float  # chance that the buyer sees the supplier's conduct
    seeing_supplier: float  # chance that the supplier sees the buyer's


class News(NamedTuple):
    """Whether what must be known to adapt was told."""

    material: float  # 0 or 1: there is something to adapt to
    silenced: float  # 0 or 1: a side is silent and not found out: nobody can adapt this month
    found_buyer: float  # 0 or 1: the supplier found out that the buyer was silent
    found_supplier: float


class Stake(NamedTuple):
    """What a reset of the work would change this month, its cost apart."""

    buyer: float
    """Money: what the buyer would gain."""
    supplier: float
    """Money: what the supplier would gain."""
    stops: float
    """1: without it the month would not trade, with it it would."""


class Work(NamedTuple):
    """How the work was specified this month: what it cost whom."""

    misfit: float  # after a reset, if there was one
    ordered: float  # 0 or 1: a change order was fought through
    reset: float  # 0 or 1
    haggling: float  # money, split evenly
    outlay: float  # money, spent by the supplier
    uncompensated: float  # money, left with the supplier by a strong buyer
    claim: Claim


class Settlement(NamedTuple):
    """The month's work and price once any renegotiation is over."""

    watch: Watch
    news: News
    work: Work
    exchange: Exchange
    price: float  # money, agreed
    cost_then: float  # money per month, the cost at which it was agreed
    renegotiated: float  # 0 or 1


class Promises(NamedTuple):
    """The month's two promises."""

    held: float  # 1: the month trades, so each side holds a promise
    kept_buyer: float  # 1 kept, 0 broken
    kept_supplier: float
    seen_buyer: float  # 1: the supplier saw the buyer's conduct
    seen_supplier: float
    payoff_buyer: float  # money
    payoff_supplier: float
    withheld: float  # money: the supplier's share of the gain that a buyer kept which broke its promise
    remedy: float  # money, buyer to supplier net: made good unasked or won at law
    law_buyer: float  # money, spent at law
    law_supplier: float


class Aftermath(NamedTuple):
    """What the month left behind: grievances, shading and the delay of payment."""

    grievance_buyer: float  # money
    grievance_supplier: float
    shading_buyer: float  # money, lost by the supplier
    shading_supplier: float  # money, lost by the buyer
    interest_buyer: float  # money, gained by paying late
    interest_supplier: float  # money, lost by being paid late


class Leakages(NamedTuple):
    """Where the first best went; money, in the order of the accounts."""

    lost_trade: float
    misfit: float
    adaptation: float
    haggling: float
    underinvestment: float
    misdirection: float
    promises: float
    shading: float
    monitoring: float
    law: float
    delay: float
    process: float
    governance: float
    contracting: float


class Control(NamedTuple):
    """Who watched whom in a month, and what came of it; 0 or 1 each."""

    monitored_buyer: float  # the buyer monitored the supplier
    monitored_supplier: float
    saw_buyer: float  # the buyer saw whether the supplier kept its promise
    saw_supplier: float


class Deal(NamedTuple):
    """One relationship's month, as it is booked."""

    trades: float  # 0 or 1
    price: float  # money
    first_best: float  # money
    operating_buyer: float  # money: one-off costs of the relationship and its governance apart
    operating_supplier: float
    payoff_buyer: float  # money: all that moves its cash
    payoff_supplier: float
    transfer: float  # money, buyer to supplier, net: changes who has it, never how much there is
    leakages: Leakages
    held: float  # promises held by each side: 0 or 1
    kept_buyer: float
    kept_supplier: float
    ordered: float
    renegotiated: float
    haggled: float
    material: float  # 0 or 1: there was something to adapt to
    silenced: float  # 0 or 1: nobody could adapt to it, for want of being told
    shading_buyer: float  # money lost by the supplier to the buyer's shading
    shading_supplier: float
    lies_buyer: float  # lies and silences of the buyer that the supplier found out
    lies_supplier: float
    control: Control
    withheld: float  # money, kept by a buyer that broke its promise
    opened: float  # 0 or 1: the bond is open for re-tender
    ended: float  # 0 or 1: its term has ended
    leaves_buyer: float
    leaves_supplier: float
    noise_buyer: float  # money: noise in its payoff (a switch for tests), an account of the firm
    noise_supplier: float


class Experience(NamedTuple):
    """What a firm knows of a possible partner before they sign."""

    prior: float  # [0, 1]
    good: float  # weighted count, faded
    bad: float


class Approach(NamedTuple):
    """What it would take two strategies that meet to come together."""

    form: float  # the contract form that both have on their menus, or NO_FORM
    joining_buyer: float  # money per month: search, signing and half the steps, over a term
    joining_anew: float  # money per month: the same for a buyer that leaves another partner for it
    joining_supplier: float  # money per month


class Signing(NamedTuple):
    """The outcome of two firms sitting down to sign."""

    agreed: float  # 0 or 1
    aborted: float  # 0 or 1: the foundation failed and each holds a bad observation
    terms: Terms
    bond: Bond
    lumps: Lumps
