"""The nowcast: each capital's course and Kim's type, by month, from the record up to that month."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Final

import numpy as np

from sim.analysis.finding import Finding
from sim.core.base.months import month_after, name_month
from sim.core.estimate.interval import Estimate
from sim.core.estimate.writing import count_text, number_text, percent_text, quantity_text
from sim.core.game.catalogue import CAPITALS
from sim.core.runs.inputs import Start
from sim.history import NowcastOptions
from sim.history.ahead import start_after
from sim.history.beliefs import ITEMS, KIM, Beliefs, RecordReading, Sight, items_of
from sim.history.dated import DatedScore, dated_courses, scores_of, set_aside, wanted_chances
from sim.history.dates import FIRST_MONTH
from sim.history.record import NUMBERS, TEXTS, Record
from sim.history.sightings import calendar_of, unknown_in
from sim.options import checked_worlds
from sim.study.estimate.quantities import REAL_MONTHS, Row, Table, share
from sim.study.experiment.factor_text import course_name
from sim.study.store.results import Results

FLOOR: Final = 1e-3
"""The least chance of a course that is scored: few particles know no smaller one."""

LEVEL: Final = 0.11
"""Chances that lie closer are called level: this is the largest difference in 2019-12 between the
usual number of particles and four times as many.
"""

MOST_SIGHTS: Final = 2
"""How many possible observations of next month the first screen shows."""

OPEN: Final = 0.5
"""A chance whose interval is wider is not known: it is said to be open, and drawn grey."""


def with_open_month(record: Record) -> Record:
    """Return a record with one month more, of which nothing is known."""
    return Record(
        (*record.months, month_after(record.months[-1], 1)),
        {name: np.append(record.columns[name], np.nan) for name in NUMBERS},
        {name: (*record.texts[name], "") for name in TEXTS},
        record.label,
    )


def find(options: NowcastOptions, results: Sequence[Results]) -> NowcastFinding:
    """Read the record month by month, then find how each possible observation of next month would
    change beliefs.
    """
    calendar = calendar_of(with_open_month(options.record))
    reading = options.reading(calendar)
    return NowcastFinding(options, reading.beliefs, tuple(reading.sights(calendar[-1:])), reading)


def course_text(place: int, chance: Estimate) -> str:
    """Return a course or a type of Kim in words, and whether its chance leaves it open."""
    return ITEMS[place][1].replace("_", " ") + (", open" if is_open(chance) else "")


@dataclass(frozen=True, eq=False)
class NowcastFinding(Finding):
    """Beliefs on the courses of the capitals and on Kim's type by month, and the observations that
    would change them.

    Worlds can begin from the `reading` of the record.
    """

    analysis: ClassVar[str] = "nowcast"
    caveat: ClassVar[str] = REAL_MONTHS
    options: NowcastOptions
    beliefs: Beliefs
    sights: tuple[Sight, ...]
    reading: RecordReading

    @property
    def month(self) -> str:
        """The month that was asked for."""
        return self.options.last

    def start(self, worlds: int = 2000) -> Start:
        """Return worlds that begin as the record leaves them, for `sim.run(found.scenario, worlds,
        start=…)`.
        """
        o = self.options
        worlds = checked_worlds(worlds)
        return start_after(self.reading.after, o.record, o.posterior.last, worlds, o.seed)

    @cached_property
    def now(self) -> list[Estimate]:
        """The chances of ITEMS at the end of the month that was asked for."""
        return self.beliefs.estimates(-1)

    @property
    def luck(self) -> str:
        """The largest Monte Carlo error of a chance of the month, in points."""
        return number_text(100.0 * float(self.beliefs.error[-1].max()), 1)

    def likeliest(self, holder: str) -> tuple[int, Estimate]:
        """Return the likeliest course of a capital, or type of Kim, by its place in ITEMS, and its
        chance.
        """
        place = max(items_of(holder), key=lambda place: self.now[place].value)
        return place, self.now[place]

    def sentences(self) -> list[str]:
        """Return the likeliest course of each capital and Kim's type, then the observations that
        would change beliefs most.
        """
        pyongyang, *others = [
            self.on_course(capital) for capital in ("pyongyang", "washington", "seoul", "beijing")
        ]
        return [
            *self.options.posterior.other_rules(),
            f"In {name_month(self.month)} {pyongyang}.",
            self.who_kim_is(),
            *(f"{sentence}." for sentence in others),
            *self.turning(),
        ]

    def on_course(self, capital: str) -> str:
        """Return a clause on the likeliest course of a capital; on two if they are level."""
        first, second, *_ = sorted(items_of(capital), key=lambda place: -self.now[place].value)
        likely = f"{does_on(first)}, {with_interval(self.now[first])}"
        name = capital.capitalize()
        if self.now[first].value - self.now[second].value < LEVEL:
            likely += f"; level with that it {does_on(second)}, {with_interval(self.now[second])}"
        if is_open(self.now[first]):
            return f"{name}'s course is open: most likely it {likely}"
        return f"{name} most likely {likely}"

    def who_kim_is(self) -> str:
        """Return a sentence on Kim's type: level if all three may be alike, open if the two
        likeliest may be.
        """
        first, second, third = sorted(items_of(KIM), key=lambda place: -self.now[place].value)
        types = [
            f"{ITEMS[place][1]}, {with_interval(self.now[place])}"
            for place in (first, second, third)
        ]
        if self.now[first].value - self.now[third].value < LEVEL:
            return f"The three types of Kim are level: {types[0]}; {types[1]}; {types[2]}."
        if self.now[first].low <= self.now[second].value or is_open(self.now[first]):
            return f"Kim's type stays open: {types[0]}; {types[1]}; or {types[2]}."
        return f"Kim is {types[0]}, rather than {types[1]}, or {types[2]}."

    def turning(self) -> list[str]:
        """Return the observation of next month that would change beliefs most, and the likeliest
        source of change.
        """
        if not self.sights:
            return []
        most, likely = self.sights[0], max(self.sights, key=lambda sight: sight.weighed)
        sentences = [f"Next month {self.effect_text(most)} would change that most."]
        return (
            sentences
            if most is likely
            else [*sentences, f"A likelier source of change is {self.effect_text(likely)}."]
        )

    def effect_text(self, sight: Sight) -> str:
        """Return the effect of an observation of next month on the course and the type that it
        moves most.
        """
        moved = []
        for holder in ("pyongyang", KIM):
            place = max(
                items_of(holder),
                key=lambda place: abs(sight.after[place].value - self.now[place].value),
            )
            was, later = percent_text(self.now[place].value), percent_text(sight.after[place].value)
            moved += [f"{label(place)} {was} → {later}"] if was != later else []
        return (
            f"“{sight.name}” ({'; '.join([f'chance {percent_text(sight.chance.value)}', *moved])})"
        )

    def tables(self) -> list[Table]:
        """Return the chances of the month, the possible observations of next month, and the chances
        of all months.
        """
        return [self.of_now(), self.of_next(), *self.dated(), self.of_all()]

    def of_now(self) -> Table:
        """Return the chance of each course and type at the end of the month, beside a year
        before.
        """
        back = self.beliefs.estimates(-13) if len(self.beliefs.months) > 12 else None
        rows: list[Row] = [
            (
                label(place),
                share(chance),
                share(back[place]) if back else "",
            )
            for place, chance in enumerate(self.now)
        ]
        heads = ("", "chance", "a year before")
        caption = (
            f"As known at the end of {name_month(self.month)}; no later month is read. In brackets: 95 % of "
            f"{count_text(self.beliefs.sets)} sets of parameters; the sampling of particles moves no chance by more "
            "than "
            f"{self.luck} points (standard error), to which clouds of few particles add a bias that is not counted"
        )
        return Table("now", caption, heads, tuple(rows), main=True)

    def of_next(self) -> Table:
        """Return the possible observations of next month, those that move beliefs most first: the
        chance of each, and the beliefs after it.
        """
        (course, course_chance), (kim, believed) = self.likeliest("pyongyang"), self.likeliest(KIM)
        rows: list[Row] = [("now", "", share(course_chance), share(believed), "")]
        rows += [
            (
                sight.name,
                share(sight.chance),
                share(sight.after[course]),
                share(sight.after[kim]),
                share(sight.moved),
            )
            for sight in self.sights
        ]
        heads = ("", "its chance", label(course), label(kim), "belief that moves")
        caption = (
            f"Possible observations of {name_month(month_after(self.month, 1))}, and the belief "
            "after each: most moving first"
        )
        return Table("next", caption, heads, tuple(rows), main=True)

    def dated(self) -> list[Table]:
        """Return how the courses that historians name fared, by capital and by decade, and each
        entry; none where the record holds none of their months.
        """
        scores = scores_of(self.beliefs, self.options.record, dated_courses())
        if not scores:
            return []
        groups: dict[str, list[DatedScore]] = {}
        for score in scores:
            entry = score.entry
            for group in (
                "set aside before the likelihood was written" if entry in set_aside() else "open",
                entry.capital.capitalize(),
                f"{entry.first[:3]}0s",
            ):
                groups.setdefault(group, []).append(score)
        order = (
            "open",
            "set aside before the likelihood was written",
            *map(str.capitalize, CAPITALS),
        )
        names = [heading for heading in order if heading in groups] + sorted(
            groups.keys() - set(order)
        )
        rows: list[Row] = [
            (
                name,
                len(group_scores := groups[name]),
                sum(rated.is_hit for rated in group_scores),
                sum(rated.rule_hits for rated in group_scores),
                number_text(
                    float(np.mean([math.log(max(rated.chance, FLOOR)) for rated in group_scores])),
                    2,
                ),
            )
            for name in names
        ]
        heads = ("", "entries", "right", "right by the last public act", "mean log score")
        caption = (
            "Courses that historians name, and the likeliest course here (docs/registration.md)"
        )
        each_one: list[Row] = [
            (
                rated.entry.capital,
                rated.entry.first,
                rated.entry.last,
                " or ".join(rated.entry.courses),
                rated.likeliest,
                percent_text(rated.chance),
                rated.by_rule,
                rated.entry.source,
            )
            for rated in scores
        ]
        sheet = ("capital", "from", "to", "historians", "likeliest", "chance", "last act", "source")
        return [
            Table("dated", caption, heads, tuple(rows)),
            Table(
                "wanted",
                "What was wanted of some months (docs/registration.md), and the chances here",
                ("months", "course or type", "wanted", "chance"),
                tuple(wanted_chances(self.beliefs, self.options.record)),
            ),
            Table("entries", "Each of these courses", sheet, tuple(each_one), sheet=True),
        ]

    def of_all(self) -> Table:
        """Return the chances of every month."""
        heads = ("month", *map(label, range(len(ITEMS))))
        rows: list[Row] = [
            (month, *map(share, self.beliefs.estimates(row)))
            for row, month in enumerate(self.beliefs.months)
        ]
        return Table("months", "Each month as known at its end", heads, tuple(rows), sheet=True)

    def setting(self) -> str:
        """Return the record, the size, the seed and the brackets in one line."""
        o = self.options
        size = f"{count_text(self.beliefs.sets)} × {o.particles} particles"
        return f"{o.record.label} to {self.month} · {size} · seed {o.seed} · 95 % intervals"

    def first_screen(self) -> tuple[list[str], list[Table]]:
        """Return the likeliest courses and types of Kim, and the events that would move them most."""
        rows: list[Row] = []
        for holder in ("washington", "beijing", "pyongyang", "seoul", KIM):
            first, second, *_ = sorted(items_of(holder), key=lambda place: -self.now[place].value)
            rows.append(
                (
                    holder.capitalize(),
                    course_text(first, self.now[first]),
                    share(self.now[first]),
                    course_text(second, self.now[second]),
                )
            )
        heads = ("", "most likely", "chance", "next")
        # What is believed now stands in the table above.
        _, *sights = self.of_next().rows[: 1 + MOST_SIGHTS]
        ahead = ("if next month has", *self.of_next().heads[1:-1])
        sentence = (
            f"Inferred by the model from public events to the end of {name_month(self.month)}."
        )
        return (
            [sentence, *self.options.posterior.other_rules()],
            [
                Table("first", "", heads, tuple(rows)),
                Table("next", "", ahead, tuple(row[:-1] for row in sights)),
            ],
        )

    def next_steps(self, scenario: str, folder: str | None) -> Sequence[str]:
        """Return the commands to type next."""
        return (f"sim run --from-record {self.month}", "sim forecast", "sim show belief")

    def notes(self) -> list[str]:
        """Return how the numbers were made, and their Monte Carlo error."""
        o, posterior = self.options, self.options.posterior
        return [
            f"{o.record.label}, {FIRST_MONTH} to {self.month}: {count_text(self.beliefs.sets)} sets of parameters (n), "
            f"{number_text(self.beliefs.effective, 0)} of which count, each with {o.particles} particles in two "
            f"clouds; seed {o.seed}.",
            "An interval holds 95 % of the sets of parameters by their weight: the uncertainty that the "
            "record leaves about the rules.",
            "Monte Carlo error, from two clouds of the same numbers each: at most "
            f"{self.luck} points of a chance of this month (one standard error).",
            "Next month: tests and talks alone are looked at, all else is left open; given no war and no collapse.",
            "The lists hold few statements and no actions of Beijing: its course follows from the rules almost alone.",
            f"Sets of {posterior.label}, of {posterior.date}; commit {posterior.commit or 'unknown'}.",
        ]

    def caveats(self) -> list[str]:
        """Return the months behind the parameters, the unknown office holders, and the warnings on
        the posterior.
        """
        learnt = self.options.posterior.last
        earlier = learnt is not None and learnt < self.month
        later = (
            "; later months move states alone"
            if earlier
            else ", later than this month, though no state was"
        )
        later = "" if learnt == self.month else later
        sentences = [self.caveat]
        if learnt:
            sentences.append(f"Parameters were learnt from {FIRST_MONTH} to {learnt}{later}.")
        record = self.options.record
        return [*sentences, *record.notes, *unknown_in(record), *self.options.posterior.warnings()]


def label(place: int) -> str:
    """Return an item of ITEMS in words: "Pyongyang: charm"."""
    owner, name = ITEMS[place]
    return f"{owner.capitalize()}: {name if owner == KIM else course_name(owner, name)}"


def does_on(place: int) -> str:
    """Return the phrase for a course, by its place in ITEMS."""
    return f"follows {label(place).partition(': ')[2]}"


def is_open(chance: Estimate) -> bool:
    """Tell whether the interval of a chance is too wide to know it."""
    return chance.high - chance.low > OPEN


def limits(chance: Estimate) -> tuple[float, float]:
    """Return the ends of an interval of a chance, within 0 and 1 in spite of rounding."""
    return max(chance.low, 0.0), min(chance.high, 1.0)


def with_interval(chance: Estimate) -> str:
    """Return a chance with its interval."""
    return quantity_text(chance.value, *limits(chance), "share")
