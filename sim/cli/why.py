"""`sim why`: the story of one world, what would have changed it, and what caused an outcome over many worlds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from sim.cli import options as opt
from sim.cli.output import print_json, say, talk
from sim.cli.progress import progress_line
from sim.errors import DataProblem, MismatchProblem, UsageProblem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sim.analysis.counterfactual.causes import Causation, Cause
    from sim.analysis.counterfactual.story import Month, Story
    from sim.analysis.counterfactual.twin import Counterfactual
    from sim.cli.why_changes import AskedChange
    from sim.study.run.worlds import Run
    from sim.study.scenario import Scenario

OF_A_SCENARIO = (
    ("seed", "--seed", "the run has its seed"), ("worlds", "--worlds", "the run has its worlds"),
    ("changes", "--set", "the scenario is fixed"),
)  # fmt: skip
ALL_WORLDS_ONLY = (("worlds", "--worlds", "one world is asked about"), ("jobs", "--jobs", "one world is asked about"))
ONE_WORLD_ONLY = (("span", "--months", "all worlds are asked about"), ("every", "--all", "all worlds are asked about"))
"""Options that have no meaning for some questions: parameter, flag, and why."""

policy_option = opt.option(
    "--policy", "policies", multiple=True, metavar="CAPITAL=POLICY[@MONTH]", callback=opt.merged,
    help="Change a policy: hold a course from a month on or throughout, free, held, or a rule throughout.",
)  # fmt: skip
move_option = opt.option(
    "--move", "moves", multiple=True, metavar="CAPITAL=MOVE@MONTH", callback=opt.merged, help="Change a word or a deed."
)
lever_option = opt.option(
    "--lever", "levers", multiple=True, metavar="CAPITAL.LEVER=VALUE[@MONTH]", callback=opt.merged,
    help="Change a lever, from a month on or throughout.",
)  # fmt: skip
shock_option = opt.option(
    "--shock", "shocks", multiple=True, metavar="NAME[=RESULT][@MONTH]", callback=opt.merged,
    help="Change a shock: accident, clash, strike, attack, collapse, washington_nerve, pyongyang_nerve, war, detainee, "
         "election, dialogue, expiry, deal, tension or kim.",
)  # fmt: skip
luck_option = opt.option(
    "--luck", "luck", multiple=True, metavar="SLOT=VALUE@MONTH", callback=opt.merged, help="Change a slot of luck."
)
cause_option = opt.option(
    "--cause", "causes", multiple=True, metavar="NAME[=LOW:HIGH]", callback=opt.merged,
    help="Ask over all worlds: was a lever or policy necessary, and sufficient? enforcement, pressure and dialogue are "
         "known by these names.",
)  # fmt: skip


@click.command("why", short_help="Tell one world, and what would have changed it.")
@click.argument("source", metavar="RUN")
@opt.stacked(
    opt.option("--world", type=opt.Whole(0, opt.MOST_WORLDS), help="The world to tell, by its number."),
    policy_option, move_option, lever_option, shock_option, luck_option, cause_option,
    opt.option("--months", "span", metavar="FROM:TO", help="Show these months.  [default: the decisive ones]"),
    opt.option("--all", "every", is_flag=True, help="Show every month."),
    opt.outcome_option, opt.worlds_option(1000), opt.seed_option, opt.jobs_option, opt.set_option(),
    opt.option("-o", "--out", type=click.Path(), help="A picture: .png, .svg or .pdf."),
    opt.json_option, opt.force_option, opt.dry_run_option, opt.progress_option, opt.quiet_option,
)  # fmt: skip
@click.pass_context
def command(
    ctx: click.Context, source: str, world: int | None, policies: tuple[tuple[str, str], ...],
    moves: tuple[tuple[str, str], ...], levers: tuple[tuple[str, str], ...], shocks: tuple[tuple[str, str], ...],
    luck: tuple[tuple[str, str], ...], causes: tuple[tuple[str, str], ...], span: str | None, every: bool,
    outcome: str, worlds: int, seed: int, jobs: int, changes: tuple[tuple[str, str], ...], out: str | None,
    as_json: bool, force: bool, dry_run: bool, no_progress: bool, quiet: bool,
) -> None:  # fmt: skip
    """Tell one world of RUN, a folder that `sim run` has written to, or a scenario.

    With --world the decisive months are printed: reviews with what each course was expected to bring, words and deeds
    with their chances, and which single changes would have changed the end. With --policy, --move, --lever, --shock or
    --luck the same world is played with that change under the same luck. With --cause all worlds are asked.

    \b
    sim why 2017-spring --world 4
    sim why 2017-spring --world 4 --policy washington=engagement -o twin.png
    sim why 2017-spring --cause enforcement
    """
    from sim.analysis.counterfactual.causes import cause_from, sides
    from sim.cli.reading import several
    from sim.cli.why_changes import asked_changes, check_months

    check_question(world, causes, (*policies, *moves, *levers, *shocks, *luck), out)
    refuse(ctx, ALL_WORLDS_ONLY if world is not None else ONE_WORLD_ONLY, source)
    asked = asked_changes(policies, moves, levers, shocks, luck)
    named = [(cause_from(text, where), where) for text, where in causes]
    target = picture(out, force) if out else None
    run, scenario = opened(ctx, source, changes)
    if run:
        seed, worlds = run.seed, run.worlds
    check_months(asked, scenario)
    if causes:
        opt.check_room(3 * worlds, f"--worlds {worlds}")
        wanted = [(cause, *sides(scenario, cause, where)) for cause, where in named]
        if dry_run:
            what = f"{several(worlds, 'world')}, as they are and with {several(len(wanted), 'cause')} low and high"
            announce(scenario, seed, what, as_json)
            return
        ask(run, scenario, wanted, outcome, worlds, seed, jobs, as_json, not (no_progress or quiet))
        return
    assert world is not None
    check_world(run, world)
    if dry_run:
        with_what = several(len(asked), "change") if asked else "each of the standard changes"
        announce(scenario, seed, f"world {world}, with {with_what}", as_json)
        return
    tell(run, scenario, world, asked, (span, every), outcome, seed, target, as_json, quiet)


def check_question(
    world: int | None, causes: Sequence[Any], changes: Sequence[tuple[str, str]], out: str | None
) -> None:
    """Raise UsageProblem unless one world or causes over all worlds are asked about."""
    if world is None and not causes:
        remedy = "Add --world K to tell one world, or --cause NAME=LOW:HIGH to ask all."
        raise UsageProblem("there is no question", "sim why", remedy)
    if causes and (world is not None or changes or out):
        flag = "--world" if world is not None else changes[0][1] if changes else "--out"
        raise UsageProblem("--cause asks all worlds, not one", flag, "Leave it out, or leave --cause out.")


def refuse(ctx: click.Context, options: Sequence[tuple[str, str, str]], source: str) -> None:
    """Raise UsageProblem for an option that was given and has no meaning here."""
    from click.core import ParameterSource

    for name, flag, what in options:
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise UsageProblem(f"{what} in {source}", flag, f"Leave {flag} out.")


def picture(out: str, force: bool) -> Path:
    """Return where a picture goes; raises UsageProblem before anything is run."""
    from sim.cli.plot import SUFFIXES
    from sim.show.saving import target_for

    return target_for(out, force, SUFFIXES)


def opened(ctx: click.Context, source: str, changes: Any) -> tuple[Run | None, Scenario]:
    """Return the run of a folder and its scenario, or no run and the scenario of a name or file."""
    from sim.cli.reading import read_scenario
    from sim.study.run.grid import read_folder
    from sim.study.run.worlds import Run
    from sim.study.store.results import is_folder

    if not is_folder(source):
        return None, read_scenario(source, changes)
    refuse(ctx, OF_A_SCENARIO, source)
    study = read_folder(source)
    if not isinstance(study, Run):
        raise DataProblem("the folder holds a sweep, not a run", source, "Name a folder of sim run, or a scenario.")
    return study, study.scenario


def check_world(run: Run | None, world: int) -> None:
    """Raise UsageProblem for a world that a run does not have."""
    if run and world >= run.worlds:
        remedy = f"Give a number from 0 to {run.worlds - 1}."
        raise UsageProblem(f"there is no world {world}", f"--world {world}", remedy)


def announce(scenario: Scenario, seed: int, what: str, as_json: bool) -> None:
    """Say what would be run."""
    if as_json:
        print_json({"scenario": scenario.name, "scenario_hash": scenario.hash, "seed": seed, "would_run": what})
    else:
        say(f"would play {scenario.name} ({scenario.hash}): {what}, seed {seed}")


def ask(
    run: Run | None, scenario: Scenario, wanted: Sequence[tuple[Cause, Scenario, Scenario]], outcome: str, worlds: int,
    seed: int, jobs: int, as_json: bool, progress: bool,
) -> None:  # fmt: skip
    """Play all worlds with each cause low and high, and print how the outcome answers."""
    from sim.analysis.counterfactual.causes import causation
    from sim.cli.reading import several
    from sim.cli.why_causes import causes_text
    from sim.study.run.summary import CAVEAT
    from sim.study.run.worlds import run as run_worlds

    def played(each: Scenario) -> Run:
        with progress_line(progress, outcome) as shown:
            return run_worlds(each, worlds, seed, jobs=jobs, progress=shown)

    as_is = run or played(scenario)
    found: list[Causation] = [
        causation(as_is, played(low), played(high), cause, outcome) for cause, low, high in wanted
    ]
    if as_json:
        about = {"scenario": scenario.name, "scenario_hash": scenario.hash, "seed": seed, "worlds": worlds}
        print_json(about | {"caveat": CAVEAT, "causes": [each.as_dict() for each in found]})
        return
    size = f"{several(worlds, 'world')} of {several(scenario.months, 'month')} from {scenario.start}, seed {seed}"
    say(causes_text(f"{scenario.title} ({scenario.name})\n{size}", found))


def tell(
    run: Run | None, scenario: Scenario, world: int, asked: Sequence[AskedChange], shown: tuple[str | None, bool],
    outcome: str, seed: int, target: Path | None, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Tell one world, and its twin or the screen of single changes."""
    from sim.analysis.counterfactual import story as told
    from sim.analysis.counterfactual.screen import screen
    from sim.analysis.counterfactual.twin import counterfactual
    from sim.cli.why_changes import change_of
    from sim.cli.why_table import screen_text, story_text, twin_text
    from sim.study.run.summary import CAVEAT

    window = window_of(scenario, shown[0])
    found = told(scenario, seed, world)
    check_replay(run, found)
    months = chosen(found, window, shown[1])
    twin = counterfactual(found, [change_of(each, found) for each in asked]) if asked else None
    tried = None if twin else screen(found, outcome)
    if as_json:
        content: dict[str, Any] = {"caveat": CAVEAT, "story": found.as_dict()}
        content |= {"twin": twin.as_dict() | {"story": twin.would_story.as_dict()}} if twin else {}
        print_json(content | ({"screen": tried.as_dict()} if tried else {}))
    else:
        after = twin_text(twin, outcome) if twin else screen_text(tried) if tried else ""
        say("\n\n".join([story_text(found, months), after, CAVEAT]))
    if target:
        talk(f"written to {draw(found, twin, target)}", quiet)


