"""With all that the second edition added at its neutral value, the first edition returns bit for bit.

The hashes are of the first edition's own worlds, kept from its last commit (9192a1c; the audit of claims,
which is gone, at no cost): accounts, lives, payoffs and failures of every arm of the headline study over 60
months and two replicates. They are of worlds without false claims, as the specification promises: where
claims are false, monitoring has taken the audit's place, and a governed reset is reimbursed as claimed.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.ensemble.run import played, staged
from sim.scenario import Scenario
from sim.worlds import ACCOUNTS, arms_of

NEUTRAL = (
    "news.private=0", "investment.bet=0", "monitoring.cost=0", "monitoring.seen=0",
    "contract.staggered=false", "money.cash_spread=0",
)  # fmt: skip
FIRST_ACCOUNTS = ACCOUNTS.index("relational") + 1
"""Columns of the first edition's accounts; later ones were appended."""
GOLDEN = {
    ("shocks.misfit_sd=0", "shocks.jump_chance=0"): (
        "6b2f74a6cd9fd006474569e1e9412b7b3d9b0a99408cf0fbd351b6d294a9abce"
    ),
    ("adaptation.inflation=0",): "ca7ca960085cc6f93be42705db436298aa4b4642c5174f695a08b5b71a9672bf",
    ("scenario=turbulent", "adaptation.inflation=0"): (
        "6477e88e4af8e86e4c23a341ae49017fa8f2faa18102fcfa14e75f8beae85736"
    ),
    (
        "scenario=small_town", "adaptation.inflation=0", "trust.word_of_mouth=0.5",
        "money.entry=imitate", "imitation.rate=0.05", "bargaining.power=0.4",
    ): "e80b8116a3415d8c70f4b36c83d897365b6f1c101e5d9ea2aed163025e3e96d5",
}  # fmt: skip
"""What a world sets → SHA-256 of what was played in it."""
HONEST = "3029fab8328e40a0c421a9414ac8e3659bb105a35421b2e1e6fc1974d19a0d18"
"""Of the default world in which every strategy is honest, and unconditionally so."""


def hashed(scenario: Scenario) -> str:
    """SHA-256 of what the arms of a scenario come to."""
    told = hashlib.sha256()
    for arm in arms_of(scenario):
        block = played(staged(scenario, arm, 1, {}), 1, 0, 2)
        accounts = block.accounts[..., :FIRST_ACCOUNTS]
        for array in (accounts, block.lives, block.values, block.deaths):
            told.update(np.ascontiguousarray(array).tobytes())
    return told.hexdigest()


@pytest.mark.parametrize("wishes", GOLDEN, ids=" ".join)
def test_the_first_edition_returns(wishes: tuple[str, ...]) -> None:
    assert hashed(sim.load("headline", [*wishes, *NEUTRAL, "market.months=60"])) == GOLDEN[wishes]


def test_the_first_edition_returns_among_the_honest() -> None:
    """Claims that could be false, and are not: the guard is 0, since below it a firm acts on no honesty."""
    scenario = sim.load("headline", [*NEUTRAL, "market.months=60"])
    honest = {name: replace(one, honesty=1.0, guard=0.0) for name, one in scenario.strategies.items()}
    assert hashed(replace(scenario, strategies=honest)) == HONEST


@pytest.mark.parametrize("setting", NEUTRAL)
def test_each_neutral_value_matters(setting: str) -> None:
    """Without this, a channel that is dead anyway would pass as neutral."""
    wishes = ["adaptation.inflation=0", "arms=[wiifwe]", "market.months=60"]
    one, other = (
        played(staged(scenario, arms_of(scenario)[0], 1, {}), 1, 0, 1).values
        for scenario in (
            sim.load("headline", [*wishes, *NEUTRAL]),
            sim.load("headline", [*wishes, *(one for one in NEUTRAL if one != setting)]),
        )
    )
    assert not np.array_equal(one, other)
