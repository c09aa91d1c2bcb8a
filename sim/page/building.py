"""The laboratory in one file: the kernel's module, its description, and the page's own code, bundled.

Building needs Node, npm and LLVM's linker; using the page needs a browser and nothing else. Everything that
npm brings lies in `build/page`, never below `sim/`.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from filelock import FileLock
from scipy import stats

from sim.jit import kernel_hash
from sim.page.description import description
from sim.page.lessons import lessons
from sim.page.module import NoLinkerError, module
from sim.plots.style import COLOURS, DASHES, OTHERS

HOME = Path(__file__).parent
ROOT = HOME.parent.parent
WORKSHOP = ROOT / "build" / "page"
PUBLISHED = ROOT / "results" / "published" / "laboratory" / "index.html"
TOOLS = ("package.json", "package-lock.json", ".npmrc", "tsconfig.json")
SOURCES = (*TOOLS, "page.html", "presets.json", "lessons.json", "src", "words")
OWN = {"left": "wiifme", "right": "wiifwe"}
"""The strategies that `experiment=laboratory` names `left` and `right`."""
WIDTH = 2.4
"""Of a line on the page, in which its dashes are measured."""
MOST_VALUES = 1000
BROWSERS = "chrome91,firefox89,safari16.4"
"""The first that have vectors of 128 bits in WebAssembly."""


class CannotBuildError(RuntimeError):
    """What building needs is not there."""


def built() -> str:
    """The page."""
    prepare()
    types_checked()
    template, told = (HOME / "page.html").read_text("utf-8"), data()
    parts = {
        "kernel": kernel_hash(),
        "told": hash_of(told),
        "sources": sources_hash(),
        "data": inlined(told),
        "module": base64.b64encode(gzip.compress(module(), 9, mtime=0)).decode(),
        "worker": inlined(bundled("src/engine/worker.ts")),
        "script": inlined(bundled("src/main.tsx")),
        "style": bundled("src/style.css"),
    }
    return re.sub(r"\{(\w+)\}", lambda slot: parts[slot.group(1)], template)


def inlined(text: str) -> str:
    """Text that may stand within a script element: nothing in it ends the element."""
    return text.replace("</", "<\\/").replace("<!--", "\\u003c!--")


def prepare() -> None:
    """Lay out sources and packages where they are bundled; packages are fetched only if others are wanted."""
    if shutil.which("npm") is None:
        raise CannotBuildError("npm is not installed; it is needed to build the page, not to use it")
    WORKSHOP.mkdir(parents=True, exist_ok=True)
    with FileLock(WORKSHOP / ".busy"):  # tests prepare from several processes at once
        for name in (*TOOLS, "src", "words"):
            mirror(HOME / name, WORKSHOP / name)
        lock, kept = (HOME / "package-lock.json").read_bytes(), WORKSHOP / "node_modules" / ".lock"
        if not kept.is_file() or kept.read_bytes() != lock:
            run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
            kept.write_bytes(lock)


def mirror(source: Path, target: Path) -> None:
    """Make a file or folder like another; what is alike is not touched, for somebody may be reading it."""
    if source.is_dir():
        target.mkdir(exist_ok=True)
        for gone in {path.name for path in target.iterdir()} - {path.name for path in source.iterdir()}:
            path = target / gone
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        for path in source.iterdir():
            mirror(path, target / path.name)
    elif not target.is_file() or target.read_bytes() != source.read_bytes():
        shutil.copyfile(source, target)


def run(*command: str) -> None:
    """Run a tool in the workshop. Raises CannotBuildError with what it said."""
    done = subprocess.run(command, cwd=WORKSHOP, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotBuildError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}".rstrip())


def tool(name: str) -> str:
    """A tool that npm installed."""
    return str(WORKSHOP / "node_modules" / ".bin" / name)


def types_checked() -> None:
    """TypeScript's own check, strict."""
    run(tool("tsc"), "--project", "tsconfig.json")


def bundled(entry: str) -> str:
    """An entry with all that it imports, as one script or style."""
    name = Path(entry)
    made = f"out/{name.stem}{'.css' if name.suffix == '.css' else '.js'}"
    run(
        tool("esbuild"), entry, "--bundle", "--minify", "--format=iife", f"--target={BROWSERS}",
        "--legal-comments=inline", "--jsx=automatic", "--jsx-import-source=preact",
        f"--outfile={made}",
    )  # fmt: skip
    return (WORKSHOP / made).read_text("utf-8")


def sources_hash() -> str:
    """SHA-256 of what the page is bundled from, the kernel apart."""
    digest = hashlib.sha256()
    for name in SOURCES:
        start = HOME / name
        found = sorted(start.rglob("*")) if start.is_dir() else [start]
        for path in (one for one in found if one.is_file()):
            content = path.read_bytes()
            digest.update(f"{path.relative_to(HOME).as_posix()}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


def data() -> str:
    """The page's data as JSON: the kernel's description, fields, strategies, colours."""
    return json.dumps(embedded(), ensure_ascii=False, separators=(",", ":"))


def hash_of(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def embedded() -> dict[str, Any]:
    """The page's data; see `Embedded` in `src/data.ts`."""
    told = description()
    return {
        "description": told,
        "tones": {
            name: tone(COLOURS[name], DASHES.get(name, "-")) for name in told["strategies"] if name in COLOURS
        },
        "others": [tone(colour, dash) for colour, dash in OTHERS],
        "student": [0.0, 0.0, *(float(stats.t.ppf(0.975, n - 1)) for n in range(2, MOST_VALUES + 1))],
        "presets": presets(told["presets"]),
        "own": OWN,
        "lessons": lessons(tone),
    }  # fmt: skip


def tone(colour: str, dash: Any) -> dict[str, str]:
    """A colour and a dash of matplotlib's as SVG has them."""
    lengths = dash[1] if isinstance(dash, tuple) else ()
    return {"colour": colour, "dash": " ".join(f"{WIDTH * length:g}" for length in lengths)}


def presets(scenarios: Mapping[str, Mapping[str, Any]]) -> list[dict[str, str]]:
    """Names of presets and their addresses."""
    made = []
    for preset in json.loads((HOME / "presets.json").read_text("utf-8")):
        world = scenarios[preset["scenario"]] if "scenario" in preset else {}
        rest = {name: value for name, value in preset.items() if name not in ("name", "scenario")}
        made.append({"name": preset["name"], "address": urlencode({**world, **rest})})
    return made


def main() -> int:
    """Write the page where it is published."""
    try:
        page = built()
    except (CannotBuildError, NoLinkerError) as lacking:
        print(lacking, file=sys.stderr)
        return 2
    PUBLISHED.parent.mkdir(parents=True, exist_ok=True)
    draft = PUBLISHED.with_suffix(f".{os.getpid()}")
    draft.write_text(page, "utf-8")
    draft.replace(PUBLISHED)
    print(f"{PUBLISHED.relative_to(ROOT)}: {len(page.encode()) / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
