"""`python -m benchmarks.page`: the laboratory in Chromium: first picture, a move, many worlds, the map."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from benchmarks.tables import Row, Say, Table, Target, alone
from tests.browser import CHROMIUM, DRIVER
from tests.page.driven import PAGE, Laboratory, laboratory

ATTEMPTS = 3
HUNDRED = "replicates=100"
MILLISECONDS = 1e-3
STARTED = "return performance.getEntriesByName(arguments[0])[0].startTime"
ENDED = "return performance.getEntriesByName(arguments[0]).at(-1).startTime"
TARGETS = {
    "first picture, from the opening of the file": Target(2.0),
    "slider to 10 replicates of two markets": Target(0.2),
    "slider to 100 worlds of each, a coarse map among them": Target(3.0),
    "slider to the whole map, 11 × 11 × 20, and all else": Target(20.0),
}
NOTES = [
    "Markets of the default size, 40 × 50 firms over 120 months; as many workers as there are cores.",
    "The map is the last of what a move begins: 100 worlds of each market are in its time.",
]


def table(say: Say, attempts: int = ATTEMPTS) -> Table:
    """How long one waits for what."""
    if not (CHROMIUM and DRIVER and PAGE.is_file()):
        return Table("The laboratory", [], ["Not measured: Chromium or the built page is not here."])
    found: list[list[float]] = []
    for number in range(attempts):
        say(f"page: {number + 1} of {attempts} …")
        with laboratory(HUNDRED) as seen:
            found.append(waits(seen, 0.2 + 0.1 * number))
    return Table("The laboratory", [row(*told) for told in zip(TARGETS.items(), zip(*found))], NOTES)


def waits(seen: Laboratory, trust: float) -> list[float]:
    """Seconds until the first picture, and from a move of a slider until each of what it begins."""
    first = seen.script(STARTED, "ten")
    seen.until(lambda: seen.marks("map") > 0, "the first map")
    begun = 0.0

    def move() -> None:
        nonlocal begun
        begun = seen.script("return performance.now()")
        seen.put(seen.one("#lever-trust"), trust)

    seen.after("map", move)
    ends = [seen.script(ENDED, mark) - begun for mark in ("ten", "all", "map")]
    return [MILLISECONDS * time for time in (first, *ends)]


def row(told: tuple[str, Target], seconds: Sequence[float]) -> Row:
    """The least of several attempts."""
    measure, target = told
    least = min(seconds)
    return Row(measure, least, "s", spread=statistics.median(seconds) / least - 1.0, target=target)


if __name__ == "__main__":
    raise SystemExit(alone(table, "benchmarks.page"))
