"""The seed of stochastic tests, and how hypothesis searches: the same examples in every run, unless asked."""

import os

import pytest
from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


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


@pytest.fixture(scope="session")
def seed(request: pytest.FixtureRequest) -> int:
    """The seed given on the command line; 1 was fixed before anybody looked."""
    return request.config.getoption("--seed") or 0
