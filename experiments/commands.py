"""How a command is refused and stopped. It loads nothing: `--help` and a slip are answered at once."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import NoReturn

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


@contextmanager
def heard() -> Iterator[None]:
    """What is printed goes out here: as Python ends, a reader that has gone away costs a traceback."""
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left is for nobody
        raise
