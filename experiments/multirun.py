"""Several runs of one command line (`-m`): what may play them, and the one table that joins them.

The table holds, for every run, what was swept, then the rows of its principal table, its finding and
its folder: results/multirun/<hash of the run folders' names>/runs.parquet and runs.csv.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.loading import PRIMARY
from sim.spelling import ConfigError

if TYPE_CHECKING:
    import pandas as pd

    from sim.overrides import Wish

FOLDER = "multirun"
TABLE = "runs"
PRINCIPAL = "headline"
"""The principal table of a kind of study whose module names none."""
FEW = 6
"""Columns of a table that are shown where none of them is a payoff."""
PARTIES = ("joint", "buyer", "supplier")
GAINS = ("joint_gain", "smaller_gain")
OURS = {"hydra/sweeper": "basic", "hydra/launcher": "basic"}
REASONS = {
    "hydra/sweeper": (
        "a search for parameters that flatter a posture does not tell where it wins; a `design` (grid, Latin "
        "hypercube, Sobol) tells in which share of the space, and `experiment=calibration` fits facts"
    ),
    "hydra/launcher": (
        "runs are played one after the other, each on every core; work goes to processes or to a cluster by "
        "`engine=processes` or `engine=dask`"
    ),
}


class Run(NamedTuple):
    """A run of several: its swept overrides, its kind of study, and where its results lie."""

    swept: Mapping[str, Any]
    kind: str
    folder: Path

    @property
    def name(self) -> str:
        """The folder's name, wherever the results are."""
        return f"{self.folder.parent.name}/{self.folder.name}"

    @property
    def principal(self) -> str:
        """The table that tells what its kind of study is about."""
        from experiments.studies import MODULES

        return getattr(import_module(MODULES[self.kind]), "PRINCIPAL", PRINCIPAL)


class Joined(NamedTuple):
    """The table of all runs, how many they are, what was swept, and in words what could not be joined."""

    table: pd.DataFrame
    count: int
    keys: list[str]
    words: list[str]


def check_choices(overrides: Sequence[str]) -> None:
    """Refuse a search, and a launcher of Hydra's plugins, whether the plugin is installed or not."""
    for text in overrides:
        key, _, value = text.lstrip("+").partition("=")
        group = key.partition("@")[0]
        if group in OURS and value != OURS[group]:
            raise ConfigError(f"`{text}` is not offered: {REASONS[group]} (command line)")


def check_composed(overrides: Sequence[str]) -> None:
    """Refuse them where a file of the user's chose them. Hydra must be at home."""
    from hydra import compose

    told = compose(PRIMARY, overrides=list(overrides), return_hydra_config=True).hydra
    for group in OURS:
        chosen = str(told[group.partition("/")[2]].get("_target_"))
        if not chosen.startswith("hydra._internal.core_plugins.basic_"):
            raise ConfigError(f"`{group}` is `{chosen}`, which is not offered: {REASONS[group]} (configs)")


def fixed_keys(known: Sequence[Wish]) -> set[str]:
    """The keys that the command line gives one value; what varies beside them was swept."""
    given = {wish.key: wish.swept == (wish.text,) for wish in known}  # of two, Hydra takes the last
    return {key for key, once in given.items() if once}


def swept_values(overrides: Sequence[str], fixed: Collection[str]) -> dict[str, Any]:
    """Key without sign → value in its natural type, of every override that is not fixed."""
    from hydra.core.override_parser.overrides_parser import OverridesParser

    parsed = OverridesParser.create().parse_overrides(list(overrides))
    told = {one.key_or_group: one for one in parsed if one.key_or_group not in fixed}
    return {
        key: one.get_value_element_as_str() if isinstance(one.value(), (list, dict)) else one.value()
        for key, one in told.items()
    }


@contextmanager
def joining(asked: Sequence[str]) -> Iterator[list[Run]]:
    """A list of runs; in the end they are joined, also where one failed or was stopped."""
    runs: list[Run] = []
    whole = False
    try:
        yield runs
        whole = True
    finally:
        if runs:
            join(runs, asked, whole=whole)


def join(runs: Sequence[Run], asked: Sequence[str], *, whole: bool) -> None:
    """Join what was played, store it and show it; `whole`: no run failed."""
    found = joined(runs)
    if not whole:
        found.words.append("Stopped before all runs were played; those before are joined.")
    folder = stored(found, runs, asked)
    show(found, folder)


def joined(runs: Sequence[Run]) -> Joined:
    """One table of all runs. A run without a table has one row."""
    import pandas as pd

    keys = list(dict.fromkeys(key for run in runs for key in run.swept))
    kinds = list(dict.fromkeys(run.kind for run in runs))
    words, rows, lacking = [], [], 0
    if len(kinds) > 1:
        words.append(
            f"The runs are of {len(kinds)} kinds ({', '.join(kinds)}); what a kind lacks is left empty."
        )
    for run in runs:
        lacking += not (run.folder / f"{run.principal}.parquet").is_file()
        rows.extend(rows_of(run, keys, several_kinds=len(kinds) > 1))
    if lacking:
        words.append(f"{lacking} of {len(runs)} runs have no principal table; of them the finding is joined.")
    table = pd.DataFrame(rows)
    for column in ("finding", "folder"):  # last, whatever columns the others brought
        table[column] = table.pop(column)
    for column in table.columns:
        table[column] = of_one_type(table[column])
    return Joined(table, len(runs), keys, words)


