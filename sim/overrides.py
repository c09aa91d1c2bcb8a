"""Overrides in Hydra's grammar, checked before Hydra plays them: a slip costs one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sim.scenario import Strategy
from sim.spelling import ConfigError, advice, listing, nearest
from sim.variants import parts

GROUPS = ("experiment", "scenario", "population", "strategies", "design", "engine")
"""Hydra's groups of ours: what is chosen by name."""
SHARES = re.compile(r"population(\.(buyers|suppliers))?|arms\.\w+\.(population|buyers|suppliers)")

_MISSING = object()


class Wish(NamedTuple):
    """One override: its key without sign or package, its values, and its text for each of them.

    `spread`: an interval, whose values are its two ends. `made`: nobody typed it; it stands for what Hydra's
    grammar cannot say.
    """

    text: str
    key: str
    group: bool
    added: bool
    deleted: bool
    values: Sequence[Any]
    swept: Sequence[str]
    spread: bool = False
    made: bool = False

    @property
    def chosen(self) -> bool:
        """Whether it names a file of a group, instead of giving a mapping in its place."""
        return self.group and not is_mapping(self.values[0])


def is_mapping(value: Any) -> bool:
    """Whether a value is a mapping, or the text of one."""
    return isinstance(value, Mapping) or (isinstance(value, str) and value.startswith("{"))


def wishes(texts: Sequence[str], parse: Callable[[str], Any]) -> list[Wish]:
    """The overrides; `parse` is Hydra's own parser of one of them."""
    return [wish_of(text, parse(text)) for text in texts]


def wish_of(text: str, parsed: Any) -> Wish:
    """What an override asks for, from Hydra's parsed form of it."""
    key = str(parsed.key_or_group)
    if not key:
        raise unread(text, "it names no field")
    spread = parsed.is_sweep_override() and not parsed.is_discrete_sweep()
    if parsed.is_sweep_override():
        sweep: Any = parsed.value()
        values = (f"{sweep.start:g}", f"{sweep.end:g}") if spread else tuple(_values(parsed))
        swept = tuple(f"{parsed.get_key_element()}={value}" for value in values)
    else:
        values, swept = (parsed.value(),), (text,)
    added = parsed.is_add() or parsed.is_force_add()
    return Wish(text, key, key in GROUPS, added, parsed.is_delete(), values, swept, spread)


def _values(parsed: Any) -> Iterator[str]:
    """The values of a sweep as text; those of a range without the noise of floats, also at its open end."""
    sweep: Any = parsed.value()
    stop, step = getattr(sweep, "stop", None), getattr(sweep, "step", None)
    for text in parsed.sweep_string_iterator():
        if stop is None or step is None:
            yield text
            continue
        value = float(f"{float(text):.12g}")
        if (stop - value) * step > 0:
            yield text if value == float(text) else repr(value)


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
            if isinstance(value, str) and value not in names and not is_mapping(value):
                hint = advice(value, names, "there are")
                wrong = f"`{wish.key}={value}`: there is no such {_noun(wish.key)}"
                raise ConfigError(f"{wrong}; {hint} (command line)")


def _noun(group: str) -> str:
    return "set of strategies" if group == "strategies" else group


def shaped(known: Sequence[Wish], base: Callable[[], Mapping[str, Any]]) -> list[Wish]:
    """The overrides in Hydra's grammar: a list of arms, and shares that take the place of others.

    `base` gives the configuration that was chosen; it is asked for only where one of these needs it.
    """
    kept = [own for wish in known if wish.key == "arms" for own in _arms_kept(wish, base, known)]
    return [*kept, *(own for wish in known if not _chooses_arms(wish) for own in _replacing(wish, base))]


def mended(known: Sequence[Wish], base: Mapping[str, Any]) -> list[Wish]:
    """The overrides, those of what is made on demand marked as additions; unknown keys refused."""
    return [wish if wish.group or wish.made else _mended(wish, base) for wish in known]


def _made(text: str) -> Wish:
    key = text.lstrip("+~").partition("=")[0]
    return Wish(text, key, False, text[0] == "+", text[0] == "~", (None,), (text,), made=True)


def _replacing(wish: Wish, base: Callable[[], Mapping[str, Any]]) -> list[Wish]:
    """A mapping of shares, before it what takes away the one that is there: Hydra would merge the two."""
    new = SHARES.fullmatch(wish.key) and not wish.deleted and is_mapping(wish.values[0])
    there = new and is_mapping(_found(wish.key, base()))
    if not new or not (there or wish.key == "population"):
        return [wish]
    added = wish._replace(
        text=f"+{wish.text.lstrip('+')}", swept=tuple(f"+{one.lstrip('+')}" for one in wish.swept), added=True
    )
    gone = [_made(f"~{wish.key}")] if there else []
    return [*gone, added._replace(made=True)]


def _chooses_arms(wish: Wish) -> bool:
    """Whether it is `arms=[a, b]`."""
    first = wish.values[0]
    listed = isinstance(first, list) or (isinstance(first, str) and first.startswith("["))
    return wish.key == "arms" and not wish.deleted and listed


def _arms_kept(wish: Wish, base: Callable[[], Mapping[str, Any]], known: Sequence[Wish]) -> list[Wish]:
    """`arms=[a, b]` in Hydra's grammar: others deleted, these defined anew where their order differs."""
    if not _chooses_arms(wish):
        return []
    if len(wish.values) > 1:
        raise ConfigError(f"`{wish.text}`: `arms` takes one list of arms (command line)")
    there: Mapping[str, Any] = base().get("arms") or {}
    added = [one.key.partition(".")[2] for one in known if one.added and one.key.startswith("arms.")]
    names = [str(name) for name in wish.values[0]]
    for name in names:
        if name not in there and name not in added:
            hint = advice(name, there, "arms are")
            raise ConfigError(f"`{wish.text}`: there is no arm `{name}`; {hint} (command line)")
    if not names or len(set(names)) < len(names):
        raise ConfigError(f"`{wish.text}` must name arms, each once (command line)")
    kept = [name for name in names if name in there]
    gone = [f"~arms.{name}" for name in there if name not in kept]
    if kept != [name for name in there if name in kept]:
        gone += [
            text for name in kept for text in (f"~arms.{name}", f"+arms.{name}={in_grammar(there[name])}")
        ]
    return [_made(text) for text in gone]


def in_grammar(value: Any) -> str:
    """Plain data as Hydra's command line writes it."""
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{key}:{in_grammar(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(in_grammar, value)) + "]"
    if isinstance(value, str):
        return "'" + value.replace("'", "\\'") + "'"
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else repr(value)


def _mended(wish: Wish, base: Mapping[str, Any]) -> Wish:
    foreign = wish.key.startswith("hydra.") or "/" in wish.key or wish.key == "hydra"
    if (
        foreign
        or _found(wish.key, base) is not _MISSING
        or (wish.added and wish.key.partition(".")[0] in base)
    ):
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
    elif (meant := nearest(wish.key, [*paths, *GROUPS])) is not None:
        hint = f"did you mean `{meant}`?"
    else:
        hint = f"keys are: {listing([str(key) for key in base])}"
    raise ConfigError(f"`{wish.key}` is not a field; {hint} (command line)")


def _found(key: str, base: Mapping[str, Any]) -> Any:
    """What stands at a key."""
    node: Any = base
    for part in key.split("."):
        if not isinstance(node, Mapping) or part not in node:
            return _MISSING
        node = node[part]
    return node


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
