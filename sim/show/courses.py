"""What Washington's course is worth, by who Kim is; and how sure it must be before pressing beats
talking.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes

from sim.core.base.arrays import Floats, weighted_sum
from sim.core.base.errors import UsageProblem
from sim.core.estimate.interval import mean_estimate, wilson_cells
from sim.core.estimate.writing import count_text, number_text, percent_text, tick_text
from sim.core.game.catalogue import GIANTS
from sim.core.outcomes.outcomes import label_of
from sim.show import grammar as g
from sim.show.designs import facts_of_study, results_of
from sim.show.drawn import Drawn, tidy
from sim.show.grammar import broad, drawing, now, panels
from sim.show.palette import BLACK, CAPITAL_COLOUR, COURSE_COLOUR, GREY, PALE, TEAL
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.estimate.quantities import list_parts
from sim.study.store.results import cell_column

COURSES: Final = {"engagement": "engage", "patience": "wait", "maximum_pressure": "press"}
"""The courses to which Washington is held, and what they are called under a figure."""

KIMS: Final = {
    "fearful": "threats arm him",
    "greedy": "yielding arms him",
    "erratic": "neither moves him",
}
SHARES: Final = {
    "lose_lose": (BLACK, "D", "lose-lose: both do worse"),
    "win_win": (TEAL, "o", "win-win: both do better"),
}
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

    def doubting(self, own: Sequence[Floats]) -> tuple[Floats, Floats]:
        """Return what is worth so much by each type where Kim is surely not greedy, the others in
        the shares of Washington's belief, and where he surely is.
        """
        prior = [self.results.scenario.value(f"prior_washington.{kim}") for kim in KIMS]
        mixed = dict(zip(KIMS, zip(prior, own, strict=True), strict=True))
        greedy = mixed.pop("greedy")[1]
        rest = weighted_sum(
            [each for _, each in mixed.values()], [each for each, _ in mixed.values()]
        )
        return np.asarray(rest) / sum(each for each, _ in mixed.values()), greedy

    def told_of_sets(self, words: str) -> str:
        """Return some words with how many sets of parameters there are, and of how many worlds;
        nothing where there are none.
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


