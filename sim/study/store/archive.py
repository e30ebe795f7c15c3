"""A study in one file for others: a ZIP archive that is an RO-Crate, packed and unpacked with care."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, Final

from sim.errors import DataProblem, Problem, UsageProblem
from sim.study.fingerprint import DISTRIBUTION
from sim.study.store.disk import draft
from sim.study.store.folder import DESIGN, MANIFEST, PARTS, TABLES, TRACES
from sim.study.store.kept import as_json
from sim.study.store.results import StudyResults

LICENSE: Final = "https://spdx.org/licenses/BSD-3-Clause"
CRATE: Final = "ro-crate-metadata.json"
STUDY: Final = "study.toml"
SCENARIO: Final = "scenario.toml"
FIGURES: Final = "figures"
GRID_FIGURE: Final = "heat-map.png"
"""The figure that a sweep over axes leaves at the top of its folder."""
KINDS: Final = {
    ".json": "application/json", ".toml": "application/toml", ".parquet": "application/vnd.apache.parquet",
    ".csv": "text/csv", ".png": "image/png", ".svg": "image/svg+xml",
}  # fmt: skip
TOP: Final = (MANIFEST, DESIGN, CRATE, STUDY, SCENARIO, GRID_FIGURE)
MOST_BYTES: Final = 64 * 2**30
MOST_FILES: Final = 200_000
EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def contents(results: StudyResults) -> list[PurePosixPath]:
    """Return the files of a study that go into an archive, in a fixed order: what the study names, and figures."""
    folder = results.folder
    tables = sorted({each.get("points").name for each in results.study.components if each.kind == "table"})
    figures = sorted(path.name for end in (".png", ".svg") for path in (folder / FIGURES).glob(f"*{end}"))
    found = [
        *map(PurePosixPath, (MANIFEST, DESIGN)),
        *(PurePosixPath(PARTS, path.name) for path in results.paths),
        *(PurePosixPath(TRACES, path.name) for path in results.traces),
        *(PurePosixPath(TABLES, name) for name in tables),
    ]
    drawn = [*(PurePosixPath(FIGURES, name) for name in figures), PurePosixPath(GRID_FIGURE)]
    return found + [path for path in drawn if (folder / path).is_file() and not (folder / path).is_symlink()]


def crate(results: StudyResults, files: list[PurePosixPath], when: str) -> dict[str, Any]:
    """Return the metadata of the archive, after RO-Crate 1.1."""
    study, manifest = results.study, results.manifest
    root = {
        "@id": "./", "@type": "Dataset", "name": study.title, "datePublished": when,
        "identifier": f"study {results.hash}",
        "description": f"Study {results.hash} of {manifest['cells']} cells and {manifest['rows']} worlds. Results are "
        "conditional on the assumptions of the model; they are no forecast.",
        "license": {"@id": LICENSE},
        "hasPart": [{"@id": str(path)} for path in files], "mentions": {"@id": "#sweep"},
    }  # fmt: skip
    run = {
        "@id": "#sweep", "@type": "CreateAction", "name": manifest["command"] or "sweep",
        "instrument": {"@id": "#tool"},
        "startTime": manifest["started"], "endTime": manifest["finished"], "object": {"@id": STUDY},
        "result": {"@id": PARTS + "/"},
    }  # fmt: skip
    tool = {
        "@id": "#tool",
        "@type": "SoftwareApplication",
        "name": DISTRIBUTION,
        "softwareVersion": manifest["tool_version"],
    }
    terms = {
        "@id": LICENSE,
        "@type": "CreativeWork",
        "name": "BSD-3-Clause, as the tool, unless its author says otherwise",
    }
    about = {
        "@id": CRATE, "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
    }  # fmt: skip
    listed = [
        {"@id": str(p), "@type": "File", "encodingFormat": KINDS.get(p.suffix, "text/plain"), "name": p.name}
        for p in files
    ]
    return {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": [about, root, run, tool, terms, *listed]}


def archive(results: StudyResults, path: str | os.PathLike[str], force: bool = False) -> int:
    """Write the archive of a finished study and return how many files it holds.

    Raises DataProblem for a study that is not finished or not as it was written, and UsageProblem where a file is in
    the way.
    """
    target = Path(path)
    results.check_model()
    results.check_complete()
    if target.exists() and not force:
        raise UsageProblem("there is such a file already", str(target), "Give another name with --out, or --force.")
    results.check_files()
    texts = {
        STUDY: results.study.text.encode(),
        SCENARIO: str(results.manifest["scenario_file"]).encode(),
    }
    files = contents(results)
    every = [*map(PurePosixPath, texts), *files]
    when = str(results.manifest["finished"])[:10]
    with draft(target) as packed, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as made:
        made.writestr(entry(CRATE), as_json(crate(results, every, when)))
        for name, text in texts.items():
            made.writestr(entry(name), text)
        for each in files:
            with (
                made.open(entry(str(each)), "w", force_zip64=True) as out,
                (results.folder / each).open("rb") as source,
            ):
                while chunk := source.read(1 << 20):
                    out.write(chunk)
    return len(every) + 1


def entry(name: str) -> zipfile.ZipInfo:
    """Return an entry of an archive without a time, so that the same study gives the same bytes."""
    made = zipfile.ZipInfo(name, EPOCH)
    made.compress_type = zipfile.ZIP_STORED if name.endswith((".parquet", ".png")) else zipfile.ZIP_DEFLATED
    made.external_attr = 0o644 << 16
    return made


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Give the study of an archive in a folder that goes again; a problem that lies within names the archive."""
    with tempfile.TemporaryDirectory(prefix="sim-archive-") as place:
        unpack(path, Path(place))
        try:
            yield Path(place)
        except Problem as problem:
            where = problem.where.replace(place, str(path))
            raise type(problem)(problem.what, where, problem.remedy) from None


