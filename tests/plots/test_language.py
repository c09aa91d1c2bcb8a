"""One visual language: told apart by the colour-blind and in grey print; the same bytes in any format."""

from __future__ import annotations

from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb
from numpy.typing import NDArray

from sim.measures.arms import MAIN_ARMS
from sim.plots.facets import toned
from sim.plots.sheets import METADATA, SHEETS, compact, house, saved, title_of
from sim.plots.style import COLOURS, DASHES, INK, dash, ink_on
from tests.plots.cases import CASES, PARTS, TITLE, draw
from tests.plots.checking import laid_out

DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
"""Machado, Oliveira & Fernandes (2009), severity 1, on linear RGB."""
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = TO_XYZ.sum(axis=1)
JUST_SEEN = 2.3
"""CIELAB distance of two colours side by side that are just told apart (Mahy et al. 1994)."""


def linear(colour: object) -> NDArray[np.float64]:
    parts = np.asarray(to_rgb(colour), dtype=float)  # type: ignore[arg-type]
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(parts: NDArray[np.float64]) -> NDArray[np.float64]:
    """CIELAB of linear RGB."""
    ratio = TO_XYZ @ np.clip(parts, 0.0, 1.0) / WHITE
    bent = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * bent[1] - 16, 500 * (bent[0] - bent[1]), 200 * (bent[1] - bent[2])])


def apart(one: str, other: str) -> float:
    """How far two colours are apart to an eye without green cones."""
    return float(np.linalg.norm(lab(DEUTERANOPIA @ linear(one)) - lab(DEUTERANOPIA @ linear(other))))


def test_the_colour_blind_tell_all_main_arms_apart() -> None:
    distances = {pair: apart(*(COLOURS[arm] for arm in pair)) for pair in combinations(MAIN_ARMS, 2)}
    assert min(distances.values()) > 3 * JUST_SEEN
    assert distances["wiifme_rigid", "wiifwe"] > 20 * JUST_SEEN


def test_every_main_arm_has_a_dash_of_its_own_for_grey_print() -> None:
    assert len({str(dash(arm)) for arm in MAIN_ARMS}) == len(MAIN_ARMS)
    assert dash("wiifwe") == "-"


def test_a_posture_and_its_contract_share_colour_and_dash() -> None:
    forms = {"wiifme_rigid": "rigid", "wiifme_flexible": "flexible", "wiifwe": "relational"}
    for posture, form in forms.items():
        assert COLOURS[posture] == COLOURS[form]
        assert dash(posture) == dash(form)
    assert set(DASHES) <= set(COLOURS)


def test_gain_and_loss_of_maps_are_told_apart() -> None:
    colours: Any = laid_out(partial(draw, "map")).axes[0].collections[0].get_cmap()
    assert apart(to_hex(colours(0.1)), to_hex(colours(0.9))) > 20 * JUST_SEEN


def luminance(colour: str) -> float:
    return float(np.array([0.2126, 0.7152, 0.0722]) @ linear(colour))


def test_ink_is_read_on_whatever_it_stands_on() -> None:
    """The better of white and dark ink, and never below the 3 that WCAG 2 asks of graphics."""
    for colour in {*COLOURS.values(), *(to_hex(toned(CASES["bars"], one)) for one in PARTS)}:
        contrasts = {}
        for ink in ("white", INK):
            low, high = sorted([luminance(colour), luminance(ink)])
            contrasts[ink] = (high + 0.05) / (low + 0.05)
        assert contrasts[ink_on(colour)] > max(*contrasts.values(), 3.1) - 0.1, colour


@pytest.mark.parametrize("ending", METADATA)
def test_the_same_data_give_the_same_bytes_in_every_format(ending: str, tmp_path: Path) -> None:
    written = []
    for number in range(2):
        with house("column") as sheet:
            written.append(saved(draw("line", sheet), tmp_path / f"{number}.{ending}").read_bytes())
    assert written[0] == written[1]


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_has_its_width(sheet: str) -> None:
    with house(sheet) as size:
        assert draw("line", size).get_figwidth() == SHEETS[sheet].width


def test_a_png_says_what_it_shows_also_when_small(tmp_path: Path) -> None:
    with house() as sheet:
        path = saved(draw("line", sheet), tmp_path / "line.png")
    assert title_of(path) == TITLE == title_of(compact(path))
