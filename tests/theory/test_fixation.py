"""L13: one mutant among N imitators takes over with Fermi's fixation probability.

Formula: (1 − e^(−βu))/(1 − e^(−βuN)), u the mutant's advantage a month, β the intensity of imitation; 1/N
where β = 0. Among suppliers that keep every promise a buyer that breaks its own gains u = c_q over one that
keeps; the keeper among breakers has u = −c_q. What a buyer gains depends on its own conduct only, so u is the
same whatever the others do. At most one event a month (rate · N ≤ 1) with a memory of one month: payoffs are
those of the strategies that firms hold when they are compared.
Source: traulsen_nowak_pacheco_2006 (pairwise comparison process with the Fermi function).

False alarms: 17 comparisons at 1e-7 each (8 fixation probabilities, 8 means along the way, 1 share). Units
are independent replicates. Bias: months are finite. The chain of the number of mutants, up and down by one
with j(N − j)/(N(N − 1)) · 1/(1 + e^(∓βu)), gives exactly the share that is fixed after the months played; its
distance from the closed form is the bias allowed, and must be below 1e-4 (chance allows some .04).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.scenario import Scenario
from sim.worlds import ACCOUNTS
from tests.theory.chance import assert_mean, assert_share
from tests.theory.markets import OFF, of_scenario, off, world_of

FIRMS, HELD = ACCOUNTS.index("firms"), ACCOUNTS.index("promises_held")
ROLES = ("buyers", "suppliers")
REPLICATES, CHUNK = 2000, 250
TEMPTATION = 0.05
NEGLIGIBLE = 1e-4


def always(kept: float) -> dict[str, Any]:
    """Keeps, or breaks, every promise."""
    names = ("opening", "after_kept_kept", "after_kept_broken", "after_broken_kept", "after_broken_broken")
    return dict(conduct="reactive", **dict.fromkeys(names, kept))


class Case(NamedTuple):
    """One mutant among N firms of a role; the other role keeps every promise."""

    firms: int
    months: int
    intensity: float
    mutant_breaks: bool
    role: int = 0
    rate: float = 1.0  # events a month for the whole role

    @property
    def pressure(self) -> float:
        """βu."""
        return self.intensity * TEMPTATION * (1.0 if self.mutant_breaks else -1.0)

    @property
    def fixation(self) -> float:
        """The closed form."""
        if self.pressure == 0.0:
            return 1.0 / self.firms
        return float(np.expm1(-self.pressure) / np.expm1(-self.pressure * self.firms))

    def chain(self) -> NDArray[np.float64]:
        """How the number of mutants, 0 to N, moves in a month."""
        moves = np.zeros((self.firms + 1, self.firms + 1))
        for j in range(self.firms + 1):
            met = self.rate * j * (self.firms - j) / (self.firms * (self.firms - 1))
            for step, sign in ((1, -1.0), (-1, 1.0)):
                if met > 0.0:
                    moves[j, j + step] = met / (1.0 + np.exp(sign * self.pressure))
            moves[j, j] = 1.0 - moves[j].sum()
        return moves

    def after(self, events: int) -> NDArray[np.float64]:
        """The chances of 0 to N mutants after so many months of imitation, from one."""
        return np.linalg.matrix_power(self.chain(), events)[1]

    def world(self) -> Scenario:
        """Nothing but the promise game and imitation."""
        groups = off(
            market=dict(buyers=self.firms, suppliers=self.firms, months=self.months, separation=0.0),
            contract=dict(signing=0.0, term=self.months),
            bargaining=dict(OFF["bargaining"], price_fixed=True, price=1.0),
            promises=dict(temptation=TEMPTATION, slip=0.0, law_recovery=0.0),
            imitation=dict(rate=self.rate / self.firms, intensity=self.intensity, memory=1),
        )
        known = dict(keeper=always(1.0), breaker=always(0.0))
        mutant, resident = ("breaker", "keeper") if self.mutant_breaks else ("keeper", "breaker")
        shares = {mutant: 1.0 / self.firms, resident: 1.0 - 1.0 / self.firms}
        sides = (shares, "keeper") if self.role == 0 else ("keeper", shares)
        return world_of(known, *sides, groups)


def mutants(case: Case, seed: int) -> NDArray[np.float64]:
    """How many mutants there are, by replicate and month; every firm trades in every month."""
    scenario, parts = case.world(), []
    for first in range(0, REPLICATES, CHUNK):
        accounts = of_scenario(scenario, replicates=CHUNK, first=first, seed=seed).accounts[:, case.role]
        assert (accounts[..., HELD].sum(axis=1) == case.firms).all(), "somebody has no partner"
        assert (accounts[..., FIRMS].sum(axis=1) == case.firms).all()
        parts.append(accounts[:, int(case.mutant_breaks), :, FIRMS])
    return np.concatenate(parts)


@pytest.mark.parametrize(
    "case",
    [
        Case(5, 180, 20.0, True),
        pytest.param(Case(5, 200, 6.0, True), marks=pytest.mark.slow),
        Case(5, 200, 6.0, False),
        pytest.param(Case(5, 180, 20.0, False), marks=pytest.mark.slow),
        Case(5, 200, 0.0, True),
        pytest.param(Case(3, 70, 10.0, True), marks=pytest.mark.slow),
        pytest.param(Case(4, 140, 10.0, True, role=1), marks=pytest.mark.slow),
        Case(4, 140, 10.0, False, role=1),
    ],
    ids=lambda case: f"{ROLES[case.role]}{case.firms}_{case.pressure:+.1f}",
)
def test_a_mutant_takes_over_with_fermis_probability(case: Case, seed: int) -> None:
    """The first month's books know no imitation, so so many months have one event less."""
    lasting = case.after(case.months - 1)
    bias = abs(float(lasting[-1]) - case.fixation)
    assert bias < NEGLIGIBLE
    assert float(lasting[1:-1].sum()) < NEGLIGIBLE
    found = mutants(case, seed)
    assert (found[:, 0] == 1.0).all()
    assert np.abs(np.diff(found, axis=1)).max() <= 1.0
    fixed = found[:, -1] == case.firms
    assert_share(fixed.sum(), fixed.size, case.fixation, bias, f"fixation among {case.firms}")


@pytest.mark.parametrize("rate", [1.0, 0.5])
@pytest.mark.parametrize("breaks", [True, False])
def test_on_the_way_there_are_as_many_mutants_as_the_chain_expects(
    rate: float, breaks: bool, seed: int
) -> None:
    """Events come at their rate: 1 a month, or one in half the months."""
    case = Case(5, 31, 10.0, breaks, rate=rate)
    found = mutants(case, seed)
    for events in (5, 30):
        wanted = float(case.after(events) @ np.arange(6))
        assert_mean(found[:, events], wanted, what=f"mutants after {events} months")


def test_an_event_may_come_in_any_month(seed: int) -> None:
    """With half of an event a month, the number changes in the first month as often as the chain says."""
    case = Case(5, 31, 0.0, True, rate=0.5)
    first = mutants(case, seed)[:, 1] != 1.0
    assert_share(first.sum(), first.size, 1.0 - float(case.chain()[1, 1]), what="changes in month 1")
