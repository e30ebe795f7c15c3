"""All headings of the patterns: how they are measured, and the finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any, ClassVar, Final

from sim.analysis.claims import NONE, Claim, ClaimLine, Recorded, exact, line_of
from sim.analysis.claims.reading import ClaimsFile
from sim.analysis.defaults import BASE, PROFILES
from sim.analysis.finding import Finding
from sim.analysis.patterns import HEADINGS, PatternsOptions
from sim.analysis.patterns.dilemma import lines_of_game
from sim.analysis.patterns.named import STATISTICS
from sim.analysis.patterns.plays import PatternPlays, held
from sim.analysis.patterns.responses import on_record
from sim.core.base.plain import Data
from sim.core.estimate.writing import count_text
from sim.core.game.levers import LEVERS, Effect, Lever
from sim.core.scenario import Scenario
from sim.core.scenario.toml_file import TomlFile, toml_from
from sim.study.estimate.quantities import Row, Table, quantity
from sim.study.experiment.definition import Experiment
from sim.study.store.results import Results

CLAIMED: Final = (
    "Beside the record a sign is required if the record's own interval, over all its months, leaves 0 out; the "
    "model's interval must be clear of 0 too. The same months are 2007 to 2019 in four parts, and worlds begin each "
    "part as the record stood. A length is months over ends, n its ends; of a difference n is the fewer cases. "
    "In sample throughout."
)
SEEN: Final = "Lines marked * were set while looking at the record of 2015 to 2019."


def dilemma_lines(plays: PatternPlays) -> list[ClaimLine]:
    """Return the lines on the game of held courses."""
    return lines_of_game(plays.game)


MADE: Final[Mapping[str, Callable[[PatternPlays], list[ClaimLine]]]] = {
    "responses": on_record,
    "dilemma": dilemma_lines,
}
"""The functions whose lines stand first under a heading, before those of its claims."""


def claims_of(tuned: Mapping[str, Any]) -> tuple[Claim, ...]:
    """Return the claims of the file, and for each lever the claims that its entry makes."""
    label, arms = (
        "patterns.toml",
        {name: {"set": held(courses)} for name, courses in PROFILES.items()},
    )
    file = toml_from(label, resources.files(__package__).joinpath(label).read_bytes())
    progress = ClaimsFile(file, STATISTICS, tuned, arms)
    levers = dict(said_of(lever, effect) for lever in LEVERS.values() for effect in lever.effects)
    data = {"scenario": BASE, "all": {"judged": "value", "kind": "amount"}, "claim": levers}
    return (
        *progress.claims,
        *ClaimsFile(TomlFile("sim/core/game/levers.py", "", data), STATISTICS, tuned).claims,
    )


def said_of(lever: Lever, effect: Effect) -> tuple[str, Data]:
    """Return the name of the claim that an effect of a lever makes, and its entry as in a file."""
    start = "" if effect.measure.partition("(")[0] in STATISTICS else " (from {from})"
    return f"lever.{lever.name}.{effect.name}", {
        "says": f"{lever.label} {lever.low:g} to {lever.high:g}: {effect.says}{start}",
        "set": dict(effect.setting),
        "a": {"set": {lever.name: lever.high}},
        "b": {"set": {lever.name: lever.low}},
        "measure": effect.measure,
        "times": effect.times,
        "wants": {"sign": effect.sign or 1},
    }


def lines_of(name: str, claims: Sequence[Claim], plays: PatternPlays) -> list[ClaimLine]:
    """Return the lines of a heading: those of its function, then of its claims, and the dead
    levers.
    """
    of_group = [claim for claim in claims if claim.name.partition(".")[0] in HEADINGS[name][1:]]
    lines = MADE[name](plays) if name in MADE else []
    lines += [line for claim in of_group if (line := line_of(claim, plays)) is not None]
    return [*lines, dead_levers(lines)] if name == "levers" else lines


def dead_levers(lines: Sequence[ClaimLine]) -> ClaimLine:
    """Return the line of dead levers, of which no claim holds, with their number and names."""
    still = [
        name
        for name in LEVERS
        if not any(line.key.startswith(f"lever.{name}.") and line.holds for line in lines)
    ]
    wording = "dead levers" + (f": {', '.join(still)}" if still else "")
    return ClaimLine("lever.dead", wording, NONE, exact(float(len(still)), len(LEVERS)))


def ask(options: PatternsOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the game of held courses, by far the most worlds, where the dilemma is measured.

    The other headings look at every state and move of every month, which no store keeps: `find`
    plays them.
    """
    if so_far or "dilemma" not in options.only:
        return None
    return plays_of(options, so_far).profiles


def plays_of(options: PatternsOptions, results: Sequence[Results]) -> PatternPlays:
    """Return the object that plays worlds for the headings, with any played results of the policy
    game.
    """
    played = results[0] if results else None
    return PatternPlays(
        options.worlds, options.seed, options.desk.jobs, changes=options.changes, played=played
    )


def find(options: PatternsOptions, results: Sequence[Results]) -> PatternsFinding:
    """Play the worlds that the headings need, and measure their lines."""
    plays, lines = plays_of(options, results), {}
    claims = claims_of(plays.changes)
    for place, name in enumerate(options.only):
        options.desk.progress(HEADINGS[name][0], place / len(options.only))
        lines[name] = lines_of(name, claims, plays)
    return PatternsFinding(options, plays.base, lines, at_seeds(options, claims))


