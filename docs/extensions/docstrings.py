"""Docstrings as they are written here, in the words of reStructuredText."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx


def examples(app: Sphinx, kind: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """What four spaces alone set off is an example."""
    told: list[str] = []
    inside = False
    for line in lines:
        indented = line.startswith("    ")
        if indented and not inside and told and not told[-1].strip():
            told += ["::", ""]
        inside = indented or (inside and not line.strip())
        told.append(line)
    lines[:] = told


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx calls."""
    app.setup_extension("sphinx.ext.autodoc")
    app.connect("autodoc-process-docstring", examples)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