def rows_of(run: Run, keys: Sequence[str], *, several_kinds: bool) -> list[dict[Hashable, Any]]:
    """What was swept, the rows of the principal table, finding and folder."""
    from experiments import store

    before: dict[Hashable, Any] = {key: run.swept.get(key) for key in keys}
    if several_kinds:
        before["study"] = run.kind
    after = {"finding": store.stored_finding(run.folder), "folder": run.folder.as_posix()}
    if not (run.folder / f"{run.principal}.parquet").is_file():
        return [{**before, **after}]
    table = store.stored(run.folder, f"{run.principal}.parquet")
    taken = {*before, *after}
    named = table.rename(columns={one: f"{run.principal}.{one}" for one in table.columns if one in taken})
    return [{**before, **row, **after} for row in named.to_dict("records")]


def of_one_type(column: pd.Series) -> pd.Series:
    """The column as it is if it holds numbers, or words, or truths; several of these become words."""
    if column.dtype != object:
        return column
    known = column.dropna()
    kinds = {kind_of_value(value) for value in known}
    if len(kinds) > 1 or kinds == {"other"}:
        return column.map(as_words, na_action="ignore")
    if kinds == {"number"}:
        return column.astype(float)
    return column


def kind_of_value(value: Any) -> str:
    """Whether a value is a truth, a number, a word or something else."""
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, (int, float)):
        return "number"
    return "word" if isinstance(value, str) else "other"


def as_words(value: Any) -> str:
    """A value as it is written on the command line."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def stored(found: Joined, runs: Sequence[Run], asked: Sequence[str]) -> Path:
    """Write the table, and what it joins, whole or not at all; the folder."""
    from experiments import store
    from sim.provenance import SHORT, canonical_json, rules_hash, versions

    names = hashlib.sha256(canonical_json([run.name for run in runs]).encode()).hexdigest()
    folder = runs[0].folder.parent.parent / FOLDER / names[:SHORT]
    told = {
        "overrides": list(asked),
        "runs": [{"folder": run.folder.as_posix(), "swept": run.swept} for run in runs],
        "rules_hash": rules_hash(),
        "versions": versions(),
        "finding": " ".join(found.words),
    }
    with store.written(folder) as draft:
        store.write_tables({TABLE: found.table}, draft, csv=True)
        store.write_manifest(told, draft)
    return folder


def show(found: Joined, folder: Path) -> None:
    """What was swept beside the payoffs, and where the whole table lies."""
    from experiments import terminal

    out = terminal.console()
    title, table = summary(found)
    printed = terminal.plain_table(table)
    for column, key in zip(printed.columns, found.keys):
        column.header = key  # as it is written on the command line
    out.print(title, markup=False)
    out.print(printed)
    for sentence in found.words:
        out.print(sentence, markup=False, soft_wrap=True)
    out.print(f"{folder}", markup=False, soft_wrap=True)


def summary(found: Joined) -> tuple[str, pd.DataFrame]:
    """A title and a few columns: gains of WIIFWE if they are known, else payoffs, else what comes first."""
    from experiments.headline import TREATMENT

    table, keys = found.table, found.keys
    several = f"{found.count} run{'s' if found.count > 1 else ''} joined"
    if "study" in table:
        return several, table[[*keys, "study", "folder"]].drop_duplicates()
    if GAINS[0] in table and table[GAINS[0]].notna().any():
        known = table[table[GAINS[0]].notna()]
        ours = known[known["arm"] == TREATMENT]
        shown = (known if ours.empty else ours)[[*keys, "label"]].copy()
        for gain in GAINS:
            shown[gain] = intervals(table.loc[shown.index], gain)
        return f"{several}: difference from WIIFME rigid, with 95 % intervals", shown
    if set(PARTIES) <= {*table.columns}:
        label = ["label"] if "label" in table and table["label"].nunique() > 1 else []
        heading = "payoff per buyer slot and month, net of all but fixed cost"
        return f"{several}: {heading}", table[[*keys, *label, *PARTIES]]
    rest = [column for column in table.columns if column not in (*keys, "finding", "folder")]
    return several, table[[*keys, *rest[:FEW]]]


def intervals(table: pd.DataFrame, column: str) -> list[str]:
    """Numbers with their intervals, as the tables of the headline show them."""
    from experiments.terminal import spread
    from sim.measures.headline import printed

    bounds = table[[column, f"{column}_low", f"{column}_high"]]
    return [str(spread(row, column)) for _, row in printed(bounds).iterrows()]
