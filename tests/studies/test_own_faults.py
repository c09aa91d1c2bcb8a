"""What goes wrong in a study of the user's costs one line that says where, and the exit code 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.run import main

YAML = """\
# @package _global_
name: mine
study: sweep
question: Does it matter?
design: {{axes: {{drift: {{path: shocks.misfit_sd, values: [0.0, 0.3]}}}}}}
arms:
  wiifme_rigid: {{label: WIIFME, population: wiifme}}
  wiifwe: {{label: WIIFWE, population: wiifwe}}
sweep: {{analysis: mine.py}}
views: {views}
"""
MODULE = """\
from sim.measures.labelled import gains
def tables(sweep, study):
    return {"result": gains(sweep, "wiifwe", "wiifme_rigid")}
"""
WORDS = "# Mine\n## answer\nIt may.\n"
VIEW = "{gain: {kind: curve, table: result, x: drift, hue: who}}"
TINY = [
    "replicates=2", "market.months=13", "market.buyers=4", "market.suppliers=5", "engine.workers=1",
    "results=out",
]  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The user's folder, the same for all: what is written there alike is composed once."""
    home = tmp_path_factory.mktemp("home")
    (home / "experiment").mkdir()
    return home


@pytest.mark.parametrize(
    ("module", "words", "views", "said"),
    [
        (MODULE.replace('"wiifwe", ', '"wiifwo", '), WORDS, VIEW, "mine.py, line 3"),
        (MODULE.replace("{", "[").replace("}", "]").replace('"result": ', ""), WORDS, VIEW, "`tables` fail"),
        (MODULE.replace('"result"', '"worlds"'), WORDS, VIEW, "cannot be called `worlds`"),
        ("def tables(", WORDS, VIEW, "mine.py"),
        (MODULE, WORDS + "{{ 1 / 0 }}", VIEW, "mine.md.j2, line 4"),
        (MODULE, WORDS + "{% if %}", VIEW, "line 4"),
        (MODULE, WORDS + "{{ at(tables.result, drift=7) }}", VIEW, "0 rows"),
        (MODULE, WORDS, VIEW.replace("x: drift", "x: drifft"), "did you mean `drift`?"),
        (MODULE, WORDS, VIEW.replace("table: result", "table: results"), "did you mean `result`?"),
        (MODULE, WORDS, VIEW.replace("x: drift", "x: outcome"), "`views` fail"),
        (MODULE, WORDS, VIEW.replace("kind: curve", "kind: kurve"), "did you mean `curve`?"),
    ],
)
def test_a_fault_costs_one_line(
    module: str,
    words: str,
    views: str,
    said: str,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (home / "experiment" / "mine.yaml").write_text(YAML.format(views=views), "utf-8")
    (home / "mine.py").write_text(module, "utf-8")
    (home / "mine.md.j2").write_text(words, "utf-8")
    assert main(["--config-dir", str(home), "experiment=mine", *TINY]) == 2
    error = capfd.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_a_picture_of_no_table_is_refused_where_there_is_no_module_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "mine" / "experiment"
    folder.mkdir(parents=True)
    views = VIEW.replace("table: result", "table: results")
    text = YAML.replace("sweep: {{analysis: mine.py}}\n", "").format(views=views)
    (folder / "mine.yaml").write_text(text, "utf-8")
    assert main(["--config-dir", "mine", "experiment=mine", *TINY]) == 2
    assert "did you mean `result`?" in capfd.readouterr().err
