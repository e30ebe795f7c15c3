"""All disk access for results: files are written whole, by one writer a folder, and files of others
are never touched.

A folder of results has a mark, the file `.sim-results`. It is the lock of the folder, and it lists
the files that were written there: only they are ever replaced or removed, and a folder without a
mark is left alone unless it is empty. Parts, whose names carry the hash of their values, need no
entry. No link is followed within such a folder.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import secrets
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath
from typing import BinaryIO, Final, Self

from sim.core.base.errors import DataProblem, UsageProblem
from sim.core.base.plain import AnyPath

MARK: Final = ".sim-results"
HEADER: Final = (
    b"# sim keeps its results in this folder. It replaces and removes the "
    b"files named below, and no others.\n"
)
DRAFT: Final = re.compile(r"\.sim-draft-[0-9a-f]{32}")
HASHED: Final = re.compile(r"[a-z]+-\d{6,}-[0-9a-f]{64}\.parquet")
MOST_MARK: Final = 2**24
ASIDE: Final = "set-aside"
ABSENT: Final = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
PLAIN: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | PLAIN
APPENDED: Final = os.O_RDWR | os.O_CREAT | PLAIN
OPEN_MODE, PRIVATE_MODE = 0o666, 0o600


class StorageProblem(DataProblem):
    """A file or folder that cannot be read or written as it stands; nothing that was finished is
    lost.
    """


class System:
    """The operations of the disk, one for each method, so that a test can replace the disk by one
    that fails.
    """

    def open(self, path: Path, flags: int, mode: int = OPEN_MODE) -> BinaryIO:
        """Open a file without following a link."""
        return os.fdopen(os.open(path, flags, mode), "wb" if flags == NEW else "r+b")

    def read(self, path: Path, most: int = -1) -> bytes:
        """Return the first bytes of a file, or all, without following a link."""
        with os.fdopen(os.open(path, os.O_RDONLY | PLAIN), "rb") as file:
            return file.read(most)

    def write(self, file: BinaryIO, content: bytes) -> None:
        """Write to a file that is open."""
        file.write(content)

    def sync(self, file: BinaryIO) -> None:
        """Have the content of a file on the disk before returning."""
        file.flush()
        os.fsync(file.fileno())

    def sync_folder(self, folder: Path) -> None:
        """Have the names in a folder on the disk before returning; Windows cannot be asked."""
        if sys.platform != "win32":
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def rename(self, path: Path, target: Path) -> None:
        """Give a file another name, in place of a file that has it."""
        os.replace(path, target)

    def remove(self, path: Path) -> None:
        """Remove a file, or a link without its target."""
        os.unlink(path)

    def make(self, folder: Path) -> None:
        """Make a folder."""
        os.mkdir(folder)

    def names(self, folder: Path) -> list[str]:
        """Return the names in a folder, sorted."""
        return sorted(os.listdir(folder))


system = System()


@contextmanager
def turn_errors(path: Path, action: str = "written") -> Iterator[None]:
    """Turn an OSError into a StorageProblem of three lines."""
    try:
        yield
    except OSError as error:
        remedy = (
            "Make room, or see to the right to write, then run the same command again."
            if action == "written"
            else "Nothing was changed. See to the cause, then run the same command again."
        )
        reason = f"'{path.name}' cannot be {action}: {error.strerror or error}"
        raise StorageProblem(reason, str(path), remedy) from None


def kind_of(path: Path) -> int:
    """Return the file type of a path, as `stat` gives it, of a link itself; 0 if there is none."""
    try:
        return stat.S_IFMT(os.lstat(path).st_mode)
    except OSError as error:
        if error.errno in ABSENT:
            return 0
        raise


def read_bytes_of(path: Path, most: int = -1) -> bytes | None:
    """Return the content of a file, or its first `most` bytes; None if there is no regular file.

    Raises StorageProblem if the file is there and cannot be read.
    """
    with turn_errors(path, "read"):
        try:
            return system.read(path, most) if kind_of(path) == stat.S_IFREG else None
        except OSError as error:
            if error.errno in ABSENT:
                return None
            raise


def listing(folder: Path) -> list[str]:
    """Return the names in a folder, sorted; empty if there is no such folder. Raises StorageProblem
    if it cannot be read.
    """
    with turn_errors(folder, "read"):
        return system.names(folder) if kind_of(folder) == stat.S_IFDIR else []


def folders_in(folder: Path, holding: str = "") -> list[Path]:
    """Return the paths in a folder, sorted, also behind a link: all, or those in which the file
    `holding` exists.

    Raises StorageProblem for a folder that cannot be listed, which Path.glob takes for empty.
    """
    with turn_errors(folder, "read"):
        names = system.names(folder) if folder.is_dir() else []
        return [folder / name for name in names if (folder / name / holding).exists()]


@contextmanager
def draft(path: Path, mode: int = OPEN_MODE) -> Iterator[BinaryIO]:
    """Give an open file that gets the name `path` once it is whole and on the disk; after a failure
    the old file stays.

    In a folder that this process holds, the file becomes one of the folder's own. Raises
    StorageProblem if it cannot be written, or if a link, a folder or a file of others has the name.
    """
    draft_path = path.with_name(f".sim-draft-{secrets.token_hex(16)}")
    with turn_errors(path):
        if (holder := holder_of(path)) is not None:
            holder.admit(path)
        elif kind_of(path) not in (0, stat.S_IFREG):
            raise foreign(path)
        file = system.open(draft_path, NEW, mode)
        try:
            with file:
                yield file
                system.sync(file)
            system.rename(draft_path, path)
        except BaseException:
            with suppress(OSError):
                system.remove(draft_path)
            raise
        system.sync_folder(path.parent)


def write(path: Path, content: bytes, mode: int = OPEN_MODE) -> str:
    """Write a file whole or not at all, and on the disk before returning; return its SHA-256."""
    with draft(path, mode) as file:
        system.write(file, content)
    return hashlib.sha256(content).hexdigest()


def open_journal(path: Path, end: int | None = None) -> tuple[BinaryIO, bytes]:
    """Return a file to append to and the whole lines that it holds; only its owner can read a new
    one.

    A last line that was cut short is removed, and everything after `end`. In a folder that this
    process holds, the file becomes one of the folder's own. Raises StorageProblem if it cannot be
    opened.
    """
    with turn_errors(path):
        if (holder := holder_of(path)) is not None:
            holder.admit(path)
        file = system.open(path, APPENDED, PRIVATE_MODE)
        try:
            content = file.read()[:end]
            whole = content[: content.rfind(b"\n") + 1]
            file.truncate(len(whole))
            file.seek(len(whole))
            system.sync_folder(path.parent)
        except BaseException:
            file.close()
            raise
        return file, whole


def write_on(file: BinaryIO, path: Path, lines: bytes) -> None:
    """Append whole lines to a journal, and have them on the disk before returning; raises
    StorageProblem.
    """
    with turn_errors(path):
        system.write(file, lines)
        system.sync(file)


def foreign(path: Path) -> StorageProblem:
    """Return the problem of a name that a file of others has."""
    remedy = "Move it away, then run the same command again; or give another place with -o."
    return StorageProblem(
        "there is something of that name that sim did not write", str(path), remedy
    )


def folder_in(path: Path) -> Path:
    """Return a folder that is made now, within one that this process holds or elsewhere; raises
    StorageProblem.
    """
    if (holder := holder_of(path)) is not None:
        return holder.folder(path.absolute().relative_to(holder.path).as_posix())
    with turn_errors(path):
        make_with_parents(path)
    return path


def check_free(path: Path) -> None:
    """Raise DataProblem for a folder that holds files of others, and UsageProblem for a file:
    neither can take results.
    """
    with turn_errors(path, "read"):
        if not path.exists():
            return
        if not path.is_dir():
            raise UsageProblem(
                "results need a folder, and this is a file", str(path), "Give a folder with -o."
            )
        names = system.names(path)
        if names and kind_of(path / MARK) != stat.S_IFREG:
            remedy = (
                f"Give a new or empty folder: sim writes only into folders with its mark, {MARK}."
            )
            raise DataProblem("the folder holds something else", str(path / names[0]), remedy)


class Folder:
    """A folder of results that this process holds: no other writes there, and only its own files
    are replaced.

    It is made, with its mark, if it is not there. It is released by `close`, at the end of a
    `with`, or when the process ends. Raises DataProblem for a folder that holds something else,
    StorageProblem if it cannot be written, UsageProblem if another process holds it.
    """

    def __init__(self, path: AnyPath) -> None:
        self.path = Path(path).absolute()
        self.own: set[str] = set()
        self._seen: set[str] = set()
        if (holder := holder_of(self.path)) is not None:
            holder.folder(self.path.relative_to(holder.path).parts[0])
            with turn_errors(self.path):
                if kind_of(self.path) not in (0, stat.S_IFDIR):
                    raise foreign(self.path)
        check_free(self.path)
        with turn_errors(self.path):
            make_with_parents(self.path)
            self._place = identity(self.path)
            self._file = self._marked()
            try:
                self._clear_drafts()
            except BaseException:
                self._file.close()
                raise
        HOLDERS[self.path] = self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the folder."""
        del HOLDERS[self.path]
        self._file.close()

    def _marked(self) -> BinaryIO:
        """Open and lock the mark, made if need be, and read the names that it lists."""
        file = system.open(self.path / MARK, APPENDED)
        try:
            lock(file, self.path)
            self._mark = identity(self.path / MARK)
            content = file.read(MOST_MARK)
            self.own |= {name for line in content.split(b"\n") if (name := name_in(line))}
            if HEADER not in content:
                system.write(file, HEADER)
                system.sync(file)
            system.sync_folder(self.path)
        except BaseException:
            file.close()
            raise
        return file

    def _clear_drafts(self) -> None:
        """Remove drafts that an interrupted process left."""
        for place in (self.path, *self._folders()):
            for name in system.names(place):
                if DRAFT.fullmatch(name) and kind_of(place / name) == stat.S_IFREG:
                    system.remove(place / name)

    def _folders(self) -> list[Path]:
        """The folders within that were made here and are there."""
        folders = sorted(self.path / name for name in self.own if name.endswith("/"))
        return [place for place in folders if kind_of(place) == stat.S_IFDIR]

    def _note(self, name: str) -> None:
        """List a name in the mark, before anything gets it; a line that was cut short does not
        spoil the next.
        """
        self._file.seek(0, os.SEEK_END)
        system.write(self._file, f"\n{json.dumps(name)}\n".encode())
        system.sync(self._file)
        self.own.add(name)

    def check(self) -> None:
        """Raise StorageProblem unless this process still holds the folder; a mark that was removed
        is made again.

        Nobody else can have taken a folder that has no mark and is not empty.
        """
        with turn_errors(self.path):
            here, mark = identity(self.path), identity(self.path / MARK)
            if here != self._place or mark not in (self._mark, None):
                remedy = "Find the other writer, then run the same command again: it goes on."
                raise StorageProblem(
                    "the folder was moved, or taken by another process", str(self.path), remedy
                )
            if mark is None:
                closed, self._file = self._file, self._marked()
                closed.close()
                for name in sorted(self.own):
                    self._note(name)

    def admit(self, path: Path) -> None:
        """List a name that is to be written to; raises StorageProblem for a file of others."""
        self.check()
        name = path.absolute().relative_to(self.path).as_posix()
        if folder := name.rpartition("/")[0]:
            self.folder(folder)
        if (there := kind_of(path)) and (there != stat.S_IFREG or not self._owns(name)):
            raise foreign(path)
        if not self._owns(name):
            self._note(name)

    def folder(self, name: str) -> Path:
        """Return a folder within, made if need be; raises StorageProblem if it is not ours, or has
        disappeared.
        """
        place = self.path / name
        with turn_errors(place):
            there = kind_of(place)
            if there and (there != stat.S_IFDIR or f"{name}/" not in self.own):
                raise foreign(place)
            if f"{name}/" not in self.own:
                self._note(f"{name}/")
            if not there and name in self._seen:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
            make_with_parents(place)
            self._seen.add(name)
        return place

    def _owns(self, name: str) -> bool:
        return name in self.own or HASHED.fullmatch(name.rpartition("/")[2]) is not None

    def clear(self) -> None:
        """Remove every file that was written here, the manifest first; files of others stay under
        any name.
        """
        self.check()
        with turn_errors(self.path, "removed"):
            places = [place for place in self._folders() if place.name != ASIDE]
            paths = [
                place / name
                for place in places
                for name in system.names(place)
                if HASHED.fullmatch(name)
            ]
            names = sorted(self.own, key=lambda name: (name != "manifest.json", name))
            for path in [*(self.path / name for name in names), *paths]:
                if kind_of(path.parent) == stat.S_IFDIR and kind_of(path) == stat.S_IFREG:
                    system.remove(path)
                    system.sync_folder(path.parent)

    def set_aside(self, path: Path) -> Path:
        """Move a file or folder out of the way, and return its new path."""
        self.check()
        aside = self.folder(ASIDE) / f"{path.name}.{secrets.token_hex(4)}"
        with turn_errors(path):
            system.rename(path, aside)
            system.sync_folder(aside.parent)
            system.sync_folder(path.parent)
        return aside


