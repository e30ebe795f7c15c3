"""A folder of results as one report, with those of further analyses."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any, Final

from sim.analysis.sweep.findings import of_results
from sim.errors import DataProblem
from sim.history.rates import war_note
from sim.publish.display import figures_of
from sim.publish.folder import table_data
from sim.show.drawn import Drawn
from sim.show.tables import as_html
from sim.study.estimate.quantities import CAVEAT, Quantity, Table
from sim.study.estimate.writing import count_text, percent_text
from sim.study.measure.outcomes import WAR_LINE
from sim.study.store.disk import PAGES, folders_in, target_for, write
from sim.study.store.manifest import FINDING, Manifest, read_manifest
from sim.study.store.study_results import load_study

MOST_BYTES: Final = 64 * 2**20
MOST_PICTURE: Final = 8 * 2**20
MOST_ROWS: Final = 200
KINDS: Final = {".png": "image/png", ".svg": "image/svg+xml"}
NOT_VARIED: Final = "not varied here: every world has the same numbers (sim robustness varies them)"
NOT_COMPARED: Final = "not compared here: give the folder of sim multiverse with --with"
ASK_NEXT: Final = (
    "sim sensitivity {0} -o FOLDER: which numbers move it, and how much is luck",
    "sim sweep {0} --over washington.pressure=0:1:11 -o FOLDER: how it goes with a lever",
)
REMEDY: Final = "Name a folder that a command of sim has written to with --out."


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure of a folder: its bytes, what kind of file it is, its title and how it is read."""

    content: bytes
    kind: str
    title: str
    reading: str


@dataclass(frozen=True, slots=True)
class FolderTold:
    """What a folder of results tells: sentences, tables, notes and figures, its numbers, and what made it."""

    folder: Path
    finding: dict[str, Any]
    figures: tuple[Picture, ...]
    manifest: Manifest

    @property
    def title(self) -> str:
        """The title of what was run."""
        return str(self.data.get("title") or self.manifest.about.get("title") or self.finding["analysis"])

    @property
    def data(self) -> dict[str, Any]:
        """The numbers."""
        found: dict[str, Any] = self.finding["data"]
        return found

    @property
    def tables(self) -> list[tuple[Table, bool]]:
        """The tables as people read them, each with whether it is shown unasked; of a long one the beginning."""
        made = []
        for each in self.finding["tables"]:
            rows = [tuple(map(str, row)) for row in each["rows"]]
            more = "" if len(rows) <= MOST_ROWS else f" (the first {MOST_ROWS} of {count_text(len(rows))} rows)"
            heads = tuple(map(str, each["heads"]))
            shown = Table(str(each["name"]), f"{each['caption']}{more}", heads, tuple(rows[:MOST_ROWS]))
            made.append((shown, bool(each.get("main"))))
        return made


def read_folder(place: str | os.PathLike[str]) -> FolderTold:
    """Return what a folder of results tells; raises DataProblem for none, altered ones, or those of another edition."""
    folder = Path(place)
    if not (folder / FINDING).exists():
        return read_study(folder)
    manifest = read_manifest(folder)
    found = json_in(folder / FINDING, manifest)
    try:
        figures = tuple(drawn_in(folder, each, manifest) for each in found["figures"] if suffix(each) in KINDS)
        told = FolderTold(folder, found, figures, manifest)
        shaped = [isinstance(found[key], list) for key in ("sentences", "notes")], told.tables, told.data["scenario"]
    except (KeyError, TypeError, AttributeError) as error:
        raise damaged_file(folder / FINDING, f"these are no findings: {type(error).__name__}") from None
    if not all(shaped[0]):
        raise damaged_file(folder / FINDING, "these are no findings")
    return told


