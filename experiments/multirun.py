"""What `-m` varies, as one study: fields of the world are axes, scenarios are levels, populations are arms.

What cannot be an axis (experiments, seeds, other kinds of study) is played in turn, each a study by itself.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.playing import shown_or_played
from experiments.registry import SWEEP
from experiments.settings import KINDS, Asked
from experiments.study import Study, resolved, settings_of, study_of
from sim.config import to_mapping
from sim.design.axes import spread
from sim.design.paths import POPULATION, slot_at
from sim.fields import checked
from sim.loading import Composition, composition, parsed_wishes
from sim.measures.wording import spelled
from sim.scenario import GROUPS, Arm, Scenario
from sim.spelling import ConfigError

if TYPE_CHECKING:
    import pandas as pd

    from sim.overrides import Wish

NAME = "multirun"
POSTURES = ("wiifme_rigid", "wiifwe")
"""The arms of a comparison that are played where none are asked for."""
EVEN = 11
"""Levels of an interval."""
PLACE = "command line"
NO_SWEEP = ("report.each=false", "sweep={analysis: null, compare: null, points: null}")
CHOICES = ("scenario", POPULATION)
"""Groups whose choices become levels, or arms."""


class Job(NamedTuple):
    """A study, the values that tell it from the others, and what its axes vary (override by override)."""

    told: Mapping[str, Any]
    study: Study
    texts: Sequence[str] = ()
    axes: Sequence[Sequence[str]] = ()


def play(arguments: Sequence[str], *, arms_chosen: bool = False) -> None:
    """Play what these overrides ask for, one study or several; of several, one table joins the results."""
    # The last of each key; what takes away, or adds, stands beside what else is said of it.
    known = list({(one.key, one.deleted, one.added): one for one in parsed_wishes(arguments)}.values())
    varied = [wish for wish in known if len(wish.values) > 1]
    fixed = [wish.swept[0] for wish in known if len(wish.values) == 1]
    jobs = list(jobs_of(fixed, varied, arms_chosen=arms_chosen))
    found: list[tuple[Mapping[str, Any], Path]] = []
    try:
        for job in jobs:
            found.append((job.told, shown_or_played(job.study)))
            if job.axes and job.study.settings.report.each:
                for point in itertools.product(*job.axes):
                    shown_or_played(at_a_point(job, point))
    finally:
        if len(jobs) > 1 and found:
            show_joined(found, Path(jobs[0].study.settings.results))


def jobs_of(fixed: Sequence[str], varied: Sequence[Wish], *, arms_chosen: bool) -> Iterator[Job]:
    """Every study, checked."""
    axes = [wish for wish in varied if is_axis(wish)]
    turned = [wish for wish in varied if not is_axis(wish)]
    for chosen in itertools.product(*(values_in_turn(wish) for wish in turned)):
        texts = [*fixed, *(text for text, _ in chosen)]
        told = {wish.key: value for wish, (_, value) in zip(turned, chosen)}
        job = designed(texts, axes, told, arms_chosen=arms_chosen) if axes else None
        if job is not None:
            yield job
            continue
        for point in itertools.product(*(values_in_turn(wish) for wish in axes)):
            here = told | {wish.key: value for wish, (_, value) in zip(axes, point)}
            yield Job(here, study_of(composition([*texts, *(text for text, _ in point)])))


def is_axis(wish: Wish) -> bool:
    """Whether it varies the world: a field, a share of the population, or a choice of these groups."""
    group, _, rest = wish.key.partition(".")
    if not rest:
        return wish.key in CHOICES and wish.chosen
    return group in (*GROUPS, "strategies", POPULATION) and not str(wish.values[0]).startswith("{")


def typed(wish: Wish) -> list[Any]:
    """Its values as what they are; an interval's are even levels."""
    if wish.spread:
        low, high = map(float, wish.values)
        return list(spread(low, high, EVEN, log=False, whole=False))
    return [one.values[0] for one in parsed_wishes(list(wish.swept))]


def values_in_turn(wish: Wish) -> list[tuple[str, Any]]:
    """Override and value, one by one. Raises ConfigError for an interval."""
    if wish.spread:
        raise ConfigError(f"`{wish.text}`: only a field of a comparison's world takes an interval ({PLACE})")
    return list(zip(wish.swept, typed(wish)))


def designed(
    texts: Sequence[str], wishes: Sequence[Wish], told: Mapping[str, Any], *, arms_chosen: bool
) -> Job | None:
    """The sweep over what varies; none where another kind of study, or more than the world, varies."""
    options = {wish.key: composed(texts, wish, wishes) for wish in wishes if wish.key in CHOICES}
    scenarios = options.get("scenario")
    base = next(iter(next(iter(options.values()), {"": composition(texts)}).values()))
    settings = settings_of(base)
    other = settings.study != KINDS[0] or settings.design is not None
    if other or (scenarios and not differ_in_the_world_only(scenarios)):
        return None
    scenario, axes = base.scenario(), dict[str, Any]()
    scenario = replace(scenario, arms=tuple(arms_for(scenario, options.get(POPULATION), arms_chosen)))
    fields = [wish for wish in wishes if wish.key not in CHOICES]
    for wish in wishes:
        if wish.key == "scenario":
            axes[wish.key] = {"levels": levels(options[wish.key], [one.key for one in fields])}
        elif wish.key != POPULATION:
            axes[wish.key] = axis(wish, scenario)
    asked = replace(
        settings, study=SWEEP, name=NAME, question="", map=None, views=(),
        design=Asked({"kind": "grid", "axes": axes}, PLACE),
    )  # fmt: skip
    each = [
        [f"{wish.swept[0].partition('=')[0]}={value:g}" for value in typed(wish)]
        if wish.spread
        else wish.swept
        for wish in wishes
    ]
    return Job(told, resolved(asked, scenario), texts, each)


