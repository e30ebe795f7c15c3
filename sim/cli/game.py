"""`sim game`: each capital picks a policy, simulation says what every profile pays, and the game is solved."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from sim.cli import options as opt
from sim.cli.output import print_json, talk
from sim.cli.progress import progress_line
from sim.errors import UsageProblem

if TYPE_CHECKING:
    from sim.analysis.policy_game import Findings
    from sim.study.scenario import Scenario

FIGURE = "best-responses.png"
LEAST, MOST = 50, 100_000

among_option = opt.option(
    "--among", "among", multiple=True, metavar="CAPITAL=POLICIES", callback=opt.merged,
    help="Let a capital pick among these policies only, a,b,c; one policy holds it there. May be repeated.",
)  # fmt: skip
precision_option = opt.option(
    "--precision", "precisions", multiple=True, type=float, metavar="NUMBER",
    help="A precision of logit equilibria, in 1 / months of value. May be repeated.  [default: 0.03, 0.1, 0.3, 1]",
)  # fmt: skip
resamples_option = opt.option(
    "--resamples", type=opt.Whole(LEAST, MOST), default=1000, show_default=True, help="How often to resample worlds."
)


@click.command("game", short_help="Solve the game in which each capital picks a policy.")
@opt.stacked(
    opt.scenario_argument, among_option, precision_option, resamples_option, opt.worlds_option(1000), opt.seed_option,
    opt.jobs_option, opt.out_option, opt.set_option(), opt.json_option, opt.force_option, opt.dry_run_option,
    opt.no_figures_option, opt.progress_option, opt.quiet_option,
)  # fmt: skip
def command(
    scenario: str, among: tuple[tuple[str, str], ...], precisions: tuple[float, ...], resamples: int, worlds: int,
    seed: int, jobs: int, out: str | None, changes: tuple[tuple[str, str], ...], as_json: bool, force: bool,
    dry_run: bool, no_figures: bool, no_progress: bool, quiet: bool,
) -> None:  # fmt: skip
    """Play every profile of policies in the same worlds of SCENARIO, elections off, and print the equilibria.

    A policy stands in every month in place of the scenario's schedule. All equilibria found are shown, each with how
    often it remains one when the worlds are resampled. With --out, the outcomes of every world, a summary, a manifest
    and the best-response graph are written there.

    \b
    sim game 2017-spring
    sim game 2017-spring --among pyongyang=byungjin --among seoul=hedging
    """
    from sim.analysis.policy_game import play_all, solve
    from sim.analysis.policy_game.game import axes_of, choices_from
    from sim.analysis.policy_game.logit import PRECISIONS
    from sim.cli.game_table import game_table
    from sim.cli.reading import read_scenario
    from sim.cli.saving import Results
    from sim.study.store import identity

    check_precisions(precisions)
    asked, choices = read_scenario(scenario, changes), choices_from(among)
    axes, _ = axes_of(choices)
    profiles = math.prod(len(axis.values) for axis in axes)
    opt.check_room(profiles * worlds, f"--worlds {worlds}")
    if dry_run:
        click.echo(f"would play {asked.name} ({asked.hash}): {profiles} profiles of {worlds} worlds, seed {seed}")
        return
    study = identity("game", asked.hash, sorted(choices.items()), seed, worlds, resamples, precisions)
    results = Results(out, study, force) if out else None
    with progress_line(not (no_progress or quiet)) as progress:
        game, made = play_all(asked, choices, worlds, seed, jobs=jobs, progress=progress)
    talk("solving", quiet or no_progress)
    found = solve(game, resamples, precisions or PRECISIONS)
    content = found.as_dict() | {"asked_hash": asked.hash}
    if results:
        columns, labels = made.coordinates()
        about: dict[str, Any] = {"seed": seed, "worlds": worlds, "resamples": resamples, "players": content["players"]}
        results.write("game", game.scenario, columns | made.columns, labels, content, about)
    if results and not no_figures:
        write_figure(found, results.folder / FIGURE)
    if as_json:
        print_json(content)
    else:
        click.echo(game_table(found))
    if asked.elections:
        talk("elections are off: a vote would replace the policy that is compared", quiet)
    if results:
        talk(f"written to {results.folder}", quiet)


def check_precisions(precisions: tuple[float, ...]) -> None:
    """Refuse a precision that no logit equilibrium has, with a UsageProblem."""
    for each in precisions:
        if not (math.isfinite(each) and each > 0):
            raise UsageProblem(f"a precision is {each}", f"--precision {each}", "Give a finite number above 0.")


def write_figure(found: Findings, path: Any) -> None:
    """Draw the best-response graph into a file."""
    from sim.show.best_response_graph import best_response_graph
    from sim.show.saving import save

    save(best_response_graph(found, provenance(found.game.scenario, found)), path)


def provenance(scenario: Scenario, found: Findings) -> Any:
    """Return where the numbers of a game come from."""
    from sim.show.provenance import Provenance
    from sim.study.estimate import count_text
    from sim.study.fingerprint import tool_version

    return Provenance(
        scenario.name, scenario.hash, found.game.seed, found.game.worlds,
        f"shares of {count_text(found.resamples)} resamples of worlds", tool_version(), "worlds a profile",
    )  # fmt: skip
