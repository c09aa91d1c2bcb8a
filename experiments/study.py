"""A study, resolved: all that was asked, put together once, at the door. What comes after only reads it.

The way of a configuration, from the command line to the hash, is drawn in docs/configuration.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from experiments.registry import SWEEP, Made, made_for
from experiments.settings import AUTO, Settings, settings_from
from experiments.templates import template_in
from sim.config import scenario_from, to_mapping
from sim.design import Design, Points, laid_out
from sim.fields import plain
from sim.loading import Composition
from sim.meaning import SHORT, config_hash
from sim.scenario import Scenario
from sim.spelling import ConfigError, advice, complaint
from sim.sweeps.plan import Pair
from sim.variants import variant
from sim.worlds import arms_of


@dataclass(frozen=True)
class Study:
    """A scenario, what it is played with, what makes its tables and words, and the hash of all of that.

    `design` has a single point where nothing is varied; `pairs` are the arms that a sweep compares. `hash` is
    SHA-256 of what was resolved, in hexadecimal digits; `replicates=auto` is in it as it was asked, and who
    plays fills in the number.
    """

    settings: Settings
    scenario: Scenario
    made: Made
    design: Design
    points: Points
    pairs: tuple[Pair, ...]
    hash: str

    @property
    def folder(self) -> Path:
        """Where its results belong."""
        return Path(self.settings.results) / self.settings.name / self.hash[:SHORT]

    def mapping(self) -> dict[str, Any]:
        """Everything that was set, to be read and to be played again."""
        settings = self.settings
        replicates = settings.replicates if settings.precision is None else AUTO
        told = {"name": settings.name, "replicates": replicates, "seed": settings.seed, **settings.meaning()}
        if settings.design is not None:
            told["design"] = plain(settings.design.given)  # a table by its path, not by its content
        return {**told, **to_mapping(self.scenario)}


def study_of(composed: Composition) -> Study:
    """The study that a composed configuration asks for. Raises ConfigError for the first thing in the way."""
    settings = settings_of(composed)
    if settings.report.each:
        raise ConfigError("`report.each` has no effect: it is for what `-m` plays as one study (configs)")
    return resolved(settings, scenario_from(composed.mapping, source=composed.source))


def settings_of(composed: Composition) -> Settings:
    """The settings, checked; a user's module by its whole path: from here, or from the user's folders."""
    settings = settings_from(composed.settings, composed.source)
    asked = settings.sweep.analysis
    if asked is None or not asked.endswith(".py"):
        return settings
    places = [
        Path(asked),
        *(place / asked for one in composed.folders for place in (one, one / "experiment")),
    ]
    found = next((place.absolute().as_posix() for place in places if place.is_file()), asked)
    return replace(settings, sweep=replace(settings.sweep, analysis=found))


def resolved(settings: Settings, scenario: Scenario) -> Study:
    """These settings and this scenario as a study. Raises ConfigError for the first thing in the way."""
    made = made_for(settings)
    refuse_without_effect(settings)
    design, points = varied(settings, scenario)
    pairs = pairs_of(settings, [arm.name for arm in scenario.arms])
    if settings.study == SWEEP:
        there = [*(axis.name for axis in design.axes), *(arm.name for arm in arms_of(scenario)), design.kind]
        check_needs(settings.name, getattr(made.module, "NEEDS", ()), there)
    study = Study(settings, scenario, made, design, points, pairs, hash_of(settings, scenario, made, design))
    if hasattr(made.module, "check"):
        made.module.check(study)
    template_in(made.words)  # before anything is played
    return study


def refuse_without_effect(settings: Settings) -> None:
    """Raise ConfigError for what is set and read by another kind of study only."""
    kind = settings.study
    if kind == SWEEP:
        return
    if unread := settings.of_sweeps():
        raise ConfigError(f"`{unread}` has no effect on `study: {kind}`: only a sweep reads it")
    if settings.precision is not None and kind != "comparison":
        raise ConfigError(f"`replicates` is 'auto', but `study: {kind}` needs a number")
    if settings.engine.kind != "local":
        wrong = f"`engine.kind` is {settings.engine.kind!r}, but `study: {kind}` plays on threads here"
        raise ConfigError(f"{wrong}; sweeps take any engine, this one `engine=local`")


def varied(settings: Settings, scenario: Scenario) -> tuple[Design, Points]:
    """What is varied, and its points; beside a sweep nothing is. Raises ConfigError."""
    if settings.study != SWEEP:
        return laid_out({}, scenario, "no design")
    if settings.design is None:
        wanted = "`study: sweep` needs one, or plays a single point with `design={}`"
        raise ConfigError(f"`design` is null; {wanted}")
    return laid_out(settings.design.given, scenario, settings.design.source)


def check_needs(name: str, needs: Sequence[str], there: Sequence[str]) -> None:
    """Refuse a design without what the study's module reads. Raises ConfigError."""
    for need in needs:
        if need not in there:
            wrong = f"the study `{name}` reads `{need}`, which is neither an axis nor an arm here"
            raise complaint(f"{wrong}; `sweep.analysis=plain` reads any", "configs", "sweep.analysis")


def pairs_of(settings: Settings, names: Sequence[str]) -> tuple[Pair, ...]:
    """Which arms are compared. Raises ConfigError for an arm that is not there."""
    asked = settings.sweep.compare
    if asked is None:
        return tuple((name, names[0]) for name in names[1:])
    pairs = tuple(pair_in(words, names) for words in asked)
    if len(set(pairs)) < len(pairs) or any(treatment == baseline for treatment, baseline in pairs):
        wrong = "`sweep.compare` compares `a - b`: a pair is two arms, and named once"
        raise complaint(wrong, "configs", "sweep.compare")
    return pairs


def pair_in(words: str, names: Sequence[str]) -> Pair:
    """`treatment - baseline` taken apart."""
    treatment, found, baseline = (part.strip() for part in words.partition(" - "))
    if not found:
        wrong = f"`sweep.compare` holds {words!r}, but a pair is `treatment - baseline`"
        raise complaint(wrong, "configs", "sweep")
    for name in (treatment, baseline):
        if name not in names:
            wrong = f"`sweep.compare` names {name!r}, but there is no such arm"
            raise complaint(f"{wrong}; {advice(name, names, 'arms are')}", "configs", "sweep.compare")
    return treatment, baseline


def hash_of(settings: Settings, scenario: Scenario, made: Made, design: Design) -> str:
    """SHA-256 of what was asked: of everything that can change a number or a word of the result."""
    meaning = settings.meaning()
    levels: list[Mapping[str, Any]] = [one for axis in design.axes for one in axis.levels.values()]
    if hasattr(made.module, "strategies_of"):  # strategies that no population names
        known = scenario.strategies
        names = made.module.strategies_of(settings)
        levels += [{"population": [name for name in names if name in known or variant(name, known)]}]
    if settings.study == SWEEP and (settings.sweep.analysis or "").endswith(".py"):
        meaning["sweep"] |= {"analysis": None}  # its content counts, not where it lies
    meaning["sources"] = made.sources  # facts, bounds, measures and words are part of what was asked
    return config_hash(scenario, settings.replicates, settings.seed, meaning, levels=levels)