def unpack(path: Path, folder: Path) -> None:
    """Unpack the archive of a study into an empty folder; raises DataProblem for what no study would hold.

    Paths that lead elsewhere, links, doubles, too many or too large files are refused before anything is written.
    """
    try:
        with zipfile.ZipFile(path) as held:
            entries = [each for each in held.infolist() if not each.is_dir()]
            check_entries(path, entries)
            json.loads(held.read(CRATE))
            for each in entries:
                target = folder / each.filename
                target.parent.mkdir(parents=True, exist_ok=True)
                with held.open(each) as source, target.open("wb") as out:
                    left = each.file_size
                    while chunk := source.read(min(1 << 20, left + 1)):
                        left -= len(chunk)
                        if left < 0:
                            raise refused(path, f"'{each.filename}' is larger than it says")
                        out.write(chunk)
    except (zipfile.BadZipFile, KeyError, ValueError, RecursionError, NotImplementedError, RuntimeError):
        raise refused(path, "it is no whole RO-Crate") from None
    except OSError as error:
        raise refused(path, f"it cannot be read: {error.strerror}") from None


def check_entries(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive that holds anything but the files of a study."""
    if len(entries) > MOST_FILES or sum(each.file_size for each in entries) > MOST_BYTES:
        raise refused(path, "it holds more than any study")
    names = [each.filename for each in entries]
    if len(set(names)) < len(names):
        raise refused(path, "it holds a file twice")
    for each in entries:
        parts = PurePosixPath(each.filename).parts
        top = parts[0] if len(parts) == 2 else ""
        plain = (
            "\\" not in each.filename and ":" not in each.filename and ".." not in parts and each.filename.isprintable()
        )
        link = (each.external_attr >> 16) & 0o170000 == 0o120000
        known = top in (PARTS, TRACES, TABLES, FIGURES) or each.filename in TOP
        if not plain or link or not known:
            raise refused(path, f"'{each.filename}' is no file of a study")


def refused(path: Path, why: str) -> DataProblem:
    """Return the problem of an archive that is not unpacked."""
    return DataProblem(f"the archive is not used: {why}", str(path), "Ask for the archive again, made by sim archive.")


AUTHOR = "The korea-escalation contributors"
TOOL = "Korea escalation: a game of four capitals in many worlds"


def bibtex(results: StudyResults) -> str:
    """Return a BibTeX entry for a study and the tool that made it; raises DataProblem where it is not finished."""
    results.check_model()
    results.check_complete()
    manifest = results.manifest
    lines = [
        f"@misc{{korea-escalation-{results.hash},",
        f"  author = {{{{{AUTHOR}}}}},",
        f"  title = {{{{{braced(results.study.title)}}}}},",
        f"  year = {{{year(results)}}},",
        f"  howpublished = {{{TOOL}, version {manifest['tool_version']}}},",
        f"  note = {{Study {results.hash}: {manifest['cells']} cells, {manifest['rows']} worlds, "
        f"seed {results.study.seed}. "
        "Conditional on the assumptions of the model; no forecast}",
        "}",
    ]
    return "\n".join(lines)


def apa(results: StudyResults) -> str:
    """Return a reference in the style of the APA; raises DataProblem for a study that is not finished."""
    results.check_model()
    results.check_complete()
    manifest = results.manifest
    return (
        f"{AUTHOR}. ({year(results)}). {results.study.title} (Study {results.hash}; {manifest['cells']} cells, "
        f"{manifest['rows']} worlds) [Data set]. {TOOL} (Version {manifest['tool_version']})."
    )


def year(results: StudyResults) -> str:
    """Return the year in which a study was finished."""
    return str(results.manifest["finished"])[:4]


def braced(text: str) -> str:
    """Return text that BibTeX reads as it stands."""
    return "".join(f"\\{letter}" if letter in "{}%&$#_" else letter for letter in text)
