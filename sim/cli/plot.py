"""`sim plot`: a figure of one kind, of scenarios, files or folders of results; alone it lists the
kinds.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import click

from sim.analysis.sweep import SweepOptions, read_factors
from sim.cli import gone, options as opt
from sim.cli.analysis import Common, only_read, way_of
from sim.cli.made import parameter, sides_of
from sim.cli.output import print_json, say, talk
from sim.core.base.errors import UsageProblem, known_names
from sim.core.base.plain import Data
from sim.options import CELL_WORLDS, MOST_WORLDS, options_in

if TYPE_CHECKING:
    from sim.core.scenario import Scenario
    from sim.study.experiment.definition import Factor
    from sim.study.experiment.factor_text import Changes
    from sim.study.run.worlds import Run
    from sim.study.store.results import Results

SUFFIXES = (".png", ".svg", ".pdf")
MOST_CELLS = 12
"""Most cells of a folder that are drawn as runs."""


@click.command("plot")
@click.argument("kind", required=False, default="")
@click.argument("sources", metavar="SCENARIO_OR_FOLDER...", nargs=-1)
@opt.stack_options(
    click.option(
        "-o",
        "--out",
        type=opt.PATH,
        help="The file: .png, .svg or .pdf; its caption is in a file beside it.",
    ),
    opt.worlds_option(CELL_WORLDS),
    opt.seed_option,
    opt.jobs_option,
    opt.set_option,
    parameter("axes", *options_in(SweepOptions)["factors"]),
    click.option("--outcome", default="", help="The outcome; without it that of the kind."),
    click.option("--factor", "factors", multiple=True, help="A factor to draw; again for more."),
    click.option("--by", default="", help="Part by kim_type, or by a factor of a study."),
    click.option("--state", default="", help="The state of the fan, say arsenal."),
    click.option("--events", default="", help="The events: some of war,freeze,deterrent,collapse."),
    click.option(
        "--world", type=opt.whole(0, MOST_WORLDS), default=None, help="The world of the timeline."
    ),
    click.option(
        "--theme",
        default=None,
        help="journal, journal-wide, memo, slide or web; by default as suits the width.",
    ),
    click.option(
        "--width",
        type=float,
        default=None,
        help="Millimetres, 60 or more. Default: those of the theme.",
    ),
    click.option(
        "--foot/--no-foot", default=None, help="Write the source of the numbers into the picture."
    ),
    click.option(
        "--title",
        default="",
        help="The headline of the picture, in the place of the finding's own.",
    ),
    click.option("--tex", is_flag=True, help="The caption as a LaTeX figure."),
    opt.replace_option,
    opt.progress_option,
    opt.json_option,
    opt.quiet_option,
)
def plot(
    kind: str,
    sources: tuple[str, ...],
    out: str | None,
    worlds: int,
    seed: int,
    jobs: int,
    changes: tuple[tuple[str, str], ...],
    axes: tuple[tuple[str, str], ...],
    theme: str | None,
    width: float | None,
    foot: bool | None,
    title: str,
    tex: bool,
    force: bool,
    no_progress: bool,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    """Draw a figure of a KIND, such as ridges, ecdf, fan or marginals; alone, list the kinds.

    Sources are scenarios, policies such as washington.policy=patience, or folders that `sim run` or
    `sim sweep` has written to. Several are drawn together, with the same random draws if seed and
    worlds are the same; --over of a policy draws each of its values.
    """
    from sim import plot as figures
    from sim.show.grammar import theme as themed, theme_for
    from sim.study.store.disk import target_for

    if not kind:
        kinds = {need: [draw.__name__ for draw in own] for need, own in figures.NEEDS.items()}
        print_json(kinds) if as_json else say("\n".join(listing(figures.NEEDS)))
        return
    if kind not in figures.KINDS:
        remedy = gone.FIGURES.get(kind) or known_names("kind", kind, figures.KINDS, "sim plot")
        raise UsageProblem(f"there is no figure '{kind}'", "KIND", remedy)
    if not out or not sources:
        message, where = (
            ("a scenario or a folder", "SCENARIO_OR_FOLDER") if out else ("a file", "-o")
        )
        raise UsageProblem(
            f"'{kind}' needs {message}", where, f"Say sim plot {kind} 2017-spring -o {kind}.png."
        )
    draw = figures.KINDS[kind]
    asked = {name: value for name, value in asked.items() if value not in ("", None, ())}
    given = options_of(kind, draw, asked, sources)
    target = target_for(out, force, SUFFIXES, "picture")
    common = Common(jobs=jobs, no_progress=no_progress, quiet=quiet)
    foots = {} if foot is None else {"foot": foot}
    arguments = inspect.signature(draw).parameters
    with (
        only_read(sources, [str(target.parent)]),
        themed(theme or (theme_for(width) if width else "web"), width, **foots),
    ):
        if "study" in arguments:
            if len(sources) > 1 + ("sets" in arguments):
                said = f"'{kind}' shows one study, not {len(sources)}"
                raise UsageProblem(said, "the sources", "Draw each by itself.")
            studies = [
                study_of(kind, each, changes, axes, worlds, seed, common) for each in sources
            ]
            drawn = draw(*studies, **given)
        else:
            sides = zip(*sides_of(sources), strict=True)
            asks = [
                ask
                for each, own in sides
                for ask in runs_of(each, (*changes, *own), axes, worlds, seed, common)
            ]
            check_number(
                kind,
                next(need for need, kinds in figures.NEEDS.items() if draw in kinds),
                len(asks),
            )
            runs = [ask() for ask in asks]
            drawn = draw(runs[0] if draw in figures.NEEDS["1 run"] else runs, **given)
        beside = {
            target.with_suffix(suffix): text
            for suffix, text in drawn.beside(target.name, tex).items()
        }
        for path in beside:
            target_for(str(path), force, (path.suffix,), "text")
        drawn.save(target, title=title)
        for path, text in beside.items():
            path.write_text(text, encoding="utf-8")
    if as_json:
        print_json({"file": str(target), "beside": [*map(str, beside)], "caption": drawn.caption})
    talk(f"written to {target}, with {', '.join(path.name for path in beside)}", quiet)


def listing(needs: Mapping[str, Sequence[Callable[..., Any]]]) -> list[str]:
    """Return the lines of the list of kinds, under the sources that they need."""
    lines = []
    for need, kinds in needs.items():
        lines += [f"of {need}:", *(f"  {draw.__name__:<12} {first_line(draw)}" for draw in kinds)]
    return [
        *lines,
        "",
        "sim plot KIND SOURCE … -o FILE.png; sim plot KIND --help for options.",
    ]


def first_line(draw: Callable[..., Any]) -> str:
    """Return the description of a kind, as short as a line of the terminal."""
    text = (
        " ".join((inspect.getdoc(draw) or "").partition("\n\n")[0].split())
        .removeprefix("Draw ")
        .partition(";")[0]
        .partition(":")[0]
    )
    return text if len(text) <= 64 else f"{text[:62].rpartition(' ')[0]} …"


def options_of(kind: str, draw: Callable[..., Any], asked: Data, sources: Sequence[str]) -> Data:
    """Return the options that a kind reads; raises UsageProblem for others, and for unknown values.

    A folder may have outcomes of its own, which are checked when it is read.
    """
    from sim.core.outcomes.outcomes import CATALOGUE
    from sim.show.months import check_events, check_state
    from sim.study.experiment.given_scenario import is_folder

    known = inspect.signature(draw).parameters
    for name in asked:
        if name not in known:
            flag = f"--{name.removesuffix('s') if name == 'factors' else name}"
            raise UsageProblem(
                f"'{kind}' does not read {flag}", flag, "Leave it out; sim plot lists the kinds."
            )
    if "state" in asked:
        check_state(asked["state"])
    if "events" in asked:
        check_events(asked["events"])
    if "outcome" in asked and not any(map(is_folder, sources)):
        CATALOGUE.find(asked["outcome"], f"--outcome {asked['outcome']}")
    return asked


def check_number(kind: str, need: str, count: int) -> None:
    """Refuse, before anything is played, more or fewer runs than a kind needs, such as "1 to 5
    runs".
    """
    bounds = [int(word) for word in need.split() if word.isdigit()]
    if not bounds[0] <= count <= bounds[-1]:
        remedy = f"Give {need}: scenarios, policies, or --over of one factor."
        raise UsageProblem(f"'{kind}' shows {need}, not {count}", "the sources", remedy)


def study_of(
    kind: str, source: str, changes: Changes, axes: Changes, worlds: int, seed: int, common: Common
) -> Any:
    """Return the results of one study: those of a folder, or of the sweep of a scenario; raises
    UsageProblem.
    """
    from math import prod

    from sim.study.experiment.factor_text import read_scenario
    from sim.study.experiment.given_scenario import is_folder
    from sim.study.store.study_results import load_study

    if is_folder(source):
        refuse_run_options()
        return load_study(source)
    if not axes:
        remedy = "Give --over name=low:high:steps, or a folder that sim sweep has written."
        raise UsageProblem(f"'{kind}' needs points over which something varies", source, remedy)
    scenario = read_scenario(source, changes)
    factors = read_factors(axes, scenario)
    cells = prod(len(factor.values) for factor in factors)
    check_room(
        cells * worlds, f"--over {', '.join(factor.name for factor in factors)}, --worlds {worlds}"
    )
    return play_grid(scenario, factors, worlds, seed, common)


def play_grid(
    asked: Scenario, factors: Sequence[Factor], worlds: int, seed: int, common: Common
) -> Results:
    """Return the results of a grid, played with a bar of progress; without factors, of the scenario
    itself.
    """
    from sim.core.outcomes.outcomes import ASKABLE
    from sim.study.experiment.build import grid_of
    from sim.study.play.play import play

    with way_of(common) as way:
        return play(grid_of(asked, factors, worlds, seed, ASKABLE), way=way)


def runs_of(
    source: str, changes: Changes, axes: Changes, worlds: int, seed: int, common: Common
) -> list[Callable[[], Run]]:
    """Return a function for each run of a source: of a folder, or of a scenario, one for each value
    of `--over`.
    """
    from sim.study.experiment.factor_text import read_scenario
    from sim.study.experiment.given_scenario import is_folder
    from sim.study.store.study_results import load_study

    if is_folder(source):
        refuse_run_options()
        results = load_study(source)
        cells = len(results.cells)
        if cells > MOST_CELLS:
            remedy = f"Draw marginals of it, or a folder with at most {MOST_CELLS} cells."
            raise UsageProblem(f"a study of {cells} cells makes no figure of runs", source, remedy)
        return [partial(results.run, cell, jobs=common.jobs) for cell in range(cells)]
    scenarios = [read_scenario(source, changes)]
    if axes:
        factors = read_factors(axes, scenarios[0])
        if len(factors) > 1 or len(factors[0].values) > MOST_CELLS:
            remedy = f"Give one factor with at most {MOST_CELLS} values, or draw marginals."
            raise UsageProblem(
                "runs are drawn side by side over one factor", f"--over {axes[0][0]}", remedy
            )
        scenarios = [scenarios[0].change({factors[0].name: value}) for value in factors[0].values]
    check_room(worlds, f"--worlds {worlds}")

    def run(each: Scenario) -> Run:
        return play_grid(each, (), worlds, seed, common).run(jobs=common.jobs)

    return [partial(run, each) for each in scenarios]


BYTES_A_WORLD: Final = 390
"""Bytes of a world's outcomes, counted twice: once gathered, once more while they are written."""


def check_room(worlds: int, where: str) -> None:
    """Refuse more worlds than the machine's memory can hold; raises UsageProblem."""
    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return
    if worlds * BYTES_A_WORLD > memory:
        raise UsageProblem(
            f"{worlds} worlds need about {worlds * BYTES_A_WORLD / 1e9:.0f} GB of memory, more than there is",
            where,
            f"Ask for {memory // BYTES_A_WORLD} worlds or fewer in all.",
        )


def refuse_run_options() -> None:
    """Refuse options that would change the runs of a folder, since its results are drawn as they
    are.
    """
    for name in filter(opt.asked_for, ("worlds", "seed", "changes", "axes")):
        remedy = f"Leave {opt.flag_of(name)} out, or name a scenario."
        raise UsageProblem("a folder's results are drawn as they are", opt.flag_of(name), remedy)
