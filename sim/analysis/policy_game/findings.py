"""The finding of the game of plans: its equilibria, the pairs beside them, and who leaves each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import ClassVar, Final

import numpy as np

from sim.analysis.finding import Finding
from sim.analysis.know.cells import (
    by_row,
    cells_of,
    estimate,
    policy_rows,
    types_of,
    weights_of,
)
from sim.analysis.policy_game import GameOptions, count_plans
from sim.analysis.policy_game.gambit import gambit_game
from sim.analysis.policy_game.outside import LongPlan, Outside, best_outside
from sim.analysis.policy_game.search import (
    BOTH_PREFER,
    FREE,
    NAMED,
    STARTS,
    STOP,
    Pair,
    Searched,
    search,
)
from sim.core.base.arrays import Floats, weighted_sum
from sim.core.estimate.interval import Estimate
from sim.core.estimate.writing import count_text, counted_text, number_text, percent_text
from sim.core.game.catalogue import GIANT_VALUES, GIANTS
from sim.study.estimate.quantities import Cell, Table, amount, cell_text, list_parts
from sim.study.experiment.definition import Experiment
from sim.study.store.results import Results

TIE: Final = 0.02
"""Plans within so much of a limited war of the best reply count as its ties."""

VERBS: Final = {
    "patience": "waits",
    "maximum_pressure": "presses",
    "engagement": "talks",
    "prevent": "prepares to strike",
    "shield": "shields",
    "balance": "balances",
    "enforce": "enforces",
    "mediate": "mediates",
}
SIGNS: Final = {
    "enforced": "Beijing enforces",
    "lax": "Beijing is lax",
    "pressed": "it is pressed",
    "unpressed": "pressing stops",
    "talks": "Washington talks",
    "no_talks": "Washington stops talking",
    "tested": "a test",
    "soft": "a soft word",
}
"""Courses and signs of plans, in words."""


def plan_text(plan: str) -> str:
    """Return a plan in words.

    >>> plan_text("maximum_pressure until soft then engagement until tested")
    'presses until a soft word, then talks until a test'
    """
    words = plan.replace(" then ", ", then ").split(" ")
    return " ".join(
        VERBS.get(word.rstrip(","), SIGNS.get(word.rstrip(","), word)) + "," * word.endswith(",")
        for word in words
    )


def exits_text(plan: LongPlan) -> str:
    """Return a longer plan in words: each course, and what follows at each sign.

    >>> exits_text({"shield": [("tested", "enforce"), ("", "balance")], "enforce": [("soft", "shield"), ("", "")]})
    'shields (a test: enforces); enforces (a soft word: shields)'
    """
    courses = []
    for course, exits in plan.items():
        ways = [f"{SIGNS[sign]}: {VERBS[other]}" for sign, other in exits if sign]
        courses.append(VERBS[course] + (f" ({', '.join(ways)})" if ways else ""))
    return "; ".join(courses)


@lru_cache(maxsize=256)
def means_in(results: Results, types: int) -> Floats:
    """Return the mean payoffs of pairs, `(pairs, types, 2)`."""
    return np.asarray(by_row(results, GIANT_VALUES, types).mean(axis=-1))


def replay(
    options: GameOptions, results: Sequence[Results]
) -> tuple[Experiment | None, Searched | None]:
    """Return the next experiment of the search after some results, or what it found at its end."""
    types, steps = len(types_of(options.scenario)), search(options)
    request = next(steps)
    try:
        for played in results:
            request = steps.send(
                by_row(played, GIANT_VALUES, types) if request.whole else means_in(played, types)
            )
    except StopIteration as end:
        return None, end.value
    rows = policy_rows(options.scenario, request.pairs)
    return cells_of(options.scenario, rows, request.worlds, request.seed, GIANT_VALUES), None


def ask(options: GameOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the next experiment of the search; None at its end."""
    return replay(options, so_far)[0]


def find(options: GameOptions, results: Sequence[Results]) -> GameFinding:
    """Return what the search found; raises DataProblem if a world failed."""
    searched = replay(options, results)[1]
    assert searched is not None
    end = searched.profiles[next(iter(searched.ends))]
    half = options.outside // len(GIANTS)
    outside = [
        best_outside(
            options.scenario, end, power, half, options.worlds, options.seed, options.desk.jobs
        )
        for power in range(len(GIANTS))
        if half
    ]
    return GameFinding(options, searched, outside)


@dataclass(frozen=True, slots=True)
class Departure:
    """A power's best other plan against a pair: its gain in months, and in limited wars."""

    plan: str
    months: Estimate
    wars: Estimate


