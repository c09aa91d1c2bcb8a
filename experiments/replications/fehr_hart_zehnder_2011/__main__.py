"""`python -m experiments.replications.fehr_hart_zehnder_2011`: play it, write it, show it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from experiments.replications.command import Replication, Tables, main
from experiments.replications.fehr_hart_zehnder_2011 import __doc__ as about
from experiments.replications.fehr_hart_zehnder_2011.report import finding, sections
from experiments.replications.fehr_hart_zehnder_2011.tables import tables_played

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.plots.sheets import Sheet


def figure(tables: Tables, caption: str, sheet: Sheet) -> Figure:
    """The figure: shares by contract, and by the parameters that would give the published ones."""
    from sim.plots.replications import fehr_hart_zehnder_figure

    return fehr_hart_zehnder_figure(tables, finding(tables), caption, sheet)


REPLICATION = Replication(
    "fehr_hart_zehnder_2011", about or "", 200, tables_played, finding, figure, sections
)

if __name__ == "__main__":
    sys.exit(main(REPLICATION))
