"""The reference page of all columns, made from the dictionary that tables carry.

`make reference` writes docs/reference/columns.md; a test keeps it up to date.
"""

from __future__ import annotations

from pathlib import Path

from experiments.templates import environment
from sim.dictionary import columns

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "columns.md"
SAID = {
    "accounts": "`Result.accounts`: a row an arm, role, strategy and month, summed over replicates.",
    "series": "`Result.series`: a row an arm and month.",
    "lifetables": "`Result.lifetables`: a row an age of firms, relationships or founders.",
    "replicates": "`Result.replicates`: a row a world.",
    "firms": "`Result.firms`: a row a world, role and strategy.",
    "spells": "`Result.spells`: a row an age in a world, of those that `spells=` asked for.",
    "events": "`Result.events(arm, replicate)`: a row a relationship and month of one world.",
    "worlds": "`worlds.parquet` of a sweep: a row a world.",
    "levels": "`levels.parquet` of a sweep: a row a point and arm, three columns an outcome.",
    "gains": "`gains.parquet` of a sweep: the same of differences from a baseline on the same luck.",
    "Sweep.levels": "`Sweep.levels()`: a row a point, arm and outcome.",
    "Sweep.gains": "`Sweep.gains()`: a row a point, pair of arms and outcome.",
}
"""Of what a row of each table is."""


def page() -> str:
    """The whole page, as Markdown. Raises ValueError for a table that is not introduced."""
    tables = columns()
    if strange := set(tables) ^ set(SAID):
        raise ValueError(f"`{min(strange)}` is known in one place only: here, or in sim.dictionary")
    made = environment(Path(__file__).parent)
    return made.get_template("columns.md.j2").render(tables=tables, said=SAID)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
