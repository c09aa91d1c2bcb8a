"""One source, two ways of play: plain Python, or compiled by numba and cached.

A rule stays the plain Python function that was written; it is only remembered here. When a kernel
is first called, everything remembered is made known to numba, and the kernel is compiled with all
its rules inlined. Importing this module does not import numba, so that interpreted play and `import
sim` stay light.

Numba's own cache does not see a change in a function that another file inlines: edit a rule and a
cached kernel silently keeps the old one (numba issue 1833). Therefore the cache folder is named by
a hash of all sources that a kernel can reach: those of `sim/` but for what only stands above it.
Kernels written elsewhere are compiled anew in each process, because no hash covers their rules.

Source: Lam, Pitrou & Seibert 2015, "Numba: a LLVM-based Python JIT compiler".
"""

import contextlib
import functools
import hashlib
import importlib
import math
import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Generic, ParamSpec, TypeVar, final

from sim import machine, primitives

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Function = TypeVar("Function", bound=Callable[..., Any])

SOURCES: Final = Path(__file__).resolve().parent
BEYOND_KERNELS: Final = frozenset(
    {
        "accelerator",
        "agents",
        "design",
        "measures",
        "plots",
        "report",
        "chronicle",
        "page",
        "citations.py",
        "dictionary.py",
        "composing.py",
        "decision.py",
        "drafts.py",
        "game.py",
        "learning",
        "loading.py",
        "meaning.py",
        "overrides.py",
        "provenance.py",
        "recalled.py",
        "showing.py",
        "store.py",
        "sweeps",
        "world.py",
    }
)
"""What no kernel may import (import-linter keeps it so): an edit there needs no compiler."""
FOLDERS_KEPT: Final = 8

# numpy's error model (a division by zero gives inf or nan) lets loops be vectorised, since nothing
# can raise. No fastmath: it would let the compiler reorder sums, and the two plays would part in
# the last bit.
# No counting of references either: it costs two atomic operations for each array that a function
# touches, ten times the model's own work, and kernels own no arrays. So a kernel cannot allocate.
_OPTIONS: Final = {"error_model": "numpy", "nogil": True, "_nrt": False}

# What is called from a kernel alone needs no door for Python or C.
INSIDE: Final = {**_OPTIONS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}

lock: Final = threading.RLock()
_remembered: Final[list[tuple[Callable[..., Any], bool]]] = []
_registered: int = 0
_primitives_registered: bool = False


def rule(function: Function) -> Function:
    """The function itself, remembered so that kernels can call it and have it inlined."""
    _remembered.append((function, True))
    return function


def mechanism(function: Function) -> Function:
    """The function itself, remembered for kernels to call; too large to force its inlining."""
    _remembered.append((function, False))
    return function


