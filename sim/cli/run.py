"""`sim run`: one scenario in many worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.cli import options as opt
from sim.cli.output import print_json, say, talk
from sim.cli.progress import progress_line

if TYPE_CHECKING:
    from pathlib import Path

    from sim.study.draws import Draws

posterior_option = opt.option(
    "--posterior", is_flag=True, help="Give each world numbers drawn from the posterior that ships."
)
posterior_from_option = opt.option(
    "--posterior-from", type=click.Path(), help="The same, from a file that `sim calibrate` wrote."
)


@click.command("run", short_help="Run a scenario in many worlds.")
@opt.stacked(
    opt.scenario_argument, opt.worlds_option(), opt.seed_option, opt.jobs_option, opt.out_option, opt.set_option(),
    posterior_option, posterior_from_option, opt.json_option, opt.force_option, opt.dry_run_option,
    opt.no_figures_option, opt.progress_option, opt.quiet_option, opt.verbose_option,
)  # fmt: skip
def command(
    scenario: str, worlds: int, seed: int, jobs: int, out: str | None, changes: tuple[tuple[str, str], ...],
    posterior: bool, posterior_from: str | None, as_json: bool, force: bool, dry_run: bool, no_figures: bool,
    no_progress: bool, quiet: bool, verbose: bool,
) -> None:  # fmt: skip
    """Run SCENARIO, a shipped name or a TOML file, in many worlds, and print how it ends.

    With --out, the outcomes of every world, a summary, a manifest and the figures are written there. With
    --posterior, probabilities carry the uncertainty of the numbers that the record informs; a number that SCENARIO or
    --set states stays as it is.
    """
    from sim.analysis.history.war_number import WAR_LINE
    from sim.cli.names import several
    from sim.cli.reading import read_scenario
    from sim.cli.saving import Results
    from sim.cli.tables import run_table, saturations
    from sim.study.run import run
    from sim.study.store import identity
    from sim.study.summary import summary

    asked = read_scenario(scenario, changes)
    opt.check_room(worlds, f"--worlds {worlds}")
    draws = None
    if posterior or posterior_from:
        from sim.analysis.history.posterior import load_posterior

        draws = load_posterior(posterior_from)
    study = identity("run", asked.hash, seed, worlds, *([draws.hash] if draws else []))
    if dry_run:
        size = f"{several(worlds, 'world')} of {several(asked.months, 'month')}"
        over = f", {len(draws)} draws of posterior {draws.hash}" if draws else ""
        say(f"would run {asked.name} ({asked.hash}): {size}, seed {seed}{over}")
        return
    results = Results(out, study, force) if out else None
    with progress_line(not (no_progress or quiet)) as progress:
        made = run(asked, worlds, seed, jobs=jobs, progress=progress, posterior=draws)
    found = summary(made) | {"war_note": WAR_LINE}
    if draws:
        from sim.cli.uncertainty_table import uncertainty_content

        found |= uncertainty_content(made)
    if results:
        about = {"seed": seed, "worlds": worlds} | ({"posterior": draws.hash} if draws else {})
        keep_draws(draws, results.folder)
        results.write("run", asked, made.columns, {}, found, about)
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


def keep_draws(draws: Draws | None, folder: Path) -> None:
    """Keep the draws of a run beside its worlds, so that these can be played again; those of another run go."""
    from sim.study.draws_file import DRAWS_FILE, draws_text
    from sim.study.store import write

    if draws:
        write(folder / DRAWS_FILE, draws_text(draws).encode())
    else:
        (folder / DRAWS_FILE).unlink(missing_ok=True)
