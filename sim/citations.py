"""What a scenario rests on: the literature of the rules that work in it, and of the strategies played.

`python -m sim.citations experiment=norm` prints it as BibTeX, with what else `wiifwe` takes. The keys stand
in the cards of `sim/rules` and in the strategies' `source`; the entries in `references.bib`.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import sim.rules
from sim.config import arm_scenario
from sim.scenario import STEPS, Scenario, Strategy
from sim.variants import variant
from sim.worlds import arms_of

ENTRY = re.compile(r"^@\w+\{([^,]+),.*?^\}$", re.MULTILINE | re.DOTALL)
LITERATURE = re.compile(r"^Literature: (.*?)\.$", re.MULTILINE | re.DOTALL)
PLACES = (Path(__file__).with_name("references.bib"), Path(__file__).parent.parent / "references.bib")
"""In a wheel, and in a checkout."""

EXPERIMENT = "experiment="
WORKING: Mapping[str, Callable[[Scenario, list[Strategy]], bool]] = {
    "imitation": lambda world, _: world.imitation.rate > 0.0,
    "monitoring": lambda world, _: world.monitoring.cost > 0.0 or world.monitoring.seen > 0.0,
    "news": lambda world, _: world.news.private > 0.0,
    "norm": lambda world, _: world.news.norm > 0.0,
    "payment": lambda world, _: world.payment.lag > 0.0 or world.payment.lag_power > 0.0,
    "shading": lambda world, _: world.shading.strength > 0.0,
    "guard": lambda _, played: any(one.guard > 0.0 for one in played),
    "narrowing": lambda _, played: any(getattr(one, step) for one in played for step in STEPS),
    "process": lambda _, played: any(getattr(one, step) for one in played for step in STEPS),
    "review": lambda _, played: any(one.governance for one in played),
    "remedies": lambda world, played: (
        any(one.equity > 0.0 for one in played) or world.promises.law_recovery > 0.0
    ),
}
"""Rules that do nothing in some worlds → whether they work in this one; all others always do."""


def strategies_played(scenario: Scenario) -> dict[str, Strategy]:
    """The strategies of all arms by name, the generated ones too."""
    found: dict[str, Strategy] = {}
    for arm in arms_of(scenario):
        for name in (*arm.population.buyers, *arm.population.suppliers):
            known = scenario.strategies.get(name) or variant(name, scenario.strategies)
            if known is not None:
                found[name] = known
    return found


def keys(scenario: Scenario) -> list[str]:
    """The keys of all that the scenario's arms rest on, in order of the alphabet."""
    found: set[str] = set()
    for arm in arms_of(scenario):
        own = arm_scenario(scenario, arm)
        played = list(strategies_played(own).values())
        for module, works in ((name, WORKING.get(name)) for name in rule_names()):
            if works is None or works(own, played):
                found |= set(keys_of_rule(module))
    for strategy in strategies_played(scenario).values():
        found |= set(split(strategy.source))
    return sorted(found & set(entries()))


def rule_names() -> list[str]:
    """The modules of `sim.rules`."""
    return [one.name for one in iter_modules(sim.rules.__path__)]


@functools.cache
def keys_of_rule(name: str) -> tuple[str, ...]:
    """What a rule's card cites."""
    card = import_module(f"sim.rules.{name}").__doc__ or ""
    cited = LITERATURE.search(card)
    return tuple(split(cited.group(1))) if cited else ()


def split(told: str) -> list[str]:
    """Keys apart."""
    return [key for key in re.split(r"[;\s]+", told) if key]


@functools.cache
def entries() -> dict[str, str]:
    """Key → entry, of all there are."""
    text = next(place for place in PLACES if place.is_file()).read_text("utf-8")
    return {found.group(1): found.group(0) for found in ENTRY.finditer(text)}


def bibtex(cited: Iterable[str]) -> str:
    """The entries of these keys, as BibTeX reads them."""
    return "\n\n".join(entries()[key] for key in cited)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the literature of an experiment, overridden as `wiifwe` takes it; the exit code."""
    from sim.loading import load  # on call: to cite a scenario that is there, nothing is composed
    from sim.spelling import ConfigError

    wishes = list(sys.argv[1:] if argv is None else argv)
    named = [wish for wish in wishes if wish.startswith(EXPERIMENT)]
    others = [wish for wish in wishes if wish not in named]
    try:
        name = named[-1].removeprefix(EXPERIMENT) if named else "headline"
        print(bibtex(keys(load(name, others))).rstrip())
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