def read_study(folder: Path) -> FolderTold:
    """Return what the folder of a study tells that no command has published, such as one that still runs."""
    results = load_study(folder)
    finding = of_results(results)
    drawn = [draw() for draw in figures_of(finding).values()]
    figures = tuple(
        Picture(each.rendered("png"), KINDS[".png"], each.title, each.reading)
        for each in drawn if isinstance(each, Drawn)
    )  # fmt: skip
    content = {
        "analysis": finding.analysis, "sentences": finding.sentences(),
        "tables": [table_data(each) for each in finding.tables()],
        "notes": [*finding.notes(), *finding.caveats()], "data": finding.data(),
    }  # fmt: skip
    return FolderTold(folder, content, figures, results.manifest)


def suffix(entry: dict[str, Any]) -> str:
    """Return the suffix of the file of a figure."""
    return os.path.splitext(str(entry["file"]))[1]


def damaged_file(path: Path, what: str) -> DataProblem:
    """Return the problem of a file that cannot be used."""
    return DataProblem(what, str(path), REMEDY)


def bytes_in(path: Path, most: int, manifest: Manifest) -> bytes:
    """Return what a file holds; raises DataProblem where it is missing, too large or not as the manifest has it."""
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise damaged_file(path, f"there are no results: {error.strerror}") from None
    if len(content) > most:
        raise damaged_file(path, f"the file is larger than {most // 2**20} MiB")
    if manifest.files.get(path.name) != hashlib.sha256(content).hexdigest():
        raise damaged_file(path, "the file is not as the manifest has it")
    return content


def json_in(path: Path, manifest: Manifest) -> dict[str, Any]:
    """Return the table in a JSON file; raises DataProblem where there is none."""
    try:
        found = json.loads(bytes_in(path, MOST_BYTES, manifest))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise damaged_file(path, "the file is no JSON table")
    return found


def drawn_in(folder: Path, entry: dict[str, Any], manifest: Manifest) -> Picture:
    """Return a figure that a folder lists."""
    name = os.path.basename(str(entry["file"]))
    content = bytes_in(folder / name, MOST_PICTURE, manifest)
    return Picture(content, KINDS[suffix(entry)], str(entry["title"]), str(entry.get("reading", "")))


def report_of(folder: str | os.PathLike[str], others: Sequence[str | os.PathLike[str]] = ()) -> str:
    """Return the report of a folder of results of any kind as one HTML page.

    `others` are folders of further analyses, whose findings stand under what drives the numbers, after those that lie
    in the folder itself. Raises DataProblem for a folder that holds no results, or whose results are not as they were
    written.
    """
    told, more = read_folder(folder), [read_folder(each) for each in (*inside(Path(folder), others), *others)]
    parts = [
        Section("numbers", "Numbers", tables(told)),
        Section("figures", "Figures", figures(told)),
        Section("made", "How the numbers were made", list_html([str(text) for text in told.finding["notes"]])),
        *uncertainty(told, more),
        *(section_of(each, number, told) for number, each in enumerate(more, start=1)),
        *([nothing_varied(told)] if told.finding["analysis"] == "run" and not more else []),
        *([war_section()] if WAR_LINE in told.finding["notes"] else []),
        Section("limits", "Limits", list_html(LIMITS)), provenance(told),
    ]  # fmt: skip
    return page(f"{told.title}: report", lead(told), [each for each in parts if each.content])


def lead(told: FolderTold) -> str:
    """Return the sentences that come first."""
    sentences = "\n".join(paragraph(str(text)) for text in told.finding["sentences"])
    return f'<div class="lead">{sentences}{paragraph(CAVEAT, "small")}</div>'


def tables(told: FolderTold) -> str:
    """Return the tables, those that are shown unasked first and the others on demand."""
    main = [table(each) for each, asked in told.tables if asked]
    rest = [table(each) for each, asked in told.tables if not asked]
    return "\n".join([*main, fold_html(f"{len(rest)} more tables", "\n".join(rest))] if rest else main)


def figures(told: FolderTold) -> str:
    """Return the figures, each with a description in words."""
    foot = f"Scenario {told.data.get('scenario')}, seed {told.manifest.seed}. The tables have all numbers."
    return "\n".join(
        figure(each.content, each.kind, f"{each.title}.", f"{each.title}. {each.reading} {foot}")
        for each in told.figures
    )


