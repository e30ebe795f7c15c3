"""The worth of knowing Kim's type, from free play in the same worlds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import ClassVar, Final

import numpy as np

from sim.analysis.finding import Finding
from sim.analysis.know import KnowOptions
from sim.analysis.know.cells import (
    KINDS,
    LOST,
    OUTCOMES,
    PAYOFF,
    PRESSED,
    PRESSING,
    TALKED,
    Changes,
    by_row,
    cells_of,
    estimate,
    known_rows,
    policy_rows,
    signal_gains,
    signal_rows,
    types_of,
    weights_of,
)
from sim.analysis.know.courses import course_game
from sim.analysis.know.words import Words, word_rows, words_of
from sim.core.base.arrays import Floats, inner
from sim.core.estimate.interval import Estimate
from sim.core.estimate.writing import number_text, percent_text
from sim.core.game.catalogue import GIANTS
from sim.core.game.policies import courses_of
from sim.study.estimate.comparison import comparison_text
from sim.study.estimate.quantities import Cell, Table, amount, points
from sim.study.experiment.definition import Experiment
from sim.study.store.results import Results

PART: Final = 4
"""Signals and courses are played in one of so many worlds: their differences are larger, or their
cells many.
"""

FACTOR: Final = 1.11
"""The factor of the account, fitted once over a hundred vectors of the set."""
NEAR: Final = 69
"""The vectors of these in which the account lies within .3 months of the worth, 400 worlds a type."""

LABELS: Final = {
    "washington": "Washington",
    "beijing": "Beijing",
    "both": "both",
    "pool": "pooled",
}


def ask(options: KnowOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the next experiment: who knows; pressing and talking held; the pairs of courses; and,
    unless Kim's type is fixed, signals and words.
    """
    scenario, types = options.scenario, types_of(options.scenario)
    whole, few = options.worlds, max(20, options.worlds // PART)
    known = [row for case in known_rows(scenario, options.powers).values() for row in case]
    rounds: list[tuple[list[Changes], int, Sequence[str]]] = [
        (known, whole, OUTCOMES),
        (policy_rows(scenario, [(course, "") for course in PRESSING]), few, OUTCOMES),
        (policy_rows(scenario, product(*map(courses_of, GIANTS))), few, OUTCOMES[:2]),
    ]
    if len(types) == len(KINDS):
        rounds.append((signal_rows(scenario, options.accuracy), few, OUTCOMES))
        # The lie that pays least is worth half a month, so words need all the worlds.
        rounds.append((word_rows(scenario), whole, OUTCOMES))
    if len(so_far) == len(rounds):
        return None
    rows, worlds, outcomes = rounds[len(so_far)]
    return cells_of(scenario, rows, worlds, options.seed, outcomes)


def find(options: KnowOptions, results: Sequence[Results]) -> KnowFinding:
    """Return the worth of knowing; raises DataProblem if a world failed."""
    scenario, types = options.scenario, len(types_of(options.scenario))
    known = by_row(results[0], OUTCOMES, types)
    cases = dict(zip(known_rows(scenario, options.powers), known, strict=True))
    held = by_row(results[1], OUTCOMES, types)
    games = course_game(scenario, by_row(results[2], OUTCOMES[:2], types))
    signals: dict[float, Floats] = {}
    words = None
    if len(results) > 3:
        few = by_row(results[3], OUTCOMES, types)
        base = cases["nobody"][..., : few.shape[-1]]
        gains = signal_gains(few, base, options.accuracy)
        signals = dict(zip(options.accuracy, gains, strict=True))
        words = words_of(scenario, by_row(results[4], OUTCOMES, types))
    return KnowFinding(options, cases, held, signals, words, games)


@dataclass(frozen=True, eq=False)
class KnowFinding(Finding):
    """The worth of knowing Kim's type.

    `cases` holds for each case of who knows the outcomes of `OUTCOMES`, `(types, outcomes,
    worlds)`; `held` those with Washington held to pressing and to talking, `(2, types, outcomes,
    worlds)`. `signals` are the gains by accuracy. `words` is None if Kim's type is fixed. `games`
    holds the equilibrium of the game of courses for each case.
    """

    analysis: ClassVar[str] = "know"
    options: KnowOptions
    cases: Mapping[str, Floats]
    held: Floats
    signals: Mapping[float, Floats]
    words: Words | None
    games: Mapping[str, tuple[str, float, float]]

    def gain(self, case: str, capital: str, by_prior: bool = False) -> Estimate:
        """Return the months that a case of who knows is worth to a capital, by its own belief or by
        the model's prior.
        """
        more = self.cases[case] - self.cases["nobody"]
        weights = weights_of(self.scenario, "" if by_prior else capital)
        return estimate(more[:, PAYOFF[capital]], weights)

    def lost(self, case: str) -> Estimate:
        """Return the change of the share of lose-lose by the model's prior."""
        more = self.cases[case] - self.cases["nobody"]
        return estimate(more[:, LOST], weights_of(self.scenario), "points")

    def gains(self, case: str) -> dict[str, Estimate]:
        """Return the gains of both by their own beliefs."""
        return {name: self.gain(case, name) for name in GIANTS}

    def pressing(self, capital: str) -> dict[str, Estimate]:
        """Return the months that Washington's pressing is worth to a capital over its talking, by
        type of Kim.
        """
        more = self.held[0, :, PAYOFF[capital]] - self.held[1, :, PAYOFF[capital]]
        types = zip(types_of(self.scenario), more, strict=True)
        return {kim: estimate(row[None], np.ones(1)) for kim, row in types}

    @cached_property
    def account(self) -> float:
        """The months that the account gives: the factor times the sum over types of Washington's
        weight, its gain from pressing over talking, and half the shift of months between them.
        """
        if "washington" not in self.cases:
            return 0.0
        moved = (self.cases["washington"] - self.cases["nobody"]).mean(axis=-1)
        shift = 0.5 * (moved[:, PRESSED] - moved[:, TALKED])
        worth = np.array([each.value for each in self.pressing("washington").values()])
        return FACTOR * inner(weights_of(self.scenario, "washington"), worth * shift)

    def sentences(self) -> list[str]:
        """Return the worth of each power's knowledge, then what Beijing can pass on."""
        sentences = [
            comparison_text(
                f"If {LABELS[name]} knew Kim's type from the first month",
                self.gains(name),
                self.lost(name),
            )
            for name in self.options.powers
        ]
        return [*sentences, *self.told_of_words()]

    def told_of_words(self) -> list[str]:
        """Return what Beijing can pass on by talk, by a mediator, and by evidence."""
        if self.words is None:
            return []
        prefers = ", ".join(
            f"{kim} {number_text(gain.value, 1)}" for kim, gain in self.words.prefers.items()
        )
        always = all(gain.low > 0.0 for gain in self.words.prefers.values())
        reason = (
            "it would always say fearful"
            if always
            else "some type would lie, however it tells them"
        )
        talk = (
            f"Beijing cannot tell Washington by talk: {reason}."
            if self.words.talk_fails
            else "These worlds do not show that Beijing's talk fails."
        )
        us, them = (amount(estimate_of).text() for estimate_of in self.words.proved)
        mediated = max(self.words.mediated)
        evidence = (
            f"Evidence tells all ({us}, {them} months)"
            if self.words.unravels
            else f"Evidence need not tell all (at most {us}, {them} months)"
        )
        return [
            talk,
            f"{evidence}.",
            f"Being believed gains Beijing, by type, {prefers} months.",
            f"The best mediator of its reports is worth {number_text(mediated, 2)}.",
        ]

    def told_of_signals(self) -> list[str]:
        """Return the worth of a signal to both by its accuracy, in a sentence."""
        if "washington" not in self.cases or not self.signals:
            return []
        worth = {
            name: ", ".join(number_text(self.signal_gain(a, name).value, 1) for a in self.signals)
            for name in GIANTS
        }
        right = ", ".join(percent_text(a) for a in self.signals)
        return [
            f"If its signal is right in {right}: Washington {worth['washington']}, "
            f"Beijing {worth['beijing']} months."
        ]

    def tables(self) -> list[Table]:
        """Return who knows; then the types apart, signals, words, causes and the game of courses."""
        tables = [self.who_table(), self.type_table(), self.cause_table()]
        if self.signals:
            tables.append(self.signal_table())
        if self.words:
            tables.append(self.word_table(self.words))
        return [*tables, self.course_table()]

    def who_table(self) -> Table:
        """Return the worth to both and the change of lose-lose by who knows, with the gains by the
        model's prior.
        """
        rows: list[tuple[Cell, ...]] = [
            (
                LABELS[case],
                *(amount(self.gain(case, name)) for name in GIANTS),
                points(self.lost(case)),
                *(amount(self.gain(case, name, by_prior=True)) for name in GIANTS),
            )
            for case in self.cases
            if case != "nobody"
        ]
        by_prior = ("Washington, model's prior", "Beijing, model's prior")
        heads = ("who knows", "to Washington", "to Beijing", "lose-lose", *by_prior)
        caption = "Worth of knowing Kim's type, months over nobody knowing (own beliefs)"
        return Table("who", caption, heads, rows)

    def type_table(self) -> Table:
        """Return the worth to both at each type of Kim."""
        rows: list[tuple[Cell, ...]] = []
        for case in self.cases:
            more = self.cases[case] - self.cases["nobody"]
            for place, kim in enumerate(types_of(self.scenario)):
                if case != "nobody":
                    gains = [estimate(more[place, [k]], np.ones(1)) for k in PAYOFF.values()]
                    rows.append((f"{LABELS[case]}, {kim} Kim", *map(amount, gains)))
        heads = ("who knows", "to Washington", "to Beijing")
        return Table("types", "The types of Kim apart, months", heads, rows)

    def cause_table(self) -> Table:
        """Return Washington's pressing over its talking by type of Kim, Beijing free."""
        by_type = {name: self.pressing(name) for name in GIANTS}
        rows: list[tuple[Cell, ...]] = [
            (f"{kim} Kim", *(amount(by_type[name][kim]) for name in GIANTS))
            for kim in types_of(self.scenario)
        ]
        caption = "Washington pressing less talking all months, Beijing free, months"
        return Table("pressing", caption, ("", "to Washington", "to Beijing"), rows)

    def signal_gain(self, accuracy: float, capital: str) -> Estimate:
        """Return the months that Washington's signal of an accuracy is worth to a capital."""
        gains = self.signals[accuracy][:, PAYOFF[capital]]
        return estimate(gains, weights_of(self.scenario, capital))

    def signal_table(self) -> Table:
        """Return the worth to both by the accuracy of Washington's signal."""
        rows: list[tuple[Cell, ...]] = [
            (
                percent_text(accuracy),
                *(amount(self.signal_gain(accuracy, name)) for name in GIANTS),
            )
            for accuracy in self.signals
        ]
        caption = "Washington's signal is right with this chance, months over nobody knowing"
        return Table("accuracy", caption, ("right", "to Washington", "to Beijing"), rows)

    def word_table(self, words: Words) -> Table:
        """Return the lie that breaks each way of talking, and the window of honest talk."""
        rows: list[tuple[Cell, ...]] = [
            (split, f"{lie.kim} Kim is called {lie.claims}", amount(lie.gain))
            for split, lie in words.lies.items()
        ]
        low, high = (number_text(each, 2) for each in words.window)
        caption = (
            "Talk of Beijing, and the lie that pays it most, months. Talk of a fearful Kim is honest "
            f"only if a month of pressure is worth {low} to {high} months to Beijing"
        )
        return Table("talk", caption, ("types told apart", "lie", "gains Beijing"), rows)

    def course_table(self) -> Table:
        """Return the equilibrium of the game of courses by who knows, and its worth to both."""
        base = self.games.get("nobody")
        rows: list[tuple[Cell, ...]] = []
        for case, (pair, *values) in self.games.items():
            gains = (
                [number_text(x - y, 1) for x, y in zip(values, base[1:], strict=True)]
                if base
                else ["", ""]
            )
            rows.append((case, pair, *gains))
        caption = "Both held to courses: the equilibrium by who knows, months over nobody knowing"
        return Table(
            "courses", caption, ("who knows", "equilibrium", "Washington", "Beijing"), rows
        )

    def first_screen(self) -> tuple[list[str], list[Table]]:
        """Return the worth of Washington's knowledge, what Beijing can pass on, and the table of who
        knows by own beliefs, in about twenty lines.
        """
        powers, sentences = self.options.powers, self.sentences()
        if "beijing" in powers:
            worth = [abs(end) for x in self.gains("beijing").values() for end in (x.low, x.high)]
            if max(worth) < 0.5:
                idle = "If Beijing knew it, neither would gain or lose half a month."
                sentences[powers.index("beijing")] = idle
        table = self.who_table()
        rows: list[tuple[Cell, ...]] = [
            (*row[:3], points(self.lost(case)).bare())
            for case, row in zip(list(self.cases)[1:], table.rows, strict=True)
        ]
        short = Table(table.name, table.caption, (*table.heads[:3], "lose-lose, points"), rows)
        return [*sentences[: len(powers) + 2], *self.told_of_signals()], [short]

    def notes(self) -> list[str]:
        """Return how the numbers were made, and the account of the size."""
        notes = super().notes()
        if "washington" in self.cases and self.words:
            worth = self.gain("washington", "washington").value
            notes.append(
                f"Account of the size: {FACTOR:g} times the sum over types of Washington's weight, the worth of "
                "pressing over talking, and half the shift of months between them is "
                f"{number_text(self.account, 2)} of {number_text(worth, 2)} months. In 100 vectors of the set "
                f"it lies within .3 months of the worth in {NEAR}. No forecast of the size from the rules succeeded."
            )
        return notes
