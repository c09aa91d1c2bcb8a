"""The same world as `sim.ensemble`, one object a firm: to read, watch, break and extend in Python.

    class Breaker(sim.Supplier):
        def keeps(self, moment):
            return False

    model = sim.Market(months=24, seed=1, supplier_class=Breaker)
    while model.running:
        model.step()

`Market` is a Mesa model, `Buyer` and `Supplier` are its agents; a `Relationship` is what binds two of them.
"""

from sim.agents.buyer import Buyer
from sim.agents.firm import Firm
from sim.agents.market import Market
from sim.agents.offers import Offer
from sim.agents.relationship import Dealt, Moment, Relationship
from sim.agents.supplier import Supplier

__all__ = ["Buyer", "Dealt", "Firm", "Market", "Moment", "Offer", "Relationship", "Supplier"]