def inside(folder: Path, named: Sequence[str | os.PathLike[str]]) -> list[Path]:
    """Return the folders of results that lie in a folder and are not named anyway, as `make demo` leaves them."""
    known = {Path(each).resolve() for each in named}
    return [each for each in folders_in(folder, FINDING) if each.resolve() not in known]


def nothing_varied(told: FolderTold) -> Section:
    """Return how to find out what drives the numbers of a run beside which no analysis stands."""
    name = told.data.get("scenario")
    said = paragraph("One setting was played, so these results alone cannot say. Two commands can, with --with FOLDER:")
    return Section("drivers", "What drives it", f"{said}\n{list_html([text.format(name) for text in ASK_NEXT])}")


def section_of(told: FolderTold, number: int, main: FolderTold) -> Section:
    """Return what a further analysis found, and whether it is of the same scenario."""
    own, asked = (str(each.data.get("asked_hash") or each.data.get("scenario_hash")) for each in (told, main))
    about = f"Scenario {told.data.get('scenario')}, hash {own}."
    if own != asked:
        about += f" This is not the scenario of this report, whose hash is {asked}: read it with care."
    notes = fold_html("How these numbers were made", list_html([str(text) for text in told.finding["notes"]]))
    said = list_html([str(text) for text in told.finding["sentences"]])
    content = "\n".join((said, paragraph(about), tables(told), figures(told), notes))
    return Section(f"drivers-{number}", f"What drives it: {told.finding['analysis']}", content)


def uncertainty(told: FolderTold, others: Sequence[FolderTold]) -> list[Section]:
    """Return the three uncertainties of the outcome in front, each on a line of its own and never added up."""
    outcome = told.data.get("outcome")
    known = {**told.data.get("overall", {}), **told.data.get("flags", {})}.get(outcome)
    if not isinstance(known, dict):
        return []
    sampling = Quantity(known["value"], known["low"], known["high"], "share").text()
    structural = [str(each.data["structural"]) for each in others if "structural" in each.data]
    rows = (
        ("sampling: other worlds of the same kind", f"{sampling}, n = {count_text(known['n'])}"),
        ("parameters: other numbers within their ranges", NOT_VARIED),
        ("structure: other choices of the model", structural[0] if structural else NOT_COMPARED),
    )
    kinds = table(Table("kinds", "Three kinds of uncertainty", ("", "what is known"), rows), "facts")
    text = paragraph("The three are of different kinds. They are not added up.")
    return [Section("uncertainty", f"How sure: {str(outcome).replace('_', '-')}", f"{kinds}\n{text}")]


def war_section() -> Section:
    """Return what the record can say about the chance of war."""
    note = war_note()
    rows = tuple(
        (
            each.what,
            f"{each.wars} of {count_text(each.cases)}",
            percent_text(each.upper),
            percent_text(each.jeffreys_high),
        )
        for each in note.bounds
    )
    heads = ("", "wars", "upper 95 % bound, one-sided", "97.5 % quantile under Jeffreys' prior")
    content = "\n".join((
        paragraph(note.line, "note"), table(Table("war", "What the record leaves open", heads, rows)),
    ))  # fmt: skip
    return Section("war", "The chance of war", content)


def provenance(told: FolderTold) -> Section:
    """Return where the numbers come from, with the whole scenario."""
    manifest = told.manifest
    names = {
        "kind": manifest.kind, "scenario": manifest.scenario, "scenario hash": manifest.scenario_hash,
        "identity": manifest.identity, "model": manifest.made_by.fingerprint, "seed": manifest.seed,
        "version": manifest.tool_version, "command": manifest.command, "started": manifest.started,
        "finished": manifest.finished,
        "packages": ", ".join(f"{name} {version}" for name, version in sorted(manifest.packages.items())),
    }  # fmt: skip
    rows = [(name, str(value)) for name, value in names.items() if value not in ("", None)]
    content = "\n".join((
        table(Table("made", "What made these numbers", ("", "value"), tuple(rows)), "facts"),
        paragraph("The same command under the same version gives the same worlds, bit for bit."),
        fold_html("The whole scenario", preformat_text(manifest.scenario_file)),
    ))  # fmt: skip
    return Section("provenance", "Provenance", content)


