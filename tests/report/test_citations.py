"""Literature: what works in a world is cited, what does not is not, and every key has its entry."""

from __future__ import annotations

import pytest

from sim.citations import WORKING, bibtex, entries, keys, keys_of_rule, main, rule_names
from sim.config import scenario_from
from sim.loading import load

OFF = {
    "payment": {"lag": 0.0, "lag_power": 0.0},
    "shading": {"strength": 0.0},
    "promises": {"law_recovery": 0.0},
}


def test_every_key_has_its_entry() -> None:
    known = set(entries())
    assert len(known) > 40
    for name in rule_names():
        assert set(keys_of_rule(name)) <= known
    for name in WORKING:
        assert keys_of_rule(name)


def test_what_does_not_work_is_not_cited() -> None:
    (cited,) = keys_of_rule("imitation")
    assert cited not in keys(scenario_from(OFF))
    assert cited in keys(scenario_from({**OFF, "imitation": {"rate": 0.1}}))
    assert "frydlinger_hart_2019" not in keys(scenario_from(OFF))
    told_and_watched = {"news": {"private": 0.0}, "monitoring": {"cost": 0.0, "seen": 0.0}}
    assert "dyer_chu_2003" in keys(scenario_from(OFF))
    assert "dyer_chu_2003" not in keys(scenario_from({**OFF, **told_and_watched}))


def test_strategies_bring_their_sources() -> None:
    headline = load("headline", overrides=[])
    cited = keys(headline)
    assert cited == sorted(cited)
    assert "frydlinger_hart_2019" in cited  # narrowing works where steps are taken
    text = bibtex(cited)
    assert text.count("\n@") + 1 == len(cited)
    for key in cited:
        assert f"{{{key}," in text


def test_an_experiment_s_literature_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["experiment=evolution", "imitation.rate=0"]) == 0
    without = capsys.readouterr().out
    assert main(["experiment=evolution"]) == 0
    (cited,) = keys_of_rule("imitation")
    assert f"{{{cited}," in capsys.readouterr().out
    assert f"{{{cited}," not in without
    assert main(["experiment=evolutio"]) == 2
    assert "did you mean `evolution`?" in capsys.readouterr().err
