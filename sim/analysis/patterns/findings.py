"""All headings of the patterns: what measures them, and what they come to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from sim.analysis.finding import Finding, analyse
from sim.analysis.patterns.conduct import acts_lines, answers_lines, turns_lines
from sim.analysis.patterns.ends import economy_lines, lose_lose_lines, lose_lose_tables, war_lines
from sim.analysis.patterns.levers import dilemma_lines, dilemma_tables, levers_lines
from sim.analysis.patterns.measures import Line, Recorded, between
from sim.analysis.patterns.minds import learning_lines, look_ahead_lines
from sim.analysis.patterns.plays import Plays
from sim.analysis.patterns.responses import responses_lines
from sim.analysis.policy_game.play import ask as ask_for_game
from sim.errors import UsageProblem, nearest
from sim.study.estimate.shown import Cell, Table, quantity
from sim.study.estimate.writing import count_text
from sim.study.experiment.definition import Experiment
from sim.study.run.play import Way, threads
from sim.study.run.worlds import checked_seed, checked_worlds
from sim.study.scenario import Scenario
from sim.study.store.results import Results

CLAIMED: Final = (
    "Beside the record a sign is wanted where the record's own interval, over all its months, leaves 0 out; the "
    "model's interval must be clear of 0 too. The same months are 2007 to 2019 in four parts, and worlds begin each "
    "part as the record stood. A length is months over ends, n its ends; of a difference n is the fewer cases. "
    "In sample throughout."
)
SEEN: Final = "Lines marked * were set while looking at the record of 2015 to 2019."


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its title, what measures its lines, and what makes the tables that are shown below them."""

    title: str
    lines: Callable[[Plays], list[Line]]
    tables: Callable[[Plays], list[Table]] = lambda plays: []


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured under a heading."""

    title: str
    lines: list[Line]
    tables: list[Table]


HEADINGS: Final[dict[str, Heading]] = {
    "acts": Heading("They act", acts_lines),
    "turns": Heading("They turn", turns_lines),
    "answers": Heading("They answer", answers_lines),
    "responses": Heading("They respond", responses_lines),
    "dilemma": Heading("A dilemma", dilemma_lines, dilemma_tables),
    "learning": Heading("They learn", learning_lines),
    "war": Heading("War", war_lines),
    "economy": Heading("Economy and record", economy_lines),
    "levers": Heading("Levers", levers_lines),
    "lose_lose": Heading("Lose-lose", lose_lose_lines, lose_lose_tables),
    "look_ahead": Heading("Look-ahead", look_ahead_lines),
}


def headings_from(only: str | None) -> tuple[str, ...]:
    """Return the headings that a text names, all where it names none; raises UsageProblem for an unknown one."""
    if only is None:
        return tuple(HEADINGS)
    named = tuple(dict.fromkeys(part.strip() for part in only.split(",")))
    for name in named:
        if name not in HEADINGS:
            remedy = f"Use some of: {', '.join(HEADINGS)}.{nearest(name, HEADINGS)}"
            raise UsageProblem(f"there is no heading '{name}'", f"--only {only}", remedy)
    return named


@dataclass(frozen=True)
class PatternsOptions:
    """Which headings are measured, on how many worlds a play; `changes` go to every scenario, for tuning.

    `jobs` and `told`, which hears the title of each heading before it is measured, move no result.
    """

    worlds: int = 2000
    seed: int = 7
    only: tuple[str, ...] = tuple(HEADINGS)
    changes: tuple[tuple[str, Any], ...] = ()
    jobs: int = field(default=1, repr=False, compare=False)
    told: Callable[[str], None] = field(default=lambda title: None, repr=False, compare=False)

    def __post_init__(self) -> None:
        checked_seed(self.seed)
        checked_worlds(self.worlds)


def ask(options: PatternsOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the policy game, by far the most worlds, where the dilemma is measured.

    The other headings look at every state and move of every month, which no store keeps: `find` plays them.
    """
    if so_far or "dilemma" not in options.only:
        return None
    return ask_for_game(plays_of(options, so_far).game_asked, ())


def plays_of(options: PatternsOptions, results: Sequence[Results]) -> Plays:
    """Return what plays worlds for the headings, with the policy game where it was played."""
    played = results[0] if results else None
    return Plays(options.worlds, options.seed, dict(options.changes), options.jobs, played)


def find(options: PatternsOptions, results: Sequence[Results]) -> PatternsFinding:
    """Play whatever the headings look at, and measure them."""
    plays, found = plays_of(options, results), {}
    for name in options.only:
        heading = HEADINGS[name]
        options.told(heading.title)
        found[name] = Found(heading.title, heading.lines(plays), heading.tables(plays))
    return PatternsFinding(options, plays.base, found)


