"""A command line, or an experiment, understood: what is to be played, and where each field was given.

scenario = sim.load("headline", overrides=["market.months=60", "strategies.wiifwe.honesty=0.5"])
again = sim.load("results/headline/0a1b2c3d4e5f")       # what a folder of results was played with
mine = sim.load("windy", config_dir="my_configurations")  # a name in a folder of one's own, or in ours
"""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim import composing, recalled
from sim import overrides as wishing
from sim.config import scenario_from
from sim.overrides import Wish
from sim.scenario import GROUPS, Scenario
from sim.spelling import ConfigError, advice, complaint, path_given, shown, texts_given

if TYPE_CHECKING:
    import xarray as xr

CONFIG = "config.yaml"
"""What a folder of results calls the configuration that was played."""
USUAL = "default"
"""The scenario that is chosen where none is."""
SEPARATORS = ("/", "\\")
GIVING = ("experiment", "scenario", "design")
"""Groups whose files give fields, in the order in which they overrule each other."""
SCENARIO_KEYS = (*GROUPS, "strategies", "population", "arms")


class Composition(NamedTuple):
    """A composed configuration: the scenario's part and all else; and what tells where a field was given."""

    mapping: dict[str, Any]
    settings: dict[str, Any]
    texts: Sequence[str] = ()
    """The overrides."""
    population: str = ""
    places: Mapping[str, Sequence[Sequence[str]]] = {}
    """Group → the files in which what was chosen of it may be written, and how each is called."""
    folders: tuple[Path, ...] = ()
    """A user's own, as Hydra searches them."""

    def scenario(self) -> Scenario:
        """The scenario, checked."""
        return scenario_from(self.mapping, source=self.source)

    def source(self, path: str) -> str:
        """The file in which the field at this path was given, or the command line."""
        for text in self.texts:
            key = text.lstrip("+~").partition("=")[0].partition("@")[0]
            related = f"{path}.".startswith(f"{key}.") or key.startswith(f"{path}.")
            if related and key not in wishing.GROUPS:
                return "command line"
        group, _, rest = path.partition(".")
        if group in ("strategies", "population"):
            name = rest.partition(".")[0] if group == "strategies" else self.population
            for file, told in composing.files_of(group, name, self.folders):
                if file.is_file():
                    return told
        for chosen, files in self.places.items():
            inner = path.removeprefix("design.") if chosen == "design" else path
            if chosen == "design" and inner == path:
                continue
            for file, told in files:
                if _holds(Path(file), inner):
                    return told
        return f"configs/{composing.PRIMARY}.yaml"


def load(
    name: str | Path = "headline", overrides: Sequence[str] = (), *, config_dir: str | Path | None = None
) -> Scenario:
    """The scenario and arms of an experiment, changed by overrides in Hydra's grammar.

    `name` is that of an experiment, a path to a YAML file (one's own, or a stored `config.yaml`), or a folder
    of results, which holds one. `config_dir` is a folder of one's own, laid out as ours is (`experiment/`,
    `scenario/`, `strategies/`, …); its names are known beside ours.

    Raises:
        ConfigError: there is no such experiment, file or folder, or what it says cannot be played.
    """
    path, overrides = path_given("experiment", name), texts_given("overrides", overrides, least=0)
    is_path = not isinstance(name, str) or any(one in name for one in SEPARATORS)
    asked = path / CONFIG if is_path and path.is_dir() else name
    if not isinstance(asked, str) and not Path(asked).is_file():
        raise ConfigError(f"`experiment` is {shown(str(name))}, but there is no file {str(asked)!r} (load)")
    folder = None if config_dir is None else path_given("config_dir", config_dir)
    found = composed([f"experiment={wishing.in_grammar(str(asked))}", *overrides], folder)
    for key in found.settings:
        if key not in composing.known_keys():
            where = f"experiment {str(name)!r}"
            raise complaint(
                f"`{key}` is not a field; {advice(key, composing.known_keys(), 'fields are')}", where, key
            )
    return found.scenario()


def composed(texts: Sequence[str], folder: Path | None = None) -> Composition:
    """What these overrides ask for of our configurations and of those in the user's folder.

    Raises:
        ConfigError: an override that cannot be read, names what is not there, or has no effect.
    """
    place = recalled.place_of(texts, composing.configs()) if folder is None else None
    kept = recalled.recall(place) if place is not None else None
    if kept is not None:
        return Composition(*kept)
    found = _composed(texts, folder)
    if place is not None:
        recalled.remember(found[: Composition._fields.index("folders")], place)
    return found


