"""The effects of each parameter, halved and raised by half, in the same worlds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Final

import numpy as np

from sim.analysis.finding import Finding, plain_data
from sim.analysis.know.cells import KIM, types_of, weights_of
from sim.analysis.screen import ScreenOptions
from sim.core.base.arrays import Floats, weighted_sum
from sim.core.estimate.writing import count_text, number_text, short_text
from sim.core.game.catalogue import GIANTS, VALUES
from sim.core.outcomes.outcomes import label_of
from sim.core.scenario import Scenario
from sim.core.scenario.parameters import PARAMETERS, SHARES
from sim.study.estimate.paired import PairedDifference, compare_paired
from sim.study.estimate.quantities import Cell, Table, list_parts
from sim.study.experiment.build import points_of
from sim.study.experiment.definition import Experiment, Factor
from sim.study.experiment.factor_text import factor_name, factor_over, one_of
from sim.study.store.results import Results

Changes = Mapping[str, float]

ENDS: Final = (0.5, 1.5)
"""The factors by which every parameter is multiplied."""

OUTCOMES: Final = {
    "lose_lose": 0.02,
    "win_win": 0.01,
    "net": 0.02,
    "war": 0.005,
    "collapse": 0.005,
    "freeze_at_end": 0.02,
    "opening": 0.02,
    "escalation": 0.02,
    "deterrent_complete": 0.02,
    "tests": 0.3,
    "value_washington": 0.5,
    "value_beijing": 0.5,
    "value_pyongyang": 0.5,
    "value_seoul": 0.5,
    "goals_failed_both": 0.02,
    "loses_pyongyang": 0.02,
    "loses_seoul": 0.02,
}
"""The outcomes of free play, each with the least change that counts: a share of worlds, tests, or
months.
"""

PAIRS: Final = (("maximum_pressure", "shield"), ("engagement", "shield"))
"""The pairs of policies of Washington and Beijing: pressing and talking against a shield."""

GAINS: Final = {"pressing": "by pressing over talking, to Washington"}
LEAST_GAIN: Final = 1.0
"""Months from which on a change of a gain counts."""

MEASURES: Final[Mapping[str, float]] = OUTCOMES | dict.fromkeys(GAINS, LEAST_GAIN)
ANSWER: Final = ("lose_lose", "war", "value_washington", "value_beijing", *GAINS)
"""The measures by which parameters are ranked: shares of lose-lose and war, the payoffs, and the
gain by pressing.
"""

CARRY: Final = 15
"""How many numbers are told as those that carry the answer."""

LEVEL: Final = 0.997
"""Of the interval of an effect: three standard errors, since hundreds are looked at."""

SHORT: Final = {
    "lose_lose": "lose-lose",
    "war": "war",
    "value_washington": "to Washington",
    "value_beijing": "to Beijing",
    "pressing": "pressing",
}
"""The heads of columns."""


def scaled(scenario: Scenario, name: str, by: float) -> dict[str, float]:
    """Return a number, or every cell of a table, multiplied by `by` and kept within its range; see
    `ANALYSIS` for chances and for numbers that are 0.
    """
    entry = PARAMETERS[name]
    cells = [f"{name}.{cell}" for cell, _ in entry.cells] or [name]
    values = {cell: scenario.value(cell) for cell in cells}
    if tuple(cells) in SHARES:
        return shifted(values, by)
    moved = {cell: value * by for cell, value in values.items()}
    if not any(values.values()):
        moved[cells[0]] = (by - 1.0) / 2.0 * (entry.high - entry.low)
    return {
        cell: round(min(max(value, entry.low), entry.high), 10) for cell, value in moved.items()
    }


def shifted(values: Changes, by: float) -> dict[str, float]:
    """Return chances of which the largest is multiplied by `by`; the rest keep their shares.

    >>> shifted({"a": 0.5, "b": 0.4, "c": 0.1}, 0.5)
    {'a': 0.25, 'b': 0.6, 'c': 0.15}
    """
    largest = max(values, key=lambda cell: values[cell])
    total = sum(values.values())
    chance = min(values[largest] / total * by, 1.0)
    rest = total - values[largest]
    others = {
        cell: value / rest if rest else 1.0 / (len(values) - 1)
        for cell, value in values.items()
        if cell != largest
    }
    return {
        cell: round(chance if cell == largest else (1.0 - chance) * others[cell], 10)
        for cell in values
    }


def points_in(options: ScreenOptions) -> list[dict[str, float]]:
    """Return the changes of each point: none, then each parameter at its two ends."""
    return [
        {},
        *(scaled(options.scenario, name, by) for name in options.numbers for by in ENDS),
    ]


def columns_of(scenario: Scenario, points: Sequence[Changes]) -> dict[str, Floats]:
    """Return the value of each changed cell at every point, NaN if the scenario's value stays."""
    moved = [
        {cell: value for cell, value in each.items() if value != scenario.value(cell)}
        for each in points
    ]
    names = dict.fromkeys(cell for each in moved for cell in each)
    return {name: np.array([each.get(name, np.nan) for each in points]) for name in names}


