"""The pages of the stories and their golden texts, written from what was chosen."""

from __future__ import annotations

from pathlib import Path

from experiments.chronicles.choice import ARM, REPLICATES, SEED, Choice, Count, chosen, count, text
from experiments.chronicles.figures import made, percent
from experiments.chronicles.notices import PAGES, Notices
from experiments.chronicles.rules import STORIES, Story, world_of
from sim.chronicle import chronicle, closing, spells
from sim.chronicle.conduct import with_sign
from sim.chronicle.reading import SIDES
from sim.ensemble.run import events_of
from sim.scenario import Scenario

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs" / "chronicles"
GOLDEN = ROOT / "tests" / "chronicles"
MODEL = "../odd.md#7-submodels"
WRITTEN = "<!-- Written by `python -m experiments.chronicles`. Do not edit. -->"
UNITS = """\
Money is in months of the reference price; at the end of a line stands what its month, or its months together,
gave each side. The {fixed:.2f} a month that a firm costs to run is not in it. [How to read the
lines](README.md#how-to-read)."""


def page(story: Story, choice: Choice) -> str:
    """A story's page, as Markdown."""
    own = PAGES[story.name]
    notices = "\n".join(f"- {notice}" for notice in own.notices(choice))
    return "\n\n".join(
        [
            f"# {own.title}",
            WRITTEN,
            own.sentence(choice),
            f"## How it was chosen, and how common it is\n\n{provenance(story, choice, own)}",
            f"## Who is who\n\n{people(choice)}",
            f"## The story\n\n{units(choice.world)}\n\n```text\n{text(choice)}```",
            f"## What to notice\n\nE and a number is an equation of [the model]({MODEL}).\n\n{notices}",
            f"In [the glossary](../glossary.md): {'; '.join(own.words)}. [All stories](README.md).\n",
        ]
    )


def provenance(story: Story, choice: Choice, own: Notices) -> str:
    """How the story was chosen, and how common its like is."""
    number, first = count(story), choice.rows[0]
    played = " ".join(("experiment=world", *story.overrides))
    parts = [
        "This is a chosen story, not a typical one.",
        f"*World:* `{played}`, seed {SEED}, {REPLICATES} replicates. *Group:* {story.group}. *Rule:* "
        f"{story.rule}.",
        "Told is the first relationship of the group that satisfies the rule, in order of replicate, buyer "
        f"and time: replicate {choice.replicate}, buyer {first['buyer']}, number {choice.spell + 1} of its "
        "relationships.",
        f"Of {number.everything} relationships {number.belonging} "
        f"({percent(number.belonging, number.everything)}) are of the group, and {number.fitting} of these "
        f"({percent(number.fitting, number.belonging)}) satisfy the rule, "
        f"{percent(number.fitting, number.everything)} of all. Those that still ran when the run ended count "
        "as far as they were seen.",
        own.remark(choice),
    ]
    return "\n\n".join(part for part in parts if part)


def people(choice: Choice) -> str:
    """Who the two are: strategy, money."""
    first, last = choice.rows[0], choice.rows[-1]
    rows: list[tuple[str, ...]] = [("", *(f"{side} {first[side]}" for side in SIDES)), ("---",) * 3]
    strategies = [first[f"strategy_{side}"] for side in SIDES]
    rows.append(("strategy", *(f"`{name}`" for name in strategies)))
    rows.append(("in a sentence", *(choice.world.strategies[name].sentence for name in strategies)))
    rows.append(("cash after the first month", *(f"{first[f'cash_{side}']:.2f}" for side in SIDES)))
    ends = ("bankrupt" if last[f"cash_{side}"] == 0.0 else f"{last[f'cash_{side}']:.2f}" for side in SIDES)
    rows.append(("cash after the last", *ends))
    rows.append(("made in all", *(with_sign(made(choice.rows, side)) for side in SIDES)))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def units(world: Scenario) -> str:
    """How to read the numbers of a story."""
    return UNITS.format(fixed=world.money.fixed_cost)


