"""What each page says of its story: a sentence, what to notice, and the words to look up.

Every number is computed from the story's months or from the parameters of its world.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from experiments.chronicles import notices_of_money as money
from experiments.chronicles import notices_of_trust as trust
from experiments.chronicles.choice import Choice


class Notices(NamedTuple):
    """A page's own words."""

    title: str
    sentence: Callable[[Choice], str]
    notices: Callable[[Choice], list[str]]
    words: tuple[str, ...]
    remark: Callable[[Choice], str] = lambda _: ""  # on how it was chosen


PAGES = {
    "flourishing": Notices(
        "A relationship that flourishes", trust.flourishing_sentence, trust.flourishing,
        ("governance", "review, strategic", "grievance", "shading", "first best", "leakage"),
    ),
    "change_orders": Notices(
        "In change-order hell", money.change_orders_sentence, money.change_orders,
        ("change order", "misfit", "outlay", "haggling", "claim", "renegotiation"),
    ),
    "opportunist": Notices(
        "An opportunist is found out", trust.opportunist_sentence, trust.opportunist,
        ("screening", "guard", "trust", "temptation", "review, strategic"), trust.opportunist_remark,
    ),
    "repaired": Notices(
        "A promise broken and repaired", trust.repaired_sentence, trust.repaired,
        ("slip", "remedy", "trust", "grievance", "review, strategic"),
    ),
    "hold_up": Notices(
        "A hold-up", money.hold_up_sentence, money.hold_up,
        ("holdup", "specific investment", "power", "delay", "term"),
    ),
    "bankruptcy": Notices(
        "A bankruptcy", money.bankruptcy_sentence, money.bankruptcy,
        ("surplus", "conduct", "quasi-rent", "outside option", "generation"),
    ),
}  # fmt: skip
"""By the name of the story."""
