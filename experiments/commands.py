"""How a command is refused and stopped. It loads nothing: `--help` and a slip are answered at once."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import NoReturn, TextIO

from sim.spelling import ConfigError


def refusal_of(parser: argparse.ArgumentParser, hint: str = "") -> Callable[[str], NoReturn]:
    """How a command line is refused; its parser does so too, which by itself prints its usage and exits."""

    def refuse(message: str) -> NoReturn:
        raise ConfigError(f"{message}{hint} (command line)")

    parser.error = refuse  # type: ignore[method-assign]
    return refuse


@contextmanager
def stoppable() -> Iterator[None]:
    """SIGTERM does what Ctrl-C does; in processes that this one starts it does what it always did."""
    mine, before = os.getpid(), signal.getsignal(signal.SIGTERM)
    if current_thread() is not main_thread() or before in (signal.SIG_IGN, None):
        yield
        return

    def stop(number: int, _: object) -> None:
        if os.getpid() != mine:
            os._exit(128 + number)
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class ReaderGoneError(Exception):
    """Nobody reads any more what is printed."""


def reader_gone() -> ReaderGoneError:
    """What is raised where a reader of what is printed has gone away; the rest is for nobody."""
    silence(sys.stdout)
    return ReaderGoneError("stopped: nobody reads what is printed any more")


@contextmanager
def heard() -> Iterator[None]:
    """What is printed goes out here: as Python ends, a reader that has gone away costs a traceback."""
    try:
        yield
    except BrokenPipeError:
        flushed("\n")  # what can still be read broke no pipe: it was another one
        raise
    flushed()


def flushed(more: str = "") -> None:
    """Send out what was printed, and this. Raises ReaderGoneError if nobody reads it."""
    if sys.stdout is None:
        return
    try:
        print(more, end="", flush=True)
    except BrokenPipeError as broken:
        raise reader_gone() from broken


def tell(line: object) -> None:
    """Say a line where errors are read, if anybody does."""
    try:
        print(line, file=sys.stderr, flush=True)
    except BrokenPipeError:
        silence(sys.stderr)


def silence(stream: TextIO) -> None:
    """What is still printed there is for nobody."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
