"""Leave a sample of Cosmic Ray's mutants to be played, and tell how it ended.

`python -m tests.mutations.drawn SESSION --size 300` skips all but so many, drawn with a seed that was fixed
before anybody looked; `--told` prints counts, the share killed and its 95 % interval by Wilson.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import Any

import numpy as np
from cosmic_ray.tools.filters.filter_app import FilterApp  # pyright: ignore[reportMissingImports]
from cosmic_ray.work_db import WorkDB  # pyright: ignore[reportMissingImports]
from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkResult  # pyright: ignore[reportMissingImports]
from scipy.stats import binomtest

SEED = 1


def place(item: Any) -> tuple[Any, ...]:
    """Where and how a mutant differs: its order does not depend on the tool's random identifiers."""
    (one,) = item.mutations
    return str(one.module_path), one.operator_name, str(one.operator_args), one.occurrence


class Drawn(FilterApp):
    """A filter of Cosmic Ray."""

    def description(self) -> str:
        return str(__doc__)

    def add_args(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", type=int, default=300, help="how many mutants are left")
        parser.add_argument(
            "--after", type=int, default=0, help="how many of the drawn are passed over before"
        )
        parser.add_argument("--told", action="store_true", help="tell how it ended, and change nothing")

    def filter(self, work_db: WorkDB, args: Namespace) -> None:
        if args.told:
            self.told(work_db)
            return
        pending = sorted(work_db.pending_work_items, key=place)
        chosen = np.random.default_rng(SEED).permutation(len(pending))[args.after :][: args.size]
        kept = {pending[number].job_id for number in chosen}
        left_out = WorkResult(output="not drawn", worker_outcome=WorkerOutcome.SKIPPED)
        work_db.set_multiple_results([one.job_id for one in pending if one.job_id not in kept], left_out)
        print(f"{len(kept)} of {len(pending)} mutants are drawn")

    def told(self, work_db: WorkDB) -> None:
        """Print the score."""
        outcomes = [one.test_outcome for _, one in work_db.completed_work_items if one.test_outcome]
        killed = outcomes.count(TestOutcome.KILLED)  # one that could not be played is not killed
        low, high = binomtest(killed, len(outcomes)).proportion_ci(0.95, "wilson")
        share = killed / len(outcomes)
        print(f"{killed} of {len(outcomes)} mutants killed: {share:.1%} (95 %: {low:.1%} to {high:.1%})")


if __name__ == "__main__":
    sys.exit(Drawn().main())
