"""Templates of words: how one is read, what it may ask of tables, how its page falls into parts."""

from __future__ import annotations

import math
import re
import traceback
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateSyntaxError

from experiments.registry import HOME
from sim.measures.inference import EXACT, Interval
from sim.measures.wording import number, percent, span_of_time, spanned
from sim.spelling import ConfigError


def template_in(path: Path) -> Template:
    """The template in a file. Raises ConfigError for one that cannot be read."""
    try:
        return _here(path.parent).get_template(path.name)
    except TemplateSyntaxError as error:
        raise ConfigError(
            f"the words in {path.name} cannot be read: {error.message} (line {error.lineno})"
        ) from error


@cache
def _here(folder: Path) -> Environment:
    """One for each folder: what it has read is read again only where the file is another."""
    return surroundings(folder)


def line_in(path: Path, error: BaseException) -> int:
    """The line of a template in which something went wrong."""
    frames = traceback.extract_tb(error.__traceback__)
    return next((int(one.lineno or 0) for one in reversed(frames) if one.filename.endswith(path.name)), 0)


def environment(*folders: Path) -> Environment:
    """Templates of these folders as all of ours are read: a name that is not known is an error."""
    here = FileSystemLoader(folders)
    return Environment(loader=here, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def surroundings(folder: Path) -> Environment:
    """Where templates of words lie, and what they may ask and say."""
    made = environment(folder, HOME)
    made.globals.update(
        at=at, rows=rows, nearest=nearest, sign=sign, said=said, abs=abs, min=min, max=max, round=round
    )
    signed = partial(number, signed=True)
    made.filters.update(
        num=number, signed=signed, pct=percent, years=span_of_time, interval=interval, more=more
    )
    return made


def sections(page: str) -> dict[str, str]:
    """Heading → what stands under it, a line a paragraph or bullet; the page's own heading is its `title`."""
    found, name = {"title": ""}, "title"
    for part in re.split(r"^(?=##? )", page, flags=re.MULTILINE):
        heading, _, text = part.partition("\n")
        if heading.startswith("# "):
            found["title"] = heading.removeprefix("# ").strip()
        elif heading.startswith("## "):
            name = heading.removeprefix("## ").strip()
            lines = (" ".join(line.split()) for line in re.split(r"\n\s*\n|\n(?=\s*- )", text))
            found[name] = "\n".join(line for line in lines if line)
    return found


def bullets(text: str) -> list[str]:
    """The lines of a list, without their marks."""
    return [line.removeprefix("- ").strip() for line in text.splitlines() if line.removeprefix("-").strip()]


def rows(table: pd.DataFrame, **where: Any) -> list[SimpleNamespace]:
    """The rows in which columns hold these values (numbers to 1e-9, or one of several), as records."""
    for column, wanted in where.items():
        several = wanted if isinstance(wanted, (list, tuple)) else [wanted]
        if pd.api.types.is_float_dtype(table[column]):
            near = [np.isclose(table[column], float(one), rtol=0.0, atol=EXACT) for one in several]
            table = table[np.logical_or.reduce(near)]
        else:
            table = table[table[column].isin(several)]
    return [
        SimpleNamespace(**{str(name): value for name, value in row.items()})
        for row in table.to_dict("records")
    ]


def at(table: pd.DataFrame, **where: Any) -> SimpleNamespace:
    """The one row in which columns hold these values. Raises LookupError where there is none, or several."""
    found = rows(table, **where)
    if len(found) != 1:
        raise LookupError(f"{len(found)} rows where {where}")
    return found[0]


def nearest(table: pd.DataFrame, column: str, value: float) -> float:
    """The level in a column that is nearest to a value."""
    levels = table[column].to_numpy(float)
    return float(levels[np.nanargmin(np.abs(levels - value))])


def sign(row: Any, value: str = "mean") -> int:
    """1 or -1 where the 95 % interval (`low`, `high`, or `<value>_low`, …) tells a value from 0, else 0."""
    before = "" if value == "mean" else f"{value}_"
    low, high = getattr(row, f"{before}low"), getattr(row, f"{before}high")
    return 1 if low > EXACT else -1 if high < -EXACT else 0


def interval(row: Any, scale: float = 1.0, least: int = 3) -> str:
    """Mean and 95 % interval of a record, as in "+0.061 (0.055 to 0.067)"."""
    return spanned(Interval(row.mean, math.nan, row.low, row.high, 0), scale, least)


def more(gain: float, base: float) -> str:
    """A gain as a share of what is made without it: "13 % more", "4 % less", "as much"."""
    if not (math.isfinite(gain) and math.isfinite(base)) or base <= 0.0:
        return ""
    share = round(100.0 * gain / base)
    return f"{abs(share)} % {'more' if share > 0 else 'less'}" if share else "as much"


def said(words: Iterable[str]) -> str:
    """a, b and c."""
    parts = list(words)
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)
