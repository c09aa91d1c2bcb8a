"""Overrides in Hydra's grammar, checked before Hydra plays them: a slip costs one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sim.scenario import Strategy
from sim.spelling import ConfigError, advice, listing, nearest
from sim.variants import parts

GROUPS = ("experiment", "scenario", "population", "strategies", "design", "engine")
"""Hydra's groups of ours: what is chosen by name."""


class Wish(NamedTuple):
    """One override: its key without sign or package, its values, and its text for each of them."""

    text: str
    key: str
    group: bool
    added: bool
    deleted: bool
    values: tuple[Any, ...]
    swept: tuple[str, ...]


def wishes(texts: Sequence[str], parse: Callable[[str], Any]) -> list[Wish]:
    """The overrides; `parse` is Hydra's own parser of one of them."""
    return [wish_of(text, parse(text)) for text in texts]


def wish_of(text: str, parsed: Any) -> Wish:
    """What an override asks for, from Hydra's parsed form of it."""
    key = str(parsed.key_or_group)
    if not key:
        raise unread(text, "it names no field")
    if parsed.is_sweep_override():
        if not parsed.is_discrete_sweep():
            raise unread(text, "an interval has no values to play one by one")
        values = tuple(parsed.sweep_string_iterator())
        swept = tuple(f"{parsed.get_key_element()}={value}" for value in values)
    else:
        values, swept = (parsed.value(),), (text,)
    added = parsed.is_add() or parsed.is_force_add()
    return Wish(text, key, key in GROUPS, added, parsed.is_delete(), values, swept)


def unread(text: str, reason: str) -> ConfigError:
    """The error for an override that cannot be read."""
    return ConfigError(f"`{text}` is no override like `trust.prior=0.3`: {reason} (command line)")


def implied(known: Sequence[Wish]) -> list[str]:
    """A population alone plays the experiment `world`."""
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
            if value is None:
                wrong = f"`{wish.key}=null`: a {_noun(wish.key)} is wanted"
                raise ConfigError(f"{wrong}; {advice('', names, 'there are')} (command line)")
            if isinstance(value, str) and value not in names:
                hint = advice(value, names, "there are")
                wrong = f"`{wish.key}={value}`: there is no such {_noun(wish.key)}"
                raise ConfigError(f"{wrong}; {hint} (command line)")


def _noun(group: str) -> str:
    return "set of strategies" if group == "strategies" else group


def mended(known: Sequence[Wish], base: Mapping[str, Any], groups: Sequence[str]) -> list[Wish]:
    """The overrides, those of what is made on demand marked as additions; unknown keys refused."""
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
    world = [path for path in paths if not path.startswith(("strategies.", "arms."))]
    namesakes = [path for path in world if path.endswith(f".{last}")]
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
    """A field of a generated strategy, or the share of a strategy that a population lacks."""
    strategies = base.get("strategies", {})
    match key.split("."):
        case ["strategies", name, field]:
            return field in Strategy.__dataclass_fields__ and _has_base(name, strategies)
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