@drawing
def courses(study: Any, sets: Any = None, *, ax: Axes | None = None) -> Drawn:
    """Draw what Washington's course is worth to both giants by who Kim is, and how often both do
    worse or better.

    `study` holds washington.policy and kim_type; `sets` the same cells over sets of parameters,
    which become the grey band. Above: means, and 5 to 95 % of the worlds; below: shares
    against the benchmark.
    """
    plan, beside, t = CourseWorlds(study, sets), broad(), now()
    shape = (2, len(KIMS)) if beside else (2 * len(KIMS), 1)
    tall = t.width_mm * (0.68 if beside else 2.2)
    grid = panels(ax, *shape, share="y" if beside else "", height_mm=tall, gap=1.6)
    x, data, artists = np.arange(len(COURSES), dtype=np.float64), [], {}
    rises = {}
    for k, (kim, words) in enumerate(KIMS.items()):
        upper, lower = (grid[0, k], grid[1, k]) if beside else (grid[2 * k, 0], grid[2 * k + 1, 0])
        about = {"kim_type": kim, "course": list(COURSES)}
        for shift, capital in ((-0.12, GIANTS[0]), (0.12, GIANTS[1])):
            own = [plan.worlds(f"value_{capital}", kim, course) for course in COURSES]
            means = [mean_estimate(each) for each in own]
            ends = np.array([np.quantile(each, (0.05, 0.95)) for each in own])
            colour = CAPITAL_COLOUR[capital]
            spots, worth = x + shift, [e.value for e in means]
            pale = g.lighter(colour, 0.4)
            g.whiskers(upper, spots, ends[:, 0], ends[:, 1], pale, across=False, width=t.line * 2.6)
            g.lines(upper, spots, worth, colour)
            artists[f"{kim} {capital}"] = g.dots(
                upper, spots, worth, colour, "os"[capital != GIANTS[0]]
            )
            data += tidy(
                4,
                **about,
                outcome=f"value_{capital}",
                mean=worth,
                low=[e.low for e in means],
                high=[e.high for e in means],
                q5=ends[:, 0],
                q95=ends[:, 1],
            )
        around = None if plan.sets is None else plan.spread("lose_lose", kim)
        if around is not None:
            under, over = np.quantile(around, (0.05, 0.95), axis=0)
            g.bands(lower, x, under, over, GREY, 0.22, zorder=0)
            mean = around.mean(axis=0)
            data += tidy(4, **about, outcome="lose_lose over sets", mean=mean, low=under, high=over)
        for outcome, (colour, marker, _) in SHARES.items():
            hits = [int(plan.worlds(outcome, kim, course).sum()) for course in COURSES]
            cells = wilson_cells(hits, plan.n)
            g.lines(
                lower,
                x,
                cells.value,
                colour,
                linewidth=t.line * (1.8 if outcome == "lose_lose" else 1),
            )
            g.whiskers(lower, x, cells.low, cells.high, colour, across=False)
            artists[f"{kim} {outcome}"] = g.dots(lower, x, cells.value, colour, marker)
            shares = {"mean": cells.value, "low": cells.low, "high": cells.high}
            data += tidy(4, **about, outcome=outcome, **shares)
            if outcome == "lose_lose":
                rises[kim] = cells.value[-1] - cells.value[0]
                for place, side in ((0, "right"), (2, "left")):
                    lower.annotate(
                        tick_text(round(float(cells.value[place]), 2)),
                        (place, cells.value[place]),
                        (-0.9 * t.dot if side == "right" else 0.9 * t.dot, 0),
                        textcoords="offset points",
                        ha=side,
                        va="center",
                        size=t.small,
                        weight="bold",
                        zorder=6,
                        path_effects=g.halo(),
                    )
        said = f"Kim is {kim}:\n{words}"
        if around is not None:
            change = around[:, 2] - around[:, 0]
            little = abs(rises[kim]) < 0.02
            same = np.abs(change) < 0.05 if little else np.sign(change) == np.sign(rises[kim])
            does = "changes little" if little else "harms" if rises[kim] > 0 else "helps"
            said += f"\npressing {does}\nin {int(same.sum())} of {len(around)} sets"
        upper.set_title(said, size=t.small, loc="left")
        g.number_axis(upper, "value, months" if not k or not beside else "")
        g.share_axis(lower, "share of worlds" if not k or not beside else "")
        for axes in (upper, lower):
            g.extend_axis(axes, "x", -1, 3)
            axes.tick_params(axis="x", labelsize=t.small)
            axes.set_xticks(x, ["", "", ""] if axes is upper else list(COURSES.values()))
    lowest = [axes for row in (grid[1:2] if beside else grid[1::2]) for axes in row]
    top = max(axes.get_ylim()[1] for axes in lowest)
    for axes in lowest:
        g.extend_axis(axes, "y", -0.03, max(top, 0.1))
    worths = [
        (CAPITAL_COLOUR[each], mark, f"value to {each.capitalize()}")
        for each, mark in zip(GIANTS, "os", strict=True)
    ]
    handles: list[Any] = [
        g.sample(words, colour, "-", mark) for colour, mark, words in (*worths, *SHARES.values())
    ]
    if plan.sets is not None:
        handles.append(g.patch("5 to 95 % of sets of parameters", g.lighter(GREY, 0.22)))
    g.key(grid[-1, 0], handles, whole=ax is None)
    told = plan.told_of_sets(" Grey: 5 to 95 % of both doing worse over")
    reading = (
        f"By the course to which Washington is held, the same luck in every point of {count_text(plan.n)} worlds. "
        "Above: the mean value to Washington and to Beijing, and (pale) 5 to 95 % of the worlds. Below: the share in "
        "which both do worse, and both better, than under the benchmark (engagement for enforcement), with 95 % "
        f"intervals.{told}"
    )
    title = f"{plan.results.scenario.name}: what Washington's course is worth, by who Kim is"
    moves = [
        f"{number_text(100 * rise, 0, signed=True)} points where Kim is {kim}"
        for kim, rise in rises.items()
    ]
    return Drawn(
        grid,
        artists,
        title,
        reading,
        facts_of_study(plan.results, plan.n, "t and Wilson 95 %"),
        data,
        headline=f"To press instead of to talk changes lose-lose by {list_parts(moves)}",
        measure="Mean value to each giant in months of payoff (above), share of worlds against the "
        "benchmark in per cent (below)",
        signs=[
            g.sample("5 to 95 % of the worlds", GREY, linewidth=t.line * 2.6),
            g.interval(),
        ],
    )


MEASURES: Final = {
    "value_washington": "value to Washington, months",
    "lose_lose": "lose-lose, share of worlds",
}


@drawing
def beliefs(study: Any, sets: Any = None, *, ax: Axes | None = None) -> Drawn:
    """Draw how sure Washington must be that Kim is greedy before pressing is better than talking.

    By its own value first, by both giants doing worse second; below each the belief at which the
    best course changes, with its interval. Of the rest of its belief the other types keep their
    shares, as in the policy game. `study` and `sets` as of courses.
    """
    plan, t, beside = CourseWorlds(study, sets), now(), broad()
    tall = t.width_mm * (0.56 if beside else 1.7)
    shape = (2, 2) if beside else (4, 1)
    grid = panels(ax, *shape, heights=(4, 1.2) * (1 if beside else 2), height_mm=tall, gap=1.4)
    p, data, said, artists = np.linspace(0.0, 1.0, 201), [], [], {}
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
    handles.append(g.sample("where the best course changes", BLACK, "none", "D"))
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
        headline=f"{said[0][:1].upper()}{said[0][1:]}",
        measure="What each course is worth, by the belief that Kim is greedy",
        signs=[g.interval()],
    )


def crossing(ends: Any, one: int, other: int) -> Any:
    """Return the belief at which two courses are worth the same; `ends` is `(…, courses, 2)`: no
    greedy Kim, then surely one.
    """
    gap = ends[..., one, :] - ends[..., other, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        return gap[..., 0] / (gap[..., 0] - gap[..., 1])
