"""`python -m sim.ensemble.shipping`: the code of the months as it travels, after an edit of the rules."""

from __future__ import annotations

import sys

from sim import machine
from sim.ensemble.kernel import play
from sim.jit import kernel_hash


def main() -> int:
    """Write the file that `sim.entering` looks for."""
    machine.ship(play.lowered(), play.shipped(), kernel_hash())
    return 0


if __name__ == "__main__":
    sys.exit(main())
