"""How to cite a study: with its hash, which stands for all that moves its results."""

from __future__ import annotations

from .results import StudyResults

AUTHOR = "The korea-escalation contributors"
TOOL = "Korea escalation: a game of four capitals in many worlds"


def bibtex(results: StudyResults) -> str:
    """Return a BibTeX entry for a study and the tool that made it; raises DataProblem where it is not finished."""
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