HOLDERS: Final[dict[Path, Folder]] = {}
"""The folders that this process holds, by their path."""


def holder_of(path: Path) -> Folder | None:
    """Return the nearest folder of this process that contains a path, None if none does."""
    return next((HOLDERS[above] for above in path.absolute().parents if above in HOLDERS), None)


def name_in(line: bytes) -> str | None:
    """Return the name that a line of a mark lists; None for an invalid line, or a name outside the
    folder.
    """
    try:
        name = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(name, str) or "\0" in name:
        return None
    path = PurePath(name)
    plain = 0 < len(path.parts) < 3 and not path.anchor and ".." not in path.parts
    return name if plain and path.name != MARK else None


def identity(path: Path) -> tuple[int, int] | None:
    """Return the device and inode of a file or folder, None if there is none."""
    try:
        status = os.stat(path, follow_symlinks=path.name != MARK)
    except OSError as error:
        if error.errno in ABSENT:
            return None
        raise
    return status.st_dev, status.st_ino


def make_with_parents(folder: Path) -> None:
    """Make a folder and those above it that are not there, each on the disk."""
    missing = [ancestor for ancestor in (folder, *folder.parents) if not ancestor.exists()]
    for ancestor in reversed(missing):
        with suppress(FileExistsError):
            system.make(ancestor)
        system.sync_folder(ancestor.parent)