@dataclass(frozen=True, eq=False)
class GameFinding(Finding):
    """The equilibria of the class and the pairs beside them, measured in fresh worlds."""

    analysis: ClassVar[str] = "policy game"
    options: GameOptions
    searched: Searched
    outside: Sequence[Outside] = ()

    @cached_property
    def places(self) -> Mapping[Pair, int]:
        """The place of each pair among the values."""
        return {pair: place for place, pair in enumerate(self.searched.pairs)}

    def payoffs(self, name: str, power: int, receiver: int, plan: str = "") -> Floats:
        """Return what a power gets in each world of a profile, `(types, worlds)`, if `plan` replaces
        the mix of one of both.
        """
        mix = list(self.searched.profiles[name])
        if plan:
            mix[power] = {plan: 1.0}
        chances = {(w, b): p * q for w, p in mix[0].items() for b, q in mix[1].items()}
        rows = [self.places[pair] for pair in chances]
        table = self.searched.values[rows, :, receiver]
        return np.asarray(weighted_sum(table, np.array([*chances.values()])))

    def measured(self, values: Floats, power: int) -> Estimate:
        """Return a mean in months by a power's own belief, with its interval."""
        return estimate(values, weights_of(self.scenario, GIANTS[power]))

    def over_free(self, name: str, power: int) -> Estimate:
        """Return the months that a profile gives a power over free play."""
        free = self.searched.values[self.places[FREE], :, power]
        return self.measured(self.payoffs(name, power, power) - free, power)

    def gain(self, name: str, power: int, plan: str) -> Estimate:
        """Return the months that a power gains by a plan over its part in a profile."""
        more = self.payoffs(name, power, power, plan) - self.payoffs(name, power, power)
        return self.measured(more, power)

    def departure(self, name: str, power: int) -> Departure:
        """Return a power's best other plan against a profile, of those that the search left."""
        mix = self.searched.profiles[name][power]
        plans = [plan for plan in self.searched.replies[name][power] if {plan} != set(mix)]
        gains = {plan: self.gain(name, power, plan) for plan in plans}
        best = max(gains, key=lambda plan: gains[plan].value)
        months, loss = gains[best], self.scenario.value(f"loss_{GIANTS[power]}")
        low, high = months.low / loss, months.high / loss
        return Departure(
            best, months, replace(months, value=months.value / loss, low=low, high=high)
        )

    def ties(self, name: str, power: int) -> dict[str, float]:
        """Return the plans that cost a power less than `TIE` of a limited war more than its part in
        a profile, with the months that each gives the other power over that part.
        """
        least = -TIE * self.scenario.value(f"loss_{GIANTS[power]}")
        other = 1 - power
        here = self.payoffs(name, power, other)
        return {
            plan: self.measured(self.payoffs(name, power, other, plan) - here, other).value
            for plan in self.searched.replies[name][power]
            if plan not in self.searched.profiles[name][power]
            and self.gain(name, power, plan).value >= least
        }

    def text(self, name: str) -> str:
        """Return a profile in words; a mixed one with the chances of its plans."""
        parts = []
        for power, mix in zip(GIANTS, self.searched.profiles[name], strict=True):
            plans = [
                plan_text(plan) + (f" ({percent_text(chance)})" if chance < 0.9995 else "")
                for plan, chance in mix.items()
            ]
            parts.append(f"{power.capitalize()} {' or '.join(plans)}")
        return "; ".join(parts)

    def sentences(self) -> list[str]:
        """Return the equilibria with the gain by leaving them, and what both prefer."""
        ends = self.searched.ends
        sentences = [
            f"The search ends at: {self.text(name)} (from {count} of {len(STARTS)} starts)."
            for name, count in ends.items()
        ]
        leaving = [self.departure(name, power) for name in ends for power in range(len(GIANTS))]
        most = max(leaving, key=lambda departure: departure.wars.value)
        sentences.append(
            f"No other plan gains more there than {amount(most.wars).text()} of a limited war, "
            f"{number_text(most.months.value, 1)} months."
        )
        sentences += self.told_of_outside()
        sentences += [sentence for name in ends for sentence in self.told_of_ties(name)]
        costly = [
            (name, power.capitalize(), months)
            for name in NAMED
            for place, power in enumerate(GIANTS)
            if (months := self.departure(name, place).months).low > 0.0
        ]
        return [
            *sentences,
            self.told_of_preferred(),
            *(
                f"To stay in {name} costs {power} {amount(months).text()} months."
                for name, power, months in costly
            ),
        ]

    def first_screen(self) -> tuple[list[str], list[Table]]:
        """Return the sentences, with what the equilibrium gives both over free play; the tables have
        more columns than a screen.
        """
        _, ours, theirs, *_ = map(cell_text, self.tables()[0].rows[0])
        over_free = f"Over free play it gives Washington {ours} and Beijing {theirs} months."
        end, *rest = self.sentences()
        return [end, over_free, *rest], []

    def told_of_outside(self) -> list[str]:
        """Return the gain of each power's best plan of those that were drawn outside the class."""
        if not self.outside:
            return []
        gains_text = list_parts(
            [
                f"{name.capitalize()} {amount(best.gain).text()}"
                for name, best in zip(GIANTS, self.outside, strict=True)
            ]
        )
        return [
            f"Of {self.options.outside} plans of three courses the best gains {gains_text} of a limited war."
        ]

    def told_of_ties(self, name: str) -> list[str]:
        """Return how many other plans cost a power next to nothing, and what they change for the
        other one.
        """
        sentences = []
        for power, ties in ((power, self.ties(name, power)) for power in range(len(GIANTS))):
            if ties:
                low, high = min(0.0, *ties.values()), max(0.0, *ties.values())
                power_name, other = (GIANTS[index].capitalize() for index in (power, 1 - power))
                sentences.append(
                    f"It is not unique: {power_name} has {counted_text(len(ties), 'other plan')} within {TIE:g} of a "
                    f"limited war; {other} then gets from {number_text(low, 1, signed=True)} to "
                    f"{number_text(high, 1, signed=True)} months more."
                )
        return sentences

    def told_of_preferred(self) -> str:
        """Return the pair that both prefer to free play with the gains by leaving it, or that there
        is none.
        """
        months = [self.over_free(BOTH_PREFER, power) for power in range(len(GIANTS))]
        if any(gain.low <= 0.0 for gain in months):
            return f"No pair is clearly better for both than free play; the nearest: {self.text(BOTH_PREFER)}."
        gains, leaving = [], []
        for power, name in enumerate(map(str.capitalize, GIANTS)):
            more = max(self.departure(BOTH_PREFER, power).months.value, 0.0)
            gains.append(f"{name} {amount(months[power]).text()}")
            leaving.append(f"{name} gains {number_text(more, 1)}")
        return (
            f"Both prefer to free play: {self.text(BOTH_PREFER)}. {list_parts(gains)} months; by leaving it "
            f"{list_parts(leaving)}."
        )

    def tables(self) -> list[Table]:
        """Return the profiles against free play with the gains by leaving; then their plans."""
        powers = range(len(GIANTS))
        rows: list[tuple[Cell, ...]] = []
        plans: list[tuple[Cell, ...]] = []
        for name in self.searched.profiles:
            departures = [self.departure(name, power) for power in powers]
            rows.append(
                (
                    name,
                    *(amount(self.over_free(name, power)) for power in powers),
                    *(amount(departure.months) for departure in departures),
                )
            )
            plans.append(
                (
                    name,
                    self.text(name),
                    *(plan_text(departure.plan) for departure in departures),
                    *(amount(departure.wars) for departure in departures),
                )
            )
        heads = (
            "pair",
            "to Washington",
            "to Beijing",
            "Washington by leaving",
            "Beijing by leaving",
        )
        more = (
            "pair",
            "plans",
            "Washington's best other",
            "Beijing's best other",
            "Washington, wars",
            "Beijing, wars",
        )
        outside_rows: list[tuple[Cell, ...]] = [
            (name, exits_text(best.plan), amount(best.gain))
            for name, best in zip(GIANTS, self.outside, strict=False)
        ]
        caption = f"The best of {self.options.outside} plans of three courses, each left at either of two signs"
        tables = [
            Table("pairs", "Months over free play, and by the best other plan", heads, rows, True),
            Table(
                "plans",
                "The plans, and the best other plan with its gain in limited wars",
                more,
                plans,
            ),
        ]
        if outside_rows:
            tables.append(Table("outside", caption, ("", "plan", "wars"), outside_rows))
        return tables

    def files(self) -> Mapping[str, str]:
        """Return the last small game as a file for Gambit."""
        return {"game.nfg": gambit_game(self.scenario, self.searched, self.seed)}

    def notes(self) -> list[str]:
        """Return how the numbers were made, and the size of the class."""
        counts = " × ".join(count_text(count_plans(name, self.options.states)) for name in GIANTS)
        return [
            *super().notes(),
            f"Class: {counts} plans. The search stops at a gain of {STOP:g} of a limited war.",
        ]