@final
class Kernel(Generic[Arguments, Result]):
    """A function compiled when first called; `interpreted` is the same one in plain Python."""

    def __init__(self, function: Callable[Arguments, Result]) -> None:
        self.interpreted: Final = function
        self.__name__ = function.__name__
        self.__doc__ = function.__doc__
        self._compiled: Callable[Arguments, Result] | None = None

    def __call__(self, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:  # noqa: D102
        compiled = self._compiled
        # A rule remembered since then may be wanted when this call compiles for new argument types.
        if compiled is None or _registered < len(_remembered):
            compiled = self._dispatcher()
        return compiled(*args, **kwargs)

    def __repr__(self) -> str:
        return f"Kernel({self.__name__})"

    def _dispatcher(self) -> Callable[Arguments, Result]:
        with lock:
            register_remembered()
            compiled = self._compiled or _compiled(self.interpreted)
            self._compiled = compiled
            return compiled


def kernel(function: Callable[Arguments, Result]) -> Kernel[Arguments, Result]:
    """A `Kernel` of this function."""
    return Kernel(function)


@functools.cache
def sources_hash() -> str:
    """SHA-256 of all of `sim/`'s sources, names and bytes, as this module's import found them."""
    return _hash_of_sources()


@functools.cache
def kernel_hash() -> str:
    """SHA-256 of those sources that a kernel can reach."""
    return _hash_of_sources(BEYOND_KERNELS)


@functools.cache
def cache_folder() -> Path:
    """The folder for kernels compiled from exactly these sources; old ones are removed."""
    home = writable_home()
    folder = home / kernel_hash()[:16]
    is_new = not folder.is_dir()
    folder.mkdir(parents=True, exist_ok=True)
    os.utime(folder)  # a folder's time tells when it was last used, not when it was last written
    if is_new:
        _prune(home, keep=folder)
    return folder


@functools.cache
def _callback(function: Callable[..., float], places: tuple[int, ...]) -> Any:
    with lock:
        register_remembered()
        numba = _numba()
        float64 = numba.types.float64
        own = numba.njit(function, error_model="python", boundscheck=True)
        # numba compiles no call whose number of arguments is a variable: so the call is written out.
        asked = ", ".join(f"told[{place}]" for place in places)
        picked = numba.njit(eval(f"lambda told: float(own({asked}))", {"own": own}))

        def guarded(told: Any) -> float:
            # Called by its address it has nobody to raise to: its answer would be anything.
            try:
                return picked(told)
            except Exception:
                return math.nan

        return numba.cfunc(float64(numba.types.CPointer(float64)))(guarded)


def entry(function: Callable[..., float], places: tuple[int, ...]) -> int:
    """The address of a function of a row of floats, of which it takes those at `places`.

    It is compiled by itself and stays valid in this process. Where it fails its answer is not a number.
    """
    return int(_callback(function, places).address)


def _numba() -> Any:
    return importlib.import_module("numba")


def _compiled(function: Callable[..., Any]) -> Any:
    """The numba dispatcher of a kernel, cached on disk where the hash covers what it calls."""
    return _dispatcher_of(function, cached=is_covered(function))


def _dispatcher_of(function: Callable[..., Any], *, cached: bool) -> Any:
    numba = _numba()
    if not cached:
        return numba.njit(function, **_OPTIONS)
    # numba reads the folder's name when the dispatcher is made, and only then.
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(cache_folder())
    try:
        return numba.njit(function, cache=True, **_OPTIONS)
    finally:
        numba.config.CACHE_DIR = before


def register_remembered() -> None:
    """Make known to numba whatever has been remembered since the last time."""
    global _registered, _primitives_registered
    if not _primitives_registered:
        machine.llvm()
        primitives.registered(INSIDE)
        _primitives_registered = True
    extending: Any = importlib.import_module("numba.extending")
    while _registered < len(_remembered):
        function, inlined = _remembered[_registered]
        extending.register_jitable(**INSIDE, forceinline=inlined)(function)
        _registered += 1


def _hash_of_sources(without: frozenset[str] = frozenset()) -> str:
    digest = hashlib.sha256()
    paths = {path.relative_to(SOURCES).as_posix(): path for path in SOURCES.rglob("*.py")}
    for name in sorted(paths):
        if name.partition("/")[0] in without:
            continue
        content = paths[name].read_bytes()
        # The length keeps one file's end from being mistaken for the next one's beginning.
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _sources_unedited() -> bool:
    """Whether the sources are still those imported; else old code would be filed as new."""
    return _hash_of_sources(BEYOND_KERNELS) == kernel_hash()


def is_covered(function: Callable[..., Any]) -> bool:
    """Whether the hash of the sources tells what a function compiles to: it is theirs, and unedited."""
    return _within_sources(function) and _sources_unedited()


def _within_sources(function: Callable[..., Any]) -> bool:
    path = Path(function.__code__.co_filename).resolve()
    return path.is_relative_to(SOURCES) and path.relative_to(SOURCES).parts[0] not in BEYOND_KERNELS


def writable_home() -> Path:
    """The user's cache for this project, or a temporary folder that only this user can write."""
    private = Path(tempfile.gettempdir()) / f"wiifwe-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    homes = [private]
    with contextlib.suppress(RuntimeError):  # the user may have no home folder
        homes.insert(0, Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "wiifwe")
    for home in homes:
        try:
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=home):
                pass
        except OSError:
            continue
        # A cache is code that will be run: never take one from a folder that someone else owns.
        if not hasattr(os, "getuid") or home.stat().st_uid == os.getuid():
            return home
    return Path(tempfile.mkdtemp(prefix="wiifwe-"))


def _prune(home: Path, keep: Path) -> None:
    last_used: dict[Path, float] = {}
    for path in home.iterdir():
        with contextlib.suppress(OSError):  # another process may be pruning too
            if path.is_dir() and path != keep and not path.name.startswith("."):
                last_used[path] = path.stat().st_mtime
    for path in sorted(last_used, key=last_used.__getitem__, reverse=True)[FOLDERS_KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)


sources_hash()  # taken now: later the files may no longer be what was imported
kernel_hash()
