"""The finding on one world: its months with every probability, and the effects of single changes,
or of some together.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar, Final

import numpy as np

from sim.analysis.counterfactual import ANALYSIS, WhyOptions
from sim.analysis.counterfactual.changes import change_of
from sim.analysis.counterfactual.events import ENDINGS, IN_WORDS
from sim.analysis.counterfactual.paired_world import (
    Counterfactual,
    Screen,
    counterfactual,
    happens,
    last_month,
    screen,
)
from sim.analysis.counterfactual.story import (
    ChosenMove,
    MonthStory,
    Review,
    Story,
    end_text,
    lost,
    story,
)
from sim.analysis.finding import Figures, Finding
from sim.core.base.errors import DataProblem, MismatchProblem, UsageProblem
from sim.core.base.plain import Data
from sim.core.estimate.writing import count_text, number_text, percent_text
from sim.core.game.catalogue import CAPITALS, GIANTS, label_on
from sim.core.game.goals import goals_of
from sim.core.outcomes import outcomes
from sim.study.estimate.quantities import Table
from sim.study.experiment.factor_text import titled
from sim.study.run.worlds import Run, run
from sim.study.store.results import Results

SEEN: Final = 0.05
"""Moves at least as likely as this are shown by name."""

TOLD: Final = 0.005
"""The least probability of the rest of a menu at which it is shown."""

MOST_CHANGES: Final = 6
BRIEF: Final = 3
"""Changes on the first screen, and the number of their columns there."""

SEARCHED: Final = 1000
"""Worlds of a scenario among which the first with the outcome is sought."""
BELOW: Final = (*ENDINGS, "major")
"""Events that happen if their random draw is below their probability."""

READING: Final = (
    "One world, so no intervals. Chances are exact: the rules drew from them. The draw is a uniform; an event that "
    "ends a world happens if it is below the chance. * marks the choice. At a review: the chance of each course and "
    "its expected payoff a month.",
    "Tried: each policy throughout, each lever at its least and most, each statement and action of a decisive month "
    "replaced by the quiet one, each shock undone, each office otherwise, and each other type of Kim. Changes without "
    "any effect are not counted. Payoffs in months. A changed world is compared with its own benchmark: the same "
    "change, except in a policy or lever of Washington or Beijing. If a world ends close to the margin of lose-lose, "
    "many small changes flip it.",
)
MONTH_HEADS: Final = ("month", "by", "event", "chance", "draw", "instead")
Row = tuple[str, ...]


def options_of_study(results: Results, **arguments: Any) -> WhyOptions:
    """Return the options for a run that is read; raises UsageProblem, and DataProblem for results
    that are not of one run.
    """
    if [component.kind for component in results.study.components] != ["single"]:
        remedy = "Name a folder of sim run, or a scenario."
        raise DataProblem("the folder holds a sweep, not a run", results.place, remedy)
    results.check_complete()
    scenario, declared = results.study.scenario, ANALYSIS.own
    values = {name: declared[name].made(value, name, scenario) for name, value in arguments.items()}
    return WhyOptions(scenario, **values, seed=results.study.seed, results=results)


def find(options: WhyOptions, results: Sequence[Results]) -> StoryFinding:
    """Tell the world, with its twin after the changes, or with the single changes that would have
    changed it.

    It is played here step by step, and no experiment is requested. Raises MismatchProblem if the
    world differs from that of a run that is read.
    """
    kept_run = options.results.run() if options.results else None
    world = first_world(options, kept_run) if options.world is None else options.world
    was = story(options.scenario, options.seed, world)
    if kept_run:
        check_same(was, kept_run)
    if options.changes:
        return StoryFinding(
            options,
            was,
            counterfactual(was, [change_of(change, was) for change in options.changes]),
            None,
        )
    return StoryFinding(options, was, None, screen(was, options.outcome))


def check_same(was: Story, kept_run: Run) -> None:
    """Raise MismatchProblem if a world differs from that of a run."""
    for name in (*outcomes.FLAGS, *outcomes.NUMBERS):
        if name in kept_run.columns and name in was.outcomes:
            in_run, now = kept_run.columns[name][was.world].item(), was.outcomes[name]
            if not math.isclose(in_run, now, rel_tol=1e-9):
                message = f"in world {was.world} {name} is {now}, and {in_run} in the run"
                remedy = "Run the study again with this version."
                raise MismatchProblem(message, "the run's folder", remedy)


def first_world(options: WhyOptions, results: Run | None) -> int:
    """Return the number of the first world with the outcome; raises UsageProblem for none."""
    worlds_searched = results or run(options.scenario, SEARCHED, options.seed)
    worlds = np.flatnonzero(worlds_searched.flag(options.outcome))
    if not worlds.size:
        message = f"{outcomes.label_of(options.outcome)} happens in none of {worlds_searched.worlds} worlds"
        raise UsageProblem(message, "world", "Give the number of a world, or another outcome.")
    return int(worlds[0])


@dataclass(frozen=True, eq=False)
class StoryFinding(Finding):
    """The story of one world, with its twin after some changes, or with the screen of single
    changes.
    """

    analysis: ClassVar[str] = "story"
    options: WhyOptions
    was: Story
    twin: Counterfactual | None
    tried: Screen | None

    @property
    def shown(self) -> tuple[MonthStory, ...]:
        """The months that are shown by default."""
        window = self.options.window()
        if window is None:
            return self.was.decisive
        return tuple(month for month in self.was.months if window[0] <= month.number <= window[1])

    def sentences(self) -> list[str]:
        """Return how the world ends, and the changes that would have changed that."""
        was = self.was
        end = f"World {was.world} ends as {end_text(was)}: {lost(was)}. Kim is {was.kim} at the start."
        return [end, *self.changed()]

    def changed(self) -> list[str]:
        """Return the effect of the changes, or how many single changes would have changed the
        end.
        """
        outcome = outcomes.label_of(self.options.outcome)
        if self.twin:
            if self.twin.parted is None:
                return [
                    f"The same random draws, but {self.twin.label}: the change makes no difference."
                ]
            would = self.twin.would_story
            return [
                f"The same random draws, but {self.twin.label}: it ends as {end_text(would)}, and {lost(would)}. "
                f"They part in {self.twin.parted_label}: {self.twin.parting}."
            ]
        assert self.tried is not None
        verb = "prevented" if happens(self.was.trace, self.options.outcome) else "brought about"
        flipping, otherwise, total = (
            self.tried.flipping,
            self.tried.ending_otherwise,
            self.tried.all,
        )
        return [
            f"With the same random draws {len(flipping)} of {count_text(len(total))} changes would have {verb} "
            f"“{outcome}”.",
            f"Another {len(otherwise)} would have changed the end, but not this outcome.",
        ]

    def tables(self) -> list[Table]:
        """Return the payoffs of the world, the changes that would have changed it, its months, and
        every change that was tried.
        """
        s, was = self.scenario, self.was
        title = f"{s.title} ({s.name}), world {was.world} of seed {was.seed}"
        window = bool(self.options.span)
        which_months = "the months asked for" if window else "the decisive months"
        failed = [
            [goal.label for goal in goals_of(capital) if not was.outcomes[goal.column]]
            for capital in CAPITALS
        ]
        worth = tuple(
            (
                capital.capitalize(),
                number_text(was.outcomes[f"value_{capital}"], 1),
                self.in_benchmark(capital),
                "; ".join(goals) or "none",
            )
            for capital, goals in zip(CAPITALS, failed, strict=True)
        )
        heads = ("", "payoff", "in the benchmark", "goals that fail")
        ends = Table("ends", f"{title}: its end", heads, worth, True)
        months = tuple(row for month in self.shown for row in month_rows(was, month))
        every = tuple(row for month in was.months for row in month_rows(was, month))
        return [
            ends,
            *(self.twin_tables() if self.twin else self.screen_tables()),
            Table(
                "months",
                f"{title}: {which_months} ({len(self.shown)} of {len(was.months)})",
                MONTH_HEADS,
                months,
                window,
            ),
            Table("every-month", f"{title}: every month", MONTH_HEADS, every),
        ]

    def in_benchmark(self, capital: str) -> str:
        """Return the payoff of Washington or Beijing in the benchmark of the world; empty for the
        others.
        """
        ends = self.was.outcomes
        if capital not in GIANTS:
            return ""
        return number_text(ends[f"value_{capital}"] + ends[f"gain_{capital}"], 1)

    def screen_tables(self) -> Iterator[Table]:
        """Yield the first changes that flip the outcome, and all that were tried."""
        assert self.tried is not None
        heads = (
            "change",
            "outcome",
            "ends as",
            "parts in",
            "last month",
            "payoff to Washington",
            "payoff to Beijing",
        )
        rows = [change_row(self.tried, counterfactual) for counterfactual in self.tried.all]
        several = self.tried.flipping or self.tried.ending_otherwise
        kim_first = sorted(
            several, key=lambda counterfactual: counterfactual.changes[0].thing != ("kim_type",)
        )
        one_each = list(
            {
                counterfactual.changes[0].thing[:2]: counterfactual
                for counterfactual in reversed(kim_first)
            }.values()
        )
        rows_shown = [
            change_row(self.tried, counterfactual)[:BRIEF]
            for counterfactual in one_each[: -MOST_CHANGES - 1 : -1]
        ]
        caption = f"Changes that alter the end: {len(rows_shown)} of {len(several)}, each of another thing"
        yield Table("flips", caption, heads[:BRIEF], rows_shown, True)
        yield Table("changes", "Every single change that alters anything", heads, tuple(rows))

    def twin_tables(self) -> Iterator[Table]:
        """Yield the ends of both worlds, their differences in the month in which they part, and
        that month with the changes.
        """
        twin = self.twin
        assert twin is not None
        traces = (twin.was.trace, twin.would)
        rows: list[Row] = [
            ("ends as", *(str(trace.outcomes["final_state"]) for trace in traces)),
            ("last month", *(last_month(self.was, trace) for trace in traces)),
        ]
        for name in dict.fromkeys((self.options.outcome, "lose_lose")):
            rows.append(
                (
                    outcomes.label_of(name),
                    *("yes" if happens(trace, name) else "no" for trace in traces),
                )
            )
        for name in CAPITALS:
            values = (number_text(trace.outcomes[f"value_{name}"], 1) for trace in traces)
            rows.append((f"payoff to {name.capitalize()}", *values))
        yield Table(
            "twin",
            f"The same random draws, but {twin.label}",
            ("", "as it was", "changed"),
            tuple(rows),
            True,
        )
        if twin.parted is not None:
            would_story = twin.would_story
            yield Table(
                "differences",
                f"Differences in {twin.parted_label}, the month in which they part",
                ("difference",),
                tuple((trace.text,) for trace in twin.differences),
            )
            rows = list(
                month_rows(
                    would_story, would_story.months[min(twin.parted, len(would_story.months) - 1)]
                )
            )
            yield Table("parting", "That month, with the change", MONTH_HEADS, tuple(rows), True)

    def figures(self) -> Figures:
        """Return the timeline of the world, with that of its twin if there is one."""
        from sim.analysis.counterfactual.paired_timeline import lanes_of, paired_timeline
        from sim.show.timeline import one_world

        provenance, was, twin = self.provenance(1, "none, one world"), self.was, self.twin
        if twin:
            return {"twin": partial(paired_timeline, twin, provenance)}
        series = was.series("tension"), was.series("freeze")
        lanes, start = lanes_of(was), was.scenario.start
        return {
            "timeline": partial(
                one_world, *series, lanes, was.final_state, was.world, start, provenance
            )
        }

    def setting(self) -> str:
        """Return scenario, world, seed and units in one line."""
        was = self.was
        return f"{titled(self.scenario)} · world {was.world} · seed {was.seed} · payoffs in months"

    def first_screen(self) -> tuple[list[str], list[Table]]:
        """Return the sentences and the main tables; of a single world the payoffs of Washington and
        Beijing and some changes, which need no captions.
        """
        sentences, (ends, *more) = super().first_screen()
        if self.twin or self.options.span:
            return sentences, [ends, *more]
        rows = [row[:BRIEF] for row in ends.rows[: len(GIANTS)]]
        ends = replace(ends, heads=ends.heads[:BRIEF], rows=rows)
        return sentences[:2], [replace(table, caption="") for table in (ends, *more)]

    def next_steps(self, scenario: str, folder: str | None) -> Sequence[str]:
        """Return the commands to type next: every month, and a change."""
        command = f"sim why {scenario} --world {self.was.world}"
        return f"{command} --full", "add --shock kim_type=greedy"

    def notes(self) -> list[str]:
        """Return how to read the months, and which changes were tried."""
        return list(READING[: 1 if self.twin else 2])

    def data(self) -> Data:
        """Return everything as plain data."""
        content = self.head() | {"story": self.was.as_dict()}
        if self.twin:
            content["twin"] = self.twin.as_dict() | {"story": self.twin.would_story.as_dict()}
        return content | ({"screen": self.tried.as_dict()} if self.tried else {})


def change_row(tried: Screen, counterfactual: Counterfactual) -> Row:
    """Return the result of a single change, as a row."""
    ends = counterfactual.would.outcomes
    outcome = outcomes.label_of(tried.outcome)
    flipped = f"no {outcome}" if happens(tried.story.trace, tried.outcome) else outcome
    change_of_end = (
        flipped
        if counterfactual.flips(tried.outcome)
        else "another end"
        if counterfactual.ends_otherwise
        else "the same end"
    )
    values = (number_text(ends[f"value_{name}"], 1) for name in CAPITALS[:2])
    return (
        counterfactual.label,
        change_of_end,
        ends["final_state"],
        str(counterfactual.parted_label),
        last_month(tried.story, counterfactual.would),
        *values,
    )


def month_rows(was: Story, month: MonthStory) -> Iterator[Row]:
    """Yield the rows of one month: states, events, possible wars, reviews, statements and
    actions.
    """
    states_before = was.start if not month.number else was.months[month.number - 1].states
    names = ("tension", "sanction_pressure", "economy", "talks", "arsenal")
    now = {name: number_text(month.states[name], 2) for name in names}
    yield (
        month.label,
        "tension",
        f"{number_text(states_before['tension'], 2)} to {now['tension']}, rung {month.rung}; pressure "
        f"{now['sanction_pressure']}, economy {now['economy']}, talks {now['talks']}, arsenal {now['arsenal']}",
        "",
        "",
        "",
    )
    for event in month.events:
        odds, luck = (
            "" if number is None else percent_text(number)
            for number in (event.chance, event.uniform)
        )
        took = (
            "the draw had to be below the chance" if event.kind in BELOW and luck and odds else ""
        )
        yield month.label, "event", event.text, odds, luck, took
    ways = {
        name: chance for name, chance in month.perils.items() if name != "collapse" and chance > 0.0
    }
    for name, chance in ways.items():
        yield month.label, "war", f"could have come by {name}", percent_text(chance), "", ""
    for review in month.reviews.values():
        yield month.label, *review_cells(review)
    for menu, choice in month.choices.items():
        capital, _, kind = menu.partition(".")
        imposed = f" (imposed; drawn: {label_on(menu, choice.drawn)})" if choice.imposed else ""
        luck = percent_text(choice.uniform)
        wording = f"{kind}: {choice.label}{imposed}"
        yield (
            month.label,
            capital.capitalize(),
            wording,
            percent_text(choice.chance),
            luck,
            others(choice),
        )


def review_cells(review: Review) -> Row:
    """Return a review: its result and its causes, its probability, and each course with its
    expected payoff.
    """
    parts, course = [], f"{review.capital}.course"
    for k in sorted(range(len(review.courses)), key=lambda k: -review.chances[k]):
        mark = "*" if review.courses[k] == review.chosen else ""
        label = label_on(course, review.courses[k])
        parts.append(
            f"{label}{mark} {risk_text(review.chances[k])} (expects {number_text(review.worth[k], 2)})"
        )
    if review.capital != "pyongyang":
        types_text = ", ".join(
            f"{kim} {percent_text(share)}" for kim, share in review.belief.items()
        )
        parts.append(f"takes Kim for {types_text}")
    if review.risk is not None:
        parts.append(f"reckons with war at {risk_text(review.risk)} a month")
    causes = ", ".join(IN_WORDS[cause] for cause in review.causes)
    verb = "turns to" if review.turns else "stays with"
    course_text = (
        f"reviews its course, and {verb} {label_on(course, review.chosen)}; called for by: {causes}"
    )
    chance = percent_text(review.chance)
    return (
        review.capital.capitalize(),
        course_text,
        chance,
        percent_text(review.uniform),
        "; ".join(parts),
    )


def others(choice: ChosenMove) -> str:
    """Return the other moves of the menu, the likeliest first, with probabilities."""
    order = sorted(range(len(choice.moves)), key=lambda k: -choice.chances[k])
    rest = [k for k in order if choice.moves[k] != choice.done]
    likely = [k for k in rest if choice.chances[k] >= SEEN]
    parts = [
        f"{label_on(choice.menu, choice.moves[k])} {percent_text(choice.chances[k])}"
        for k in likely
    ]
    left = sum(choice.chances[k] for k in rest if k not in likely)
    return "; ".join([*parts, f"others {percent_text(left)}"] if left >= TOLD else parts)


def risk_text(risk: float) -> str:
    """Return a risk of war, or the probability of a course, in words; it is often close to 0."""
    return "less than 0.01 %" if risk < 0.0001 else percent_text(risk)
