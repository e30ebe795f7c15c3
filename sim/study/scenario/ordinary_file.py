"""Reading a file that a person named: only an ordinary one, only so much of it, and only text where text is meant."""

from __future__ import annotations

import os
import stat

from sim.errors import Problem


def ordinary_bytes(path: str, most: int, kind: type[Problem], wanted: str, hint: str = "") -> bytes:
    """Return what an ordinary file holds, up to a byte more than `most`; raises a problem of the kind given.

    `wanted` says which file is meant, and `hint` what else could be by one that does not exist.
    """
    try:
        # A pipe or a device could hold the reader up for ever.
        if not stat.S_ISREG(os.stat(path).st_mode):
            found = "a folder" if os.path.isdir(path) else "no ordinary file"
            raise kind(f"this is {found}", path, wanted)
        with open(path, "rb") as file:
            return file.read(most + 1)
    except FileNotFoundError:
        raise kind("there is no such file", path, f"Check the path.{hint}") from None
    except PermissionError:
        remedy = "Ask for the right to read it, or copy it to where you have it."
        raise kind("the file may not be read", path, remedy) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the path cannot be meant"
        raise kind(f"the file cannot be read: {reason}", path, "Check the path.") from None


def utf8_text(label: str, content: bytes, kind: type[Problem], remedy: str) -> str:
    """Return bytes as text without a byte-order mark; raises a problem of the kind, with the line of a bad byte."""
    try:
        text = content.decode("utf-8-sig")
        first_bad = content.find(b"\0")
    except UnicodeDecodeError as error:
        first_bad = error.start
    if first_bad >= 0:
        line = content[:first_bad].count(b"\n") + 1
        raise kind("the file is no UTF-8 text", f"{label}, line {line}", remedy)
    return text