MONTHLY = "wiifme"
MONTHLY_WORLD = ("population=wiifme",)
MONTHLY_BUYER = 0
MONTHLY_PAGE = """\
# What's in it for me, month by month

{written}

The other stories fold months without news into one line. This one has a line for every month, and is told
from the table of events alone. It was not chosen for what happens in it: it is the longest relationship of
buyer {buyer} in replicate 0 of `experiment=world {world}`, seed {seed}. Read beside it [the story of a
relationship that flourishes](flourishing.md): other firms, the same luck.

{units}

```text
{text}```
"""


def monthly_text() -> str:
    """The longest relationship of buyer 0 among WIIFME firms, a line a month."""
    events = events_of(world_of(MONTHLY_WORLD), ARM, 0, SEED)
    lengths = [len(rows) for rows in spells(events, MONTHLY_BUYER)]
    longest = lengths.index(max(lengths))
    lines = chronicle(events, MONTHLY_BUYER, longest)
    return "\n".join([*lines, closing(spells(events, MONTHLY_BUYER)[longest])]) + "\n"


def monthly_page() -> str:
    """Its page."""
    return MONTHLY_PAGE.format(
        written=WRITTEN, world=" ".join(MONTHLY_WORLD), seed=SEED, buyer=MONTHLY_BUYER,
        units=units(world_of(MONTHLY_WORLD)), text=monthly_text(),
    )  # fmt: skip


INDEX = """\
# Chronicles

{written}

A chronicle is the story of one relationship, told from the events of a run: each sentence is made from a
month's numbers, none is written by hand. Each story was chosen by a rule that is computed from the events.
Its page says which, and how common such relationships are.

| story | in a sentence | of its group | of all |
| --- | --- | ---: | ---: |
{rows}
| [What's in it for me, month by month]({monthly}.md) | Not chosen: one relationship, a line a month. | | |

The last two columns say how many of the relationships of a group that the page names, and of all, satisfy the
rule.

## How to read

- **x** is how far the work needed has drifted from the work specified. Drift loses money until the work is
  *specified anew*: by consent, or by a *change order* that is fought over.
- **Promises.** In each month that trades each side promises what no contract can hold it to. A breach is
  seen or not; *unseen* means that the partner learned nothing.
- **Trust** is what a firm learned of its partner, between 0 and 1. A relationship-first firm whose trust
  falls below its guard lays its principles aside.
- **Grudges.** Who got less than it feels due performs half-heartedly: the partner loses, nobody gains.
  *Grievances* are the stock from which grudges come.
- **A strategic review** clears part of the grievances, and asks both whether to go on.
- **Invests.** How much the supplier invests for this buyer alone, as a part of what would be best for both.
- **In all.** A perfect pair never loses anything; the last line says where the difference went.

## To tell a story of your own

```python
import sim
from sim.chronicle import chronicle

world = sim.load("world", ["population=wiifwe"])
result = sim.run_ensemble(world, replicates=1, seed=1)
for line in chronicle(result.events("world", 0), buyer=0, scenario=world, folded=True):
    print(line)
```

After a change of the model that is meant, `python -m experiments.chronicles` writes these pages and the texts
in `tests/chronicles/` anew.
"""


def index() -> str:
    """The list of all stories."""
    rows = [index_row(story, chosen(story), count(story)) for story in STORIES]
    return INDEX.format(written=WRITTEN, rows="\n".join(rows), monthly=MONTHLY)


def index_row(story: Story, choice: Choice, number: Count) -> str:
    """A story's row in the list."""
    own = PAGES[story.name]
    return (
        f"| [{own.title}]({story.name}.md) | {own.sentence(choice)} | "
        f"{percent(number.fitting, number.belonging)} | {percent(number.fitting, number.everything)} |"
    )


def everything() -> dict[Path, str]:
    """All pages and golden texts."""
    files = {
        DOCS / "README.md": index(),
        DOCS / f"{MONTHLY}.md": monthly_page(),
        GOLDEN / f"{MONTHLY}.txt": monthly_text(),
    }
    for story in STORIES:
        choice = chosen(story)
        files[DOCS / f"{story.name}.md"] = page(story, choice)
        files[GOLDEN / f"{story.name}.txt"] = text(choice)
    return files


def rewrite() -> None:
    """Write them."""
    for path, content in everything().items():
        path.write_text(content, encoding="utf-8")
        print(path.relative_to(ROOT))
