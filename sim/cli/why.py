"""`sim why`: one world told, what would have changed it, and what causes an outcome in all worlds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from sim.cli import options as opt
from sim.cli.analysis import Common, analysis, carry_out
from sim.errors import DataProblem, UsageProblem

if TYPE_CHECKING:
    from sim.study.run.worlds import Run

Texts = tuple[tuple[str, str], ...]

OF_A_SCENARIO = (
    ("seed", "--seed", "the run has its seed"), ("worlds", "--worlds", "the run has its worlds"),
    ("changes", "--set", "the scenario is fixed"),
)  # fmt: skip
ALL_WORLDS_ONLY = (("worlds", "--worlds", "one world is asked about"),)
ONE_WORLD_ONLY = (("span", "--months", "all worlds are asked about"),)
"""Options that have no meaning for some questions: parameter, flag, and why."""


def changes_option(name: str, parameter: str, metavar: str, what: str) -> Any:
    """Return the repeated option of one kind of change."""
    return opt.option(f"--{name}", parameter, multiple=True, metavar=metavar, callback=opt.merged, help=what)


@analysis(
    "why", "Tell one world, and what would have changed it.",
    click.argument("source", metavar="RUN"),
    opt.option("--world", type=opt.whole(0, opt.MOST_WORLDS), help="The world to tell, by its number."),
    changes_option("policy", "policies", "CAPITAL=POLICY[@MONTH]",
                   "Change a policy: hold a course from a month on or throughout, free, held, or a rule throughout."),
    changes_option("move", "moves", "CAPITAL=MOVE@MONTH", "Change a word or a deed."),
    changes_option("lever", "levers", "CAPITAL.LEVER=VALUE[@MONTH]", "Change a lever, from a month on or throughout."),
    changes_option("shock", "shocks", "NAME[=RESULT][@MONTH]",
                   "Change a shock: accident, clash, strike, attack, collapse, washington_nerve, pyongyang_nerve, war, "
                   "detainee, election, dialogue, expiry, deal, tension or kim."),
    changes_option("luck", "luck", "SLOT=VALUE@MONTH", "Change a slot of luck."),
    changes_option("cause", "causes", "NAME[=LOW:HIGH]",
                   "Ask over all worlds: was a lever or policy necessary, and sufficient? enforcement, pressure and "
                   "dialogue are known by these names."),
    opt.option("--months", "span", metavar="FROM:TO", help="Show these months.  [default: the decisive ones]"),
    opt.outcome_option, opt.worlds_option(1000), opt.seed_option, opt.set_option(),
)  # fmt: skip
def why(
    common: Common, source: str, world: int | None, policies: Texts, moves: Texts, levers: Texts, shocks: Texts,
    luck: Texts, causes: Texts, span: str | None, outcome: str, worlds: int, seed: int, changes: Texts,
) -> None:  # fmt: skip
    """Tell one world of RUN, a folder that `sim run` has written to, or a scenario.

    With --world, how it ends, which single changes would have changed that, and the decisive months: reviews with what
    each course was expected to bring, words and deeds with their chances; with --full every month and change. With
    --policy, --move, --lever, --shock or --luck the same world is played with that change under the same luck. With
    --cause all worlds are asked.

    \b
    sim why 2017-spring --world 4
    sim why 2017-spring --world 4 --policy washington=engagement -o twin
    sim why 2017-spring --cause enforcement
    """
    from sim.analysis.counterfactual import causes as over_worlds
    from sim.analysis.counterfactual import findings as one_world
    from sim.analysis.counterfactual.shocks import asked_changes
    from sim.cli.reading import read_scenario

    check_question(world, causes, (*policies, *moves, *levers, *shocks, *luck))
    refuse(ALL_WORLDS_ONLY if world is not None else ONE_WORLD_ONLY, source)
    asked = tuple(asked_changes(policies, moves, levers, shocks, luck))
    run = run_in(source)
    scenario = run.scenario if run else read_scenario(source, changes)
    if run:
        seed, worlds = run.seed, run.worlds
    if world is None:
        named = tuple(over_worlds.cause_from(text, where, scenario) for text, where in causes)
        over = over_worlds.CausesOptions(scenario, named, outcome, worlds, seed)
        carry_out(common, over_worlds.ask, over_worlds.find, over, outcome)
        return
    kept = kept_of(run, world) if run else None
    one = one_world.StoryOptions(scenario, world, seed, asked, span, outcome, kept)
    carry_out(common, one_world.ask, one_world.find, one, outcome)


def check_question(world: int | None, causes: Sequence[Any], changes: Sequence[tuple[str, str]]) -> None:
    """Raise UsageProblem unless one world or causes over all worlds are asked about."""
    if world is None and not causes:
        remedy = "Add --world K to tell one world, or --cause NAME=LOW:HIGH to ask all."
        raise UsageProblem("there is no question", "sim why", remedy)
    if causes and (world is not None or changes):
        flag = "--world" if world is not None else changes[0][1]
        raise UsageProblem("--cause asks all worlds, not one", flag, "Leave it out, or leave --cause out.")


def refuse(options: Sequence[tuple[str, str, str]], source: str) -> None:
    """Raise UsageProblem for an option that was given and has no meaning here."""
    from click.core import ParameterSource

    for name, flag, what in options:
        if click.get_current_context().get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise UsageProblem(f"{what} in {source}", flag, f"Leave {flag} out.")


def run_in(source: str) -> Run | None:
    """Return the run of a folder, None for a scenario; raises DataProblem for a folder of anything else."""
    from sim.study.run.grid import read_folder
    from sim.study.run.worlds import Run
    from sim.study.store.study_results import is_folder

    if not is_folder(source):
        return None
    refuse(OF_A_SCENARIO, source)
    study = read_folder(source)
    if not isinstance(study, Run):
        raise DataProblem("the folder holds a sweep, not a run", source, "Name a folder of sim run, or a scenario.")
    return study


def kept_of(run: Run, world: int) -> dict[str, Any]:
    """Return what a run has kept of a world; raises UsageProblem for one that it does not have."""
    if world >= run.worlds:
        raise UsageProblem(
            f"there is no world {world}", f"--world {world}", f"Give a number from 0 to {run.worlds - 1}."
        )
    return {name: column[world].item() for name, column in run.columns.items()}