def ask(options: ScreenOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the points with all capitals free, then with Washington and Beijing held to the pairs,
    by type of Kim.
    """
    if len(so_far) > 1:
        return None
    points = points_in(options)
    columns = columns_of(options.scenario, points)
    factors = [factor_over(name, column) for name, column in columns.items()]
    outcomes: tuple[str, ...] = tuple(OUTCOMES)
    laid: dict[str, Any] = dict(columns)
    if so_far:
        types = tuple(types_of(options.scenario))
        each = len(types) * len(PAIRS)
        laid = {name: np.repeat(column, each) for name, column in columns.items()}
        laid[KIM] = np.tile(np.repeat(np.arange(len(types)), len(PAIRS)), len(points))
        factors.append(Factor(KIM, "uncertainty", one_of(types)))
        for name, menu in zip(GIANTS, zip(*PAIRS, strict=True), strict=True):
            policies = tuple(dict.fromkeys(menu))
            places = np.array([policies.index(each) for each in menu])
            laid[f"{name}.policy"] = np.tile(places, len(points) * len(types))
            factors.append(Factor(f"{name}.policy", "lever", one_of(policies)))
        outcomes = VALUES[:1]
    count = len(next(iter(laid.values())))
    alike = np.zeros(count, np.int64)
    return points_of(options.scenario, factors, laid, alike, options.worlds, options.seed, outcomes)


def gains_of(options: ScreenOptions, results: Results) -> dict[str, list[PairedDifference]]:
    """Return by how much each gain changes at every point, by own beliefs, in months; the first
    point has the gain itself.
    """
    points, types = points_in(options), len(types_of(options.scenario))
    own = [weights_of(options.scenario.change(each), GIANTS[0]) for each in points]
    value = results.by_cell(VALUES[0]).reshape(len(points), types, len(PAIRS), -1)
    worth = [weighted_sum(cells, each) for cells, each in zip(value, own, strict=True)]
    pressing, talking = np.array(worth).swapaxes(0, 1)
    return dict.fromkeys(GAINS, changes_of(pressing - talking))


def changes_of(gains: Floats) -> list[PairedDifference]:
    """Return the mean gain at the first point, and how it changes at the others, from gains
    `(points, worlds)`.
    """
    nothing = np.zeros_like(gains[0])
    return [compare_paired(own, gains[0] if at else nothing, LEVEL) for at, own in enumerate(gains)]


@dataclass(frozen=True, slots=True)
class NumberEffect:
    """The effect of a parameter: the paired change of each measure at its low and its high end.

    `values` are its value and both ends, in words; `worlds` is the share of free worlds in which an
    outcome differs at either end.
    """

    name: str
    values: tuple[str, str, str]
    changes: dict[str, tuple[PairedDifference, PairedDifference]]
    worlds: float

    def moved(self, measure: str) -> tuple[bool, bool]:
        """Say of both ends whether the change is told from none, and large enough to count."""
        low, high = (
            each.distinguishable and abs(each.value) >= MEASURES[measure]
            for each in self.changes[measure]
        )
        return low, high

    @property
    def span(self) -> str:
        """The number with both ends, in words."""
        value, low, high = self.values
        return f"{value} ({low}, {high})"

    @property
    def moves(self) -> tuple[str, ...]:
        """The measures that it moves."""
        return tuple(name for name in self.changes if any(self.moved(name)))

    def size(self, measure: str) -> float:
        """Return the larger of the two changes that count, 0 if none does."""
        both = zip(self.changes[measure], self.moved(measure), strict=True)
        return max((abs(each.value) for each, counts in both if counts), default=0.0)


@dataclass(frozen=True, eq=False)
class ScreenFinding(Finding):
    """The effect of every number, in the order in which they are declared."""

    analysis: ClassVar[str] = "screen"
    options: ScreenOptions
    effects: tuple[NumberEffect, ...]
    base: dict[str, float]

    @cached_property
    def ranked(self) -> tuple[NumberEffect, ...]:
        """The numbers that move the answer: first those that move one measure of `ANSWER` more than
        any other number does, then those that come second on one, and so on.
        """
        places: dict[str, list[int]] = {}
        for measure in ANSWER:
            moving = [each for each in self.effects if each.size(measure)]
            order = sorted(moving, key=lambda each: -each.size(measure))
            for place, each in enumerate(order):
                places.setdefault(each.name, []).append(place)
        named = {each.name: each for each in self.effects}
        last = [len(named)] * len(ANSWER)
        order_of = sorted(places, key=lambda name: [*sorted(places[name]), *last][: len(last)])
        return tuple(named[name] for name in order_of)

    def sentences(self) -> list[str]:
        """Return how many numbers move something, which move the answer most, and how many change
        no world.
        """
        moving = [each for each in self.effects if each.moves]
        still = [each for each in self.effects if not each.worlds and not each.moves]
        said = (
            f"{len(moving)} of {len(self.effects)} numbers, halved or raised by half, clearly move an "
            "outcome or a gain in the game."
        )
        found = [said, *([f"{len(still)} change no world here."] if still else [])]
        for measure in ("lose_lose", "pressing"):
            first = sorted(self.effects, key=lambda each: -each.size(measure))[:3]
            told = [
                f"{factor_name(each.name)} ({cell_of(each, measure)})"
                for each in first
                if each.size(measure)
            ]
            if told:
                what = f"gain {GAINS[measure]}," if measure in GAINS else "chance of lose-lose"
                unit = "months" if measure in GAINS else "points"
                found.append(f"In {unit}, the {what} is moved most by {list_parts(told)}.")
        quiet = [each.name for each in self.effects if not each.moves]
        if quiet and self.is_short:
            found.append(f"Nothing that counts is moved by {list_parts(quiet)}.")
        return found

    @property
    def is_short(self) -> bool:
        """Whether so few numbers were asked for that each has its row."""
        return len(self.effects) <= CARRY

    def tables(self) -> list[Table]:
        """Return tables of the parameters that move the answer, of those that move nothing, and of
        every effect.
        """
        still = [(each.name, "0 %") for each in self.effects if not each.worlds and not each.moves]
        every = [
            (
                each.name,
                *each.values,
                f"{100.0 * each.worlds:.0f} %",
                *(cell_of(each, measure, True) for measure in MEASURES),
            )
            for each in self.effects
        ]
        heads = ("", "value", "low", "high", "worlds changed", *map(head_of, MEASURES))
        made = [
            self.carrying(),
            Table("still", "Numbers that change no world here", ("", "worlds changed"), still),
            Table("every", "The change at the low and the high end", heads, every, sheet=True),
        ]
        return [each for each in made if each.rows]

    def carrying(self) -> Table:
        """Return the numbers that carry the answer, with their changes that count; where few were
        asked for, all of them.
        """
        rest = [each for each in self.effects if each not in self.ranked]
        shown = [*self.ranked, *rest] if self.is_short else self.ranked[:CARRY]
        rows: list[tuple[Cell, ...]] = [
            (each.name, each.span, *(cell_of(each, name) for name in ANSWER)) for each in shown
        ]
        return Table("carry", self.caption, ("", "value", *SHORT.values()), rows, True)

    @property
    def caption(self) -> str:
        """The meaning of the columns, and the value of each measure in the scenario."""
        what = "asked for" if self.is_short else "that carry the answer"
        gains = "; ".join(f"{SHORT[name]}: gain {text}" for name, text in GAINS.items())
        start = ", ".join(f"{SHORT[name]} {base_text(name, self.base[name])}" for name in ANSWER)
        return (
            f"The numbers {what}: the change at × {ENDS[0]:g} / × {ENDS[1]:g} within their ranges, in points of "
            "lose-lose and war, else in months. To Washington, to Beijing: payoff; "
            f"{gains}. Blank: not distinguishable from 0, or too small to count. As it is: {start}"
        )

    def notes(self) -> list[str]:
        """Return how the numbers were made."""
        s, o = self.scenario, self.options
        least = ", ".join(
            f"{head_of(name)} {f'{100.0 * own:g} %' if is_share(name) else f'{own:g}'}"
            for name, own in MEASURES.items()
        )
        return [
            f"{s.title} ({s.name}): {count_text(o.worlds)} worlds a point, and a type of Kim in the game, "
            f"the same ones at every point, {s.months} months from {s.start}, seed {o.seed}.",
            f"A change counts if its paired interval of {100 * LEVEL:g} % leaves 0 out and it is at least: {least}.",
            "One number at a time; sim sensitivity measures interactions.",
        ]

    def data(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            **self.head(),
            "worlds_a_point": self.options.worlds,
            "base": self.base,
            "carry": [each.name for each in self.ranked[:CARRY]],
            "effects": plain_data(self.effects),
        }


def head_of(measure: str) -> str:
    """Return the head of the column of a measure."""
    return SHORT.get(measure) or label_of(measure)


def is_share(measure: str) -> bool:
    """Say whether a measure is told in points."""
    return measure in OUTCOMES and OUTCOMES[measure] < 0.1


def base_text(measure: str, value: float) -> str:
    """Return a measure where nothing is changed, in words."""
    return f"{number_text(100.0 * value, 1)} %" if is_share(measure) else number_text(value, 1)


def cell_of(effect: NumberEffect, measure: str, every: bool = False) -> str:
    """Return the changes of a measure at both ends; blank where they do not count, unless `every`
    is asked for.
    """
    scale = 100.0 if is_share(measure) else 1.0
    digits = 0 if is_share(measure) and measure != "war" else 1
    parts = [
        number_text(scale * each.value, digits, signed=True) if counts or every else ""
        for each, counts in zip(effect.changes[measure], effect.moved(measure), strict=True)
    ]
    return " / ".join(parts).strip() if any(parts) else ""


def values_text(scenario: Scenario, name: str, ends: Sequence[Changes]) -> tuple[str, str, str]:
    """Return a number where it stands and at its ends in words, of a table how it is scaled."""
    if len(ends[0]) > 1:
        cell = max(ends[0], key=scenario.value)
        if tuple(ends[0]) not in SHARES:
            return f"{len(ends[0])} cells", f"× {ENDS[0]:g}", f"× {ENDS[1]:g}"
        label = cell.removeprefix(f"{name}.") + " "
    else:
        [cell], label = ends[0], ""
    first, low, high = (
        short_text(value, 4) for value in (scenario.value(cell), *(each[cell] for each in ends))
    )
    return label + first, low, high


def find(options: ScreenOptions, results: Sequence[Results]) -> ScreenFinding:
    """Return the effects of all parameters from the results."""
    free, held = results
    rows, gains = {name: free.by_cell(name) for name in OUTCOMES}, gains_of(options, held)
    differs = np.any([own != own[0] for own in rows.values()], axis=0)
    points, effects = points_in(options), []
    for place, name in enumerate(options.numbers):
        low, high = 1 + 2 * place, 2 + 2 * place
        changes = {
            measure: (
                compare_paired(own[low], own[0], LEVEL),
                compare_paired(own[high], own[0], LEVEL),
            )
            for measure, own in rows.items()
        }
        changes |= {measure: (own[low], own[high]) for measure, own in gains.items()}
        effects.append(
            NumberEffect(
                name,
                values_text(options.scenario, name, points[low : high + 1]),
                changes,
                float((differs[low] | differs[high]).mean()),
            )
        )
    base = {name: float(own[0].mean()) for name, own in rows.items()}
    base |= {name: own[0].value for name, own in gains.items()}
    return ScreenFinding(options, tuple(effects), base)
