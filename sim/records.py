"""What is recorded and not drawn: founders from a table, the market's common cost from a series of prices.

A table of firms describes a role's founders completely or not at all, a row a firm: `role` (buyer, supplier),
`slot` (from 0; without it by order), `base` (money a month: what a buyer's projects are worth on average, or
what a supplier's cost), `cash` (money), `strategy`. A column that is missing is drawn as ever, and so is an
empty cell of `base` or `cash`. Entrants, who come after founders fail, are drawn.

A series has a row a month, from the first that is played. Its price p moves all costs alike: the part of log
costs that is common to the market is exposure · ln(p_t / p_1). It comes in as the market's shock (E1), the
one that takes costs there under the scenario's own persistence; pairs' own shocks are drawn around it.
"""

from __future__ import annotations

import functools
import math
import warnings
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import log, sqrt
from sim.block import floats, integers
from sim.scenario import ROLES, Scenario
from sim.spelling import ConfigError, advice, namesake, shown

if TYPE_CHECKING:
    import pandas as pd

FIRMS, COSTS = "records.firms", "records.costs"
COLUMNS = ("role", "slot", "base", "cash", "strategy")
SINGULAR = tuple(role.removesuffix("s") for role in ROLES)
CLOSE = 0.05
"""By so much money the mean of recorded bases may miss what the market expects of a stranger."""
GIVEN = ("base", "cash")
"""Columns of `Founders.numbers`."""
ABOVE = (0.0, -math.inf)
"""What they must be above."""
NONE: NDArray[np.float64] = np.zeros((0, len(GIVEN)))


class Founders(NamedTuple):
    """A role's founders as a table has them; no rows where it has none of the role."""

    numbers: NDArray[np.float64]  # [slots, GIVEN], money; nan: drawn
    strategies: tuple[str, ...]  # by slot; empty: drawn


class Given(NamedTuple):
    """All that is recorded, of one arm at its design points, as both drivers play it; or empty."""

    buyers: Annotated[Any, floats("given_buyers", len(GIVEN))]  # money; nan: drawn
    suppliers: Annotated[Any, floats("given_suppliers", len(GIVEN))]
    strategies: Annotated[Any, integers("given_slots")]  # by slot: places among the arm's strategies
    shocks: Annotated[Any, floats("given_points", "given_months")]  # the market's, standard deviations


NOTHING = (Founders(NONE, ()), Founders(NONE, ()))


def given_of(scenario: Scenario, names: tuple[str, ...], worlds: NDArray[Any] | None = None) -> Given:
    """What is recorded of a scenario; `names`: its strategies in order; `worlds`: the rows of its points."""
    buyers, suppliers = founders_of(scenario)
    seats = [names.index(name) for name in (*buyers.strategies, *suppliers.strategies)]
    shocks = shocks_of(scenario, worlds)
    return Given(buyers.numbers, suppliers.numbers, np.array(seats, np.int64), shocks)


def shocks_of(scenario: Scenario, worlds: NDArray[Any] | None = None) -> NDArray[np.float64]:
    """The market's shocks along the recorded series at each point; no rows where there is no series.

    Raises:
        ConfigError: the series is none that this scenario can play.
    """
    if scenario.records.costs is None:
        return np.zeros((0, 0))
    logs, told = log_costs(scenario), scenario.shocks
    points = [(told.cost_persistence, told.cost_sd, told.common)]
    if worlds is not None:
        fields = ("shocks_cost_persistence", "shocks_cost_sd", "shocks_common")
        points = [(float(one[fields[0]]), float(one[fields[1]]), float(one[fields[2]])) for one in worlds]
    return np.array([shocks_along(logs, *one) for one in points])


def shocks_along(logs: list[float], persistence: float, sd: float, common: float) -> list[float]:
    """The market's shocks, in standard deviations, that take its log cost along these months."""
    scale = sd * sqrt(common)
    if not scale > 0.0:
        wanted = "needs `shocks.cost_sd` and `shocks.common` above 0: a series comes in as the market's shock"
        raise ConfigError(f"`{COSTS}` {wanted} (records)")
    before = [0.0, *logs[:-1]]
    return [(now - persistence * last) / scale for now, last in zip(logs, before)]


