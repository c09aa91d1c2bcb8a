"""The published headline: its small tables and figures, and the finding in the README.

`python -m experiments.publish` plays `experiment=headline` at its defaults, copies what is small enough to
keep, and writes the computed sentence into README.md.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from experiments import store
from experiments.run import main as play

ROOT = Path(__file__).resolve().parent.parent
PUBLISHED = ROOT / "results" / "published" / "headline"
README = ROOT / "README.md"
BLOCK = re.compile(r"<!-- finding -->.*?<!-- /finding -->", re.DOTALL)
KEPT = ("headline.parquet", "map.parquet")


def newest(folder: Path) -> Path:
    """The results written last."""
    complete = [one for one in folder.iterdir() if store.is_stored(one)]
    return max(complete, key=lambda one: (one / store.MANIFEST).stat().st_mtime)


def published(source: Path, target: Path) -> None:
    """Copy the manifest, the configuration, the small tables (as CSV) and the figures."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in (store.MANIFEST, "config.yaml"):
        shutil.copy(source / name, target / name)
    for name in KEPT:
        table = store.stored(source, name)
        table.to_csv(target / Path(name).with_suffix(".csv"), index=False, float_format="%.6g")
    for figure in sorted((source / "figures").glob("*.png")):
        shutil.copy(figure, target / figure.name)


def with_finding(text: str, finding: str, reference: str) -> str:
    """The README with the finding of the published run in its place."""
    block = f"<!-- finding -->\n**The published finding.** {finding} *({reference})*\n<!-- /finding -->"
    return BLOCK.sub(lambda _: block, text)


def main() -> None:
    """Play or find the headline study, publish it, tell the README."""
    play(["experiment=headline", f"results={ROOT / 'results'}", "again=true"])
    source = newest(ROOT / "results" / "headline")
    published(source, PUBLISHED)
    finding = store.stored_finding(source)
    told = json.loads((source / store.MANIFEST).read_text("utf-8"))
    reference = f"{told['replicates']} replicates · seed {told['seed']} · {source.name}"
    README.write_text(with_finding(README.read_text("utf-8"), finding, reference), "utf-8")
    print(PUBLISHED.relative_to(ROOT))


if __name__ == "__main__":
    main()
