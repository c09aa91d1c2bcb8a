"""`wiifwe page`: the laboratory, one HTML file, written where it is asked for and opened in the browser."""

from __future__ import annotations

import argparse
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import sim.page
from sim.spelling import ConfigError

COMMAND, NAME = "page", "laboratory.html"
USAGE = f"wiifwe {COMMAND} [folder] [--no-open]"
PAGE = Path(sim.page.__file__).resolve().parent
PLACES = (PAGE / NAME, PAGE.parents[1] / "results" / "published" / "laboratory" / "index.html")
"""Where the built page lies: in an installation, in a checkout."""


class Parser(argparse.ArgumentParser):
    """One that tells what is wrong in a line, and how the command is written."""

    def error(self, message: str) -> NoReturn:
        """Raise what is told in one line."""
        raise ConfigError(f"{message}; `{self.usage}` (command line)")


def write_page(argv: Sequence[str]) -> Path:
    """Write the page, and open it unless that is not wanted. Raises ConfigError in a line."""
    parser = Parser(usage=USAGE, description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path(), help=f"where {NAME} is written")
    parser.add_argument("--no-open", action="store_true", help="do not open it in the browser")
    asked = parser.parse_args(argv)
    target = asked.folder if asked.folder.suffix == ".html" else asked.folder / NAME
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(built_page().read_bytes())
    except OSError as error:
        raise ConfigError(f"{target} cannot be written: {error.strerror} (command line)") from error
    print(target)
    if not asked.no_open:
        webbrowser.open(target.resolve().as_uri())
    return target


def built_page() -> Path:
    """The page as it was built. Raises ConfigError where it was not."""
    found = next((place for place in PLACES if place.is_file()), None)
    if found is None:
        raise ConfigError("the page was not built; `make page` builds it (results/published/laboratory)")
    return found
