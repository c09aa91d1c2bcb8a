"""The tutorial as a notebook: its source executed in a fresh kernel, with what came out. `make tutorial`."""

from __future__ import annotations

import os
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

SOURCE = Path(__file__).resolve().parent.parent / "tutorial.py"
NOTEBOOK = SOURCE.with_suffix(".ipynb")


def executed() -> nbformat.NotebookNode:
    """The notebook; the same source and the same versions give the same file."""
    notebook = jupytext.read(SOURCE)
    for place, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{place}"
    os.environ["PYTHONWARNINGS"] = "ignore:IProgress not found"  # of a progress bar that nobody uses
    return NotebookClient(notebook, record_timing=False).execute()


if __name__ == "__main__":
    nbformat.write(executed(), NOTEBOOK)
