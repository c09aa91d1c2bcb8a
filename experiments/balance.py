"""Is WIIFME a straw man, and does each posture win somewhere? Writes the table of decision 0018.

`python -m experiments.balance` plays WIIFME rigid against WIIFWE on the same luck over volatility and
horizon. The seed and the number of replicates were fixed before looking.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

import sim
from sim.measures.inference import paired_difference

SEED, REPLICATES = 1, 100
VOLATILITY = (0.0, 0.05, 0.10, 0.15, 0.20, 0.30)
HORIZONS = (12, 36, 60, 120)
DECISIONS = Path(__file__).resolve().parent.parent / "docs" / "decisions"
RECORD = DECISIONS / "0018-who-wins-where.md"


def world(scenario: sim.Scenario, volatility: float, months: int) -> sim.Scenario:
    """The default world at another volatility and horizon; a calm world has no jumps either."""
    return replace(
        scenario,
        market=replace(scenario.market, months=months),
        shocks=replace(
            scenario.shocks,
            misfit_sd=volatility,
            jump_chance=scenario.shocks.jump_chance if volatility > 0 else 0.0,
        ),
    )


def balance() -> pd.DataFrame:
    """WIIFME's conduct, and the paired difference WIIFWE − WIIFME, by volatility and horizon."""
    scenario = sim.load("headline")
    rows: list[dict[str, float | str]] = []
    for volatility in VOLATILITY:
        for months in HORIZONS:
            result = sim.run_ensemble(
                world(scenario, volatility, months),
                replicates=REPLICATES,
                seed=SEED,
                arms=("wiifme_rigid", "wiifwe"),
            )
            table = result.replicates
            own = table[table["arm"] == "wiifme_rigid"]
            row: dict[str, float | str] = {
                "σ_x": f"{volatility:.2f}",
                "months": str(months),
                "WIIFME fills": f"{own['fill'].mean():.0%}",
                "WIIFME keeps": f"{own['kept_share'].mean():.0%}",
                "WIIFME trades": f"{own['trade_share'].mean():.0%}",
            }
            for party in ("joint", "buyer", "supplier"):
                told = paired_difference(table, f"{party}_slot", "wiifwe", "wiifme_rigid")
                row[party] = f"{told.mean:+.4f} ({told.low:+.4f} to {told.high:+.4f})"
                if party == "joint":
                    row["wins"] = "WIIFWE" if told.low > 0 else "WIIFME" if told.high < 0 else "neither"
            rows.append(row)
    return pd.DataFrame(rows)


def share(table: pd.DataFrame, column: str) -> str:
    """The range of a column of percentages."""
    values = sorted(int(str(cell).rstrip("%")) for cell in table[column])
    return f"{values[0]} to {values[-1]} %"


def markdown(table: pd.DataFrame) -> str:
    """The decision record, with the table in it."""
    lines = ["| " + " | ".join(table.columns) + " |", "|" + "---|" * len(table.columns)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in table.itertuples(index=False)]
    wins = table["wins"].value_counts()
    told = ", ".join(f"{name} in {count}" for name, count in wins.items())
    both = {"WIIFME", "WIIFWE"} <= set(wins.index)
    title = "Both postures win somewhere" if both else "One posture wins nowhere"
    return f"""# 0018 {title}

**Question.** At the defaults, is WIIFME a straw man? And is there anywhere a world in which it wins?

**Answer.** In the {len(table)} worlds below WIIFME's pairs keep {share(table, "WIIFME keeps")} of their
promises and trade in {share(table, "WIIFME trades")} of their months; {share(table, "WIIFME fills")} of
its buyers' slots are in a relationship (first talks often fail, since both sides bargain hard). Joint payoff
per buyer slot and month is greater with: {told}.

Difference WIIFWE − WIIFME rigid, on the same luck, with paired 95 % intervals; {REPLICATES} replicates, seed
{SEED}, everything else at the defaults of `sim/parameters.py`. Written by `python -m experiments.balance`.

{chr(10).join(lines)}

**Alternatives.** Cheaper switching or better detection would make WIIFME keep fewer or more promises;
studies sweep both. The defaults stay those of the specification.
"""


def main() -> None:
    """Play, and write the record."""
    RECORD.write_text(markdown(balance()), encoding="utf-8")
    print(RECORD)


if __name__ == "__main__":
    main()
