"""The laboratory in Chromium, driven: what is moved, what is waited for, what the pictures are by then."""

from __future__ import annotations

import csv
import hashlib
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from experiments.laboratory import PLACES
from tests.browser import SIZES, browser, needs_chromium, opened

PAGE = PLACES[1]
WAIT = 60.0
"""Seconds after which what was waited for is missed; nothing is measured by them."""
needs_page = [
    needs_chromium,
    pytest.mark.skipif(not PAGE.is_file(), reason="the page is not built: `make page`"),
]
SET = """
const [element, value] = arguments;
const kind = element instanceof HTMLSelectElement ? HTMLSelectElement : HTMLInputElement;
Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(element, value);
element.dispatchEvent(new Event("input", { bubbles: true }));
element.dispatchEvent(new Event("change", { bubbles: true }));
"""
PICTURES = """
const drawn = [...document.querySelectorAll(".verdict, .drawing svg")].map((one) => one.outerHTML);
const carpets = [...document.querySelectorAll("canvas")].map((one) => one.toDataURL());
return [...drawn, ...carpets].join("");
"""


COUNTED = re.compile(r"plot-clip-\d+")
"""Names that count up whenever a picture is drawn, the same or another."""
REPLICATES = """
const drawn = ".scores, .value .drawing svg, .survival .drawing svg, .goes .drawing svg";
return [...document.querySelectorAll(drawn)].map((one) => one.outerHTML).join("");
"""


class Laboratory:
    """The page, opened."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def script(self, text: str, *given: Any) -> Any:
        """What a script gives back."""
        return self.driver.execute_script(text, *given)

    def one(self, selector: str) -> Any:
        """The first element that a CSS selector finds."""
        return self.driver.find_element("css selector", selector)

    def every(self, selector: str) -> list[Any]:
        """All elements that a CSS selector finds."""
        return self.driver.find_elements("css selector", selector)

    def marks(self, name: str) -> int:
        """How often the page has got so far: `ten` replicates, `all` of them, the whole `map`."""
        return self.script("return performance.getEntriesByName(arguments[0]).length", name)

    def until(self, true: Any, what: str) -> None:
        """Wait until something is true."""
        end = time.monotonic() + WAIT
        while not true():
            assert time.monotonic() < end, f"waited in vain for {what}"
            time.sleep(0.02)

    def after(self, mark: str, act: Any) -> None:
        """Do something, and wait until the page has got so far anew."""
        before = self.marks(mark)
        act()
        self.until(lambda: self.marks(mark) > before, f"`{mark}` after a move")
        self.settle()

    def settle(self) -> None:
        """Two pictures of the screen, so that what was decided is drawn."""
        self.driver.execute_async_script(
            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()));"
        )

    def put(self, element: Any, value: Any) -> None:
        """Give a control a value, as a hand would."""
        self.script(SET, element, str(value))

    def pictures(self) -> str:
        """A hash of all that is drawn."""
        return self._hash(PICTURES)

    def alone(self) -> str:
        """A hash of what is drawn of the replicates, with axes of its own and compared with nothing.

        All of it is there once ten are, while the map and the carpets still grow.
        """
        self.script("document.querySelectorAll('.looking button').forEach((one) => one.click())")
        self.settle()
        return self._hash(REPLICATES)

    def _hash(self, drawn: str) -> str:
        return hashlib.sha256(COUNTED.sub("", self.script(drawn)).encode()).hexdigest()

    def numbers(self, folder: Path) -> list[dict[str, str]]:
        """The rows of the numbers that the page hands out."""
        self.driver.execute_cdp_cmd(
            "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)}
        )
        self.one(".tools button:nth-of-type(2)").click()
        self.one("dialog .download").click()
        file = folder / "laboratory.csv"
        self.until(file.is_file, "the numbers")
        self.one("dialog header button").click()
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        file.unlink()
        return rows


@contextmanager
def laboratory(address: str = "", size: str = "desk", page: Path = PAGE) -> Iterator[Laboratory]:
    """The page at an address, with its first ten replicates."""
    with opened(page, SIZES[size], fragment=address) as driver:
        seen = Laboratory(driver)
        seen.until(lambda: seen.marks("ten") > 0, "the first replicates")
        seen.settle()
        yield seen
        driver.get("about:blank")  # so that its workers play no more


def calm(*, wanted: bool) -> None:
    """Ask for less motion, or no longer."""
    features = [{"name": "prefers-reduced-motion", "value": "reduce" if wanted else ""}]
    browser().execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
