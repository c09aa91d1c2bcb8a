"""A sweep asked for in Python: the engine, the parts and the tables of the command line's sweeps.

found = sim.sweep("headline", {"trust.prior": [0.2, 0.5, 0.8]}, arms=["wiifme_rigid", "wiifwe"])
found.gains()      # what each arm makes more than the first, point by point, with 95 % intervals
found.replicates() # every world
found.plot()
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from sim import store
from sim.config import scenario_from, to_mapping
from sim.design import laid_out
from sim.design.axes import TABLE
from sim.design.reading import KEYS
from sim.draws import WORD_MASK
from sim.fields import by_content, plain
from sim.handed import all_named, written
from sim.loading import load
from sim.meaning import SHORT, config_hash
from sim.measures import labelled
from sim.measures.labelled import MAIN, SLOT, by_point, of_arm, opened, spread_out, tidy, words_of
from sim.provenance import check_unedited, manifest
from sim.scenario import Scenario
from sim.spelling import (
    ConfigError,
    advice,
    complaint,
    path_given,
    shown,
    text_given,
    texts_given,
    whole,
)
from sim.sweeps.plan import Pair, Plan, folder_of_parts
from sim.sweeps.worlds import swept
from sim.worlds import arms_of

if TYPE_CHECKING:
    import xarray as xr

    from sim.sweeps.driving import Report

SOURCE = "sweep"
MOST_PANELS = 8
"""Levels of an axis that are drawn side by side."""
BANDS, GAINED, AGAINST = "Bands are 95 % intervals.", "Gained on the same luck: {}", "{} against {}"
ENGINES = ("local", "processes", "dask")
NAME = re.compile(r"[A-Za-z0-9][\w-]*")
MOST_WORKERS = 4096


class Machine(NamedTuple):
    """How the machine is used (see `sim.sweeps.engines`); it changes no number."""

    kind: str = "local"
    workers: int | None = None
    address: str | None = None
    retries: int = 3


@dataclass(frozen=True)
class Sweep:
    """What a sweep found, as it lies in a folder of results.

    `worlds` has an array an outcome, along the design's axes (or `point`), `arm` and `replicate`, with units
    and meanings (`xarray`). Money is per buyer slot and month. `pairs` are the arms that are compared.
    """

    folder: Path
    worlds: xr.Dataset
    pairs: tuple[Pair, ...]

    @property
    def axes(self) -> list[str]:
        """The axes of the design, by name."""
        return [str(name) for name in spread_out(self.worlds)[0] if name != labelled.POINT]

    @property
    def arms(self) -> list[str]:
        """The arms that were played."""
        return [str(arm) for arm in self.worlds.attrs["labels"]]

    def levels(self, outcomes: Sequence[str] = MAIN) -> pd.DataFrame:
        """What each arm makes: axes, arm, outcome, mean, se, low, high (95 %), n, a row a point."""
        outcomes = self._known(outcomes)
        keys = [*self.axes, labelled.ARM]
        every = [tidy(by_point(of_arm(self.worlds, arm, outcomes)), outcomes, keys) for arm in self.arms]
        return pd.concat(every, ignore_index=True)

    def gains(self, outcomes: Sequence[str] = MAIN) -> pd.DataFrame:
        """What an arm makes more than another on the same luck: axes, arm, baseline, outcome, mean, …, n.

        Differences are taken replicate by replicate, so that `low` and `high` are Student's paired interval.
        """
        outcomes = self._known(outcomes)
        if not self.pairs:
            raise ConfigError(f"there is nothing to compare with: the sweep has one arm, {self.arms[0]!r}")
        keys = [*self.axes, labelled.ARM, "baseline"]
        every = [
            tidy(by_point(labelled.paired(self.worlds, arm, baseline, outcomes)), outcomes, keys)
            for arm, baseline in self.pairs
        ]
        return pd.concat(every, ignore_index=True)

    def replicates(self, outcomes: Sequence[str] = MAIN) -> pd.DataFrame:
        """Every world: axes, arm, replicate, then the outcomes; nan where the world failed."""
        outcomes = self._known(outcomes)
        table = self.worlds[[*outcomes]].to_dataframe().reset_index()
        return table[[*self.axes, labelled.ARM, labelled.REPLICATE, *outcomes]]

    def plot(self, outcome: str = MAIN[0], *, gains: bool = False, title: str = "") -> Any:
        """A figure of what each arm makes (or gains over its baseline) along the design's axes, 95 % bands.

        The numeric axis with most values lies along x; two more are panels. Without a numeric axis it is a
        row an arm.

        Raises:
            ConfigError: the design has more axes, or more levels of them, than a picture has room for.
        """
        from sim.plots.asked import View
        from sim.plots.sheets import house
        from sim.plots.view import drawn

        asked = [text_given("outcome", outcome)]
        table = self.gains(asked) if gains else self.levels(asked)
        numeric = [axis for axis in self.axes if pd.api.types.is_numeric_dtype(table[axis])]
        x = max(numeric, key=lambda axis: table[axis].nunique(), default="")
        panels = [axis for axis in self.axes if axis != x]
        if len(panels) > 2 or any(table[axis].nunique() > MOST_PANELS for axis in panels):
            wrong = f"a picture has room for one axis and two more of up to {MOST_PANELS} levels"
            raise ConfigError(f"{wrong}; draw a part of `levels()` or of `worlds`")
        meaning, unit = words_of(outcome)
        names = {str(arm): str(label) for arm, label in self.worlds.attrs["labels"].items()}
        told: dict[str, Any] = {"table": "levels", "label": f"{meaning} ({unit})", "note": BANDS}
        if gains:
            meaning = GAINED.format(meaning)
            pairs = zip(table[labelled.ARM].map(names), table.pop("baseline").map(names))
            table[labelled.ARM] = [AGAINST.format(*pair) for pair in pairs]
            if len(self.pairs) == 1:  # a single curve has no key that would say whose it is
                told["note"] = f"{table[labelled.ARM].iloc[0]}. {BANDS}"
        told |= dict(zip(("col", "row"), panels))
        view = View("curve", x=x, hue="arm", **told) if x else View("forest", y="arm", **told)
        names |= {axis: axis_words(self.worlds, axis) for axis in self.axes}
        names |= {str(one): f"{names[axis]}: {one}" for axis in panels for one in table[axis].unique()}
        caption = f"{self.worlds.sizes[labelled.REPLICATE]} replicates · {self.folder.name}"
        with house() as sheet:
            return drawn(view, table, names, text_given("title", title) or meaning, caption, sheet)

    def _known(self, outcomes: Any) -> tuple[str, ...]:
        asked = texts_given("outcomes", outcomes)
        known = [str(name) for name in self.worlds.data_vars if name != labelled.ENDED]
        for name in asked:
            if name not in known:
                wrong = f"`outcomes` names {shown(name)}, which was not counted"
                raise ConfigError(f"{wrong}; {advice(name, known, 'there are')} (sweep)")
        return asked

    def _repr_html_(self) -> str:
        table = self.gains() if self.pairs else self.levels()
        told = f"{len(self.arms)} arms, {self.worlds.sizes[labelled.REPLICATE]} replicates"
        head = f"<p><b>Sweep</b> {self.folder}: {told}; {'gains' if self.pairs else 'levels'}, {SLOT}</p>"
        return head + table.to_html(index=False, max_rows=24, float_format="{:.4g}".format, border=0)


def axis_words(worlds: xr.Dataset, axis: str) -> str:
    """How a picture calls an axis."""
    told = worlds[axis].attrs
    unit = told.get("units", "1")
    return f"{told.get('long_name', axis)}{'' if unit == '1' else f' ({unit})'}"


def sweep(
    scenario: Scenario | str | Path,
    design: Mapping[str, Any] | pd.DataFrame | str | Path,
    *,
    arms: Sequence[str] | Mapping[str, Any] | None = None,
    replicates: int = 200,
    seed: int = 1,
    compare: Sequence[Pair] | None = None,
    results: str | Path = "results",
    name: str = "sweep",
    engine: str = "local",
    workers: int | None = None,
    progress: Report | None = None,
) -> Sweep:
    """Play every arm at every point of a design on common luck; what is there already is not played again.

    `scenario`: one, or what `sim.load` takes. `design`: what a `design:` node holds (`{"axes": …}`), its axes
    alone (`{"trust.prior": [0.2, 0.8]}`), or a table of points (a DataFrame, CSV or Parquet file) whose
    columns are paths of parameters. `arms`: names of those to play, or arms of one's own, each by its
    population (`{"ours": "wiifwe"}`) or its fields; by default all. `compare`: pairs (treatment, baseline);
    by default each arm with the first. `results`: folder of results; the sweep lies in `results/name/<hash>`,
    its parts beside it, and a stopped one is taken up where it was. `engine`: local, processes or dask, with
    so many `workers`. `progress(done, all)` is told of worlds as they are done.

    Raises:
        ConfigError: what was asked cannot be played, or a stored result was edited.
        sim.drafts.IncompleteError: some parts failed; the others are kept.
    """
    scenario = scenario if isinstance(scenario, Scenario) else load(scenario)
    scenario = with_arms(scenario, arms)
    replicates, seed = whole("replicates", replicates, 1, 10**6), whole("seed", seed, 0, WORD_MASK)
    results, machine = path_given("results", results), machine_of(engine, workers)
    if not NAME.fullmatch(text_given("name", name)):
        raise complaint(f"`name` is {shown(name)}; allowed: letters, digits, _ and -", SOURCE, "name")
    if progress is not None and not callable(progress):
        raise complaint(f"`progress` is {shown(progress)}; allowed: a function", SOURCE, "progress")
    given = node_of(design)
    laid, points = laid_out(given, scenario, SOURCE)
    pairs = pairs_of(compare, [arm.name for arm in arms_of(scenario)])
    asked = {"study": "sweep", "design": by_content(given), "sweep": {"compare": [list(p) for p in pairs]}}
    levels = [one for axis in laid.axes for one in axis.levels.values()]
    named = config_hash(scenario, replicates, seed, asked, levels=levels)
    folder = results / name / named[:SHORT]
    if store.is_stored(folder):
        check_unedited(folder)
        return Sweep(folder, opened(folder), pairs)
    plan = Plan(scenario, arms_of(scenario), laid, points, seed, replicates, folder_of_parts(results, name))
    with store.written(folder) as draft:
        swept(plan, pairs, machine, draft, progress)
        told = {
            "name": name,
            "replicates": replicates,
            "seed": seed,
            "study": "sweep",
            "design": plain(given),
        }
        told["sweep"] = {"analysis": "plain", "compare": [" - ".join(pair) for pair in pairs] or None}
        store.write_configuration({**told, **to_mapping(scenario)}, draft)
        store.write_manifest({**manifest(named, replicates, seed, asked), "experiment": name}, draft)
    return Sweep(folder, opened(folder), pairs)


def machine_of(engine: Any, workers: Any) -> Machine:
    """How the machine is to be used. Raises ConfigError for an engine or a number of workers there is not."""
    if text_given("engine", engine) not in ENGINES:
        hint = advice(engine, ENGINES, "allowed")
        raise complaint(f"`engine` is {shown(engine)}; {hint}", SOURCE, "engine")
    return Machine(engine, None if workers is None else whole("workers", workers, 1, MOST_WORKERS))


def with_arms(scenario: Scenario, asked: Sequence[str] | Mapping[str, Any] | None) -> Scenario:
    """The scenario with these of its arms, or with others."""
    if asked is None:
        return scenario
    if isinstance(asked, Mapping):
        arms = {
            name: {"population": one} if isinstance(one, str) else all_named(one)
            for name, one in asked.items()
        }
        return scenario_from({**to_mapping(scenario), "arms": arms}, source=SOURCE)
    known = {arm.name: arm for arm in scenario.arms}
    for name in texts_given("arms", asked):
        if name not in known:
            hint = advice(name, known, "arms are")
            raise complaint(f"`arms` names {shown(name)}, which is no arm; {hint}", SOURCE, "arms")
    return replace(scenario, arms=tuple(known[name] for name in dict.fromkeys(asked)))


def node_of(design: Mapping[str, Any] | pd.DataFrame | str | Path) -> dict[str, Any]:
    """The design as a `design:` node writes it."""
    if isinstance(design, pd.DataFrame):
        table = written(design.to_csv(index=False).encode(), "points.csv")
        return {"kind": TABLE, "table": table.as_posix()}
    if isinstance(design, str | PathLike):
        return {"kind": TABLE, "table": str(path_given("design", design))}
    if not isinstance(design, Mapping):
        wanted = "axes by name, a table of points, or a file of one"
        raise complaint(f"`design` is {shown(design)}; allowed: {wanted}", SOURCE, "design")
    told = all_named({name: list(one) if isinstance(one, pd.Series) else one for name, one in design.items()})
    return told if set(told) & set(KEYS) else {"axes": told}


def pairs_of(asked: Sequence[Pair] | None, names: Sequence[str]) -> tuple[Pair, ...]:
    """Which arms are compared: by default each with the first."""
    if asked is None:
        return tuple((name, names[0]) for name in names[1:])
    if isinstance(asked, str | Mapping) or not isinstance(asked, Iterable):
        wanted = "a list of pairs of arms: [(treatment, baseline)]"
        raise complaint(f"`compare` is {shown(asked)}; allowed: {wanted}", SOURCE, "compare")
    pairs = []
    for pair in asked:
        if isinstance(pair, str) or not isinstance(pair, Sequence) or len(pair) != 2 or pair[0] == pair[1]:
            wrong = f"`compare` holds {shown(pair)}, but a pair is two arms: (treatment, baseline)"
            raise complaint(wrong, SOURCE, "compare")
        for name in pair:
            if name not in names:
                hint = advice(str(name), names, "arms are")
                raise complaint(f"`compare` names {shown(name)}, which is no arm; {hint}", SOURCE, "compare")
        pairs.append((str(pair[0]), str(pair[1])))
    return tuple(pairs)
