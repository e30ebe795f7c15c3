"""What results depend on: the version of this project, the packages, the rules."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

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


def fingerprint() -> str:
    """Return what the bytes of a world depend on: a hash of the rules and their numbers, the same on every machine."""
    from sim.engine import fingerprint as of_the_rules

    return of_the_rules()