def at_seeds(options: PatternsOptions, claims: Sequence[Claim]) -> dict[str, list[bool]]:
    """Return by the key of each judged line whether it holds, at one seed after the other."""
    verdicts: dict[str, list[bool]] = {}
    for place, seed in enumerate(options.seeds):
        options.desk.progress(f"seed {seed}", place / len(options.seeds))
        plays = plays_of(replace(options, seed=seed), ())
        for name in options.only:
            for line in lines_of(name, claims, plays):
                if line.holds is not None:
                    verdicts.setdefault(line.key, []).append(line.holds)
    return verdicts


@dataclass(frozen=True, eq=False)
class PatternsFinding(Finding):
    """The measured lines of each heading, and whether they are as wanted."""

    analysis: ClassVar[str] = "patterns"
    options: PatternsOptions
    base: Scenario
    found: dict[str, list[ClaimLine]]
    seeds: dict[str, list[bool]]

    @property
    def scenario(self) -> Scenario:
        """The scenario on which most plays rest."""
        return self.base

    @property
    def judged(self) -> list[ClaimLine]:
        """The lines of which something is wanted."""
        return [line for lines in self.found.values() for line in lines if line.wanted is not None]

    @property
    def missed(self) -> list[ClaimLine]:
        """Those that are not as wanted."""
        return [line for line in self.judged if not line.holds]

    @property
    def beside(self) -> list[ClaimLine]:
        """The lines that stand beside the record."""
        return [line for lines in self.found.values() for line in lines if line.recorded]

    def sentences(self) -> list[str]:
        """Return how many lines hold, and which lie apart from the record."""
        hits, total = len(self.judged) - len(self.missed), len(self.judged)
        worlds = count_text(self.options.worlds)
        summary = f"{hits} of {total} lines hold: seed {self.options.seed}, {worlds} worlds a play, 95 % intervals."
        if not self.beside:
            return [summary]
        apart = [line.what for line in self.beside if line.apart]
        names = f": {'; '.join(apart)}" if apart else ""
        those = f"{len(apart)} of {len(self.beside)} patterns"
        return [
            summary,
            f"{those} differ from the record of the same months, by intervals that do not overlap{names}.",
        ]

    def tables(self) -> list[Table]:
        """Return the counts of lines that hold by heading, the misses, the lines by seed, and every
        line of each heading.
        """
        counts = []
        for name, lines in self.found.items():
            verdicts = [bool(line.holds) for line in lines if line.wanted is not None]
            counts.append((HEADINGS[name][0], sum(verdicts), len(verdicts)))
        tables = [
            Table("headings", "Lines that hold, by heading", ("", "hold", "of"), counts, True)
        ]
        if self.missed:
            rows = [row_of(line) for line in self.missed]
            tables.append(Table("misses", "Lines outside the required range", HEADS, rows, True))
        if self.seeds:
            judged = [
                (line.what, self.seeds[line.key]) for line in self.judged if line.key in self.seeds
            ]
            counted = [
                (wording, sum(verdicts_of_line), len(verdicts_of_line))
                for wording, verdicts_of_line in judged
            ]
            tables.append(
                Table(
                    "seeds", "At how many seeds each line holds", ("", "holds", "of"), counted, True
                )
            )
        return tables + [
            table for name, lines in self.found.items() for table in tables_of(name, lines)
        ]

    def notes(self) -> list[str]:
        """Return the meaning of the marks, and the criterion of the lines beside the record."""
        on_seen = [SEEN] if any(line.seen for line in self.judged) else []
        return [*on_seen, *([CLAIMED] if self.beside else [])]

    def data(self) -> Data:
        """Return everything as plain data."""
        return {
            **self.beginning(),
            "worlds": self.options.worlds,
            "seed": self.options.seed,
            "missed": len(self.missed),
            "headings": {
                name: {"title": HEADINGS[name][0], "lines": [line.as_dict() for line in lines]}
                for name, lines in self.found.items()
            },
        } | ({"seeds": self.seeds} if self.seeds else {})


HEADS: Final = ("", "verdict", "measured", "wanted", "n")
BESIDE: Final = (
    "",
    "verdict",
    "wanted",
    "model",
    "record, same months",
    "n",
    "record, all months",
    "n of all",
)


def tables_of(name: str, lines: Sequence[ClaimLine]) -> list[Table]:
    """Return the lines of a heading: first those beside the record, where there are any, then the
    rest.
    """
    file, title = name.replace("_", "-"), HEADINGS[name][0]
    beside = [row_beside(line, line.recorded) for line in lines if line.recorded]
    rest = [row_of(line) for line in lines if not line.recorded]
    if not beside:
        return [Table(file, title, HEADS, rest)]
    return [
        Table(file, f"{title}, beside the record", BESIDE, beside),
        Table(f"{file}-unseen", f"{title}: not shown by any list of the record", HEADS, rest),
    ]


def row_beside(line: ClaimLine, recorded: Recorded) -> Row:
    """Return a line as a row with the record beside it, and of how many cases its numbers are."""
    wording, verdict, model, *_ = row_of(line)
    same_months, longer = recorded.same, recorded.all
    return (
        wording,
        verdict,
        line.claimed,
        model,
        quantity(same_months),
        same_months.n,
        quantity(longer),
        longer.n,
    )


def row_of(line: ClaimLine) -> Row:
    """Return a line as a row: its text, the verdict, the measured value, the wanted one and n."""
    wanted_text = "" if line.wanted is None else line.wanted.text(line.measured.kind)
    return (
        f"{line.what}{' *' * line.seen}",
        line.verdict,
        quantity(line.measured),
        wanted_text,
        line.measured.n,
    )
