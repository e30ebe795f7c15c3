"""SALib, which the extra `discover` brings: second order and Morris."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from sim.errors import UsageProblem
from sim.study.fingerprint import DISTRIBUTION


def salib(module: str) -> Any:
    """Return one of SALib's modules of analysis; raises UsageProblem where it is not installed."""
    try:
        return import_module(f"SALib.analyze.{module}")
    except ImportError:
        raise UsageProblem(
            "SALib is not installed", "sim sensitivity", f"Run pip install '{DISTRIBUTION}[discover]'."
        ) from None
