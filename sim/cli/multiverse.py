"""`sim multiverse`: P(lose-lose) under every choice that could have been made otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from sim.cli import options as opt
from sim.cli.output import print_json, say, talk
from sim.cli.progress import progress_line
from sim.errors import UsageProblem

if TYPE_CHECKING:
    from pathlib import Path

    from sim.analysis.multiverse import Multiverse
    from sim.study.outcomes import Columns

SPECIFICATIONS: Final = "specifications.parquet"
KINDS: Final = ("png", "svg", "pdf")
STEMS: Final = ("specification-curve", "ablation")
FILES: Final = (SPECIFICATIONS, *(f"{stem}.{kind}" for stem in STEMS for kind in KINDS))


def parts(text: str | None) -> tuple[str, ...]:
    """Return the levels that a text with commas names."""
    return tuple(part.strip() for part in text.split(",") if part.strip()) if text else ()


def thresholds(text: str | None) -> tuple[float, ...]:
    """Return the thresholds that a text with commas names; raises UsageProblem."""
    try:
        return tuple(float(part) for part in parts(text))
    except ValueError:
        raise UsageProblem(f"'{text}' is no list of numbers", f"--kappa {text}", "Write --kappa .25,.5,1.") from None


def only(flag: str, name: str, what: str, known: str) -> Any:
    """Return an option that restricts a dimension."""
    return opt.option(flag, name, metavar="A,B,…", help=f"Only these {what}: {known}.  [default: all]")


@click.command("multiverse", short_help="Try every choice that could have been made otherwise.")
@opt.stacked(
    opt.scenario_argument,
    only("--reading", "readings", "readings of lose-lose", "aims, pareto, value"),
    opt.option("--kappa", "kappas", metavar="A,B,…", help="Thresholds κ of the reading by value.  [default: .25,.5,1]"),
    only("--kim", "kims", "types of Kim", "drawn, fearful, greedy, erratic"),
    only("--courses", "courses", "ways to set courses", "free, held (on those of the start)"),
    only("--learning", "learning", "ways to learn", "the scenario's own, exact (Bayes), none"),
    only("--lookahead", "lookahead", "ways to look ahead", "the scenario's own, none"),
    only("--accident", "accident", "laws of accidents", "the scenario's own, flat, steep"),
    opt.option("--ablation/--no-ablation", default=True, show_default=True,
               help="Switch each channel of the model off by its neutral values."),
    opt.worlds_option(300), opt.seed_option, opt.jobs_option, opt.out_option, opt.set_option(), opt.json_option,
    opt.force_option, opt.dry_run_option, opt.no_figures_option,
    opt.option("--format", "kind", type=click.Choice(KINDS), default="png", show_default=True,
               help="The kind of the figures."),
    opt.progress_option, opt.quiet_option,
)  # fmt: skip
def command(
    scenario: str, readings: str | None, kappas: str | None, kims: str | None, courses: str | None,
    learning: str | None, lookahead: str | None, accident: str | None, ablation: bool, worlds: int, seed: int,
    jobs: int, out: str | None, changes: tuple[tuple[str, str], ...], as_json: bool, force: bool, dry_run: bool,
    no_figures: bool, kind: str, no_progress: bool, quiet: bool,
) -> None:  # fmt: skip
    """Read P(lose-lose) off SCENARIO under every reading and threshold, type of Kim and way to build the model.

    All are played in the same worlds. The spread over choices stands beside the sampling error, and is never added to
    it. The scenario's own choices are always among those tried. With --out, a summary, a table of all specifications,
    and two figures are written there.

    \b
    sim multiverse 2017-spring --reading aims,pareto --kim fearful,greedy
    """
    from sim.analysis.multiverse import choices_of, multiverse
    from sim.analysis.multiverse.findings import cells_of, check_size
    from sim.cli.multiverse_table import multiverse_table, size_lines
    from sim.cli.reading import read_scenario
    from sim.study.store.kept import folder_for, identity

    asked = read_scenario(scenario, changes)
    choices = choices_of(
        asked, readings=parts(readings), kappas=thresholds(kappas), kims=parts(kims), courses=parts(courses),
        learning=parts(learning), lookahead=parts(lookahead), accident=parts(accident),
    )  # fmt: skip
    check_size(worlds)
    cells = sum(map(len, cells_of(choices, ablation)))
    opt.check_room(cells * worlds, f"--worlds {worlds}")
    if dry_run:
        plan = {
            "scenario": asked.name, "scenario_hash": asked.hash, "specifications": choices.count,
            "structures": len(choices.structures), "readings": [each.label for each in choices.readings],
            "structures_left_out": dict(choices.left_out), "cells": cells, "worlds": worlds, "seed": seed,
        }  # fmt: skip
        lines = [f"would play {cells} scenarios of {worlds} worlds for {asked.name} ({asked.hash}), seed {seed}"]
        print_json(plan) if as_json else say("\n".join([*lines, *size_lines(choices)]))
        return
    if out and not no_figures:
        from sim.show.specification_curve import check_count

        check_count(choices.count)
    study = identity("multiverse", asked.hash, choices.readings, choices.structures, ablation, worlds, seed)
    folder = folder_for(out, study, force, FILES) if out else None
    with progress_line(not (no_progress or quiet), outcome="") as progress:
        found = multiverse(choices, worlds=worlds, seed=seed, ablate=ablation, jobs=jobs, progress=progress)
    if folder:
        write_all(found, folder, study, "" if no_figures else kind)
    if as_json:
        print_json(found.as_dict())
    else:
        say(multiverse_table(found))
    if folder:
        talk(f"written to {folder}", quiet)


def write_all(found: Multiverse, folder: Path, study: str, kind: str) -> None:
    """Write table, summary, figures of a kind (none if empty), and last the manifest."""
    from sim.study.scenario import to_toml
    from sim.study.store.disk import write
    from sim.study.store.kept import MANIFEST, SUMMARY, as_json, write_manifest, write_table

    for name in (MANIFEST, *FILES):
        (folder / name).unlink(missing_ok=True)
    hashes = {
        SPECIFICATIONS: write_table(folder / SPECIFICATIONS, columns_of(found), {}),
        SUMMARY: write(folder / SUMMARY, as_json(found.as_dict())),
    }
    if kind:
        write_figures(found, folder, kind)
    about = {
        "kind": "multiverse", "scenario": found.scenario.name, "scenario_hash": found.scenario.hash,
        "seed": found.seed, "worlds": found.worlds, "rows": len(found.specifications),
        "resolved": to_toml(found.scenario),
    }  # fmt: skip
    write_manifest(folder, study, hashes, about)


def columns_of(found: Multiverse) -> Columns:
    """Return the specifications as columns, a row each, the lowest share first."""
    import numpy as np

    from sim.analysis.multiverse.choices import DIMENSIONS
    from sim.analysis.multiverse.influence import level

    rows = found.specifications
    texts = {name: [level((each.structure, each.reading), name) for each in rows] for name in DIMENSIONS}
    numbers = {
        "share": [each.share.value for each in rows],
        "low": [each.share.low for each in rows],
        "high": [each.share.high for each in rows],
        "minus_default": [each.change.value for each in rows],
        "minus_default_low": [each.change.low for each in rows],
        "minus_default_high": [each.change.high for each in rows],
    }
    columns: Columns = {name: np.array(values, dtype=object) for name, values in texts.items()}
    columns |= {name: np.array(values, dtype=np.float64) for name, values in numbers.items()}
    columns["n"] = np.array([each.share.n for each in rows], dtype=np.int64)
    columns["default"] = np.array([each.default for each in rows], dtype=np.bool_)
    return columns


def write_figures(found: Multiverse, folder: Path, kind: str) -> None:
    """Draw the specification curve and, where there is one, the ablation into a folder."""
    from dataclasses import replace

    from sim.show.ablation import ablation_dots
    from sim.show.provenance import Provenance
    from sim.show.saving import save
    from sim.show.specification_curve import specification_curve
    from sim.study.fingerprint import tool_version

    s = found.scenario
    about = Provenance(
        s.name, s.hash, found.seed, found.worlds, "Wilson 95 %", tool_version(), "worlds a specification"
    )
    save(specification_curve(found, about), folder / f"{STEMS[0]}.{kind}")
    if found.ablation:
        pairs = replace(about, method="Tango 95 %", counted="pairs of worlds")
        save(ablation_dots(found.ablation, pairs), folder / f"{STEMS[1]}.{kind}")
