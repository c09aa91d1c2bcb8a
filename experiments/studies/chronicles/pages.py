"""The pages of the stories: templates beside this module, filled with what their months hold."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from jinja2 import Environment

from experiments.registry import WORDS
from experiments.templates import sections, surroundings
from sim.chronicle import closing, figures
from sim.chronicle.conduct import with_sign
from sim.chronicle.pairs import Pair, apart, together
from sim.chronicle.reading import PARTNER, SIDES, unit_cost
from sim.chronicle.rules import Rows, repairs, ruined, silences_healed, world_of
from sim.chronicle.telling import told
from sim.chronicle.work import FORMS
from sim.worlds import world_row

if TYPE_CHECKING:
    from experiments.study import Study

STORIES = {
    "flourishing": "wiifwe", "change_orders": "turbulent", "opportunist": "breakers", "repaired": "wiifwe",
    "silence": "wiifwe", "hold_up": "powerful_buyers", "bankruptcy": "thin_margins",
}  # fmt: skip
"""Story → the arm of the study that it is taken from."""
POSTURES = ("wiifme", "wiifwe")
"""Arms of which the same two firms are watched side by side."""
TOGETHER, MOMENTS = "two_postures", 7
"""Their page, and how many of their months it tells."""
USUAL, STRICT, MONTHLY = "opportunist_usual", "opportunist_strict", "wiifme"
ASKED = STORIES | {STRICT: "breakers", USUAL: "opportunists"}
FUNCTIONS = (
    figures.total, figures.made, figures.share, figures.losses, figures.broken, figures.paid_back,
    figures.signings, figures.part_of_supplier, together, repairs, ruined, silences_healed, unit_cost,
    with_sign,
)  # fmt: skip


def files(study: Study, tables: Mapping[str, pd.DataFrame], words: Mapping[str, Any], folder: Path) -> None:
    """The pages of the stories, and the bare texts, in `pages/`."""
    del words
    target = folder / "pages"
    target.mkdir()
    for name, text in pages(study, tables).items():
        (target / name).write_text(text, "utf-8")


def pages(study: Study, tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """File → content: a page and a text for each story, the story month by month, and their index."""
    made = templates(study, tables)
    found: dict[str, str] = {}
    stories = []
    for name in (name for name in STORIES if name in tables):
        world, rows = world_of(study.scenario, STORIES[name]), rows_of(tables[name])
        text = "\n".join([*told(rows, world.market.months, folded=True), closing(rows)]) + "\n"
        known = {"name": name, "rows": rows, "scenario": world, "world": world_row(world), "text": text}
        own = sections(made.get_template(f"{name}{WORDS}").render(known, fight=figures.fight(world)))
        stories.append({"name": name, **own})
        found[f"{name}.md"] = made.get_template(f"page{WORDS}").render(known, own=own)
        found[f"{name}.txt"] = text
    rows = rows_of(tables[MONTHLY])
    text = "\n".join([*told(rows, study.scenario.market.months), closing(rows)]) + "\n"
    found[f"{MONTHLY}.md"] = made.get_template(f"monthly{WORDS}").render(text=text, scenario=study.scenario)
    found[f"{MONTHLY}.txt"] = text
    if "pairs" in tables:
        pair = pair_in(tables)
        known = {"tables": tables, "pair": pair, "told": apart(pair, MOMENTS)}
        found[f"{TOGETHER}.md"] = made.get_template(f"{TOGETHER}{WORDS}").render(known)
    found["README.md"] = made.get_template(f"index{WORDS}").render(stories=stories, tables=tables)
    return found


def templates(study: Study, tables: Mapping[str, pd.DataFrame]) -> Environment:
    """What every template may ask."""
    made = surroundings(Path(__file__).parent)
    made.keep_trailing_newline = True
    made.filters.update(f=format, unit_cost=unit_cost, oneline=oneline)
    made.globals.update({one.__name__: one for one in FUNCTIONS})
    result = {row["story"]: row for row in tables["result"].to_dict("records")}
    made.globals.update(
        PARTNER=PARTNER, SIDES=SIDES, FORMS=FORMS, USUAL=USUAL, STRICT=STRICT, study=study, result=result,
        beside=tables["beside"],
    )  # fmt: skip
    return made


def pair_in(tables: Mapping[str, pd.DataFrame]) -> Pair:
    """The same two firms under each posture, as their tables hold them."""
    first, second = (rows_of(tables[f"pair_{arm}"]) for arm in POSTURES)
    return Pair(int(tables["pairs"]["replicate"].iloc[0]), first, second)


def oneline(text: str) -> str:
    """What a macro said, in one line."""
    return " ".join(text.split())


def rows_of(table: pd.DataFrame) -> Rows:
    """The months as they were read: None, not nan, where nothing is known."""
    return [
        {str(name): None if value != value else value for name, value in row.items()}
        for row in table.to_dict("records")
    ]
