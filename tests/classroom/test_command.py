"""`wiifwe classroom`: what is wrong is a line; what is right opens a room, or goes on with it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from experiments.classroom import command
from experiments.classroom.ledger import Ledger
from experiments.run import main
from tests.classroom.clients import Process
from tests.classroom.made import Time, again, close, joined, plan, room, start


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--prot", "1"], "unrecognized arguments: --prot; `wiifwe classroom [room.room]"),
        (["--port", "x"], "argument --port: invalid int value: 'x'; `wiifwe classroom"),
        (["--port", "70000"], "`--port` is 70000; allowed: 0 to 65535 (command line)"),
        (["--months", "0"], "`--months` is 0; allowed: 1 to 600 (command line)"),
        (["--seed", "-1"], "`--seed` is -1; allowed: 0 to 4294967295 (command line)"),
        (["--contract", "ridgid"], "`--contract` is 'ridgid'; did you mean `rigid`? (command line)"),
        (["--others", "wiifme,wolf"], "`--others` has 'wolf'; strategies are:"),
        (["--address", "192.0.2.7"], "`--address` is for phones; give `--network` too (command line)"),
        (["--network", "--address", "laptop.local"], "`--address` is 'laptop.local'; allowed: an address in"),
        (["a.room", "b.room"], "'b.room' is a second room; one is opened at a time (command line)"),
        (["trust.priro=0.2"], "did you mean `trust.prior`?"),
        (["population=mixed"], "`population=mixed` has no effect here: the class and `--others` play"),
        (["market.capacity=2"], "`market.capacity` is 2; in a room every supplier has one slot"),
        (["--export", "out"], "`--export` wants a room's file;"),
        (["no.room", "--export", "out"], "no.room is not there (command line)"),
        ([".", "--export", "out"], ".: unable to open database file (command line)"),
    ],
)
def test_what_is_wrong_is_told_in_a_line_and_leaves_nothing(
    words: list[str], line: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["classroom", "--no-open", *words]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert line in told.err
    assert list(folder.iterdir()) == []


def test_a_file_that_is_no_room_is_left_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text, line in (
        ("text.room", "a,b\n" * 99, "text.room: file is not a database"),
        ("empty.room", "", "empty.room is not a room's file"),
    ):
        (folder / name).write_text(text)
        assert main(["classroom", "--no-open", name]) == 2
        assert line in capsys.readouterr().err
        assert (folder / name).read_text() == text


def test_a_room_goes_on_as_it_began_and_under_its_own_rules(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = room(folder, Time())
    assert main(["classroom", "small.room", "--no-open"]) == 2
    assert "small.room: another room plays in it" in capsys.readouterr().err
    made.ledger.close()
    for wish in (["--months", "9"], ["trust.prior=0.2"]):
        assert main(["classroom", "small.room", *wish]) == 2
        assert f"goes on as it began; leave `{wish[0]}` away" in capsys.readouterr().err
    assert main(["classroom", "small.room", "--export", "out"]) == 2
    assert "no month has been played yet" in capsys.readouterr().err
    ledger = Ledger(folder / "small.room")
    ledger.put("kernel", "another one")
    ledger.keep()
    ledger.close()
    assert main(["classroom", "small.room"]) == 2
    assert "was played by other rules" in capsys.readouterr().err


def test_tables_are_written_where_they_are_wanted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = room(folder, Time(), plan())
    joined(made, 3)
    start(made)
    close(made)
    made.ledger.close()
    assert main(["classroom", "small.room", "--export", "out", "--names"]) == 0
    assert capsys.readouterr().out.split() == ["out/room.csv", "out/decisions.csv", "out/payoffs.csv"]
    assert "P2" in (folder / "out" / "payoffs.csv").read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="the file's mode is another thing there")
def test_the_file_is_its_owner_s_alone_and_holds_no_token(folder: Path) -> None:
    made = room(folder, Time())
    tokens = [token for _, token in joined(made, 2)]
    made = again(made)
    assert (folder / "small.room").stat().st_mode & 0o777 == 0o600
    text = b"".join(path.read_bytes() for path in folder.glob("small.room*"))
    assert not any(token.encode() in text for token in tokens)


def test_a_server_that_is_stopped_says_how_it_goes_on(folder: Path) -> None:
    process = Process(folder / "a.room", "--months", "3", "market.buyers=4", "market.suppliers=4")
    process.entry = ("-m", "experiments.run", "classroom")
    process.start()
    first = process.code, process.key
    assert process.stop().startswith("stopped; `wiifwe classroom ")
    process.start()
    assert (process.code, process.key) == first
    process.kill()


def test_who_stops_it_while_it_compiles_leaves_no_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "announce_compiling", stopped)
    with pytest.raises(KeyboardInterrupt):
        command.open_classroom(["a.room"])
    assert list(folder.iterdir()) == []


def test_a_machine_in_several_networks_tells_them_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = ("h", [], ["127.0.1.1", "192.0.2.7", "192.0.2.8"])
    monkeypatch.setattr("socket.gethostbyname_ex", lambda _: found)
    addresses = command.own_addresses()
    assert addresses[-2:] == ["192.0.2.7", "192.0.2.8"]
    address = command.Address(command.ALL, 8765, addresses[0])
    command.announce(room(tmp_path), address, addresses[1:], network=True, is_new=True)
    told = capsys.readouterr().out
    assert "small.room (a new room)" in told
    assert "192.0.2.8; give one as `--address`" in told


def test_the_network_is_let_in_only_when_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    for words, listens in (([], command.MINE), (["--network"], command.ALL)):
        asked = command.arguments(words)
        assert (command.ALL if asked.network else command.MINE) == listens
    address = command.Address(command.ALL, 8765, "192.0.2.7")
    assert address.link("code=A") == "http://192.0.2.7:8765/#view=room&code=A"
    assert address.own("key=B") == "http://127.0.0.1:8765/#view=room&key=B"
