"""Drafts: files and folders that are not whole yet, named by the process that writes them.

What a killed process has left is known by its name, `.<host>~<process>~…`, and cleared away by the next one
of the same machine; of other machines' processes nobody here can tell whether they live.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
from pathlib import Path

DRAFT = re.compile(r"\.(?P<host>.+?)~(?P<process>\d+)~.*")


class IncompleteError(Exception):
    """Some of a study could not be played; what was is kept, and the same command tries the rest again."""


def draft_in(folder: Path, ending: str = "") -> Path:
    """A place for a draft in a folder, which no other process has; nothing is made there."""
    tail = f"-{ending}" if ending else ""
    return folder / f".{socket.gethostname()}~{os.getpid()}~{os.urandom(4).hex()}{tail}"


def swept_away(folder: Path) -> None:
    """Remove the drafts that killed processes of this machine have left in a folder."""
    for entry in os.scandir(folder):
        named = DRAFT.fullmatch(entry.name)
        if named is None or named["host"] != socket.gethostname() or _is_running(int(named["process"])):
            continue
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path, ignore_errors=True)
        else:
            Path(entry.path).unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    if os.name != "posix":
        return True  # to ask would be to send it a signal
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # someone else's
    return True
