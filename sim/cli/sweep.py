"""What `sim sweep` does beside its declaration: a study, or a share of one, is played into its own folder."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.sweep import ANALYSIS, SweepOptions
from sim.cli.analysis import Common, asked_for, show, way_of, would
from sim.cli.output import talk
from sim.errors import ScenarioProblem, UsageProblem
from sim.options import Said

if TYPE_CHECKING:
    from sim.analysis.sweep.findings import SweepFinding


def sweep_study(common: Common, source: str, said: Mapping[str, Any], changes: Sequence[Said]) -> bool:
    """Play what is left of a study, or a share, into its folder, and print it; False where the source is none."""
    from sim.analysis.sweep.findings import of_results
    from sim.study.experiment.study_file import kind_of, read_study
    from sim.study.play.play import play
    from sim.study.store.folder import folder_of, read_share

    if kind_of(source) != "study":
        return False
    for name in (*said, *(["changes"] if changes else [])):
        if name != "share" and asked_for(name):
            flag = "--set" if name == "changes" else ANALYSIS.own[name].flag_of(name)
            raise UsageProblem(f"a study takes no {flag}", "sim sweep STUDY", "Write it into the file of the study.")
    study = read_study(source)
    if common.dry_run:
        would(study, common)
        return True
    place = Path(common.out or os.path.join("results", Path(source).stem))
    if share := said.get("share"):
        which = read_share(share)
        place = folder_of(place, which)
        with way_of(common, None) as way:
            play(study, place, replace(way, share=which))
        talk(f"share {share} is in {place}", common.quiet)
        return True
    with way_of(replace(common, out=str(place)), None) as way:
        finding = of_results(play(study, place, way))
    write_finding(finding, place, "" if common.no_figures else common.kind)
    show(finding, common)
    talk(f"written to {place}", common.quiet)
    return True


def write_finding(finding: SweepFinding, place: Path, kind: str) -> None:
    """Write what a study of any design gave into its folder: text, tables as CSV, and figures of a kind, if any."""
    from sim.publish.folder import files_of
    from sim.study.store.disk import Folder, write
    from sim.study.store.folder import FIGURES
    from sim.study.store.manifest import add_files

    contents = {f"{FIGURES}/{name}": content for name, content in files_of(finding, finding.tables(), kind)[0].items()}
    with Folder(place) as own:
        own.folder(FIGURES)
        add_files(place, {name: write(place / name, content) for name, content in contents.items()})


def check_grid(options: SweepOptions, force: bool) -> None:
    """Refuse a grid beyond the bound on cells and worlds, unless by force; raises UsageProblem."""
    from sim.study.experiment.design import check_size

    try:
        check_size(options.grid, force)
    except ScenarioProblem as problem:
        named = f"--over {', '.join(factor.name for factor in options.factors)}, --worlds {options.worlds}"
        raise UsageProblem(problem.what, named, problem.remedy) from None
