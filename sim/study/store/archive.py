"""Pack results into one ZIP archive for others, with the commands that make them again, and verify
such an archive.
"""

from __future__ import annotations

import csv
import hashlib
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Final

from pydantic import ValidationError

from sim.core.base.errors import DataProblem, MismatchProblem, Problem, UsageProblem, one_line
from sim.core.base.plain import AnyPath
from sim.core.scenario.fingerprint import DISTRIBUTION, here
from sim.core.scenario.schema import check_shape
from sim.core.scenario.text import as_toml, table as toml_table
from sim.core.scenario.toml_file import toml_from
from sim.options import as_list, with_known_options
from sim.study.experiment.study_schema import AuthorTable, PaperTable, StudyTable, read_paper
from sim.study.store import manifest as manifests, sources as held_sources
from sim.study.store.disk import MARK, draft, folders_in
from sim.study.store.folder import DESIGN, KINDS, TRANSCRIPTS
from sim.study.store.kept_finding import finding_from
from sim.study.store.parts import COLUMNS, read_table, table_of
from sim.study.store.results import Meaning, meaning_of
from sim.study.store.study_results import results_in
from sim.study.store.values import TABLE, hash_of_file

if TYPE_CHECKING:
    import pyarrow as pa


README: Final = "README.md"
CODEBOOK: Final = "codebook.csv"
CONSTRAINTS: Final = "constraints.txt"
COMMANDS: Final = "commands.sh"
PAPER: Final = "paper.toml"
DRAW: Final = """## Draw a figure again

Beside each figure lies a CSV with all that it shows. This needs matplotlib alone. It draws estimates with their
intervals, quantiles by month (fan), densities (ridges) and the months of a world (timeline). Save it as `draw.py`, and
run `python draw.py FOLDER/figure-NAME.csv`.

```python
import csv
import sys

from matplotlib import pyplot as plt

with open(sys.argv[1], encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))
names = list(rows[0])


def parts(needed, *by):  # the rows that have a value of one column, by those of others
    held = {}
    for row in (row for row in rows if row[needed]):
        held.setdefault(", ".join(row.get(name, "") for name in by), []).append(row)
    return held


def line(ax, part, x, y, **more):
    ax.plot([float(row[x]) for row in part], [float(row[y]) for row in part], **more)


if "low" in names:
    value = names[names.index("low") - 1]  # an estimate stands before its interval
    words = [name for name in names[: names.index(value)] if name != "panel"]
    panels = parts("low", "panel")
    figure, axes = plt.subplots(len(panels), squeeze=False, figsize=(8, 4 * len(panels)), layout="constrained")
    for ax, (panel, part) in zip(axes[:, 0], panels.items()):
        for place, row in enumerate(part):
            ax.plot([float(row["low"]), float(row["high"])], [place, place], color="grey")
            ax.plot(float(row[value]), place, "o", color="black")
        labels = [", ".join(row[name] for name in words) for row in part]
        ax.set(title=panel, xlabel=value, yticks=range(len(part)), yticklabels=labels)
else:
    kinds = {"q50": "month", "density": "value", "tension": "month"}
    y = next(name for name in reversed(kinds) if name in names)
    moves = parts("move", "panel", "row") if "move" in names else {}
    figure, axes = plt.subplots(2 if moves else 1, squeeze=False, sharex=True, figsize=(9, 9), layout="constrained")
    ax, below = axes[0, 0], axes[-1, 0]
    for name, part in parts(y, names[0]).items():
        for each in [name for name in names if name.startswith("q") and y == "q50"] or [y]:
            line(ax, part, kinds[y], each, label=f"{name}, {each}")
    ax.set(xlabel=kinds[y], ylabel=y)
    ax.legend()
    for place, part in enumerate(moves.values()):
        for row in part:
            below.text(float(row["month"]), place, row["move"], size=4, rotation=30)
    if moves:
        below.set(yticks=range(len(moves)), yticklabels=list(moves))
figure.savefig("drawn.png")
```
"""
"""The section on figures in the readme of an archive."""

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
STORED: Final = (".parquet", ".png", ".pdf")
PIECE: Final = 2**16
"""Bytes of a file that are read at once."""


