"""The one entry, Hydra's: `wiifwe`, `wiifwe population=mixed`, `wiifwe -m trust.prior=0.2,0.8`; or a page.

Overrides are checked before Hydra takes over, every value of a sweep among them, so that a slip
gives one line and the exit code 2 before anything has been played. What `-m` varies becomes one design
(experiments/multirun.py, a sweeper of Hydra's).
"""

from __future__ import annotations

import argparse
import errno
import os
import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.classroom import COMMAND as CLASSROOM
from experiments.commands import ReaderGoneError, heard, refusal_of, stoppable, tell
from experiments.laboratory import COMMAND as PAGE
from experiments.laboratory import write_page
from sim.composing import PRIMARY, configs, hydra_home, own_checked
from sim.drafts import IncompleteError
from sim.spelling import ConfigError

if TYPE_CHECKING:
    from experiments.study import Study

WRONG, INCOMPLETE, STOPPED = 2, 3, 130
OURS = {"hydra/sweeper": "design", "hydra/launcher": "basic"}
REASONS = {
    "hydra/sweeper": (
        "a search for parameters that flatter a posture does not tell where it wins; a `design` (grid, Latin "
        "hypercube, Sobol) tells in which share of the space, and `experiment=calibration` fits facts"
    ),
    "hydra/launcher": (
        "points are played in one call, on every core; work goes to processes or to a cluster by "
        "`engine=processes` or `engine=dask`"
    ),
}
KEPT = "what parts of a sweep were played are kept, of another run nothing is"
HELP = {"--help", "-h"}
HELP_TEXT = """\
wiifwe: do relationship-first firms create more joint value, and live longer, than self-interested ones?

Choose (group=name):
{groups}

wiifwe                                     the headline study
wiifwe trust.prior=0.2 replicates=50       any field by its path
wiifwe -m 'trust.prior=range(0.1,1,0.1)'   each of several, as one study
wiifwe --cfg job                           show the configuration, play nothing
wiifwe page                                the laboratory: a page to play with in any browser
wiifwe classroom                           a room in which a class plays
wiifwe --hydra-help                        what Hydra's own flags are
"""
COMPLETION = r"(install|uninstall|query)=(bash|fish|zsh)"


def main(argv: Sequence[str] | None = None) -> int:
    """Play what the command line asks for; the exit code."""
    try:
        with stoppable(), heard():
            run(list(sys.argv[1:] if argv is None else argv))
    except ConfigError as error:
        tell(error)
        return WRONG
    except IncompleteError as left:
        tell(left)
        return INCOMPLETE
    except ReaderGoneError as gone:
        tell(gone)
        return STOPPED
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        tell(f"the disk is full; {KEPT}: make room, and run it again")
        return INCOMPLETE
    except KeyboardInterrupt as stop:
        tell(str(stop) or f"stopped; {KEPT}")
        return STOPPED
    except SystemExit as ended:  # how Hydra ends after `--version`, or where `-p` names nothing
        return WRONG if ended.code else 0
    return 0


def run(argv: list[str]) -> None:
    """Play what the command line asks for; where more than play is asked, let Hydra do it."""
    if is_answered(argv):
        return
    asked = arguments(argv)
    if asked.help:  # cut short, as `--hel`
        print(help_text(own_folder(asked)))
        return
    from sim.loading import checked_wishes, composed, composition

    if asked.shell_completion and asked.overrides[0].startswith("query"):
        offer(asked.overrides)
        return
    from experiments.study import study_of

    check_plugins(asked.overrides)
    flags = [word for word in argv if word not in asked.overrides]
    other = set(flags) - {"--config-dir", "-cd", asked.config_dir, f"--config-dir={asked.config_dir}"}
    if not other and not any(word.lstrip("+~").startswith("hydra") for word in asked.overrides):
        play(study_of(composed(asked.overrides, own_folder(asked))))
        return
    with hydra_home(own_folder(asked)):
        checked, study = list(asked.overrides), None
        if not (asked.hydra_help or asked.shell_completion or asked.info is not None):
            known = checked_wishes(asked.overrides, multirun=asked.multirun)
            checked = [wish.text for wish in known]
            if asked.multirun and any(text.lstrip("+").startswith("arms=[") for text in asked.overrides):
                checked.append("hydra.sweeper.arms_chosen=true")  # those that stay may be all there are
            if not asked.multirun:  # what cannot be played is refused before Hydra shows it
                study = study_of(composition(checked))
        hand_to_hydra(checked, flags, study)


