"""`sim run`: one scenario in many worlds."""

from __future__ import annotations

import click

from sim.cli import options as opt
from sim.cli.output import print_json, say, talk


@click.command("run", short_help="Run a scenario in many worlds.")
@opt.stacked(
    opt.scenario_argument, opt.worlds_option(), opt.seed_option, opt.jobs_option, opt.out_option, opt.set_option(),
    opt.json_option, opt.force_option, opt.dry_run_option,
    opt.no_figures_option, opt.progress_option, opt.quiet_option, opt.verbose_option,
)  # fmt: skip
def command(
    scenario: str, worlds: int, seed: int, jobs: int, out: str | None, changes: tuple[tuple[str, str], ...],
    as_json: bool, force: bool, dry_run: bool, no_figures: bool,
    no_progress: bool, quiet: bool, verbose: bool,
) -> None:  # fmt: skip
    """Run SCENARIO, a shipped name or a TOML file, in many worlds, and print how it ends.

    With --out, the outcomes of every world, a summary, a manifest and the figures are written there.
    """
    from sim.analysis.history.war_number import WAR_LINE
    from sim.cli.progress import progress_line
    from sim.cli.reading import read_scenario, several
    from sim.cli.saving import Results
    from sim.cli.tables import run_table, saturations
    from sim.study.run.summary import summary
    from sim.study.run.worlds import run
    from sim.study.store.kept import identity

    asked = read_scenario(scenario, changes)
    opt.check_room(worlds, f"--worlds {worlds}")
    study = identity("run", asked.hash, seed, worlds)
    if dry_run:
        size = f"{several(worlds, 'world')} of {several(asked.months, 'month')}"
        say(f"would run {asked.name} ({asked.hash}): {size}, seed {seed}")
        return
    results = Results(out, study, force) if out else None
    with progress_line(not (no_progress or quiet)) as progress:
        made = run(asked, worlds, seed, jobs=jobs, progress=progress)
    found = summary(made) | {"war_note": WAR_LINE}
    if results:
        results.write("run", asked, made.columns, {}, found, {"seed": seed, "worlds": worlds})
    if results and not no_figures:
        from sim.cli.figures import write_run_figures

        write_run_figures(made, results.folder)
    if as_json:
        print_json(found)
    else:
        say(run_table(made))
    for warning in saturations(made):
        talk(warning, quiet)
    if results:
        talk(f"written to {results.folder}", quiet)
    if verbose:
        talk(f"scenario hash {asked.hash}, study {study}", quiet)
