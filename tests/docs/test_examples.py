"""The examples are played as their Readmes say, each in its own folder."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.docs import pages

FOLDERS = sorted(path.parent for path in (pages.ROOT / "examples").glob("*/app.py"))
SECONDS = 120


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_an_example_has_mesas_shape_and_its_readme_plays(folder: pages.Path) -> None:
    assert {path.name for path in folder.iterdir()} >= {"agents.py", "model.py", "app.py", "Readme.md"}
    text = (folder / "Readme.md").read_text(encoding="utf-8")
    code = "\n".join(block for language, block in pages.BLOCK.findall(text) if language == "python")
    rows = [line.split() for line in told(folder, code).splitlines()]
    assert len(rows) == 6
    assert all(int(grudges) == 0 for _, grudgers, grudges, _ in rows if int(grudgers) == 0)
    assert all(int(grudges) > 0 for _, grudgers, grudges, _ in rows if int(grudgers) == 50)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_page_of_an_example_is_drawn_and_stepped(folder: pages.Path) -> None:
    """Its components and its parameters, without a browser: what Solara would show in one."""
    code = """
import warnings
warnings.simplefilter("ignore")
import ipyvuetify
import solara
from app import model, page
_, drawn = solara.render(solara.AppLayout(children=[page]), handle_error=False)
(step,) = [one for one in drawn.find(ipyvuetify.Btn).widgets if "Step" in one.children]
step.click()
print(len(drawn.find(ipyvuetify.Slider).widgets), model.value.month)
"""
    assert told(folder, code).split("\n")[-2] == "6 1"


def told(folder: pages.Path, code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=SECONDS
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
