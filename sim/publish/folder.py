"""Publish the finding of an analysis: sentences, tables, numbers and figures into a folder, the
manifest last.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from matplotlib.figure import Figure

from sim.analysis.finding import Ask, Find, Finding, Found, Options, analyse, main_tables
from sim.core.base.errors import DataProblem
from sim.core.base.plain import AnyPath
from sim.core.estimate.writing import nine_digits
from sim.core.scenario.fingerprint import Model, model
from sim.publish.display import figures_of
from sim.publish.glossary import Term, glossary
from sim.show.drawn import Drawn, as_csv as as_rows
from sim.show.grammar import theme
from sim.show.tables import all_as_text, as_csv, as_html, texts_of
from sim.study.estimate.quantities import Table
from sim.study.experiment.definition import Experiment
from sim.study.experiment.design import check_size
from sim.study.play.play import Execution, check_failed
from sim.study.store import manifest as manifests
from sim.study.store.disk import MARK, Folder, check_free, folders_in, read_bytes_of, write
from sim.study.store.folder import PARTS, ROUNDS
from sim.study.store.kept_finding import KeptTable
from sim.study.store.parts import lean_on, restore_parts
from sim.study.store.results import write_worlds
from sim.study.store.study_results import StudyResults
from sim.study.store.values import WORLDS, hash_of_file

REPORT: Final = "finding.txt"
MEMO: Final = "memo.html"
PAGES_OF: Final = Environment(
    loader=PackageLoader(__package__, "assets"),
    undefined=StrictUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
"""The templates of the memo and of the report."""


@dataclass(frozen=True, slots=True)
class Publication:
    """A locked folder for an analysis to be published, checked before anything is played.

    `asked` is the question, `question` the same as data, and `model` the model that answers it;
    `words` are those of the command.
    """

    own: Folder
    asked: str
    model: Model
    question: Mapping[str, Any] | None
    words: Sequence[str]
    started: str

    def note(
        self, status: str, finding: Finding | None = None, files: Mapping[str, str] = {}
    ) -> None:
        """Write the manifest of the folder, as far as it has come."""
        kind, scenario, seed = (
            ("analysis", None, None)
            if finding is None
            else (
                finding.analysis,
                finding.scenario,
                finding.seed,
            )
        )
        manifests.write_manifest(
            self.own.path,
            manifests.manifest_of(
                kind,
                manifests.identity_of(self.asked),
                self.model,
                scenario,
                seed,
                status=status,
                words=self.words,
                started=self.started,
                files=files,
                facts={manifests.ASKED: self.asked}
                | ({manifests.QUESTION: self.question} if self.question else {}),
            ),
        )


def question_of(options: Any, first: Experiment | None) -> tuple[str, Model]:
    """Return the text of a question, which gives its identity, and the model that answers it; a study
    is asked by its own hash.
    """
    if isinstance(options, Experiment):
        return options.hash, options.model
    return repr((options, first.hash if first else "")), first.model if first else model()


def held_in(
    folder: Path, question_text: str, by_model: Model, force: bool
) -> manifests.Manifest | None:
    """Return the manifest in a folder, if any; raises DataProblem for results of another question
    or model, unless by `force`.
    """
    check_free(folder)
    if read_bytes_of(folder / manifests.MANIFEST) is None:
        return None
    manifest = (manifests.found_manifest if force else manifests.read_manifest)(folder)
    if manifest is not None and not force:
        manifests.check_published(manifest, folder)
        manifests.check_model(manifest, by_model, folder)
        if manifest.identity != manifests.identity_of(question_text):
            remedy = "Give another folder with -o, or --force to replace them."
            raise DataProblem(
                "the folder holds results of another study",
                str(folder / manifests.MANIFEST),
                remedy,
            )
    return manifest


def publication(folder: Folder, question_text: str, by_model: Model, way: Execution) -> Publication:
    """Return the publication of an analysis, its folder cleared of other results; raises as
    `held_in` does.
    """
    force = way.force
    record = Publication(folder, question_text, by_model, way.question, way.words, manifests.now())
    manifest = held_in(folder.path, question_text, by_model, force)
    rounds = folder.folder(ROUNDS)
    for place in folders_in(rounds, MARK):
        with Folder(place):
            restore_parts(place / PARTS)
    if manifest is None or (manifest.identity, manifest.made_by) != (
        manifests.identity_of(question_text),
        by_model,
    ):
        folder.clear()
        for place in folders_in(rounds, MARK) if force else ():
            with Folder(place) as played:
                played.clear()
        record.note("running")
    return record


def publish_finding(
    ask: Ask[Options],
    find: Find[Options, Found],
    options: Options,
    out: AnyPath | None = None,
    way: Execution | None = None,
    kind: str = "png",
) -> Found:
    """Run an analysis and return its finding; with `out` it is published there, and can be resumed.

    `kind` is the format of the figures: png, svg or pdf, empty for none. Raises DataProblem if the
    folder holds other results, unless `way` forces it, and StudyStopped at the end if worlds failed.
    """
    way = way or Execution()
    if out is None:
        return analyse(ask, find, options, None, way)
    way = way if way.question else replace(way, words=())
    first = ask(options, [])
    if first is not None:
        check_size(first, way.force)
    with Folder(out) as folder:
        record = publication(folder, *question_of(options, first), way)
        # The first question lays out a whole design: it is asked once.
        try:
            finding = analyse(
                lambda folder, so_far: ask(folder, so_far) if so_far else first,
                find,
                options,
                folder.path,
                way,
            )
        except BaseException:
            with suppress(DataProblem):
                if not manifests.read_manifest(folder.path).complete:
                    record.note("stopped")
            raise
        publish(finding, record, kind)
    check_failed(folders_in(Path(out, ROUNDS), manifests.MANIFEST), out)
    return finding


def publish(finding: Finding, record: Publication, kind: str) -> None:
    """Write a finding into its folder: text, JSON, CSV, figures, and last the manifest that lists
    them with hashes.

    Files of an earlier publication there go first, also of one that was killed, so that no other
    run's figure stays.
    """
    contents, folder = contents_of(finding, kind), record.own.path
    record.own.clear()
    hashes = {name: write(folder / name, content) for name, content in contents.items()}
    if (results := finding.exported()) is not None:
        hashes[WORLDS] = write_worlds(results, folder / WORLDS)
    for place in (
        round_folder / manifests.MANIFEST
        for round_folder in folders_in(folder / ROUNDS, manifests.MANIFEST)
    ):
        hashes[place.relative_to(folder).as_posix()] = hash_of_file(place) or ""
    record.note("complete", finding, hashes)
    # Parts may leave their rows to the table of all worlds only once the manifest lists it.
    if isinstance(results, StudyResults) and results.folder.parent == folder / ROUNDS:
        with Folder(results.folder):
            for group, path in enumerate(results.paths):
                lean_on(path, group)


def contents_of(finding: Finding, kind: str) -> dict[str, bytes]:
    """Return the files of a finding without its worlds, by name; the figures are of a kind, if
    any.
    """
    tables = finding.tables()
    contents, pictures = files_of(finding, tables, kind)
    contents[manifests.FINDING] = manifests.as_json(
        {
            "analysis": finding.analysis,
            "sentences": finding.sentences(),
            "tables": [kept_table(table).model_dump() for table in tables],
            "figures": pictures,
            "notes": [*finding.notes(), *finding.caveats()],
            "data": nine_digits(finding.head() | finding.data()),
        }
    )
    return contents


def files_of(
    finding: Finding, tables: list[Table], kind: str
) -> tuple[dict[str, bytes], list[dict[str, str]]]:
    """Return text, tables, figures with their numbers and the memo by file name, and the entries of
    the pictures.
    """
    notes = [*finding.notes(), *finding.caveats()]
    contents = table_files(tables)
    contents |= {name: text.encode() for name, text in finding.files().items()}
    contents[REPORT] = report_text(finding.sentences(), tables, notes)
    pictures, sources = [], {}
    for name, draw in figures_of(finding).items() if kind else ():
        # The pictures of the memo are ones to paste, with their headlines and keys.
        with theme("memo") if name in finding.memo else nullcontext():
            figure = draw()
        contents[f"{name}.{kind}"] = figure_bytes(figure, kind)
        # A page for people cannot show a PDF: it takes the same figure as SVG.
        shown_kind = "svg" if kind == "pdf" else kind
        if shown_kind != kind:
            contents[f"{name}.{shown_kind}"] = figure_bytes(figure, shown_kind)
        if data := getattr(figure, "data", ()):
            contents[f"figure-{name}.csv"] = as_rows(data).encode()
        pictures.append(
            {
                "file": f"{name}.{shown_kind}",
                "title": getattr(figure, "title", name),
                "reading": getattr(figure, "reading", ""),
            }
        )
        if name in finding.memo:
            source = data_address(contents[f"{name}.{shown_kind}"], shown_kind)
            sources[source] = pictures[-1]["reading"]
    if sources:
        memo = PAGES_OF.get_template(MEMO).render(
            sentences=finding.sentences(),
            tables=[(table.caption, as_html(table)) for table in main_tables(tables)[:2]],
            title=finding.sentences()[0],
            pictures=sources,
            terms=terms_of_memo(),
            notes=notes,
        )
        contents[MEMO] = memo.encode()
    return contents, pictures


def table_files(tables: Sequence[Table]) -> dict[str, bytes]:
    """Return each table as CSV, by the name of its file."""
    return {f"{table.name}.csv": as_csv(table).encode() for table in tables}


def report_text(sentences: list[str], tables: list[Table], notes: list[str]) -> bytes:
    """Return a finding as text for people."""
    return (all_as_text(sentences, tables, notes, None) + "\n").encode()


TERMS: Final = (
    "benchmark",
    "lose-lose",
    "gamble",
    "crisis",
    "diplomatic opening",
    "payoff",
    "regret",
)
"""The words of the memo that its box defines."""


def terms_of_memo() -> list[Term]:
    """Return the entries of the glossary that a memo defines, in their order."""
    by_word = {word: term for term in glossary() for word in term.word}
    return [by_word[word] for word in TERMS]


def data_address(content: bytes, kind: str) -> str:
    """Return a picture as a data URL, so that a page is one file."""
    media = "image/svg+xml" if kind == "svg" else f"image/{kind}"
    return f"data:{media};base64,{base64.b64encode(content).decode('ascii')}"


def figure_bytes(figure: Any, kind: str) -> bytes:
    """Return the bytes of a figure; a `Drawn` carries its provenance, a user's figure has none."""
    if isinstance(figure, Drawn):
        return figure.rendered(kind)
    assert isinstance(figure, Figure)
    sheet = io.BytesIO()
    figure.savefig(sheet, format=kind)
    return sheet.getvalue()


def kept_table(table: Table) -> KeptTable:
    """Return a table as its folder keeps it, its rows as people read them; `data` beside it has the
    numbers.
    """
    return KeptTable(
        name=table.name,
        caption=table.caption,
        main=table.main,
        heads=list(table.heads),
        rows=texts_of(table),
    )
