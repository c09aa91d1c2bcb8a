"""How the work of a month is specified, case by case, and the borders of what is decided about it."""

from __future__ import annotations

import pytest

from sim.quantities import FLEXIBLE, RELATIONAL, RIGID, Claim, News, Stake, Watch, Work
from sim.rules import promises
from sim.rules.decisions import buyer_consents, supplier_consents
from sim.rules.specification import adapts_by_consent, settled, specified
from tests.theory.months import ALL_STEPS, NO_STEPS, Month, bond, deeds, flat, played, scene, terms, world

TRUE = Claim(0.015, 0.0, 0.0, 0.0)
HALF = Claim(0.0075, 0.0, 0.0, 0.0)
NOTHING = Claim(0.0, 0.0, 0.0, 0.0)
UNSEEN = Watch(0.0, 0.0, 0.01, 0.3, 0.3)
HAGGLING = 0.25


@pytest.mark.parametrize(
    ("form", "power", "consented", "ordered", "wanted"),
    [
        (RELATIONAL, 0.0, True, False, Work(0.0, 0.0, 1.0, 0.0, 0.015, 0.0, HALF)),
        (RIGID, 0.0, False, False, Work(0.3, 0.0, 0.0, 0.0, 0.0, 0.0, NOTHING)),
        (FLEXIBLE, 0.2, False, True, Work(0.0, 0.0, 1.0, 0.0, 0.015, 0.015, NOTHING)),
        (FLEXIBLE, 0.0, False, True, Work(0.0, 0.0, 1.0, 0.0, 0.015, 0.0, TRUE)),
        (RIGID, 0.2, False, True, Work(0.0, 1.0, 1.0, HAGGLING, 0.015, 0.0, TRUE)),
    ],
)
def test_work_as_it_was_decided(
    form: float, power: float, consented: bool, ordered: bool, wanted: Work
) -> None:
    """Outlay .05·.3; only what is fought through counts as ordered, and only a strong buyer leaves it."""
    here = scene(Month())._replace(haggling=HAGGLING)
    signed = terms(form=form, power=power)
    work = specified(here, signed, bond(misfit=0.3), world(), deeds(), UNSEEN, consented, ordered, False)
    assert flat(work) == pytest.approx(flat(wanted))


def test_consent_is_for_governed_relational_pairs_whose_work_drifted_either_way() -> None:
    governed = terms(form=RELATIONAL, steps=ALL_STEPS)
    assert adapts_by_consent(governed, bond(misfit=0.1))
    assert adapts_by_consent(governed, bond(misfit=-0.1))
    assert not adapts_by_consent(governed, bond(misfit=0.0))
    assert not adapts_by_consent(governed._replace(form=RIGID), bond(misfit=0.1))
    assert not adapts_by_consent(governed._replace(steps=NO_STEPS), bond(misfit=0.1))


def test_a_price_is_set_anew_where_it_just_pays_for_its_haggling() -> None:
    """v − C = 1.75 − 1.25 = H; the agreed price of 1 is below cost."""
    month = Month(terms=terms(value=1.75, cost=1.25), world=world(investment=dict(gain=0.0)))
    here = scene(month)._replace(cost=1.25, haggling=0.5)
    work = Work(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, NOTHING)
    for haggling, wanted in ((0.5, 1.0), (0.5078125, 0.0)):
        found = settled(
            here._replace(haggling=haggling), month.terms, month.bond, work, month.world, month.deeds, UNSEEN,
            News(0.0, 0.0, 0.0, 0.0), False,
        )  # fmt: skip
        assert found.renegotiated == wanted


def test_a_shared_vision_leaves_nothing_misdirected() -> None:
    here = world(process=dict(misdirection=0.4))
    for steps, wanted in ((NO_STEPS, 0.6), (ALL_STEPS, 1.0)):
        month = Month(terms=terms(form=RELATIONAL, steps=steps), world=here)
        assert scene(month).gain_rate == pytest.approx(wanted * here.investment_gain)


def test_a_pair_grows_older_by_a_month() -> None:
    assert played(Month(bond=bond(age=5.0)))[0].age == 6.0


def test_a_slip_now_and_then_keeps_what_was_not_meant_to_be_kept() -> None:
    """m = .05: .6·.95 + .4·.05·.5."""
    assert promises.chance_kept(0.6, 0.05, 0.0, 0.5) == pytest.approx(0.58)


@pytest.mark.parametrize(("loyalty", "wanted"), [(0.49, False), (0.51, True)])
def test_half_of_the_outlay_is_each_sides_to_weigh(loyalty: float, wanted: bool) -> None:
    """E7: of an outlay of .02 each carries .01, so that −.01 − .01 + λ(.05 − .01) ≥ 0 from λ = ½ on."""
    month = Month(bond=bond(misfit=0.4))
    usual = scene(month)
    acting = usual.buyer._replace(loyalty=loyalty)
    here = usual._replace(buyer=acting, supplier=acting)
    assert supplier_consents(here, month.bond, Stake(0.05, -0.01, 0.0), month.world) is wanted
    assert buyer_consents(here, month.bond, Stake(-0.01, 0.05, 0.0), month.world) is wanted
