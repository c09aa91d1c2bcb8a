"""The page of findings and the README's sentence: a line a sentence, and numbers that are the tables'."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from experiments.findings.__main__ import bullets, region, required, title
from experiments.publishing import block_in
from sim.scenario import Scenario

WHO = {"arm": "wiifwe", "baseline": "wiifme_rigid", "verdict": "gain", "how": "estimated sign"}


def published(folder: Path, pair: float = 0.4, mean: float = -0.03) -> Path:
    """Tables of the plausible region as they are published."""
    own = folder / "plausible_region"
    own.mkdir(parents=True)
    shares = {"joint_slot": pair, "both": pair / 2.0}
    rows = [
        WHO | {"outcome": outcome, "share": share, "low": share - 0.02, "high": share + 0.02}
        for outcome, share in shares.items()
    ]
    pd.DataFrame(rows).to_csv(own / "chances.csv", index=False)
    told = {
        "outcome": "joint_slot",
        "mean": mean,
        "se": 0.003,
        "low": mean - 0.01,
        "high": mean + 0.01,
        "n": 100,
    }
    pd.DataFrame([told]).to_csv(own / "means.csv", index=False)
    corners = [("low", "high", 0.9), ("high", "low", 0.1), ("low", "low", 0.5)]
    crossed = pd.DataFrame(corners, columns=["cost", "volatility", "share"])
    crossed.assign(low=crossed["share"] - 0.05, high=crossed["share"] + 0.05).to_csv(
        own / "crossed.csv", index=False
    )
    return folder


def test_a_line_for_each_sentence() -> None:
    words = "At 0.10 it gains (σₓ 0.2). Holm over 3 levels. ‘None’ is told. 12 points are left."
    assert bullets(words).splitlines() == [
        "- At 0.10 it gains (σₓ 0.2).", "- Holm over 3 levels.", "- ‘None’ is told. 12 points are left.",
    ]  # fmt: skip


def test_headings() -> None:
    assert [title(name) for name in ("trust_honesty", "power")] == ["Trust and honesty", "Power"]


def test_the_sentence_of_the_readme_flips_with_the_tables(tmp_path: Path) -> None:
    told = region(published(tmp_path / "few"))
    assert "with probability 40 % (38 % to 42 %), more for both sides with 20 % (18 % to 22 %)" in told
    assert "the pair's difference is −0.030 (−0.040 to −0.020) on average" in told
    assert "most often where cost is low and volatility high (90 % (85 % to 95 %) of the points)" in told
    assert "least where cost is high and volatility low (10 % (5 % to 15 %)" in told
    more = region(published(tmp_path / "more", pair=0.8, mean=0.05))
    assert "with probability 80 %" in more
    assert "is +0.050 (0.040 to 0.060) on average" in more


def test_a_block_is_replaced_and_nothing_else() -> None:
    page = "one\n<!-- region -->\nold\n<!-- /region -->\n<!-- finding -->kept<!-- /finding -->\n"
    assert block_in(page, "region", r"new \1") == page.replace("old", r"new \1")


def test_the_required_effect_is_that_of_the_default_world(tmp_path: Path) -> None:
    assert required(tmp_path) == ""
    world = Scenario()
    here = {"volatility": world.shocks.misfit_sd, "months": world.market.months, "lever": "effect"}
    rows = [
        here | {"party": "joint", "required": 0.25, "low": 0.15, "high": 0.36, "status": "found"},
        here | {"party": "buyer", "required": 0.0, "low": 0.0, "high": 0.0, "status": "none needed"},
        here | {"party": "supplier", "required": 0.5, "low": 0.1, "high": 0.7, "status": "found"},
        here | {"months": 12, "party": "joint", "required": 9.0, "low": 9.0, "high": 9.0, "status": "found"},
    ]
    (tmp_path / "required_effect").mkdir()
    pd.DataFrame(rows).to_csv(tmp_path / "required_effect" / "required.csv", index=False)
    told = required(tmp_path)
    assert "the pair 0.250 (0.150 to 0.360), buyers none needed, suppliers 0.500 (0.100 to 0.700)" in told
    assert "9.0" not in told
