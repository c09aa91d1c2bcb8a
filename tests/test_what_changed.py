"""What an edit changed is told world by world and line by line, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments import what_changed
from experiments.what_changed import first_lines, main, said
from sim.measures.labelled import MAIN

HEAD = "HEAD"


def worlds(arms: tuple[str, ...] = ("one", "other"), count: int = 12) -> pd.DataFrame:
    """Made up, the same at each call."""
    luck = np.random.default_rng(1)
    rows = [{"arm": arm, "replicate": replicate} for arm in arms for replicate in range(count)]
    return pd.DataFrame(rows).assign(**{name: luck.normal(1.0, 0.1, len(rows)) for name in MAIN})


def test_nothing_is_said_in_a_line() -> None:
    assert list(said(worlds(), worlds(), {"silence": ["a"]}, {"silence": ["a"]})) == [what_changed.SAME]


def test_what_moved_is_told_pair_by_pair() -> None:
    now = worlds()
    now.loc[now["arm"] == "other", "buyer_slot"] += 0.25
    answer, table = said(worlds(), now, {}, {})
    assert isinstance(table, pd.DataFrame)
    assert str(answer).startswith("1 of 2 arms moved")
    assert table[["arm", "outcome", "worlds"]].to_numpy().tolist() == [["other", "buyer_slot", 12]]
    assert table["now less before"].iloc[0].startswith("+0.250000 (0.250000 to")


def test_an_outcome_that_is_no_payoff_is_told_too() -> None:
    before, now = worlds().assign(disputes=1.0), worlds().assign(disputes=1.0)
    now.loc[now["arm"] == "one", "disputes"] = 2.0
    answer, others = said(before, now, {}, {})
    assert str(answer).startswith("1 of 2 arms moved")
    assert isinstance(others, str)
    assert others == "Other outcomes in which a world differs: disputes."


def test_what_only_one_has_is_named_and_a_world_that_ends_otherwise_is_another() -> None:
    now = worlds(("one", "new"))
    now.loc[now.index[3], "joint_slot"] = np.nan
    answer, table, before, after = said(worlds(), now, {}, {})
    assert isinstance(table, pd.DataFrame)
    assert str(answer).startswith("1 of 1 arms moved")
    assert table["worlds"].tolist() == [1]
    assert (before, after) == ("Only before: other.", "Only now: new.")


def test_of_a_chronicle_the_first_line_is_told() -> None:
    before = {
        "silence": ["Month 1.", "Month 2.", "Month 3."],
        "shorter": ["Month 1.", "Month 2."],
        "same": ["."],
    }
    now = {"silence": ["Month 1.", "Month 2!", "Month 3!"], "shorter": ["Month 1."], "same": ["."]}
    assert list(first_lines(before, now)) == [
        ("shorter", 2, "Month 2.", what_changed.ENDED), ("silence", 2, "Month 2.", "Month 2!"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["no-such-revision"], "`no-such-revision` is no revision"),
        ([], "revision"),
        ([HEAD, "trust.priro=1", "--no-chronicles", "--replicates=1"], "did you mean `trust.prior`?"),
    ],
)
def test_what_is_wrong_costs_one_line(argv: list[str], told: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    lines = [line for line in capfd.readouterr().err.splitlines() if not line.startswith("playing")]
    assert len(lines) == 1
    assert told in lines[0]
    assert not (what_changed.ROOT / ".git" / "worktrees" / "tree").exists()


@pytest.mark.slow
def test_an_edit_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A tree in which a signing costs more, against the revision from which it was made."""
    with what_changed.checked_out(HEAD, tmp_path / "edited") as tree:
        parameters = tree / "sim" / "parameters.py"
        text = parameters.read_text("utf-8")
        before, after = (f"signing: float = amount({cost}" for cost in ("0.02", "0.03"))
        assert before in text
        parameters.write_text(text.replace(before, after), "utf-8")
        monkeypatch.setattr(what_changed, "ROOT", tree)
        small = ["market.months=24", "arms=[wiifwe,wiifme_rigid]"]
        assert main([HEAD, *small, "--replicates=4", "--no-chronicles"]) == 0
    out = capfd.readouterr().out
    assert out.startswith("2 of 2 arms moved")
    assert "joint_slot" in out
