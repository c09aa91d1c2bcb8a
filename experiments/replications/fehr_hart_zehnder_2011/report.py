"""What the tables say: the finding in a sentence, and the sections of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments.replications.claims import HEADINGS, fact_lines, lines_of, markdown, records, spanned
from experiments.replications.command import Tables, rows_of
from experiments.replications.fehr_hart_zehnder_2011.laboratory import FLEXIBLE, HERE, LABELS, RIGID
from sim.measures.wording import number, percent

NOWHERE = "nowhere from 0 to 1"


def arm_of(tables: Tables, arm: str) -> Any:
    """The row of an arm."""
    return rows_of(tables["arms"], arm=arm).iloc[0]


def match_of(tables: Tables, parameter: str) -> Any:
    """The row of a matched parameter; none where it was not sought."""
    found = rows_of(tables["matches"], parameter=parameter)
    return found.iloc[0] if len(found) else None


def finding(tables: Tables) -> str:
    """Whether the model has the experiment's order and its numbers, and what would give them."""
    rigid, flexible = arm_of(tables, RIGID), arm_of(tables, FLEXIBLE)
    gap = rows_of(tables["facts"], key="low_quality_gap").iloc[0]
    order = {"within": "in the order of the experiment", "not": "against the order of the experiment"}.get(
        gap.verdict, "for which the experiment's order is not certain"
    )
    theta = match_of(tables, "θ")
    needed = (
        f"would need θ = {number(theta.value, 2)} in place of {theta.default:g}"
        if np.isfinite(theta.value)
        else f"are met by θ {NOWHERE}"
    )
    return (
        f"{percent(flexible.low_quality, 1)} of deliveries are of low quality under flexible contracts and "
        f"{percent(rigid.low_quality, 1)} under rigid ones, {order}; "
        f"its {percent(theta.target, 1)} {needed}"
    )


def sections(tables: Tables) -> Mapping[str, str]:
    """The tables of the page and the sentence above them."""
    return {
        "finding": f"**Finding.** {finding(tables)}.",
        "facts": markdown(HEADINGS, fact_lines(tables["facts"])),
        "design": design_table(),
        "arms": arm_table(tables["arms"]),
        "matches": match_table(tables["matches"]),
        "sensitivity": sensitivity_table(tables["sensitivity"]),
    }


def design_table() -> str:
    """The design of the experiment, what stands for it, and how far it was checked."""
    lines = []
    for row in records(HERE / "design.yaml"):
        status = f"{row['status']}: {row['where']}" if row["where"] else str(row["status"])
        lines.append((str(row["experiment"]), str(row["ours"]), status))
    return markdown(("the experiment", "here", "status"), lines)


def arm_table(arms: pd.DataFrame) -> str:
    """What came of each contract."""
    headings = (
        "contract", "deals", "low quality", "broken promises", "traded", "price",
        "joint payoff a deal", "before the process", "buyer", "supplier",
    )  # fmt: skip
    lines = [
        (
            LABELS[row.arm],
            f"{row.deals}",
            spanned(row.low_quality, row.low_quality_low, row.low_quality_high),
            percent(row.broken, 1),
            percent(row.trade, 1),
            number(row.price, 3),
            spanned(row.joint, row.joint_low, row.joint_high, "money"),
            number(row.joint_before_process, 3),
            number(row.buyer, 3),
            number(row.supplier, 3),
        )
        for row in lines_of(arms)
    ]
    return markdown(headings, lines)


def match_table(matches: pd.DataFrame) -> str:
    """The parameters that would give the published shares."""
    lines = [
        (
            row.parameter,
            LABELS[row.arm],
            percent(row.target, 1),
            theta_told(row, 3),
            f"{row.default:g}",
        )
        for row in lines_of(matches)
    ]
    headings = (
        "parameter",
        "contract",
        "low quality as published",
        "met at (95 % interval)",
        "the world's own",
    )
    return markdown(headings, lines)


def theta_told(row: Any, decimals: int = 3) -> str:
    """A matched parameter with its interval."""
    if not np.isfinite(row.value):
        return NOWHERE
    high = number(row.high, decimals) if np.isfinite(row.high) else "beyond the grid"
    return f"{number(row.value, decimals)} ({number(row.low, decimals)} to {high})"


def sensitivity_table(varied: pd.DataFrame) -> str:
    """What hangs on the mapping."""
    lines = [
        (
            row.varied,
            spanned(row.rigid, row.rigid_low, row.rigid_high),
            spanned(row.flexible, row.flexible_low, row.flexible_high),
            theta_told(row),
        )
        for row in lines_of(varied)
    ]
    headings = (
        "mapped otherwise",
        "low quality, rigid",
        "low quality, flexible",
        "θ that gives the published share",
    )
    return markdown(headings, lines)