def is_answered(argv: list[str]) -> bool:
    """Whether a page, a room or help was asked for, and given; for these nothing is loaded that plays."""
    if argv[:1] == [PAGE]:
        write_page(argv[1:])
    elif argv[:1] == [CLASSROOM]:
        from experiments.classroom.command import open_classroom

        open_classroom(argv[1:])
    elif HELP & set(argv):
        print(help_text(folder_in(argv)))
    else:
        return False
    return True


def play(study: Study) -> None:
    """Play a study unless it is stored; only here is loaded what plays and draws."""
    from experiments.playing import shown_or_played

    shown_or_played(study)


def arguments(argv: list[str]) -> argparse.Namespace:
    """The command line as Hydra's own parser reads it."""
    from hydra._internal.utils import get_args_parser

    parser = get_args_parser()
    refuse = refusal_of(parser, "; `wiifwe --help` shows what there is")
    asked = parser.parse_intermixed_args(argv)
    if asked.config_path or asked.config_name:
        refuse("`--config-path` and `--config-name` are fixed; your own files: `--config-dir`")
    if asked.experimental_rerun:
        refuse("`--experimental-rerun` is not offered; the same command line plays the same again")
    modes = (asked.run, asked.multirun, asked.cfg, asked.info, asked.shell_completion)
    if sum(bool(mode) for mode in modes) > 1:
        refuse("of `--run`, `--multirun`, `--cfg`, `--info` and `--shell-completion` only one is wanted")
    if asked.resolve and not asked.cfg:
        refuse("`--resolve` belongs to `--cfg`")
    if asked.shell_completion and not re.fullmatch(COMPLETION, " ".join(asked.overrides)):
        refuse("`-sc` wants `install`, `uninstall` or `query`, for bash, fish or zsh, as `-sc install=bash`")
    return asked


def own_folder(asked: argparse.Namespace) -> Path | None:
    """The user's own folder of configurations."""
    return Path(asked.config_dir) if asked.config_dir else None


def folder_in(argv: Sequence[str]) -> Path | None:
    """The user's own folder, of a command line that is not checked."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    parser.add_argument("--config-dir", "-cd", nargs="?")
    told = parser.parse_known_args(argv)[0].config_dir
    return Path(told) if told else None


def help_text(own: Path | None) -> str:
    """What may be chosen, by group, and how it is written."""
    found: dict[str, set[str]] = {}
    for folder in (configs(), *([own_checked(own)] if own else [])):
        for file in folder.rglob("*.yaml"):
            if file.parent != folder:
                group = file.parent.relative_to(folder).as_posix()
                found.setdefault(group, set()).add(file.stem)
    groups = "\n".join(f"{group}: {', '.join(sorted(names))}" for group, names in sorted(found.items()))
    return HELP_TEXT.format(groups=groups)


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
        from sim.loading import checked_wishes

        with hydra_home(own_folder(asked)):
            told = ""
            with suppress(ConfigError):  # a slip further left: the fields are still known
                settled = (wish.swept[0] for wish in checked_wishes(asked.overrides, multirun=True))
                told = " ".join(word for word in settled if " " not in word)
            os.environ["COMP_LINE"] = f"wiifwe {told} {typed}"
            hydra = GlobalHydra.instance().hydra
            assert hydra is not None
            hydra.shell_completion(config_name=PRIMARY, overrides=overrides)


def check_plugins(overrides: Sequence[str]) -> None:
    """Refuse a search, and a launcher of Hydra's plugins, whether the plugin is installed or not."""
    for text in overrides:
        key, _, value = text.lstrip("+").partition("=")
        group = key.partition("@")[0].removesuffix("._target_").replace(".", "/")
        if group in REASONS and value != OURS[group]:
            raise ConfigError(f"`{text}` is not offered: {REASONS[group]} (command line)")


def hand_to_hydra(asked: list[str], flags: list[str], study: Study | None) -> None:
    """Let Hydra play the study, or with `-m` our sweeper. An error of theirs is raised here, not printed."""
    import hydra
    from hydra.core.global_hydra import GlobalHydra
    from hydra.errors import HydraException
    from omegaconf import DictConfig
    from omegaconf.errors import OmegaConfBaseException

    failures: list[Exception] = []

    def job(config: DictConfig) -> None:
        del config  # the same, without where each field was given
        assert study is not None
        try:
            play(study)
        except Exception as error:
            failures.append(error)

    GlobalHydra.instance().clear()
    try:
        with as_command_line([*asked, *flags]):
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


if __name__ == "__main__":
    sys.exit(main())
