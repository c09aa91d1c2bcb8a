"""What a study is played with, beside its scenario: how often, on which luck, where results go."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.fields import by_content, entries, plain, record
from sim.plots.asked import FORMATS, NAMES, View, sparse, view_from
from sim.scenario import quantity
from sim.spelling import Source, complaint, shown

KINDS = (
    "comparison", "sweep", "tournament", "calibration", "required_effect", "lives", "theory",
    "replication", "chronicles", "found_posture",
)  # fmt: skip
ENGINES = ("local", "processes", "dask")
SCHEMES = ("tcp", "tls", "ws", "wss", "ucx")
"""How a scheduler may be reached, before the `://` of its address."""
AUTO = "auto"
"""Stands for replicates: as many as a precision asks for."""
NONE = "none"
PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def _several(
    default: tuple[Any, ...] | None, meaning: str, low: Any, high: Any, unit: str = "1",
    choices: tuple[str, ...] = (),
) -> Any:  # fmt: skip
    told = {"meaning": meaning, "unit": unit, "low": low, "high": high, "symbol": "", "choices": choices}
    return field(default=default, metadata=told)


def _shares(default: tuple[float, ...], meaning: str) -> Any:
    return _several(default, meaning, 0.0, 1.0)


@dataclass(frozen=True)
class Engine:
    """How the machine is used; it changes no number."""

    kind: str = quantity("local", "threads here, processes here, or a cluster", choices=ENGINES)
    workers: int | None = quantity(None, "threads or processes; none: every core", low=1, high=4096)
    block: int | None = quantity(
        None, "worlds that a thread plays at a time; sweeps have parts instead", low=1, high=10**6
    )
    address: str | None = quantity(
        None, "address of a running Dask scheduler; none: a cluster is started here"
    )
    retries: int = quantity(3, "how often a part is begun again whose worker was lost", low=0, high=1000)


@dataclass(frozen=True)
class Figures:
    """What figures are drawn for."""

    sheet: str = quantity(
        "page", "where they are read: size and letters; none: none are drawn", choices=NAMES
    )
    formats: tuple[str, ...] = _several(("png",), "formats of files, beside PNG", None, None, choices=FORMATS)


@dataclass(frozen=True)
class Asked:
    """A design as it was written, and where; `sim.design` reads it once the scenario is known."""

    given: Any
    source: Source = field(compare=False, repr=False)

    def meaning(self) -> Any:
        """What was written; a table's content stands for its path."""
        return by_content(self.given)


@dataclass(frozen=True)
class Sweep:
    """How a design is played and read."""

    analysis: str | None = quantity(
        None, "what makes its tables: a study of that name, or a file of one's own; none: by its own name"
    )
    compare: tuple[str, ...] | None = _several(
        None, "pairs of arms, as `wiifwe - wiifme_rigid`; none: every arm with the first", None, None
    )
    points: int | None = quantity(
        None, "design points in a part; none: what takes a few seconds", low=1, high=10**6
    )


@dataclass(frozen=True)
class Report:
    """What `-m` leaves beside its table and its page."""

    each: bool = quantity(False, "whether each point is played once more, into a folder of its own")


@dataclass(frozen=True)
class Precision:
    """When replicates suffice (`replicates=auto`): once all its intervals are so narrow."""

    half_width: float = quantity(
        0.002,
        "half width of the 95 % interval of the difference in joint payoff, money a month",
        low=1e-6,
        high=10.0,
    )
    first: int = quantity(30, "replicates played before the width is looked at", low=2, high=10**6)
    most: int = quantity(2000, "replicates after which it is given up", low=2, high=10**6)


@dataclass(frozen=True)
class TrustMap:
    """The grid of prior trust and honesty over which WIIFWE is compared with WIIFME."""

    trust: tuple[float, ...] = _shares((0.5,), "prior trust")
    honesty: tuple[float, ...] = _shares((0.9,), "honesty of `wiifwe`")
    replicates: int = quantity(
        40, "replicates at each point, but no more than of the arms", low=2, high=10**6
    )


@dataclass(frozen=True)
class Tournament:
    """Who meets whom in a round robin of the promise game."""

    strategies: tuple[str, ...] = _several(
        (), "strategies that meet, each every other and itself", None, None
    )


@dataclass(frozen=True)
class Calibration:
    """How the world is set against facts; bounds and facts are data beside the study."""

    evaluations: int = quantity(960, "worlds that the search tries, about", low=1, high=10**6)
    durations: str = quantity(
        "spot",
        "which parameter meets the facts on durations: the share of spot buyers, or the term",
        choices=("spot", "terms"),
    )
    fresh: int = quantity(
        40, "replicates, on fresh luck, with which the outcome is judged", low=2, high=10**6
    )


@dataclass(frozen=True)
class RequiredEffect:
    """Over which worlds and levels the required effect of the process, and its bearable cost, are sought."""

    volatility: tuple[float, ...] = _several((0.15,), "sd of the monthly drift of misfit σ_x", 0.0, 2.0)
    horizon: tuple[int, ...] = _several((120,), "months played", 1, 600, "months")
    effect: tuple[float, ...] = _several(
        (0.0, 0.5, 1.0), "factors of all seven effects; the largest possible is added", 0.0, 1e6
    )
    cost: tuple[float, ...] = _several((0.0, 1.0, 2.0), "`process.cost_scale`", 0.0, 100.0)
    alone: tuple[float, ...] = _several(
        (0.0, 0.5, 1.0), "factors of each effect by itself, within its range", 0.0, 1e6
    )
    zero: int = quantity(200, "replicates of what is left at 0", low=2, high=10**6)


@dataclass(frozen=True)
class FoundPosture:
    """How a firm's posture is searched for its own payoff, and when a change of posture pays."""

    starts: tuple[str, ...] = _several(("wiifme", "wiifwe"), "strategies that all play at first", None, None)
    rivals: tuple[str, ...] = _several(
        ("wiifme", "wiifwe"), "strategies that are tried beside what the search finds", None, None
    )
    share: float = quantity(0.125, "share of one role's firms that try a posture", low=0.0, high=0.5)
    candidates: int = quantity(12, "postures in a generation of the search", low=4, high=1000)
    generations: int = quantity(12, "generations of the search", low=1, high=10**4)
    chosen_by: int = quantity(
        32, "worlds in which a posture is chosen from what was found", low=2, high=10**6
    )
    judged_by: int = quantity(
        128, "worlds, on luck never seen, in which what was chosen is judged", low=2, high=10**6
    )
    margin: float = quantity(
        0.002, "what a change must bring at least to be made", unit="money per slot and month",
        low=0.0, high=10.0,
    )  # fmt: skip
    longer: int = quantity(
        3, "how many times as long is sought once more where nothing pays to change", low=1, high=1000
    )
    rounds: int = quantity(6, "rounds after which nothing more is sought", low=1, high=100)


@dataclass(frozen=True)
class Settings:
    """The keys of a configuration that are no part of the scenario."""

    study: str = quantity("comparison", "the kind of study", choices=KINDS)
    name: str = quantity("world", "the experiment's name, which names its folder")
    question: str = quantity("", "what is asked, in a sentence")
    replicates: int = quantity(
        200, "replicates of every arm; `auto`: as many as `precision` asks for", low=1, high=10**6
    )
    seed: int = quantity(1, "seed of all luck", low=0, high=2**32 - 1)
    results: str = quantity("results", "folder for results")
    again: bool = quantity(False, "play even if results exist")
    csv: bool = quantity(False, "write tables as CSV too")
    engine: Engine = field(default_factory=Engine)
    figures: Figures = field(default_factory=Figures)
    report: Report = field(default_factory=Report)
    views: tuple[tuple[str, View], ...] = ()
    design: Asked | None = None
    sweep: Sweep = field(default_factory=Sweep)
    precision: Precision | None = None
    map: TrustMap | None = None
    tournament: Tournament | None = None
    calibration: Calibration | None = None
    required_effect: RequiredEffect | None = None
    found_posture: FoundPosture | None = None

    def meaning(self) -> dict[str, Any]:
        """What of the settings, beside replicates and seed, the numbers depend on."""
        kind: dict[str, Any] = {} if self.study == KINDS[0] else {"study": self.study}
        if self.design is not None:
            kind["design"] = self.design.meaning()
        if self.question:
            kind["question"] = self.question
        if self.views:
            kind["views"] = {name: sparse(view) for name, view in self.views}
        read = [name for name in NODES if name not in ("sweep", "figures", "report") or self.study == name]
        if self.figures != Figures():
            read.append("figures")  # results that are stored hold figures of the other kind
        return kind | {name: plain(getattr(self, name)) for name in read if getattr(self, name) is not None}

    def of_sweeps(self) -> str:
        """What is set that only a sweep reads."""
        if self.design is not None:
            return "design"
        return next((f"sweep.{one}" for one, value in vars(self.sweep).items() if value is not None), "")

    def caption(self, label: str) -> str:
        """How often, on which luck, and under which hash the numbers were found."""
        return f"{self.replicates} replicates · seed {self.seed} · {label}"


NODES: dict[str, type] = {
    "sweep": Sweep, "precision": Precision, "map": TrustMap, "tournament": Tournament,
    "calibration": Calibration, "required_effect": RequiredEffect,
    "found_posture": FoundPosture,
    "figures": Figures, "report": Report,
}  # fmt: skip
"""Keys that hold keys of their own; each may be missing."""


def settings_from(mapping: Mapping[str, Any], source: Source) -> Settings:
    """The settings in a composed configuration, checked like any field."""
    flat = {key: value for key, value in mapping.items() if key not in ("engine", "design", "views", *NODES)}
    drawn = mapping.get("figures")
    nodes: dict[str, Any] = {
        name: record(kind, mapping[name], name, source)
        for name, kind in NODES.items()
        if mapping.get(name) is not None and not (name == "figures" and drawn == NONE)
    }
    if "figures" in mapping and (drawn is None or drawn == NONE):
        nodes["figures"] = Figures(sheet=NONE)
    if flat.get("replicates") == AUTO:
        nodes.setdefault("precision", Precision())
        flat["replicates"] = nodes["precision"].first
    else:
        nodes["precision"] = None
    if mapping.get("design") is not None:
        nodes["design"] = Asked(mapping["design"], source)
    nodes["views"] = views_from(mapping.get("views"), source)
    grouped = Settings(engine=record(Engine, mapping.get("engine", {}), "engine", source), **nodes)
    settings = record(Settings, flat, "", source, based_on=grouped)
    check_address(settings.engine, source)
    if not PLAIN_NAME.fullmatch(settings.name):
        wanted = "must be letters, digits, `-` and `_`"
        raise complaint(f"`name` is {shown(settings.name)}, but {wanted}", source, "name")
    return settings


def check_address(engine: Engine, source: Source) -> None:
    """Refuse an address that nobody reads, or that names no scheduler. Raises ConfigError."""
    if engine.address is not None and engine.kind != "dask":
        wanted = "`engine.address` is where a dask scheduler answers; it needs `engine=dask`"
        raise complaint(wanted, source, "engine.address")
    scheme, found, _ = (engine.address or "").partition("://")
    if found and scheme not in SCHEMES:
        known = ", ".join(f"{one}://" for one in SCHEMES)
        wrong = f"`engine.address` is {shown(engine.address)}, but dask has no `{scheme}://`"
        raise complaint(f"{wrong}; there are: {known}, or host:port alone", source, "engine.address")


def views_from(given: Any, source: Source) -> tuple[tuple[str, View], ...]:
    """The pictures of a study by name, in their order; one that an own file sets to null is left out."""
    named = entries({} if given is None else given)
    if named is None:
        wanted = "must map names of pictures to what they draw"
        raise complaint(f"`views` is {shown(given)}, but {wanted}", source, "views")
    return tuple(
        (str(name), view_from(str(name), one, source)) for name, one in named.items() if one is not None
    )
