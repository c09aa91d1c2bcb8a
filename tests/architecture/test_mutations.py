"""The table of mutations stays complete: every rule file, every limit; each mistake can still be made."""

from __future__ import annotations

import re

import pytest

from tests.mutations.table import ROOT, Mutation, mutations

MADE = mutations()
LIMITS = [f"L{number}" for number in range(1, 27)]
RULES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "sim" / "rules").glob("[a-z]*.py"))


@pytest.mark.parametrize("mutation", MADE, ids=lambda one: f"{one.limit}-{one.file}-{one.mistake}")
def test_the_mistake_can_be_made_and_its_test_exists(mutation: Mutation) -> None:
    assert (ROOT / mutation.file).read_text(encoding="utf-8").count(mutation.old) == 1
    path, _, name = mutation.test.partition("::")
    text = (ROOT / path).read_text(encoding="utf-8")
    assert not name or f"def {name.partition('[')[0].rpartition('::')[2]}(" in text


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_file_is_broken_once(rule: str) -> None:
    assert any(one.file == rule for one in MADE)


@pytest.mark.parametrize("limit", LIMITS)
def test_every_limiting_case_is_broken_once(limit: str) -> None:
    assert any(limit in re.findall(r"L\d+", one.limit) for one in MADE)
