"""Overrides in Hydra's grammar, checked before Hydra sees them, so that a slip costs one line and no traceback."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sim.scenario import Strategy
from sim.spelling import ConfigError, advice, listing, nearest
from sim.variants import parts

GROUPS = ("experiment", "scenario", "population", "strategies", "engine")
"""Hydra's groups of ours: what is chosen by name."""


class Wish(NamedTuple):
    """One override: its text, its key without sign or package, and the texts of each value it would sweep over."""

    text: str
    key: str
    group: bool
    added: bool
    deleted: bool
    values: tuple[Any, ...]
    swept: tuple[str, ...]


def wishes(texts: Sequence[str], loader: Any) -> list[Wish]:
    """The overrides, parsed by Hydra's own parser."""
    return [_wish(text, loader) for text in texts]


def _wish(text: str, loader: Any) -> Wish:
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    try:
        parsed = OverridesParser.create(config_loader=loader).parse_overrides([text])[0]
        key = str(parsed.key_or_group)
        if not parsed.is_sweep_override():
            swept, values = (text,), (parsed.value(),)
        else:
            values = tuple(parsed.sweep_string_iterator())
            swept = tuple(f"{parsed.get_key_element()}={value}" for value in values)
    except (HydraException, AssertionError, TypeError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else "it cannot be read"
        raise ConfigError(f"`{text}` is no override like `trust.prior=0.3`: {reason} (command line)") from error
    if not key:
        raise ConfigError(f"`{text}` is no override like `trust.prior=0.3`: it names no field (command line)")
    group = key in GROUPS
    return Wish(text, key, group, parsed.is_add() or parsed.is_force_add(), parsed.is_delete(), values, swept)


def implied(known: Sequence[Wish]) -> list[str]:
    """A population on the command line plays the experiment `world`, unless an experiment is chosen too."""
    keys = {wish.key for wish in known}
    populated = any(key == "population" or key.startswith("population.") for key in keys)
    return ["experiment=world"] if populated and "experiment" not in keys else []


def check_choices(known: Sequence[Wish], options: Callable[[str], Sequence[str]]) -> None:
    """Refuse the name of a choice that is not there."""
    for wish in known:
        if not wish.group or wish.deleted:
            continue
        names = list(options(wish.key))
        for value in wish.values:
            if isinstance(value, str) and value not in names:
                hint = advice(value, names, "there are")
                raise ConfigError(f"`{wish.key}={value}`: there is no such {_noun(wish.key)}; {hint} (command line)")


def _noun(group: str) -> str:
    return "set of strategies" if group == "strategies" else group


def mended(known: Sequence[Wish], base: Mapping[str, Any], groups: Sequence[str]) -> list[Wish]:
    """The overrides, those of fields made on demand marked as additions; or an error for an unknown key."""
    return [wish if wish.group else _mended(wish, base, groups) for wish in known]


def _mended(wish: Wish, base: Mapping[str, Any], groups: Sequence[str]) -> Wish:
    foreign = wish.key.startswith("hydra.") or "/" in wish.key or wish.key == "hydra"
    if foreign or _found(wish.key, base) or (wish.added and wish.key.partition(".")[0] in base):
        return wish
    if not wish.deleted and not wish.added and _made_on_demand(wish.key, base):
        swept = tuple("+" + text for text in wish.swept)
        return wish._replace(text="+" + wish.text, swept=swept, added=True)
    paths = list(_paths(base))
    last = wish.key.rpartition(".")[2]
    namesakes = [path for path in paths if path.endswith(f".{last}") and not path.startswith(("strategies.", "arms."))]
    if "." not in wish.key and namesakes:
        hint = f"did you mean `{namesakes[0]}`?"
    elif (meant := nearest(wish.key, [*paths, *groups])) is not None:
        hint = f"did you mean `{meant}`?"
    else:
        hint = f"keys are: {listing([str(key) for key in base])}"
    raise ConfigError(f"`{wish.key}` is not a field; {hint} (command line)")


def _found(key: str, base: Mapping[str, Any]) -> bool:
    node: Any = base
    for part in key.split("."):
        if not isinstance(node, Mapping) or part not in node:
            return False
        node = node[part]
    return True


def _made_on_demand(key: str, base: Mapping[str, Any]) -> bool:
    """Whether it is a field of a generated strategy, or the share of a strategy that a population lacks."""
    strategies = base.get("strategies", {})
    match key.split("."):
        case ["strategies", name, field]:
            taken = parts(name)
            return taken is not None and field in Strategy.__dataclass_fields__ and _has_base(name, strategies)
        case ["population", "buyers" | "suppliers", name]:
            return name in strategies or _has_base(name, strategies)
    return False


def _has_base(name: str, strategies: Mapping[str, Any]) -> bool:
    taken = parts(name)
    return taken is not None and (taken.base in strategies or _has_base(taken.base, strategies))


def _paths(node: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in node.items():
        path = f"{prefix}{key}"
        yield path
        if isinstance(value, Mapping):
            yield from _paths(value, f"{path}.")
