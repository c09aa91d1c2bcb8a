"""Handouts with their keys, as the page itself makes them: opened in Chromium, waited for, taken down.

The page plays what its pictures show; a handout is what stands there when all is played, without the page's
scripts, so that it is one file to print or to send.
"""

from __future__ import annotations

import base64
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from experiments.laboratory import built_page
from experiments.teaching.printing import FLAGS, browser, undated
from sim.spelling import ConfigError

SECONDS = 240.0
"""After so long a handout is given up: a dozen scenes of thirty worlds each, on a slow machine."""
READY = "return !!document.querySelector('.handout[data-ready=\"yes\"]')"
TAKEN = """
const root = document.documentElement.cloneNode(true);
root.querySelectorAll("script, .not-printed").forEach((one) => one.remove());
for (let one = root.querySelector(".handout"); one !== root; one = one.parentElement) {
  const kept = one;
  for (const other of [...one.parentElement.children]) {
    if (other !== kept && other.localName !== "head") other.remove();
  }
}
root.querySelector(".answers").classList.remove("folded"); // nothing is left that could unfold it
root.querySelector("title").textContent = root.querySelector(".handout h2").textContent;
return root.outerHTML;
"""
"""What stands on the page when the handout alone is left, as one file without scripts."""
PAPER = {"paperWidth": 8.27, "paperHeight": 11.69, "printBackground": True,
         "marginTop": 0.5, "marginBottom": 0.5, "marginLeft": 0.6, "marginRight": 0.6}  # fmt: skip
"""A4, in inches."""


class Handout(NamedTuple):
    """A handout with its key, to be sent and to be printed."""

    page: str
    paper: bytes


@contextmanager
def driven() -> Iterator[Any]:
    """A browser without a window. Raises ConfigError where it cannot be driven."""
    try:
        from selenium import webdriver
        from selenium.webdriver.chrome.options import Options
        from selenium.webdriver.chrome.service import Service
    except ImportError as error:
        raise ConfigError("handouts are taken from the page by selenium: install `.[dev]`") from error
    options = Options()
    options.binary_location = browser()
    for flag in FLAGS:
        options.add_argument(flag)
    driver: Any = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        yield driver
    finally:
        driver.quit()


def handed_out(driver: Any, lesson: str, language: str) -> Handout:
    """The handout of a lesson in a language. Raises ConfigError where it is never ready."""
    driver.get("about:blank")
    address = f"#view=lessons&lesson={lesson}&step=print&language={language}"
    driver.get(f"{built_page().resolve().as_uri()}{address}")
    end = time.monotonic() + SECONDS
    while not driver.execute_script(READY):
        if time.monotonic() > end:
            raise ConfigError(f"the handout of `{lesson}` was not ready within {SECONDS:.0f} seconds")
        time.sleep(0.1)
    paper = base64.b64decode(driver.execute_cdp_cmd("Page.printToPDF", PAPER)["data"])
    return Handout(f"<!doctype html>\n{driver.execute_script(TAKEN)}\n", undated(paper))
