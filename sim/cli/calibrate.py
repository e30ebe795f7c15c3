"""`sim calibrate`: fit numbers of the ledger to the record, without a likelihood."""

from __future__ import annotations

import os
import shlex
import sys
import time
from typing import TYPE_CHECKING

import click

from sim.cli import options as opt
from sim.cli.counting import counting
from sim.cli.output import print_json, say, talk
from sim.errors import UsageProblem

if TYPE_CHECKING:
    from pathlib import Path

    from sim.analysis.history.lesson import Lesson

LEAST_REPLICATIONS = 50
POSTERIOR = "posterior.toml"
FIGURE = "posterior.png"

record_option = opt.option("--record", type=click.Path(), help="A CSV file with the columns of the record that ships.")
from_option = opt.option("--from", "first", default="2007-01", show_default=True, help="The first month to fit.")
to_option = opt.option("--to", "last", default="2014-12", show_default=True, help="The last month to fit.")
simulations_option = opt.option(
    "--simulations", type=opt.Whole(100, 20_000_000), default=500_000, show_default=True,
    help="Histories to simulate, each with numbers of its own.",
)  # fmt: skip
keep_option = opt.option(
    "--keep", type=opt.Whole(20, 100_000), default=4000, show_default=True, help="Nearest histories to accept."
)
draws_option = opt.option(
    "--draws", type=opt.Whole(10, 20_000), default=500, show_default=True, help="Equally likely draws to hand on."
)
replications_option = opt.option(
    "--replications", type=opt.Whole(0, 10_000), default=200, show_default=True,
    help="Simulated histories to check the fit on, 50 or more; 0 for none.",
)  # fmt: skip


@click.command("calibrate", short_help="Fit numbers of the ledger to the record.")
@opt.stacked(
    record_option, from_option, to_option, simulations_option, keep_option, draws_option, replications_option,
    opt.seed_option, opt.jobs_option, opt.out_option, opt.json_option, opt.force_option, opt.dry_run_option,
    opt.no_figures_option, opt.progress_option, opt.quiet_option,
)  # fmt: skip
def command(
    record: str | None, first: str, last: str, simulations: int, keep: int, draws: int, replications: int,
    seed: int, jobs: int, out: str | None, as_json: bool, force: bool, dry_run: bool, no_figures: bool,
    no_progress: bool, quiet: bool,
) -> None:  # fmt: skip
    """Fit numbers of the ledger to a window of the record by approximate Bayesian computation.

    Every history draws its numbers from the whole ranges of the ledger, never from the defaults. Prints each number
    before and after, which the record informed, and whether histories under the posterior look like the real one. With
    --out, the draws, a summary and a figure are written there; `sim hindcast --posterior FOLDER/posterior.toml` and
    `sim run SCENARIO --posterior-from FOLDER/posterior.toml` take them, and `sim sweep FOLDER/study.toml` runs
    Washington's policies over them.

    \b
    sim calibrate -j 2 -o fit
    """
    from sim.analysis.history.calibrate import calibrate, priors_of
    from sim.analysis.history.lesson import lesson
    from sim.analysis.history.posterior_study import POINTS, STUDY, points_text, study_text
    from sim.analysis.history.record import load_record
    from sim.analysis.history.record_hash import record_hash
    from sim.cli.calibrate_table import calibrate_table
    from sim.study.draws_file import draws_text
    from sim.study.store import SUMMARY, folder_for, identity, write
    from sim.study.store import as_json as json_bytes

    if 0 < replications < LEAST_REPLICATIONS:
        raise UsageProblem(
            f"{replications} replications are too few to test", f"--replications {replications}",
            f"Give {LEAST_REPLICATIONS} or more, or 0 for none.",
        )  # fmt: skip
    known = load_record(record)
    months = len(known.window(first, last))
    known.before(first)
    priors = priors_of()
    study = identity("calibrate", record_hash(known, first, last), priors, simulations, keep, draws, replications, seed)
    if dry_run:
        about = {"months": months, "numbers": len(priors), "simulations": simulations, "keep": keep, "draws": draws,
                 "seed": seed, "first": first, "last": last, "study": study}  # fmt: skip
        if as_json:
            print_json(about)
        else:
            say(f"would simulate {simulations} histories of {months} months, {first} to {last}, over {len(priors)} "
                f"numbers, keep {keep}, seed {seed}")  # fmt: skip
        return
    folder = folder_for(out, study, force, (POSTERIOR, POINTS, STUDY, FIGURE)) if out else None
    started = time.monotonic(), cpu_seconds()
    with counting(not (no_progress or quiet), "histories") as told:
        found = calibrate(
            known, first, last, simulations=simulations, keep=keep, seed=seed, jobs=jobs, told=told
        )  # fmt: skip
    typed = shlex.join(["sim", *sys.argv[1:]]) if folder else ""
    learned = lesson(known, found, keep=keep, draws=draws, command=typed, replications=replications, jobs=jobs)
    talk(f"{time.monotonic() - started[0]:.0f} s, {cpu_seconds() - started[1]:.0f} s of processors", quiet)
    if folder:
        write(folder / POSTERIOR, draws_text(learned.draws).encode())
        write(folder / POINTS, points_text(learned.draws).encode())
        write(folder / STUDY, study_text(learned.draws).encode())
        write(folder / SUMMARY, json_bytes(learned.as_dict() | {"study": study}))
        if not no_figures:
            write_figure(learned, folder)
    if as_json:
        print_json(learned.as_dict())
    else:
        say(calibrate_table(learned))
    if folder:
        talk(f"written to {folder}", quiet)


def cpu_seconds() -> float:
    """Return the seconds of processors that this process and its finished workers took."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def write_figure(learned: Lesson, folder: Path) -> None:
    """Draw prior and posterior of each number into a folder."""
    from sim.show.posterior_plot import posterior_plot
    from sim.show.provenance import Provenance
    from sim.show.saving import save
    from sim.study.fingerprint import tool_version

    found = learned.calibration
    about = Provenance(
        found.scenario.name, found.scenario.hash, found.seed, len(learned.draws), "posterior draws", tool_version(),
        "draws",
    )  # fmt: skip
    save(posterior_plot(learned, about), folder / FIGURE)
