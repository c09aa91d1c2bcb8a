"""What trust and honesty do: silence, the bet on a partner's word, a norm that tips (L22, L23, L25)."""

from __future__ import annotations

from experiments.studies.theory.case import Case, Found, mark
from experiments.studies.theory.firms import CONDUCT
from experiments.studies.theory.world import Dice, world
from sim.ensemble import events_of
from sim.measures import closed_forms as cf
from sim.measures.inference import mean_interval, values_of
from sim.scenario import Investment, News, Scenario, Surplus

PRIVATE, JUMP, CHANGES, WAITING = News().private, 0.25, 10, 120
"""Chance that one side alone knows; a month's step of the work; changes waited for, in enough months."""
CHANGING = {
    "surplus": {"value": 9000.0, "cost": 1.0},
    "shocks": {"jump_chance": 1.0, "jump_mean": JUMP, "jump_sd": 0.0, "misfit_persistence": 1.0},
    "adaptation": {"threshold": 0.0},
}
"""Work that changes every month, in pairs whose trade no misfit can stop and who adapt at once if told."""


def silence(dice: Dice, honest: float, detection: float) -> Found:
    """How long a pair's first changes wait on average, and silences found out.

    Every pair is a unit of its own, as many as replicates. In its first month the work is as specified; from
    then on a change is due whenever the last one is made.
    """
    groups = {**CHANGING, "news": {"private": PRIVATE}, "promises": {"detection": detection}}
    scenario = world({"silent": {"honesty": honest, "menu": ["rigid"]}}, dice.replicates, WAITING, groups)
    months = events_of(scenario, "world", 0, dice.seed)
    due = months[months["material"] > 0.0]
    last = due[due["silenced"] == 0.0].groupby("buyer")["month"].nth(CHANGES - 1)
    waited = (last - due["month"].min() - CHANGES + 1) / CHANGES
    found = (
        due.assign(found=0.5 * (due["lies_buyer"] + due["lies_supplier"])).groupby("buyer")["found"].mean()
    )
    return {"delay": mean_interval(waited), "found": mean_interval(found)}


SILENCE = Case(
    law="L22",
    series={"d = 0.1": (0.1,), "d = 0.3": (0.3,), "d = 0.8": (0.8,)},
    places=lambda _: [step / 8.0 for step in range(9)],
    theory={
        "delay": lambda x, d: cf.adaptation_delay(x, PRIVATE, d),
        "found": lambda x, d: cf.silences_found(x, PRIVATE, d),
    },
    found=silence,
    ends=lambda _: (0.0, 1.0),
    runs=10,
)  # fmt: skip

GAIN, EVEN, USUAL = Investment().gain, 0.5, Surplus()
PAIR = "both, whatever is kept"


def bet(dice: Dice, trust: float, kept: float, party: str) -> Found:
    """What investment gives, over the most that it could: suppliers whose trust nothing moves.

    Their buyers keep each promise with chance `kept`; only the share of the gain depends on it.
    """
    groups = {
        "investment": {"gain": GAIN, "bet": 1.0},
        "promises": {"temptation": 0.0, "harm": 0.0},
        "trust": {"prior": trust, "good_weight": 0.0, "bad_weight": 0.0},
    }
    chancy = {"conduct": "reactive", **dict.fromkeys(CONDUCT, kept)}
    table = dice.played(world({"chancy": chancy}, 20, 24, groups)).replicates
    margin = USUAL.value - USUAL.cost
    bare = margin if party == "joint" else EVEN * margin
    return {"": mean_interval((values_of(table, f"{party}_slot", "world") - bare) / (0.5 * GAIN**2))}


def bet_theory(trust: float, kept: float, party: str) -> float:
    """The pair's gain, or the supplier's own."""
    if party == "joint":
        return cf.investment_efficiency(cf.investment_share(EVEN, trust=trust))
    return cf.bet_payoff(EVEN, trust, kept)


BET = Case(
    law="L23",
    series={
        PAIR: (0.5, "joint"), "supplier, all kept": (1.0, "supplier"),
        "supplier, half kept": (0.5, "supplier"), "supplier, none kept": (0.0, "supplier"),
    },
    places=lambda *_: [step / 8.0 for step in range(9)],
    theory={"": bet_theory},
    found=bet,
    ends=lambda *_: (0.0, 1.0),
    marks=lambda: [
        mark(0.5, cf.bet_payoff(EVEN, 0.5, 0.5), "best", series="supplier, half kept", dx=-9, dy=8)
    ],
)  # fmt: skip

FOUND, PAIRS, LONG = 0.5, 50, 600
"""Chance that a side is found silent where nobody is honest; and a market, for as long as honesty needs."""


def norm_world(honest: float, strength: float) -> Scenario:
    """News only: work that has changed every month, known to each side alone; half of silences are found."""
    groups = {
        "shocks": {**CHANGING["shocks"], "misfit_persistence": 0.0},
        "adaptation": CHANGING["adaptation"],
        "news": {"private": 1.0, "norm": strength / FOUND},
        "promises": {"detection": FOUND},
    }
    return world({"any": {"honesty": honest, "menu": ["rigid"]}}, PAIRS, LONG, groups)


def norm(dice: Dice, strength: float, honest: float) -> Found:
    """The honesty that is left after so long, by the lies that firms have heard of."""
    lies = values_of(dice.played(norm_world(honest, strength)).replicates, "lies_public", "world")
    return {"": mean_interval((honest * (1.0 - strength / FOUND * lies)).clip(lower=0.0))}


NORM = Case(
    law="L25",
    series={"honest to 0.95": (0.95,), "honest to 0.8": (0.8,), "honest to 0.5": (0.5,)},
    places=lambda _: [0.0, 0.2, 0.4, 0.6, 0.8, 1.2, 1.4, 1.6],
    theory={"": lambda x, honest: cf.honesty_left(honest, x)},
    found=norm,
    ends=lambda _: [step / 50.0 for step in range(81)],
    marks=lambda: [mark(1.0, 0.0, "tips", dx=5, dy=8)],
)
