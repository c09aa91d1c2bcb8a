"""Processes that a test starts in order to stop them."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Sequence
from typing import Any


def started(command: Sequence[str], **options: Any) -> subprocess.Popen[str]:
    """A process with a group of its own, as in a terminal, that hears Ctrl-C however the tests were started.

    What runs in the background of a script ignores SIGINT, and a process inherits what is ignored.
    """
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=_hears, **options,
    )  # fmt: skip


def _hears() -> None:
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_DFL)
