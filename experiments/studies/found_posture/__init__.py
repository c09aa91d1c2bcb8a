"""Found posture: where does self-interest end, if every firm looks for the posture that pays itself best?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from experiments.studies.calibration.search import Journal
from experiments.studies.found_posture.postures import (
    AXES,
    RELATIONAL,
    SWITCHES,
    acting,
    in_the_box,
    place_of,
)
from experiments.studies.found_posture.search import FOUND, STAYS, Course, Searcher, Try, evolution
from experiments.studies.found_posture.trials import Pair, Trials, posts
from sim.config import arm_scenario
from sim.measures.inference import mean_interval
from sim.measures.labelled import MAIN, PARTIES, effect
from sim.scenario import PRINCIPLES, ROLES, STEPS, Arm
from sim.spelling import ConfigError, advice

if TYPE_CHECKING:
    from experiments.settings import FoundPosture, Settings
    from experiments.study import Study
    from sim.scenario import Scenario

LAST = 900
"""Seeds of what all make lie so far beyond those of the search."""


class Played(NamedTuple):
    """How it went in one world from one start, and what all make then and made before."""

    world: str
    start: str
    course: Course
    trials: Trials
    begun: Pair


def strategies_of(settings: Settings) -> tuple[str, ...]:
    """Strategies that only the settings name."""
    wanted = settings.found_posture
    return () if wanted is None else (*wanted.starts, *wanted.rivals)


def check(study: Study) -> None:
    """Refuse what cannot be searched."""
    wanted, scenario = study.settings.found_posture, study.scenario
    if wanted is None:
        raise ConfigError("`found_posture` is null; `study: found_posture` needs it")
    if not scenario.arms:
        raise ConfigError("`arms` is empty; each is a world in which postures are looked for")
    for path in ("starts", "rivals"):
        check_strategies(f"`found_posture.{path}`", getattr(wanted, path), scenario)
    for arm in scenario.arms:
        check_room(arm, arm_scenario(scenario, arm), wanted)
    evolution()


def check_strategies(path: str, names: tuple[str, ...], scenario: Scenario) -> None:
    """Refuse strategies that are not there, come twice, or differ in what is not looked for."""
    for name in names:
        if name not in scenario.strategies:
            hint = advice(name, scenario.strategies, "strategies are")
            raise ConfigError(f"{path} names `{name}`, which is no strategy; {hint}")
        if names.count(name) > 1:
            raise ConfigError(f"{path} names `{name}` more than once")
        if not in_the_box(scenario.strategies[name], scenario.choice.patience):
            kept = "conduct, menu beyond the relational form, what is declared"
            raise ConfigError(f"{path} names `{name}`, which differs in what is not looked for: {kept}")


def check_room(arm: Arm, scenario: Scenario, wanted: FoundPosture) -> None:
    """Refuse a world in which nobody could try, or nobody would be left to be tried among."""
    for role in ROLES:
        slots = getattr(scenario.market, role)
        first = next(iter(getattr(arm.population, role).values()))
        held = posts(wanted.share, first, slots)
        if held[0] < 1 or held[1] < 1:
            wrong = f"`found_posture.share` is {wanted.share:g}, which of {slots} {role} in `arms.{arm.name}`"
            raise ConfigError(f"{wrong} leaves {held[0]} that try and {held[1]} that do not; both need one")


def play(study: Study, report: Callable[[int, int], None]) -> dict[str, pd.DataFrame]:
    """`result` and `worth` by world and start; `postures` at the end; `tries` by round; `left`; `rivals`."""
    folder = study.folder
    journal = Journal(folder.parent / f"journal-{folder.name}.jsonl")
    try:
        played = list(courses(study, journal, report))
    except KeyboardInterrupt:
        kept = len(journal.known)
        raise KeyboardInterrupt(f"stopped; {kept} trials are kept, the same command goes on") from None
    return tables_of(study, played)


def courses(study: Study, journal: Journal, report: Callable[[int, int], None]) -> Iterator[Played]:
    """Every world from every start, one after the other."""
    settings, scenario, wanted = study.settings, study.scenario, study.settings.found_posture
    assert wanted is not None
    most = most_worlds(wanted, settings.replicates)
    cells = [(arm, start) for arm in scenario.arms for start in wanted.starts]
    for number, (arm, start) in enumerate(cells):
        done = number * most

        def counted(worlds: int, before: int = number * most) -> None:
            nonlocal done
            done = min(done + worlds, before + most)
            report(done, len(cells) * most)

        patience = arm_scenario(scenario, arm).choice.patience
        rivals = [place_of(scenario.strategies[name], patience) for name in wanted.rivals]
        begun = place_of(scenario.strategies[start], patience)
        trials = Trials(scenario, arm, wanted.share, journal, settings.engine.workers, counted)
        searcher = Searcher(trials, wanted, rivals, settings.seed, settings.replicates)
        yield Played(arm.name, start, searcher.followed((begun, begun)), trials, (begun, begun))
        report((number + 1) * most, len(cells) * most)


def most_worlds(wanted: FoundPosture, each: int) -> int:
    """Worlds that a start can take in one world of the study, if it goes on to the last round."""
    search = wanted.candidates * wanted.generations * each
    choice = (2 + len(wanted.rivals) + 2 * len(AXES) + 1 + 2) * wanted.chosen_by
    longer = wanted.longer * search + choice + 2 * wanted.judged_by
    return len(ROLES) * (wanted.rounds * (search + choice + 2 * wanted.judged_by) + longer)


def tables_of(study: Study, played: list[Played]) -> dict[str, pd.DataFrame]:
    """What was found, as tables; money per slot and month, what all make per buyer slot and month."""
    wanted, trust = study.settings.found_posture, study.scenario.trust.prior
    assert wanted is not None
    first = {one.world: one for one in reversed(played)}
    worth = pd.DataFrame([row for one in played for row in worth_rows(study, one, first[one.world])])
    of_all = (worth["outcome"] == MAIN[0]) & (worth["against"] == "start")
    main = worth[of_all].set_index(["world", "start"])
    rows = []
    for one in played:
        changes = main.loc[(one.world, one.start), ["mean", "low", "high", "base"]].to_dict()
        rows.append({"world": one.world, "start": one.start, **summary(one.course, trust), **changes})
    named = [
        {"world": one.world, "start": one.start, "role": first.role, "rival": rival, **effect(gains)}
        for one in played
        for first in one.course.tries[: len(ROLES)]
        for rival, gains in zip(wanted.rivals, first.rivals)
        if first.many == one.begun
    ]
    return {
        "result": pd.DataFrame(rows), "worth": worth,
        "postures": pd.DataFrame([row for one in played for row in posture_rows(one, trust)]),
        "tries": pd.DataFrame([row for one in played for row in try_rows(one, one.course.tries, trust)]),
        "left": pd.DataFrame([row for one in played for row in try_rows(one, at_the_end(one.course), trust)]),
        "rivals": pd.DataFrame(named),
    }  # fmt: skip


def summary(course: Course, trust: float) -> dict[str, Any]:
    """Where it ended: how, after how many rounds, what of the relationship-first posture is left."""
    acts = [acting(mine, other, trust) for mine, other in zip(course.ends, reversed(course.ends))]
    both = dict(zip(AXES, map(min, *course.ends)))
    steps = sum(both[step] for step in STEPS) if both[RELATIONAL] else 0.0
    return {
        "fate": course.fate, "fixed": course.fate in (STAYS, FOUND), "rounds": course.tries[-1].round + 1,
        "relational": bool(both[RELATIONAL]), "steps": int(steps),
        **{f"principles_{role}": sum(own) / len(PRINCIPLES) for role, own in zip(ROLES, acts)},
    }  # fmt: skip


def posture_rows(one: Played, trust: float) -> Iterator[dict[str, Any]]:
    """Every axis of what each role plays at the end, and what of it is in force (`acts`).

    That is of a principle how it is acted on towards a stranger, of a step whether both sides take it.
    """
    both = dict(zip(AXES, map(min, *one.course.ends)))
    taken = {name: both[name] * both[RELATIONAL] for name in SWITCHES}
    for place, role in enumerate(ROLES):
        mine, other = one.course.ends[place], one.course.ends[1 - place]
        acts: dict[str, float] = {**dict(zip(PRINCIPLES, acting(mine, other, trust))), **taken}
        for axis, value, before in zip(AXES, mine, one.begun[place]):
            told = {"world": one.world, "start": one.start, "role": role, "axis": axis}
            yield {**told, "mean": value, "begun": before, "acts": acts.get(axis, value)}


def try_rows(one: Played, tries: list[Try], trust: float) -> Iterator[dict[str, Any]]:
    """Searches: what was hoped for, and what a firm gained on luck never seen.

    `says` and `does`: the mean of its principles, as they stand and as it acts on them towards a stranger.
    """
    for tried in tries:
        place = ROLES.index(tried.role)
        mine, other = tried.many[place], tried.many[1 - place]
        does = acting(tried.posture, other, trust)
        changed = [axis for axis, value, before in zip(AXES, tried.posture, mine) if value != before]
        yield {
            "world": one.world, "start": one.start, "round": tried.round + 1, "role": tried.role,
            "hoped": tried.hoped, **tried.gain._asdict(), "adopted": tried.adopted,
            "changed": ", ".join(changed), "says": sum(tried.posture[: len(does)]) / len(does),
            "does": sum(does) / len(does), **dict(zip(AXES, tried.posture)),
        }  # fmt: skip


def at_the_end(course: Course) -> list[Try]:
    """The searches that say what one firm could still gain: the longer ones, or those of the last round."""
    return course.longer or [one for one in course.tries if one.round == course.tries[-1].round]


def worth_rows(study: Study, one: Played, first: Played) -> Iterator[dict[str, Any]]:
    """What all make at the end, less at the start and less from the first start, on luck of its own.

    `base` is what it is held against, `level` what is made at the end.
    """
    wanted = study.settings.found_posture
    assert wanted is not None
    seed, each = study.settings.seed + LAST, wanted.judged_by
    after = one.trials.all_make(one.course.ends, seed, each)
    for against, many in (("start", one.begun), (first.start, first.begun)):
        before = one.trials.all_make(many, seed, each)
        for place, outcome in enumerate(MAIN):
            base, level = (mean_interval(values[place]).mean for values in (before, after))
            told = {"world": one.world, "start": one.start, "against": against, "outcome": outcome}
            told |= {"who": PARTIES[outcome], "base": base, "level": level}
            yield {**told, **effect(after[place] - before[place])}


def shown(tables: Mapping[str, pd.DataFrame]) -> list[tuple[str, pd.DataFrame]]:
    """Where it ended, without what repeats another column."""
    return [("", tables["result"].drop(columns=["fixed"]))]
