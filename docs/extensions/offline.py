"""A reader's browser asks nobody but the site: what a page would load from elsewhere is a warning."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

AWAY = re.compile(r"^(https?:)?//")
STYLE = re.compile(r"""url\(\s*["']?((?:https?:)?//[^)"']+)|@import\s+["']((?:https?:)?//[^"']+)""")
LOADING = {
    "audio": "src", "embed": "src", "iframe": "src", "img": "src", "link": "href", "object": "data",
    "script": "src", "source": "src", "video": "src",
}  # fmt: skip
"""Tags of which the attribute is loaded as the page is opened; a link to follow is the reader's own."""


class Loads(HTMLParser):
    """What a page asks others for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what this tag loads."""
        told = dict(attrs).get(LOADING.get(tag, ""))
        if told and AWAY.match(told):
            self.found.append(told)


def loads(path: Path) -> list[str]:
    """All that a page or a sheet of styles would load from elsewhere."""
    text = path.read_text(encoding="utf-8")
    styled = [one or other for one, other in STYLE.findall(text)]
    return styled + (Loads(text).found if path.suffix == ".html" else [])


def checked(app: Sphinx, failed: Exception | None) -> None:
    """Warn of every page that is not alone."""
    for path in sorted(Path(app.outdir).rglob("*")) if failed is None else []:
        for told in loads(path) if path.suffix in {".html", ".css"} else []:
            where = path.relative_to(app.outdir)
            logging.getLogger(__name__).warning("%s loads %s as it is read", where, told)


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx calls; after whoever else writes pages at the end."""
    app.connect("build-finished", checked, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
