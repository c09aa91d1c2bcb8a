"""Two thousand messages that nobody should send: refused in words, without effect, and without a secret."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.classroom import limits
from experiments.classroom.messages import KINDS, named, read
from experiments.classroom.refusal import WORDS, Refusal, words
from experiments.classroom.room import Room
from experiments.classroom.telling import mine
from sim.ensemble.state import TRACE_COLUMNS
from sim.game import buyer_of, theirs
from tests.classroom.clients import STATES, Phone, class_of, played, seen_secrets, served
from tests.classroom.made import everything, room

MESSAGES = 2000
ODD: tuple[Any, ...] = (
    None, True, False, -1, 0, 1, 7, 2**63, 10**400, 1.5, -0.0, float("nan"), float("inf"), "", " ", "0",
    "buyer", "<script>alert(1)</script>", "'; drop table players; --", "../../etc/passwd", "\u202e", "\x00",
    "\ud800", "A" * 3000, [], [[]], {}, {"do": "join"}, [1, 2, 3], {"keep": True}, {"keep": "yes"},
    {"keep": 1}, {"": None},
)  # fmt: skip


def honest(role: str, month: int) -> list[dict[str, Any]]:
    """Messages in the right form, none of which this sender may send now."""
    own = dict.fromkeys(theirs(role), True)
    other = dict.fromkeys(theirs("supplier" if role == "buyer" else "buyer"), True)
    return [
        {"do": "join", "code": "AAAAAA", "name": "x", "role": None, "token": None},
        {"do": "join", "code": "", "name": "x", "role": "buyer", "token": "A" * 24},
        {"do": "teach", "key": "A" * 32},
        {"do": "decide", "month": month - 1, "answers": own},
        {"do": "decide", "month": month + 1, "answers": own},
        {"do": "decide", "month": month, "answers": other},
        {"do": "decide", "month": month, "answers": {}},
        {"do": "decide", "month": month, "answers": own, "role": role, "slot": 1},
        {"do": "start", "seconds": 0}, {"do": "pause"}, {"do": "resume"}, {"do": "close", "month": month},
        {"do": "release", "number": 2},
        {"do": "reveal", "names": True}, {"do": "end"},
    ]  # fmt: skip


def mutated(luck: np.random.Generator, message: dict[str, Any]) -> str:
    """A message with up to three things wrong."""
    found = dict(message)
    for _ in range(luck.integers(0, 4)):
        fields = list(found)
        field = fields[luck.integers(len(fields))] if fields else "do"
        odd = ODD[luck.integers(len(ODD))]
        way = luck.integers(5)
        if way == 0:
            found[field] = odd
        elif way == 1:
            found.pop(field, None)
        elif way == 2:
            found[f"{field}{luck.integers(3)}"] = odd
        elif way == 3 and isinstance(found.get(field), dict):
            inner = dict(found[field])
            inner[("keep", "slot", "", "leave", "inflate", "order")[luck.integers(6)]] = odd
            found[field] = inner
        else:
            found["do"] = list(KINDS)[luck.integers(len(KINDS))]
    text = json.dumps(found)
    if luck.random() < 0.2:
        text = damaged(luck, text)
    return text


def damaged(luck: np.random.Generator, text: str) -> str:
    """Cut off, doubled, with a letter changed, or something else altogether."""
    at = int(luck.integers(len(text)))
    others = ("", "null", "[" * 4000, "{" * 400, '{"do":"pause","do":"end"}', text + text, "\ufeff" + text)
    ways = (text[:at], text[:at] + chr(int(luck.integers(1, 0x2FFF))) + text[at + 1 :], *others)
    return ways[luck.integers(len(ways))]


def is_allowed(text: str, role: str | None, month: int) -> bool:
    """Whether a mutation came out as what a player may say after all."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if role is None or not isinstance(said, dict):
        return False
    if said == {"do": "leave"}:
        return True
    given = said.get("answers")
    if set(said) != {"do", "month", "answers"} or said["month"] != month or not isinstance(given, dict):
        return False
    return set(given) == set(theirs(role)) and all(isinstance(one, bool) for one in given.values())


def privates(made: Room) -> dict[str, dict[str, str]]:
    """By player, numbers that are others' alone, as they would be written."""
    assert made.play is not None
    world = made.play.world
    rows = world.traced(world.month)
    found: dict[str, dict[str, str]] = {}
    for player in made.players.values():
        own = json.dumps(mine(made, player))
        hidden = {}
        for seat, firm in made.play.months[-1].firms.items():
            numbers = {"cash": firm.cash, "value": firm.value, "payoff": firm.payoff}
            buyer = buyer_of(rows, seat)
            if buyer is not None:
                private = ("trust", "estimate", "grievance")
                of = rows[buyer]
                numbers |= {name: float(of[TRACE_COLUMNS.index(f"{name}_{seat.role}")]) for name in private}
            if seat != player.seat:
                hidden |= {f"{seat} {name}": json.dumps(one) for name, one in numbers.items()}
        found[player.kept.name] = {
            name: text for name, text in hidden.items() if len(text) > 8 and text not in own
        }
    return found


