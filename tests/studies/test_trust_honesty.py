"""Trust and honesty: what each lever moves is what was put in, idle levers are said to be idle, words turn.

Effects put in are .04 and more against noise of .001 over twelve replicates: that one is missed or has the
wrong sign has a chance below 1e-9. Where nothing is put in, noise is 0 on average, so nothing can be found.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.publish import MOST_CELLS
from tests.studies.made import Told, asked_for, centred, made
from tests.studies.measured import faults

OWN = ["experiment=trust_honesty", "replicates=2"]
WISHES = ["experiment=trust_honesty", "replicates=12", "design.axes.trust.values=[0,0.5,1]",
          "design.axes.honesty.count=3"]  # fmt: skip
KINDS = ("relationships", "buyers", "suppliers")
ALIVE = [f"{kind}_alive_{age}" for age in (12, 60, 120) for kind in KINDS]
CHANNELS = ("silenced", "lies_found", "monitored", "kept_share", "fill")
SLOPES = {
    "wiifme_rigid": (0.0, 0.0), "honest_wiifme": (0.1, 0.0), "both": (0.1, 0.1), "hidden": (0.1, 0.1),
    "buyers": (0.1, 0.1), "suppliers": (0.1, 0.1),
}  # fmt: skip
"""What full honesty adds to 1, and what full trust adds, arm by arm."""


def told(
    folder: Path, seed: int, *, slopes: dict[str, tuple[float, float]] | None = None, together: float = 0.0,
    bend: float = 0.0, hiding: float = 0.0, gift: float = 0.0, lasting: float = 0.2, early: float = -0.2,
    hump: float = 0.0, less: float = 0.0, noise: float = 0.001, wishes: list[str] = WISHES,
) -> Told:  # fmt: skip
    """Worlds whose value is 1 and what `slopes` add; under WIIFWE also `together`·trust·honesty.

    `bend` is lost from trust ½ to 1 under WIIFWE, `hiding` by whoever hides that it has no honesty; what
    buyers hide gives `gift` to suppliers. Honesty adds `lasting` to every survival, trust takes it, but adds
    `early` to that of relationships after one year, which honesty leaves. `hump` is what a trust of ½ adds to
    survival; `less` is what WIIFWE loses where trust is least, of value that is discounted and of survival.
    """
    given = SLOPES | (slopes or {})

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        honest, trust = worlds["honesty"].to_numpy(float), worlds["trust"].to_numpy(float)
        arm = worlds["arm"]
        luck = rng.normal(0.0, 0.1, int(worlds["replicate"].max()) + 1)[worlds["replicate"]]
        by_honesty, by_trust = (arm.map({name: pair[of] for name, pair in given.items()}) for of in (0, 1))
        ours = ~arm.isin(["wiifme_rigid", "honest_wiifme"]).to_numpy()
        own = centred(rng.normal(0.0, noise, len(worlds)), [arm, worlds["point"]])
        value = 1.0 + luck + own + by_honesty * honest + by_trust * trust
        value += ours * (together * trust * honest - 2.0 * bend * np.maximum(0.0, trust - 0.5))
        value -= hiding * (arm == "hidden") * (honest < 0.25)
        given_away = gift * honest * (arm == "buyers")
        buyers, suppliers = 0.5 * value - given_away, 0.5 * value + given_away
        posture = (arm != "wiifme_rigid").to_numpy()
        alive = 0.5 + 0.01 * luck + lasting * posture * (honest - trust) + own
        alive += posture * hump * (trust == 0.5) - less * ours * (trust == 0.0)
        shares: dict[str, Any] = dict.fromkeys((*ALIVE, *CHANNELS), alive)
        shares["relationships_alive_12"] = 0.5 + 0.01 * luck + early * trust + own
        shares["fill"] = 0.9 - 0.1 * hiding * (arm == "hidden") * (honest < 0.25) + 0.1 * own
        unseen = (worlds["replicate"] == 0) & (trust == 1.0)  # nobody that old is left: not known there
        shares["relationships_alive_60"] = np.where(unseen, np.nan, alive)
        whole = {"joint_slot": value, "joint_discounted": value - less * ours * (trust == 0.0)}
        return whole | {"buyer_slot": buyers, "supplier_slot": suppliers} | shares

    return made(folder, wishes, outcomes, seed)


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Honesty adds value under both postures, trust under WIIFWE; nothing is lost by hiding."""
    return told(tmp_path_factory.mktemp("usual"), 1)


