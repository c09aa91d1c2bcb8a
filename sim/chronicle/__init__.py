"""The story of one relationship, one readable line a month, told from a table of events.

    scenario = sim.load("world", ["population=wiifwe"])
    result = sim.run_ensemble(scenario, replicates=1, seed=1)
    print(*chronicle(result.events("world", 0), buyer=0, scenario=scenario), sep="\\n")

Money: 1 is the reference price of one month's delivery. x is how far the work needed has drifted from the
work specified. Nothing is told that the table does not settle. With the scenario that was played it settles
more: trust, what was seen and made good, what was invested (`reading.py`).
"""

from sim.chronicle.reading import Row, implied, spells
from sim.chronicle.telling import chronicle, closing

__all__ = ["Row", "chronicle", "closing", "implied", "spells"]
