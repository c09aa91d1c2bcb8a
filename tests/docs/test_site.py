"""The site: links lead on, pages load nothing from elsewhere; the tutorial runs and is stored as it ran.

The site itself is built by `make docs`, where a warning is an error; here small ones try what its extensions
promise.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import jupytext
import matplotlib as mpl
import matplotlib.pyplot as plt
import nbformat
import pytest

from tests.docs.pages import ROOT

DOCS = ROOT / "docs"
CONF = f"""
import sys
sys.path.insert(0, {str(DOCS / "extensions")!r})
extensions = ["myst_parser", "checkout", "offline"]
root_doc = "docs/index"
include_patterns = ["docs/**"]
myst_url_schemes = {{"https": None, "checkout": None}}
html_theme = "basic"
"""
FEWER = ("replicates=20", "replicates=2")


def built(folder: Path, page: str) -> subprocess.CompletedProcess[str]:
    """A site of one page beside a file of two functions and a folder, built as strictly as the real one."""
    (folder / "docs").mkdir()
    (folder / "configs" / "deep").mkdir(parents=True)
    (folder / "configs" / "deep" / "a.yaml").write_text("a: <1>\n", encoding="utf-8")
    (folder / "table.csv").write_text("a,b\n", encoding="utf-8")
    (folder / "rule.py").write_text(
        "def first():\n    pass\n\n\n@print\ndef second():\n    pass\n", encoding="utf-8"
    )
    (folder / "docs" / "conf.py").write_text(CONF, encoding="utf-8")
    (folder / "docs" / "index.md").write_text(f"# Page\n\n{page}\n", encoding="utf-8")
    words = [sys.executable, "-m", "sphinx", "-q", "-W", "-c", "docs", ".", "site"]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=60)


def test_links_to_the_checkout_lead_to_its_files(tmp_path: Path) -> None:
    page = "[a](../rule.py#second), [b](../configs), [c](../table.csv)\n\n[e](#there)\n"
    done = built(tmp_path, page + '\n<a id="there"></a>\n\n## Place\n')
    assert done.returncode == 0, done.stderr
    site = tmp_path / "site"
    html = (site / "docs" / "index.html").read_text(encoding="utf-8")
    for link in ("rule.py.html#second", "configs/index.html", "table.csv"):
        assert f'href="../checkout/{link}"' in html
    assert 'id="there"' in html
    shown = (site / "checkout" / "rule.py.html").read_text(encoding="utf-8")
    assert shown.index('id="first"') < shown.index('id="second"') < shown.index("@print")
    assert 'href="deep/index.html"' in (site / "checkout" / "configs" / "index.html").read_text(
        encoding="utf-8"
    )
    assert "a: &lt;1&gt;" in (site / "checkout" / "configs" / "deep" / "a.yaml.html").read_text(
        encoding="utf-8"
    )
    assert (site / "checkout" / "table.csv").is_file()


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("[a](../rule.py#third)", "rule.py has no `third`"),
        ("[a](../lost.py)", "lost.py"),
        ('<script src="https://cdn.example/x.js"></script>', "loads https://cdn.example/x.js"),
        ("<style>@import 'https://fonts.example/x.css';</style>", "loads https://fonts.example/x.css"),
    ],
)
def test_what_leads_nowhere_or_away_stops_the_build(page: str, told: str, tmp_path: Path) -> None:
    done = built(tmp_path, page)
    assert done.returncode != 0
    assert told in done.stderr


def test_the_tutorial_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cell after cell in one process, with few replicates and no window."""
    code = (DOCS / "tutorial.py").read_text(encoding="utf-8")
    assert FEWER[0] in code
    monkeypatch.chdir(tmp_path)  # a sweep is kept
    with mpl.rc_context({"backend": "agg"}):
        exec(compile(code.replace(*FEWER), "tutorial.py", "exec"), {"__name__": "tutorial"})
        plt.close("all")


def test_the_notebook_is_the_tutorial_as_it_ran() -> None:
    source, stored = jupytext.read(DOCS / "tutorial.py"), nbformat.read(DOCS / "tutorial.ipynb", 4)
    told = [(cell.cell_type, cell.source) for cell in source.cells]
    assert told == [(cell.cell_type, cell.source) for cell in stored.cells], "run `make tutorial`"
    code = [cell for cell in stored.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    assert {output.output_type for output in outputs} == {"execute_result", "display_data", "stream"}
    assert not [output for output in outputs if output.get("name") == "stderr"]
