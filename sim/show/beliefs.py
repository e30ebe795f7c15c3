"""Figures of the payoff of Washington's courses by Kim's type, and of the belief from which on
pressing beats talking.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes

from sim.core.base.arrays import Floats, weighted_sum
from sim.core.base.errors import UsageProblem
from sim.core.estimate.writing import count_text, number_text, percent_text
from sim.core.outcomes.outcomes import label_of
from sim.show import grammar as g
from sim.show.designs import facts_of_study, results_of
from sim.show.drawn import Drawn, tidy
from sim.show.grammar import broad, drawing, now, panels
from sim.show.palette import BLACK, COURSE_COLOUR, PALE
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.experiment.factor_text import factor_value
from sim.study.store.results import cell_column

COURSES: Final = {"engagement": "engage", "patience": "wait", "maximum_pressure": "press"}
"""The courses to which Washington is held, and their names under a figure."""

KIMS: Final = ("fearful", "greedy", "erratic")
RESAMPLES: Final = 1000
POLICY, KIM = "washington.policy", "kim_type"
REMEDY: Final = (
    "Sweep over washington.policy=engagement,patience,maximum_pressure and kim_type=fearful,greedy,erratic; "
    "studies/courses.toml does so."
)


class CourseWorlds:
    """The worlds of a study by course and type of Kim, and the cells of a study of sets of
    parameters.
    """

    def __init__(self, study: Any, sets: Any = None) -> None:
        self.results, self.sets = results_of(study), sets and results_of(sets)
        design = self.results.design
        names = {each.name for each in self.results.study.factors}
        if not {POLICY, KIM} <= names or not set(COURSES) <= set(design[POLICY]):
            what = "the study does not play three courses with each type of Kim"
            raise UsageProblem(what, self.results.place, REMEDY)
        self.n = self.results.study.worlds
        self._kept: dict[str, Floats] = {}

    def worlds(self, outcome: str, kim: str, course: str) -> Floats:
        """Return an outcome of the worlds of one cell."""
        if outcome not in self._kept:
            self._kept[outcome] = self.results.by_cell(outcome)
        design = self.results.design
        (place,) = np.flatnonzero((design[POLICY] == course) & (design[KIM] == kim))[:1]
        own: Floats = self._kept[outcome][place]
        return own

    @property
    def beijing(self) -> str:
        """Return the policy to which Beijing is held, as a clause; empty if it is free."""
        own, design = "beijing.policy", self.results.design
        held = [each.policy for each in self.results.scenario.beijing.stretches]
        held = design[own].unique().tolist() if own in design else held
        return f"; policy of Beijing: {factor_value(own, held[0])}" if len(held) == 1 else ""

    def doubting(self, own: Sequence[Floats]) -> tuple[Floats, Floats]:
        """Return the values `own`, one for each type in KIMS, as two: for a Kim surely not greedy,
        with the other types in the shares of Washington's prior, and for one surely greedy.
        """
        prior = [self.results.scenario.value(f"prior_washington.{kim}") for kim in KIMS]
        mixed = dict(zip(KIMS, zip(prior, own, strict=True), strict=True))
        greedy = mixed.pop("greedy")[1]
        rest = weighted_sum(
            [each for _, each in mixed.values()], [each for each, _ in mixed.values()]
        )
        return np.asarray(rest) / sum(each for each, _ in mixed.values()), greedy

    def told_of_sets(self, words: str) -> str:
        """Return some words with the number of sets of parameters and of worlds of each; "" if
        there are no sets.
        """
        if self.sets is None:
            return ""
        many = len(self.sets.design) // len(self.sets.design[[POLICY, KIM]].drop_duplicates())
        worlds = count_text(self.sets.study.worlds)
        return f"{words} {count_text(many)} sets of parameters, {worlds} worlds each."

    def spread(self, outcome: str, kim: str) -> Floats:
        """Return the means of an outcome over the sets of parameters, `(sets, courses)`."""
        cells = self.sets.estimates([outcome])
        cells = cells[cells[cell_column(KIM)] == kim]
        own = [each for each in self.sets.study.factors if each.name not in (POLICY, KIM)]
        wide = cells.pivot_table(
            index=[cell_column(each.name) for each in own], columns=POLICY, values=outcome
        )
        return np.asarray(wide[list(COURSES)], dtype=np.float64)


MEASURES: Final = {
    "value_washington": "value to Washington, months",
    "lose_lose": "lose-lose, share of worlds",
}


@drawing
def beliefs(study: Any, sets: Any = None, *, ax: Axes | None = None) -> Drawn:
    """Draw how sure Washington must be that Kim is greedy before pressing is better than talking.

    First by the payoff to Washington, second by the share of lose-lose; below each the belief at
    which the best course changes, with its interval. Of the rest of its belief the other types keep
    their shares, as in the policy game. `study` is that of `courses`; `sets` plays the same over
    sets of parameters.
    """
    plan, t, beside = CourseWorlds(study, sets), now(), broad()
    tall = t.width_mm * (0.56 if beside else 1.7)
    shape = (2, 2) if beside else (4, 1)
    grid = panels(ax, *shape, heights=(4, 1.2) * (1 if beside else 2), height_mm=tall, gap=1.4)
    p, data, said, artists, headline = np.linspace(0.0, 1.0, 201), [], [], {}, ""
    for k, (measure, words) in enumerate(MEASURES.items()):
        upper, strip = (grid[0, k], grid[1, k]) if beside else (grid[2 * k, 0], grid[2 * k + 1, 0])
        sign = -1.0 if measure == "lose_lose" else 1.0
        worlds = np.array(
            [
                plan.doubting([plan.worlds(measure, kim, course) for kim in KIMS])
                for course in COURSES
            ]
        )
        ends = worlds.mean(axis=2)
        lines = ends[:, :1] * (1 - p) + ends[:, 1:] * p
        best = np.argmax(sign * lines, axis=0)
        for place, course in enumerate(COURSES):
            colour = COURSE_COLOUR[course]
            artists[f"{measure} {course}"] = g.lines(
                upper, p, lines[place], colour, linewidth=t.line * 0.9
            )
            line = {"course": course, "belief": [0, 1], "value": ends[place]}
            data += tidy(4, by=measure, panel="lines", **line)
            thick = np.where(best == place, lines[place], np.nan)
            g.lines(upper, p, thick, colour, linewidth=t.line * 3)
        order = [int(each) for each in dict.fromkeys(best.tolist())]
        rng, n = generator(7, Stream.BOX_PICTURE, 14), worlds.shape[2]
        counts = rng.multinomial(n, np.full(n, 1 / n), RESAMPLES) / n
        again = np.einsum("ckw,bw->bck", worlds, counts)
        pairs = list(itertools.pairwise(order))
        names = list(COURSES.values())
        spread = None
        if plan.sets is not None:
            own = plan.doubting([plan.spread(measure, kim) for kim in KIMS])
            spread = np.stack(own, axis=2)
        for row, (one, other) in enumerate(pairs):
            at = float(crossing(ends, one, other))
            low, high = np.quantile(crossing(again, one, other), (0.025, 0.975)).tolist()
            if spread is not None:
                each = crossing(spread, one, other)
                inside = each[(each > 0) & (each < 1)]
                lane = row + 0.5 * (rng.random(inside.size) - 0.5)
                g.dots(strip, inside, lane, PALE, size=t.dot * 0.5, linewidths=0, zorder=1)
            g.whiskers(strip, row, low, high, BLACK, width=t.line * 1.6)
            g.dots(strip, at, row, BLACK, "D")
            g.rule(upper, at, linestyle=":")
            about = {
                "by": measure,
                "panel": "where they cross",
                "from": names[one],
                "to": names[other],
            }
            data += tidy(4, **about, belief=at, low=low, high=high)
            if spread is not None:
                data += tidy(4, **about | {"panel": "in sets", "belief": inside})
            headline = headline or (
                f"At a belief of {percent_text(at)} or more that Kim is greedy, Washington does better "
                f"to {names[other]} than to {names[one]}"
            )
            said.append(
                f"by {label_of(measure)} {names[other]} overtakes {names[one]} at {percent_text(at)} "
                f"({number_text(100 * low, 0)} to {number_text(100 * high, 0)})"
            )
        if not pairs:
            said.append(f"by {label_of(measure)} {names[order[0]]} is best at every belief")
        g.rows(
            strip, [f"{names[a]} | {names[b]}" for a, b in pairs] or [f"always {names[order[0]]}"]
        )
        g.extend_axis(upper, "x", 0, 1)
        g.extend_axis(strip, "x", 0, 1)
        (g.share_axis if measure == "lose_lose" else g.number_axis)(upper, words)
        g.share_axis(strip, "belief that Kim is greedy", "x")
        g.axis_of(upper, "", "x", grid=False)
        upper.tick_params(labelbottom=False)
    handles = [g.sample(COURSES[c], COURSE_COLOUR[c]) for c in COURSES]
    handles.append(g.sample("belief at which the best course changes", BLACK, "none", "D"))
    if plan.sets is not None:
        handles.append(g.sample("the same in a set of parameters", PALE, "none", "o"))
    g.key(grid[-1, 0], handles, whole=ax is None)
    reading = (
        f"{'; '.join(said)[:1].upper()}{'; '.join(said)[1:]}. Thick: the best course. Worlds of the types mix, "
        f"of {count_text(plan.n)} worlds an end of a line; at 0 Washington's other types keep their shares; "
        "intervals over resampled worlds."
        f"{plan.told_of_sets(' Pale dots: the same in')}"
    )
    title = "How sure must Washington be that Kim is greedy before pressing is better than talking"
    return Drawn(
        grid,
        artists,
        title,
        reading,
        facts_of_study(plan.results, plan.n, "resampled worlds 95 %"),
        data,
        headline=headline,
        measure=f"Payoff of each course, by the belief that Kim is greedy{plan.beijing}",
        signs=[g.interval()],
    )


def crossing(ends: Any, one: int, other: int) -> Any:
    """Return the belief in a greedy Kim at which two courses have the same value; `ends` `(…,
    courses, 2)` holds their values at beliefs 0 and 1.
    """
    gap = ends[..., one, :] - ends[..., other, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        return gap[..., 0] / (gap[..., 0] - gap[..., 1])