def row(found: Told, table: str, **where: Any) -> pd.Series:
    """The one row of a table in which columns hold these values."""
    rows = found.tables[table]
    for column, value in where.items():
        rows = rows[rows[column] == value]
    assert len(rows) == 1
    return rows.iloc[0]


def test_what_a_lever_moves_is_what_was_put_in(tmp_path: Path, seed: int) -> None:
    found = told(tmp_path, seed, together=0.2, bend=0.3)
    moved = row(found, "moves", lever="honesty", arm="both", outcome="joint_slot")
    assert moved["mean"] == pytest.approx(0.1 + 0.5 * 0.2, abs=1e-3)
    assert moved["most"] - moved["least"] == pytest.approx(moved["mean"])
    trust = row(found, "moves", lever="trust", arm="both", outcome="joint_slot")
    assert trust["mean"] == pytest.approx(0.1 + 0.1 - 0.3, abs=1e-3)
    assert trust["best"] == 0.5
    assert trust["fall"] == pytest.approx(0.5 * (0.1 + 0.1) - 0.3, abs=1e-3)
    everyone = row(found, "apart", lever="trust", arm="both", outcome="joint_slot", at=1.0)
    assert everyone["mean"] == pytest.approx(0.1 + 0.2 - 0.3, abs=1e-3)
    assert not (
        (found.tables["moves"]["arm"] == "wiifme_rigid") & (found.tables["moves"]["lever"] == "honesty")
    ).any()
    gain = row(
        found, "gains", arm="both", against="honest_wiifme", outcome="joint_slot", trust=0.5, honesty=1.0
    )
    assert gain["mean"] == pytest.approx(0.05 + 0.1, abs=1e-3)
    assert gain["verdict"] == "gain"
    assert trust["rise"] == pytest.approx(0.5 * (0.1 + 0.1), abs=1e-3)
    assert "Under WIIFWE a trust in strangers of about 0.5 serves best" in found.text
    assert found.words["titles"]["trust"].startswith("A middle trust in strangers is best")
    assert not list(faults(found.words))


def test_the_answer_turns_with_the_data(usual: Told, tmp_path: Path, seed: int) -> None:
    assert usual.words["answer"] == (
        "Honesty adds value under both postures. "
        "Trust in strangers hardly matters under WIIFME and adds value under WIIFWE."
    )
    assert "Trust in strangers is all but idle under WIIFME" in usual.text
    falling = {"honest_wiifme": (-0.1, -0.1), "both": (0.0, -0.1)}
    turned = told(tmp_path / "turned", seed, slopes=falling)
    assert turned.words["answer"] == (
        "Honesty costs value under WIIFME and hardly matters under WIIFWE. "
        "Trust in strangers costs value under both postures."
    )
    assert "Honesty is all but idle under WIIFWE" in turned.text
    assert "WIIFWE makes less than rigid WIIFME in" in turned.text
    assert "serves best" not in turned.text + usual.text  # an end is best
    assert "middle" not in turned.words["titles"]["trust"] + usual.words["titles"]["trust"]
    flat = {"honest_wiifme": (0.0, 0.0), "both": (0.0, 0.0)}
    loud = told(tmp_path / "loud", seed, slopes=flat, noise=0.5)
    assert loud.words["answer"].count("has no known effect under both postures") == 2
    assert "Whether WIIFWE makes more with full honesty instead of none is not known" in loud.text
    assert not list(faults(turned.words)) + list(faults(loud.words))


