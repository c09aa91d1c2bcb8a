"""The reference page of all parameters, made from the fields that define them.

`make reference` writes docs/reference/parameters.md, and the tables of what a firm is told in the pages on
firms of one's own; a test keeps both up to date.
"""

from __future__ import annotations

import ast
import inspect
import itertools
from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from experiments.settings import Engine, Figures, Precision, Report, Settings, Sweep, TrustMap
from experiments.templates import environment
from sim.agents import Moment
from sim.config import parameter_table
from sim.fields import groups_of_world, plain, slots
from sim.quantities import Bond, Met, Scene, Side, Told
from sim.scenario import GROUPS, INFINITE, Strategy

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = DOCS / "reference" / "parameters.md"
TUPLES: dict[str, tuple[type, ...]] = {
    "own_conduct.md": (Told, Met),
    "own_firm.md": (Moment, Bond, Side, Scene),
}
"""Pages with a table of what each of these tuples holds, between two comments with its name."""
SETTINGS: dict[str, type] = {
    "": Settings, "engine.": Engine, "sweep.": Sweep, "precision.": Precision, "map.": TrustMap,
    "figures.": Figures, "report.": Report,
}  # fmt: skip
WITHOUT_DATA = (
    "process.narrowing", "process.haggling_cut", "process.open_book", "process.misdirection",
    "process.tactics_barred", "promises.integrity_price", "choice.loyalty_worth",
    "process.foundation_cost", "process.vision_cost", "process.principles_cost",
    "process.mechanisms_cost", "process.governance_cost", "process.governance_monthly",
    "process.review_cost", "process.cost_scale", "process.solidifying",
)  # fmt: skip
"""The thesis in parameter form: no public data stand behind these defaults."""


def page() -> str:
    """The whole page, as Markdown."""
    known, classes = parameter_table(), groups_of_world() | {"strategies": Strategy}
    unknown = set(WITHOUT_DATA) - {row["path"] for row in known}
    if unknown:
        raise ValueError(f"`{min(unknown)}` is marked as without data, but is no parameter")
    sections = [
        section(group, classes[group], [row for row in known if row["group"] == group])
        for group in (*GROUPS, "strategies")
    ]
    rows = [row for prefix, cls in SETTINGS.items() for row in settings_rows(prefix, cls)]
    sections.append(section("how it is played", Settings, rows))
    made = environment(Path(__file__).parent)
    made.filters.update(shown=shown, range=range_of, cell=lambda text: str(text).replace("|", "\\|"))
    return made.get_template("reference.md.j2").render(sections=sections, without_data=WITHOUT_DATA)


def section(name: str, cls: type, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """One group: its heading, the first line of what its class says, its rows."""
    return {"name": name, "summary": summary(cls), "rows": rows}


def summary(cls: type) -> str:
    """The first line of what a class says of itself."""
    return (cls.__doc__ or "").partition("\n")[0].replace(" (model §4)", "")


def settings_rows(prefix: str, cls: type) -> list[dict[str, Any]]:
    """The keys of a configuration beside the scenario, in the shape of `parameter_table`."""
    known = slots(cls)
    return [
        {"path": f"{prefix}{one.name}", "type": known[one.name].kind.__name__,
         "default": None if one.default is MISSING else plain(one.default), **one.metadata}
        for one in fields(cls)
        if "meaning" in one.metadata
    ]  # fmt: skip


def shown(value: Any) -> str:
    """A default as one would write it in YAML."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def range_of(row: Mapping[str, Any]) -> str:
    """The values allowed, in words."""
    if row["choices"]:
        return ", ".join(row["choices"])
    if row["type"] == "bool":
        return "true, false"
    low, high = row["low"], row["high"]
    if low is None:
        return "text" if row["type"] == "str" else ""
    return f"≥ {low:g}" if high is None or high >= INFINITE else f"{low:g} to {high:.10g}"


def told_in(name: str) -> str:
    """A page of `TUPLES` with its tables as the tuples' fields say now."""
    text = (DOCS / name).read_text(encoding="utf-8")
    for held in TUPLES[name]:
        mark = held.__name__.lower()
        before, _, rest = text.partition(f"<!-- {mark} -->\n")
        _, _, after = rest.partition(f"<!-- /{mark} -->")
        rows = "".join(f"| `{one}` | {meaning} |\n" for one, meaning in meanings(held).items())
        text = f"{before}<!-- {mark} -->\n| field | is |\n| --- | --- |\n{rows}<!-- /{mark} -->{after}"
    return text


def meanings(held: type) -> dict[str, str]:
    """What each field of a named tuple is: the text below it in its source.

    Raises KeyError for a field without one.
    """
    (written,) = ast.parse(inspect.getsource(held)).body
    assert isinstance(written, ast.ClassDef)
    found: dict[str, str] = {}
    for one, below in itertools.pairwise(written.body):
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            if not (isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)):
                raise KeyError(f"`{one.target.id}` of {held.__name__} does not say what it is")
            found[one.target.id] = " ".join(str(below.value.value).split())
    return found


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    for own in TUPLES:
        (DOCS / own).write_text(told_in(own), encoding="utf-8")
