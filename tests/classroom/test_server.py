"""The network's side: a class over sockets, and what a stranger can do."""

from __future__ import annotations

import asyncio
import json
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest

from experiments.classroom import connection, limits
from experiments.classroom.limits import Guesses
from experiments.classroom.messages import MOST_BYTES
from experiments.classroom.room import LATE, LEAST, Room
from experiments.classroom.seating import GRACE
from experiments.classroom.server import REPLACED
from experiments.classroom.site import MOST_FRAME
from tests.classroom.clients import Phone, class_of, played, served
from tests.classroom.made import MONTHS, Time, room

EVIL = "http://evil.example"


@pytest.fixture
def made(tmp_path: Path) -> Room:
    return room(tmp_path)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def timed(tmp_path: Path, time: Time) -> Room:
    return room(tmp_path, time)


def test_a_class_plays_a_room_to_its_end(made: Room) -> None:
    async def lesson() -> None:
        async with served(made) as (url, session):
            teacher, phones = await class_of(made, url, session, 4)
            assert teacher.now["code"] == made.code
            assert [seat["name"] for seat in teacher.now["seats"]] == ["P0", "P1", "P2", "P3"]
            await teacher.say(do="start", seconds=0)
            for month in range(MONTHS):
                await played(phones, month, lambda name: name in ("keep", "tell"))
            assert {phone.now["phase"] for phone in phones} == {"over"}
            await teacher.say(do="reveal", names=True)
            for phone in phones:
                await phone.shows("reveal")
            names = {firm["name"] for firm in phones[0].now["reveal"]["firms"]}
            assert names == {"P0", "P1", "P2", "P3"}
            values = [one["value"] for one in phones[0].now["reveal"]["firms"]]
            own = [phone.now["sights"][-1]["value"] for phone in phones]
            assert sorted(values) == sorted(own)

    asyncio.run(lesson())


def test_who_drops_comes_back_by_the_token_and_two_of_one_seat_are_one(made: Room) -> None:
    async def lesson() -> None:
        async with served(made) as (url, session):
            teacher, phones = await class_of(made, url, session, 3)
            await teacher.say(do="start", seconds=0)
            lost = phones[0]
            await lost.until(lambda: lost.now["seat"], "the seat")
            seat = lost.now["seat"]
            await lost.drop()
            await teacher.shows(here=2)
            back = await Phone(session, url).connect()
            back.token = lost.token
            assert (await back.join("", name="other"))["name"] == "P0"
            await back.until(lambda: back.state, "the state")
            assert back.now["seat"] == seat
            twin = await Phone(session, url).connect()
            twin.token = lost.token
            await twin.join("")
            assert back.socket is not None
            assert back.listening is not None
            await back.listening
            assert back.socket.close_code == REPLACED
            await teacher.shows(here=3)
            assert (await twin.answered(do="join", code="", name="", role=None, token=twin.token))[
                "is"
            ] == "refused"

    asyncio.run(lesson())


def test_the_teacher_leads_and_nobody_else_does(made: Room) -> None:
    async def lesson() -> None:
        async with served(made) as (url, session):
            teacher, phones = await class_of(made, url, session, 2)
            orders = [
                {"do": "start", "seconds": 0}, {"do": "pause"}, {"do": "resume"},
                {"do": "close", "month": 0}, {"do": "release", "number": 1},
                {"do": "reveal", "names": True}, {"do": "end"},
            ]  # fmt: skip
            stranger = await Phone(session, url).connect("de")
            for order in orders:
                assert await phones[0].answered(**order) == {
                    "is": "refused", "to": order["do"], "why": "Only the teacher can do that.",
                }  # fmt: skip
                assert (await stranger.answered(**order))["why"] == "Tritt zuerst mit dem Code bei."
            assert (await teacher.answered(do="leave"))["why"] == "The teacher has no firm."
            await teacher.say(do="start", seconds=0)
            for order, phase, month in (
                ({"do": "pause"}, "paused", 0), ({"do": "resume"}, "deciding", 0),
                ({"do": "close", "month": 0}, "deciding", 1),
                ({"do": "close", "month": 0}, "deciding", 1),  # said twice it is one month
                ({"do": "end"}, "over", 1),
            ):  # fmt: skip
                await teacher.say(**order)
                await teacher.shows(phase=phase, month=month)
            assert [one["to"] for one in teacher.told if one["is"] == "refused"] == ["leave", "close"]
            assert (await phones[0].answered(do="leave")) == {"is": "accepted", "month": 1}
            await teacher.shows(players=1)
            assert (await phones[0].answered(do="leave"))["why"] == "Join with the code first."

    asyncio.run(lesson())


