"""`study: sweep`: every arm at every point of a design, in parts that survive whatever stops them."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from experiments import store, terminal
from experiments.findings import STUDIES
from experiments.settings import Settings
from experiments.sweep.compact import Pair, compacted
from experiments.sweep.driving import parts_made
from experiments.sweep.engines import engine_of
from experiments.sweep.plan import plan_of
from experiments.sweep.reading import Analysis, Played
from sim.spelling import advice, complaint

if TYPE_CHECKING:
    from experiments.store import Study

PRINCIPAL = "result"
PLAIN = "plain"


def check(study: Study) -> None:
    """Refuse a design that cannot be, arms that are not there, a script that cannot read what is asked."""
    plan, pairs = plan_of(study), pairs_of(study)
    engine_of(study.settings.engine)
    demands = getattr(analysis_of(study.settings), "check", None)
    if demands is not None:
        demands(plan.design, plan.arms, pairs)


def play(study: Study, draft: Path, label: str) -> str:
    """Play what is missing, join the parts, hand them to the script; the finding in words."""
    plan = plan_of(study)
    parts_made(plan, study.settings)
    compacted(plan, pairs_of(study), draft)
    script = analysis_of(study.settings)
    played = Played(
        draft, plan.scenario, plan.arms, plan.design, plan.points, plan.replicates, plan.seed
    )  # fmt: skip
    tables = script.tables(played)
    store.write_tables(tables, draft, csv=study.settings.csv)
    caption = f"{len(plan.points):,} points · {study.settings.caption(label)}"
    script.draw(tables, played, draft / "figures", caption)
    finding = script.finding(tables, played)
    words = {
        "question": script.QUESTION, "finding": finding, "failures": script.failures(tables, played),
        "caption": caption, "tables": list(tables),
    }  # fmt: skip
    store.write_words(words, draft)
    return finding


def show(folder: Path, *, stored: bool) -> None:
    """Print the result, the finding and where all lies."""
    terminal.show_result(
        store.stored(folder, f"{PRINCIPAL}.parquet"), store.stored_finding(folder), folder, stored=stored
    )


def resolved(study: Study) -> Study:
    """The study with as many replicates as its precision asks for; the parts played on the way are kept."""
    from experiments.sweep.precision import replicates_for

    return replace(study, settings=replace(study.settings, replicates=replicates_for(study, pairs_of(study))))


def analysis_of(settings: Settings) -> Analysis:
    """The script that reads the sweep. Raises ConfigError where there is none of that name."""
    name = settings.sweep.analysis or PLAIN
    known = (PLAIN, *STUDIES)
    if name not in known:
        wrong = f"`sweep.analysis` is {name!r}, but there is no such script"
        raise complaint(f"{wrong}; {advice(name, known, 'there are')}", "configs", "sweep.analysis")
    return cast(Analysis, import_module(f"experiments.findings.{name}"))


def pairs_of(study: Study) -> list[Pair]:
    """Which arms are compared: treatment and baseline. Raises ConfigError for an arm that is not there."""
    names = [arm.name for arm in study.scenario.arms]
    asked = study.settings.sweep.compare
    if asked is None:
        return [(name, names[0]) for name in names[1:]]
    pairs = [pair_of(words, names) for words in asked]
    if len(set(pairs)) < len(pairs) or any(treatment == baseline for treatment, baseline in pairs):
        wrong = "`sweep.compare` compares `a - b`: a pair is two arms, and named once"
        raise complaint(wrong, "configs", "sweep.compare")
    return pairs


def pair_of(words: str, names: list[str]) -> Pair:
    """`treatment - baseline` taken apart."""
    treatment, found, baseline = (part.strip() for part in words.partition(" - "))
    if not found:
        raise complaint(
            f"`sweep.compare` holds {words!r}, but a pair is `treatment - baseline`", "configs", "sweep"
        )
    for name in (treatment, baseline):
        if name not in names:
            wrong = f"`sweep.compare` names {name!r}, but there is no such arm"
            raise complaint(f"{wrong}; {advice(name, names, 'arms are')}", "configs", "sweep.compare")
    return treatment, baseline
