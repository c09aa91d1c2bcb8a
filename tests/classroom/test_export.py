"""What a teacher takes along is the whole game: played again by Mesa, firm by firm, it pays the same."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from experiments.classroom.export import written
from experiments.classroom.messages import Join
from experiments.classroom.seating import OVER
from sim.agents import Dealt, Market
from sim.config import scenario_from
from sim.decision import Decision
from tests.classroom.made import MONTHS, Time, again, answers, close, joined, plan, room, start
from tests.twins.deciding import DecidedBuyer, DecidedMarket, DecidedSupplier

FORMULA = "=HYPERLINK(1)"


class Replayed(DecidedMarket):
    """A market that is told what to decide, and writes nothing down."""

    def settle(self, dealt: Dealt) -> None:
        Market.settle(self, dealt)

    def step(self) -> None:
        Market.step(self)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def replayed(folder: Path) -> list[tuple[str, ...]]:
    """Payoffs of a market of Mesa's that is told what the tables tell, as they stand in the table."""
    facts = {row["fact"]: row["value"] for row in rows(folder / "room.csv")}
    market = Replayed(
        scenario_from(json.loads(facts["scenario"])),
        seed=int(facts["seed"]), replicate=int(facts["replicate"]),
        buyer_class=DecidedBuyer, supplier_class=DecidedSupplier,
    )  # fmt: skip
    market.decisions = tuple(
        Decision(
            row["role"],
            int(row["slot"]),
            row["decision"],
            row["answer"] == "yes",
            None,
            int(row["month"]) - 1,
        )
        for row in rows(folder / "decisions.csv")
    )
    found = []
    for month in range(int(facts["months_played"])):
        before = {firm for slots in market.slots for firm in slots if firm.alive}
        market.step()
        for role, slots, values in zip(("buyer", "supplier"), market.slots, market.values):
            found += [
                (
                    str(month + 1),
                    role,
                    str(firm.slot),
                    repr(firm.payoff if firm in before else 0.0),
                    repr(value),
                    repr(firm.cash),
                )
                for firm, value in zip(slots, values)
            ]
    return found


@pytest.mark.parametrize("contract", ["rigid", "flexible", "relational"])
def test_the_tables_played_again_pay_the_same_to_the_last_bit(
    tmp_path: Path, contract: str, seed: int
) -> None:
    luck = np.random.default_rng(seed)
    poor = ("money.cash=0.2", "money.credit=0", "money.entry_delay=2")  # so that some fail
    made = room(tmp_path, Time(), plan(contract, MONTHS, seed, poor))
    found = [player for player, _ in joined(made, 7)]
    start(made)
    while made.phase != OVER:
        for player in found:
            player.here = bool(luck.random() < 0.6)
            if player.here and luck.random() < 0.8:
                given = {name: bool(luck.random() < 0.5) for name in answers(player)}
                made.decided(player, made.month, given)
        close(made)
    written(made, tmp_path / "out", names=False)
    told = [
        (row["month"], row["role"], row["slot"], row["payoff"], row["value"], row["cash"])
        for row in rows(tmp_path / "out" / "payoffs.csv")
    ]
    assert told == replayed(tmp_path / "out")
    assert len(told) == MONTHS * 18
    assert len({row[3] for row in told}) > MONTHS * 7
    assert made.play is not None
    assert any(not firm.alive for month in made.play.months for firm in month.firms.values())


def test_the_tables_tell_who_gave_what_and_whether_it_came_up(tmp_path: Path) -> None:
    made = room(tmp_path, Time())
    (one, _), (other, _) = joined(made, 1)[0], made.joined(Join(made.code, FORMULA, None, None))
    other.here = False
    start(made)
    made.decided(one, 0, answers(one, keep=True))
    for _ in range(2):
        close(made)
    assert made.play is not None
    assert one.seat is not None
    for names in (False, True):
        written(made, tmp_path / "out", names=names)
        table = rows(tmp_path / "out" / "decisions.csv")
        by = defaultdict(list)
        for row in table:
            by[row["month"], row["role"]].append(row)
        assert {key: {row["how"] for row in part} for key, part in by.items()} == {
            ("1", one.kept.role): {"given"}, ("1", other.kept.role): {"standing"},
            ("2", one.kept.role): {"standing"},  # and the other one's rule decides: there is no answer
        }  # fmt: skip
        for month in (0, 1):
            up = [row["decision"] for row in by[str(month + 1), one.kept.role] if row["came_up"] == "yes"]
            assert up == list(made.play.came_up[month][one.seat])
        called = {row.get("name") for row in table}
        assert called == ({"P0", f"'{FORMULA}"} if names else {None})
        played = [row for row in rows(tmp_path / "out" / "payoffs.csv") if row["played"] == "yes"]
        assert len(played) == 4


def test_a_seat_has_the_name_of_who_had_it_in_that_month(tmp_path: Path) -> None:
    made = room(tmp_path, Time())
    ((one, _),) = joined(made, 1)
    start(made)
    close(made)
    made.released(one.kept.number)
    made.joined(Join(made.code, "late", None, None))
    made.ledger.keep()
    made = again(made)
    close(made)
    written(again(made), tmp_path / "out", names=True)
    names = [row["name"] for row in rows(tmp_path / "out" / "payoffs.csv") if row["played"] == "yes"]
    assert names == ["P0", "late"]


def test_a_room_in_its_lobby_has_nothing_to_take_along(tmp_path: Path) -> None:
    assert written(room(tmp_path, Time()), tmp_path / "out", names=True) == []
