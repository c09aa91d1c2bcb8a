"""Other people's libraries, in an environment of their own: they are heavy, and nothing here needs them."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.asides import ROOT

PINNED = ("axelrod==4.13.1", "egttools==0.1.14.2")
"""The last Axelrod that does not ask for torch, 6 GB; a turn of a match takes as long in 4.14.0."""
WHOLE = "installed"
"""A file that stands in an environment when all of it is there."""
PATIENCE = 240.0


class MissingError(RuntimeError):
    """The libraries cannot be had; the message says why."""


def home() -> Path:
    """The folder of the environment; named by what is in it."""
    asked = f"{PINNED} {sys.version} {(ROOT / 'constraints.txt').read_text(encoding='utf-8')}"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())
    return cache / "wiifwe-peers" / hashlib.sha256(asked.encode()).hexdigest()[:16]


def python() -> Path:
    """The interpreter of the environment, which is made if it is not there. Raises MissingError."""
    folder = home()
    interpreter = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if (folder / WHOLE).is_file():
        return interpreter
    shutil.rmtree(folder, ignore_errors=True)
    constraints = str(ROOT / "constraints.txt")
    done([sys.executable, "-m", "venv", str(folder)])
    try:
        done([str(interpreter), "-m", "pip", "install", "--quiet", "--retries", "1", "--prefer-binary",
              "-c", constraints, *PINNED])  # fmt: skip
    except MissingError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    (folder / WHOLE).write_text("\n".join(PINNED), encoding="utf-8")
    return interpreter


def done(command: list[str]) -> None:
    """Do a command. Raises MissingError with its last line where it fails."""
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise MissingError(f"no end after {PATIENCE:.0f} s") from None
    except OSError as error:
        raise MissingError(str(error)) from None
    if told.returncode != 0:
        words = [line for line in (told.stderr or told.stdout).splitlines() if line.startswith("ERROR")]
        raise MissingError(words[-1] if words else f"exit code {told.returncode}")
