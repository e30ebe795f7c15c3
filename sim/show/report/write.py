"""A folder of results as one report."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from sim.show.report import grid_sections, run_sections
from sim.show.report.drivers import read_analysis, uncertainty_section, what_drives
from sim.show.report.page import LIMITS, Section, folded, listed, page, paragraph, table
from sim.show.saving import target_for
from sim.study.run.worlds import Run
from sim.study.store.disk import write
from sim.study.store.reading import manifest_of, study_from

SUFFIXES: Final = (".html",)


def report_of(folder: str | os.PathLike[str], others: Sequence[str] = (), outcome: str = "lose_lose") -> str:
    """Return the report of a run or a grid in a folder as one HTML page.

    `others` are folders of further analyses of the same scenario, whose findings stand under what drives the numbers.
    Raises DataProblem for a folder that holds no results, or whose results are not as they were written.
    """
    found = study_from(os.fspath(folder))
    manifest, analyses = manifest_of(Path(folder)), [read_analysis(place) for place in others]
    if isinstance(found, Run):
        lead, middle = run_sections.lead(found), run_sections.sections(found)
        overall = found.probability(outcome)
    else:
        lead, middle = grid_sections.lead(found, outcome), grid_sections.sections(found, outcome)
        overall = found.overall(outcome)
    parts = [
        *middle, uncertainty_section(overall, outcome, analyses),
        *what_drives(analyses, found.scenario.hash),
        Section("limits", "Limits", listed(LIMITS)), provenance(manifest),
    ]  # fmt: skip
    return page(f"{found.scenario.title}: report", lead, parts)


def provenance(manifest: dict[str, Any]) -> Section:
    """Return where the numbers come from, with the whole scenario."""
    names = {
        "scenario": "scenario", "name": "study", "scenario_hash": "scenario hash", "study": "identity", "seed": "seed",
        "worlds": "worlds", "cells": "cells", "rows": "rows", "tool_version": "version", "command": "command",
        "started": "started", "finished": "finished",
    }  # fmt: skip
    rows = [(text, str(manifest[key])) for key, text in names.items() if manifest.get(key) is not None]
    scenario = manifest.get("scenario_file") or manifest.get("resolved", "")
    packages = ", ".join(f"{name} {version}" for name, version in sorted(manifest.get("packages", {}).items()))
    content = "\n".join((
        table("What made these numbers", ("", "value"), [*rows, ("packages", packages)], "facts"),
        paragraph("The same command under the same version gives the same worlds, bit for bit."),
        folded("The whole scenario", str(scenario)),
    ))  # fmt: skip
    return Section("provenance", "Provenance", content)


def write_report(
    folder: str | os.PathLike[str], target: str | os.PathLike[str], others: Sequence[str] = (),
    outcome: str = "lose_lose", force: bool = False,
) -> Path:  # fmt: skip
    """Write the report of a folder into a file whose name ends in .html, and return its path.

    Raises UsageProblem for another suffix, a folder that is not there, or a file that is there already without force.
    """
    path = target_for(target, force, SUFFIXES, "page")
    write(path, report_of(folder, others, outcome).encode())
    return path
