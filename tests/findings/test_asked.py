"""What a script cannot read is refused in one line before anything is played."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from experiments.findings import STUDIES, plain
from experiments.run import main
from tests.findings.made import asked_for

BACKWARDS = "sweep.compare=[wiifme_rigid - wiifwe]"
ALONE = ["sweep.compare=null", "~arms.wiifme_rigid"]
EXPOSED = ["~arms.wiifme_exposed", "~arms.wiifwe_exposed"]
EXTRA = "+design.axes.extra={path: choice.patience, values: [0.9, 0.95]}"


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["experiment=competition", BACKWARDS], "`wiifwe - wiifme_rigid`"),
        (["experiment=horizon_volatility", BACKWARDS], "`wiifwe - wiifme_rigid`"),
        (["experiment=process_cost", BACKWARDS], "`wiifwe - wiifme_rigid`"),
        (["experiment=trust_honesty", "sweep.compare=[both - buyers]"], "`both - wiifme_rigid`"),
        (["experiment=competition", "~arms.wiifwe"], "the arm `wiifwe`"),
        (["experiment=competition", EXTRA], "reads the axes `dispersion` (numeric) and `term`"),
        (["experiment=ablation", "~arms.wiifwe", "sweep.compare=null"], "the arm `wiifwe`"),
        (["experiment=opportunists", "~arms.wiifme_rigid"], "the arm `wiifme_rigid`"),
        (["experiment=power", EXTRA], "reads the axes `power` (numeric) and `split` (levels)"),
        (
            ["experiment=power", "design.axes.split.values=null", "design.axes.split.path=trust.prior",
             "+design.axes.split.low=0.1", "+design.axes.split.high=0.2", "+design.axes.split.count=2"],
            "reads the axes `power` (numeric) and `split` (levels), and there are: `power`, `split`",
        ),
        (["experiment=invasion", EXTRA], "the script `invasion` reads the axes"),
        (["experiment=three_contracts", EXTRA], "reads the axes `volatility`"),
        (["experiment=networks", *ALONE, *EXPOSED], "none are compared"),
        (["experiment=screening", *ALONE], "none are compared"),
        (["experiment=sensitivity", *ALONE], "none are compared"),
        (["experiment=screening", "sweep.analysis=sensitivity"], "reads a saltelli design, not morris"),
        (["experiment=sensitivity", "sweep.analysis=screening"], "reads a morris design, not saltelli"),
        (
            ["experiment=plausible_region", "design.kind=morris", "design.points=2"],
            "reads a random sample, not a morris design",
        ),
        (
            ["experiment=trust_honesty", "+design.kind=latin_hypercube", "+design.points=5",
             "~design.axes.trust.values", "+design.axes.trust.low=0.0", "+design.axes.trust.high=1.0",
             "~design.axes.honesty.count"],
            "reads a whole grid, and the design is `latin_hypercube`",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)  # fmt: skip
def test_what_a_script_cannot_read_is_refused_before_play(
    argv: list[str], told: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([*argv, f"results={tmp_path / 'results'}"]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert told in err
    assert "`sweep.analysis=plain` reads any" in err
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize("name", STUDIES)
def test_what_is_published_can_be_read(name: str) -> None:
    assert asked_for([f"experiment={name}"]).settings.sweep.analysis == name


def test_a_title_tells_baselines_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One arm against two baselines: two pairs, each with its own share."""
    titles: list[str] = []

    def gain_maps(rows: Any, one: Any, other: Any, title: str, *rest: Any) -> Any:
        del rows, one, other, rest
        titles.append(title)
        return {}

    monkeypatch.setattr(plain, "gain_maps", gain_maps)
    monkeypatch.setattr(plain, "kept_figures", lambda *_: None)
    small = [
        "experiment=trust_honesty", "market.buyers=4", "market.suppliers=5", "market.months=6",
        "design.axes.trust.values=[0,1]", "design.axes.honesty.count=2", "sweep.analysis=null",
        "replicates=3", "engine.workers=1", "sweep.compare=[both - wiifme_rigid, both - buyers]",
        f"results={tmp_path}",
    ]  # fmt: skip
    assert main(small) == 0
    (title,) = titles
    assert "honesty of both sides over WIIFME rigid: the pair gains in" in title
    assert "honesty of both sides over hidden honesty of buyers: the pair gains in" in title
