"""Links of a page to files of the checkout lead there in the site too.

A link that is no document of the site (`../sim/rules/trust.py#trust`, `../configs`) is read as one to
`checkout/<path>`, and what it names is put there: text as a page with every function as an anchor, a folder
as a list with all that is in it, anything else as it is. So pages read the same in the checkout and here.
"""

from __future__ import annotations

import ast
import re
import shutil
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import unquote

from docutils import nodes
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer, TextLexer
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

SCHEME = "checkout:"
LINK = re.compile(r"(?<!!)(\[(?:[^\[\]]|\[[^\]]*\])*\]\()([^)\s#:]+)(#[^)\s]*)?\)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
PLACE = re.compile(r'^<a id="([\w-]+)"></a>$', re.MULTILINE)
READ = {".py", ".yaml", ".bib", ".toml", ".cff", ".md", ".j2", ""}
"""Endings of what is shown as a page."""
UNSEEN = {"__pycache__"}
CONTENTS = "\n\n```{toctree}\n:hidden:\n:glob:\n\n*\n```\n"


def prepared(app: Sphinx, docname: str, source: list[str]) -> None:
    """Name what is linked beyond the site's documents; make the places that HTML names places of MyST."""
    here = Path(app.env.doc2path(docname)).parent
    root = Path(app.srcdir)

    def placed(link: re.Match[str]) -> str:
        head, path, place = link[1], unquote(link[2]), link[3] or ""
        target = (here / path).resolve()
        known = app.env.path2doc(target) in app.env.found_docs
        if known or not target.exists() or not target.is_relative_to(root):
            return link[0]  # a document, or for MyST to complain of
        return f"{head}{SCHEME}{target.relative_to(root).as_posix()}{place})"

    parts = FENCED.split(source[0])
    fences = FENCED.findall(source[0])
    parts = [PLACE.sub(r"(\1)=", LINK.sub(placed, part)) for part in parts]
    source[0] = "".join(part + fence for part, fence in zip(parts, [*fences, ""], strict=True))
    if here != root and docname.endswith("/README"):
        source[0] += CONTENTS  # the first page of a folder is its table of contents


def resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Addresses, as seen from this page, of what is linked in the checkout."""
    root = Path(app.srcdir)
    here = app.builder.get_target_uri(docname)
    for link in doctree.findall(nodes.reference):
        told = link.get("refuri", "")
        if told.startswith(SCHEME):
            path, _, place = told.removeprefix(SCHEME).partition("#")
            if place and path.endswith(".py") and place not in anchors(root / path):
                logging.getLogger(__name__).warning("%s has no `%s`", path, place, location=docname)
            link["refuri"] = relative_uri(here, address(root, root / path)) + (f"#{place}" if place else "")
            link["internal"] = True


def address(root: Path, path: Path) -> str:
    """Where in the site a file or folder of the checkout stands."""
    name = f"checkout/{path.relative_to(root).as_posix()}"
    if path.is_dir():
        return f"{name}/index.html"
    return f"{name}.html" if path.suffix in READ else name


def anchors(path: Path) -> dict[str, int]:
    """The functions and classes at the top of a file → the line where each begins."""
    known = (ast.FunctionDef, ast.ClassDef)
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return {
        one.name: min([one.lineno, *(mark.lineno for mark in one.decorator_list)])
        for one in body
        if isinstance(one, known)
    }


def linked(app: Sphinx) -> set[Path]:
    """All that pages link to in the checkout; of folders all that is in them."""
    root, found = Path(app.srcdir), set[Path]()
    for docname in app.env.found_docs:
        for link in app.env.get_doctree(docname).findall(nodes.reference):
            told = link.get("refuri", "")
            if told.startswith(SCHEME):
                found.add(root / told.removeprefix(SCHEME).partition("#")[0])
    inside = {one for path in found if path.is_dir() for one in path.rglob("*")}
    return {one for one in found | inside if not UNSEEN & set(one.parts)}


def put(app: Sphinx, failed: Exception | None) -> None:
    """A page for each text and folder that is linked, as plain as can be; anything else is copied."""
    if failed is not None:
        return
    root, out = Path(app.srcdir), Path(app.outdir)
    page = Path(__file__).with_name("source.html").read_text(encoding="utf-8")
    for path in sorted(linked(app)):
        at = address(root, path)
        target = out / at
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir() or path.suffix in READ:
            body = contents(path) if path.is_dir() else text(path)
            name = path.relative_to(root).as_posix()
            up = relative_uri(at, "index.html").removesuffix("index.html")
            target.write_text(Template(page).substitute(name=name, up=up, body=body), encoding="utf-8")
        else:
            shutil.copyfile(path, target)


def contents(folder: Path) -> str:
    """A folder as a list of links."""
    inside = sorted(one for one in folder.iterdir() if one.name not in UNSEEN)
    rows = [(address(folder, one).removeprefix("checkout/"), one.name + "/" * one.is_dir()) for one in inside]
    items = (f'<li><a href="{escape(at)}">{escape(name)}</a></li>' for at, name in rows)
    return f"<ul>{''.join(items)}</ul>"


def text(path: Path) -> str:
    """A file's text; Python in colour, its functions and classes as places to link to."""
    told = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return f"<pre>{escape(told)}</pre>"
    shown = highlight(told, PythonLexer(), HtmlFormatter(linespans="line"))
    for name, line in anchors(path).items():
        mark = f'<span id="line-{line}">'
        shown = shown.replace(mark, f'<span id="{name}"></span>{mark}', 1)
    return shown


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx calls."""
    app.add_lexer("mermaid", TextLexer)  # drawn by who reads the checkout; drawing it here needs a script
    app.connect("source-read", prepared)
    app.connect("doctree-resolved", resolved)
    app.connect("build-finished", put)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