def window_of(scenario: Scenario, span: str | None) -> tuple[int, int] | None:
    """Return the first and last month of --months, counted from 0; raises UsageProblem."""
    from sim.cli.why_changes import month_number

    if span is None:
        return None
    first, colon, last = (part.strip() for part in span.partition(":"))
    where = f"--months {span}"
    ends = month_number(scenario, first, where), month_number(scenario, last if colon else first, where)
    if ends[0] > ends[1]:
        raise UsageProblem("the first month comes after the last", where, "Write --months FROM:TO.")
    return ends


def chosen(story: Story, window: tuple[int, int] | None, every: bool) -> tuple[Month, ...]:
    """Return the months to print: all, those of a window, or the decisive ones."""
    if window:
        return tuple(month for month in story.months if window[0] <= month.number <= window[1])
    return story.months if every else story.decisive


def check_replay(run: Run | None, story: Story) -> None:
    """Raise MismatchProblem where the world does not come out as the run's folder has it."""
    from sim.study.outcomes import FLAGS, NUMBERS

    if run is None:
        return
    for name in (*FLAGS, *NUMBERS):
        kept = run.columns[name][story.world] if name in run.columns else story.outcomes[name]
        if not math.isclose(kept, story.outcomes[name], rel_tol=1e-9):
            raise MismatchProblem(
                f"world {story.world} has a {name} of {story.outcomes[name]}, not {kept} as in the run",
                "the run's folder", "Run the study again with this version.",
            )  # fmt: skip


def draw(story: Story, twin: Counterfactual | None, target: Path) -> Path:
    """Draw the world with its twin, or alone."""
    from sim.analysis.counterfactual.twin import MENUS
    from sim.show.paired_timeline import paired_timeline
    from sim.show.provenance import Provenance
    from sim.show.saving import save
    from sim.show.timeline import timeline
    from sim.study.fingerprint import tool_version

    s = story.scenario
    about = Provenance(s.name, s.hash, story.seed, 1, "none, one world", tool_version())
    if twin:
        return save(paired_timeline(twin, about), target)
    tension, freeze = story.series("tension"), story.series("freeze")
    lanes = {menu: story.lane(menu) for menu in MENUS}
    return save(timeline(tension, freeze, lanes, story.final_state, story.world, s.start, about), target)
