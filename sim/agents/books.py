"""What a market counts, month by month, by role and strategy (§7, §8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.quantities import Bond, Deal, Form, Leakages, Lumps, Side, Terms
from sim.rules.trust import trust
from sim.worlds import ACCOUNTS

if TYPE_CHECKING:
    from sim.agents.firm import Firm

COLUMN = {name: place for place, name in enumerate(ACCOUNTS)}
RELATIONSHIP = 2
EVENT, CENSORED = 0, 1
LEAKAGES = slice(COLUMN[Leakages._fields[0]], COLUMN[Leakages._fields[-1]] + 1)
ROLES = ("buyer", "supplier")


class Books:
    """The accounts and life tables of one market.

    `accounts`: float64[2, strategies, months, columns], sums over the firms or relationships of a role and
    strategy; columns as in `sim.worlds.ACCOUNTS`. `lives`: int64[3, strategies, months + 1, 2], ends and
    censored lives by age, of buyers, suppliers, and relationships by their buyer's strategy.
    """

    def __init__(self, strategies: int, months: int) -> None:
        self.accounts: NDArray[np.float64] = np.zeros((2, strategies, months, len(ACCOUNTS)))
        self.lives: NDArray[np.int64] = np.zeros((3, strategies, months + 1, 2), np.int64)

    def add(self, firm: Firm, **amounts: float) -> None:
        """Book amounts for a firm this month, each in the column of its name."""
        row = self.accounts[firm.role, firm.strategy, firm.model.month]
        for name, amount in amounts.items():
            row[COLUMN[name]] += amount

    def deal(self, buyer: Firm, supplier: Firm, terms: Terms, bond: Bond, deal: Deal) -> None:
        """Book a relationship's month for both."""
        for firm, side, prior in (
            (buyer, bond.buyer, terms.prior_buyer),
            (supplier, bond.supplier, terms.prior_supplier),
        ):
            row = self.accounts[firm.role, firm.strategy, firm.model.month]
            row += entry(firm, side, prior, terms, deal)

    def failed_signing(self, buyer: Firm, supplier: Firm, lumps: Lumps) -> None:
        """Book what was spent on a relationship that did not come about."""
        spent = lumps.process_buyer + lumps.contracting_buyer
        self.add(
            buyer, idle_process=lumps.process_buyer, idle_search=lumps.contracting_buyer,
            payoff=-spent,
        )  # fmt: skip
        self.add(supplier, idle_process=lumps.process_supplier, payoff=-lumps.process_supplier)

    def spell(self, buyer: Firm, bond: Bond, outcome: int = EVENT) -> None:
        """A relationship is over, or still runs when the market closes."""
        self.lives[RELATIONSHIP, buyer.strategy, int(bond.age), outcome] += 1

    def life(self, firm: Firm, lived: int, outcome: int = EVENT) -> None:
        """A firm is bankrupt, or still lives when the market closes."""
        self.lives[firm.role, firm.strategy, lived, outcome] += 1

    def total(self, column: str, month: int, role: int | None = None) -> float:
        """A column summed over strategies, of one role or of both."""
        both = self.accounts[:, :, month, COLUMN[column]].sum(axis=1)
        return float(both.sum() if role is None else both[role])


def entry(firm: Firm, side: Side, prior: float, terms: Terms, deal: Deal) -> NDArray[np.float64]:
    """What a relationship's month adds to the accounts of one side's role and strategy."""
    name = ROLES[firm.role]
    own: dict[str, Any] = {
        "relationships": 1.0,
        "trades": deal.trades,
        "payoff": getattr(deal, f"payoff_{name}"),
        "first_best": deal.first_best,
        "joint": deal.payoff_buyer + deal.payoff_supplier,
        "noise": getattr(deal, f"noise_{name}"),
        "promises_held": deal.held,
        "promises_kept": getattr(deal, f"kept_{name}"),
        "change_orders": deal.ordered,
        "renegotiations": deal.renegotiated,
        "haggled": deal.haggled,
        "shading_own": getattr(deal, f"shading_{name}"),
        "trust": trust(prior, firm.model.world.trust_strength, side.good, side.bad),
        "grievance": side.grievance,
        Form(int(terms.form)).name.lower(): 1.0,
        "material": deal.material,
        "silenced": deal.silenced,
        "lies_found": getattr(deal, f"lies_{name}"),
        "monitored": getattr(deal.control, f"monitored_{name}"),
    }
    row = np.zeros(len(ACCOUNTS))
    for column, amount in own.items():
        row[COLUMN[column]] = amount
    row[LEAKAGES] = deal.leakages
    return row
