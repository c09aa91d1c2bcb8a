"""Suppliers that do not forget: a memory that the model does not have."""

from __future__ import annotations

import math
from typing import Any

import sim


class Grudger(sim.Supplier):
    """Counts, buyer by buyer, the months that opened on a promise seen broken, and has enough of some."""

    patience = 2
    """After so many such months it keeps no promise to that buyer any more, and takes it back no more."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.broken: dict[sim.Buyer, int] = {}

    def bears_a_grudge(self, buyer: sim.Buyer) -> bool:
        """Whether it has enough of this buyer."""
        return self.broken.get(buyer, 0) >= self.patience

    def keeps(self, moment: Any) -> bool:
        """As its strategy says, but for a grudge."""
        if moment.bond.supplier.seen == 0.0:
            self.broken[moment.partner] = self.broken.get(moment.partner, 0) + 1
        return not self.bears_a_grudge(moment.partner) and super().keeps(moment)

    def rank_of(self, offer: Any) -> float:
        """As its strategy ranks buyers; nan: it would not have this one."""
        return math.nan if self.bears_a_grudge(offer.partner) else super().rank_of(offer)
