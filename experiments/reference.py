"""The reference page of all parameters, made from the fields that define them.

`python -m experiments.reference` writes docs/reference/parameters.md; a test keeps it up to date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, get_type_hints

from experiments.settings import Engine, Explorable, Figures, Precision, Settings, Sweep, TrustMap
from sim.config import parameter_table
from sim.fields import plain, slots
from sim.scenario import GROUPS, INFINITE, Scenario, Strategy

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "parameters.md"
COLUMNS = ("path", "symbol", "default", "unit", "range", "meaning")

WITHOUT_DATA = (
    "process.narrowing", "process.haggling_cut", "process.open_book", "process.misdirection",
    "process.tactics_barred", "promises.integrity_price", "choice.loyalty_worth",
    "process.foundation_cost", "process.vision_cost", "process.principles_cost",
    "process.mechanisms_cost", "process.governance_cost", "process.governance_monthly",
    "process.review_cost", "process.cost_scale", "process.solidifying",
)  # fmt: skip
"""The thesis in parameter form: no public data stand behind these defaults."""

HEAD = """# Parameters

<!-- Written by `python -m experiments.reference` from the dataclass fields. Do not edit. -->

Every parameter once: the path is what the command line, a YAML file and an arm's `set` call it, as in
`wiifwe trust.prior=0.3`. Money is in months of the reference price; a period is a month; unit 1 is a plain
number. Named variations are in [`configs/`](../../configs); how each parameter acts is in
[the model's description](../odd.md).

† No public data stand behind this default: it is the thesis in parameter form. A claim that leans on it holds
only for values at least as favourable, and has to say so.
"""


def page() -> str:
    """The whole page, as Markdown."""
    known = parameter_table()
    unknown = set(WITHOUT_DATA) - {row["path"] for row in known}
    if unknown:
        raise ValueError(f"`{min(unknown)}` is marked as without data, but is no parameter")
    classes = get_type_hints(Scenario)
    parts = [HEAD]
    for group in (*GROUPS, "strategies"):
        cls = Strategy if group == "strategies" else classes[group]
        parts.append(section(group, cls, [row for row in known if row["group"] == group]))
    settings = (
        ("", Settings), ("engine.", Engine), ("sweep.", Sweep), ("precision.", Precision), ("map.", TrustMap),
        ("figures.", Figures), ("explorable.", Explorable),
    )  # fmt: skip
    rows = [row for prefix, cls in settings for row in settings_rows(prefix, cls)]
    parts.append(section("how it is played", Settings, rows))
    return "\n".join(parts)


def settings_rows(prefix: str, cls: type) -> list[dict[str, Any]]:
    """The keys of a configuration beside the scenario, in the shape of `parameter_table`."""
    known = slots(cls)
    return [
        {
            "path": f"{prefix}{one.name}",
            "type": known[one.name].kind.__name__,
            "default": None if one.default is MISSING else plain(one.default),
            **one.metadata,
        }
        for one in fields(cls)
        if "meaning" in one.metadata
    ]


def section(name: str, cls: type, rows: Iterable[Mapping[str, Any]]) -> str:
    """One group as a table under its heading."""
    summary = (cls.__doc__ or "").partition("\n")[0].replace(" (model §4)", "")
    lines = [f"## {name}", "", summary, "", line(COLUMNS), line(["---"] * len(COLUMNS))]
    return "\n".join([*lines, *(line(cells(row)) for row in rows), ""])


def line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def cells(row: Mapping[str, Any]) -> list[str]:
    """A parameter's row, as text."""
    mark = " †" if row["path"] in WITHOUT_DATA else ""
    default = shown(row["default"])
    unit = "" if row["type"] in ("bool", "str", "list of str") else row["unit"]
    return [f"`{row['path']}`{mark}", row["symbol"], default, unit, range_of(row), row["meaning"]]


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
    if high is None or high >= INFINITE:
        return f"≥ {low:g}"
    return f"{low:g} to {high:.10g}"


def main() -> None:
    """Write the page."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)


if __name__ == "__main__":
    main()