def patterns(
    worlds: int = 2000, seed: int = 7, jobs: int = 1, changes: Mapping[str, Any] | None = None,
    only: Sequence[str] = tuple(HEADINGS),
) -> dict[str, Found]:  # fmt: skip
    """Return what is found under each heading; `changes` are applied to every scenario, for tuning."""
    options = PatternsOptions(worlds, seed, tuple(only), tuple((changes or {}).items()), jobs)
    return analyse(ask, find, options, way=Way(threads(jobs))).found


@dataclass(frozen=True, eq=False)
class PatternsFinding(Finding):
    """What was measured under each heading, and whether it is as wanted."""

    analysis: ClassVar[str] = "patterns"
    options: PatternsOptions
    base: Scenario
    found: dict[str, Found]

    @property
    def scenario(self) -> Scenario:
        """The scenario on which most plays rest."""
        return self.base

    @property
    def judged(self) -> list[Line]:
        """The lines of which something is wanted."""
        return [line for heading in self.found.values() for line in heading.lines if line.wanted is not None]

    @property
    def missed(self) -> list[Line]:
        """Those that are not as wanted."""
        return [line for line in self.judged if not line.holds]

    @property
    def beside(self) -> list[Line]:
        """The lines that stand beside the record."""
        return [line for heading in self.found.values() for line in heading.lines if line.recorded]

    def sentences(self) -> list[str]:
        """Return how many lines hold."""
        held, of = len(self.judged) - len(self.missed), len(self.judged)
        worlds = count_text(self.options.worlds)
        said = f"{held} of {of} lines hold: seed {self.options.seed}, {worlds} worlds a play, 95 % intervals."
        return [said, *beside_the_record(self.beside)]

    def tables(self) -> list[Table]:
        """Return what holds by heading, the misses, and every line and table of each heading."""
        counts: list[tuple[Cell, ...]] = []
        for heading in self.found.values():
            own = [line for line in heading.lines if line.wanted is not None]
            counts.append((heading.title, sum(bool(line.holds) for line in own), len(own)))
        tables = [Table("headings", "Lines that hold, by heading", ("", "hold", "of"), tuple(counts), True)]
        if self.missed:
            rows = tuple(row_of(line) for line in self.missed)
            tables.append(Table("misses", "Lines that are not as wanted", HEADS, rows, True))
        for name, heading in self.found.items():
            tables += tables_of(name, heading)
            tables += heading.tables
        return tables

    def notes(self) -> list[str]:
        """Return what the marks mean, and by what the lines beside the record are judged."""
        seen = [SEEN] if any(line.seen for line in self.judged) else []
        return [*seen, *([CLAIMED] if self.beside else [])]

    def data(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            "analysis": self.analysis, "sentences": self.sentences(), "worlds": self.options.worlds,
            "seed": self.options.seed, "missed": len(self.missed),
            "headings": {
                name: {"title": heading.title, "lines": [line.as_dict() for line in heading.lines],
                       "tables": [{"name": each.name, "heads": each.heads, "rows": each.rows}
                                  for each in heading.tables]}
                for name, heading in self.found.items()
            },
        }  # fmt: skip


HEADS: Final = ("", "verdict", "measured", "wanted", "n")
BESIDE: Final = ("", "verdict", "wanted", "model", "record, same months", "n", "record, all months", "n of all")


def tables_of(name: str, heading: Found) -> list[Table]:
    """Return the lines of a heading: first those beside the record, where there are any, then the rest."""
    file = name.replace("_", "-")
    beside = tuple(row_beside(line, line.recorded) for line in heading.lines if line.recorded)
    rest = tuple(row_of(line) for line in heading.lines if not line.recorded)
    if not beside:
        return [Table(file, heading.title, HEADS, rest)]
    return [
        Table(file, f"{heading.title}, beside the record", BESIDE, beside),
        Table(f"{file}-unseen", f"{heading.title}: what no list of the record shows", HEADS, rest),
    ]


def beside_the_record(lines: Sequence[Line]) -> list[str]:
    """Return how many lines lie apart from the record, and which."""
    if not lines:
        return []
    apart = [line.what for line in lines if line.apart]
    named = f": {'; '.join(apart)}" if apart else ""
    of = f"{len(apart)} of {len(lines)} patterns"
    return [f"{of} lie apart from the record of the same months, by intervals that do not meet{named}."]


def row_beside(line: Line, recorded: Recorded) -> tuple[Cell, ...]:
    """Return a line as a row with the record beside it, and of how many cases its numbers are."""
    what, verdict, model, *_ = row_of(line)
    same, longer = recorded.same, recorded.all
    wanted = "" if line.wanted is None else between(line.wanted.low, line.wanted.high, line.measured.kind)
    return what, verdict, wanted, model, quantity(same), same.n, quantity(longer), longer.n


def row_of(line: Line) -> tuple[Cell, ...]:
    """Return a line as a row: what, the verdict, what was measured and what is wanted."""
    wanted = "" if line.wanted is None else line.wanted.text(line.measured.kind)
    return f"{line.what}{' *' * line.seen}", line.verdict, quantity(line.measured), wanted, line.measured.n
