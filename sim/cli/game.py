"""`sim game`: each capital picks a course or policy, simulation says what every profile pays, the game is solved."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from sim.cli import options as opt
from sim.cli.output import print_json, talk
from sim.cli.progress import progress_line
from sim.errors import UsageProblem

if TYPE_CHECKING:
    from pathlib import Path

    from sim.analysis.policy_game import Findings, GameFindings

FIGURE = "best-responses"
LEAST, MOST = 50, 100_000

among_option = opt.option(
    "--among", "among", multiple=True, metavar="CAPITAL=POLICIES", callback=opt.merged,
    help="Let a capital pick among these policies only, a,b,c; one policy holds it there. May be repeated.",
)  # fmt: skip
choices_option = opt.option(
    "--choices", "kind", type=click.Choice(("courses", "policies")), default="courses", show_default=True,
    help="What capitals pick among: courses that they are held to, or policies by which they review their course.",
)  # fmt: skip
precision_option = opt.option(
    "--precision", "precisions", multiple=True, type=float, metavar="NUMBER",
    help="A precision of logit equilibria, in 1 / months of value. May be repeated.  [default: 0.03, 0.1, 0.3, 1]",
)  # fmt: skip
resamples_option = opt.option(
    "--resamples", type=opt.Whole(LEAST, MOST), default=1000, show_default=True, help="How often to resample worlds."
)


@click.command("game", short_help="Solve the game in which each capital picks a course or policy.")
@opt.stacked(
    opt.scenario_argument, choices_option, among_option, precision_option, resamples_option, opt.worlds_option(1000),
    opt.seed_option, opt.jobs_option, opt.out_option, opt.set_option(), opt.json_option, opt.force_option,
    opt.dry_run_option, opt.no_figures_option, opt.progress_option, opt.quiet_option,
)  # fmt: skip
def command(
    scenario: str, kind: str, among: tuple[tuple[str, str], ...], precisions: tuple[float, ...], resamples: int,
    worlds: int, seed: int, jobs: int, out: str | None, changes: tuple[tuple[str, str], ...], as_json: bool,
    force: bool, dry_run: bool, no_figures: bool, no_progress: bool, quiet: bool,
) -> None:  # fmt: skip
    """Play every profile in the same worlds of SCENARIO, for each type of Kim, and print the equilibria.

    Pyongyang knows its type; the others know how likely each is. A course or policy stands in every month in place of
    the scenario's schedule. All equilibria found are shown, over the types and by type, each with P(lose-lose) and how
    often it remains one when the worlds are resampled. With --out, the outcomes of every world, a summary, a manifest
    and a best-response graph for each type are written there.

    \b
    sim game 2017-spring
    sim game 2017-spring --choices policies
    sim game 2017-spring --among beijing=balance --among seoul=hedge
    """
    from sim.analysis.policy_game import play_all, solve
    from sim.analysis.policy_game.logit import PRECISIONS
    from sim.analysis.policy_game.play import check_choices, check_worlds, choices_from, coordinates, types_of
    from sim.cli.game_table import game_table
    from sim.cli.reading import read_scenario
    from sim.cli.saving import Results
    from sim.study.store.kept import identity

    check_precisions(precisions)
    asked, choices = read_scenario(scenario, changes), choices_from(among, kind)
    profiles, types = check_choices(choices), types_of(asked)
    check_worlds(worlds)
    opt.check_room(profiles * len(types) * worlds, f"--worlds {worlds}")
    if dry_run:
        under = "1 type" if len(types) == 1 else f"{len(types)} types"
        click.echo(
            f"would play {asked.name} ({asked.hash}): {profiles} profiles under {under} of Kim, {worlds} worlds each, "
            f"seed {seed}"
        )
        return
    study = identity("game", asked.hash, sorted(choices.items()), seed, worlds, resamples, precisions)
    results = Results(out, study, force) if out else None
    with progress_line(not (no_progress or quiet)) as progress:
        game, columns = play_all(asked, choices, worlds, seed, jobs=jobs, progress=progress)
    talk("solving", quiet or no_progress)
    found = solve(game, resamples, precisions or PRECISIONS)
    content = found.as_dict()
    if results:
        codes, labels = coordinates(game)
        about: dict[str, Any] = {
            "seed": seed,
            "worlds": worlds,
            "resamples": resamples,
            "policies": content["policies"],
        }
        results.write("game", asked, codes | columns, labels, content, about)
    if results and not no_figures:
        write_figures(found, results.folder)
    if as_json:
        print_json(content)
    else:
        click.echo(game_table(found))
    if results:
        talk(f"written to {results.folder}", quiet)


def check_precisions(precisions: tuple[float, ...]) -> None:
    """Refuse a precision that no logit equilibrium has, with a UsageProblem."""
    for each in precisions:
        if not (math.isfinite(each) and each > 0):
            raise UsageProblem(f"a precision is {each}", f"--precision {each}", "Give a finite number above 0.")


def write_figures(found: GameFindings, folder: Path) -> None:
    """Draw the best-response graph of each type of Kim into a folder."""
    from sim.show.best_response_graph import best_response_graph
    from sim.show.saving import save

    for kim, own in found.by_type.items():
        save(best_response_graph(own, provenance(own)), folder / f"{FIGURE}-{kim}.png")


def provenance(found: Findings) -> Any:
    """Return where the numbers of a game come from."""
    from sim.show.provenance import Provenance
    from sim.study.estimate.interval import count_text
    from sim.study.fingerprint import tool_version

    game = found.game
    return Provenance(
        game.scenario.name, game.scenario.hash, game.seed, game.worlds,
        f"shares of {count_text(found.resamples)} resamples of worlds", tool_version(), "worlds a profile",
    )  # fmt: skip
