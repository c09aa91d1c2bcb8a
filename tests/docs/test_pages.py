"""Documentation runs: its code is executed, its commands are known, its links lead somewhere."""

from __future__ import annotations

import importlib.util
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from experiments import cards, columns, reference, run
from experiments.study import study_of
from sim.composing import hydra_home
from sim.loading import checked_wishes, composition
from sim.provenance import MANIFEST, check_unedited, manifest_in
from tests.docs import pages

NOT_OURS = {"python3": "a Python", ".venv/bin/pip": "pip"}
SECONDS = 120
ROOT = pages.ROOT
DECISIONS = ROOT / "docs" / "decisions"
RECORDS = sorted(DECISIONS.glob("[0-9]*.md"))
WITH_PYTHON = sorted({block.page for block in pages.blocks("python")})


@pytest.mark.parametrize("page", WITH_PYTHON, ids=pages.name)
def test_python_blocks_run(page: Path, tmp_path: Path) -> None:
    """All blocks of a page in one fresh process, one after the other, as a reader would."""
    code, folder = tmp_path / "typed.py", tmp_path / "here"
    folder.mkdir()
    code.write_text("\n".join(block.text for block in pages.blocks("python") if block.page == page), "utf-8")
    done = subprocess.run(
        [sys.executable, str(code)], cwd=folder, capture_output=True, text=True, timeout=SECONDS
    )
    assert done.returncode == 0, done.stderr
    assert not list(folder.iterdir()), "a block leaves files behind"


@pytest.mark.parametrize("command", pages.commands())
def test_commands_are_known(command: str) -> None:
    words = shlex.split(command)
    program = words[0]
    if program == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        assert set(words[1:]) <= set(targets)
    elif program.rpartition("/")[2] == "wiifwe":
        playable(words[1:])
    elif program.rpartition("/")[2] == "python" and words[1] == "-m":
        assert importlib.util.find_spec(words[2]) is not None
    else:
        assert program in NOT_OURS


def playable(words: list[str]) -> None:
    """Check a command line of `wiifwe` as it checks itself, short of playing; of a sweep its two ends."""
    asked = run.arguments(words)
    with hydra_home():
        known = checked_wishes(asked.overrides, multirun=asked.multirun)
        ends = [[wish.swept[end] for wish in known] for end in (0, -1)]
        for job in ends if asked.multirun else ends[:1]:
            study_of(composition(job))


def test_the_installation_names_what_is_there() -> None:
    (install,) = [command for command in pages.commands() if "pip" in command]
    assert (ROOT / shlex.split(install)[shlex.split(install).index("-c") + 1]).is_file()
    assert "\ndev = [" in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", pages.PAGES, ids=pages.name)
def test_links_lead_somewhere(page: Path) -> None:
    published = ROOT / "results" / "published" / "headline"
    for link in pages.links(page):
        target = (page.parent / link.partition("#")[0]).resolve()
        if target.is_relative_to(published) and not published.is_dir():
            continue  # nothing has been published yet
        assert target.exists(), f"{pages.name(page)} links to {link}"


@pytest.mark.parametrize("page", pages.PAGES, ids=pages.name)
def test_no_wrapped_formula_is_read_as_a_list(page: Path) -> None:
    text = pages.BLOCK.sub("", page.read_text(encoding="utf-8"))
    assert re.findall(r"(?m)^[+*=>] ", text) == []


@pytest.mark.parametrize("page", pages.PAGES, ids=pages.name)
def test_quoted_files_exist(page: Path) -> None:
    text = pages.BLOCK.sub("", page.read_text(encoding="utf-8"))
    for quoted in re.findall(r"`((?:sim|experiments|configs|docs|tests)/[\w/.]*)`", text):
        assert (ROOT / quoted).exists(), quoted


@pytest.mark.parametrize("page", pages.PAGES, ids=pages.name)
def test_cited_keys_are_in_the_bibliography(page: Path) -> None:
    known = set(re.findall(r"^@\w+\{(\w+),", (ROOT / "references.bib").read_text("utf-8"), re.MULTILINE))
    cited = set(re.findall(r"`([a-z_]+_(?:18|19|20)\d\d[a-z]?)`", page.read_text(encoding="utf-8")))
    assert cited <= known


def test_the_parameter_page_is_up_to_date() -> None:
    written = reference.PAGE.read_text(encoding="utf-8")
    assert written == reference.page(), "run `make reference`"


@pytest.mark.parametrize("name", reference.TUPLES)
def test_what_a_firm_is_told_is_up_to_date(name: str) -> None:
    assert (reference.DOCS / name).read_text(encoding="utf-8") == reference.told_in(name), (
        "run `make reference`"
    )


def test_the_page_of_rules_is_up_to_date() -> None:
    assert cards.PAGE.read_text(encoding="utf-8") == cards.page(), "run `make reference`"


def test_the_page_of_columns_is_up_to_date() -> None:
    assert columns.PAGE.read_text(encoding="utf-8") == columns.page(), "run `make reference`"


@pytest.mark.parametrize("name", ["headline", "plausible_region"])
def test_the_readme_has_what_was_found(name: str) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"<!-- {name} -->\n.+\n<!-- /{name} -->", text, re.DOTALL)


def test_the_glossary_is_alphabetical_and_says_a_sentence_each() -> None:
    page = ROOT / "docs" / "glossary.md"
    words = pages.first_cells(page)
    assert words == sorted(words, key=lambda word: word.lower().replace("-", " "))
    assert len(words) == len(set(words))
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| ")][2:]
    assert all(row.endswith(". |") for row in rows)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_a_decision_says_what_a_decision_must(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    number = record.name[:4]
    assert text.startswith(f"# {number} ")
    assert "**Question.**" in text
    assert "**Alternatives.**" in text


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))


def test_what_is_published_is_as_it_was_published() -> None:
    """Manifests of published results hold the hashes of the files beside them."""
    manifests = sorted((ROOT / "results" / "published").rglob(MANIFEST))
    assert manifests, "nothing is published"
    for manifest in manifests:
        check_unedited(manifest.parent)
        assert manifest_in(manifest.parent)["files"], f"{manifest} holds no hashes"
