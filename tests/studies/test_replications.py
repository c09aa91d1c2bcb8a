"""Replications: claims and verdicts, the laboratory against closed forms, lives counted by hand, words."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.playing import tables_of
from experiments.registry import HOME
from experiments.studies import besedes_prusa_2006
from experiments.studies.fehr_hart_zehnder_2011.deals import Deals, Laboratory
from experiments.study import Study
from experiments.words import spoken
from sim.ensemble import run_ensemble
from sim.loading import load
from sim.measures.claims import BORDER, OUTSIDE, WITHIN, Claim, claims_in
from sim.measures.inference import UNKNOWN, Interval
from sim.scenario import Scenario
from sim.spelling import ConfigError
from tests.studies.made import asked_for
from tests.studies.measured import faults
from tests.theory.chance import assert_share

CONTRACTS, LIVES = "fehr_hart_zehnder_2011", "besedes_prusa_2006"
CLAIM = Claim("key", "words", 0.25, 0.20, 0.30, "share", "ours", "read", CONTRACTS, "here")


@cache
def contracts() -> Scenario:
    return load(CONTRACTS)


Played = tuple[Study, dict[str, pd.DataFrame]]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Played]:
    studies = {name: asked_for([f"experiment={name}", "replicates=3"]) for name in (CONTRACTS, LIVES)}
    return {name: (study, tables_of(study, tmp_path_factory.mktemp(name))) for name, study in studies.items()}


def deals(arm: str, theta: float, seed: int) -> Deals:
    lab = Laboratory(contracts(), 60, seed, lambda done, everything: None)
    return lab.deals(arm, {"shading.strength": theta})


@pytest.mark.parametrize("name", [CONTRACTS, LIVES])
def test_claims_say_how_far_they_were_checked(name: str, tmp_path: Path) -> None:
    bibliography = (HOME.parents[1] / "references.bib").read_text("utf-8")
    for claim in claims_in(HOME / name).values():
        assert claim.where
        assert claim.bounds
        assert f"{{{claim.source}," in bibliography
    text = (HOME / name / "claims.yaml").read_text("utf-8")
    for wrong in (text.replace("status: re", "status: hea"), text.replace("unit:", "unity:", 1), text + text):
        (tmp_path / "claims.yaml").write_text(wrong, "utf-8")
        with pytest.raises(ConfigError):
            claims_in(tmp_path)
    with pytest.raises(ConfigError, match="no such replication"):
        asked_for([f"experiment={name}", "name=nobody_1999"])


def test_verdicts_turn_with_the_data() -> None:
    ends = ((0.22, 0.28), (0.10, 0.19), (0.31, 0.35), (0.18, 0.22))
    verdicts = [CLAIM.verdict(Interval((low + high) / 2, 0.01, low, high, 9)) for low, high in ends]
    assert verdicts == [WITHIN, OUTSIDE, OUTSIDE, BORDER]
    assert CLAIM.verdict(UNKNOWN) == OUTSIDE
    assert replace(CLAIM, low=None, high=0.0).verdict(Interval(-1.5, 0.01, -2.0, -1.0, 9)) == WITHIN


def test_the_laboratory_is_what_its_file_says() -> None:
    usual, own = Scenario(), contracts().surplus
    assert contracts().bargaining.price == pytest.approx(0.5 * (usual.surplus.value + usual.surplus.cost))
    assert own.cost_spread == pytest.approx((contracts().bargaining.price - own.cost) / (2 * 0.8 - 1))
    assert contracts().strategies["principled"].integrity == contracts().strategies["wiifwe"].integrity


def test_a_rigid_contract_has_slips_and_nothing_else(seed: int) -> None:
    found = deals("rigid", 1.0, seed)
    assert not found.shaded().any()
    traded, signed = int(found.traded.sum()), int((~np.isnan(found["trades"])).sum())
    assert_share(found.broken.sum(), traded, contracts().promises.slip, what="slips")
    assert_share(traded, signed, 0.8, what="rigid deals traded")


@pytest.mark.parametrize("theta", [0.2, 0.25, 0.3, 0.6])
def test_shading_of_flexible_contracts_has_its_closed_form(theta: float, seed: int) -> None:
    """Shading θ(p + w − price) reaches ½ cap for cost below what the Nash price then needs."""
    price, band, own = contracts().bargaining.price, contracts().contract.band, contracts().surplus
    highest = price + band - 0.5 * contracts().shading.cap / theta
    at_most = 2.0 * highest - own.value
    reached = highest >= price - band - 1e-9
    share = min(1.0, (at_most - (own.cost - own.cost_spread)) / (2.0 * own.cost_spread)) if reached else 0.0
    found = deals("flexible", theta, seed)
    assert_share(found.shaded().sum(), int(found.traded.sum()), share, what="shaded deals")


def test_lives_are_those_of_the_ensemble(small: dict[str, Played]) -> None:
    study, tables = small[LIVES]
    rows = run_ensemble(study.scenario, replicates=3, seed=study.settings.seed, arms=["wiifwe"]).replicates
    one = tables["result"].query("claim == 'ended_5_years' and arm == 'wiifwe'").iloc[0]
    assert one["mean"] == pytest.approx(1.0 - rows["relationships_alive_60"].mean())
    claims = claims_in(HOME / LIVES)
    gone = 1.0 - besedes_prusa_2006.shape_at(np.array([1.0, 5.0]))
    assert gone == pytest.approx([claims[key].number for key in ("ended_1_year", "ended_5_years")], abs=0.005)


@pytest.mark.parametrize("name", [CONTRACTS, LIVES])
def test_words_can_be_read_and_turn(name: str, small: dict[str, Played]) -> None:
    study, tables = small[name]
    answers: set[str] = set()
    for verdict in (WITHIN, OUTSIDE, BORDER):
        told = {**tables, "result": tables["result"].assign(verdict=verdict, high=0.1)}
        words = spoken(study, told, dict(study.settings.views))
        assert not list(faults(words))
        answers.add(words["answer"])
    assert len(answers) > 1
