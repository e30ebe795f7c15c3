"""What results depend on: the version of this project, the packages, the rules."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

DISTRIBUTION = "korea-escalation"
PACKAGES = ("mesa", "numpy", "scipy", "pandas", "pyarrow", "matplotlib")


def tool_version() -> str:
    """Return the version of this project."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "unknown"


def package_versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that results depend on."""
    return {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}


def fingerprint() -> dict[str, Any]:
    """Return what the bytes of a world depend on: the rules and their numbers; every engine and machine agrees."""
    from sim.engine import fingerprint as of_the_rules

    return {"rules": of_the_rules()}