def test_two_thousand_messages_that_nobody_should_send(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(limits, "BURST", 1e9)
    monkeypatch.setattr("experiments.classroom.limits.Bucket.lets", lambda _: True)
    monkeypatch.setattr("experiments.classroom.site.UNKNOWN", 3600.0)
    made, luck = room(tmp_path), np.random.default_rng(seed)

    async def attack(
        url: str, phone: Phone, role: str | None, month: int, count: int
    ) -> list[dict[str, Any]]:
        before = len(phone.told)
        sent = 0
        while sent < count:
            forms = honest(role or "buyer", month)
            text = mutated(luck, forms[luck.integers(len(forms))])
            if is_allowed(text, role, month):
                continue
            assert phone.socket is not None
            await phone.socket.send_str(text.encode("utf-8", "replace").decode())
            sent += 1
        await phone.until(lambda: len(phone.told) - before >= count, "all answers")
        return phone.told[before:]

    async def lesson() -> None:
        async with served(made) as (url, session):
            teacher, phones = await class_of(made, url, session, 4)
            await teacher.say(do="start", seconds=0)
            for month in (0, 1):
                await played(phones, month, lambda name: name in ("keep", "tell"))
            before = repr(everything(made))
            stranger = await Phone(session, url).connect()
            known = {"code": made.code, "key": made.key}
            known |= {f"token {number}": str(phone.token) for number, phone in enumerate(phones)}
            for phone, role in ((stranger, None), (phones[0], phones[0].role)):
                told = await attack(url, phone, role, 2, MESSAGES // 2)
                refusals = [one for one in told if one["is"] not in STATES]
                assert len(refusals) == MESSAGES // 2
                for one in refusals:
                    assert set(one) == {"is", "to", "why"}
                    assert (one["is"], one["to"] in ("", *KINDS), one["why"][-1]) == ("refused", True, ".")
                assert len({one["why"] for one in refusals}) >= 8
                assert seen_secrets(told, known) == []
                assert repr(everything(made)) == before
            for player, numbers in privates(made).items():
                phone = phones[int(player[1:])]
                assert len(numbers) > 60
                assert seen_secrets(phone.told, {**numbers, "code": made.code, "key": made.key}) == []
            await played(phones, 2, bool)

    asyncio.run(lesson())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "unreadable"), ("[]", "unreadable"), ("nul", "unreadable"), ("[" * 4096, "unreadable"),
        ('{"do":"pause","do":"end"}', "unreadable"), ('{"do":"start","seconds":NaN}', "unreadable"),
        ('{"do":"' + "ä" * 2045 + '"}', "large"), ("{}", "unknown"), ('{"do":["join"]}', "unknown"),
        ('{"do":"end","now":true}', "fields"), ('{"do":"start"}', "fields"),
        ('{"do":"start","seconds":1e3}', "field"),
        ('{"do":"start","seconds":-1}', "field"), ('{"do":"start","seconds":true}', "field"),
        ('{"do":"reveal","names":1}', "field"),
        ('{"do":"decide","month":0,"answers":{"propose":true}}', "field"),
        ('{"do":"decide","month":0,"answers":{"keep":null}}', "field"),
        ('{"do":"join","code":"","role":null,"token":null,"name":"' + 41 * "x" + '"}', "field"),
        ('{"do":"join","code":"A","name":"x","role":"bank","token":null}', "field"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(text: str, name: str) -> None:
    with pytest.raises(Refusal) as error:
        read(text)
    assert error.value.name == name


def test_a_name_is_one_line_of_what_can_be_seen() -> None:
    assert named("  <b>Zo\u0308e</b>\t\n&amp; ") == "<b>Zöe</b> &amp;"
    assert named("\u202eabc\u200b\x07\ud800\ue000") == "abc"
    assert named("\x00\u200f") == named("\u3164\u2800 \uffa0") == ""
    assert named("e" + 40 * "\u0316") == "e" + 2 * "\u0316"
    assert read('{"do":"join","code":"A","name":"<i>","role":null,"token":null}').said.name == "<i>"  # type: ignore[union-attr]


def test_refusals_are_said_in_both_languages_in_the_same_order() -> None:
    assert list(words()) == ["en", "de"]
    assert list(words()["en"]) == list(words()["de"])
    used = "".join(path.read_text("utf-8") for path in WORDS.parent.glob("*.py"))
    assert [name for name in words()["en"] if f'"{name}"' not in used] == []
    for name, text in words()["en"].items():
        slots = [part.split("}")[0] for part in text.split("{")[1:]]
        assert sorted(part.split("}")[0] for part in words()["de"][name].split("{")[1:]) == sorted(slots)
