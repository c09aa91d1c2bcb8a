"""L21: who weighs payoff alone ranks partners by what they offer, who weighs trust alone by trust.

score = max(Û, 0)^α·τ^(1 − α). α = 1: the order of Û; α = 0: that of τ; between, more of either is better.
Offers a month: an incumbent's Û_ij + loy·Λ; a strange supplier's Ū_B + (1 − β_S)(c̄ in trade − c̄_j), less
search, half the contract, half the steps and, for a switch, C_sw; a strange buyer's Ū_S, less half of the
contract and of the steps. Lumps are spread over the coming term by (1 − δ)/(1 − δ^L).

Source: klos_nooteboom_2001; gale_shapley_1962 for the lists; model §5 E13, §9 L21. Every verdict is exact,
whatever the dice: false-alarm rate 0.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from sim.agents import Buyer, Market, Supplier
from sim.agents.offers import Offer
from sim.ensemble.tables import events_table
from sim.quantities import Experience
from sim.rules.choice import offer_score
from sim.rules.offers import stranger_score_of_buyer, stranger_score_of_supplier
from sim.rules.trust import trust
from tests.theory.markets import of_scenario, off, world_of
from tests.theory.months import OUTLOOK, posture, world

OFFERS = np.linspace(0.001, 0.5, 40)
TRUSTS = np.linspace(0.01, 0.99, 40)


def test_payoff_alone_ranks_by_offer_and_trust_alone_by_trust() -> None:
    """Scores are the offer at α = 1 and the trust at α = 0, whatever the other is."""
    for offer, trusted in itertools.product(OFFERS.tolist(), TRUSTS.tolist()):
        assert offer_score(offer, trusted, 1.0) == pytest.approx(offer, rel=1e-15)
        assert offer_score(offer, trusted, 0.0) == pytest.approx(trusted, rel=1e-15)
    assert offer_score(-0.2, 0.9, 1.0) == offer_score(0.0, 0.9, 1.0) == 0.0
    assert offer_score(-0.2, 0.9, 0.0) == offer_score(0.3, 0.9, 0.0)


@pytest.mark.parametrize("weight", [0.05, 0.3, 0.5, 0.8, 0.95])
def test_between_the_two_more_of_either_is_better(weight: float) -> None:
    """Strictly, and at the rate of exchange that α says: elasticities α and 1 − α."""
    scores = np.array([[offer_score(one, other, weight) for other in TRUSTS] for one in OFFERS])
    assert np.diff(scores, axis=0).min() > 0.0
    assert np.diff(scores, axis=1).min() > 0.0
    wanted = weight * np.log(OFFERS)[:, None] + (1.0 - weight) * np.log(TRUSTS)
    np.testing.assert_allclose(np.log(scores), wanted, rtol=0, atol=1e-12)


def months_of(term: float, patience: float = 0.992) -> float:
    """The discounted months of a term."""
    return (1.0 - patience**term) / (1.0 - patience)


@pytest.mark.parametrize("switches", [False, True])
@pytest.mark.parametrize("stepped", [False, True])
def test_what_a_stranger_offers(switches: bool, stepped: bool) -> None:
    """α = 1 shows the forecast: its cost, the split, and lumps spread over the term that they would sign."""
    here = world(bargaining=dict(power=0.4))
    steps: dict[str, Any] = dict(foundation=True, mechanisms=True) if stepped else {}
    own = posture(payoff_weight=1.0, autonomy=0.5, menu=("relational",), **steps)
    known, half = Experience(0.3, 0.0, 0.0), 0.5 * (0.12 + 0.18) * stepped
    term = months_of(36 + 12 * stepped)
    outlook = OUTLOOK._replace(value_buyer=0.2, value_supplier=0.13, cost=0.86)
    lumps = 0.10 + 0.01 + half + 0.10 * switches
    share = 0.5 - 0.5 * 0.4 * 0.5
    for cost in (0.80, 0.86, 0.9):
        score = stranger_score_of_supplier(
            own, own, 3.0, cost, known, known, 0.0, 0.0, switches, outlook, here
        )  # fmt: skip
        assert score == pytest.approx(0.2 + (1.0 - share) * (0.86 - cost) - lumps / term, abs=1e-12)
    score = stranger_score_of_buyer(own, own, 3.0, known, outlook, here)
    assert score == pytest.approx(0.13 - (0.01 + half) / term, abs=1e-12)


def offered(firm: Any, offer: Offer, to_buyer: bool) -> tuple[float, float]:
    """What a partner offers a firm a month, and how far it is trusted; the strategies here are all alike."""
    outlook, held, market = offer.outlook, offer.relationship, offer.world
    if held is not None:
        side = held.bond.buyer if to_buyer else held.bond.supplier
        return side.estimate + firm.posture.loyalty * market.choice_loyalty_worth, held.trust_of(firm)
    known = offer.known
    trusted = trust(known.prior, market.trust_strength, known.good, known.bad)
    lumps = 0.5 * market.contract_signing
    if not to_buyer:
        return outlook.value_supplier - lumps / months_of(market.contract_term), trusted
    lumps += market.choice_search + market.choice_switching * offer.switches
    forecast = outlook.value_buyer + 0.5 * (outlook.cost - offer.partner.cost)
    return forecast - lumps / months_of(market.contract_term), trusted


class Watched:
    """What firms saw in each other as they ranked them, this month."""

    def __init__(self) -> None:
        self.seen: dict[tuple[str, int, int], tuple[float, float]] = {}
        watch = self

        class Choosing(Buyer):
            def score_of(self, offer: Offer) -> float:
                watch.seen["buyer", self.slot, offer.partner.slot] = offered(self, offer, True)
                return super().score_of(offer)

        class Chosen(Supplier):
            def rank_of(self, offer: Offer) -> float:
                watch.seen["supplier", self.slot, offer.partner.slot] = offered(self, offer, False)
                return super().rank_of(offer)

        self.buyer_class, self.supplier_class = Choosing, Chosen


def lively_market(weight: float) -> Any:
    """Terms of three months, everybody's trust and payoffs apart, incumbents and former partners about."""
    strategy = dict(
        payoff_weight=weight, loyalty=0.5, conduct="reactive", opening=0.6, after_kept_kept=0.6,
        after_kept_broken=0.6, after_broken_kept=0.6, after_broken_broken=0.6, menu=["rigid"],
    )  # fmt: skip
    groups: dict[str, dict[str, Any]] = dict(
        market=dict(buyers=12, suppliers=14, months=24, separation=0.1), money=dict(ruin=False),
        surplus=dict(value=1.6, cost_sd=0.08), contract=dict(term=3),
        promises=dict(detection=0.7, harm=0.07), choice=dict(candidates=5),
    )  # fmt: skip
    return world_of({"one": strategy}, "one", "one", groups)


