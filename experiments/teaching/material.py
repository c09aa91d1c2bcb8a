"""What the pages say: templates that a person wrote, filled with numbers of published tables.

Beside a sentence that claims something stands what must hold for it (`holds`): where the tables say
otherwise nothing is made.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml
from jinja2 import Environment
from markdown_it import MarkdownIt

from experiments.publish import DOCS, PUBLISHED
from experiments.studies.chronicles.pages import MOMENTS, TOGETHER, oneline, pair_in
from experiments.teaching.lessons import LANGUAGES, lessons, of_lesson, question_in
from experiments.teaching.pictures import FILE, picture, published
from experiments.templates import bullets, sections, surroundings
from sim import store
from sim.chronicle.pairs import apart, together
from sim.chronicle.reading import PARTNER, SIDES
from sim.chronicle.work import FORMS
from sim.spelling import ConfigError

HOME = Path(__file__).parent
PAGES, SHEETS = DOCS / "teaching", PUBLISHED / "teaching"
"""Where teacher's pages lie, and what is printed or shown."""
SLIDES, PLAN, TEACHER = "slides", "plan", "teacher"
WALLS = (TOGETHER, SLIDES)
LISTS = ("say", "surprise", "doubt", "asked")
IN_DOCS = {
    "here": "../../results/published/teaching/", "page": "../../results/published/laboratory/index.html",
    "docs": "",
}  # fmt: skip
IN_SHEETS = {"here": "", "page": "../laboratory/index.html", "docs": "../../../docs/teaching/"}
"""From where a page lies, the way to the others."""


def environment() -> Environment:
    """What every template may ask."""
    made = surroundings(HOME)
    made.filters["oneline"] = oneline
    made.globals.update(
        PARTNER=PARTNER, SIDES=SIDES, FORMS=FORMS, together=together, table=published, picture=picture,
        source=source, style=style, holds=holds,
    )  # fmt: skip
    return made


def pages(handouts: Path = SHEETS) -> dict[str, str]:
    """File of `docs/teaching` → its text: a teacher's page for each lesson, and the plan.

    The page that a class sees fills numbers into its question; so the question is read off its handout.
    """
    made = environment()
    template = made.get_template(f"words/{TEACHER}.md.j2")
    found = {f"{name}.md": template.render(known_of(made, name, handouts)) for name in lessons()}
    plan = made.get_template(f"words/{PLAN}.md.j2").render(IN_DOCS)
    return {name: tidy(text) for name, text in (found | {f"{PLAN}.md": plan}).items()}


def check_claims() -> None:
    """Raises ConfigError where what is published no longer shows what a teacher's page claims."""
    made = environment()
    for name in lessons():
        made.get_template(f"words/{name}.md.j2").render()


def sheets() -> dict[str, str]:
    """Name → page to be printed or shown: the plan, six slides, two chronicles side by side."""
    made = environment()
    plan = made.get_template(f"words/{PLAN}.md.j2").render(IN_SHEETS)
    text = MarkdownIt("commonmark").enable("table").render(plan)
    paper = made.get_template(f"sheets/{PLAN}.html.j2").render(title=sections(plan)["title"], text=text)
    pair = pair_in({name: published("chronicles", name) for name in ("pairs", "pair_wiifme", "pair_wiifwe")})
    told = {"pair": pair, "told": apart(pair, MOMENTS)}
    walls = {name: made.get_template(f"sheets/{name}.html.j2").render(told) for name in WALLS}
    return {PLAN: paper, **walls}


def known_of(made: Environment, name: str, handouts: Path) -> dict[str, Any]:
    """What a teacher's page says of a lesson: the page's own words, and ours by their headings."""
    own: dict[str, Any] = dict(sections(made.get_template(f"words/{name}.md.j2").render()))
    own |= {one: bullets(own[one]) for one in LISTS}
    lesson, said = lessons()[name], of_lesson(name, LANGUAGES[0])
    handout = (handouts / f"{name}.{LANGUAGES[0]}.html").read_text("utf-8")
    return {
        "name": name, "number": list(lessons()).index(name) + 1, "title": said["title"], "words": said,
        "own": SimpleNamespace(**own),
        "options": [one["name"] for one in lesson["bet"]["options"]], "claimed": lesson["bet"]["claimed"],
        "question": question_in(handout),
    }  # fmt: skip


def tidy(text: str) -> str:
    """A page without runs of empty lines."""
    lines = text.strip().splitlines()
    kept = [line for place, line in enumerate(lines) if line.strip() or lines[place - 1].strip()]
    return "\n".join(kept) + "\n"


def style(name: str) -> str:
    """A sheet of style, for a page that is one file."""
    return (HOME / "sheets" / name).read_text("utf-8")


def source(name: str) -> str:
    """From what a picture is drawn: its study, how often it was played, the seed, the hash."""
    study = yaml.safe_load(FILE.read_text("utf-8"))[name]["study"]
    words: dict[str, Any] = store.words_of(PUBLISHED / study)
    return f"{words['title']} · {words['caption']}"


def holds(claim: str, true: bool) -> str:
    """Nothing, where a claim is true. Raises ConfigError where what is published says otherwise."""
    if not true:
        raise ConfigError(
            f"what is published no longer shows that {claim}: its sentence must be written anew"
        )
    return ""