def lock(file: BinaryIO, folder: Path) -> None:
    """Lock a file for as long as it is open; raises UsageProblem if another process has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(1 << 30)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            file.seek(0)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK):
            raise
        remedy = "Wait for it, or give another folder with -o."
        raise UsageProblem("another process is writing there", str(folder), remedy) from None


PAGES: Final = (".html", ".htm")
"""The suffixes of a page."""


def target_for(path: AnyPath, force: bool, suffixes: tuple[str, ...], thing: str) -> Path:
    """Return the path of a file that can be written; an existing one is replaced only by `force`.

    `thing` names the file's kind in an error. Raises UsageProblem for another suffix, a missing
    folder, and a name that is taken.
    """
    target = Path(path)
    if target.suffix.lower() not in suffixes:
        raise UsageProblem(
            f"'{target.name}' is no {thing}",
            str(target),
            f"End the name in {' or '.join(suffixes)}.",
        )
    if not target.parent.is_dir():
        raise UsageProblem(
            "there is no such folder", str(target.parent), "Make the folder, or choose another."
        )
    if target.exists() and not target.is_file():
        raise UsageProblem(
            "there is a folder of that name", str(target), "Give the name of a file."
        )
    if target.exists() and not force:
        raise UsageProblem(
            "there is a file of that name", str(target), "Choose another name, or give --force."
        )
    return target
