"""Every kind of picture that is drawn, on one page: `python -m experiments.gallery`, or `make gallery`.

It plays `experiment=lives` and `experiment=evolution` unless they are stored, publishes them, and writes
`docs/gallery.md` and the pictures of README.md from what lies in `results/published/`. What stands under a
picture is what its own file says that it shows: the finding that was computed when it was drawn.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from omegaconf import OmegaConf

from experiments.publishing import DOCS, PUBLISHED, ROOT, block_in, copied, played, publishing
from sim.plots.sheets import title_of

PAGE, README = DOCS / "gallery.md", ROOT / "README.md"
OWN = {"lives": ("lives", "ageing"), "evolution": ("headline",)}
"""Experiment that the gallery publishes → its small tables."""


class Picture(NamedTuple):
    """A published figure: where it lies, what draws it, how it is read."""

    path: str  # below results/published, without its ending
    function: str  # in sim.plots
    reading: str


PICTURES = Path(__file__).with_suffix(".yaml")
FRONT = ("headline/value", "headline/parties", "headline/survival", "lives/network")
"""Pictures of the README."""


def work() -> None:
    """Play or find the gallery's own studies, publish them, write the page and the README's pictures."""
    for name, tables in OWN.items():
        copied(played(f"experiment={name}"), PUBLISHED / name, tables)
    PAGE.write_text(page(), "utf-8")
    README.write_text(block_in(README.read_text("utf-8"), "pictures", front()), "utf-8")
    print(PAGE.relative_to(ROOT))


def sections() -> dict[str, list[Picture]]:
    """Heading → its pictures, in the order of the page."""
    found: Any = OmegaConf.to_container(OmegaConf.load(PICTURES))
    return {name: [Picture(**one) for one in shown] for name, shown in found.items()}


def page() -> str:
    """The page of all pictures."""
    head = (
        "# Gallery\n\n<!-- Written by `python -m experiments.gallery`. Do not edit. -->\n\n"
        "One picture of each kind, from published runs. The words above each picture within it are computed "
        "from the data that it shows; so is its description here.\n"
    )
    return "\n".join([head, *(section(name, shown) for name, shown in sections().items())])


def section(name: str, shown: Sequence[Picture]) -> str:
    """One heading with its pictures."""
    parts = [f"## {name}\n"]
    for one in shown:
        parts.append(
            f"{one.reading} `sim.plots.{one.function}`\n\n{embedded(one.path, '../results/published')}\n"
        )
    return "\n".join(parts)


def embedded(path: str, below: str) -> str:
    """A picture with what it shows as the text for those who do not see it."""
    title = title_of(PUBLISHED / f"{path}.png").replace("[", "(").replace("]", ")")
    return f"![{title}]({below}/{path}.png)"


def front() -> str:
    """The README's pictures."""
    return "\n\n".join(embedded(path, "results/published") for path in FRONT)


if __name__ == "__main__":
    sys.exit(publishing("experiments.gallery", "Publish the gallery and the README's pictures.", work))
