"""The page that is published is of the present rules, asks for nothing, and is small."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from experiments.laboratory import NAME, PLACES
from experiments.run import main
from sim.jit import kernel_hash
from sim.page.building import HOME, SOURCES, data, hash_of, sources_hash
from sim.page.module import module
from tests.page.node import needs_node, published_module

PAGE = PLACES[1]
TEXT = PAGE.read_text("utf-8") if PAGE.is_file() else ""


def meta(name: str) -> str:
    """What the page says of itself."""
    found = re.search(rf'<meta name="{name}" content="([^"]*)">', TEXT)
    return found.group(1) if found else ""


def test_is_of_the_present_rules() -> None:
    assert meta("kernel") == kernel_hash(), "the rules have changed since: `make page`"


def test_is_of_the_present_sources() -> None:
    assert meta("sources") == sources_hash(), "the page's sources have changed since: `make page`"


@needs_node
@pytest.mark.slow
def test_its_module_is_what_is_made_here() -> None:
    assert published_module() == module()


def test_tells_the_present_fields_strategies_and_colours() -> None:
    assert meta("told") == hash_of(data()), "what the page is told has changed since: `make page`"


def test_is_one_small_file() -> None:
    assert PAGE.stat().st_size <= 2e6
    shut = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', TEXT)
    assert shut is not None
    assert shut.group(1).startswith("default-src 'none'")
    assert "http" not in shut.group(1)


def test_no_lock_names_a_host() -> None:
    lock = (HOME / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock
    assert "omit-lockfile-registry-resolved=true" in (HOME / ".npmrc").read_text("utf-8")
    assert all((HOME / name).exists() for name in SOURCES)


def test_the_command_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["page", str(tmp_path / "room"), "--no-open"]) == 0
    written = tmp_path / "room" / NAME
    assert written.read_text("utf-8") == TEXT
    assert capsys.readouterr().out.strip() == str(written)


@pytest.mark.parametrize("wrong", [["--bogus"], ["one", "two"], ["--no-open=1"]])
def test_what_is_wrong_is_told_in_a_line(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["page", *wrong]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_place_that_cannot_be_written_is_told_in_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert main(["page", str(tmp_path / "file" / "below"), "--no-open"]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
