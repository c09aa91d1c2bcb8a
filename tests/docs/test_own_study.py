"""The page on a study of one's own: what it writes down is less than thirty lines, and plays."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from experiments.run import main
from tests.docs import pages

PAGE = pages.ROOT / "docs" / "own_study.md"
TINY = ["replicates=2", "market.months=13", "market.buyers=4", "market.suppliers=5", "engine.workers=1"]


def test_a_study_of_ones_own_is_played_as_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names = re.findall(r"`(mine/[\w./]+)`", PAGE.read_text(encoding="utf-8"))
    texts = [one.text for one in pages.blocks("yaml", "python", "jinja") if one.page == PAGE]
    (command,) = [one.text for one in pages.blocks("console") if one.page == PAGE]
    assert sum(len(text.splitlines()) for text in texts) < 30
    for name, text in zip(names, texts, strict=True):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert main([*shlex.split(command)[1:], *TINY]) == 0
    (folder,) = (tmp_path / "results" / "surprises").glob("*/manifest.json")
    words = json.loads((folder.parent / "words.json").read_text(encoding="utf-8"))
    assert re.fullmatch(
        r"WIIFWE makes .+ where surprises are frequent, and .+ where there are none\.", words["answer"]
    )
    assert (folder.parent / "figures" / "gain.png").is_file()
    assert words["answer"] in (folder.parent / "report.html").read_text(encoding="utf-8")
    assert main([f"experiment={folder.parent}/config.yaml", "results=again"]) == 0
    assert (tmp_path / "again" / "surprises" / folder.parent.name / "manifest.json").is_file()
    stored = folder.parent.absolute()
    (tmp_path / "mine" / "deeper").mkdir()
    monkeypatch.chdir(tmp_path / "mine" / "deeper")  # the study is the same wherever one stands
    assert main([f"experiment={stored}/config.yaml", "results=again"]) == 0
    own = [word.replace("mine", str(tmp_path / "mine")) for word in shlex.split(command)[1:]]
    assert main([*own, *TINY, "results=again"]) == 0
    (again,) = Path("again/surprises").glob("*/manifest.json")
    assert again.parent.name == stored.name
