"""The explorable: its page holds the numbers of its tables, its words follow them, and it moves."""

from __future__ import annotations

import base64
import itertools
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.run import main
from experiments.store import words_of
from experiments.words import spoken
from sim.config import scenario_from
from sim.report.explorable import AXES, OUTCOMES, PARTIES, POSTURES, STEP, UNKNOWN, Facts, packed, page
from tests.browser import SIZES, complaints, needs_chromium, opened, requests, too_wide
from tests.studies.made import asked_for

SMALL = [
    "experiment=explorable", "market.buyers=5", "market.suppliers=6", "market.months=36", "replicates=4",
    "engine.workers=1", "explorable.trust=[0.1,0.5]", "explorable.honesty=[0.3,0.9]",
    "explorable.volatility=[0,0.3]", "explorable.opportunists=[0,0.4]",
]  # fmt: skip
LEVELS = {name: [0.0, 0.5] for name in AXES}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small grid that was played."""
    results = tmp_path_factory.mktemp("explorable")
    assert main([*SMALL, f"results={results}"]) == 0
    (found,) = results.glob("*/*/explorable.html")
    return found.parent


def points() -> pd.DataFrame:
    return pd.DataFrame(list(itertools.product(*LEVELS.values())), columns=list(AXES))


def differences(joint: float, width: float = 0.01) -> pd.DataFrame:
    """At every point the pair gains so much, the buyer all of it and the supplier loses as much."""
    gains = {"joint": joint, "buyer": 2 * joint, "supplier": -joint}
    found = points()
    for party, gain in gains.items():
        found[[party, f"{party}_low", f"{party}_high"]] = [gain, gain - width, gain + width]
    return found


def curves() -> pd.DataFrame:
    """WIIFWE at 0.3 throughout, WIIFME at 0.2; three years."""
    rows = points().merge(pd.DataFrame({"posture": POSTURES, "value": [0.3, 0.2]}), how="cross")
    rows = rows.merge(pd.DataFrame({"outcome": OUTCOMES}), how="cross")
    return rows.merge(pd.DataFrame({"year": [1, 2, 3]}), how="cross").assign(half=0.01)


def written(joint: float, folder: Path, own: int = 0) -> Path:
    """A page of a world in which the pair gains so much."""
    facts = Facts(
        "Who?", "Words </script><b>", LEVELS, dict.fromkeys(AXES, own), "4 replicates", scenario_from({})
    )
    path = folder / "explorable.html"
    path.write_text(page(curves(), differences(joint), facts), "utf-8")
    return path


def data_in(path: Path) -> dict[str, Any]:
    found = re.search(r"^const data = (.*);$", path.read_text("utf-8"), re.MULTILINE)
    assert found
    return json.loads(found[1])


def unpacked(text: str) -> np.ndarray:
    """What `packed` was given, to half a step, flat; as the page's script reads it."""
    whole = np.frombuffer(base64.b64decode(text), "<i2").astype(float)
    return np.where(whole == UNKNOWN, np.nan, whole * STEP)


def test_numbers_survive_packing_to_half_a_step() -> None:
    numbers = np.array([[0.12345, -1.0, np.nan], [3.2, 0.0, -3.2]])
    assert unpacked(packed(numbers)).reshape(2, 3) == pytest.approx(
        numbers, abs=STEP / 2 + 1e-12, nan_ok=True
    )
    assert unpacked(packed(np.array([99.0, -99.0]))) == pytest.approx([3.2767, -3.2767])


@pytest.mark.parametrize(
    ("joint", "answer"), [(0.1, "Nowhere on this grid can WIIFME"), (-0.1, "can WIIFWE")]
)
def test_the_words_follow_the_table(joint: float, answer: str) -> None:
    words = spoken(asked_for(SMALL), {"differences": differences(joint)}, ["map"])
    assert answer in words["answer"]
    assert bool(words["fails"]) == (joint < 0.0)


def test_a_grid_with_a_hole_is_refused(tmp_path: Path) -> None:
    facts = Facts("?", "", LEVELS, dict.fromkeys(AXES, 0), "", scenario_from({}))
    with pytest.raises(ValueError, match="must hold all 16 points"):
        page(curves(), differences(0.1).iloc[1:], facts)


def test_words_cannot_end_the_script(tmp_path: Path) -> None:
    text = written(0.1, tmp_path).read_text("utf-8")
    assert text.count("</script>") == 1
    assert "default-src 'none'" in text


