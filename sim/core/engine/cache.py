"""The cache folder of compiled rules and other files that are kept between commands.

A file is trusted only if no other user could have written it and it is unaltered.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import stat
import sys
import tempfile
import warnings
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

OTHERS_WRITE = stat.S_IWOTH
GROUP_WRITES = stat.S_IWGRP
DIGEST = 64
"""Characters of the hash at the head of a cached file, before its content."""
MOST_BYTES = 2**28
"""The largest content, in bytes, that is cached."""


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
        entry, user = grp.getgrgid(group), pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return False
    return entry.gr_name == user and set(entry.gr_mem) <= {user}


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


def read_kept(path: Path) -> bytes | None:
    """Return the content that `write_kept` wrote, or None if there is no file.

    Raises OSError if the file was altered, truncated or renamed, or if other users could have
    written it.
    """
    try:
        stored = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if not only_ours(path) or stored[:DIGEST] != _digest(path, stored[DIGEST:]):
        raise OSError(f"{path} is not as it was written")
    return stored[DIGEST:]


def keep_file(path: Path, kind: str, make: Callable[[], bytes], most: int, name: str = "") -> bytes:
    """Return the content of a cached file, or call `make` and cache its result.

    The file is used only if it is unaltered and no other user could have written it. A file that
    was altered or cannot be written gives a warning; the result is the same. Of the files whose
    names begin with `name`, the newest `most` are kept.
    """
    try:
        if (content := read_kept(path)) is not None:
            return content
    except OSError:
        warn_altered(path, kind)
    content = make()
    try:
        if len(content) <= MOST_BYTES:
            write_kept(path, content, name, most)
    except OSError as error:
        text = f"{path.parent} keeps no {kind}, since it cannot be written ({error.strerror})"
        warnings.warn(f"{text}: the next command makes it again.", stacklevel=3)
    return content


def warn_altered(path: Path, kind: str) -> None:
    """Warn that a file that was kept is not as it was written, and that another takes its place."""
    text = f"The {kind} kept in {path.parent} was altered or cut short: it is made again."
    warnings.warn(text, stacklevel=4)


def write_kept(path: Path, content: bytes, kind: str, most: int) -> None:
    """Keep some bytes, all or none of them, and of the files whose names begin with `kind` the
    newest `most`; raises OSError.
    """
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        make_private(path.parent)
        draft.write_bytes(_digest(path, content) + content)
        draft.chmod(0o600)
        draft.replace(path)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    with suppress(OSError):  # another process may remove the same
        files = sorted(path.parent.glob(f"{kind}*"), key=lambda file: file.stat().st_mtime)
        for old in files[:-most]:
            old.unlink(missing_ok=True)


def _digest(path: Path, content: bytes) -> bytes:
    """Return the hash of the name and content of a file, so that a renamed file is refused."""
    whole = hashlib.sha256(path.name.encode() + b"\0")
    whole.update(content)
    return whole.hexdigest().encode()
