"""Publish what an analysis found: sentences, tables, numbers and figures into a folder, the manifest last."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from matplotlib.figure import Figure

from sim.analysis.finding import Ask, Find, Finding, Found, Options, analyse
from sim.errors import DataProblem
from sim.publish.display import figures_of
from sim.show.drawn import Drawn
from sim.show.tables import all_as_text, as_csv, texts_of
from sim.study.estimate.shown import Quantity, Table
from sim.study.fingerprint import Model, model, short
from sim.study.run.play import Way
from sim.study.store.disk import MARK, Folder, hash_of, read, write
from sim.study.store.folder import ROUNDS
from sim.study.store.manifest import (
    ASKED,
    FINDING,
    MANIFEST,
    Manifest,
    as_json,
    check_model,
    found_manifest,
    manifest_of,
    now,
    read_manifest,
    write_manifest,
)  # fmt: skip
from sim.study.store.world_table import write_worlds

REPORT: Final = "finding.txt"
WORLDS: Final = "runs.parquet"
"""Every world of a run or a sweep, for other tools."""

KINDS: Final = ("png", "svg", "pdf")


@dataclass(frozen=True, slots=True)
class Publication:
    """A folder that an analysis is published into, held, and checked before anything is played.

    `asked` is what is asked, for which `identity` stands, `model` is what answers it; `command` is what made it; `kind`
    is that of the figures, empty for none.
    """

    own: Folder
    asked: str
    model: Model
    command: str
    kind: str
    started: str

    @property
    def identity(self) -> str:
        """Sixteen characters that stand for what is asked."""
        return short(self.asked, 16)


def publication(own: Folder, asked: str, by: Model, command: str, kind: str, force: bool) -> Publication:
    """Return what an analysis is published by; raises DataProblem for results of something else, unless by `force`.

    Something else are the results of another question, and those of another model.
    """
    to = Publication(own, asked, by, command, kind, now())
    there = read(own.path / MANIFEST) is not None
    held = (found_manifest if force else read_manifest)(own.path) if there else None
    if held is not None and not force:
        check_model(held.made_by, by, own.path)
        if held.identity != to.identity:
            remedy = "Give another folder with --out, or --force to replace them."
            raise DataProblem("the folder holds results of another study", str(own.path / MANIFEST), remedy)
    rounds = own.folder(ROUNDS)
    if held is None or (held.identity, held.made_by) != (to.identity, by):
        own.clear()
        for place in sorted(rounds.glob(f"*/{MARK}")) if force else ():
            with Folder(place.parent) as played:
                played.clear()
        write_manifest(own.path, manifest_in(to, None, "running", {}))
    return to


def manifest_in(to: Publication, finding: Finding | None, status: str, files: Mapping[str, str]) -> Manifest:
    """Return the manifest of a published folder, as far as it has come."""
    return manifest_of(
        finding.analysis if finding else "analysis", to.identity, to.model, finding.scenario if finding else None,
        finding.seed if finding else None, status=status, command=to.command, started=to.started, files=files,
        about={ASKED: to.asked},
    )  # fmt: skip


def published(
    ask: Ask[Options], find: Find[Options, Found], options: Options, out: str | os.PathLike[str] | None = None,
    way: Way | None = None, kind: str = "png",
) -> Found:  # fmt: skip
    """Play what an analysis asks for and return what it finds; with `out` it is published there, and can go on there.

    `kind` is that of the figures: png, svg or pdf, empty for none. Raises DataProblem where the folder holds something
    else, unless the way is one of force.
    """
    way = way or Way()
    if out is None:
        return analyse(ask, find, options, None, way)
    first = ask(options, [])
    with Folder(out) as own:
        asked, by = repr((options, first.hash if first else "")), first.model if first else model()
        to = publication(own, asked, by, way.command, kind, way.force)
        # The first question lays out a whole design: it is asked once.
        finding = analyse(lambda own, so_far: ask(own, so_far) if so_far else first, find, options, own.path, way)
        publish(finding, to)
    return finding


def publish(finding: Finding, to: Publication) -> None:
    """Write a finding into its folder: text, JSON, CSV, figures, and last the manifest that lists them with hashes.

    Files of an earlier publication there go first, also of one that was killed, so that no other run's figure stays.
    """
    tables = finding.tables()
    contents: dict[str, bytes] = {f"{table.name}.csv": as_csv(table).encode() for table in tables}
    contents |= {name: text.encode() for name, text in finding.files().items()}
    pictures = []
    if to.kind:
        for name, draw in figures_of(finding).items():
            figure = draw()
            contents[f"{name}.{to.kind}"] = drawn(figure, to.kind)
            # A page for people cannot show a PDF: it takes the same figure as SVG.
            shown = "svg" if to.kind == "pdf" else to.kind
            if shown != to.kind:
                contents[f"{name}.{shown}"] = drawn(figure, shown)
            pictures.append({
                "file": f"{name}.{shown}", "title": getattr(figure, "title", name),
                "reading": getattr(figure, "reading", ""),
            })  # fmt: skip
    sentences, notes = finding.sentences(), [*finding.notes(), *finding.caveats()]
    contents[REPORT] = (all_as_text(sentences, tables, notes, None) + "\n").encode()
    contents[FINDING] = as_json({
        "analysis": finding.analysis, "sentences": sentences, "tables": [plain(table) for table in tables],
        "figures": pictures, "notes": notes, "data": data_of(finding),
    })  # fmt: skip
    folder = to.own.path
    to.own.clear()
    hashes = {name: write(folder / name, content) for name, content in contents.items()}
    if (results := finding.exported()) is not None:
        hashes[WORLDS] = write_worlds(results, folder / WORLDS)
    for place in sorted((folder / ROUNDS).glob(f"*/{MANIFEST}")):
        hashes[place.relative_to(folder).as_posix()] = hash_of(place) or ""
    write_manifest(folder, manifest_in(to, finding, "complete", hashes))


def data_of(finding: Finding) -> dict[str, Any]:
    """Return the numbers of a finding, with the scenario and the seed that they come from."""
    scenario = finding.scenario
    return {"scenario": scenario.name, "scenario_hash": scenario.hash, "seed": finding.seed} | finding.data()


def drawn(figure: Any, kind: str) -> bytes:
    """Return the bytes of a figure: one of the house carries its provenance, one of a user is taken as it is."""
    if isinstance(figure, Drawn):
        return figure.rendered(kind)
    assert isinstance(figure, Figure)
    sheet = io.BytesIO()
    figure.savefig(sheet, format=kind)
    return sheet.getvalue()


def plain(table: Table) -> dict[str, Any]:
    """Return a table as plain data: its rows as people read them, and as numbers."""
    numbers = [[cell.as_dict() if isinstance(cell, Quantity) else cell for cell in row] for row in table.rows]
    return {
        "name": table.name, "caption": table.caption, "main": table.main, "heads": list(table.heads),
        "rows": texts_of(table), "numbers": numbers,
    }  # fmt: skip
