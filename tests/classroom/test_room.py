"""Who may do what, when; and a room that was killed is the room that it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from experiments.classroom.ledger import ABSENT, GIVEN, RULE, STANDING, Ledger
from experiments.classroom.messages import Join
from experiments.classroom.refusal import Refusal, words
from experiments.classroom.room import LATE, LEAST, Room
from experiments.classroom.seating import (
    CODE_LENGTH,
    DECIDING,
    GRACE,
    LATELY,
    LEFT_MONTHS,
    LETTERS,
    LOBBY,
    MOST_PLAYERS,
    OVER,
    PAUSED,
)
from experiments.classroom.telling import board, common, mine
from sim.game import Seat, at_first, standing_after
from tests.classroom.made import MONTHS, Time, again, answers, close, everything, joined, plan, room, start


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def made(tmp_path: Path, time: Time) -> Room:
    return room(tmp_path, time)


def refused(name: str):
    return pytest.raises(Refusal, match="^" + words()["en"][name].split("{")[0].replace("(", r"\("))


def how(into: Room) -> list[str]:
    return [turn.how for turn in into.turns[-1].values()]


def test_codes_are_short_and_read_aloud_and_the_key_is_long(made: Room) -> None:
    assert len(made.code) == CODE_LENGTH
    assert set(made.code) <= set(LETTERS)
    assert not set(LETTERS) & set("0O1IL5S2Z8B")
    assert len(made.key) >= 32
    assert len(LETTERS) ** CODE_LENGTH > 2e8


def test_roles_are_balanced_where_nobody_chooses(made: Room) -> None:
    roles = [player.kept.role for player, _ in joined(made, 3, role="supplier") + joined(made, 5)]
    assert (roles.count("buyer"), roles.count("supplier")) == (4, 4)
    names = [
        made.joined(Join(f" {made.code.lower()} ", name, None, None))[0].kept.name
        for name in ("", " A\u202e\n b\x00")
    ]
    assert names == ["9", "A b"]
    more = [made.joined(Join(made.code, name, None, None))[0].kept.name for name in ("A b", "A b", "14", "")]
    assert more == ["A b (2)", "A b (3)", "14", "14 (2)"]


def test_a_role_has_as_many_places_as_the_market_has_firms(made: Room) -> None:
    joined(made, 8, role="buyer")
    with refused("full_role"):
        joined(made, 1, role="buyer")
    assert {one.kept.role for one, _ in joined(made, 10)} == {"supplier"}
    with refused("full"):
        joined(made, 1)
    assert len(made.players) == 18 < MOST_PLAYERS


def test_who_has_no_code_has_no_seat(made: Room) -> None:
    for code in ("", "AAAAAA", made.code[:-1], made.code + "A", "Ä\ud800"):
        with refused("code"):
            made.joined(Join(code, "x", None, None))
    with refused("token"):
        made.came_back("A" * 24)
    assert made.players == {}


def test_seats_are_taken_in_order_and_the_rest_is_simulated(made: Room) -> None:
    with refused("nobody"):
        made.may_start()
    found = [player for player, _ in joined(made, 5)]
    made.given_up(found[1])
    start(made, 30)
    assert made.play is not None
    assert [one.seat in made.play.seats for one in found] == [True, False, True, True, True]
    assert sorted(one.seat for one in found if one.seat) == sorted(made.play.seats)
    firms = made.play.world.firms
    assert firms.groupby("strategy")["slot"].count().to_dict() == {"played": 4, "wiifme": 8, "wiifwe": 6}
    with refused("begun"):
        made.may_start()


def test_a_decision_is_of_its_own_firm_and_of_this_month(made: Room) -> None:
    (buyer, _), (supplier, _) = joined(made, 2)
    with refused("lobby"):
        made.decided(buyer, 0, answers(buyer))
    start(made)
    for month in (1, 5):
        with refused("month"):
            made.decided(buyer, month, answers(buyer))
    for wrong in (answers(supplier), {}, {**answers(buyer), "inflate": True}):
        with refused("all_answers"):
            made.decided(buyer, 0, wrong)
    made.decided(buyer, 0, answers(buyer, keep=True))
    made.decided(buyer, 0, answers(buyer, tell=True))  # the later holds
    close(made)
    assert made.play is not None
    assert buyer.seat is not None
    assert made.play.months[0].answers[buyer.seat] == answers(buyer, tell=True)
    assert how(made) == [GIVEN, STANDING]
    with refused("month"):
        made.decided(buyer, 0, answers(buyer))
    assert made.play.standing[buyer.seat] == standing_after(answers(buyer, tell=True))


def test_what_stands_is_what_was_given_last(made: Room) -> None:
    ((player, _),) = joined(made, 1)
    start(made)
    assert made.play is not None
    assert player.seat is not None
    assert made.play.standing[player.seat] == at_first(player.kept.role)
    given = answers(player, monitor=True, leave=True, order=True)
    made.decided(player, 0, given)
    close(made)
    close(made)
    first, second = (one.answers[player.seat] for one in made.play.months)
    assert (first, second) == (given, {**given, "leave": False, "order": False})


def test_a_month_ends_with_its_time(made: Room, time: Time) -> None:
    joined(made, 2)
    start(made, 30)
    time.at += 29.9
    assert (common(made)["left"], made.is_due()) == (0.1, False)
    made.paused()
    time.at += 100.0
    assert (common(made)["left"], made.is_due()) == (None, False)
    with refused("paused"):
        made.paused()
    made.resumed()
    assert not made.is_due()
    time.at += 0.1
    assert (common(made)["left"], made.is_due()) == (0.0, False)  # an answer may be on its way
    time.at += LATE
    assert made.is_due()
    close(made)
    assert (common(made)["left"], made.month, made.is_due()) == (30.0, 1, False)


def test_or_when_all_who_are_there_have_decided(made: Room, time: Time) -> None:
    found = [player for player, _ in joined(made, 4)]
    start(made)
    asked = [one for one in found if made.play and one.seat and made.play.asked[one.seat]]
    assert asked
    for one in asked[1:]:
        made.decided(one, 0, answers(one))
    assert not made.is_due()
    made.parted(asked[0])
    assert not made.is_due()  # a moment without a connection is no farewell
    time.at += GRACE
    assert made.is_due() is (len(asked) > 1)
    asked[0].here = True
    assert not made.is_due()
    made.decided(asked[0], 0, answers(asked[0]))
    assert made.is_due()


def test_where_nobody_is_there_nothing_ends_by_itself(made: Room, time: Time) -> None:
    found = [player for player, _ in joined(made, 2)]
    start(made)
    for one in found:
        made.parted(one)
    time.at += 1000.0
    assert not made.is_due()


def test_time_stands_while_nobody_is_there(made: Room, time: Time) -> None:
    ((one, token),) = joined(made, 1)
    start(made, 30)
    time.at += 20.0
    made.parted(one)
    time.at += 1000.0
    assert (common(made)["left"], made.is_due()) == (None, False)
    made.arrived(made.came_back(token))
    assert common(made)["left"] == 10.0
    time.at += 10.0 + LATE
    assert made.is_due()


def test_a_month_with_a_timer_lasts_a_moment_for_who_is_asked_nothing(made: Room, time: Time) -> None:
    found = [player for player, _ in joined(made, 6)]
    start(made, 30)
    assert made.play is not None
    made.play.asked = {one.seat: ("keep",) if one is found[0] else () for one in found if one.seat}
    made.decided(found[0], 0, answers(found[0]))
    assert not made.is_due()
    time.at += LEAST
    assert made.is_due()
    time.at -= LEAST
    for one in found:
        made.decided(one, 0, answers(one))
    assert made.is_due()


def test_who_has_gone_takes_no_place_in_the_lobby_and_gets_no_firm(made: Room, time: Time) -> None:
    ghosts = [player for player, _ in joined(made, 18)]
    for one in ghosts:
        made.parted(one)
    with refused("full"):
        joined(made, 1)
    time.at += LATELY
    found = [player for player, _ in joined(made, 3) + joined(made, 1, role="buyer")]
    made.given_up(found[2])
    assert joined(made, 1)[0][0] is found[2], "a number that was given up is given again"
    assert len(made.players) == 18
    start(made)
    assert made.play is not None
    assert [one for one in made.players.values() if one.seat] == sorted(
        found, key=lambda one: one.kept.number
    )
    assert common(made)["players"] == len(made.play.seats) == 4


def test_who_was_away_for_a_moment_as_it_began_has_a_firm(made: Room, time: Time) -> None:
    (one, token), (other, _) = joined(made, 2)
    made.parted(one)
    time.at += LATELY - 1.0
    start(made)
    assert made.came_back(token) is one
    assert None not in (one.seat, other.seat)


def test_the_teacher_releases_a_seat(made: Room) -> None:
    (one, token), (other, _) = joined(made, 2)
    made.released(one.kept.number)
    assert [seat["number"] for seat in board(made, "")["seats"]] == [other.kept.number]
    with refused("token"):
        made.came_back(token)
    start(made)
    for number in (one.kept.number, 99):
        with refused("no_seat"):
            made.released(number)
    made.released(other.kept.number)
    made.ledger.keep()
    made = again(made)
    assert made.joined(Join(made.code, "late", None, None))[0].kept.number == other.kept.number


def test_who_is_away_is_played_by_what_stands_and_then_by_the_rule(made: Room) -> None:
    (one, token), (other, _) = joined(made, 2)
    start(made)
    made.parted(one)
    told = []
    for _ in range(3):
        close(made)
        told.append(how(made))
    assert told == [[ABSENT, STANDING], [RULE, STANDING], [RULE, STANDING]]
    assert made.came_back(token) is one
    one.here = True
    made.decided(one, 3, answers(one))
    close(made)
    assert how(made) == [GIVEN, STANDING]
    made.given_up(other)
    close(made)
    assert how(made) == [STANDING, RULE]
    assert made.phase == OVER


def test_who_comes_late_takes_a_seat_that_was_left(made: Room) -> None:
    (one, token), (other, _) = joined(made, 2)
    start(made)
    late = Join(made.code, "late", None, None)
    with refused("seats"):
        made.joined(late)
    made.given_up(one)
    with refused("seats"):
        made.joined(late._replace(role=other.kept.role))
    close(made)
    player, new = made.joined(late)
    assert mine(made, player)["sights"] == [], "what the one before has seen is not the newcomer's"
    close(made)
    assert [known["month"] for known in mine(again(made), player)["sights"]] == [2]
    assert (player, player.kept.name, player.kept.gone) == (one, "late", False)
    with refused("token"):
        made.came_back(token)
    assert made.came_back(new) is one
    with refused("seats"):
        made.joined(late)


def test_a_seat_waits_some_months_for_who_is_away(made: Room, time: Time) -> None:
    (one, token), _ = joined(made, 2)
    start(made)
    made.parted(one)
    for _ in range(LEFT_MONTHS):
        with refused("seats"):
            made.joined(Join(made.code, "late", None, None))
        close(made)
    assert made.came_back(token) is one
    time.at += GRACE
    assert made.joined(Join(made.code, "late", None, None))[0] is one
    time.at += GRACE
    with refused("seats"):  # what the one before missed does not count
        made.joined(Join(made.code, "later", None, None))


def test_the_file_alone_is_the_room_after_each_month(made: Room, tmp_path: Path) -> None:
    joined(made, 2)
    start(made)
    for month in range(2):
        close(made)
        shutil.copy(made.ledger.path, tmp_path / "copy.room")
        copied = Ledger(tmp_path / "copy.room")
        assert Room(copied).month == month + 1
        copied.close()


def test_the_room_ends(made: Room) -> None:
    ((player, token),) = joined(made, 1)
    with refused("lobby"):
        made.ended()
    start(made)
    with refused("unplayed"):
        made.revealed(True)
    close(made)
    made.ended()
    for act in (lambda: made.closed(1), made.ended):
        with refused("over"):
            act()
    with refused("over"):
        made.decided(player, 1, answers(player))
    with refused("over"):
        made.joined(Join(made.code, "", None, None))
    with refused("playing"):
        made.resumed()
    made.revealed(False)
    assert made.came_back(token) is player
    assert mine(made, player)["reveal"]["firms"][0]["mine"] is True


@pytest.mark.parametrize("contract", ["rigid", "relational"])
def test_a_killed_room_is_the_room_that_it_was(tmp_path: Path, time: Time, contract: str, seed: int) -> None:
    luck = np.random.default_rng(seed)
    killed = room(tmp_path, time, plan(contract, seed=seed))
    found = joined(killed, 6)
    lived = again(killed)
    tokens = [token for _, token in found]
    for player in lived.players.values():
        lived.arrived(player)
    start(lived, 20)
    while lived.phase != OVER:
        for token in tokens:
            player = lived.came_back(token)
            player.here = bool(luck.random() < 0.8)
            if player.here and luck.random() < 0.8:
                given = {name: bool(luck.random() < 0.5) for name in answers(player)}
                lived.decided(player, lived.month, given)
        lived.ledger.keep()
        before = everything(lived)
        lived.ledger.put("phase", "never kept")
        lived = again(lived)
        assert lived.phase in (PAUSED, OVER)
        assert everything(lived) | {"phase": 0} == before | {"phase": 0}
        close(lived)
    assert (lived.month, len(lived.turns)) == (MONTHS, MONTHS)
    after = everything(lived)
    assert everything(again(lived)) == after


def test_killed_after_a_month_was_closed_and_before_it_was_played(made: Room) -> None:
    ((player, token),) = joined(made, 1)
    start(made)
    made.decided(player, 0, answers(player, keep=True))
    with refused("month"):
        made.closed(1)
    made.closed(0)
    made.ledger.keep()
    lived = again(made)
    assert (lived.month, lived.phase, lived.came_back(token).sent) == (1, PAUSED, None)
    assert lived.play is not None
    assert player.seat is not None
    assert lived.play.months[0].answers[player.seat] == answers(player, keep=True)


def test_nobody_is_told_of_others_before_the_reveal(made: Room) -> None:
    found = [player for player, _ in joined(made, 4)]
    assert (mine(made, found[0])["seat"], made.phase) == (None, LOBBY)
    start(made)
    for _ in range(3):
        close(made)
    assert made.play is not None
    told = board(made, "link")
    assert set(told["seats"][0]) == {"number", "name", "role", "here", "decided"}
    assert told["reveal"] is None
    assert made.phase == DECIDING
    for one in found:
        assert one.seat is not None
        own = mine(made, one)
        assert own["reveal"] is None
        assert own["seat"] == {"role": one.seat.role, "slot": one.seat.slot}
        other = "supplier" if one.seat.role == "buyer" else "buyer"
        assert [known["month"] for known in own["sights"]] == [1, 2, 3]
        for known in own["sights"]:
            assert set(known) == {"month", "cash", "value", "payoff", "alive", "partner", "row"}
            private = {f"{name}_{other}" for name in ("trust", "cash", "estimate", "grievance", "payoff")}
            assert not private & set(known["row"] or {})


def test_a_reveal_shows_what_was_played_by_then(made: Room) -> None:
    found = [player for player, _ in joined(made, 4)]
    start(made)
    for player in found:
        made.decided(player, 0, answers(player, keep=True))
    for _ in range(3):
        close(made)
    made.revealed(False)
    shown = mine(made, found[0])["reveal"]
    close(made)
    assert mine(made, found[0])["reveal"] == shown
    assert made.play is not None
    assert len(shown["months"]) == 3
    assert [one["name"] for one in shown["firms"]] == [None] * 4
    assert [one["mine"] for one in shown["firms"]].count(True) == 1
    firms = made.play.months[2].firms
    seats: list[Seat] = list(made.play.seats)
    seats.sort(key=lambda seat: -firms[seat].value)  # where a firm stands does not tell whose it is
    assert [one["value"] for one in shown["firms"]] == [firms[seat].value for seat in seats]
    assert shown["months"][1]["value"] == sum(made.play.months[1].firms[seat].payoff for seat in seats) / 4
    others = [firm.value for seat, firm in firms.items() if seat.role == "buyer" and seat not in seats]
    assert shown["simulated"]["buyer"] == sum(others) / len(others)
    made.revealed(True)
    names = {one.seat: one.kept.name for one in found}
    assert [one["name"] for one in board(made, "")["reveal"]["firms"]] == [names[seat] for seat in seats]
