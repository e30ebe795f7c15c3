"""The core: the game and its rules, what plays them, what is fixed before, what came of it, and how
sure that is.

It needs NumPy and pydantic, and a C++ compiler to be quick; nothing above it. Names resolve when
first used.

    >>> from sim.core import load_scenario, run
    >>> run(load_scenario("2017-spring"), worlds=200, seed=7).probability("lose_lose").n
    200
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.core.runs.run import Run as Run, run as run
    from sim.core.scenario import Scenario as Scenario, load_scenario as load_scenario

_HOMES = {"Run": "runs.run", "run": "runs.run", "Scenario": "scenario", "load_scenario": "scenario"}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sim.core' has no attribute {name!r}")
    return getattr(import_module(f"sim.core.{_HOMES[name]}"), name)
