"""The one Hydra entry: `wiifwe`, `wiifwe population=mixed`, `wiifwe -m trust.prior=0.2,0.8`.

Overrides are checked before Hydra takes over, every value of a sweep among them, so that a slip
gives one line and the exit code 2 before anything has been played. What `-m` plays is joined in one
table (experiments/multirun.py).
"""

import argparse
import errno
import os
import re
import shlex
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

from experiments import multirun
from experiments.studies import IncompleteError, checked_study, kind_of
from sim.loading import (
    PRIMARY,
    Composition,
    checked_wishes,
    composition,
    configs,
    hydra_home,
    split,
    variations,
)
from sim.spelling import ConfigError

WRONG, INCOMPLETE, STOPPED = 2, 3, 130
COMPLETION = r"(install|uninstall|query)=(bash|fish|zsh)"


def main(argv: Sequence[str] | None = None) -> int:
    """Play what the command line asks for; the exit code."""
    try:
        run(list(sys.argv[1:] if argv is None else argv))
    except ConfigError as error:
        print(error, file=sys.stderr)
        return WRONG
    except IncompleteError as left:
        print(left, file=sys.stderr)
        return INCOMPLETE
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        print(
            "the disk is full; what parts were played is kept: make room, and run it again", file=sys.stderr
        )
        return INCOMPLETE
    except KeyboardInterrupt as stop:
        print(str(stop) or "stopped; of the run that was under way nothing is kept", file=sys.stderr)
        return STOPPED
    except SystemExit as ended:  # how Hydra ends after `--help`, or where `-p` names nothing
        return WRONG if ended.code else 0
    return 0


def run(argv: list[str]) -> None:
    """Check the command line, then hand it to Hydra."""
    asked = arguments(argv)
    if asked.shell_completion and asked.overrides[0].startswith("query"):
        offer(asked.overrides)
        return
    multirun.check_choices(asked.overrides)
    flags = [word for word in argv if word not in asked.overrides]
    with hydra_home(own_folder(asked)):
        checked, fixed = list(asked.overrides), set[str]()
        if not (asked.help or asked.hydra_help or asked.shell_completion or asked.info is not None):
            known = checked_wishes(asked.overrides, multirun=asked.multirun)
            checked, fixed = [wish.text for wish in known], multirun.fixed_keys(known)
            jobs = [composition(job) for job in variations(known)]
            for composed in jobs:
                study_of(composed)
            if not flags and not any(word.lstrip("+~").startswith("hydra") for word in asked.overrides):
                play_job(jobs[0])  # Hydra would compose the same once more
                return
            if asked.multirun:
                multirun.check_composed([wish.swept[0] for wish in known])
        hand_to_hydra([*checked, *flags], asked.overrides, fixed)


def arguments(argv: list[str]) -> argparse.Namespace:
    """The command line as Hydra's own parser reads it."""
    from hydra._internal.utils import get_args_parser

    parser = get_args_parser()

    def refuse(message: str) -> NoReturn:
        raise ConfigError(f"{message}; `wiifwe --help` shows what there is (command line)")

    parser.error = refuse  # its own prints the usage, many lines, and exits
    asked = parser.parse_intermixed_args(argv)
    if asked.config_path or asked.config_name:
        refuse("`--config-path` and `--config-name` are fixed; your own files: `--config-dir`")
    if asked.experimental_rerun:
        refuse("`--experimental-rerun` is not offered; the same command line plays the same again")
    modes = (asked.run, asked.multirun, asked.cfg, asked.info, asked.shell_completion)
    if sum(bool(mode) for mode in modes) > 1:
        refuse("of `--run`, `--multirun`, `--cfg`, `--info` and `--shell-completion` only one is wanted")
    if asked.resolve and not (asked.cfg or asked.help):
        refuse("`--resolve` belongs to `--cfg`")
    if asked.shell_completion and not re.fullmatch(COMPLETION, " ".join(asked.overrides)):
        refuse("`-sc` wants `install`, `uninstall` or `query`, for bash, fish or zsh, as `-sc install=bash`")
    return asked


def own_folder(asked: argparse.Namespace) -> Path | None:
    """The user's own folder of configurations."""
    return Path(asked.config_dir) if asked.config_dir else None


