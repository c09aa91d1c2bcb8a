"""What did an edit change? `python -m experiments.what_changed REV`: this working tree against a revision.

Both trees play the same worlds on the same luck, each with its own code and its own configuration, in a
process of its own; the revision is checked out beside, and removed afterwards. Told are the paired
differences of the primary outcomes, now less then, arm by arm, and of each chronicle the first line that is
another.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from experiments.commands import refusal_of, stoppable
from experiments.publish import ROOT, STOPPED, WRONG
from experiments.terminal import console, plain_table
from sim.measures.inference import mean_interval
from sim.measures.labelled import MAIN
from sim.measures.wording import spanned
from sim.spelling import ConfigError, listing

PLAYED = """
import sys
import sim
experiment, replicates, seed, target, *wishes = sys.argv[1:]
result = sim.run_ensemble(sim.load(experiment, wishes), replicates=int(replicates), seed=int(seed))
result.replicates.astype({"arm": str, "status": str}).to_parquet(target)
"""
"""What each tree plays; of its code it asks no more than the first public names."""
STORIES = ("experiment=chronicles", "figures=none")
SAME = "Nothing changed: every world and every chronicle is the same."
MOVED = "{moved} of {played} arms moved. On the same luck, per slot and month, with 95 % intervals:"
OTHERS = "Other outcomes in which a world differs: {names}."
NONE_MOVED = "No world changed: {played} arms are the same to the last bit."
ONLY = "Only {where}: {arms}."
STORY = "{name}, line {line}:\n  before: {before}\n  now:    {now}"
ENDED = "(it ends here)"


class Line(NamedTuple):
    """The first line in which a chronicle is another than it was; its number counts from 1."""

    name: str
    line: int
    before: str
    now: str


def main(argv: Sequence[str] | None = None) -> int:
    """Tell what changed; the exit code."""
    try:
        with stoppable():
            tell(asked(argv))
    except ConfigError as error:
        print(error, file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        print("stopped; nothing is kept", file=sys.stderr)
        return STOPPED
    return 0


def asked(argv: Sequence[str] | None) -> argparse.Namespace:
    """The command line. Raises ConfigError for one that is wrong."""
    parser = argparse.ArgumentParser(
        "python -m experiments.what_changed",
        description="This working tree against a revision, on the same luck.",
    )
    parser.add_argument("revision", help="a commit, branch or tag of git")
    parser.add_argument("overrides", nargs="*", help="as wiifwe takes them, such as trust.prior=0.3")
    parser.add_argument("--experiment", default="headline", help="whose arms are played (default: headline)")
    parser.add_argument("--replicates", type=int, default=40, help="worlds of each arm (default: 40)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-chronicles", action="store_true", help="worlds alone: sooner")
    refusal_of(parser)
    return parser.parse_args(argv)


def tell(wanted: argparse.Namespace) -> None:
    """Play both trees, and say what is another."""
    with tempfile.TemporaryDirectory() as made, checked_out(wanted.revision, Path(made) / "tree") as tree:
        trees = {"before": tree, "now": ROOT}
        target = Path(made) / "worlds.parquet"
        worlds = {name: worlds_of(place, wanted, target) for name, place in trees.items()}
        stories = {}
        if not wanted.no_chronicles:
            stories = {name: stories_of(place, Path(made) / name) for name, place in trees.items()}
    out = console()
    for part in said(worlds["before"], worlds["now"], stories.get("before", {}), stories.get("now", {})):
        out.print(plain_table(part, len(part)) if isinstance(part, pd.DataFrame) else part, markup=False)


@contextmanager
def checked_out(revision: str, place: Path) -> Iterator[Path]:
    """The files of a revision, beside. Raises ConfigError where git knows none of that name."""
    known = git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if known.returncode:
        raise ConfigError(
            f"`{revision[:60]}` is no revision of {ROOT.name}; `git log --oneline` shows them (command line)"
        )
    made = git("worktree", "add", "--detach", str(place), known.stdout.strip())
    if made.returncode:
        said = made.stderr.strip().splitlines() or ["it says nothing"]
        raise ConfigError(f"git cannot lay out `{revision[:60]}`: {said[-1][:200]} (command line)")
    try:
        yield place
    finally:
        git("worktree", "remove", "--force", str(place))


def git(*words: str) -> subprocess.CompletedProcess[str]:
    """A command of git in this project."""
    try:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise ConfigError("`git` is not installed, and revisions are its own (command line)") from error


def worlds_of(tree: Path, wanted: argparse.Namespace, target: Path) -> pd.DataFrame:
    """A row for each arm and replicate, as that tree plays them."""
    numbers = (str(wanted.replicates), str(wanted.seed))
    python(tree, "-c", PLAYED, wanted.experiment, *numbers, str(target), *wanted.overrides)
    return pd.read_parquet(target)


def stories_of(tree: Path, target: Path) -> dict[str, list[str]]:
    """Chronicle → its lines, as that tree tells them."""
    python(tree, "-m", "experiments.run", *STORIES, f"results={target}")
    texts = sorted(target.glob("*/*/pages/*.txt"))
    return {path.stem: path.read_text("utf-8").splitlines() for path in texts}


def python(tree: Path, *words: str) -> None:
    """Let a tree's own code do something. Raises ConfigError, with its last line, where it cannot."""
    print(f"playing {tree.name} …", file=sys.stderr, flush=True)
    # Files are named from where the user stands; -P, or what lies there would be imported first.
    done = subprocess.run(
        [sys.executable, "-P", *words], env=surroundings(tree), capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["it says nothing"]
        raise ConfigError(f"{tree.name} cannot play this: {lines[-1][:200]}")


def surroundings(tree: Path) -> dict[str, str]:
    """The environment in which a tree's own modules come first."""
    return {**os.environ, "PYTHONPATH": str(tree)}


def said(
    before: pd.DataFrame, now: pd.DataFrame, stories_before: Mapping[str, list[str]],
    stories_now: Mapping[str, list[str]],
) -> Iterator[str | pd.DataFrame]:  # fmt: skip
    """The answer, the arms that moved, what only one of the two has, the first lines that differ."""
    arms = {name: list(dict.fromkeys(table["arm"])) for name, table in (("before", before), ("now", now))}
    both = [arm for arm in arms["now"] if arm in arms["before"]]
    rows = list(moved(before, now, both))
    lines = list(first_lines(stories_before, stories_now))
    alone = {
        "before": [arm for arm in arms["before"] if arm not in both],
        "now": [arm for arm in arms["now"] if arm not in both],
    }
    if not (rows or lines or any(alone.values())):
        yield SAME
        return
    table = pd.DataFrame(rows)
    count = table["arm"].nunique() if rows else 0
    yield (MOVED if rows else NONE_MOVED).format(moved=count, played=len(both))
    if rows:
        primary = table["outcome"].isin(MAIN)
        if primary.any():
            yield table[primary]
        others = list(dict.fromkeys(table["outcome"][~primary]))
        if others:
            yield OTHERS.format(names=listing(others))
    for where, names in alone.items():
        if names:
            yield ONLY.format(where=where, arms=", ".join(names))
    for line in lines:
        yield STORY.format(**line._asdict())


def moved(before: pd.DataFrame, now: pd.DataFrame, arms: Sequence[str]) -> Iterator[dict[str, Any]]:
    """A row for each arm and outcome that both know of which a world is another, or ends otherwise."""
    keys = ["arm", "replicate"]
    known = [name for name in before if name in now and pd.api.types.is_numeric_dtype(now[name])]
    pairs = before.merge(now, on=keys, suffixes=("_before", "_now"))
    for arm in arms:
        own = pairs[pairs["arm"] == arm]
        for outcome in [name for name in known if name not in keys]:
            one, other = (own[f"{outcome}_{when}"].to_numpy(float) for when in ("before", "now"))
            if not np.array_equal(one, other, equal_nan=True):
                differing = int((~((one == other) | (np.isnan(one) & np.isnan(other)))).sum())
                found = spanned(mean_interval(other - one), least=4)
                yield {"arm": arm, "outcome": outcome, "now less before": found, "worlds": differing}


def first_lines(before: Mapping[str, list[str]], now: Mapping[str, list[str]]) -> Iterator[Line]:
    """Of each chronicle that is told otherwise the first line that is another."""
    for name in sorted({*before, *now}):
        both = zip_longest(before.get(name, []), now.get(name, []), fillvalue=ENDED)
        found = ((place, one, other) for place, (one, other) in enumerate(both, start=1) if one != other)
        for place, one, other in found:
            yield Line(name, place, one, other)
            break


if __name__ == "__main__":
    sys.exit(main())
