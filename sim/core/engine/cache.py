"""The folder of compiled rules: code is loaded from it only if nobody else could have written it."""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import sys
import tempfile
import warnings
from functools import cache
from pathlib import Path

OTHERS_WRITE = stat.S_IWOTH
GROUP_WRITES = stat.S_IWGRP


def cache_folder() -> Path:
    """Return the folder for compiled rules: $SIM_CACHE, else the user's folder for caches.

    A folder that another user could write, or that this user cannot, is not used: one of this
    process stands in, and a warning says so.
    """
    return _usable(Path(os.environ.get("SIM_CACHE") or usual_folder()))


def usual_folder() -> Path:
    """Return the user's own folder for caches of this program, as the system places it."""
    home = Path.home()
    folders = {"win32": home / "AppData" / "Local", "darwin": home / "Library" / "Caches"}
    usual = folders.get(sys.platform, home / ".cache")
    return Path(os.environ.get("XDG_CACHE_HOME") or usual) / "korea-escalation"


def only_ours(path: Path) -> bool:
    """Return whether a file and all folders above it can be written by this user or root alone.

    In a folder with the sticky bit others may add files but touch none of ours. A group counts as
    this user if it bears the user's name and has no other member.
    """
    if sys.platform == "win32":
        return True
    path = path.resolve()
    return all(_is_safe(part, part != path) for part in (path, *path.parents) if part.exists())


def _is_safe(path: Path, above: bool) -> bool:
    status = path.stat()
    if status.st_uid not in (0, os.geteuid()):
        return False
    if above and status.st_mode & stat.S_ISVTX:
        return True
    if status.st_mode & OTHERS_WRITE:
        return False
    return not status.st_mode & GROUP_WRITES or _is_private(status.st_gid)


def _is_private(group: int) -> bool:
    """Return whether this user is the only member of a group."""
    import grp
    import pwd

    try:
        name, members = grp.getgrgid(group).gr_name, grp.getgrgid(group).gr_mem
        user = pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return False
    return name == user and set(members) <= {user}


@cache
def _usable(folder: Path) -> Path:
    try:
        make_private(folder)
        writable = os.access(folder, os.W_OK | os.X_OK)
        if writable and only_ours(folder):
            return folder
        reason = "others can write it" if writable else "it cannot be written"
    except OSError as error:
        reason = f"it cannot be made ({error.strerror})"
    own_folder = Path(tempfile.mkdtemp(prefix="korea-escalation-"))
    atexit.register(shutil.rmtree, own_folder, ignore_errors=True)
    remedy = "they are compiled for this command alone"
    warnings.warn(f"{folder} keeps no compiled rules, since {reason}: {remedy}.", stacklevel=3)
    return own_folder


def make_private(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for this user alone; raises OSError."""
    for part in (*reversed(folder.parents), folder):
        if not part.is_dir():
            part.mkdir(mode=0o700, exist_ok=True)
