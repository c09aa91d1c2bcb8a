"""What an editor may know of the YAML files: a JSON Schema, made from the fields that define them.

`make reference` writes configs/schema.json; a test keeps it up to date. Files are merged
before they are read, so nothing is required of any one of them; and any value may be a reference
(`${trust.prior}`) or left to the command line (`???`), as Hydra has them. `errorMessage` and
`defaultSnippets` are words of yaml-language-server, to whose ways the rest is fitted too.
"""

import json
import re
from dataclasses import MISSING, fields
from typing import Any, get_type_hints

from omegaconf import OmegaConf

from experiments.reference import WITHOUT_DATA, shown, summary
from experiments.settings import AUTO, NODES, NONE, PLAIN_NAME, Engine, Settings
from sim.composing import configs
from sim.config import NAME
from sim.design import reading, targets
from sim.design.paths import POPULATION, SHARE
from sim.fields import Slot, plain, slots
from sim.plots.asked import View
from sim.scenario import GROUPS, ROLES, Arm, Population, Scenario, Strategy

Schema = dict[str, Any]

FILE = configs() / "schema.json"
DRAFT = "http://json-schema.org/draft-07/schema#"
WIDTH = 400
"""A line a parameter."""
ELSEWHERE = r"\$\{|^\?\?\?$"
TYPES = {int: "integer", float: "number", bool: "boolean", str: "string"}
ANY = ("array", "number", "boolean", "null")
WORLD = {name: kind for name, kind in get_type_hints(Scenario).items() if name in GROUPS}
IN_FILES = ("strategy", POPULATION, "design", "engine")
UNPROVEN = "No public data stand behind this default: it is the thesis in parameter form."
DEFAULTS = {
    "description": "Files with which this one begins, as Hydra reads them.",
    "type": "array",
    "items": {"type": ["string", "object"]},
}


def schema() -> Schema:
    """Of an experiment, a scenario or a whole configuration; of other files among the `definitions`."""
    nodes = {**WORLD, "engine": Engine, **NODES}
    definitions = {
        **{name: of_class(kind, name, null=name in NODES) for name, kind in nodes.items()},
        "strategy": of_class(Strategy, null=True), "view": of_class(View, null=True),
        **of_people(), **of_arms(), **of_designs(),
        "strategies": named("strategy", "Strategies, by name."),
        "arms": named("arm", "What is compared, by name.", null=True),
        "views": named("view", "Pictures, by name; null leaves one out.", null=True, names=".*"),
    }  # fmt: skip
    or_word(definitions["figures"], NONE)
    blocks = (*nodes, "strategies", POPULATION, "arms", "design", "views")
    whole = {name: told for name, told in of_fields(Settings).items() if name not in blocks}
    or_word(whole["replicates"], AUTO)
    whole["name"]["pattern"] = f"^{PLAIN_NAME.pattern}$|{ELSEWHERE}"
    whole |= {name: block(name, definitions[name]["description"]) for name in blocks}
    whole |= {"defaults": DEFAULTS, "hydra": {"description": "Hydra's own settings.", "type": "object"}}
    files = {f"{name}_file": in_a_file(name, definitions[name]) for name in IN_FILES}
    root = group("wiifwe", "What is asked, in which world, of whom, and how it is played.", whole)
    return {"$schema": DRAFT, **root, "type": ["object", "null"], "definitions": definitions | files}


