"""Jobs in processes of their own: another build, another environment, or memory nobody used before.

What is said is one JSON object a line. A process that stays says what it is when it is ready, and then does
its job whenever a word comes in, so that it can take turns with others.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from benchmarks.timing import Attempt

ROOT = Path(__file__).resolve().parent.parent


class AsideError(RuntimeError):
    """A job in another process went wrong; the message is its last word."""


class Aside:
    """A process that does its job whenever it is asked to. Use it in a `with`."""

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str] | None = None, home: Path = ROOT
    ) -> None:
        self._errors: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed in `close`
        self._process = subprocess.Popen(
            list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
            text=True, encoding="utf-8", cwd=home, env={**os.environ, **(env or {})},
        )  # fmt: skip
        try:
            self.ready = self._answer()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Aside:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        with contextlib.suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        try:
            self._process.wait(timeout=2.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._errors.close()

    def asked(self, word: str) -> dict[str, Any]:
        """What it answers to a word. Raises AsideError where it dies over it."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(f"{word}\n")
            self._process.stdin.flush()
        except OSError:
            raise AsideError(self._last_word()) from None
        return self._answer()

    def attempt(self, word: str) -> Attempt:
        """The job once, by that process's own clock."""
        answer = self.asked(word)
        return Attempt(answer["seconds"], answer["amount"])

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            raise AsideError(self._last_word())
        return json.loads(line)

    def _last_word(self) -> str:
        self._errors.seek(0)
        lines = [line for line in self._errors.read().splitlines() if line.strip()]
        return lines[-1] if lines else f"exit code {self._process.poll()}"


def module(name: str, *words: str) -> list[str]:
    """The command of a module of this project, in this environment."""
    return [sys.executable, "-m", name, *words]


def serving(ready: Mapping[str, Any], job: Callable[[str], Mapping[str, Any]]) -> None:
    """The other end: say what this is, then do the job for every line that comes in."""
    print(json.dumps(dict(ready)), flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        for line in sys.stdin:
            print(json.dumps(dict(job(line.strip()))), flush=True)


def once(command: Sequence[str], env: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The one answer of a process that does its job and ends."""
    with Aside(command, env) as aside:
        return aside.ready


def peak() -> float:
    """Bytes of memory that this process held at its peak.

    Not `ru_maxrss` where it can be helped: a process inherits that of whoever started it.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return float(line.split()[1]) * 1024.0
    import resource

    most = float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return most if sys.platform == "darwin" else most * 1024.0