@pytest.mark.parametrize(("weight", "place"), [(1.0, 0), (0.0, 1)], ids=["payoff", "trust"])
def test_buyers_propose_and_suppliers_hold_in_that_order(weight: float, place: int, seed: int) -> None:
    """Every list of every month: sorted by offer at α = 1, by trust at α = 0, ties by the pair's draw.

    A supplier that had several proposals is left with the one that it ranks first.
    """
    watch = Watched()
    market = Market(
        lively_market(weight), seed=seed, buyer_class=watch.buyer_class, supplier_class=watch.supplier_class
    )
    pairs, contested, told_apart = 0, 0, 0
    while market.running:
        watch.seen.clear()
        market.step()
        wooed: dict[int, list[tuple[float, float, int]]] = {}
        for buyer in market.buyers:
            order = [(watch.seen["buyer", buyer.slot, one.supplier.slot], one) for one in buyer.list]
            for (better, one), (worse, other) in itertools.pairwise(order):
                assert better[place] >= worse[place] - 1e-12
                assert better[place] != worse[place] or one.tie < other.tie
            assert all(offer > 0.0 for (offer, _), _ in order)
            pairs += len(order)
            told_apart += len({trusted for (_, trusted), _ in order}) > 1
            for proposed in buyer.list[: buyer.proposed]:
                slot = proposed.supplier.slot
                seen = watch.seen["supplier", slot, buyer.slot]
                wooed.setdefault(slot, []).append((-seen[place], proposed.tie, buyer.slot))
        for slot, proposals in wooed.items():
            contested += len(proposals) > 1
            best = min(proposals)
            assert market.buyers[best[2]].match is market.suppliers[slot]
    assert pairs > 300
    assert contested > 5
    assert told_apart > 20


@pytest.mark.parametrize("weight", [1.0, 0.0])
def test_a_cheap_wolf_is_gone_back_to_by_those_who_only_count(weight: float, seed: int) -> None:
    """The ensemble: four suppliers who all break, one buyer who leaves whom it caught.

    Payoff alone: the cheapest, again and again. Trust alone: whoever it holds least against, strangers
    first, then the one whose breach lies furthest back: it goes round all four.
    """
    wolf: dict[str, Any] = dict(conduct="reactive", opening=0.0, after_kept_kept=0.0, after_broken_kept=0.0)
    keen: dict[str, Any] = dict(conduct="reactive", payoff_weight=weight, menu=["rigid"])
    groups = off(
        market=dict(buyers=1, suppliers=4, months=20, separation=0.0), surplus=dict(cost_sd=0.05, value=1.4),
        promises=dict(harm=0.02, detection=1.0, law_recovery=0.0), trust=dict(bad_weight=100.0),
        choice=dict(exit=True),
    )  # fmt: skip
    scenario = world_of({"keen": keen, "wolf": {**wolf, "menu": ["rigid"]}}, "keen", "wolf", groups)
    for replicate in range(8):
        played = of_scenario(scenario, trace=True, seed=seed, first=replicate, compiled=False)
        months = events_table(("keen", "wolf"), played.traced)
        assert months["leaves_buyer"].min() == 1.0
        visited = months["supplier"].tolist()
        if weight == 0.0:
            assert set(visited[:4]) == set(range(4))
            assert visited == visited[:4] * 5
            continue
        assert len(set(visited)) == 1
        assert visited[0] == int(costs_of(scenario, seed, replicate).argmin())


def costs_of(scenario: Any, seed: int, replicate: int) -> Any:
    """The base costs of a market's suppliers."""
    return np.array([one.cost for one in Market(scenario, seed=seed, replicate=replicate).suppliers])