@with_known_options
def archive(
    folders: Sequence[AnyPath],
    path: AnyPath,
    paper: str | None = None,
    force: bool = False,
    authors: Sequence[str] = (),
) -> Packed:
    """Write the archive of folders of results, with the facts of a `paper.toml`; return its contents.

    `authors` are names, and replace those of the paper. Raises DataProblem for results that are not
    finished, not as they were written, or of another model, and UsageProblem if a file is in the
    way. The archive names nobody if neither `authors` nor `paper` nor a study names an author.

    >>> import sim, tempfile
    >>> asked = sim.experiment(sim.load_scenario("2017-spring"), outcomes=["war"], worlds=50)
    >>> with tempfile.TemporaryDirectory() as place:
    ...     played = sim.play(asked, f"{place}/war")
    ...     packed = sim.archive([f"{place}/war"], f"{place}/war.zip")
    >>> len(packed.seal)
    16
    """
    target = Path(path)
    if target.exists() and not force:
        raise UsageProblem(
            "there is such a file already", str(target), "Give another name with -o, or --force."
        )
    sources = held_sources.gather([Path(folder) for folder in as_list("folders", folders)])
    held_sources.check_files(sources)
    facts = paper_for(sources, paper, as_list("authors", authors))
    inputs, added = held_sources.inputs_of_all(sources), derived_texts(sources, facts)
    if authors:
        added[PAPER] = paper_text(facts).encode()
    elif paper is not None:
        added[PAPER] = Path(paper).read_bytes()
    if name_clash := sorted(inputs.keys() & added.keys()):
        remedy = "Give it another name, run its command again, and archive that."
        raise UsageProblem(
            f"an archive has a file called '{name_clash[0]}' of its own", name_clash[0], remedy
        )
    texts = inputs | added
    with draft(target) as file:
        packed = pack(file, sources, facts, texts, zipfile.ZIP_DEFLATED)
        # Files that compress so well that the archive looks like a bomb go in uncompressed.
        if not fits(packed.size, file.tell()):
            file.seek(0)
            file.truncate()
            packed = pack(file, sources, facts, texts, zipfile.ZIP_STORED)
    return packed


def paper_for(
    sources: Sequence[held_sources.Source], paper: str | None, authors: Sequence[str] = ()
) -> PaperTable:
    """Return the authors, licence, DOI and title: from the file `paper`, else from the first study
    that states them.

    `authors` replace those of the file or the study; raises UsageProblem for one without a name.
    """
    if authors:
        try:
            tables = [AuthorTable(name=name.strip()) for name in authors]
        except ValidationError as error:
            message = f"an author has no such name: {one_line(error.errors()[0]['msg'])}"
            raise UsageProblem(
                message, "authors", "Give the name as the title page has it."
            ) from None
        return paper_for(sources, paper).model_copy(update={"authors": tables})
    if paper is not None:
        return read_paper(paper)
    for source in sources:
        for place, results in source.studies.items():
            table = check_shape(
                toml_from(f"{place}, study", results.study.text.encode()), StudyTable
            )
            if table.paper is not None:
                return table.paper
    return PaperTable()


def paper_text(facts: PaperTable) -> str:
    """Return the metadata of a paper as TOML, from which `reproduce` makes the same files again."""
    fields = facts.model_dump(exclude_none=True, exclude_defaults=True)
    authors = fields.pop("authors", [])
    return "".join(
        f"{line}\n"
        for header, pairs in (("", fields), *(("[[authors]]", author) for author in authors))
        for line in toml_table(header, {name: as_toml(value) for name, value in pairs.items()})
    )


