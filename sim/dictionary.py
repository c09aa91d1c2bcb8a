"""What the columns of every table mean, and in which unit: one dictionary, which Parquet carries too.

    sim.columns()["accounts"]["payoff"]   # Column(meaning='…', unit='money')

Money: 1 is the reference price of one month's delivery. Tables are named as `sim.Result` names them; `events`
is what `Result.events` gives. `worlds`, `levels` and `gains` are the files that a sweep stores, an outcome in
some columns; `Sweep.levels` and `Sweep.gains` are what they give, an outcome in a row. All of a sweep
have the axes of its design beside these columns.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.ensemble.outcomes import MARKS, OUTCOMES
from sim.ensemble.state import TRACE_COLUMNS
from sim.ensemble.tables import ENSEMBLE
from sim.worlds import ACCOUNTS

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

MONEY, RATE, SHARE, MONTHS, COUNT, WORD = "money", "money a month", "share", "months", "count", "word"
SLOT = "money per buyer slot and month"
ACTIVE = "money per relationship and month"
YES = "0 or 1"
ITS_OWN = "the outcome's"


class Column(NamedTuple):
    """What a column holds, in a sentence's part, and its unit."""

    meaning: str
    unit: str


KEYS = {
    "arm": Column("treatment that was played", WORD),
    "replicate": Column("number of the luck; equal numbers are one luck in all arms", "number"),
    "replicates": Column("replicates that are summed or averaged", COUNT),
    "status": Column("ok, or why the world cannot be used (not_finite)", WORD),
    "role": Column("buyer or supplier", WORD),
    "strategy": Column("strategy of the firms", WORD),
    "month": Column("month of the run, from 1", MONTHS),
    "point": Column("number of the design's point, from 0", "number"),
    "n": Column("replicates that ended well", COUNT),
    "baseline": Column("arm that is compared with", WORD),
    "kind": Column("of whom: buyer, supplier, relationship, or founders of a role", WORD),
    "age": Column("months lived", MONTHS),
}

LEAKAGES = {
    "lost_trade": "first best of months without trade",
    "misfit": "loss because the work is not the work needed, after resets",
    "adaptation": "outlay on resets and change orders",
    "haggling": "haggling and disputes",
    "underinvestment": "gain missed by investing less than is best",
    "misdirection": "gain missed because investment did not fit the partner",
    "promises": "value lost by broken promises, less what breaking saved",
    "shading": "value lost by shading",
    "monitoring": "cost of watching the partner",
    "law": "cost of going to law",
    "delay": "real part of late payment",
    "process": "steps of the process",
    "governance": "standing cost of governance",
    "contracting": "signing, search and switching",
}

ACCOUNT = {
    "firms": ("firms in business", COUNT), "relationships": ("relationships of these firms", COUNT),
    "trades": ("relationships that traded", COUNT), "payoff": ("payoffs of these firms", MONEY),
    "first_best": ("first best of their relationships", MONEY),
    "joint": ("joint payoff of their relationships", MONEY),
    **{name: (f"leakage: {meaning}", MONEY) for name, meaning in LEAKAGES.items()},
    "idle_search": ("search and signing that led to no relationship", MONEY),
    "idle_process": ("steps of the process that led to no relationship", MONEY),
    "fixed_cost": ("fixed cost", MONEY), "write_off": ("debts written off in bankruptcies", MONEY),
    "entrant_cash": ("cash that entrants bring", MONEY), "noise": ("noise in payoffs", MONEY),
    "cash": ("cash at the month's end", MONEY),
    "promises_held": ("relationship-months in which promises could be kept", COUNT),
    "promises_kept": ("promises that these firms kept", COUNT), "change_orders": ("change orders", COUNT),
    "renegotiations": ("prices negotiated anew within a term", COUNT),
    "haggled": ("relationship-months with haggling", COUNT),
    "shading_own": ("value that these firms shaded away", MONEY),
    "trust": ("sum of these firms' trust in their partners", "sum of shares"),
    "grievance": ("sum of these firms' grievances", MONEY),
    **{form: (f"relationships under a {form} contract", COUNT)
       for form in ("spot", "rigid", "flexible", "relational")},
    "material": ("relationship-months with something to adapt to", COUNT),
    "silenced": ("of these, those in which it was not told", COUNT),
    "lies_found": ("lies and silences of these firms that were found out", COUNT),
    "monitored": ("relationship-months in which these firms watched", COUNT),
}  # fmt: skip

