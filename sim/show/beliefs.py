"""The picture of the argument: Washington's payoff from talking and from pressing by its belief
about Kim.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes

from sim.core.base.arrays import Floats, weighted_sum
from sim.core.base.errors import UsageProblem
from sim.core.estimate.writing import count_text, number_text, percent_text
from sim.core.game.catalogue import GIANTS
from sim.show import grammar as g
from sim.show.designs import facts_of_study, results_of
from sim.show.drawn import Drawn, tidy
from sim.show.grammar import drawing, now
from sim.show.palette import BLACK, CAPITAL_COLOUR, CAPITAL_LABEL, COURSE_COLOUR, GREY
from sim.study.estimate.survival import PART, means_again, told
from sim.study.experiment.factor_text import factor_value
from sim.study.store.results import cell_column

PAIR: Final = {"engagement": "talk", "maximum_pressure": "press"}
"""The courses that are compared, and their names in the figure."""

VALUE: Final = "value_washington"

KIMS: Final = ("fearful", "greedy", "erratic")
POLICY, KIM = "washington.policy", "kim_type"
REMEDY: Final = (
    "Sweep over washington.policy=engagement,maximum_pressure and kim_type=fearful,greedy,erratic; "
    "studies/courses.toml does so."
)


class CourseWorlds:
    """The worlds of a study by course and type of Kim, and the cells of a study of sets of
    parameters.
    """

    def __init__(self, study: Any, sets: Any = None) -> None:
        self.results, self.sets = results_of(study), sets and results_of(sets)
        design = self.results.design
        names = {factor.name for factor in self.results.study.factors}
        if not {POLICY, KIM} <= names or not set(PAIR) <= set(design[POLICY]):
            problem = "the study does not play both courses with each type of Kim"
            raise UsageProblem(problem, self.results.place, REMEDY)
        self.n = self.results.study.worlds

    @cached_property
    def values(self) -> Floats:
        """The payoff to Washington in each world, `(cells, worlds)`."""
        return self.results.by_cell(VALUE)

    def worlds(self, kim: str, course: str) -> Floats:
        """Return the payoff to Washington in the worlds of one cell."""
        design = self.results.design
        (place,) = np.flatnonzero((design[POLICY] == course) & (design[KIM] == kim))[:1]
        return np.asarray(self.values[place])

    @property
    def beijing(self) -> str:
        """Return the policy to which Beijing is held, as a clause; empty if it is free."""
        factor, design = "beijing.policy", self.results.design
        policies = [stretch.policy for stretch in self.results.scenario.beijing.stretches]
        policies = design[factor].unique().tolist() if factor in design else policies
        return (
            f"; policy of Beijing: {factor_value(factor, policies[0])}"
            if len(policies) == 1
            else ""
        )

    def doubting(self, values: Sequence[Floats]) -> tuple[Floats, Floats]:
        """Return values, one for each type in KIMS, as two: for a Kim surely not greedy,
        with the other types in the shares of Washington's prior, and for one surely greedy.
        """
        prior = [self.results.scenario.value(f"prior_washington.{kim}") for kim in KIMS]
        mixed = dict(zip(KIMS, zip(prior, values, strict=True), strict=True))
        greedy = mixed.pop("greedy")[1]
        rest = weighted_sum(
            [value for _, value in mixed.values()], [value for value, _ in mixed.values()]
        )
        return np.asarray(rest) / sum(value for value, _ in mixed.values()), greedy

    def told_of_sets(self, words: str) -> str:
        """Return some words with the number of sets of parameters and of worlds of each; "" if
        there are no sets.
        """
        if self.sets is None:
            return ""
        many = len(self.sets.design) // len(self.sets.design[[POLICY, KIM]].drop_duplicates())
        worlds = count_text(self.sets.study.worlds)
        return f"{words} {count_text(many)} sets of parameters, {worlds} worlds each."

    def spread(self, kim: str) -> Floats:
        """Return the mean payoffs over the sets of parameters, `(sets, courses)`."""
        cells = self.sets.estimates([VALUE])
        cells = cells[cells[cell_column(KIM)] == kim]
        others = [
            cell_column(factor.name)
            for factor in self.sets.study.factors
            if factor.name not in (POLICY, KIM)
        ]
        wide = cells.pivot_table(index=others, columns=POLICY, values=VALUE)
        return np.asarray(wide[list(PAIR)], dtype=np.float64)


@drawing
def beliefs(study: Any, sets: Any = None, *, ax: Axes | None = None) -> Drawn:
    """Draw Washington's payoff from talking and from pressing by its belief that Kim is greedy, with
    the belief at which the better course changes, and the beliefs of both powers.

    Of the rest of its belief the other types keep the shares of Washington's prior. `study` plays
    both courses with each type of Kim; `sets` plays the same over sets of parameters, whose
    crossings make a band.
    """
    plan, t = CourseWorlds(study, sets), now()
    axes = ax or g.canvas(height_mm=t.width_mm * (0.46 if g.broad() else 0.78))[1]
    worlds = np.stack(
        [plan.doubting([plan.worlds(kim, course) for kim in KIMS]) for course in PAIR]
    )
    # Payoffs of both courses at both ends of belief, as they are and over resampled worlds.
    ends, halves = (
        np.stack([means_again(table, part) for table in worlds], axis=1) for part in (1, PART)
    )
    crossings = crossing(ends, 0, 1)
    belief_crossed, (low, high) = (
        float(crossings[0]),
        np.quantile(crossings[1:], (0.025, 0.975)).tolist(),
    )
    estimate = {"by": "worlds", "belief": belief_crossed, "low": low, "high": high}
    artists: dict[str, Any] = {}
    data = tidy(4, panel="crossing", **estimate)
    g.extend_axis(axes, "x", 0.0, 1.0)
    g.share_axis(axes, "belief that Kim arms for gain (greedy)", "x")
    g.number_axis(axes, "payoff to Washington, months")
    if plan.sets is not None:
        spread = np.stack(plan.doubting([plan.spread(kim) for kim in KIMS]), axis=2)
        crossings_of_sets = crossing(spread, 0, 1)
        inner = np.quantile(np.clip(crossings_of_sets, 0.0, 1.0), (0.05, 0.95))
        artists["sets"] = axes.axvspan(*inner, color=g.lighter(GREY, 0.2), linewidth=0, zorder=0)
        data += tidy(4, panel="in sets of parameters", belief=crossings_of_sets)
    # Lines are named where they lie farthest apart.
    side = 0.9 if belief_crossed < 0.5 else 0.1
    heights = (1 - side) * ends[0, :, 0] + side * ends[0, :, 1]
    for place, (course, name) in enumerate(PAIR.items()):
        values, colour = ends[0, place], COURSE_COLOUR[course]
        artists[name] = g.lines(axes, [0.0, 1.0], values, colour, linewidth=t.line * 1.6)
        data += tidy(4, panel="lines", course=name, belief=[0, 1], value=values)
        above = heights[place] == heights.max()
        axes.annotate(
            name,
            (side, heights[place]),
            (0, t.small * (0.7 if above else -0.7)),
            textcoords="offset points",
            ha="right" if side > 0.5 else "left",
            va="bottom" if above else "top",
            color=g.ink(colour),
            size=t.text,
        )
    reach = float(np.ptp(ends[0]))
    g.extend_axis(
        axes, "y", float(ends[0].min()) - 0.3 * reach, float(ends[0].max()) + 0.12 * reach
    )
    if 0.0 < belief_crossed < 1.0:
        height = (1 - belief_crossed) * ends[0, 0, 0] + belief_crossed * ends[0, 0, 1]
        g.rule(axes, belief_crossed, linestyle=":", colour=BLACK)
        g.whiskers(axes, height, low, high, BLACK, width=t.line * 0.9)
        artists["crossing"] = g.dots(axes, belief_crossed, height, BLACK, "D")
    powers = {name: plan.results.scenario.value(f"prior_{name}.greedy") for name in GIANTS}
    for power, belief in powers.items():
        artists[power] = mark_belief(axes, power, belief, belief_crossed)
        data += tidy(4, panel="belief", by=power, belief=belief)
    signs: list[Any] = [g.interval()] if 0.0 < belief_crossed < 1.0 else []
    if plan.sets is not None:
        signs.append(g.patch("crossing in 90 % of the sets of parameters", g.lighter(GREY, 0.2)))
    told_sets = plan.told_of_sets(" Band: where they cross in nine of ten of")
    reading = (
        f"{count_text(plan.n)} worlds of each course and type. They cross at {percent_text(belief_crossed)} "
        f"({number_text(100 * low, 0)} to {number_text(100 * high, 0)}, resampled worlds). At 0 the other types keep "
        f"the shares of Washington's prior. Triangles: what both powers believe at first.{told_sets}"
    )
    return Drawn(
        axes,
        artists,
        "Washington's payoff from talking and from pressing, by its belief about Kim",
        reading,
        facts_of_study(plan.results, plan.n, "resampled worlds 95 %"),
        data,
        headline=belief_headline(halves, belief_crossed, powers, plan.n),
        measure=f"Mean payoff to Washington, months, if it holds the course throughout{plan.beijing}",
        signs=signs,
    )


def mark_belief(ax: Axes, power: str, belief: float, crossed: float) -> Any:
    """Mark the belief of a power at the foot of axes, with its name on the side away from the
    crossing; return the mark.
    """
    t, foot, colour = now(), ax.get_xaxis_transform(), CAPITAL_COLOUR[power]
    look: dict[str, Any] = {"marker": "^", "color": colour, "markersize": 1.5 * t.dot}
    mark = ax.plot([belief], [0.0], transform=foot, clip_on=False, zorder=6, **look)
    left = belief > 0.7 or 0.18 < belief < crossed
    ax.annotate(
        f"{CAPITAL_LABEL[power]}\n{percent_text(belief)}",
        (belief, 0.0),
        (t.small * (-0.2 if left else 0.2), t.small * 0.9),
        xycoords=foot,
        textcoords="offset points",
        ha="right" if left else "left",
        color=g.ink(colour),
        size=t.small,
        path_effects=g.halo(),
    )
    return mark


def belief_headline(ends: Floats, crossed: float, powers: Mapping[str, float], worlds: int) -> str:
    """Return from which belief on pressing pays, and on which sides of it both powers stand, if
    resampled worlds agree; `ends` `(1 + resamples, courses, 2)` are payoffs at beliefs 0 and 1.
    """
    gaps = ends[:, 1] - ends[:, 0]
    places = [0.0, 1.0, *powers.values()]
    signs = np.stack([(1 - p) * gaps[:, 0] + p * gaps[:, 1] > 0 for p in places], axis=1)
    first, last, *sides = signs[0].tolist()
    if first == last:
        sentence = (
            f"{'Pressing' if first else 'Talking'} pays Washington more at every belief about Kim"
        )
    else:
        better = (
            "pressing pays Washington more than talking"
            if last
            else "talking pays more than pressing"
        )
        stand = [
            f"{CAPITAL_LABEL[power]} believes {percent_text(belief)}"
            for power, belief in powers.items()
        ]
        joint = ", but " if sides[0] != sides[1] else " and "
        sentence = (
            f"From {percent_text(crossed)} sure that Kim is greedy, {better}; {joint.join(stand)}"
        )
    question = "at which belief about Kim pressing is worth more than talking"
    return told(sentence, [*map(tuple, signs.tolist())], worlds, question)


def crossing(ends: Any, one: int, other: int) -> Any:
    """Return the belief in a greedy Kim at which two courses have the same value; `ends` `(…,
    courses, 2)` holds their values at beliefs 0 and 1.
    """
    gap = ends[..., one, :] - ends[..., other, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        return gap[..., 0] / (gap[..., 0] - gap[..., 1])