def pack(
    file: IO[bytes],
    sources: Sequence[held_sources.Source],
    facts: PaperTable,
    texts: Mapping[str, bytes],
    method: int,
) -> Packed:
    """Write all entries, each hashed on its way, and last the list of the hashes."""
    sums: dict[str, str] = {}
    sizes: list[int] = []
    with zipfile.ZipFile(file, "w") as archive_file:

        def add_entry(name: str, pieces: Iterable[bytes]) -> None:
            digest, size = hashlib.sha256(), 0
            with archive_file.open(entry(name, method), "w", force_zip64=True) as out:
                for piece in pieces:
                    digest.update(piece)
                    size += out.write(piece)
            sums[name] = digest.hexdigest()
            sizes.append(size)

        for name, text in texts.items():
            add_entry(name, [text])
        for source in sources:
            for name, path, _ in source.files():
                add_entry(name, pieces_of(path))
            for name, pieces in tables_of(source):
                add_entry(name, pieces)
        listing = "".join(f"{sha256}  {name}\n" for name, sha256 in sums.items()).encode()
        archive_file.writestr(entry(SUMS, method), listing)
    return Packed(
        len(sums) + 1, sum(sizes) + len(listing), hashlib.sha256(listing).hexdigest()[:16]
    )


def hash_pieces(pieces: Iterable[bytes]) -> str:
    """Return the SHA-256 of content that comes in pieces."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def pieces_of(path: Path) -> Iterator[bytes]:
    """Yield the content of a file, piece by piece."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def entry(name: str, method: int) -> zipfile.ZipInfo:
    """Return an entry of an archive without a time, so that the same results give the same
    bytes.
    """
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = zipfile.ZIP_STORED if name.endswith(STORED) else method
    info.external_attr = 0o644 << 16
    return info


def derived_texts(sources: Sequence[held_sources.Source], facts: PaperTable) -> dict[str, bytes]:
    """Return the texts that the archive adds: readme, codebook, package versions and commands."""
    texts = {
        README: readme(sources, facts),
        CODEBOOK: held_sources.as_text(rows(sources)),
        CONSTRAINTS: constraints(sources),
        COMMANDS: commands(sources),
    }
    return {name: text.encode() for name, text in texts.items()}


def readme(sources: Sequence[held_sources.Source], facts: PaperTable) -> str:
    """Return the readme: the content and the authors of the archive, and how to check it and make
    it again.
    """
    author_lines = [
        f"- {a.name}{f', {a.affiliation}' * bool(a.affiliation)}{f', ORCID {a.orcid}' * bool(a.orcid)}"
        for a in facts.authors
    ]
    terms = facts.licence or "none is stated; ask the authors before you use or pass on these files"
    folders = [
        f"| {source.name} | {m.kind} | {m.scenario} | {m.scenario_hash} | {m.made_by.fingerprint} | {m.seed} |"
        for source in sources
        for m in [source.manifest]
    ]
    versions = {
        (m.tool_version, m.packages.get("python", ""))
        for m in (source.manifest for source in sources)
    }
    install = []
    for version, python in sorted(versions):
        place = f"pip install '{DISTRIBUTION}=={version}' --constraint {CONSTRAINTS}"
        install += [
            f"It was made by version {version} of {DISTRIBUTION} under Python {python}: `{place}`.",
            "",
        ]
    lost = held_sources.missing(sources)
    code = [name for name in held_sources.inputs_of_all(sources) if name.endswith(".py")]
    return "\n".join(
        [
            f"# {held_sources.title_of(sources, facts)}",
            "",
            *(["Authors:", "", *author_lines, ""] if author_lines else []),
            f"Licence: {terms}.",
            "",
            *([f"DOI: {facts.doi}", ""] if facts.doi else []),
            "Results are conditional on the assumptions of the model. They are no forecast.",
            "",
            "## Contents",
            "",
            "| folder | kind | scenario | scenario hash | model | seed |",
            "| --- | --- | --- | --- | --- | --- |",
            *folders,
            "",
            f"- `{CODEBOOK}`: the meaning and unit of each column of each table.",
            f"- `{COMMANDS}`: the commands in their order. They run as they are, in the unpacked folder.",
            *(f"- `{name}`: code that the commands run. Read it first." for name in code),
            f"- `{CONSTRAINTS}`: the versions of the packages.",
            f"- `{SUMS}`: the SHA-256 of every file, in the form that `sha256sum -c` reads.",
            "- Beside each Parquet file is the same table as CSV; `worlds.csv` joins the parts of an experiment.",
            *([f"- Not in it, though a command names it: {', '.join(lost)}."] if lost else []),
            "",
            "## Check it, and make it again",
            "",
            *install,
            "`sim reproduce ARCHIVE --check` compares every file with its SHA-256. "
            "Without `--check` it plays every world",
            "again, makes every table and figure again, and lists the differences.",
            "",
            DRAW,
        ]
    )


