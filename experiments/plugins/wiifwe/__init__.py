"""The command `wiifwe`, and in an installed package the home of what a user's own project may be called.

In a checkout `experiments` and `configs` stand at the top. Installed, they lie in this package, so that
neither name is taken from a user; the command finds them here, before any others.
"""

from __future__ import annotations

import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent


def main() -> int:
    """Play what the command line asks for; the exit code."""
    if (HOME / "experiments").is_dir():
        sys.path.insert(0, str(HOME))
    from experiments.run import main as run

    return run()
