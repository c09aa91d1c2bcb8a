"""What all tests share: the seed of stochastic ones, how hypothesis searches, what Hydra has composed once.

Hypothesis searches the same examples in every run, unless asked.
"""

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

# Mesa looks through everything that is imported by then, so it comes first: a second sooner, in each process.
import mesa  # noqa: F401
import pytest
from hypothesis import settings

from sim import recalled
from tests.composed import composing_once

settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("more", derandomize=True, deadline=None, max_examples=400)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


LONG = (
    "page/test_laboratory.py", "docs/test_pages.py", "test_cli.py", "test_multirun.py", "sweep/test_sweep.py",
    "studies/test_studies.py", "page/test_lessons_driven.py", "page/test_play.py", "configs/test_yaml.py",
    "plots/test_views.py", "sweep/test_kills.py", "studies/test_trust_honesty.py", "report/test_browser.py",
    "test_completion.py", "page/test_room.py", "studies/test_chronicles.py", "twins/test_twins.py",
    "twins/test_world.py", "page/test_lessons.py", "sweep/test_keys.py", "configs/test_arguments.py",
    "studies/test_theory.py", "twins/test_accounts.py", "docs/test_own_firms.py", "classroom/test_room.py",
)  # fmt: skip
"""Files that take longest, the longest first: begun last, one of them would be waited for by all."""


def seed_number(text: str) -> int:
    """A seed as the model takes it."""
    if not text.isdecimal() or int(text) >= 2**32:
        raise pytest.UsageError(f"--seed is {text!r}, but must be a whole number from 0 to {2**32 - 1}")
    return int(text)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--seed",
        type=seed_number,
        default=1,
        help="seed of the tests of theory and literature (0 to 2^32 - 1)",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; the others in their order."""
    here = Path(__file__).parent
    places = {here / name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path, len(LONG)))


def pytest_collection_finish() -> None:
    """What has been imported by now stays; looking through it again and again costs a twelfth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def seed(request: pytest.FixtureRequest) -> int:
    """The seed given on the command line; 1 was fixed before anybody looked."""
    return request.config.getoption("--seed") or 0


@pytest.fixture(scope="session", autouse=True)
def composed_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Hydra composes the same overrides among the same files once: a third of a second, a thousand times.

    All workers keep what they composed in one folder, and nothing in the user's.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    kept = shared / "recalled"
    kept.mkdir(exist_ok=True)
    ours = mock.patch.object(recalled, "writable_home", return_value=kept)
    with ours, composing_once(shared / "composed"):
        yield
