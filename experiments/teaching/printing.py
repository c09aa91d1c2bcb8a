"""Pages printed by Chromium without a window: to PDF, and as a picture of the screen."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.spelling import ConfigError

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-dev-shm-usage", "--hide-scrollbars",
)  # fmt: skip
SECONDS = 120
WALL = (1280, 720)
"""The screen of a projector."""


def browser() -> str:
    """The browser that prints. Raises ConfigError where there is none."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise ConfigError("no Chromium is installed, and nothing else here prints: install it, and try again")
    return found


def printed(page: Path) -> Path:
    """The PDF beside a page, without the hour at which it was printed."""
    target = page.with_suffix(".pdf")
    called(page, target, "--no-pdf-header-footer", f"--print-to-pdf={target}")
    target.write_bytes(undated(target.read_bytes()))
    return target


def undated(content: bytes) -> bytes:
    """A PDF whose dates are those of no day; as long as before, for it is addressed by its bytes."""
    return re.sub(rb"\(D:\d{14}", b"(D:20000101000000", content)


def photographed(page: Path) -> Path:
    """A picture of the screen beside a page for a wall."""
    target = page.with_suffix(".png")
    called(page, target, f"--window-size={WALL[0]},{WALL[1]}", f"--screenshot={target}")
    return target


def called(page: Path, target: Path, *wishes: str) -> None:
    """Call the browser with a profile of its own. Raises ConfigError where it does not do what was asked."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        words = [browser(), *FLAGS, f"--user-data-dir={profile}", *wishes, page.resolve().as_uri()]
        try:
            subprocess.run(words, capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired as late:
            raise ConfigError(f"{page.name} was not printed within {SECONDS} seconds") from late
    if not target.is_file():
        raise ConfigError(f"{page.name} was not printed: {words[0]} wrote no {target.name}")
