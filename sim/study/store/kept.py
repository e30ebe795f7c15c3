"""Results of slow computations, kept in the cache folder under the hash of all their inputs."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from sim.core.engine import fingerprint
from sim.core.engine.cache import cache_folder, keep_file

MOST: Final = 32
"""The number of entries that are kept for each kind, the newest."""


def keep(
    kind: str, made_from: tuple[bytes, ...], make: Callable[[], bytes], most: int = MOST
) -> bytes:
    """Return the result of `make`: from the cache if it is whole and only this user could write it,
    else made and kept now.

    `made_from` holds all its inputs except the rules, their parameters and the code of this
    package. See `keep_file`.
    """
    name = f"{kind.replace(' ', '-')}-"
    path = cache_folder() / "kept" / f"{name}{key_of(made_from)}"
    return keep_file(path, kind, make, most, name)


def key_of(made_from: tuple[bytes, ...]) -> str:
    """Return the hash of some bytes, of the fingerprint of the rules and of the code of this
    package.
    """
    whole = hashlib.sha256()
    for part in (fingerprint().encode(), code(), *made_from):
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()


@cache
def code() -> bytes:
    """Return the hash of the Python and C++ source of this package, and of the versions of Python
    and NumPy.
    """
    home = Path(__file__).parents[2]
    whole = hashlib.sha256(f"{sys.version}\n{np.__version__}".encode())
    for path in sorted(file for file in home.rglob("*") if file.suffix in (".py", ".h", ".cpp")):
        whole.update(path.relative_to(home).as_posix().encode() + b"\0")
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.digest()