TIDY = {
    "outcome": Column("outcome that the row is about: a column of `worlds`", WORD),
    "mean": Column("mean over replicates; of gains, of the arm less the baseline on the same luck", ITS_OWN),
    "se": Column("standard error of the mean", ITS_OWN),
    "low": Column("lower end of the mean's 95 % interval (Student)", ITS_OWN),
    "high": Column("upper end of it", ITS_OWN),
    "n": KEYS["n"],
}

PARTY = {"joint": "both together", "buyer": "buyers", "supplier": "suppliers"}
OUTCOME = {
    **{f"{one}_slot": (f"payoff of {who}", SLOT) for one, who in PARTY.items()},
    **{f"{one}_discounted": (f"payoff of {who}, discounted, as a mean", SLOT) for one, who in PARTY.items()},
    **{f"{one}_active": (f"payoff of {who}", ACTIVE) for one, who in PARTY.items()},
    "fixed_cost_slot": ("fixed cost of all firms", SLOT),
    "trade_share": ("relationship-months with trade", SHARE),
    "fill": ("buyer slots with a partner", SHARE), "kept_share": ("promises kept", SHARE),
    "change_orders": ("change orders", "per relationship and month"),
    "haggled": ("relationship-months with haggling", SHARE),
    **{f"{kind}_alive_{age}": (f"{kind} alive after {age} months; nan where the run is shorter", SHARE)
       for kind in ("relationships", "buyers", "suppliers") for age in MARKS},
    "bankruptcies": ("firms that failed", COUNT), "spells": ("relationships that were begun", COUNT),
    **{f"focal_{role}": (f"{role} with the population's first strategy, at the end", SHARE)
       for role in ("buyers", "suppliers")},
    **{f"focal_{role}_value": (f"payoff of a {role}'s slot founded with the population's first strategy",
                               "money a slot and month") for role in ("buyer", "supplier")},
    "silenced": ("months with something to adapt to that were not told of", SHARE),
    "lies_found": ("lies and silences found out", "per side and month"),
    "monitored": ("months monitored", SHARE),
    "lies_public": ("lies that the market hears of at the end", "per side and month"),
    "gini_buyers": ("Gini's coefficient of buyers' payoffs", "1"),
    "worst_tenth_buyers": ("mean payoff of the worst tenth of buyers' slots", "money a slot and month"),
}  # fmt: skip


def sided(name: str, meaning: str, unit: str) -> dict[str, tuple[str, str]]:
    """The columns of both sides."""
    return {f"{name}_{role}": (meaning.format(role), unit) for role in ("buyer", "supplier")}


EVENT = {
    "buyer": ("slot of the buyer", "number"), "supplier": ("slot of the supplier", "number"),
    "form": ("contract form: 0 spot, 1 rigid, 2 flexible, 3 relational", "code"),
    "age": ("months that the relationship has lasted, this one included", MONTHS),
    "left": ("months left in the term", MONTHS), "price_agreed": ("price that was agreed", RATE),
    "cost_then": ("cost at which it was agreed", RATE),
    "misfit": ("drift of the work from its specification", "1"),
    "log_cost": ("shock of the cost's logarithm", "log points"),
    **sided("grievance", "the {}'s grievance", MONEY),
    **sided("ledger", "what the {} is owed, net, for what it gave", MONEY),
    **sided("estimate", "what the {} expects of the relationship", RATE),
    **sided("good", "good observations of the partner that the {} remembers", COUNT),
    **sided("bad", "bad observations of the partner that the {} remembers", COUNT),
    "value": ("value of a delivery to the buyer", RATE), "cost": ("the supplier's cost before shocks", RATE),
    "fit": ("how well the two fit", SHARE), "term": ("length of the contract's term", MONTHS),
    "trades": ("whether the month saw trade", YES), "price": ("price this month", RATE),
    "first_best": ("what the pair could have made together", RATE),
    **sided("operating", "the {}'s operating payoff, before lumps and leakages of standing", RATE),
    **sided("payoff", "the {}'s payoff", RATE), "transfer": ("risk transferred to the supplier", RATE),
    "misfit_loss": (f"leakage: {LEAKAGES['misfit']}", MONEY),
    **{name: (f"leakage: {meaning}", MONEY) for name, meaning in LEAKAGES.items() if name != "misfit"},
    "held": ("whether promises could be kept", YES), **sided("kept", "whether the {} kept its promise", YES),
    "change_order": ("whether there was a change order", YES),
    "renegotiated": ("whether the price was negotiated anew", YES),
    "haggled": ("whether there was haggling", YES),
    **sided("shading", "value that the {} shaded away", MONEY),
    "material": ("whether there was something to adapt to", YES),
    "silenced": ("whether it was not told", YES),
    **sided("lies", "lies and silences of the {} that were found out", COUNT),
    **sided("monitored", "whether the {} watched its partner", YES),
    **sided("saw", "whether the {} saw whether its partner kept its promise", YES),
    "withheld": ("share of the gain from investment that the buyer withheld", MONEY),
    "opened": ("whether the relationship is open for re-tender", YES),
    "ended": ("whether the term is over", YES),
    **sided("leaves", "whether the {} leaves", YES),
    **sided("trust", "the {}'s trust in its partner at the month's end", SHARE),
    **sided("strategy", "the {}'s strategy", WORD),
    **sided("cash", "the {}'s cash at the month's end", MONEY),
}  # fmt: skip


