"""An archive that came from somewhere: bounded by what it lists, checked against its hashes, unpacked with care."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from sim.errors import DataProblem, MismatchProblem, Problem
from sim.scenario.fingerprint import here
from sim.study.store.crate import CRATE, faults
from sim.study.store.disk import HASHED, MARK
from sim.study.store.manifest import MANIFEST, PLACE, STUDY, Manifest, manifest_from, parsed_manifest, read_manifest
from sim.study.store.study_results import results_in

SUMS: Final = "SHA256SUMS"
SUM: Final = re.compile(r"([0-9a-f]{64})  ([^\n]+)")
NAME: Final = re.compile(PLACE)
LINK: Final = 0o120000
MOST_TEXT: Final = 64 * 2**20
"""No text that says what an archive holds is larger."""

MOST_BYTES: Final = 64 * 2**30
MOST_FILES: Final = 200_000
MOST_RATIO: Final = 100
"""An archive that would unpack to more than so many times its size is taken for a bomb."""

BROKEN: Final = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, RuntimeError)
"""What reading a broken archive raises; too deep a nesting and an unknown packing are RuntimeErrors too."""

ALTERED: Final = "Ask for the archive again, made by sim archive."


@dataclass(frozen=True, slots=True)
class Packed:
    """What an archive holds: entries, bytes unpacked, and the seal, which stands for every byte in it."""

    entries: int
    size: int
    seal: str


def fits(size: int, packed: int) -> bool:
    """Say whether an archive of so many bytes may unpack to a size."""
    return size <= min(MOST_BYTES, MOST_TEXT + MOST_RATIO * packed)


def verify(path: Path, told: bool = True) -> Packed:
    """Compare every entry of an archive with the hash that it lists, and return what it holds; nothing is played.

    By `told` what manifests say is compared with what follows from the rest; results that are read are compared anyway.
    Raises DataProblem for what is no archive of this project and for a manifest that was altered, MismatchProblem for
    one whose entries are not those that were written: changed, gone, added, or against what a manifest or the crate
    says.
    """
    with open_archive(path) as held:
        hashes = {}
        for name in held.sums:
            hashes[name] = held.copy(name, lambda _: None)
        for name, expected in held.sums.items():
            if hashes[name] != expected:
                raise altered_archive(path, name, "its bytes are not those that were written")
        check_manifests(path, held)
        try:
            described = json.loads(held.text(CRATE))
        except (ValueError, RecursionError):
            raise refused_archive(path, "its description is no JSON") from None
        wrong = faults(described, [name for name in held.sums if name != CRATE])
        if wrong:
            raise altered_archive(path, CRATE, wrong[0])
        listing = held.text(SUMS)
        if told:
            check_told(path)
        return Packed(len(held.sums) + 1, held.size, hashlib.sha256(listing).hexdigest()[:16])


def check_manifests(path: Path, held: Held) -> None:
    """Raise MismatchProblem unless what each manifest lists is what the archive lists."""
    for name in held.sums:
        if PurePosixPath(name).name == MANIFEST:
            folder = name.removesuffix(MANIFEST)
            for place, sha256 in held.manifest(name).files.items():
                if held.sums.get(folder + place) != sha256:
                    raise altered_archive(path, name, f"it lists '{place}' with another hash than the archive")


def check_told(path: Path) -> None:
    """Raise DataProblem for a manifest in an archive that says something else than what follows from the rest."""
    with unpack_archive(path, worlds=False) as root:
        for folder in sorted(place.parent for place in root.rglob(MANIFEST)):
            manifest = parsed_manifest(folder)
            if manifest.kind == STUDY and manifest.made_by.fingerprint == here(manifest.made_by).fingerprint:
                results_in(folder)
            else:
                read_manifest(folder)


@contextmanager
def passing_folder(prefix: str) -> Iterator[str]:
    """Give a folder that goes again with all it holds, at the second try where the system fails the first."""
    place = tempfile.TemporaryDirectory(prefix=prefix)
    try:
        yield place.name
    finally:
        try:
            place.cleanup()
        except OSError:
            place.cleanup()


@contextmanager
def unpack_archive(path: Path, worlds: bool = True) -> Iterator[Path]:
    """Give the files of an archive in a folder that goes again; a problem that lies within names the archive.

    Without the worlds their files are there, and empty.
    """
    with passing_folder("sim-archive-") as place:
        with open_archive(path) as held:
            for name in [*held.sums, SUMS]:
                target = Path(place, name)
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("xb") as out:
                    if worlds or not HASHED.fullmatch(target.name):
                        held.copy(name, out.write)
        try:
            yield Path(place)
        except Problem as problem:
            raise type(problem)(problem.what, problem.where.replace(place, str(path)), problem.remedy) from None


class Held:
    """An archive that is open and whose list of entries was checked: `sums` gives the SHA-256 of each by name."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path, self.archive = path, archive
        entries = archive.infolist()
        self.sizes = {each.filename: each.file_size for each in entries}
        self.size = sum(self.sizes.values())
        if len(entries) > MOST_FILES or not fits(self.size, path.stat().st_size):
            raise refused_archive(path, f"it would unpack to {self.size:,} bytes in {len(entries):,} files")
        if len(self.sizes) < len(entries):
            raise refused_archive(path, "it holds a file twice")
        for each in entries:
            name = each.filename.removesuffix(f"/{MARK}") + "/x" * each.filename.endswith(f"/{MARK}")
            link = (each.external_attr >> 16) & 0o170000 == LINK
            if not NAME.fullmatch(name) or not name.isprintable() or link or each.is_dir() or each.flag_bits & 1:
                raise refused_archive(path, f"'{each.filename[:80]}' is no plain file within it")
        self.sums = self._sums()

    def _sums(self) -> dict[str, str]:
        if SUMS not in self.sizes or CRATE not in self.sizes:
            raise refused_archive(self.path, f"it has no {SUMS if SUMS not in self.sizes else CRATE}")
        lines = self.text(SUMS).decode().splitlines()
        found = [SUM.fullmatch(line) for line in lines]
        sums = {each[2]: each[1] for each in found if each}
        if not all(found) or len(sums) < len(lines):
            raise refused_archive(self.path, f"its {SUMS} cannot be read")
        odd = sorted((sums.keys() | {SUMS}) ^ self.sizes.keys())
        if odd:
            raise altered_archive(self.path, odd[0], "it is listed and not there, or there and not listed")
        return sums

    def text(self, name: str) -> bytes:
        """Return an entry that says what the archive holds; raises DataProblem for one beyond the bound."""
        if self.sizes[name] > MOST_TEXT:
            raise refused_archive(self.path, f"'{name}' is larger than {MOST_TEXT // 2**20} MiB")
        pieces: list[bytes] = []
        self.copy(name, pieces.append)
        return b"".join(pieces)

    def manifest(self, name: str) -> Manifest:
        """Return the manifest that is an entry; raises MismatchProblem for one that no command has written."""
        try:
            return manifest_from(self.text(name))
        except ValueError as error:
            raise altered_archive(self.path, name, str(error)) from None

    def copy(self, name: str, write: Callable[[bytes], object]) -> str:
        """Read an entry piece by piece, never more than it says it holds, and return the SHA-256 of it."""
        digest, left = hashlib.sha256(), self.sizes[name]
        with self.archive.open(name) as source:
            while chunk := source.read(min(1 << 20, left + 1)):
                left -= len(chunk)
                if left < 0:
                    raise refused_archive(self.path, f"'{name}' is larger than it says")
                digest.update(chunk)
                write(chunk)
        return digest.hexdigest()


@contextmanager
def open_archive(path: Path) -> Iterator[Held]:
    """Give an archive whose entries are those that it lists; raises DataProblem or MismatchProblem."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield Held(path, archive)
    except BROKEN:
        raise refused_archive(path, "it is no whole ZIP file") from None
    except OSError as error:
        if error.filename not in (None, str(path)):  # another file fails: the archive may be whole
            raise
        raise refused_archive(path, f"it cannot be read: {error.strerror}") from None


def altered_archive(path: Path, name: str, why: str) -> MismatchProblem:
    """Return the problem of an archive that is not as it was written."""
    return MismatchProblem(f"the archive is not as it was written: {why}", f"{path}/{name}", ALTERED)


def refused_archive(path: Path, why: str) -> DataProblem:
    """Return the problem of an archive that is not used."""
    return DataProblem(f"the archive is not used: {why}", str(path), ALTERED)
