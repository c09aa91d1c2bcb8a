"""What a firm remembers of former partners (E14)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from sim.quantities import Experience

if TYPE_CHECKING:
    from sim.agents.firm import Firm


class Recollection(NamedTuple):
    """What a firm knew of a partner when they parted."""

    partner: Firm
    known: Experience
    month: int  # from which it fades


class Memory:
    """A firm's recollections, the oldest first: one a slot, of the last `room` partners (None: of all).

    A recollection of a firm that has since left its slot still takes its place, and counts for nothing.
    """

    def __init__(self, room: int | None) -> None:
        self.room = room
        self._of_slot: dict[int, Recollection] = {}

    def __iter__(self) -> Iterator[Recollection]:
        return iter(self._of_slot.values())

    def __len__(self) -> int:
        return len(self._of_slot)

    def fade_away(self) -> None:
        """Nothing is remembered any more."""
        self._of_slot.clear()

    def of(self, partner: Firm) -> Recollection | None:
        """What is remembered of this very firm."""
        found = self._of_slot.get(partner.slot)
        return found if found is not None and found.partner is partner else None

    def keep(self, partner: Firm, known: Experience, month: int) -> None:
        """Write down what is known of a partner; the oldest recollection makes room."""
        self._of_slot.pop(partner.slot, None)
        if self.room is not None and len(self._of_slot) >= self.room:
            del self._of_slot[next(iter(self._of_slot))]
        self._of_slot[partner.slot] = Recollection(partner, known, month)
