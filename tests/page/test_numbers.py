"""The page's numbers are Python's: ten settings, by the lines that the page itself shows, to the last bit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.ensemble.outcomes import COUNTED
from sim.jit import kernel_hash
from tests.page.driven import Laboratory, laboratory, needs_page

pytestmark = needs_page

SETTINGS = {
    "published": "",
    "trust": "trust.prior=0.15",
    "hidden": "right.honesty=0.2&right.declared=0.9&seed=7",
    "volatile": "shocks.misfit_sd=0.4&shocks.jump_chance=0.06&market.months=60",
    "opportunists": "opportunists=0.3",
    "power": "bargaining.power=0.6&bargaining.tightness=0.5&contract.term=12",
    "cost": "process.cost_scale=2.5&left=good_people&right=wiifwe_trusting",
    "menus": "left=wiifme_spot&right=wiifme_flexible&seed=4294967295",
    "principles": "left=paper_principles&right.guard=0&right.loyalty=0.1&right.vision=false"
    "&opportunists=0.15",
    "drawer": "market.buyers=13&market.suppliers=9&market.months=30&adaptation.threshold=0.2"
    "&choice.patience=0.95&trust.word_of_mouth=0.5&money.entry=imitate&imitation.rate=0.05&news.norm=2"
    "&right.menu=[flexible,relational]",
}  # fmt: skip


def shown_lines(seen: Laboratory) -> tuple[str, str]:
    """The command and the lines of Python that the page shows."""
    seen.one(".tools button:nth-of-type(2)").click()
    told = tuple(seen.one(f"#share-{name}").get_property("value") for name in ("command", "python"))
    seen.one("dialog header button").click()
    return told  # pyright: ignore[reportReturnType]


def played(lines: str) -> Any:
    """What Python finds by those lines."""
    known: dict[str, Any] = {"sim": sim}
    *statements, last = lines.splitlines()
    exec("\n".join(statements), known)
    return eval(last, known)


SHORT = ("hidden", "drawer")
"""Played at every run; the others tell what these do."""


@pytest.mark.parametrize(
    "name", [one if one in SHORT else pytest.param(one, marks=pytest.mark.slow) for one in SETTINGS]
)
def test_same_to_the_last_bit(name: str, tmp_path: Path) -> None:
    address = SETTINGS[name]
    with laboratory(f"{address}{'&' if address else ''}replicates=10") as seen:
        rows = seen.numbers(tmp_path)
        command, lines = shown_lines(seen)
    assert command.startswith("wiifwe experiment=laboratory ")
    table = played(lines)
    assert len(rows) == len(table) == 20
    for row in rows:
        assert row["kernel"] == kernel_hash()
        own = table[(table["arm"] == row["market"]) & (table["replicate"] == int(row["replicate"]))].iloc[0]
        columns = [column for column in COUNTED if column in table]  # a few are of strategies, and named anew
        ours = np.array([float(row[column] or "nan") for column in columns])
        theirs = own[columns].to_numpy(dtype=float)
        assert ours.tobytes() == theirs.tobytes() or np.array_equal(ours, theirs, equal_nan=True), name
        assert own["status"] == row["status"]
        assert len(columns) > 20
