"""Environments in which a program chooses the moves of capitals, for PettingZoo and Gymnasium.

Names resolve when first used. They need the extra `env`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.core.base.errors import lacking

if TYPE_CHECKING:
    from sim.env.four import FourCapitals as FourCapitals, parallel_env as parallel_env
    from sim.env.one_capital import SingleEnv as SingleEnv, VectorEnv as VectorEnv

_HOMES = {
    "FourCapitals": "sim.env.four",
    "SingleEnv": "sim.env.one_capital",
    "VectorEnv": "sim.env.one_capital",
    "parallel_env": "sim.env.four",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sim.env' has no attribute {name!r}")
    try:
        return getattr(import_module(_HOMES[name]), name)
    except ModuleNotFoundError as error:
        if error.name not in ("gymnasium", "pettingzoo"):
            raise
        raise lacking(error.name, f"sim.env.{name}", "env") from error


def __dir__() -> list[str]:
    return __all__