def test_a_month_waits_for_nobody_but_those_who_are_there(timed: Room, time: Time) -> None:
    async def lesson() -> None:
        async with served(timed) as (url, session):
            teacher, phones = await class_of(timed, url, session, 2)
            await teacher.say(do="start", seconds=30)
            await teacher.shows(phase="deciding")
            time.at += 30.0 + LATE
            await teacher.shows(month=1)
            await phones[0].drop()
            await teacher.shows(here=1)
            time.at += max(GRACE, LEAST)
            await phones[1].answered(do="decide", month=1, answers=phones[1].answers(bool))
            await teacher.shows(month=2)

    asyncio.run(lesson())


def test_codes_are_not_guessed(timed: Room, time: Time, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BURST", 1e6)

    async def lesson() -> None:
        async with served(timed) as (url, session):
            guesser = await Phone(session, url).connect()
            told = []
            for number in range(limits.GUESSES_OF_ONE + 3):
                time.at += 1.0
                told.append((await guesser.join(f"AAAA{number:02}"))["why"])
            assert (
                told
                == ["There is no room with this code."] * limits.GUESSES_OF_ONE
                + ["Too many wrong codes; wait a minute."] * 3
            )
            assert (await guesser.join(timed.code))["is"] == "refused"
            neighbour = await Phone(session, url).connect()  # of the same school
            assert (await neighbour.join(timed.code))["is"] == "joined"
            monkeypatch.setattr(Guesses, "too_many", lambda _: True)
            assert (await (await Phone(session, url).connect()).join(timed.code))["is"] == "refused"
            await guesser.say(do="teach", key=timed.key)  # the right key is kept out by nothing
            await guesser.shows(code=timed.code)
            for key, status in ((timed.key, 409), ("A" * 32, 429)):
                async with session.get(f"{url}/export", headers={"Authorization": f"Bearer {key}"}) as answer:
                    assert answer.status == status
            monkeypatch.undo()
            time.at += limits.MINUTE
            assert (await (await Phone(session, url).connect()).join(timed.code))["is"] == "joined"

    asyncio.run(lesson())


def test_who_talks_too_much_is_not_listened_to(made: Room) -> None:
    async def lesson() -> None:
        async with served(made) as (url, session):
            talker = await Phone(session, url).connect()
            for _ in range(int(limits.BURST) + limits.MOST_REFUSED + 5):
                await talker.say(do="leave")
            assert talker.listening is not None
            await asyncio.wait_for(talker.listening, 10)
            told = Counter(one["why"] for one in talker.told)
            assert told["Too many messages; wait a moment."] >= limits.MOST_REFUSED
            assert told["Join with the code first."] <= limits.BURST + 5
            assert talker.socket is not None
            assert talker.socket.closed

    asyncio.run(lesson())


def test_a_message_has_a_size_and_a_form(made: Room) -> None:
    async def lesson() -> None:
        async with served(made) as (url, session):
            phone = await Phone(session, url).connect()
            assert phone.socket is not None
            await phone.socket.send_str(json.dumps({"do": "x" * MOST_BYTES}))
            await phone.until(lambda: phone.told, "an answer")
            assert phone.told[-1]["why"] == "A message may have at most 4096 bytes."
            await phone.socket.send_bytes(b'{"do":"leave"}')
            await phone.until(lambda: len(phone.told) == 2, "an answer")
            assert phone.told[-1]["why"].startswith("This is no message")
            await phone.socket.send_str("x" * (MOST_FRAME + 1))
            assert phone.listening is not None
            await asyncio.wait_for(phone.listening, 10)
            assert phone.socket.close_code == 1009

    asyncio.run(lesson())


def test_only_the_room_s_own_page_speaks_to_it_and_it_to_nobody_else(made: Room) -> None:
    async def lesson() -> None:
        async with served(made) as (url, session):
            for headers in ({}, {"Origin": EVIL}, {"Origin": "null"}, {"Origin": f"{url}.evil.example"}):
                async with session.get(f"{url}/room", headers=headers) as answer:
                    told = await answer.json()
                    assert (answer.status, told["why"]) == (403, "Only the room's own page can speak to it.")
            for name in ("evil.example", '[fe80::1%"><img src=x>]'):
                async with session.get(url, headers={"Host": name}) as answer:
                    assert (answer.status, (await answer.json())["is"]) == (421, "refused")
            host = url.removeprefix("http://")
            async with session.get(f"{url}/") as answer:
                text = await answer.text()
                assert f'connect-src http://{host} ws://{host}">' in text
                assert "default-src 'none'" in text
                assert text.index('location.replace("#view=room")') < text.index("<title>")
                assert answer.headers["X-Frame-Options"] == "DENY"
                assert made.code not in text
            for path, method in (("/x", "get"), ("/", "post"), ("/../room.room", "get"), ("/export", "post")):
                async with session.request(method, url + path) as answer:
                    assert (answer.status in (404, 405), (await answer.json())["is"]) == (True, "refused")

    asyncio.run(lesson())


def test_of_too_many_strangers_the_oldest_goes(made: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("experiments.classroom.server.MOST_STRANGERS", 3)

    async def lesson() -> None:
        async with served(made) as (url, session):
            known = await Phone(session, url).connect()
            await known.join(made.code)
            strangers = [await Phone(session, url).connect() for _ in range(5)]
            for one in strangers[:2]:
                assert one.listening is not None
                await asyncio.wait_for(one.listening, 10)
            assert [one.gone for one in strangers] == [True, True, False, False, False]
            assert (await strangers[2].join(made.code))["is"] == "joined"
            assert (await known.answered(do="pause"))["why"] == "Only the teacher can do that."

    asyncio.run(lesson())


def test_whose_seat_is_released_is_told_so(made: Room) -> None:
    async def lesson() -> None:
        async with served(made) as (url, session):
            teacher, phones = await class_of(made, url, session, 2)
            await teacher.say(do="release", number=teacher.now["seats"][0]["number"])
            await teacher.shows(players=1, here=1)
            await phones[0].until(lambda: phones[0].told[-1]["is"] == "refused", "the word")
            assert (phones[0].told[-1]["to"], phones[0].token) == ("join", phones[0].token)
            assert (await phones[0].join(""))["why"] == "This seat is not yours any more; join anew."
            phones[0].token = None
            assert (await phones[0].join(made.code))["is"] == "joined"
            await teacher.shows(players=2, here=2)

    asyncio.run(lesson())


def test_a_mistake_of_the_room_s_own_is_told_to_all(made: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    async def lesson() -> None:
        async with served(made) as (url, session):
            teacher, phones = await class_of(made, url, session, 1)
            monkeypatch.setattr(made, "paused", broken)
            await teacher.say(do="pause")
            for one in (teacher, *phones):
                await one.until(lambda one=one: one.told[-1]["is"] == "refused", "the word")
                assert one.told[-1]["why"].startswith("The room has stopped at a mistake of its own")

    asyncio.run(lesson())


def test_who_does_not_say_who_it_is_is_let_go(made: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("experiments.classroom.site.UNKNOWN", 0.1)

    async def lesson() -> None:
        async with served(made) as (url, session):
            silent = await Phone(session, url).connect()
            assert silent.listening is not None
            await asyncio.wait_for(silent.listening, 10)
            phone = await Phone(session, url).connect()
            await phone.join(made.code)
            await asyncio.sleep(0.3)
            assert (await phone.answered(do="pause"))["why"] == "Only the teacher can do that."

    asyncio.run(lesson())


def test_the_teacher_takes_the_tables_along(made: Room) -> None:
    async def lesson() -> None:
        async with served(made) as (url, session):
            teacher, phones = await class_of(made, url, session, 2)
            own = {"Authorization": f"Bearer {made.key}"}
            for headers in ({}, {"Authorization": f"Bearer {phones[0].token}"}):
                async with session.get(f"{url}/export", headers=headers) as answer:
                    assert (answer.status, (await answer.json())["is"]) == (403, "refused")
            async with session.get(f"{url}/export", headers=own) as answer:
                assert answer.status == 409
            await teacher.say(do="start", seconds=0)
            await played(phones, 0, bool)
            for names in ("no", "yes"):
                async with session.get(f"{url}/export?names={names}", headers=own) as answer:
                    packed = zipfile.ZipFile(BytesIO(await answer.read()))
                assert sorted(packed.namelist()) == ["decisions.csv", "payoffs.csv", "room.csv"]
                text = "".join(packed.read(name).decode() for name in packed.namelist())
                assert ("P0" in text) is (names == "yes")
                assert not any(secret in text for secret in (made.key, made.code, str(phones[0].token)))

    asyncio.run(lesson())


def test_what_all_know_comes_soon_and_one_s_own_at_once(made: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    async def lesson() -> None:
        async with served(made) as (url, session):
            teacher, phones = await class_of(made, url, session, 2)
            await teacher.say(do="start", seconds=0)
            for phone in phones:
                await phone.shows("seat")
            monkeypatch.setattr(connection, "GAP", 3600.0)
            states = len(phones[1].told)
            await phones[0].answered(do="decide", month=0, answers=phones[0].answers(bool))
            await phones[0].until(lambda: phones[0].now["sent"], "its own state")
            assert len(phones[1].told) == states

    asyncio.run(lesson())
