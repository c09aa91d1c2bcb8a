"""Hydra at home: our configurations and a user's own, composed by Hydra and told as plain data.

Hydra is imported on call, and left as it was found: composing works again and again, and inside
another Hydra program.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim import overrides as wishing
from sim.fields import plain
from sim.handed import beside
from sim.scenario import GROUPS, Scenario, Strategy
from sim.spelling import ConfigError

PRIMARY = "run"
OWN = "command-line"
"""What Hydra calls the folder of `--config-dir`."""
ABSENT = re.compile(r"Could not (?:override|delete from config\.) '([^']+)'")
INNER = re.compile(r"Key '([^']+)' is not in struct")
ASIDES = ("Config search path", "Available options", "See http", "full_key")


def configs() -> Path:
    """The folder of the configurations: at the top of a checkout, in the package `wiifwe` of a wheel."""
    top = Path(__file__).resolve().parents[1]
    for folder in (top / "configs", top / "wiifwe" / "configs"):
        if (folder / f"{PRIMARY}.yaml").is_file():
            return folder
    raise ConfigError("the folder `configs` is missing beside `sim`; install the project again")


@functools.cache
def known_keys() -> tuple[str, ...]:
    """The keys that a configuration may have at its top, as the schema beside ours lists them."""
    return tuple(json.loads((configs() / "schema.json").read_text("utf-8"))["properties"])


def own_checked(extra: Path) -> Path:
    """The user's own folder. Raises ConfigError where there is none."""
    if not extra.is_dir():
        raise ConfigError(f"`--config-dir` is {str(extra)!r}, but there is no such folder (command line)")
    return extra


@contextlib.contextmanager
def hydra_home(extra: Path | None = None) -> Iterator[None]:
    """Hydra at home in our configurations and in the user's own; afterwards as it was before."""
    from hydra import initialize_config_dir, version
    from hydra.core.config_store import ConfigStore
    from hydra.core.global_hydra import GlobalHydra

    if extra is not None:
        own_checked(extra)
    home, store = GlobalHydra.instance(), ConfigStore.instance()
    hydra_before, nodes_before, base_before = home.hydra, store.repo, version.getbase()
    home.clear()
    ours = ("strategies", "experiment")
    store.repo = {key: dict(node) if key in ours else node for key, node in nodes_before.items()}
    try:
        _store_defaults(store, [configs(), *([extra] if extra else [])])
        if extra is not None:
            _own_folder().folder = extra
        initialize_config_dir(str(configs()), job_name="wiifwe", version_base="1.3")
        yield
    finally:
        if extra is not None:
            _own_folder().folder = None
        home.clear()
        home.hydra, store.repo = hydra_before, nodes_before
        version.VersionBase.instance().version_base = base_before  # setbase refuses that none was set


@functools.cache
def _own_folder() -> Any:
    """Hydra's way to one more place to search, beside the flag of its command line: a plugin, made once."""
    from hydra.core.config_search_path import ConfigSearchPath
    from hydra.core.plugins import Plugins
    from hydra.plugins.search_path_plugin import SearchPathPlugin

    class OwnFolder(SearchPathPlugin):
        folder: Path | None = None

        def manipulate_search_path(self, search_path: ConfigSearchPath) -> None:
            if self.folder is not None:
                search_path.append(OWN, f"file://{self.folder.resolve()}")

    Plugins.instance().register(OwnFolder)
    return OwnFolder


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


def parsed(text: str) -> Any:
    """An override as Hydra's parser reads it. Raises ConfigError for what is none."""
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    try:
        return OverridesParser.create(config_loader=_loader()).parse_overrides([text])[0]
    except HydraException as error:
        raise wishing.unread(text, f"{error}".partition("\n")[0]) from error


def options(group: str) -> list[str]:
    """The names that a group offers."""
    return list(_loader().get_group_options(group))


def own_folders() -> tuple[Path, ...]:
    """The user's own folders of configurations, as Hydra searches them."""
    entries = _loader().get_search_path().get_path()
    return tuple(Path(one.path.removeprefix("file://")) for one in entries if one.provider == OWN)


def _loader() -> Any:
    from hydra.core.global_hydra import GlobalHydra

    return GlobalHydra.instance().config_loader()


def registered(file: Path) -> str:
    """The name under which an experiment that is a file is known to Hydra from here on."""
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
    node = beside(node, file.parent)
    own = hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:8]
    name = re.sub(r"\W", "_", f"{file.stem}_{own}")
    store = ConfigStore.instance()
    store.store(group="experiment", name=name, node=node, package="_global_", provider=str(file))
    return name


def files_of(group: str, name: str, folders: Sequence[Path]) -> list[tuple[Path, str]]:
    """Where a choice may be written (ours, the user's folders, a file), and how that place is called."""
    from hydra.core.config_store import ConfigStore

    own = f"{group}/{name}.yaml"
    node = ConfigStore.instance().repo.get(group, {}).get(f"{name}.yaml")
    file = [] if node is None else [(Path(node.provider), node.provider)]
    return [(configs() / own, f"configs/{own}"), *((folder / own, own) for folder in folders), *file]


def composed(texts: Sequence[str]) -> tuple[dict[str, Any], Mapping[str, Any]]:
    """What Hydra makes of these overrides, and what was chosen of each group. Raises ConfigError."""
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
        made: Any = compose(PRIMARY, overrides=list(texts), return_hydra_config=True)
        choices: Any = OmegaConf.to_container(made.hydra.runtime.choices)
        del made._content["hydra"]  # much of it is missing on purpose until a job runs
        whole: Any = OmegaConf.to_container(made, resolve=True)
    except refusals as error:
        raise _refusal(error) from error
    for folder in own_folders():  # a file of the user's is named from where the configuration lies
        for place in (folder, *sorted(one for one in folder.iterdir() if one.is_dir())):
            whole = beside(whole, place)
    return {str(key): value for key, value in whole.items()}, choices


def _refusal(error: BaseException) -> ConfigError:
    """What Hydra refused, in a line: a key that is not there by its path, else as Hydra tells it."""
    told = _reason(error)
    key, inner = ABSENT.search(told), INNER.search(told)
    if key is None:
        return ConfigError(f"{told} (configs)")
    path = key[1] if inner is None or key[1].endswith(inner[1]) else f"{key[1]}.{inner[1]}"
    return ConfigError(f"`{path}` is not a field of what was chosen (command line)")


def _reason(error: BaseException) -> str:
    """What Hydra or OmegaConf complains of, without its hints and addresses of its own website."""
    text = f"{error}\n{error.__cause__ or ''}"
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    kept = itertools.takewhile(lambda line: not line.startswith(ASIDES), lines)
    return " ".join(kept) or type(error).__name__
