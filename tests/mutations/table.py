"""The mutations: what is broken where, and which test must notice. Data in mutations.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from omegaconf import OmegaConf

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Mutation:
    """One deliberate mistake in a file, and the test that must fail for it."""

    limit: str
    """The limiting cases that it breaks, such as `L7`, or `-`."""
    file: str
    mistake: str
    """What is wrong now, in words."""
    old: str
    new: str
    test: str

    def applied(self, root: Path) -> None:
        """Make the mistake in a copy of the project. Raises ValueError unless the old text is there once."""
        path = root / self.file
        text = path.read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(f"{self.file} holds {text.count(self.old)} times: {self.old!r}")
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")


def mutations() -> tuple[Mutation, ...]:
    """All of them, in the order of the table."""
    rows = OmegaConf.to_container(OmegaConf.load(HERE / "mutations.yaml"))
    assert isinstance(rows, list)
    return tuple(Mutation(**row) for row in rows)  # type: ignore[arg-type]
