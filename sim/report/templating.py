"""Pages are made of the templates beside this module, and escape whatever they are given."""

from __future__ import annotations

import re
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape


def rendered(template: str, **values: Any) -> str:
    """A template with its values; the same values give the same bytes."""
    surroundings = Environment(
        loader=PackageLoader("sim.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    surroundings.filters["coded"] = coded
    return surroundings.get_template(template).render(values)


def coded(words: str) -> Markup:
    """Words for a page, with what stands between backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(words))))