def test_trust_and_honesty_may_need_each_other(tmp_path: Path, seed: int) -> None:
    needs = told(tmp_path / "needs", seed, slopes={"both": (0.1, -0.1)}, together=0.3)
    assert "trust needs honesty: where all are honest the most trust adds +0.2" in needs.text
    assert "where nobody is it takes" in needs.text
    assert "trust adds most where firms are honest" in needs.words["titles"]["value"]
    apart = told(tmp_path / "apart", seed, slopes={"both": (0.1, 0.3)}, together=-0.2)
    assert "trust matters most where nobody is honest: there the most trust adds +0.3" in apart.text
    assert "needs honesty" not in apart.text


def test_survival_is_said_with_its_sign(usual: Told, tmp_path: Path, seed: int) -> None:
    assert usual.words["titles"]["survival"] == "Honesty makes relationships last"
    assert "live after 5 years instead of 40 %, 60 % of WIIFWE's instead of 40 %" in usual.text
    assert "least 40 % of WIIFWE's relationships live after 5 years instead of 60 %" in usual.text
    moved = row(usual, "moves", lever="trust", arm="both", outcome="relationships_alive_60")
    assert moved["n"] == 11
    assert moved["most"] - moved["least"] == pytest.approx(moved["mean"]) == pytest.approx(-0.2, abs=1e-3)
    other = told(tmp_path / "other", seed, lasting=-0.2)
    assert other.words["titles"]["survival"].startswith("Which relationships")
    assert "After one year fewer relationships live with the most trust than with the least" in other.text
    bent = told(tmp_path / "bent", seed, hump=0.3, early=0.2)
    assert bent.words["titles"]["survival"].endswith("last; so does trust, up to a point")
    assert "80 % live at a trust of 0.50, 60 % at the least, 40 % at the most" in bent.text
    assert "with the least: 70 % of WIIFME's instead of 50 %, 70 % of WIIFWE's instead of 50 %" in bent.text
    idle = told(tmp_path / "idle", seed, lasting=0.0)
    assert "relationships live after" not in idle.text
    assert not list(faults(bent.words)) + list(faults(other.words))


def test_where_wiifwe_loses_is_said(usual: Told, tmp_path: Path, seed: int) -> None:
    found = told(tmp_path, seed, less=0.1)
    assert (
        "WIIFWE makes less than WIIFME that is as honest in 33 % where money soon counts more" in found.text
    )
    fewer = "live under WIIFWE than under WIIFME that is as honest"
    assert f"Fewer relationships {fewer} after 5 years in 33 % of what was tried" in found.text
    assert f"Fewer buyers {fewer} after 1 year in 33 %, after 10 years in 33 %" in found.text
    assert "loses" in found.words["titles"]["against"]
    assert "Fewer" not in usual.text
    assert "loses" not in usual.words["titles"]["against"]
    assert not list(faults(found.words))


def test_at_its_own_design_every_table_is_published(tmp_path: Path, seed: int) -> None:
    found = told(tmp_path, seed, wishes=OWN)
    assert {name: table.size for name, table in found.tables.items() if table.size > MOST_CELLS} == {}
    assert {"levels", "gains"} <= set(found.tables)
    assert "WIIFME firms without honesty make 1.0" in found.text
    assert "with WIIFWE's usual honesty they make 1.1" in found.text


def test_hidden_honesty_is_held_against_declared(usual: Told, tmp_path: Path, seed: int) -> None:
    found = told(tmp_path / "hiding", seed, hiding=0.2, gift=0.2)
    assert "is often turned away: up to 2 % of slots more stay empty" in found.text
    assert "value falls by up to 0.200 a month" in found.text
    assert "Honesty of buyers that nobody knows of is a gift: both together gain 0.050" in found.text
    assert "buyers lose 0.075" in found.text
    assert "Honesty of suppliers pays though nobody knows of it" in found.text
    assert "Hiding" not in usual.text
    assert "gift" not in usual.text


def test_a_hider_declares_what_wiifwe_declares() -> None:
    known = asked_for([*WISHES, "strategies.wiifwe.honesty=0.7"]).scenario.strategies
    own, hiding = known["wiifwe"], known["hiding"]
    assert hiding.declared == own.honesty == 0.7
    assert replace(hiding, declared=None, sentence="") == replace(own, sentence="", source=hiding.source)