def log_costs(scenario: Scenario) -> list[float]:
    """The recorded part of log costs, month by month.

    Raises:
        ConfigError: the series is no column of positive numbers as long as the scenario's run.
    """
    records, months = scenario.records, scenario.market.months
    assert records.costs is not None
    table = table_of(records.costs, COSTS)
    column, name = _series_column(table, records.column, records.costs), Path(records.costs).name
    if len(table) < months:
        wrong = f"`{COSTS}`: {name} has {len(table)} rows, but {months} months are played"
        raise ConfigError(f"{wrong}; a row is a month, and `market.months` says how many (records)")
    prices = [
        _number(cell, row, column, name, above=0.0) for row, cell in enumerate(table[column][:months], 1)
    ]
    base = log(prices[0])
    return [records.exposure * (log(price) - base) for price in prices]


def _series_column(table: pd.DataFrame, wanted: str, file: str) -> str:
    """The column that holds the series: the one that is named, or the only one of numbers."""
    numeric = [str(name) for name in table if _numeric(table[name])]
    if not wanted and len(numeric) == 1:
        return numeric[0]
    if wanted in table:
        return wanted
    told = f"`records.column` is {shown(wanted)}" if wanted else f"{Path(file).name} has several of numbers"
    if not wanted and not numeric:
        told = f"{Path(file).name} has no column of numbers"
    raise ConfigError(f"{told}; {advice(wanted, map(str, table), 'its columns are')} (records.column)")


def _numeric(column: pd.Series) -> bool:
    import pandas as pd

    return bool(pd.to_numeric(column, errors="coerce").notna().mean() > 0.5) and column.nunique() > 1


def founders_of(scenario: Scenario) -> tuple[Founders, Founders]:
    """The buyers and suppliers that a table brings.

    Raises:
        ConfigError: by row and column, what is no firm of this market.
    """
    file = scenario.records.firms
    if file is None:
        return NOTHING
    market = scenario.market
    buyers, suppliers = founders_in(file, (market.buyers, market.suppliers))
    expected = (scenario.surplus.value, scenario.surplus.cost)
    for place, (role, found) in enumerate(zip(SINGULAR, (buyers, suppliers))):
        known = found.numbers[:, 0][~np.isnan(found.numbers[:, 0])]
        if known.size and abs(float(known.mean()) - expected[place]) > CLOSE:
            field, mean = ("surplus.value", "surplus.cost")[place], f"{known.mean():.4g}"
            wrong = f"`{FIRMS}`: {role}s' `base` is {mean} on average, but `{field}` is {expected[place]:g}"
            raise ConfigError(f"{wrong}, which firms expect of each other; set `{field}={mean}` (records)")
    return buyers, suppliers


def founders_in(file: str, sizes: tuple[int, int]) -> tuple[Founders, Founders]:
    """The founders in a table, for a market of these sizes, whatever it expects of them."""
    table, name = table_of(file, FIRMS), Path(file).name
    for column in table:
        if column not in COLUMNS:
            hint = advice(str(column), COLUMNS, "columns are")
            raise ConfigError(f"`{FIRMS}`: {name} has the column {shown(column)}; {hint} (records)")
    if "role" not in table:
        raise ConfigError(f"`{FIRMS}`: {name} has no column `role`, which says buyer or supplier (records)")
    rows: tuple[dict[int, Any], dict[int, Any]] = ({}, {})
    for row, cells in enumerate(table.to_dict("records"), 1):
        role = _text(cells["role"])
        if role not in SINGULAR:
            raise _wrong(row, "role", name, cells["role"], advice(role, SINGULAR, "allowed"))
        side = SINGULAR.index(role)
        slot = _slot(cells.get("slot", len(rows[side])), row, name, sizes[side])
        if slot in rows[side]:
            raise _wrong(row, "slot", name, slot, f"another row is {role} {slot}")
        numbers = [_or_drawn(cells.get(one), row, one, name, above) for one, above in zip(GIVEN, ABOVE)]
        rows[side][slot] = (numbers, _text(cells.get("strategy")), row)
    return tuple(_founders(rows[side], sizes[side], side, name) for side in (0, 1))  # type: ignore[return-value]