def offer(overrides: list[str]) -> None:
    """Tell a shell what may follow; a slip is silent, for it would be printed into what is typed."""
    from hydra.core.global_hydra import GlobalHydra

    line = os.environ.get("COMP_LINE", "")
    words = shlex.split(line)[1:] if line.count("'") % 2 == line.count('"') % 2 == 0 else line.split()[1:]
    typed = "" if line.endswith(" ") or not words else words.pop()
    if typed.startswith("-"):
        return  # Hydra would print how flags are used
    with suppress(Exception):
        asked = arguments(words)
        with hydra_home(own_folder(asked)):
            settled: list[str] = []
            with suppress(ConfigError):  # a slip further left: the fields are still known
                settled = [wish.swept[0] for wish in checked_wishes(asked.overrides, multirun=True)]
            told = " ".join(word for word in settled if " " not in word)
            os.environ["COMP_LINE"] = f"wiifwe {told} {typed}"
            hydra = GlobalHydra.instance().hydra
            assert hydra is not None
            hydra.shell_completion(config_name=PRIMARY, overrides=overrides)


def hand_to_hydra(argv: list[str], asked: Sequence[str], fixed: set[str]) -> None:
    """Let Hydra play every job; a job's error is raised here, since Hydra would print it."""
    import hydra
    from hydra.core.global_hydra import GlobalHydra
    from hydra.core.hydra_config import HydraConfig
    from hydra.errors import HydraException
    from omegaconf import DictConfig, OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    failures: list[Exception] = []

    def job(config: DictConfig) -> None:
        if failures:
            return
        told = HydraConfig.get()
        several = told.mode is not None and told.mode.name == "MULTIRUN"
        try:
            whole = OmegaConf.to_container(config, resolve=True)
            assert isinstance(whole, dict)
            named: Mapping[str, Any] = {str(key): value for key, value in whole.items()}
            if several:
                print(" ".join(told.overrides.task), flush=True)
            played = play_job(split(named, told.runtime.choices, list(told.overrides.task)))
            if several:
                runs.append(multirun.Run(multirun.swept_values(told.overrides.task, fixed), *played))
        except Exception as error:
            failures.append(error)

    GlobalHydra.instance().clear()
    with multirun.joining(asked) as runs:
        try:
            with as_command_line(argv):
                hydra.main(version_base="1.3", config_path=str(configs()), config_name=PRIMARY)(job)()
        except (HydraException, OmegaConfBaseException) as error:
            raise ConfigError(f"{error} (command line)") from error
        if failures:
            raise failures[0]


@contextmanager
def as_command_line(argv: list[str]) -> Iterator[None]:
    """Hydra reads `sys.argv`; with this variable set it raises its errors unprinted."""
    argv_before, variable_before = sys.argv, os.environ.get("HYDRA_FULL_ERROR")
    sys.argv, os.environ["HYDRA_FULL_ERROR"] = ["wiifwe", *argv], "1"
    try:
        yield
    finally:
        sys.argv = argv_before
        del os.environ["HYDRA_FULL_ERROR"]
        if variable_before is not None:
            os.environ["HYDRA_FULL_ERROR"] = variable_before


def study_of(composed: Composition) -> Any:
    """The scenario and the settings of a composed configuration, both checked."""
    from experiments.settings import settings_from
    from experiments.store import Study

    return checked_study(Study(settings_from(composed.settings, composed.source), composed.scenario()))


def play_job(composed: Composition) -> tuple[str, Path]:
    """Play a study unless its results are stored, and show them; its kind, and where they lie."""
    from experiments import store

    study = study_of(composed)
    folder = store.folder_of(study)
    stored = store.is_stored(folder) and not study.settings.again
    if not stored:
        play(study, folder)
    elif study.settings.csv:
        store.add_csv(folder)
    kind_of(study.settings).show(folder, stored=stored)
    return study.settings.study, folder


def play(study: Any, folder: Path) -> None:
    """Play a study, and store all that comes of it, whole or not at all."""
    from experiments import store, terminal
    from experiments.reporting import write_report
    from sim.network import NetworkError
    from sim.plots.asked import printing
    from sim.provenance import manifest

    started = time.perf_counter()
    terminal.announce_compiling()
    if study.settings.precision is not None:
        study = kind_of(study.settings).resolved(study)
    scenario, settings = study.scenario, study.settings
    with store.written(folder) as draft:
        (draft / "figures").mkdir()
        try:
            with printing(settings.figures.sheet, settings.figures.formats):
                words = kind_of(settings).play(study, draft, folder.name)
        except NetworkError as error:
            raise ConfigError(str(error)) from error
        if not any((draft / "figures").iterdir()):
            (draft / "figures").rmdir()
        store.write_configuration(study, draft)
        wall = time.perf_counter() - started
        rest = settings.meaning()
        told = manifest(scenario, settings.replicates, settings.seed, rest, wall_seconds=wall)
        store.write_manifest({**told, "experiment": settings.name, "finding": words}, draft)
        write_report(study, told, words, draft)


if __name__ == "__main__":
    sys.exit(main())
