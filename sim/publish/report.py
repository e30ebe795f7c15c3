"""A folder of results as one report, with those of further analyses."""

from __future__ import annotations

import base64
import hashlib
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

from sim.analysis.sweep.findings import of_results
from sim.core.base.errors import DataProblem
from sim.core.base.plain import AnyPath, Data
from sim.core.estimate.writing import count_text, percent_text
from sim.core.outcomes.outcomes import WAR_LINE
from sim.core.scenario.fingerprint import here
from sim.core.scenario.parameters import PLACES
from sim.history.rates import war_bounds
from sim.publish.display import figures_of
from sim.publish.folder import PAGES_OF, kept_table
from sim.publish.reproduce import check_folder
from sim.show.drawn import Drawn
from sim.show.tables import as_html
from sim.study.estimate.quantities import CAVEAT, REAL_MONTHS, Quantity, Table
from sim.study.store.disk import PAGES, folders_in, read_bytes_of, target_for, write
from sim.study.store.kept_finding import REMEDY, KeptFigure, KeptFinding, finding_from
from sim.study.store.manifest import (
    FINDING,
    MANIFEST,
    Manifest,
    other_model,
    parsed_manifest,
    read_manifest,
)
from sim.study.store.study_results import load_study

MOST_BYTES: Final = 64 * 2**20
MOST_PICTURE: Final = 8 * 2**20
MOST_ROWS: Final = 200
KINDS: Final = {".png": "image/png", ".svg": "image/svg+xml"}
NOT_VARIED: Final = (
    "not varied here: every world has the same parameters (sim robustness varies them)"
)
NOT_COMPARED: Final = (
    "not compared here: give the folder of sim sensitivity --vary choices with --with"
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure of a folder: its bytes, media type, title and reading."""

    content: bytes
    kind: str
    title: str
    reading: str

    @property
    def base64(self) -> str:
        """The bytes as they stand in a page."""
        return base64.b64encode(self.content).decode("ascii")


@dataclass(frozen=True, slots=True)
class FolderTold:
    """The content of a folder of results: sentences, tables, notes, figures and manifest."""

    folder: Path
    finding: KeptFinding
    figures: tuple[Picture, ...]
    manifest: Manifest

    @property
    def title(self) -> str:
        """The title of the results, or else the name of the analysis."""
        return str(
            self.data.get("title") or self.manifest.about.get("title") or self.finding.analysis
        )

    @property
    def data(self) -> Data:
        """The numbers."""
        return self.finding.data

    @property
    def asked(self) -> str:
        """The hash of the scenario that was asked for."""
        return str(self.data.get("asked_hash") or self.data.get("scenario_hash"))

    @property
    def tables(self) -> list[Table]:
        """The tables as people read them; of a long one the beginning."""
        tables = []
        for table in self.finding.tables:
            size = len(table.rows)
            more = (
                f" (the first {MOST_ROWS} of {count_text(size)} rows)" if size > MOST_ROWS else ""
            )
            rows = [tuple(row) for row in table.rows[:MOST_ROWS]]
            tables.append(
                Table(table.name, f"{table.caption}{more}", tuple(table.heads), rows, table.main)
            )
        return tables


def read_folder(place: AnyPath) -> FolderTold:
    """Return the content of a folder of results; raises DataProblem for none, altered ones, or
    those of another edition.
    """
    folder = Path(place)
    if not has_finding(folder):
        return read_study(folder)
    manifest = read_manifest(folder)
    model = here(manifest.made_by)
    if manifest.made_by.fingerprint != model.fingerprint:
        warnings.warn(other_model(manifest, model), stacklevel=2)
    path = folder / FINDING
    finding = finding_from(bytes_in(path, MOST_BYTES, manifest), path)
    figures = tuple(
        drawn_in(folder, figure, manifest)
        for figure in finding.figures
        if Path(figure.file).suffix in KINDS
    )
    if manifest.complete and manifest.made_by.fingerprint == model.fingerprint:
        check_folder(folder)
    return FolderTold(folder, finding, figures, manifest)


def has_finding(folder: Path) -> bool:
    """Return whether a folder has a finding, or had one by its manifest."""
    if (folder / FINDING).exists():
        return True
    # One that is gone is no reason to show the study behind it as if nothing had been found.
    return (folder / MANIFEST).exists() and FINDING in parsed_manifest(folder).files


def read_study(folder: Path) -> FolderTold:
    """Return the content of a study's folder without a published finding, such as one that still
    runs.
    """
    results = load_study(folder)
    finding = of_results(results)
    drawings = [draw() for draw in figures_of(finding).values()]
    figures = tuple(
        Picture(drawing.rendered("png"), KINDS[".png"], drawing.title, drawing.reading)
        for drawing in drawings
        if isinstance(drawing, Drawn)
    )
    content = KeptFinding(
        analysis=finding.analysis,
        sentences=finding.sentences(),
        tables=[kept_table(table) for table in finding.tables()],
        figures=[],
        notes=[*finding.notes(), *finding.caveats()],
        data=finding.data(),
    )
    return FolderTold(folder, content, figures, results.manifest)


def damaged_file(path: Path, message: str) -> DataProblem:
    """Return the problem of a file that cannot be used."""
    return DataProblem(message, str(path), REMEDY)


def bytes_in(path: Path, most: int, manifest: Manifest) -> bytes:
    """Return the bytes of a file; raises DataProblem if it is missing, too large or unlike the
    manifest.
    """
    content = read_bytes_of(path, most + 1)
    if content is None:
        again = f"Run its command again, {manifest.command}: it keeps the parts that are whole."
        raise DataProblem("the manifest lists this file, and it is gone", str(path), again)
    if len(content) > most:
        raise damaged_file(path, f"the file is larger than {most // 2**20} MiB")
    if manifest.files.get(path.name) != hashlib.sha256(content).hexdigest():
        raise damaged_file(path, "the file is not as the manifest has it")
    return content


def drawn_in(folder: Path, figure: KeptFigure, manifest: Manifest) -> Picture:
    """Return a figure that a folder lists."""
    path = folder / Path(figure.file).name
    content = bytes_in(path, MOST_PICTURE, manifest)
    return Picture(content, KINDS[path.suffix], figure.title, figure.reading)


def report_of(folder: AnyPath, others: Sequence[AnyPath] = ()) -> str:
    """Return the report of a folder of results of any kind as one HTML page.

    `others` are folders of further analyses: their findings stand under the drivers of the numbers,
    after those of analyses in the folder itself. Raises DataProblem for a folder that holds no
    results, or whose results are not as they were written.
    """
    content, more = (
        read_folder(folder),
        [read_folder(other) for other in (*inside(Path(folder), others), *others)],
    )
    style = resources.files(__package__).joinpath("assets/report.css").read_text(encoding="utf-8")
    war = bounds_on_war() if WAR_LINE in content.finding.notes else None
    return PAGES_OF.get_template("report.html").render(
        told=content,
        more=more,
        uncertainty=uncertainty(content, more),
        war=war,
        war_line=WAR_LINE,
        provenance=provenance(content.manifest),
        limits=LIMITS,
        caveat=REAL_MONTHS if REAL_MONTHS in content.finding.notes else CAVEAT,
        as_html=as_html,
        style=style,
        digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii"),
    )


def inside(folder: Path, others: Sequence[AnyPath]) -> list[Path]:
    """Return the folders of results that lie in a folder and are not named anyway, as `make demo`
    leaves them.
    """
    other_places = {Path(place).resolve() for place in others}
    return [place for place in folders_in(folder, FINDING) if place.resolve() not in other_places]


def uncertainty(content: FolderTold, others: Sequence[FolderTold]) -> Table | None:
    """Return the three uncertainties of the outcome in front, each on a line of its own and never
    added up.
    """
    outcomes = {row["name"]: row.get("share or mean") for row in content.data.get("outcomes", ())}
    estimate = outcomes.get(content.data.get("outcome"))
    if not isinstance(estimate, dict):
        return None
    sampling = Quantity(estimate["value"], estimate["low"], estimate["high"], "share").text()
    structural = [
        str(other.data["sentences"][1])
        for other in others
        if other.data.get("options", {}).get("vary") == "choices"
    ]
    rows = (
        ("sampling: other worlds of the same kind", f"{sampling}, n = {count_text(estimate['n'])}"),
        ("parameters: other values within their ranges", parameters_varied(content)),
        ("structure: other choices of the model", structural[0] if structural else NOT_COMPARED),
    )
    return Table("kinds", "Three kinds of uncertainty", ("", "known"), rows)


def parameters_varied(content: FolderTold) -> str:
    """Say which parameters differ between the cells of results."""
    factors = [str(row["name"]) for row in content.data.get("factors", ())]
    varied = [name for name in factors if name in PLACES]
    if not varied:
        return NOT_VARIED
    return f"varied here: {', '.join(varied)}; no other parameter (sim robustness varies them)"


def bounds_on_war() -> Table:
    """Return the bounds that the record sets on the probability of war."""
    rows = tuple(
        (
            bound.what,
            f"{bound.wars} of {count_text(bound.cases)}",
            *map(percent_text, (bound.upper, bound.jeffreys_high)),
        )
        for bound in war_bounds()
    )
    heads = ("", "wars", "upper 95 % bound, one-sided", "97.5 % quantile under Jeffreys' prior")
    return Table("war", "Bounds from the record", heads, rows)


def provenance(manifest: Manifest) -> Table:
    """Return the provenance of the numbers, as a table."""
    names = {
        "kind": manifest.kind,
        "scenario": manifest.scenario,
        "scenario hash": manifest.scenario_hash,
        "identity": manifest.identity,
        "model": manifest.made_by.fingerprint,
        "seed": manifest.seed,
        "version": manifest.tool_version,
        "command": manifest.command,
        "started": manifest.started,
        "finished": manifest.finished,
        "packages": ", ".join(
            f"{name} {version}" for name, version in sorted(manifest.packages.items())
        ),
    }
    rows = tuple((name, str(value)) for name, value in names.items() if value not in ("", None))
    return Table("made", "Source of these numbers", ("", "value"), rows)


def write_report(
    folder: AnyPath,
    target: AnyPath,
    others: Sequence[AnyPath] = (),
    force: bool = False,
) -> Path:
    """Write the report of a folder into a file whose name ends in .html, and return its path.

    Raises UsageProblem for another suffix, a folder that is not there, or a file that is there
    already without force.
    """
    path = target_for(target, force, PAGES, "page")
    write(path, report_of(folder, others).encode())
    return path


LIMITS: Final = (
    "It does not forecast. Every number holds only if the assumptions do, and most of them are our own.",
    "No Korean crisis since 1953 became a war. The record bounds the chance of war, and cannot validate it.",
    "The defaults were tuned on patterns of the record up to 2019, so agreement with these is in-sample.",
    "Lose-lose depends on the thresholds of the goals, which we set. So its range over them is given.",
    "The interval of a share is sampling error of the worlds. It says nothing of errors in the model.",
    "Each capital acts as one and looks a few months ahead. There are no factions, no Japan and no Russia.",
)