def _founders(rows: dict[int, Any], size: int, side: int, name: str) -> Founders:
    if not rows:
        return NOTHING[side]
    if len(rows) < size:
        role, field = SINGULAR[side], f"market.{ROLES[side]}"
        wrong = f"`{FIRMS}`: {name} has {len(rows)} {role}s, but `{field}` is {size}"
        raise ConfigError(f"{wrong}; set `{field}={len(rows)}`, or add the others (records)")
    ordered = [rows[slot] for slot in range(size)]
    strategies = tuple(one[1] for one in ordered)
    if any(strategies) and not all(strategies):
        row = next(one[2] for one in ordered if not one[1])
        raise _wrong(row, "strategy", name, "", "every firm of a role needs one, or none has")
    return Founders(np.array([one[0] for one in ordered]), strategies if all(strategies) else ())


def check_strategies(file: str, known: Any, sizes: tuple[int, int]) -> dict[str, dict[str, float]] | None:
    """The shares of strategies by role that a table seats; None where it seats nobody.

    `known(name)` says whether a strategy is known, and else advises. Raises ConfigError.
    """
    found = founders_in(file, sizes)
    if not any(one.strategies for one in found):
        return None
    shares: dict[str, dict[str, float]] = {}
    for role, singular, one in zip(ROLES, SINGULAR, found):
        if not one.strategies:
            wrong = f"`{FIRMS}`: {Path(file).name} gives strategies of one role alone"
            raise ConfigError(f"{wrong}; give {singular}s theirs too (records)")
        for slot, name in enumerate(one.strategies):
            hint = known(name)
            if hint:
                told = f"{singular} {slot}, column `strategy` of {Path(file).name}, is {shown(name)}"
                raise ConfigError(f"`{FIRMS}`: {told}, which is not a strategy; {hint} (records)")
        count = len(one.strategies)
        shares[role] = {name: one.strategies.count(name) / count for name in dict.fromkeys(one.strategies)}
    return shares


def table_of(file: str, field: str) -> pd.DataFrame:
    """A CSV or Parquet file as a table; cells of a CSV that are empty are missing.

    Raises:
        ConfigError: there is no such file, or it is no table.
    """
    path = Path(file)
    if path.suffix not in READERS:
        raise ConfigError(f"`{field}` is {shown(file)}, but must be a .csv or .parquet file (records)")
    if not path.is_file():
        wrong = f"`{field}` is {shown(file)}, but there is no such file"
        raise ConfigError(f"{wrong}{namesake(path)} (records)")
    try:
        return _read(path.read_bytes(), path.suffix)
    except Exception as error:  # readers have many
        raise ConfigError(f"`{field}` is {shown(file)}, which cannot be read: {error} (records)") from error


@functools.lru_cache(maxsize=32)
def _read(content: bytes, suffix: str) -> pd.DataFrame:
    return READERS[suffix](content)


def _csv(content: bytes) -> pd.DataFrame:
    import pandas as pd
    from pandas.errors import ParserWarning

    with warnings.catch_warnings():
        warnings.simplefilter("error", ParserWarning)  # rows longer than the header would lose their ends
        return pd.read_csv(
            BytesIO(content), float_precision="round_trip", skipinitialspace=True, index_col=False,
            comment="#", dtype={"strategy": str, "role": str},
        )  # fmt: skip


def _parquet(content: bytes) -> pd.DataFrame:
    import pandas as pd

    return pd.read_parquet(BytesIO(content))


READERS = {".csv": _csv, ".parquet": _parquet}


def _missing(cell: Any) -> bool:
    return cell is None or cell == "" or (isinstance(cell, float) and math.isnan(cell))


def _text(cell: Any) -> str:
    return "" if _missing(cell) else str(cell).strip()


def _or_drawn(cell: Any, row: int, column: str, name: str, above: float) -> float:
    return math.nan if _missing(cell) else _number(cell, row, column, name, above=above)


def _number(cell: Any, row: int, column: str, name: str, *, above: float) -> float:
    """A cell as a finite number above a bound."""
    try:
        number = float(cell)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number) or number <= above:
        least = "" if math.isinf(above) else f" above {above:g}"
        raise _wrong(row, column, name, cell, f"allowed: a number{least}")
    return number


def _slot(cell: Any, row: int, name: str, size: int) -> int:
    number = _number(cell, row, "slot", name, above=-1.0)
    if number != int(number) or number >= size:
        raise _wrong(row, "slot", name, cell, f"allowed: whole numbers from 0 to {size - 1}")
    return int(number)


def _wrong(row: int, column: str, name: str, cell: Any, hint: str) -> ConfigError:
    told = "empty" if _missing(cell) else shown(cell)
    return ConfigError(f"row {row}, column `{column}` of {name} is {told}; {hint} (records)")
