"""Whatever is typed: it is played, or one line says what is wrong, and nothing is written.

Command lines, files of one's own and graphs are bent at random: keys misspelt, values of other kinds, cut,
doubled, nested, without end. A few at every run, two thousand in `make test-all`.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from experiments import playing
from experiments.run import main
from sim.fields import parameter_table

Made = Callable[[random.Random], list[str]]
LONGEST = 400
"""Letters of an answer: some four lines of a terminal."""
FEW, MANY = 6, 500
VALUES = (
    "", " ", "0", "-1", "1e999", "nan", "inf", "0x10", "1_000", "true", "null", "~", "[]", "[1,2", "{a: 1}",
    "{}", "'", '"', "${x}", "${oc.env:HOME}", "é", "\N{SNOWMAN}", "\N{RIGHT-TO-LEFT OVERRIDE}", "9" * 400,
    "a" * 5000, "[" * 200, "1,2,3", "../../etc/passwd", "=", "==", "a=b", "@", "*", "&a", "%",
    "!!python/object:os.system",
)  # fmt: skip
GROUPS = (
    "experiment", "scenario", "population", "study", "name", "seed", "replicates", "arms", "map.trust",
    "design.axes.x.values", "figures", "engine", "engine.workers", "results", "report.each", "network.file",
    "strategies.wiifwe.keeps", "strategies.wiifwe.menu", "sweep.points", "hydra.run.dir", "csv", "again",
    "question",
)  # fmt: skip
YAML = """# @package _global_
defaults: [world]
name: bent
trust: {prior: 0.3}
strategies: {wiifwe: {honesty: 0.5, menu: [rigid, relational]}}
population: {buyers: {wiifwe: 0.4, wiifme: 0.6}, suppliers: {wiifwe: 0.3, wiifme: 0.7}}
design: {kind: grid, axes: {volatility: {path: shocks.misfit_sd, values: [0.1, 0.2]}}}
study: sweep
"""
TABLED = """# @package _global_
defaults: [world]
name: tabled
study: sweep
design: {kind: table, table: points.csv}
"""
GRAPH = "b0 s0\nb0 s1\nb1 s0\nb1 s2\nb2 s1\n"


def bent(text: str, dice: random.Random) -> str:
    """A text with one to three small accidents."""
    letters = list(text)
    for _ in range(dice.randint(1, 3)):
        place = dice.randrange(len(letters) + 1)
        accident = dice.randrange(4)
        if accident == 0:
            letters[place:place] = dice.choice(VALUES)
        elif accident == 1:
            del letters[place : place + dice.randint(1, 8)]
        elif accident == 2:
            letters[place:place] = letters[dice.randrange(len(letters) + 1) :][: dice.randint(1, 20)]
        elif letters and place < len(letters):
            letters[place] = chr(dice.choice((0, 9, 10, 32, 45, 58, 91, 123, 160, 8217, 65533, 128512)))
    return "".join(letters)


def line(dice: random.Random) -> list[str]:
    """A command line of one to three overrides."""
    paths = [str(row["path"]).replace("<name>", "wiifwe") for row in parameter_table()]
    known = [dice.choice((*paths, *GROUPS)) for _ in range(dice.randint(1, 3))]
    typed = [f"{dice.choice(('', '', '', '+', '~', '++'))}{key}={dice.choice(VALUES)}" for key in known]
    return [bent(text, dice) if dice.random() < 0.5 else text for text in typed]


def own(text: str) -> list[str]:
    """An experiment in a folder of one's own."""
    folder = Path("mine", "experiment")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "own.yaml").write_text(text, "utf-8")
    return ["--config-dir", "mine", "experiment=own"]


def file(dice: random.Random) -> list[str]:
    """A file of one's own."""
    return own(bent(YAML, dice))


def graph(dice: random.Random) -> list[str]:
    """A network in a file."""
    Path("graph.txt").write_text(bent(GRAPH, dice), "utf-8")
    small = ["market.buyers=3", "market.suppliers=3"]
    return ["experiment=world", "network.kind=file", "network.file=graph.txt", *small]


def table(dice: random.Random) -> list[str]:
    """A design in a table."""
    Path("points.csv").write_text(bent("shocks.misfit_sd,trust.prior\n0.1,0.2\n0.3,0.4\n", dice), "utf-8")
    return own(TABLED)


@pytest.mark.parametrize("made", [line, file, graph, table])
def test_as_it_was_meant_it_is_played(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Or what is bent would be refused for what was wrong before."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(playing, "play", lambda *_: None)
    monkeypatch.setattr(f"{__name__}.bent", lambda text, _: text)
    assert main([] if made is line else made(random.Random(1))) == 0
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
@pytest.mark.parametrize("made", [line, file, graph, table])
def test_whatever_is_typed_costs_one_line(
    made: Made,
    count: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(playing, "play", lambda *_: None)
    given = {"mine", "graph.txt", "points.csv"}
    for number in range(count):
        argv = made(random.Random(f"{made.__name__} {number}"))
        code = main(argv)
        out, err = capfd.readouterr()
        assert code in (0, 2), (code, argv)
        if code == 2:
            assert out == "", argv
            assert err.count("\n") == 1, (argv, err)
            assert len(err) <= LONGEST, (argv, err)
            assert {path.name for path in tmp_path.iterdir()} <= given, argv
