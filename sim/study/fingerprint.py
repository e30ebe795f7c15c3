"""What the last bit of a float depends on: NumPy, SciPy, the C library and the processor's features in use."""

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
    """Return the numerics fingerprint: where it is equal, results are equal bit for bit."""
    from numpy._core._multiarray_umath import __cpu_features__ as features  # type: ignore[import-not-found, unused-ignore]

    return {
        "numpy": version("numpy"),
        "scipy": version("scipy"),
        "c_library": " ".join(platform.libc_ver()),
        "machine": platform.machine(),
        "cpu_features": sorted(name for name, present in features.items() if present),
    }