def composed(texts: Sequence[str], wish: Wish, wishes: Sequence[Wish]) -> dict[str, Composition]:
    """A choice → the configuration with it, and with the first of the other groups' choices."""
    others = [one.swept[0] for one in wishes if one.key in CHOICES and one is not wish]
    return {str(value): composition([*others, text, *texts]) for text, value in values_in_turn(wish)}


def differ_in_the_world_only(options: Mapping[str, Composition]) -> bool:
    """Whether these choices change the world alone: neither arms nor how often they are played."""
    first, *others = options.values()
    kept = ("arms", POPULATION)
    return all(
        one.settings == first.settings and all(one.mapping.get(key) == first.mapping.get(key) for key in kept)
        for one in others
    )


def arms_for(scenario: Scenario, people: Mapping[str, Composition] | None, every: bool) -> Iterator[Arm]:
    """Populations as arms; else the two postures where they are there, unless every arm was asked for."""
    if people is not None:
        yield from (Arm(name, one.scenario().population, spelled(name)) for name, one in people.items())
        return
    there = {arm.name: arm for arm in scenario.arms}
    yield from scenario.arms if every or not set(POSTURES) <= set(there) else map(there.__getitem__, POSTURES)


def levels(options: Mapping[str, Composition], moved: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Choice → what it sets: every path in which the choices differ, unless an axis of its own moves it."""
    flat = {name: flattened(one.scenario()) for name, one in options.items()}
    first, *others = flat.values()
    apart = [path for path in first if path not in moved and any(one[path] != first[path] for one in others)]
    return {name: {path: one[path] for path in apart} for name, one in flat.items()}


def flattened(scenario: Scenario) -> dict[str, Any]:
    """Path → value of every field of the world and of its strategies."""
    mapping = to_mapping(scenario)
    nodes = [(group, mapping[group]) for group in GROUPS]
    nodes += [(f"strategies.{name}", fields) for name, fields in mapping["strategies"].items()]
    return {f"{prefix}.{field}": value for prefix, fields in nodes for field, value in fields.items()}


def axis(wish: Wish, scenario: Scenario) -> dict[str, Any]:
    """An axis of the design; of a strategy's field it says whose it is."""
    slot = slot_at(scenario, wish.key, wish.key, PLACE)
    values = typed(wish)
    for value in (values[0], values[-1]) if wish.spread else values:
        checked(slot, int(value) if wish.spread and value.is_integer() else value, wish.key, PLACE)
    group, name, field = (*wish.key.split("."), "")[:3]
    words = {"label": f"{spelled(name)}: {spelled(field)}"} if group == "strategies" else {}
    spans = {"low": values[0], "high": values[-1], "count": EVEN} if wish.spread else {"values": values}
    return words | spans


def at_a_point(job: Job, point: Sequence[str]) -> Study:
    """One point of a design as a comparison of its own, of the same arms."""
    here = composition([*job.texts, *point, *NO_SWEEP])
    names, scenario = [arm.name for arm in job.study.scenario.arms], here.scenario()
    arms = tuple(arm for arm in scenario.arms if arm.name in names)
    return resolved(replace(settings_of(here), map=None), replace(scenario, arms=arms))


def show_joined(found: Sequence[tuple[Mapping[str, Any], Path]], results: Path) -> None:
    """One table of several studies, stored and shown: what was varied, then the rows of each one's table."""
    import pandas as pd

    from experiments import terminal
    from sim import store
    from sim.meaning import SHORT
    from sim.provenance import versions

    parts = [rows_of(told, folder) for told, folder in found]
    table = pd.concat(parts, ignore_index=True)
    for column in table.select_dtypes("object"):
        if table[column].map(type).nunique() > 1:  # a file holds one type a column
            table[column] = table[column].map(str, na_action="ignore")
    names = "\n".join(f"{folder.parent.name}/{folder.name}" for _, folder in found)
    folder = results / NAME / hashlib.sha256(names.encode()).hexdigest()[:SHORT]
    with store.written(folder) as draft:
        store.write_tables({"runs": table}, draft, csv=True)
        runs = [{"folder": one.as_posix(), "swept": dict(told)} for told, one in found]
        store.write_manifest({"runs": runs, "versions": versions(), "finding": ""}, draft)
    terminal.console().print(terminal.plain_table(table.drop(columns=["answer", "folder"]).iloc[:, :9]))
    terminal.close(folder, stored=False)


def rows_of(told: Mapping[str, Any], folder: Path) -> pd.DataFrame:
    """What told this study from the others, the table that it shows, its answer and its folder."""
    import pandas as pd

    from sim import store

    words = store.words_of(folder)
    path = folder / f"{words['principal']}.parquet"
    own = pd.read_parquet(path) if path.is_file() else pd.DataFrame(index=[0])
    own = own.rename(columns={name: f"{path.stem}.{name}" for name in own if name in told})
    keys = pd.DataFrame({name: [value] * len(own) for name, value in told.items()})
    return pd.concat([keys, own.reset_index(drop=True)], axis=1).assign(
        answer=words["answer"], folder=folder.as_posix()
    )