def write_report(
    folder: str | os.PathLike[str],
    target: str | os.PathLike[str],
    others: Sequence[str | os.PathLike[str]] = (),
    force: bool = False,
) -> Path:
    """Write the report of a folder into a file whose name ends in .html, and return its path.

    Raises UsageProblem for another suffix, a folder that is not there, or a file that is there already without force.
    """
    path = target_for(target, force, PAGES, "page")
    write(path, report_of(folder, others).encode())
    return path


def style() -> str:
    """Return the style sheet of the report."""
    return resources.files("sim.publish").joinpath("assets/report.css").read_text(encoding="utf-8")


def page(title: str, lead: str, sections: Sequence[Section]) -> str:
    """Return the page as text; `lead` is the HTML that comes before all sections."""
    sheet = style()
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    links = "\n".join(f'<li><a href="#{escape(each.key)}">{escape(each.heading)}</a></li>' for each in sections)
    body = "\n".join(section.html() for section in sections)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{sheet}</style>
</head>
<body>
<a class="skip" href="#main">To the content</a>
<header><h1>{escape(title)}</h1></header>
<nav aria-label="Sections"><ul>
{links}
</ul></nav>
<main id="main" tabindex="-1">
{lead}
{body}
</main>
<footer><p>{escape(CAVEAT)}</p></footer>
</body>
</html>
"""


TITLE_LEVEL: Final = 2


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: the name in its address, its heading, and its content as HTML."""

    key: str
    heading: str
    content: str

    def html(self) -> str:
        """Return the section with its heading."""
        return (
            f'<section id="{escape(self.key)}" aria-labelledby="{escape(self.key)}-heading">\n'
            f'<h{TITLE_LEVEL} id="{escape(self.key)}-heading">{escape(self.heading)}</h{TITLE_LEVEL}>\n'
            f"{self.content}\n</section>"
        )


def paragraph(text: str, kind: str = "") -> str:
    """Return a paragraph of plain text."""
    return f"<p{class_attribute(kind)}>{escape(text)}</p>"


def list_html(items: Sequence[str]) -> str:
    """Return a list of plain texts."""
    return "<ul>\n" + "\n".join(f"<li>{escape(item)}</li>" for item in items) + "\n</ul>"


def table(content: Table, kind: str = "") -> str:
    """Return a table in a box that scrolls where it is wide, and that the keyboard can reach."""
    shown = as_html(content, kind=kind)
    return f'<div class="wide" role="region" aria-label="{escape(content.caption)}" tabindex="0">{shown}</div>'


def figure(content: bytes, kind: str, caption: str, description: str) -> str:
    """Return a picture inside the page, with the description that stands for it where it cannot be seen."""
    data = base64.b64encode(content).decode("ascii")
    return (
        f'<figure><img alt="{escape(description)}" src="data:{kind};base64,{data}">\n'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def fold_html(heading: str, content: str) -> str:
    """Return what opens on demand, given as HTML."""
    return f"<details><summary>{escape(heading)}</summary>{content}</details>"


def preformat_text(text: str) -> str:
    """Return a text with its lines as they are."""
    return f"<pre>{escape(text)}</pre>"


def class_attribute(kind: str) -> str:
    """Return the class of an element, if it has one."""
    return f' class="{escape(kind)}"' if kind else ""


LIMITS: Final = (
    "It does not forecast. Every number holds only if the assumptions do, and most of them are our own.",
    "No Korean crisis since 1953 became a war. The record bounds the chance of war, and cannot validate it.",
    "The defaults were tuned on patterns of the record up to 2019, so agreement with these is in-sample.",
    "Lose-lose hangs on the thresholds of the aims, which we set. So its range over them stands beside the number.",
    "The interval of a share is sampling error of the worlds. It says nothing of errors in the model.",
    "Each capital acts as one and looks a few months ahead. There are no factions, no Japan and no Russia.",
)
