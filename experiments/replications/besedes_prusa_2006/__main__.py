"""`python -m experiments.replications.besedes_prusa_2006`: play it, write it, show it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from experiments.replications.besedes_prusa_2006 import __doc__ as about
from experiments.replications.besedes_prusa_2006.report import finding, sections
from experiments.replications.besedes_prusa_2006.tables import tables_played
from experiments.replications.besedes_prusa_2006.worlds import POPULATIONS
from experiments.replications.command import Replication, Tables, main

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.plots.sheets import Sheet


def figure(tables: Tables, caption: str, sheet: Sheet) -> Figure:
    """The figure: survival, hazard by age, and what varied worlds say."""
    from sim.plots.replications import besedes_prusa_figure

    return besedes_prusa_figure(tables, POPULATIONS, finding(tables), caption, sheet)


REPLICATION = Replication("besedes_prusa_2006", about or "", 200, tables_played, finding, figure, sections)

if __name__ == "__main__":
    sys.exit(main(REPLICATION))
