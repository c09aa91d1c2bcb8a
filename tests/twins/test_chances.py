"""Functions of one's own: the same bits under both drivers, refused in one line, counted in every name."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from experiments.run import main
from sim.chances import own_of
from sim.config import scenario_from
from sim.ensemble import run_ensemble, summaries
from sim.meaning import brought, canonical_json, config_hash
from sim.scenario import Arm, Scenario, Strategy
from sim.spelling import ConfigError
from tests.twins.plays import agents, differing, kernel

OWN = Path(__file__).with_name("own_rules.py")
SIZE = {"buyers": 6, "suppliers": 7, "months": 30, "capacity": 2}


def world(keeps: str, **changes: Any) -> Scenario:
    """Firms of which half ask a function of their own; promises slip, and some firms imitate others."""
    own = {"conduct": "reactive", "keeps": keeps, "integrity": 0.3}
    shares = {"own": 0.5, "wiifme": 0.5}
    return scenario_from(
        {
            "market": {**SIZE, **changes},
            "strategies": {"own": own, "wiifme": {}},
            "population": {"buyers": shares, "suppliers": shares},
            "promises": {"slip": 0.1},
            "imitation": {"rate": 0.5},
        }
    )


@pytest.mark.parametrize("name", ["tit_for_tat", "patient", "beyond", "failing_late"])
@pytest.mark.parametrize("interpreted", [True, False])
def test_both_drivers_play_the_same_bits(name: str, interpreted: bool, seed: int) -> None:
    scenario = world(f"{OWN}:{name}")
    assert differing(kernel(scenario, seed, 1, interpreted=interpreted), agents(scenario, seed, 1)) == []


def test_a_memory_one_rule_is_what_its_numbers_say(seed: int) -> None:
    own = world(f"{OWN}:tit_for_tat")
    numbers = Strategy(conduct="reactive", integrity=0.3)
    table = replace(own, strategies={**own.strategies, "own": numbers})
    assert (numbers.opening, numbers.after_kept_broken, numbers.after_broken_kept) == (1.0, 0.0, 1.0)
    assert differing(kernel(own, seed), kernel(table, seed)) == []
    assert differing(kernel(own, seed), kernel(world(f"{OWN}:patient"), seed))


def test_threads_do_not_matter(seed: int) -> None:
    scenario = world(f"{OWN}:patient")
    one = run_ensemble(scenario, replicates=9, seed=seed, threads=1, block=9)
    two = run_ensemble(scenario, replicates=9, seed=seed, threads=3, block=2)
    assert one.replicates.equals(two.replicates)


def test_a_module_is_as_good_as_a_file(seed: int) -> None:
    own = own_of("keeps", "tests.twins.own_rules:patient")
    assert own.function(1.0, 0.0, 0.5, 4.0, 5.0) == 0.4
    scenario = world("tests.twins.own_rules:patient")
    assert differing(kernel(scenario, seed), kernel(world(f"{OWN}:patient"), seed)) == []


@pytest.mark.parametrize(
    ("keeps", "told"),
    [
        ("patient", "must be `module:function` or `file.py:function`"),
        ("nowhere.py:patient", "there is no file 'nowhere.py'"),
        ("no_such_module:patient", "cannot be imported: No module named 'no_such_module'"),
        (f"{OWN}:pateint", "did you mean `patient`?"),
        (f"{OWN}:misspelt", "nobody can tell it 'truts'; did you mean `trust`?"),
        (f"{OWN}:of_many", "it must take 'kept' as a plain argument"),
        (f"{OWN}:number", "'number' is no function"),
        (f"{OWN}:raising", "it must raise nothing and assert nothing"),
        (f"{OWN}:of_words", "it fails at kept -1, seen 0, trust 0, age 0, left 0: could not convert"),
        (f"{OWN}:at_first", "it fails at kept -1, seen 0, trust 0, age 0, left 0: float division by zero"),
        (f"{OWN}:by_text", "cannot be compiled: "),
        ("builtins:max", "`builtins` has no source in Python"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(keeps: str, told: str) -> None:
    with pytest.raises(ConfigError) as refused:
        run_ensemble(world(keeps), replicates=1, seed=1, threads=1)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_command_line_refuses_before_it_plays(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    argv = [
        "experiment=world",
        "strategies.wiifwe.keeps=nowhere.py:patient",
        f"results={tmp_path / 'results'}",
    ]
    assert main(argv) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "nowhere.py" in err
    assert not (tmp_path / "results").exists()


def test_what_a_function_says_names_the_result(tmp_path: Path) -> None:
    one, other = (tmp_path / name for name in ("one", "other"))
    for folder in (one, other):
        folder.mkdir()
        shutil.copy(OWN, folder / "rules.py")
    hashes = {config_hash(world(f"{folder / 'rules.py'}:patient"), 1, 1) for folder in (one, other)}
    assert len(hashes) == 1  # where it lies does not matter
    edited = tmp_path / "edited.py"
    edited.write_text(OWN.read_text().replace("0.9", "0.8"))
    hashes |= {config_hash(world(f"{edited}:patient"), 1, 1), config_hash(world(f"{OWN}:tit_for_tat"), 1, 1)}
    assert len(hashes) == 3


def test_a_function_named_by_an_arm_or_a_level_names_the_result_too(tmp_path: Path) -> None:
    file = tmp_path / "rules.py"
    found = set()
    for answer in ("1.0", "0.5"):
        file.write_text(f"def own(kept, seen, trust, age, left):\n    return {answer}\n")
        setting = {"strategies.wiifme.keeps": f"{file}:own"}
        plain = world(f"{OWN}:patient")
        arm = Arm("own", plain.population, overrides=setting)
        found.add(config_hash(replace(plain, arms=(arm,)), 1, 1))
        found.add(canonical_json(brought(plain, [setting])))
    assert len(found) == 4


def test_a_run_is_played_by_the_file_as_it_was_when_it_began(tmp_path: Path, seed: int) -> None:
    file = tmp_path / "rules.py"
    file.write_text(OWN.read_text())
    scenario = world(f"{file}:tit_for_tat")
    whole = run_ensemble(scenario, replicates=8, seed=seed, threads=1, block=2)

    def edit(done: int, _all: int) -> None:
        file.unlink(missing_ok=True)

    edited = run_ensemble(scenario, replicates=8, seed=seed, threads=1, block=2, progress=edit)
    assert edited.replicates.equals(whole.replicates)
    assert edited.events("world", 0).equals(whole.events("world", 0))


def test_an_edited_file_is_played_as_it_is_now(tmp_path: Path, seed: int) -> None:
    file = tmp_path / "rules.py"
    file.write_text(OWN.read_text())
    scenario = world(f"{file}:tit_for_tat")
    before, named = kernel(scenario, seed), config_hash(scenario, 1, 1)
    # As long as before, and within the same second: nothing but the bytes tells the two apart.
    file.write_text(OWN.read_text().replace("return seen", "return kept"))
    after = kernel(scenario, seed)
    assert differing(before, after)
    assert differing(after, agents(scenario, seed)) == []
    assert config_hash(scenario, 1, 1) != named
    file.write_text(OWN.read_text())
    assert differing(before, kernel(scenario, seed)) == []


def test_a_stop_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summaries, "GROUP", 1)
    (tmp_path / "firms.parquet").write_text("an earlier run's")

    def stop(done: int, _all: int) -> None:
        if done > 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_ensemble(
            scenario_from({"market": SIZE}), replicates=8, seed=1, threads=1, block=2, progress=stop,
            folder=tmp_path,
        )  # fmt: skip
    assert [path.name for path in tmp_path.iterdir()] == ["firms.parquet"]
    assert (tmp_path / "firms.parquet").read_text() == "an earlier run's"


def test_a_folder_is_made_and_known_to_be_writable_before_anything_is_played(tmp_path: Path) -> None:
    small = scenario_from({"market": SIZE})
    run_ensemble(small, replicates=2, seed=1, threads=1, folder=tmp_path / "a" / "b")
    assert {path.name for path in (tmp_path / "a" / "b").iterdir()} == {"replicates.parquet", "firms.parquet"}
    played: list[int] = []
    (tmp_path / "file").write_text("")
    with pytest.raises(NotADirectoryError):
        run_ensemble(
            small, replicates=2, seed=1, threads=1, folder=tmp_path / "file" / "b",
            progress=lambda done, _: played.append(done),
        )  # fmt: skip
    assert played == []


def test_neither_file_has_its_name_before_both_are_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = summaries.Filed.end

    def full(rows: summaries.Filed) -> None:
        if rows.path.name == "firms.parquet":
            raise OSError("no space left")
        end(rows)

    monkeypatch.setattr(summaries.Filed, "end", full)
    with pytest.raises(OSError, match="no space"):
        run_ensemble(scenario_from({"market": SIZE}), replicates=2, seed=1, threads=1, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []
