"""A named experiment, found among the configurations and composed by Hydra, as a `Scenario`.

    scenario = sim.load("headline", overrides=["market.months=60", "strategies.wiifwe.honesty=0.5"])

Hydra is imported on call, and left as it was found: loading works again and again, and inside
another Hydra program.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.util
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim import overrides as wishing
from sim.config import scenario_from
from sim.fields import plain
from sim.overrides import Wish
from sim.scenario import GROUPS, Scenario, Strategy
from sim.spelling import ConfigError, advice

if TYPE_CHECKING:
    import xarray as xr

PRIMARY = "run"
ASIDES = ("Config search path", "Available options", "See http", "full_key")
SCENARIO_KEYS = (*GROUPS, "strategies", "population", "arms")


class Composition(NamedTuple):
    """A composed configuration: the scenario's part, all else, and where each field was given."""

    mapping: dict[str, Any]
    settings: dict[str, Any]
    source: Callable[[str], str]

    def scenario(self) -> Scenario:
        """The scenario, checked."""
        return scenario_from(self.mapping, source=self.source)


def load(name: str = "headline", overrides: Sequence[str] = ()) -> Scenario:
    """The scenario and arms of a named experiment, or of a stored `config.yaml`, changed by overrides.

    Overrides are in Hydra's grammar.
    """
    with hydra_home():
        known = checked_wishes([f"experiment={wishing.in_grammar(name)}", *overrides])
        return composition([wish.text for wish in known]).scenario()


def open_results(name: str | Path, results: str | Path = "results") -> xr.Dataset:
    """The worlds of a sweep by name: of a folder, or the newest in `results` of the study of that name.

    Dimensions are the axes of its design (or `point`), `arm` and `replicate`; see `sim.measures.labelled`.

    Raises:
        ConfigError: no sweep lies there.
    """
    from sim.measures.labelled import LABELS, opened

    given = Path(name)
    if (given / LABELS).is_file():
        return opened(given)
    found = sorted(Path(results, name).glob(f"*/{LABELS}"), key=lambda path: path.stat().st_mtime)
    if not found:
        near = sorted({path.parents[1].name for path in Path(results).glob(f"*/*/{LABELS}")})
        raise ConfigError(
            f"no sweep `{name}` lies in {str(results)!r}; {advice(str(name), near, 'there are')}"
        )
    return opened(found[-1].parent)


def configs() -> Path:
    """The folder of the configurations: beside the packages, in a checkout as in a wheel."""
    # Found, not imported: `experiments` stands above this package.
    spec = importlib.util.find_spec("experiments")
    packages = [Path(__file__).parent, *map(Path, (spec and spec.submodule_search_locations) or [])]
    for folder in [package.parent / "configs" for package in packages]:
        if (folder / f"{PRIMARY}.yaml").is_file():
            return folder.resolve()
    raise ConfigError("the folder `configs` is missing beside `experiments`; install the project again")


@contextlib.contextmanager
def hydra_home(extra: Path | None = None) -> Iterator[None]:
    """Hydra at home in our configurations and in the user's own; afterwards as it was before."""
    from hydra import version
    from hydra._internal.hydra import Hydra
    from hydra._internal.utils import create_config_search_path
    from hydra.core.config_search_path import SearchPathQuery
    from hydra.core.config_store import ConfigStore
    from hydra.core.global_hydra import GlobalHydra

    if extra is not None and not extra.is_dir():
        raise ConfigError(f"`--config-dir` is {str(extra)!r}, but there is no such folder (command line)")
    home, store = GlobalHydra.instance(), ConfigStore.instance()
    hydra_before, nodes_before, base_before = home.hydra, store.repo, version.getbase()
    home.clear()
    ours = ("strategies", "experiment")
    store.repo = {key: dict(node) if key in ours else node for key, node in nodes_before.items()}
    version.setbase("1.3")
    try:
        _store_defaults(store, [configs(), *([extra] if extra else [])])
        search_path = create_config_search_path(str(configs()))
        if extra is not None:
            # Before the defaults of ours, which Hydra wants last.
            schema = SearchPathQuery(provider="schema")
            search_path.prepend("command-line", f"file://{extra.resolve()}", anchor=schema)
        Hydra.create_main_hydra2(task_name="wiifwe", config_search_path=search_path)
        yield
    finally:
        home.clear()
        home.hydra, store.repo = hydra_before, nodes_before
        version.VersionBase.instance().version_base = base_before  # setbase refuses that none was set


def _store_defaults(store: Any, folders: Sequence[Path]) -> None:
    """Every default, of the world and of each named strategy, to merge variations onto."""
    found = {path.stem for folder in folders for path in (folder / "strategies").glob("*.yaml")}
    names = sorted(found - {"all"})
    world = Scenario()
    node = {group: plain(getattr(world, group)) for group in GROUPS}
    strategy = plain(Strategy())
    node["strategies"] = {name: dict(strategy) for name in names}
    store.store(name="parameters", node=node, provider="sim")
    every = {"defaults": [f"{name}@{name}" for name in names]}
    store.store(group="strategies", name="all", node=every, provider="sim")


def checked_wishes(texts: Sequence[str], *, multirun: bool = False) -> list[Wish]:
    """The overrides, their choices and keys known to exist."""
    known = [_of_file(wish) for wish in parsed_wishes(texts)]
    known = [*wishing.wishes(wishing.implied(known), _parsed), *known]
    if not multirun:
        for wish in known:
            if len(wish.swept) > 1:
                several = f"`{wish.text}` has several values"
                raise ConfigError(f"{several}; play each of them with `-m` (command line)")
    # The files of `strategies` are one strategy each; the choice is of a set of them.
    wishing.check_choices(known, lambda group: ["all"] if group == "strategies" else options(group))
    base = _composed([wish.swept[0] for wish in known if wish.chosen])
    known = wishing.mended(known, base, wishing.GROUPS)
    _check_effect(known)
    return known


def parsed_wishes(texts: Sequence[str]) -> list[Wish]:
    """Overrides, read and not checked."""
    return wishing.wishes(texts, _parsed)


def _of_file(wish: Wish) -> Wish:
    """An experiment given as a file, which Hydra knows from here on by a name of its own."""
    endings = (".yaml", ".yml")
    if wish.key != "experiment" or not any(str(value).endswith(endings) for value in wish.values):
        return wish
    names = tuple(_stored(Path(one)) if str(one).endswith(endings) else one for one in wish.values)
    swept = tuple(f"experiment={name}" for name in names)
    return wish._replace(text=f"experiment={','.join(map(str, names))}", values=names, swept=swept)


def _stored(file: Path) -> str:
    """The name under which a configuration that is a file is registered."""
    from hydra.core.config_store import ConfigStore
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException
    from yaml import YAMLError

    try:
        node = OmegaConf.to_container(OmegaConf.load(file))
    except (OSError, OmegaConfBaseException, YAMLError, UnicodeDecodeError) as error:
        wrong = f"`experiment` is {str(file)!r}, which cannot be read"
        raise ConfigError(f"{wrong}: {_reason(error)} (command line)") from error
    if not isinstance(node, dict):
        raise ConfigError(f"`experiment` is {str(file)!r}, which holds no fields (command line)")
    own = hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:8]
    name = re.sub(r"\W", "_", f"{file.stem}_{own}")
    store = ConfigStore.instance()
    store.store(group="experiment", name=name, node=node, package="_global_", provider=str(file))
    return name


def _check_effect(known: Sequence[Wish]) -> None:
    """Refuse what takes away, or empties, and leaves all as it was."""
    for place, wish in enumerate(known):
        if wish.made or not (wish.deleted or wish.values[0] in ("", {}, [])):
            continue
        texts = [one.swept[0] for one in known]
        with contextlib.suppress(ConfigError):  # what is wrong beside is told by who plays it
            before, after = composition([*texts[:place], *texts[place + 1 :]]), composition(texts)
            if before.settings == after.settings and before.scenario() == after.scenario():
                break
    else:
        return
    raise ConfigError(f"`{wish.text}` has no effect: without it the same is played (command line)")


def _parsed(text: str) -> Any:
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    try:
        return OverridesParser.create(config_loader=_loader()).parse_overrides([text])[0]
    except HydraException as error:
        raise wishing.unread(text, f"{error}".partition("\n")[0]) from error


def variations(known: Sequence[Wish]) -> list[list[str]]:
    """The first job of a sweep, then every job that differs from it in one value."""
    first = [wish.swept[0] for wish in known]
    others = (
        [*first[:place], text, *first[place + 1 :]]
        for place, wish in enumerate(known)
        for text in wish.swept[1:]
    )
    return [first, *others]


def options(group: str) -> list[str]:
    """The names that a group offers."""
    return list(_loader().get_group_options(group))


def _loader() -> Any:
    from hydra.core.global_hydra import GlobalHydra

    return GlobalHydra.instance().config_loader()


def composition(texts: Sequence[str]) -> Composition:
    """What Hydra makes of these overrides, split into the scenario and the settings of its play."""
    whole = _composed(texts)
    hydra = whole.pop("hydra")
    return split(whole, hydra["runtime"]["choices"], texts)


def split(whole: Mapping[str, Any], choices: Mapping[str, Any], texts: Sequence[str]) -> Composition:
    """A composed configuration as scenario and settings."""
    mapping = {key: whole[key] for key in SCENARIO_KEYS if key in whole}
    settings = {key: value for key, value in whole.items() if key not in SCENARIO_KEYS}
    asked = choices.get("population") or any(re.match(r"\+*population\b", text) for text in texts)
    if mapping.get("arms") and mapping.get("population") and not asked:
        del mapping["population"]  # a stored configuration has it beside arms, which name their own
    if mapping.get("arms") and mapping.get("population"):
        name = choices.get("experiment")
        reason = f"the arms of experiment `{name}` name their own; choose `experiment=world` or none"
        raise ConfigError(f"`population` has no effect here: {reason} (command line)")
    for key in ("arms", "population"):
        if not mapping.get(key):
            mapping.pop(key, None)
    return Composition(mapping, settings, functools.partial(_given_at, choices, tuple(texts)))


def _composed(texts: Sequence[str]) -> dict[str, Any]:
    from hydra import compose
    from hydra.errors import HydraException
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException
    from yaml import YAMLError

    # The last two are OmegaConf's own, where a key is set below one that is null.
    refusals = (
        HydraException,
        OmegaConfBaseException,
        YAMLError,
        OSError,
        ValueError,
        AttributeError,
        AssertionError,
    )
    try:
        composed: Any = compose(PRIMARY, overrides=list(texts), return_hydra_config=True)
        choices = OmegaConf.to_container(composed.hydra.runtime.choices)
        del composed._content["hydra"]  # much of it is missing on purpose until a job runs
        whole = OmegaConf.to_container(composed, resolve=True)
    except refusals as error:
        raise ConfigError(f"{_reason(error)} (configs)") from error
    assert isinstance(whole, dict)
    whole["hydra"] = {"runtime": {"choices": choices}}
    return {str(key): value for key, value in whole.items()}


def _reason(error: BaseException) -> str:
    """What Hydra or OmegaConf complains of, without its hints and addresses of its own website."""
    text = f"{error}\n{error.__cause__ or ''}"
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    kept = itertools.takewhile(lambda line: not line.startswith(ASIDES), lines)
    return " ".join(kept) or type(error).__name__


def _given_at(choices: Mapping[str, Any], texts: Sequence[str], path: str) -> str:
    """The file in which the field at this path was given, or the command line."""
    for text in texts:
        key = text.lstrip("+~").partition("=")[0].partition("@")[0]
        related = f"{path}.".startswith(f"{key}.") or key.startswith(f"{path}.")
        if related and key not in wishing.GROUPS:
            return "command line"
    group, _, rest = path.partition(".")
    if group in ("strategies", "population"):
        name = rest.partition(".")[0] if group == "strategies" else choices.get("population")
        file = f"{group}/{name}.yaml"
        if name and name in options(group):
            return f"configs/{file}" if (configs() / file).is_file() else file
    for chosen, inner in (("experiment", path), ("scenario", path), ("design", path.removeprefix("design."))):
        if choices.get(chosen) and (chosen != "design" or inner != path):
            for file, name in _files_of(chosen, str(choices[chosen])):
                if _holds(file, inner):
                    return name
    return f"configs/{PRIMARY}.yaml"


def _files_of(group: str, name: str) -> Iterator[tuple[Path, str]]:
    """Where a choice may be written (ours, the user's folder, a file), and how that place is called."""
    from hydra.core.config_store import ConfigStore

    own = f"{group}/{name}.yaml"
    yield configs() / own, f"configs/{own}"
    for entry in _loader().get_search_path().get_path():
        if entry.provider == "command-line":
            yield Path(entry.path.removeprefix("file://")) / own, own
    node = ConfigStore.instance().repo.get(group, {}).get(f"{name}.yaml")
    if node is not None:
        yield Path(node.provider), node.provider


def _holds(file: Path, path: str) -> bool:
    """Whether a configuration file gives the field at this path, or a part of it."""
    from omegaconf import OmegaConf

    if not file.is_file():
        return False
    node: Any = OmegaConf.to_container(OmegaConf.load(file))
    for part in path.split("."):
        if not isinstance(node, Mapping):
            return True
        if part not in node:
            return False
        node = node[part]
    return True
