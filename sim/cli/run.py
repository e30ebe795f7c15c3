"""`sim run`: one scenario in many worlds."""

from __future__ import annotations

import json
import shlex
import sys
from datetime import UTC, datetime
from typing import Any

import click

from sim.cli import options as opt
from sim.cli.progress import progress_line


@click.command("run", short_help="Run a scenario in many worlds.")
@opt.stacked(
    opt.scenario_argument, opt.worlds_option, opt.seed_option, opt.jobs_option, opt.out_option, opt.set_option,
    opt.json_option, opt.force_option, opt.dry_run_option, opt.no_figures_option, opt.progress_option,
    opt.quiet_option, opt.verbose_option,
)  # fmt: skip
def command(
    scenario: str, worlds: int, seed: int, jobs: int, out: str | None, changes: tuple[str, ...], as_json: bool,
    force: bool, dry_run: bool, no_figures: bool, no_progress: bool, quiet: bool, verbose: bool,
) -> None:  # fmt: skip
    """Run SCENARIO, a shipped name or a TOML file, in many worlds, and print how it ends.

    With --out, the outcomes of every world, a summary, a manifest and the figures are written there.
    """
    from sim.cli.tables import run_table, warn_of_saturation
    from sim.study.run import run
    from sim.study.store import folder_for, identity, write_results
    from sim.study.summary import summary
    from sim.world.outcomes import FINAL_STATES

    asked = opt.read_scenario(scenario, changes)
    study = identity("run", asked.hash, seed, worlds)
    if dry_run:
        click.echo(f"would run {asked.name} ({asked.hash}): {worlds} worlds of {asked.months} months, seed {seed}")
        return
    folder = folder_for(out, study, force) if out else None
    started = datetime.now(UTC)
    with progress_line(not (no_progress or quiet)) as progress:
        made = run(asked, worlds, seed, jobs=jobs, progress=progress)
    found = summary(made)
    click.echo(json.dumps(found, ensure_ascii=False, indent=1) if as_json else run_table(made))
    if not quiet:
        warn_of_saturation(made)
    if folder is None:
        return
    about: dict[str, Any] = {
        "kind": "run", "scenario": asked.name, "scenario_hash": asked.hash, "seed": seed, "worlds": worlds,
        "months": asked.months, "command": shlex.join(["sim", *sys.argv[1:]]),
        "started": started.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "resolved": opt.resolved(asked),
    }  # fmt: skip
    write_results(folder, study, made.columns, {"final_state": FINAL_STATES}, found, about)
    if not no_figures:
        from sim.cli.figures import run_figures

        run_figures(made, folder)
    if not quiet:
        click.echo(f"written to {folder}", err=True)
        if verbose:
            click.echo(f"scenario hash {asked.hash}, study {study}", err=True)
