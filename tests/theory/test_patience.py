"""L1: a calculating firm keeps its promise exactly above δ* = c_q / (c_q + d(π − π̄)).

Formula: keep iff c_q ≤ A·d·(π − π̄). With no end in sight A = δ/(1 − δ), in a relational contract as in terms
that are sure to be renewed; hence δ*. Where fate parts pairs with chance χ, δ(1 − χ) takes the place of δ.
With n months to go and a known end A = ann(n) = Σ_{k=1..n} δ^k, so the promise is broken in the last months,
those with ann(n) < c_q/(d(π − π̄)). Where terms of L months are renewed with chance ren, A sums δ^k times the
chance that the pair is still together k months on.
Source: baker_gibbons_murphy_2002; macleod_malcomson_1989 (self-enforcement, unravelling); model §9 L1.

Exact: no draw decides anything here, since slips are off; false-alarm rate 0. π is the estimate Û, which
starts at v − p and p − c. A rate of learning of 0 holds it there; where firms learn, the test says so.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.worlds import ACCOUNTS
from tests.theory.markets import OFF, block, off

VALUE, COST = 1.15, 0.85
HELD, KEPT = ACCOUNTS.index("promises_held"), ACCOUNTS.index("promises_kept")
ROLES = ("buyer", "supplier")
FORMS = ("relational", "rigid", "spot")
TERM = 6
GRID = np.linspace(0.0, 0.99, 100)
NEAR = 1e-9
"""Patience this close to a threshold is left to bisection."""
KEEPER: dict[str, Any] = dict(
    conduct="reactive", after_kept_kept=1.0, after_kept_broken=1.0, after_broken_kept=1.0,
    after_broken_broken=1.0,
)  # fmt: skip
"""Keeps every promise, whatever it sees."""


class Dyad(NamedTuple):
    """One buyer, one supplier: what tempts them, what they see, what they have inside and outside."""

    temptation: float
    detection: float
    price: float = 1.0
    outside_buyer: float = 0.0
    outside_supplier: float = 0.0

    def margin(self, role: int) -> float:
        """π − π̄, money a month."""
        inside = VALUE - self.price if role == 0 else self.price - COST
        return inside - (self.outside_buyer, self.outside_supplier)[role]

    def threshold(self, role: int) -> float:
        """δ*; never below 1 where the relationship gives no more than the outside."""
        rent = self.detection * max(0.0, self.margin(role))
        return self.temptation / (self.temptation + rent)


DYADS = (
    Dyad(0.06, 0.3),
    Dyad(0.06, 1.0, price=0.95, outside_buyer=0.05, outside_supplier=0.02),
    Dyad(0.01, 0.45, price=1.05, outside_supplier=0.1),
    Dyad(0.30, 0.6, outside_buyer=0.1, outside_supplier=-0.05),
)


def world(
    dyad: Dyad,
    months: int,
    *,
    term: int = TERM,
    separation: float = 0.0,
    learning: float = 0.0,
    **promises: Any,
) -> dict[str, dict[str, Any]]:
    """A world of the promise game and a fixed outside only; terms are certain to be renewed unless told.

    Breaking does twice as much harm as it tempts, so that nothing is gained where both break.
    """
    sure = dict(renewal_fixed=True, renewal=1.0, slip=0.0, law_recovery=0.0, detection=dyad.detection)
    tempting = dict(temptation=dyad.temptation, harm=2.0 * dyad.temptation)
    return off(
        market=dict(buyers=1, suppliers=1, months=months, separation=separation),
        contract=dict(signing=0.0, band=0.0, term=term),
        bargaining=dict(price_fixed=True, price=dyad.price, outside_weight=0.0),
        promises=sure | tempting | promises,
        choice=dict(
            OFF["choice"], estimate_rate=learning, outside_fixed=True,
            outside_buyer=dyad.outside_buyer, outside_supplier=dyad.outside_supplier,
        ),
    )  # fmt: skip


def kept(buyer: dict[str, Any], supplier: dict[str, Any], here: Any) -> NDArray[np.bool_]:
    """Whether each side kept its promise, by role and month; every month trades."""
    accounts = block(buyer, here, partner=supplier, compiled=True).accounts[0].sum(axis=1)
    assert (accounts[..., HELD] == 1.0).all()
    return accounts[..., KEPT] == 1.0


def calculating(patience: float, form: str) -> dict[str, Any]:
    return dict(patience=patience, menu=[form])


def alone(role: int, patience: float, form: str, here: Any) -> NDArray[np.bool_]:
    """Whether a calculating firm of a role keeps its promises to a partner that keeps all of its own."""
    firms = [dict(KEEPER, menu=[form]), dict(KEEPER, menu=[form])]
    firms[role] = calculating(patience, form)
    return kept(firms[0], firms[1], here)[role]


def least_patience(role: int, form: str, here: Any) -> float:
    """The patience at which a firm begins to keep its first promise, by bisection."""
    low, high = 0.0, 1.0 - 1e-12
    assert not alone(role, low, form, here)[0]
    assert alone(role, high, form, here)[0]
    while high - low > 1e-14 and low < (middle := 0.5 * (low + high)) < high:
        low, high = (low, middle) if alone(role, middle, form, here)[0] else (middle, high)
    return high


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("dyad", DYADS)
def test_promises_are_kept_exactly_above_the_threshold(dyad: Dyad, form: str) -> None:
    """The whole sweep: both sides calculate with the market's patience, each by its own threshold."""
    here = world(dyad, 1)
    for patience in GRID:
        if min(abs(patience - dyad.threshold(role)) for role in (0, 1)) < NEAR:
            continue
        market = here | dict(choice=here["choice"] | dict(patience=float(patience)))
        both = kept(dict(menu=[form]), dict(menu=[form]), market)[:, 0]
        assert both.tolist() == [patience > dyad.threshold(role) for role in (0, 1)], patience


