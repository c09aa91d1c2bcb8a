"""A market in which some suppliers bear grudges."""

from __future__ import annotations

from functools import partial
from typing import Any

from agents import Grudger

import sim


def supplier(market: sim.Market, slot: int, *rest: Any, grudgers: int, patience: int) -> sim.Supplier:
    """Who takes a supplier's slot: in the first ones a firm that bears grudges."""
    if slot >= grudgers:
        return sim.Supplier(market, slot, *rest)
    firm = Grudger(market, slot, *rest)
    firm.patience = patience
    return firm


def grudges(model: sim.Market) -> int:
    """How many grudges the living bear."""
    return sum(
        firm.bears_a_grudge(buyer)
        for firm in model.suppliers
        if firm.alive and isinstance(firm, Grudger)
        for buyer in firm.broken
    )


class GrudgeMarket(sim.Market):
    """The default world of `sim.Market`, where `grudgers` of the suppliers' slots bear grudges."""

    def __init__(self, *, grudgers: int = 10, patience: int = 2, **kwargs: Any) -> None:
        super().__init__(
            supplier_class=partial(supplier, grudgers=grudgers, patience=patience),
            model_reporters={"grudges": grudges}, **kwargs,
        )  # fmt: skip
