"""The published headline: its small tables and figures, and the finding in the README.

`python -m experiments.publish` plays `experiment=headline` at its defaults, copies what is small enough to
keep, and writes the computed sentence into README.md.
"""

from __future__ import annotations

import json
import sys

from experiments import store
from experiments.publishing import PUBLISHED, ROOT, block_in, copied, played, publishing

KEPT = PUBLISHED / "headline"
README = ROOT / "README.md"
TABLES = ("headline", "map", "hazards")


def with_finding(text: str, finding: str, reference: str) -> str:
    """The README with the finding of the published run in its place."""
    return block_in(text, "finding", f"**The published finding.** {finding} *({reference})*")


def work() -> None:
    """Play or find the headline study, publish it, tell the README."""
    source = played("experiment=headline")
    copied(source, KEPT, TABLES)
    finding = store.stored_finding(source)
    told = json.loads((source / store.MANIFEST).read_text("utf-8"))
    reference = f"{told['replicates']} replicates · seed {told['seed']} · {source.name}"
    README.write_text(with_finding(README.read_text("utf-8"), finding, reference), "utf-8")
    print(KEPT.relative_to(ROOT))


if __name__ == "__main__":
    sys.exit(publishing("experiments.publish", "Play the headline study and publish it.", work))