@pytest.mark.parametrize("role", [0, 1], ids=ROLES)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("dyad", DYADS)
def test_the_threshold_itself(dyad: Dyad, form: str, role: int) -> None:
    """Each party on its own; found by bisection to 1e-12."""
    assert least_patience(role, form, world(dyad, 1)) == pytest.approx(dyad.threshold(role), abs=1e-12)


@pytest.mark.parametrize("separation", [0.05, 0.3])
@pytest.mark.parametrize("form", FORMS)
def test_fate_makes_firms_impatient(form: str, separation: float) -> None:
    """δ(1 − χ) must reach δ*; tried on the first month, before fate can part the two."""
    dyad = Dyad(0.06, 1.0, price=0.9)
    here = world(dyad, 1, separation=separation)
    found = least_patience(0, form, here)
    assert found == pytest.approx(dyad.threshold(0) / (1.0 - separation), abs=1e-12)


def test_an_open_book_lowers_the_threshold() -> None:
    """d is d₁ where the foundation of trust was laid, d₀ where not."""
    dyad = Dyad(0.06, 0.3)
    here = world(dyad, 1) | dict(process=dict(OFF["process"], detection=0.8, cost_scale=0.0))
    open_book = dict(foundation=True, menu=["relational"])
    wanted = dyad._replace(detection=0.8).threshold(0)
    for patience in (wanted - NEAR, wanted + NEAR):
        firm = open_book | dict(patience=patience)
        assert kept(firm, open_book | KEEPER, here)[0, 0] == (patience > wanted)


@pytest.mark.parametrize("role", [0, 1], ids=ROLES)
@pytest.mark.parametrize("form", FORMS)
def test_it_is_the_same_in_every_month_of_every_term(form: str, role: int) -> None:
    """No end in sight: the months left in a term make no difference, nor does its end."""
    dyad = DYADS[1]
    here, wanted = world(dyad, 4 * TERM), dyad.threshold(role)
    assert alone(role, wanted + NEAR, form, here).all()
    assert not alone(role, wanted - NEAR, form, here).any()


@pytest.mark.parametrize("form", FORMS)
def test_it_stays_so_while_firms_learn(form: str) -> None:
    """Û learns at its usual rate: kept promises confirm it, promises broken by both lower it further."""
    dyad = Dyad(0.06, 0.7, outside_buyer=0.02, outside_supplier=0.02)
    here, wanted = world(dyad, 4 * TERM, learning=0.05), dyad.threshold(0)
    patient, impatient = (calculating(wanted + by, form) for by in (NEAR, -NEAR))
    assert kept(patient, patient, here).all()
    assert not kept(impatient, impatient, here).any()


@pytest.mark.parametrize("form", FORMS)
def test_whoever_never_discounts_keeps_every_promise_that_pays(form: str) -> None:
    """δ = 1: any positive margin will do, in the last month of a term too; none never does."""
    worth, idle = Dyad(2.0, 0.01, price=1.149), Dyad(0.001, 1.0, outside_buyer=VALUE - 1.0)
    assert alone(0, 1.0, form, world(worth, TERM)).all()
    assert not alone(0, 1.0, form, world(idle, TERM)).any()
    assert not alone(0, 0.999999, form, world(idle, TERM)).any()


@pytest.mark.parametrize(
    ("patience", "temptation", "months"),
    [(0.95, 0.06, 24), (0.99, 0.21, 36), (0.8, 0.3, 24), (1.0, 0.75, 24), (0.5, 0.06, 5), (0.999, 1e-6, 12)],
)
def test_with_a_known_end_promises_unravel_from_the_last_month(
    patience: float, temptation: float, months: int
) -> None:
    """Kept while ann(n) ≥ c_q/(d(π − π̄)), n months to go; never in the last, however small the temptation.

    Both sides alike, and learning: once both break, Û falls, so nobody comes back.
    """
    dyad = Dyad(temptation, 0.9, outside_buyer=0.05, outside_supplier=0.05)
    needed = temptation / (dyad.detection * dyad.margin(0))
    worth = [sum(patience**k for k in range(1, left + 1)) for left in reversed(range(months))]
    wanted = [one >= needed for one in worth]
    assert not wanted[-1]
    assert wanted[0]
    here = world(dyad, months, term=months, learning=0.05, renewal=0.0)
    both = kept(calculating(patience, "rigid"), calculating(patience, "rigid"), here)
    assert both.tolist() == [wanted, wanted]


@pytest.mark.parametrize("renewal", [0.25, 0.5, 0.9, None])
def test_uncertain_renewal_weighs_between_an_end_and_none(renewal: float | None) -> None:
    """Each month of a first term, by a sum over months; None: the public share, ½ until a term has ended."""
    dyad = Dyad(0.06, 0.5, outside_buyer=0.03)
    promises: dict[str, Any] = dict(renewal_fixed=False) if renewal is None else dict(renewal=renewal)
    here, share = world(dyad, TERM, **promises), 0.5 if renewal is None else renewal
    needed = dyad.temptation / (dyad.detection * dyad.margin(0))
    left, ahead = np.arange(TERM)[::-1, None], np.arange(1, 4000)
    together = share ** np.maximum(0, -((left - ahead) // TERM))
    found: set[bool] = set()
    for patience in np.linspace(0.3, 0.99, 100):
        worth = together @ patience**ahead
        assert np.abs(worth - needed).min() > NEAR
        assert alone(0, float(patience), "rigid", here).tolist() == (worth > needed).tolist(), patience
        found.update((worth > needed).tolist())
    assert found == {True, False}