def constraints(sources: Sequence[held_sources.Source]) -> str:
    """Return the versions of the packages that made the results, in the form that pip reads."""
    lines = []
    for source in sources:
        packages = source.manifest.packages
        lines_of_source = [
            f"{name}=={version}" for name, version in sorted(packages.items()) if name != "python"
        ]
        head = f"# {source.name}: Python {packages.get('python')}, version {source.manifest.tool_version} of sim"
        lines += [head, *(line if line not in lines else f"# {line}" for line in lines_of_source)]
    return "\n".join(lines) + "\n"


def commands(sources: Sequence[held_sources.Source]) -> str:
    """Return the commands in the order of their making, as a script."""
    lines = [
        "#!/bin/sh",
        f"# Made on {held_sources.date_of(sources)}. Run it in this folder: existing results are not played again.",
    ]
    for source in sources:
        lines += (
            [source.command]
            if source.command
            else [f"# {source.name} was made in Python, without a command."]
        )
    return "\n".join(lines) + "\n"


def tables_of(source: held_sources.Source) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the CSV tables that accompany the Parquet files of a folder: each name, and its content
    in pieces.
    """
    for name, path, _ in source.files():
        place_in_archive = PurePosixPath(name)
        if place_in_archive.suffix == TABLE and place_in_archive.parent.name not in KINDS:
            yield str(place_in_archive.with_suffix(".csv")), as_csv([read_table(path)])
    for place, results in source.studies.items():
        if f"{place.partition('/')[0]}/runs.parquet" not in [name for name, _, _ in source.files()]:
            parts = (table_of(columns, failures, {}) for columns, failures in results.parts())
            yield f"{place}/worlds.csv", as_csv(parts)


def as_csv(tables: Iterable[pa.Table]) -> Iterator[bytes]:
    """Yield tables of the same columns below one another as CSV, a piece a table."""
    import pyarrow as pa
    from pyarrow.csv import WriteOptions, write_csv

    for number, table in enumerate(tables):
        plain = [
            column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
            for column in table.columns
        ]
        sink = pa.BufferOutputStream()
        write_csv(
            pa.table(plain, names=table.column_names),
            sink,
            WriteOptions(include_header=number == 0),
        )
        yield sink.getvalue().to_pybytes()


def rows(sources: Sequence[held_sources.Source]) -> Iterator[tuple[str, str, Meaning]]:
    """Yield the rows of the codebook: file, column and its meaning."""
    for source in sources:
        finding = source.folder / manifests.FINDING
        tables = (
            finding_from(finding.read_bytes(), finding).tables
            if manifests.FINDING in source.manifest.files
            else []
        )
        for place, results in source.studies.items():
            heads = [("worlds.csv", read_table(path).column_names) for path in results.paths[:1]]
            for column, meaning in COLUMNS.items() if results.transcripts else ():
                yield f"{place}/{TRANSCRIPTS}", column, Meaning(meaning)
            for file, columns in (
                (DESIGN, read_table(results.folder / DESIGN).column_names),
                *heads,
            ):
                yield from (
                    (f"{place}/{file}", column_name, meaning_of(column_name, results.study))
                    for column_name in columns
                )
        for name in source.manifest.files:
            path, study = source.folder / name, next(iter(source.studies.values()), None)
            if "/" not in name and name.endswith(".csv"):
                head = path.read_text(encoding="utf-8").partition("\n")[0]
                yield from held_sources.of_finding(
                    f"{source.name}/{name}", next(csv.reader([head]), []), tables
                )
            elif "/" not in name and name.endswith(TABLE) and study and name != DESIGN:
                for column_name in read_table(path).column_names:
                    yield f"{source.name}/{name}", column_name, meaning_of(column_name, study.study)


SUMS: Final = "SHA256SUMS"
SUM: Final = re.compile(r"([0-9a-f]{64})  ([^\n]+)")
NAME: Final = re.compile(manifests.PLACE)
LINK: Final = 0o120000
MOST_TEXT: Final = 64 * 2**20
"""The largest size of a listing or description that is read from an archive, in bytes."""

MOST_BYTES: Final = 64 * 2**30
MOST_FILES: Final = 200_000
MOST_RATIO: Final = 100
"""The greatest ratio of unpacked to packed size; an archive beyond it is taken for a bomb."""

BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, RuntimeError)
"""The errors of reading a broken archive; nesting that is too deep and unknown compression are
RuntimeErrors too.
"""

ALTERED: Final = "Ask for the archive again, made by sim archive."


@dataclass(frozen=True, slots=True)
class Packed:
    """The summary of an archive: its entries, its unpacked bytes, and its seal, which stands for
    every byte in it.
    """

    entries: int
    size: int
    seal: str


def fits(size: int, packed: int) -> bool:
    """Return whether an archive of `packed` bytes may unpack to `size` bytes."""
    return size <= min(MOST_BYTES, MOST_TEXT + MOST_RATIO * packed)


def verify(path: Path, with_manifests: bool = True) -> Packed:
    """Compare every entry of an archive with its listed hash, and return the summary; nothing is
    played.

    With `with_manifests`, manifests are also compared with the values that follow from the other files;
    results that are read are compared anyway. Raises DataProblem for a file that is no archive of
    this project and for an altered manifest. Raises MismatchProblem for entries that are not as
    written: changed, missing, added, or at odds with a manifest or with the files that they follow from.
    """
    with open_archive(path) as opened:
        hashes = {name: hash_pieces(opened.pieces(name)) for name in opened.sums}
        for name, expected in opened.sums.items():
            if hashes[name] != expected:
                raise altered_archive(path, name, "its bytes are not those that were written")
        listing = opened.text(SUMS)
        if with_manifests:
            with unpack_archive(path) as root:
                check_told(root)
        return Packed(len(opened.sums) + 1, opened.size, hashlib.sha256(listing).hexdigest()[:16])


def check_told(root: Path) -> list[held_sources.Source]:
    """Return the folders of results in an unpacked archive, none if another model made one of them.

    Raises DataProblem for a manifest that contradicts the other files, and MismatchProblem for a file
    of the archive's own that does not follow from the results.
    """
    is_of_this_model = True
    for folder in sorted(place.parent for place in root.rglob(manifests.MANIFEST)):
        manifest = manifests.parsed_manifest(folder)
        is_same = manifest.made_by.fingerprint == here(manifest.made_by).fingerprint
        is_of_this_model &= is_same
        if manifest.kind == manifests.STUDY and is_same:
            results_in(folder)
        else:
            manifests.read_manifest(folder)
        for place, listed in manifest.files.items():
            if hash_of_file(folder / place) != listed:
                raise altered_archive(folder, place, "its manifest lists another")
    # Another model may know other columns and meanings than those of the texts.
    if not is_of_this_model:
        return []
    sources = held_sources.gather(folders_in(root, manifests.MANIFEST))
    check_added(root, sources)
    return sources


def check_added(root: Path, sources: Sequence[held_sources.Source]) -> None:
    """Make the files that an archive itself adds again, and raise MismatchProblem for one that
    differs: inputs, readme, codebook, commands, and tables as CSV.
    """
    paper = root / PAPER
    facts = paper_for(sources, str(paper) if paper.is_file() else None)
    texts = held_sources.inputs_of_all(sources) | derived_texts(sources, facts)
    for name, content in texts.items():
        if not (root / name).is_file() or (root / name).read_bytes() != content:
            raise MismatchProblem(f"the file '{name}' differs", str(root / name), ALTERED)
    for source in sources:
        for name, pieces in tables_of(source):
            if hash_of_file(root / name) != hash_pieces(pieces):
                message = f"the table '{Path(name).name}' differs from its Parquet file"
                raise MismatchProblem(message, str(root / name), ALTERED)


@contextmanager
def passing_folder(prefix: str) -> Iterator[str]:
    """Give a temporary folder, which is removed with its content; removal is tried twice if the
    system fails once.
    """
    place = tempfile.TemporaryDirectory(prefix=prefix)
    try:
        yield place.name
    finally:
        try:
            place.cleanup()
        except OSError:
            place.cleanup()


@contextmanager
def unpack_archive(path: Path) -> Iterator[Path]:
    """Give the files of an archive in a temporary folder; a problem inside the `with` names the
    archive instead.
    """
    with passing_folder("sim-archive-") as place:
        with open_archive(path) as opened:
            for name in [*opened.sums, SUMS]:
                target = Path(place, name)
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("xb") as out:
                    out.writelines(opened.pieces(name))
        try:
            yield Path(place)
        except Problem as problem:
            raise type(problem)(
                problem.message, problem.location.replace(place, str(path)), problem.remedy
            ) from None


class Held:
    """An archive that is open and whose list of entries was checked: `sums` gives the SHA-256 of
    each by name.
    """

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path, self.archive = path, archive
        entries = archive.infolist()
        self.sizes = {info.filename: info.file_size for info in entries}
        self.size = sum(self.sizes.values())
        if len(entries) > MOST_FILES or not fits(self.size, path.stat().st_size):
            raise refused_archive(
                path, f"it would unpack to {self.size:,} bytes in {len(entries):,} files"
            )
        if len(self.sizes) < len(entries):
            raise refused_archive(path, "it holds a file twice")
        for info in entries:
            name = info.filename.removesuffix(f"/{MARK}") + "/x" * info.filename.endswith(
                f"/{MARK}"
            )
            link = (info.external_attr >> 16) & 0o170000 == LINK
            if (
                not NAME.fullmatch(name)
                or not name.isprintable()
                or link
                or info.is_dir()
                or info.flag_bits & 1
            ):
                raise refused_archive(path, f"'{info.filename[:80]}' is no plain file within it")
        self.sums = self._sums()

    def _sums(self) -> dict[str, str]:
        if SUMS not in self.sizes:
            raise refused_archive(self.path, f"it has no {SUMS}")
        lines = self.text(SUMS).decode().splitlines()
        matches = [SUM.fullmatch(line) for line in lines]
        sums = {match[2]: match[1] for match in matches if match}
        if not all(matches) or len(sums) < len(lines):
            raise refused_archive(self.path, f"its {SUMS} cannot be read")
        odd = sorted((sums.keys() | {SUMS}) ^ self.sizes.keys())
        if odd:
            raise altered_archive(
                self.path, odd[0], "it is listed and not there, or there and not listed"
            )
        return sums

    def text(self, name: str) -> bytes:
        """Return an entry that describes the archive; raises DataProblem if it is too large."""
        if self.sizes[name] > MOST_TEXT:
            raise refused_archive(self.path, f"'{name}' is larger than {MOST_TEXT // 2**20} MiB")
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield an entry piece by piece; raises DataProblem if it exceeds its stated size."""
        left = self.sizes[name]
        with self.archive.open(name) as source:
            while chunk := source.read(min(1 << 20, left + 1)):
                left -= len(chunk)
                if left < 0:
                    raise refused_archive(self.path, f"'{name}' is larger than it says")
                yield chunk


@contextmanager
def open_archive(path: Path) -> Iterator[Held]:
    """Give an archive whose entries are those that it lists; raises DataProblem or
    MismatchProblem.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            yield Held(path, archive)
    except BROKEN:
        raise refused_archive(path, "it is no whole ZIP file") from None
    except OSError as error:
        if error.filename not in (None, str(path)):  # another file fails: the archive may be whole
            raise
        raise refused_archive(path, f"it cannot be read: {error.strerror}") from None


def altered_archive(path: Path, name: str, reason: str) -> MismatchProblem:
    """Return the problem of an archive that is not as it was written."""
    return MismatchProblem(
        f"the archive is not as it was written: {reason}", f"{path}/{name}", ALTERED
    )


def refused_archive(path: Path, reason: str) -> DataProblem:
    """Return the problem of an archive that is not used."""
    return DataProblem(f"the archive is not used: {reason}", str(path), ALTERED)
