"""What drives the numbers: findings of further analyses, read from their folders; and the three uncertainties."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sim.errors import DataProblem
from sim.show.report.page import Section, figure, listed, paragraph, shown, table
from sim.study.estimate.interval import Estimate
from sim.study.outcomes import label_of
from sim.study.store.kept import SUMMARY

MOST_BYTES: Final = 32 * 2**20
MOST_PICTURE: Final = 4 * 2**20
HEADINGS: Final = {
    "sensitivity": "What moves the outcome most", "discovery": "Where the outcome is likely",
    "robustness": "How line-ups do over what nobody knows", "policy game": "The game of policies",
    "multiverse": "How much the model's own choices matter",
    "hindcast": "How well the model would have foreseen 2015 to 2019",
}  # fmt: skip
NOT_VARIED: Final = "not varied here: every world has the same numbers (sim robustness varies them)"
NOT_COMPARED: Final = "not compared here: give the folder of sim multiverse with --with"


@dataclass(frozen=True, slots=True)
class Analysis:
    """The findings of an analysis in a folder: its kind, sentences, whole summary and pictures."""

    kind: str
    sentences: tuple[str, ...]
    summary: dict[str, Any]
    folder: Path


def read_analysis(place: str) -> Analysis:
    """Return the findings in a folder; raises DataProblem for a folder without any."""
    folder = Path(place)
    path = folder / SUMMARY
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        found = json.loads(content) if len(content) <= MOST_BYTES else None
    except OSError as error:
        raise DataProblem(f"there are no findings: {error.strerror}", str(path), REMEDY) from None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("analysis") not in HEADINGS or not isinstance(found["sentences"], list):
        raise DataProblem("these are no findings of an analysis", str(path), REMEDY)
    return Analysis(found["analysis"], tuple(map(str, found["sentences"])), found, folder)


REMEDY: Final = "Give a folder that sim sensitivity, discover, robustness, game or multiverse has written to."


def what_drives(analyses: Sequence[Analysis], scenario_hash: str) -> list[Section]:
    """Return a section for each analysis, with its sentences and pictures; one that says so where there is none."""
    if not analyses:
        text = (
            "No analysis was given. sim sensitivity says which numbers move the outcome, sim discover where it is "
            "likely, sim multiverse what the model's own choices do. Give their folders with --with."
        )
        return [Section("drivers", "What drives it", paragraph(text))]
    return [section_of(each, number, scenario_hash) for number, each in enumerate(analyses, start=1)]


def section_of(analysis: Analysis, number: int, scenario_hash: str) -> Section:
    """Return what an analysis found, and whether it is of the same scenario."""
    name = analysis.summary.get("scenario")
    own = analysis.summary.get("asked_hash", analysis.summary.get("scenario_hash"))
    about = f"Scenario {name}, hash {own}."
    if own != scenario_hash:
        about += f" This is not the scenario of this report, whose hash is {scenario_hash}: read it with care."
    pictures = [picture(path) for path in sorted(analysis.folder.glob("*.png"))]
    content = "\n".join((listed(analysis.sentences), paragraph(about), *pictures))
    return Section(f"drivers-{number}", HEADINGS[analysis.kind], content)


def picture(path: Path) -> str:
    """Return a picture of an analysis; its title and provenance, which the file holds, describe it."""
    from PIL import Image

    try:
        with path.open("rb") as file:
            content = file.read(MOST_PICTURE + 1)
        with Image.open(io.BytesIO(content)) as image:
            title, about = str(image.info.get("Title", path.stem)), str(image.info.get("Description", ""))
    except (OSError, ValueError):
        raise DataProblem("this is no picture of ours", str(path), "Run the analysis again.") from None
    return figure(content, title, f"{title}. {about} The sentences above say what it shows.")


def uncertainty_section(estimate: Estimate, outcome: str, analyses: Sequence[Analysis]) -> Section:
    """Return the three uncertainties of the headline, each on a line of its own and never added up."""
    structural = [each.summary["structural"] for each in analyses if "structural" in each.summary]
    rows = [
        ("sampling: other worlds of the same kind", shown(estimate)),
        ("parameters: other numbers within their ranges", NOT_VARIED),
        ("structure: other choices of the model", str(structural[0]) if structural else NOT_COMPARED),
    ]
    text = "The three are of different kinds. They are not added up."
    content = table("Three kinds of uncertainty", ("", "what is known"), rows, "facts") + paragraph(text)
    return Section("uncertainty", f"How sure: {label_of(outcome)}", content)