def test_the_page_holds_the_numbers_of_the_tables(folder: Path) -> None:
    held = data_in(folder / "explorable.html")
    lines = pd.read_parquet(folder / "curves.parquet")
    gaps = pd.read_parquet(folder / "differences.parquet")
    assert len(gaps) == 2**4
    assert words_of(folder)["answer"]
    assert {path.stem for path in (folder / "figures").glob("*.png")} == {"map"}
    assert held["own"] == {"trust": 1, "honesty": 1, "volatility": 0, "opportunists": 0}
    shape = (2, 2, 2, 2)
    drawn = unpacked(held["curves"]).reshape(*shape, len(POSTURES), len(OUTCOMES), held["years"], 2)
    told = unpacked(held["differences"]).reshape(*shape, len(PARTIES), 3)
    assert held["years"] == 3
    for places in itertools.product(range(2), repeat=4):
        where = np.ones(len(lines), dtype=bool)
        row = gaps
        for name, place in zip(AXES, places, strict=True):
            where &= lines[name].eq(held["levels"][name][place]).to_numpy()
            row = row[row[name] == held["levels"][name][place]]
        (only,) = row.to_dict("records")
        for number, party in enumerate(PARTIES):
            wanted = [only[party], only[f"{party}_low"], only[f"{party}_high"]]
            assert told[places][number] == pytest.approx(wanted, abs=STEP)
        here = dict(tuple(lines[where].groupby(["posture", "outcome"])))
        for one, posture in enumerate(POSTURES):
            for number, outcome in enumerate(OUTCOMES):
                wanted = here[posture, outcome].sort_values("year")[["value", "half"]].to_numpy()
                assert drawn[places][one, number] == pytest.approx(wanted, abs=STEP, nan_ok=True)


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ("explorable.trust=[0.5,0.1]", "`explorable.trust` must be levels that rise"),
        ("explorable=null", "needs its levels"),
        ("market.months=6", "curves by year need 12 at least"),
        ("population=wiifwe", "`population` has no effect here"),
    ],
)
def test_what_it_cannot_play_is_refused(
    wish: str, words: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([*SMALL, f"results={tmp_path}", wish]) == 2
    said = capfd.readouterr().err
    assert words in said
    assert "Traceback" not in said


@needs_chromium
@pytest.mark.parametrize("size", SIZES)
def test_sliders_move_the_curves(folder: Path, size: str) -> None:
    look = """return [document.getElementById('sentence').textContent,
        [...document.querySelectorAll('path.curve')].map(p => p.getAttribute('d')).join(),
        ['x', 'y'].map(name => document.querySelector('rect.here').getAttribute(name)).join()]"""
    slide = """const one = document.getElementById(arguments[0]); one.value = arguments[1];
        one.dispatchEvent(new Event('input', {bubbles: true}))"""
    with opened(folder / "explorable.html", SIZES[size]) as driver:
        before = driver.execute_script(look)
        assert driver.execute_script("return document.querySelectorAll('path.curve').length") == 6
        assert "NaN" not in before[1]
        for name, place in {"trust": 0, "honesty": 0, "volatility": 1, "opportunists": 1}.items():
            driver.execute_script(slide, name, place)
            after = driver.execute_script(look)
            assert after[:2] != before[:2], name
            before = after
        driver.execute_script("document.querySelectorAll('#parties input')[2].click()")
        assert driver.execute_script(look)[1] != before[1]
        place = driver.execute_script(look)[2]
        click = "document.querySelectorAll('rect.cell')[3].dispatchEvent(new MouseEvent('click'))"
        driver.execute_script(click)
        assert driver.execute_script(look)[2] != place
        assert requests(driver) == []
        assert complaints(driver) == []
        assert not too_wide(driver)


@needs_chromium
def test_the_sentence_says_who_wins(tmp_path: Path) -> None:
    said = {}
    for joint in (0.1, -0.1, 0.004):
        with opened(written(joint, tmp_path), SIZES["desk"]) as driver:
            said[joint] = driver.execute_script("return document.getElementById('sentence').textContent")
    assert said[0.1].startswith("WIIFWE makes more for both together: +0.100 (0.090 to 0.110)")
    assert "buyers gain by WIIFWE, +0.200" in said[0.1]
    assert "suppliers lose by WIIFWE, −0.100 (−0.110 to −0.090)" in said[0.1]
    assert "After 3 years 30 % of the relationships are alive, against 20 %." in said[0.1]
    assert said[-0.1].startswith("WIIFME makes more for both together: −0.100")
    assert "suppliers gain by WIIFWE, +0.100" in said[-0.1]
    assert said[0.004].startswith("Neither posture can be said to make more for both together: +0.004")