def _composed(texts: Sequence[str], folder: Path | None) -> Composition:
    """The same by Hydra."""
    with composing.hydra_home(folder):
        known = known_choices(texts, multirun=False)
        base = chosen_by(known)
        shaped = wishing.shaped(known, base)
        try:
            found = composition([wish.text for wish in shaped])
        except ConfigError:
            # A slip, or a key that is made on demand: only then is it worth composing what was chosen alone.
            mended = wishing.mended(shaped, base())
            if mended == shaped:
                raise
            shaped, found = mended, composition([wish.text for wish in mended])
        _check_effect(shaped)
        return found


def open_results(name: str | Path, results: str | Path = "results") -> xr.Dataset:
    """The worlds of a sweep by name: of a folder, or the newest in `results` of the study of that name.

    Dimensions are the axes of its design (or `point`), `arm` and `replicate`; see `sim.measures.labelled`.

    Raises:
        ConfigError: no sweep lies there, or its files are not those that were stored.
    """
    from sim.measures.labelled import LABELS, POINTS, WORLDS, opened
    from sim.provenance import check_unedited

    folder, home = path_given("name", name), path_given("results", results)
    if not (folder / LABELS).is_file():
        found = sorted((home / folder).glob(f"*/{LABELS}"), key=lambda path: path.stat().st_mtime)
        if not found:
            near = sorted({path.parents[1].name for path in home.glob(f"*/*/{LABELS}")})
            wrong = f"no sweep `{name}` lies in {str(results)!r}"
            raise ConfigError(f"{wrong}; {advice(str(name), near, 'there are')}")
        folder = found[-1].parent
    check_unedited(folder, (LABELS, POINTS, WORLDS))
    return opened(folder)


def checked_wishes(texts: Sequence[str], *, multirun: bool = False) -> list[Wish]:
    """The overrides, their choices and keys known to exist; Hydra is at home."""
    known = known_choices(texts, multirun=multirun)
    base = chosen_by(known)
    known = wishing.mended(wishing.shaped(known, base), base())
    _check_effect(known)
    return known


def chosen_by(known: Sequence[Wish]) -> Callable[[], Mapping[str, Any]]:
    """What the choices among the overrides make alone, composed once, if it is asked for."""
    chosen = [wish.swept[0] for wish in known if wish.chosen]
    return functools.cache(lambda: composing.composed(chosen)[0])


def known_choices(texts: Sequence[str], *, multirun: bool) -> list[Wish]:
    """The overrides, their choices known to exist; their keys are not looked at."""
    known = [_of_file(wish) for wish in parsed_wishes(texts)]
    known = [*parsed_wishes(wishing.implied(known)), *known]
    if not multirun:
        for wish in known:
            if len(wish.swept) > 1:
                several = f"`{wish.text}` has several values"
                raise ConfigError(f"{several}; play each of them with `-m` (command line)")
    # The files of `strategies` are one strategy each; the choice is of a set of them.
    wishing.check_choices(known, lambda group: ["all"] if group == "strategies" else composing.options(group))
    return known


def parsed_wishes(texts: Sequence[str]) -> list[Wish]:
    """Overrides, read and not checked."""
    return wishing.wishes(texts, composing.parsed)


def _of_file(wish: Wish) -> Wish:
    """An experiment given as a file, which Hydra knows from here on by a name of its own."""
    endings = (".yaml", ".yml")
    if wish.key != "experiment" or not any(str(value).endswith(endings) for value in wish.values):
        return wish
    names = tuple(
        composing.registered(Path(one)) if str(one).endswith(endings) else one for one in wish.values
    )
    swept = tuple(f"experiment={name}" for name in names)
    return wish._replace(text=f"experiment={','.join(map(str, names))}", values=names, swept=swept)


def _check_effect(known: Sequence[Wish]) -> None:
    """Refuse what takes away, empties, or chooses a world that the experiment sets anew, in vain."""
    overruling = any(wish.key == "experiment" for wish in known)
    for place, wish in enumerate(known):
        world = overruling and wish.key == "scenario" and list(wish.values) != [USUAL]
        idle = wish.deleted or wish.values[0] in ("", {}, []) or (world and len(wish.values) == 1)
        if wish.made or not idle:
            continue
        texts = [one.swept[0] for one in known]
        with contextlib.suppress(ConfigError):  # what is wrong beside is told by who plays it
            before, after = composition([*texts[:place], *texts[place + 1 :]]), composition(texts)
            if before.settings == after.settings and before.scenario() == after.scenario():
                break
    else:
        return
    raise ConfigError(f"`{wish.text}` has no effect: without it the same is played (command line)")


def composition(texts: Sequence[str]) -> Composition:
    """What Hydra, at home, makes of these overrides: the scenario's part, and the settings of its play."""
    whole, choices = composing.composed(texts)
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
    folders = composing.own_folders()
    places = {
        group: [(str(file), told) for file, told in composing.files_of(group, str(choices[group]), folders)]
        for group in GIVING
        if choices.get(group)
    }
    return Composition(mapping, settings, tuple(texts), str(choices.get("population")), places, folders)


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
