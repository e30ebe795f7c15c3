"""`sim plot`: a figure of one kind, of scenarios, files or folders of results; alone it lists the
kinds.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import prod
from typing import TYPE_CHECKING, Any, Final

import click

from sim.analysis.sweep import SweepOptions, read_factors
from sim.cli import gone, options as opt
from sim.cli.analysis import Common, only_read, way_of
from sim.cli.made import parameter, sides_of
from sim.cli.output import print_json, say, talk
from sim.core.base.errors import UsageProblem, known_names
from sim.core.base.plain import Data
from sim.options import CELL_WORLDS, MOST_WORLDS, SourcedText, options_in
from sim.study.experiment.factor_text import Changes, read_scenario
from sim.study.experiment.given_scenario import is_folder

if TYPE_CHECKING:
    from sim.core.scenario import Scenario
    from sim.study.experiment.definition import Factor
    from sim.study.run.worlds import Run
    from sim.study.store.results import Results
    from sim.study.store.study_results import StudyResults

SUFFIXES = (".png", ".svg", ".pdf")
MOST_CELLS = 12
"""Most cells of a folder that are drawn as runs."""

TEXTS: Final = {
    "outcome": "The outcome; without it that of the kind.",
    "by": "Part by kim_type, or by a factor of a study.",
    "state": "The state of the fan, say arsenal.",
    "events": "The events: some of war,freeze,deterrent,collapse.",
    "title": "The headline of the picture, in the place of the finding's own.",
}
"""The options whose values are texts, with their help."""


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
    *(click.option(f"--{name}", default="", help=help) for name, help in TEXTS.items()),
    click.option("--factor", "factors", multiple=True, help="A factor to draw; again for more."),
    click.option(
        "--world", type=opt.whole(0, MOST_WORLDS), default=None, help="The world of the timeline."
    ),
    click.option(
        "--theme", help="journal, journal-wide, memo, slide or web; by default as suits the width."
    ),
    click.option(
        "--width", type=float, help="Millimetres, 60 or more. Default: those of the theme."
    ),
    click.option(
        "--foot/--no-foot", default=None, help="Write the source of the numbers into the picture."
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
    force: bool,
    as_json: bool,
    quiet: bool,
    **given: Any,
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
        kinds = {need: [draw.__name__ for draw in draws] for need, draws in figures.NEEDS.items()}
        print_json(kinds) if as_json else say("\n".join(listing(figures.NEEDS)))
        return
    check_asked(kind, sources, out)
    common = Common(jobs=given.pop("jobs"), no_progress=given.pop("no_progress"), quiet=quiet)
    played = {name: given.pop(name) for name in ("worlds", "seed", "changes", "axes")}
    play = Play(**played, common=common)
    theme, width, foot, title, tex = map(given.pop, ("theme", "width", "foot", "title", "tex"))
    options = options_of(kind, figures.KINDS[kind], given, sources)
    target = target_for(str(out), force, SUFFIXES, "picture")
    foots = {} if foot is None else {"foot": foot}
    with (
        only_read(sources, [str(target.parent)]),
        themed(theme or (theme_for(width) if width else "web"), width, **foots),
    ):
        picture = drawn(kind, sources, play, options)
        beside = {
            target.with_suffix(suffix): text
            for suffix, text in picture.beside(target.name, tex).items()
        }
        for path in beside:
            target_for(str(path), force, (path.suffix,), "text")
        picture.save(target, title=title)
        for path, text in beside.items():
            path.write_text(text, encoding="utf-8")
    if as_json:
        print_json({"file": str(target), "beside": [*map(str, beside)], "caption": picture.caption})
    talk(f"written to {target}, with {', '.join(path.name for path in beside)}", quiet)


def check_asked(kind: str, sources: Sequence[str], out: str | None) -> None:
    """Refuse a kind that there is not, and one without a source or a file; raises UsageProblem."""
    from sim.plot import KINDS

    if kind not in KINDS:
        remedy = gone.FIGURES.get(kind) or known_names("kind", kind, KINDS, "sim plot")
        raise UsageProblem(f"there is no figure '{kind}'", "KIND", remedy)
    if not out or not sources:
        message, where = (
            ("a scenario or a folder", "SCENARIO_OR_FOLDER") if out else ("a file", "-o")
        )
        raise UsageProblem(
            f"'{kind}' needs {message}", where, f"Say sim plot {kind} 2017-spring -o {kind}.png."
        )


def drawn(kind: str, sources: Sequence[str], play: Play, options: Data) -> Any:
    """Return the picture of a kind, of the studies or the runs that its sources name; raises
    UsageProblem for too many or too few.
    """
    from sim.plot import KINDS, NEEDS

    draw = KINDS[kind]
    arguments = inspect.signature(draw).parameters
    if "study" in arguments:
        if len(sources) > 1 + ("sets" in arguments):
            message = f"'{kind}' shows one study, not {len(sources)}"
            raise UsageProblem(message, "the sources", "Draw each by itself.")
        return draw(*(play.study(kind, source) for source in sources), **options)
    tasks = [
        task
        for source, changes in zip(*sides_of(sources), strict=True)
        for task in play.runs(source, changes)
    ]
    check_number(kind, next(need for need, draws in NEEDS.items() if draw in draws), len(tasks))
    runs = [task() for task in tasks]
    return draw(runs[0] if draw in NEEDS["1 run"] else runs, **options)


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

    asked = {name: value for name, value in asked.items() if value not in ("", None, ())}
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


@dataclass(frozen=True, slots=True)
class Play:
    """How a source that is no folder is played: worlds, seed, changes, and factors to vary."""

    worlds: int
    seed: int
    changes: Changes
    axes: Changes
    common: Common

    def study(self, kind: str, source: str) -> Results:
        """Return the results of one study: those of a folder, or of the sweep of a scenario; raises
        UsageProblem.
        """
        if is_folder(source):
            return results_in(source)
        if not self.axes:
            remedy = "Give --over name=low:high:steps, or a folder that sim sweep has written."
            raise UsageProblem(f"'{kind}' needs points over which something varies", source, remedy)
        scenario = read_scenario(source, self.changes)
        factors = read_factors(self.axes, scenario)
        names = ", ".join(factor.name for factor in factors)
        check_room(
            prod(len(factor.values) for factor in factors) * self.worlds,
            f"--over {names}, --worlds {self.worlds}",
        )
        return self.grid(scenario, factors)

    def runs(self, source: str, changes: Sequence[SourcedText]) -> list[Callable[[], Run]]:
        """Return a function for each run of a source: of a folder, or of a scenario changed
        further, one for each value of `--over`; raises UsageProblem.
        """
        if is_folder(source):
            results = results_in(source)
            cells = len(results.cells)
            if cells > MOST_CELLS:
                remedy = f"Draw marginals of it, or a folder with at most {MOST_CELLS} cells."
                message = f"a study of {cells} cells makes no figure of runs"
                raise UsageProblem(message, source, remedy)
            return [partial(results.run, cell, jobs=self.common.jobs) for cell in range(cells)]
        scenarios = [read_scenario(source, (*self.changes, *changes))]
        if self.axes:
            factor, *others = read_factors(self.axes, scenarios[0])
            if others or len(factor.values) > MOST_CELLS:
                remedy = f"Give one factor with at most {MOST_CELLS} values, or draw marginals."
                place = f"--over {self.axes[0][0]}"
                raise UsageProblem("runs are drawn side by side over one factor", place, remedy)
            scenarios = [scenarios[0].change({factor.name: value}) for value in factor.values]
        check_room(self.worlds, f"--worlds {self.worlds}")
        return [partial(self.run, scenario) for scenario in scenarios]

    def run(self, scenario: Scenario) -> Run:
        """Return the run of a scenario."""
        return self.grid(scenario, ()).run(jobs=self.common.jobs)

    def grid(self, scenario: Scenario, factors: Sequence[Factor]) -> Results:
        """Return the results of a grid, played with a bar of progress; without factors, of the
        scenario itself.
        """
        from sim.core.outcomes.outcomes import ASKABLE
        from sim.study.experiment.build import grid_of
        from sim.study.play.play import play

        with way_of(self.common) as way:
            return play(grid_of(scenario, factors, self.worlds, self.seed, ASKABLE), way=way)


def results_in(folder: str) -> StudyResults:
    """Return the results in a folder; raises UsageProblem for options that would change its runs,
    since they are drawn as they are.
    """
    from sim.study.store.study_results import load_study

    for name in filter(opt.asked_for, ("worlds", "seed", "changes", "axes")):
        remedy = f"Leave {opt.flag_of(name)} out, or name a scenario."
        raise UsageProblem("a folder's results are drawn as they are", opt.flag_of(name), remedy)
    return load_study(folder)


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