@functools.cache
def columns() -> dict[str, dict[str, Column]]:
    """Table → column → what it means and its unit, in the order of the tables' columns."""
    ensemble, outcomes = ({name: Column(*OUTCOME[name]) for name in names} for names in (ENSEMBLE, OUTCOMES))
    spells = {
        "events": Column("lives that ended at this age: failed, or parted", COUNT),
        "censored": Column("lives that the end of the run cut off at this age", COUNT),
    }
    series = {
        f"{party}_{of}": Column(f"{word} of the month's payoff of {who}", "money per buyer slot")
        for party, who in PARTY.items()
        for of, word in (("mean", "mean over replicates"), ("sd", "standard deviation over replicates"))
    }
    firms = {
        "slots": Column("slots founded with the strategy", COUNT),
        "value": Column("payoff of these slots", "money a slot and month"),
        "bankruptcies": Column("firms of the strategy that failed", COUNT),
        **{f"alive_{age}": Column(f"founders alive after {age} months", SHARE) for age in MARKS},
    }
    at_risk = {"at_risk": Column("lives that reached this age", COUNT)}
    summaries = {
        f"{name}{end}": Column(f"{word}: {column.meaning}", unit or column.unit)
        for name, column in outcomes.items()
        for end, word, unit in (
            ("", "mean", ""), ("_se", "standard error", ""), ("_n", "replicates that ended well", COUNT),
        )
    }  # fmt: skip
    return {
        "accounts": {
            **keys("arm", "role", "strategy", "month", "replicates"),
            **{name: Column(*ACCOUNT[name]) for name in ACCOUNTS},
        },
        "series": {**keys("arm", "month"), **series, **keys("replicates")},
        "lifetables": {**keys("arm", "kind", "strategy", "age"), **at_risk, **spells},
        "replicates": {**keys("arm", "replicate", "status"), **ensemble},
        "firms": {**keys("arm", "replicate", "role", "strategy"), **firms},
        "spells": {**keys("arm", "replicate", "kind", "age"), **spells},
        "events": {**keys("month"), **{name: Column(*EVENT[name]) for name in ("buyer", *TRACE_COLUMNS)}},
        "worlds": {**keys("point", "arm", "replicate", "status"), **outcomes},
        "levels": {**keys("point", "arm", "n"), **summaries},
        "gains": {**keys("point", "arm", "baseline", "n"), **summaries},
        "Sweep.levels": {**keys("arm"), **TIDY},
        "Sweep.gains": {**keys("arm", "baseline"), **TIDY},
    }


def keys(*names: str) -> dict[str, Column]:
    """Columns that say of what a row is."""
    return {name: KEYS[name] for name in names}


def described(table: pa.Table, name: str) -> pa.Table:
    """An Arrow table whose fields carry `meaning` and `unit`, as Parquet keeps them."""
    import pyarrow as pa

    known = columns().get(name, {})
    fields = []
    for field in table.schema:
        told = known.get(field.name)
        words = {} if told is None else {"meaning": told.meaning, "unit": told.unit}
        fields.append(field.with_metadata({**(field.metadata or {}), **words}))
    return table.cast(pa.schema(fields, metadata=table.schema.metadata))


def description(table: str, wanted: Any = None) -> pd.DataFrame:
    """The dictionary of one table, or of some of its columns, as a table: column, meaning, unit."""
    import pandas as pd

    known = columns()[table]
    rows = [(name, *known[name]) for name in (known if wanted is None else wanted)]
    return pd.DataFrame(rows, columns=["column", "meaning", "unit"])
