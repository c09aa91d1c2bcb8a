"""The headline's small map is a sweep: at each point the paired difference that an ensemble gives there."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from experiments.settings import TrustMap
from experiments.studies.trust_map import map_table
from sim.measures.inference import paired_difference
from tests.studies.made import asked_for

SMALL = ["market.months=12", "market.buyers=4", "market.suppliers=5", "replicates=3"]


def test_a_point_is_what_an_ensemble_gives(tmp_path: Path) -> None:
    study = asked_for([*SMALL, f"results={tmp_path}"])
    grid = TrustMap(trust=(0.2, 0.8), honesty=(0.0, 1.0), replicates=3)
    table = map_table(study, grid, lambda *_: None)
    assert table[["trust", "honesty"]].to_numpy().tolist() == [[0.2, 0.0], [0.2, 1.0], [0.8, 0.0], [0.8, 1.0]]
    own = ["trust.prior=0.8", "strategies.wiifwe.honesty=0.0"]
    played = sim.run_ensemble(
        sim.load("headline", [*SMALL[:3], *own]), replicates=3, seed=1, arms=("wiifme_rigid", "wiifwe")
    )
    for party in ("joint", "buyer", "supplier"):
        found = paired_difference(played.replicates, f"{party}_slot", "wiifwe", "wiifme_rigid")
        assert table[party][2] == pytest.approx(found.mean, abs=1e-12)
        assert table[f"{party}_se"][2] == pytest.approx(found.se, abs=1e-12)
    assert table["n"].tolist() == [3, 3, 3, 3]
