"""What the tables say: the finding in a sentence, and the sections of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments.replications.besedes_prusa_2006.tables import ESTIMATES
from experiments.replications.besedes_prusa_2006.worlds import BASE, POPULATIONS
from experiments.replications.claims import HEADINGS, WITHIN, fact_lines, markdown, spanned
from experiments.replications.command import Tables, rows_of
from sim.measures.wording import percent

CLAIMS = ("ended_1_year", "ended_5_years", "hazard_falls")


def fact_of(tables: Tables, key: str, world: str, estimate: str | None = None) -> Any:
    """The row of a fact in a world."""
    rows = rows_of(tables["facts"], key=key, world=world)
    return (rows if estimate is None else rows_of(rows, estimate=estimate)).iloc[0]


def hazard_falls(tables: Tables) -> list[str]:
    """The populations whose hazard falls with age for certain."""
    labels = POPULATIONS.values()
    return [label for label in labels if fact_of(tables, "hazard_falls", label).verdict == WITHIN]


def finding(tables: Tables) -> str:
    """How long relationships of the default world last against those of trade, and whether hazard falls."""
    label = POPULATIONS[BASE]
    first = fact_of(tables, "ended_1_year", label, ESTIMATES[0])
    fifth = fact_of(tables, "ended_5_years", label, ESTIMATES[0])
    falling = [one for one in POPULATIONS.values() if one in hazard_falls(tables)]
    if len(falling) == len(POPULATIONS):
        hazard = "hazard falls with age in every population"
    elif falling:
        hazard = f"hazard falls with age in {len(falling)} of {len(POPULATIONS)} populations"
    else:
        hazard = "hazard falls with age in no population"
    return (
        f"{percent(first.model)} of WIIFME's relationships end in a year and {percent(fifth.model)} in "
        f"five, of trade relationships {first.published} and {fifth.published}; {hazard}"
    )


def sections(tables: Tables) -> Mapping[str, str]:
    """The tables of the page and the sentence above them."""
    return {
        "finding": f"**Finding.** {finding(tables)}.",
        "facts": markdown(HEADINGS, fact_lines(tables["facts"])),
        "variations": variation_table(tables["variations"]),
        "spells": spell_sentence(tables["spells"]),
    }


def variation_table(varied: pd.DataFrame) -> str:
    """What worlds of WIIFME say that differ from the default in terms, form or partings."""
    headings = (
        "world (WIIFME firms)",
        "ended by 1 year",
        "ended by 5 years",
        "hazard, late less early",
        "within or not",
    )
    lines = []
    for row in varied.to_dict("records"):
        cells = [spanned(row[key], row[f"{key}_low"], row[f"{key}_high"], unit) for key, unit in
                 zip(CLAIMS, ("share", "share", "hazard"))]  # fmt: skip
        verdicts = [str(row[f"{key}_verdict"]) for key in CLAIMS]
        lines.append((str(row["label"]), *cells, ", ".join(verdicts)))
    return markdown(headings, lines)


def spell_sentence(spells: pd.DataFrame) -> str:
    """How many relationships were seen, in words."""
    seen = {str(row["arm"]): row for row in spells.to_dict("records")}
    parts = [f"{seen[name]['relationships']} ({label})" for name, label in POPULATIONS.items()]
    base = seen[BASE]
    return (
        f"Relationships seen in {base['replicates']} replicates: {', '.join(parts)}; "
        f"{percent(base['censored'] / base['relationships'])} of the first still lived when the run ended."
    )
