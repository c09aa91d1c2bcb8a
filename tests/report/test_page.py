"""The page of a result: nothing asked of any network, what is told is what was found, same bytes twice."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.config import scenario_from
from sim.plots.sheets import blank, house, saved
from sim.plots.style import finish
from sim.report.page import Shown, Told, page, shown_table

MANIFEST = {
    "config_hash": "c" * 64, "rules_hash": "d" * 64, "replicates": 20, "seed": 1,
    "versions": {"python": "3.11", "numpy": "2"}, "git": {"commit": None, "dirty": None},
}  # fmt: skip
WORDS = {
    "title": "Trust and honesty", "question": "Where does it pay?", "answer": "It pays where trust is high.",
    "findings": ["By trust it gains from 0.2 on.", "With `equal` <b>both</b> sides do."],
    "fails": ["It loses at 0.10.", "Fewer are alive."], "change": "Less trust.",
    "legend": "A row is a level.", "caption": "20 replicates",
}  # fmt: skip
TITLE = "WIIFWE gains +0.03 <certainly>"


def figure(folder: Path) -> Path:
    with house() as sheet:
        drawn = blank(1.0, sheet)
        drawn.subplots()
        return saved(finish(drawn, TITLE, "20 replicates"), folder / "value.png")


def told(folder: Path, **changes: Any) -> Told:
    known = {
        "name": "trust_honesty", "words": WORDS,
        "scenario": scenario_from({"market": {"buyers": 7, "months": 24}, "trust": {"prior": 0.3}}),
        "command": "wiifwe experiment=trust_honesty", "manifest": MANIFEST, "figures": [figure(folder)],
        "tables": [Shown("Gains", ["arm", "joint"], [["WIIFWE", "+0.03"]], [False, True])],
    }  # fmt: skip
    return Told(**(known | changes))


class Tags(HTMLParser):
    """Every tag with its attributes, in order, and the text of some."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tags(text: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(text)
    assert parser.open == []
    return parser.found


def test_one_file_that_asks_for_nothing(tmp_path: Path) -> None:
    text = page(told(tmp_path))
    found = tags(text)
    assert not {"script", "link", "iframe", "object"} & {tag for tag, _ in found}
    for _, attributes in found:
        for name in ("src", "href", "data", "action"):
            assert (attributes.get(name) or "data:").startswith("data:")
    assert "url(" not in text
    assert "@import" not in text
    policy = next(known for tag, known in found if "http-equiv" in known)
    assert str(policy["content"]).startswith("default-src 'none'")


def test_the_same_result_gives_the_same_bytes(tmp_path: Path) -> None:
    assert page(told(tmp_path)) == page(told(tmp_path))


def test_the_page_says_what_was_found_and_where_it_fails(tmp_path: Path) -> None:
    text = page(told(tmp_path))
    for said in (
        "<h1>It pays where trust is high.</h1>", "Trust and honesty", "Where does it pay?", "Less trust.",
        "<li>By trust it gains from 0.2 on.</li>",
        "With <code>equal</code> &lt;b&gt;both&lt;/b&gt; sides do.", "<li>It loses at 0.10.</li>",
        "<li>Fewer are alive.</li>", "7 buyers and 50 suppliers trade, anybody with anybody, over 2 years",
        "wiifwe experiment=trust_honesty", "c" * 64, "numpy 2", "unknown",
    ):  # fmt: skip
        assert said in text
    silent = page(told(tmp_path, words=WORDS | {"answer": "", "findings": [], "fails": [], "change": ""}))
    assert "Where it fails" not in silent
    assert "What was found" not in silent
    assert "<h1>Trust and honesty</h1>" in silent


def test_a_figure_is_told_by_its_own_title(tmp_path: Path) -> None:
    (image,) = [known for tag, known in tags(page(told(tmp_path))) if tag == "img"]
    assert image["alt"] == f"Figure: {TITLE}"
    assert int(str(image["width"])) > int(str(image["height"])) > 0


def test_headings_are_in_order_and_tables_have_heads(tmp_path: Path) -> None:
    found = tags(page(told(tmp_path)))
    levels = [int(tag[1]) for tag, _ in found if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert set(levels[1:]) == {2}
    heads = [known for tag, known in found if tag == "th"]
    assert heads
    assert {known.get("scope") for known in heads} == {"col", "row"}
    names = {known["aria-labelledby"] for tag, known in found if "aria-labelledby" in known}
    assert names <= {known.get("id") for tag, known in found}


def test_what_differs_from_the_defaults_is_listed_with_its_meaning(tmp_path: Path) -> None:
    text = page(told(tmp_path))
    row = re.search(r"<tr>(?:(?!</tr>).)*trust\.prior.*?</tr>", text, re.DOTALL)
    assert row is not None
    for said in ("trust in a stranger", "τ₀", ">0.3<", ">0.5<"):
        assert said in row.group(0)
    same = told(tmp_path, scenario=scenario_from({}))
    assert "All other parameters have their defaults." in page(same)


def test_a_long_table_says_what_it_leaves_out() -> None:
    table = pd.DataFrame({"level": [0.5] * 70, "gain": [float("nan")] * 70, "best": ["-"] * 70})
    shown = shown_table("c", table)
    assert (len(shown.rows), shown.left_out) == (60, 10)
    assert shown.rows[0] == ["0.5", "–", "-"]
    assert list(shown.numeric) == [True, True, False]


def test_an_unknown_placeholder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="versions"):
        page(told(tmp_path, manifest={}))
