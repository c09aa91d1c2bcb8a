"""A plugin of pytest under which every kernel is played in plain Python: a mutant need not be compiled.

`python -m pytest -p tests.mutations.plain …`
"""

from __future__ import annotations

from typing import Any

from sim.jit import Entrance, Kernel


def _entered(entrance: Entrance, block: Any) -> None:
    entrance.interpreted(**block.arguments)


def _called(kernel: Kernel[Any, Any], *given: Any, **named: Any) -> Any:
    return kernel.interpreted(*given, **named)


def pytest_configure() -> None:
    """Before any test is collected."""
    Entrance.__call__ = _entered
    Kernel.__call__ = _called