def to(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def block(name: str, said: str) -> Schema:
    """A group below its key; its fields stand one step away, or an editor would write all of them out."""
    return {"description": said, "type": ["object", "string", *ANY], "allOf": [to(name)]}


def or_word(told: Schema, word: str) -> None:
    """Let a word stand in the place of what is told."""
    told["pattern"] = f"^{word}$|{ELSEWHERE}"
    for key in {"errorMessage", "patternErrorMessage"} & set(told):
        told[key] += f", or {word}"


def types(*known: str, null: bool = False) -> Schema:
    """One of these types, or a reference."""
    each = dict.fromkeys((*known, *(["null"] if null else []), "string"))
    told = list(each) if len(each) > 1 else known[0]
    return {"type": told, **({} if "string" in known else {"pattern": ELSEWHERE})}


def group(title: str, said: str, properties: Schema, *, null: bool = False) -> Schema:
    """Fields, and no others."""
    return {
        "title": title, "description": said, **types("object", null=null),
        "patternErrorMessage": "must be a group of fields", "properties": properties,
        "additionalProperties": False,
    }  # fmt: skip


def named(of: str, said: str, *, null: bool = False, names: str = NAME.pattern) -> Schema:
    """A mapping from names to something."""
    own = {"propertyNames": {"pattern": f"^{names}$"}, "additionalProperties": to(of)}
    return group(f"{of} by name", said, {}, null=null) | own


def of_class(cls: type, name: str = "", *, null: bool = False) -> Schema:
    title = name or cls.__name__.lower()
    return group(title, summary(cls), of_fields(cls, f"{name}." if name else ""), null=null)


def of_fields(cls: type, prefix: str = "") -> Schema:
    known = slots(cls)
    return {one.name: field(known[one.name], prefix + one.name, one.default) for one in fields(cls)}


def field(slot: Slot, title: str, default: Any = MISSING) -> Schema:
    """What a field takes, and what a reader is shown of it."""
    allowed, unit = slot.allowed(), slot.told.get("unit", "1")
    given = None if default in (MISSING, "", ()) else plain(default)
    facts = [] if default in (MISSING, "", ()) else [f"Default {shown(given)}."]
    if slot.kind in (int, float) or (slot.listed and slot.told.get("choices")):
        facts.append(f"{allowed[0].upper()}{allowed[1:]}{'' if unit == '1' else f'; unit: {unit}'}.")
    symbol = f" ({slot.told['symbol']})" if slot.told.get("symbol") else ""
    lines = [f"{slot.told.get('meaning', '')}{symbol}", " ".join(facts)]
    lines += [UNPROVEN] if title in WITHOUT_DATA else []
    told = {"title": title, "description": "\n".join(filter(None, lines))}
    told |= {} if given is None else {"default": given}  # a null of text would end the server's completion
    values = taken(slot)
    if default is None:
        values["type"].sort(key="null".__ne__)  # what an editor writes is of the first
    worded = (
        slot.kind in TYPES and "oneOf" not in values
    )  # where words are wrong, the server lists the right ones
    return told | values | ({"errorMessage": f"must be {allowed}"} if worded else {})


def taken(slot: Slot) -> Schema:
    """The values that a slot takes."""
    if slot.listed:
        each = taken(slot._replace(listed=False, optional=False))
        return {**types("array", null=slot.optional), "items": each, "minItems": 1}
    choices = slot.told.get("choices")
    if choices:
        known = {"enum": [*choices, *([None] if slot.optional else [])]}
        return {"oneOf": [known, {"type": "string", "pattern": ELSEWHERE}]}
    if slot.kind is object:
        return {}
    bounds = {"minimum": slot.told.get("low"), "maximum": slot.told.get("high")}
    told = {key: bound for key, bound in bounds.items() if bound is not None}
    return {**types(TYPES.get(slot.kind, "object"), null=slot.optional), **told}


def of_people() -> Schema:
    """Who plays: a strategy's name, names with shares, or one of these for each role."""
    files = sorted((configs() / "strategies").glob("*.yaml"))
    told: dict[str, Any] = {one.stem: OmegaConf.load(one) for one in files}
    known = {name: {**field(SHARE, name), "description": one.sentence} for name, one in told.items()}
    shares = {
        "type": ["string", "object"], "minProperties": 1,
        "additionalProperties": {**taken(SHARE), "errorMessage": f"must be {SHARE.allowed()}"},
    }  # fmt: skip
    each = {name: to(f"share/properties/{name}") for name in known}
    roles = {role: {**described(Population, role), **shares, "properties": each} for role in ROLES}
    beside = {"enum": [*ROLES], "errorMessage": "must be buyers or suppliers: shares are of both, or of each"}
    whole = {
        **described(Arm, POPULATION), **shares, "properties": {role: to(role) for role in ROLES} | each,
        "if": {"anyOf": [{"required": [role]} for role in ROLES]}, "then": {"propertyNames": beside},
    }  # fmt: skip
    empty = {"type": ["string", "object", "null"], "minProperties": 0}
    return {"share": {"properties": known}, **roles, "players": whole, POPULATION: whole | empty}


def of_arms() -> Schema:
    """An arm, and what it or a level may set: every parameter by its path."""
    own, which = of_fields(Arm), rf"^strategies\.{NAME.pattern}\."
    strategies = {f"{which}{name}$": to(f"strategy/properties/{name}") for name in slots(Strategy)}
    world = {path: to(path.replace(".", "/properties/")) for path in known_paths()}
    sets = group("set", own["overrides"]["description"], world, null=True) | {"patternProperties": strategies}
    of_level = {"title": "level", "properties": {**world, POPULATION: to("buyers")}}
    arm = {"label": own["label"], "family": own["family"], POPULATION: to("players"), "set": sets}
    return {
        "arm": group("arm", summary(Arm), arm | {role: to(role) for role in ROLES}),
        "level": sets | of_level,
    }


def of_designs() -> Schema:
    """A design, an axis of it, and the path of what an axis moves."""
    axis, design = (
        {key: field(slot._replace(optional=True), f"{name}.{key}", slot.told.get("default", MISSING))
         for key, slot in known.items()}
        for name, known in (("axis", targets.FIELDS), ("design", reading.FIELDS))
    )  # fmt: skip
    world, each = "|".join(map(re.escape, known_paths())), "|".join(slots(Strategy))
    pattern = rf"{world}|strategies\.{NAME.pattern}\.({each})|{POPULATION}(\..+)?"
    offered = [{"label": name, "description": said, "body": name} for name, said in known_paths().items()]
    path = {"pattern": f"^({pattern})$|{ELSEWHERE}", "defaultSnippets": offered}
    path["errorMessage"] = "must be a parameter's path, as trust.prior"
    for one in (axis["path"], axis["paths"]["items"], axis["scales"]["items"]):
        one |= {"allOf": [to("path")], "errorMessage": path["errorMessage"]}
    axis["levels"]["additionalProperties"] = to("level")
    design["levels"]["multipleOf"] = 2
    names = {"pattern": f"^{targets.NAME.pattern}$"}
    design["axes"] |= {"propertyNames": names, "additionalProperties": to("axis")}
    moved = group("axis", "What is varied; a bare list is its values.", axis, null=True)
    moved |= {"type": ["object", "array", "null", "string"], "minItems": 1}
    said = "Points in parameter space, at each of which every arm is played."
    return {"path": path, "axis": moved, "design": group("design", said, design, null=True)}


def in_a_file(name: str, told: Schema) -> Schema:
    """The same as a file of its own, which may be empty or begin with others."""
    own = {key: to(f"{name}/properties/{key}") for key in told["properties"]}
    whole = {
        **told,
        "type": ["object", "null"],
        "minProperties": 0,
        "properties": {**own, "defaults": DEFAULTS},
    }
    return whole | ({"then": {"propertyNames": {"enum": ["defaults", *ROLES]}}} if "then" in told else {})


def known_paths() -> dict[str, str]:
    """Every parameter of the world by its path, with its meaning."""
    each = [(f"{above}.{name}", slot) for above, kind in WORLD.items() for name, slot in slots(kind).items()]
    return {path: slot.told["meaning"] for path, slot in each}


def described(cls: type, name: str) -> Schema:
    return {"title": name, "description": slots(cls)[name].told["meaning"]}


def laid_out(value: Any, indent: str = "") -> str:
    """JSON in which what fits on a line has one."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(flat) <= WIDTH or not isinstance(value, dict | list):
        return flat
    keys = [f"{json.dumps(key)}: " for key in value] if isinstance(value, dict) else [""] * len(value)
    inner = value.values() if isinstance(value, dict) else value
    lines = [f"{indent}  {key}{laid_out(one, indent + '  ')}" for key, one in zip(keys, inner)]
    opened, closed = "{}" if isinstance(value, dict) else "[]"
    return ",\n".join([f"{opened}\n{lines[0]}", *lines[1:]]) + f"\n{indent}{closed}"


def text() -> str:
    """The file."""
    return laid_out(schema()) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
