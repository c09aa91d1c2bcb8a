"""Small accidents: to text, to bytes, to a table's rows, columns, cells and types."""

from __future__ import annotations

import random
from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd

VALUES = (
    "", " ", "0", "-1", "1e999", "nan", "inf", "0x10", "1_000", "true", "null", "~", "[]", "[1,2", "{a: 1}",
    "{}", "'", '"', "${x}", "${oc.env:HOME}", "é", "\N{SNOWMAN}", "\N{RIGHT-TO-LEFT OVERRIDE}", "9" * 400,
    "a" * 5000, "[" * 200, "1,2,3", "../../etc/passwd", "=", "==", "a=b", "@", "*", "&a", "%",
    "!!python/object:os.system",
)  # fmt: skip
CELLS = (
    None, True, -1, 0, 2**63 - 1, 1e308, -0.0, 0.5, float("nan"), float("inf"), 1 + 2j, b"\x00\xff", [],
    {"a": 1}, pd.Timestamp("2020-01-01"), pd.NA, "b" * 900, *VALUES[:12], "é", "none", "buyer", "wiifme",
)  # fmt: skip
ENCODINGS = ("utf-16", "utf-32", "latin-1", "utf-8-sig", "cp037", "utf-7")
TYPES = ("object", "str", "category", "float32", "Int64", "bool", "datetime64[ns]", "complex128", "bytes")
NAMES = (
    "",
    " ",
    "role",
    "slot",
    "base",
    "point",
    "population",
    "trust.prior",
    "a" * 900,
    "é",
    0,
    1.5,
    None,
    ("a", "b"),
)


def text_bent(text: str, dice: random.Random) -> str:
    """A text with one to three small accidents."""
    letters = list(text)
    for _ in range(dice.randint(1, 3)):
        place = dice.randrange(len(letters) + 1)
        accident = dice.randrange(4)
        if accident == 0:
            letters[place:place] = dice.choice(VALUES)
        elif accident == 1:
            del letters[place : place + dice.randint(1, 8)]
        elif accident == 2:
            letters[place:place] = letters[dice.randrange(len(letters) + 1) :][: dice.randint(1, 20)]
        elif letters and place < len(letters):
            letters[place] = chr(dice.choice((0, 9, 10, 32, 45, 58, 91, 123, 160, 8217, 65533, 128512)))
    return "".join(letters)


def bytes_bent(content: bytes, dice: random.Random) -> bytes:
    """Bytes with one to four small accidents, or cut off."""
    if dice.random() < 0.2:
        return content[: dice.randrange(len(content) + 1)]
    bent = bytearray(content)
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(len(bent) + 1)
        accident = dice.randrange(4)
        if accident == 0:
            bent[place:place] = dice.randbytes(dice.randint(1, 12))
        elif accident == 1:
            del bent[place : place + dice.randint(1, 12)]
        elif accident == 2 and place < len(bent):
            bent[place] ^= 1 << dice.randrange(8)
        else:
            bent[place:place] = dice.choice(
                (b"\r\n", b"\x00", b"\xef\xbb\xbf", b"\xff\xfe", b"\n\n", b"#", b'"', b";")
            )
    return bytes(bent)


def file_bent(text: str, dice: random.Random) -> bytes:
    """A text file with accidents to its letters, its bytes or its encoding."""
    chosen = dice.random()
    if chosen < 0.7:
        return text_bent(text, dice).encode("utf-8", "replace")
    if chosen < 0.9:
        return bytes_bent(text.encode(), dice)
    return text_bent(text, dice).encode(dice.choice(ENCODINGS), "replace")


def table_bent(table: pd.DataFrame, dice: random.Random) -> pd.DataFrame:
    """A table with one to three accidents to rows, columns, cells or types."""
    bent = table.copy()
    for _ in range(dice.randint(1, 3)):
        bent = dice.choice((_rows, _columns, _cell, _cell, _type))(bent, dice)
    return bent


def _rows(table: pd.DataFrame, dice: random.Random) -> pd.DataFrame:
    """Rows that are gone, doubled, or in another order."""
    rows = list(range(len(table)))
    bent = (rows[: dice.randrange(len(rows) + 1)], rows + rows[:2], rows * 3, rows[::-1], rows[1:], [])
    return table.iloc[dice.choice(bent)]


def _columns(table: pd.DataFrame, dice: random.Random) -> pd.DataFrame:
    """Columns that are gone, doubled, in another order, called otherwise, or new."""
    width = table.shape[1]
    columns, accident = list(range(width)), dice.randrange(5)
    if accident == 0 and width:
        columns.remove(dice.randrange(width))
    elif accident == 1 and width:
        columns.append(dice.randrange(width))
    elif accident == 2:
        dice.shuffle(columns)
    bent = table.iloc[:, columns]
    if accident == 3 and width:
        names: list[Any] = list(bent.columns)
        names[dice.randrange(width)] = dice.choice(NAMES)
        bent = bent.set_axis(pd.Index(names, dtype=object), axis=1)
    elif accident == 4:
        bent = bent.copy()
        bent.insert(
            dice.randrange(width + 1), dice.choice(NAMES[:-1]), [1] * len(bent), allow_duplicates=True
        )
    return bent


def _cell(table: pd.DataFrame, dice: random.Random) -> pd.DataFrame:
    """A cell of another kind, or a column of them."""
    if table.empty:
        return table
    bent, column = table.astype(object), dice.randrange(table.shape[1])
    rows = range(len(bent)) if dice.random() < 0.15 else [dice.randrange(len(bent))]
    cells, cell = [*bent.iloc[:, column]], dice.choice(CELLS)
    for row in rows:
        cells[row] = cell
    made = np.empty(len(cells), object)
    made[:] = cells
    columns = [bent.iloc[:, place] for place in range(bent.shape[1])]
    columns[column] = pd.Series(made, index=bent.index, name=bent.columns[column], dtype=object)
    whole = pd.concat([one.reset_index(drop=True) for one in columns], axis=1)
    return whole.set_axis(bent.columns, axis=1)


def _type(table: pd.DataFrame, dice: random.Random) -> pd.DataFrame:
    """A table, or the columns that can be, as of another type."""
    wanted = dice.choice(TYPES)
    columns = []
    for place in range(table.shape[1]):
        column = table.iloc[:, place]
        try:
            columns.append(column.astype(wanted))
        except (TypeError, ValueError, OverflowError, pd.errors.OutOfBoundsDatetime):
            columns.append(column)
    return pd.concat(columns, axis=1).set_axis(table.columns, axis=1) if columns else table


def parquet_of(table: pd.DataFrame) -> bytes:
    """A table as Parquet; cells that have no type in common as words."""
    file = BytesIO()
    named = table.set_axis([str(name) for name in table.columns], axis=1).reset_index(drop=True)
    named = named.loc[:, ~named.columns.duplicated()]  # Parquet has no two of a name
    try:
        named.to_parquet(file)
    except Exception:  # pyarrow has many for what it has no type for
        file = BytesIO()
        named.map(repr).astype(object).to_parquet(file)  # a column without rows keeps its type otherwise
    return file.getvalue()
