"""Whatever is typed: it is played, or one line says what is wrong, and nothing is written.

Command lines, files and tables are bent at random: keys misspelt, values of other kinds, cut, doubled,
nested, without end. A few at every run, some five thousand by `python -m tests.fuzz`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.answering import TAKEN, answer, answers, standing
from tests.fuzz.kinds import KINDS

FEW, MANY = 5, 100


@pytest.mark.parametrize("name", KINDS)
def test_as_it_was_meant_it_is_played(name: str, tmp_path: Path) -> None:
    """Or what is bent would be refused for what was wrong before."""
    with standing(tmp_path, KINDS[name]):
        found = answer(KINDS[name].made(None))
    assert (found.code, found.fault) == (TAKEN, ""), found


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", KINDS)
def test_whatever_is_typed_costs_one_line(name: str, count: int, tmp_path: Path) -> None:
    found = list(answers(name, KINDS[name], count, tmp_path))
    assert len(found) == count
    for number, one in enumerate(found):
        assert not one.fault, (number, one)
