"""A page in headless Chromium with the network off: what it asks for, what it complains of, what it shows."""

from __future__ import annotations

import atexit
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

SIZES = {"desk": (1280, 800), "phone": (390, 844)}
LANGUAGES = ("en", "de")


def paired(*always: tuple[str, str]) -> list[Any]:
    """Each size with each language, those named at every run, the others in `make test-all`."""
    return [
        pytest.param(size, language, marks=() if (size, language) in always else pytest.mark.slow)
        for size in SIZES
        for language in LANGUAGES
    ]


EACH = paired(("desk", "en"), ("phone", "de"))
"""Every size and language at every run."""
PHONE = paired(("phone", "de"))
"""The smallest size and the longest words at every run."""
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-dev-shm-usage",
    "--hide-scrollbars", "--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows",
)  # fmt: skip
needs_chromium = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="Chromium and its driver are not installed: no page is opened"
)


@cache
def browser() -> Any:
    """The one browser of this process."""
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    assert CHROMIUM is not None
    options.binary_location = CHROMIUM
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver: Any = webdriver.Chrome(options=options, service=Service(DRIVER))
    atexit.register(driver.quit)
    return driver


@contextmanager
def opened(page: Path, size: tuple[int, int], fragment: str = "") -> Iterator[Any]:
    """The page, opened by its file, in a window of this size; `fragment` stands behind its address."""
    driver = browser()
    driver.get("about:blank")
    for log in ("performance", "browser"):
        driver.get_log(log)  # what pages before this one asked for and complained of
    # The window has borders and a least width of its own; the metrics are those of the screen.
    metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size[0] < 500}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    driver.get(f"{page.resolve().as_uri()}{f'#{fragment}' if fragment else ''}")
    try:
        yield driver
    finally:
        driver.get("about:blank")  # a page that plays would go on beside all later tests


def requests(driver: Any) -> list[str]:
    """Every address that the page asked for, but for itself and what lies in it, as a worker's code does."""
    asked = []
    for line in driver.get_log("performance"):
        message = json.loads(line["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            asked.append(message["params"]["request"]["url"])
    return [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]


def complaints(driver: Any) -> list[str]:
    """What the console says."""
    return [line["message"] for line in driver.get_log("browser") if line["level"] in ("SEVERE", "WARNING")]


def too_wide(driver: Any, size: tuple[int, int]) -> bool:
    """Whether the page is wider than the screen that was asked for; a phone's window grows along with it."""
    widest = "return Math.max(document.documentElement.scrollWidth, window.innerWidth)"
    return bool(driver.execute_script(widest) > size[0] + 1)
