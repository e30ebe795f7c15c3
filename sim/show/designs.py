"""A study of any design: an outcome along each factor."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from numpy.polynomial.legendre import legvander, legvander2d

from sim.core.base.arrays import Floats, Ints
from sim.core.base.errors import UsageProblem, nearest
from sim.core.estimate.quantiles import normal_quantile
from sim.core.estimate.writing import count_text, number_text, percent_text, upper
from sim.core.scenario.parameters import PARAMETERS
from sim.show import grammar as g
from sim.show.drawn import Drawn, Provenance, tidy
from sim.show.grammar import drawing, now, panels
from sim.show.palette import BLUE, COURSE_COLOUR, GREY, INKS, KIM_COLOUR, PALE
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.estimate.survival import PART, RESAMPLES, counts_again, told
from sim.study.experiment.design import Design, design_of as design_of_study, size_of
from sim.study.experiment.factor_text import factor_name, factor_value
from sim.study.play.grid import Grid
from sim.study.store.results import Results, cell_column

SHUFFLES: Final = 200
SURE: Final = 0.99
"""A factor is distinguishable from chance if it explains more than this share of its `SHUFFLES`, as in
`sim sensitivity` one is above an interval of the dummy at this level.
"""

FEW_VALUES: Final = 6
"""Numbers up to which a factor is drawn value by value."""

MOST_FACTORS: Final = 12
DEGREE: Final = 3
"""The degree of a smooth."""

LAID: Final = ("factorial", "single")
"""Designs whose points are laid out, not drawn."""

TINY: Final = 1e-9
"""The amount that rounding alone adds to a share."""

Groups = Mapping[str, tuple[str, Any]]
"""The points of each part of a figure by the name of the part, with its colour."""


def factor_label(name: str) -> str:
    """Return a factor as a figure calls it: in words, a parameter by its meaning."""
    words = factor_name(name)
    if words != name:
        return words
    if name == "kim_type":
        return "Kim's type"
    table, _, cell = name.partition(".")
    if table in PARAMETERS:
        return f"{PARAMETERS[table].meaning}{f': {cell}' if cell else ''}".replace("_", " ")
    return name.replace("_", " ").replace(".", ", ")


@dataclass
class StudyPoints:
    """The points of a study: an outcome of each, and its factors, numbers or names."""

    results: Results
    outcome: str

    @cached_property
    def cells(self) -> Any:
        """The points that have an outcome."""
        cells = self.results.estimates([self.outcome])
        return cells[np.isfinite(cells[self.outcome])].reset_index(drop=True)

    @property
    def y(self) -> Floats:
        """The outcome of each point."""
        return np.asarray(self.cells[self.outcome], dtype=np.float64)

    @property
    def worlds(self) -> int:
        """The worlds of a point."""
        return int(self.cells["n"].max())

    @property
    def shared(self) -> int:
        """The worlds that speak for a title: those of a point, if all points share them, else of all."""
        return self.worlds * (1 if self.results.study.luck == "common" else self.y.size)

    @property
    def chance(self) -> bool:
        """Whether the outcome is a share of worlds."""
        return self.outcome in self.results.catalogue.probabilities

    @property
    def name(self) -> str:
        """The outcome in words, without its unit."""
        return self.label.partition(",")[0]

    @property
    def label(self) -> str:
        """The outcome in words."""
        outcome = self.results.catalogue.find(self.outcome)
        unit = f", {outcome.unit}" if outcome.unit else ""
        return outcome.label if self.chance else f"mean {outcome.label}{unit}"

    @property
    def measure(self) -> str:
        """The outcome with its unit, for the line under a headline, and how many points there are."""
        unit = ", share of worlds in per cent" if self.chance else ""
        return f"{upper(self.label)}{unit}; {count_text(self.y.size)} points"

    @property
    def factors(self) -> list[str]:
        """The factors that vary."""
        names = [factor.name for factor in self.results.study.factors]
        return [name for name in names if len(set(self.column(name))) > 1]

    def column(self, factor: str) -> Any:
        """Return the values of a factor, one a point."""
        return self.cells[cell_column(factor)].to_numpy()

    def values(self, factor: str) -> int:
        """Return how many numbers a factor takes, none where it has names."""
        column = self.column(factor)
        return len(np.unique(column)) if column.dtype.kind in "biuf" else 0

    def named(self, factor: str) -> bool:
        """Say whether a factor has names for values, or too few numbers for a curve."""
        return self.values(factor) <= FEW_VALUES

    def codes(self, factor: str) -> tuple[Ints, list[str]]:
        """Return a factor with names as places, and the names, numbers in rising order."""
        values = self.column(factor).tolist()
        distinct = sorted(set(values)) if self.values(factor) else list(dict.fromkeys(values))
        return np.array([distinct.index(value) for value in values]), [
            factor_value(factor, value) for value in distinct
        ]

    def chosen(self, asked_for: Sequence[str], most: int, numbers: int = 0) -> list[str]:
        """Return the factors to draw: those wanted, or those that explain most; raises UsageProblem
        where none fits.

        With `numbers` those alone that are numbers, and have more values than that.
        """
        varied = [name for name in self.factors if not numbers or self.values(name) > numbers]
        for name in asked_for:
            if name not in varied:
                fault = f"the study does not vary '{name}'{' over numbers' if numbers else ''}"
                remedy = f"Use some of: {', '.join(varied) or 'none here'}.{nearest(name, varied)}"
                raise UsageProblem(fault, f"factor {name}", remedy)
        ranked = sorted(varied, key=lambda name: -explained_share(self, name))
        names = list(asked_for) or ranked[:most]
        if len(names) > most:
            fault = f"{len(names)} factors cannot be read in one figure"
            raise UsageProblem(fault, "factors", f"Give at most {most}.")
        return names

    @cached_property
    def design(self) -> Design:
        """The design that the points come from."""
        return design_of_study(self.results.study)

    def place(self, factor: str) -> int:
        """Return the place of the design to which a factor belongs, among those that are crossed."""
        parts = self.results.study.components
        return next(k for k, part in enumerate(parts) if factor in part.factors)

    def point(self, place: int) -> Ints:
        """Return the number of its point in one of the crossed designs, `(points,)`."""
        return np.asarray(self.design.points[place][self.cells["cell"]], dtype=np.int64)

    def rest(self, factor: str) -> Ints:
        """Return a number for each combination of all factors but one, `(points,)`."""
        place, parts = self.place(factor), self.results.study.components
        others = [self.codes(name)[0] for name in parts[place].factors if name != factor]
        crossed = [self.point(k) for k in range(len(parts)) if k != place]
        rows = np.column_stack([np.zeros(self.y.size), *others, *crossed])
        return np.asarray(np.unique(rows, axis=0, return_inverse=True)[1].ravel())

    @property
    def sizes(self) -> str:
        """How many points the crossed designs have: `6 × 8`."""
        return " × ".join(count_text(size_of(part)) for part in self.results.study.components)

    @cached_property
    def again(self) -> tuple[Floats, Floats]:
        """The resamples for intervals."""
        return self.resampled(1)

    @cached_property
    def halves(self) -> tuple[Floats, Floats]:
        """The resamples that a name must survive."""
        return self.resampled(PART)

    def resampled(self, part: int) -> tuple[Floats, Floats]:
        """Return weights and values of the points as they are and in resamples, `(1 + RESAMPLES,
        points)` each: of drawn points with all that is crossed with them, and of the worlds that all
        share. A resample has a part of them.
        """
        study, y = self.results.study, self.y
        weights, values = np.ones((2, 1 + RESAMPLES, y.size))
        values *= y
        sampled = [k for k, part in enumerate(study.components) if part.kind not in LAID]
        for place in sampled:
            numbers, place_of = np.unique(self.point(place), return_inverse=True)
            counts = counts_again(numbers.size, part, place)
            weights[1:] *= counts[:, place_of.ravel()]
        if study.luck == "common" and not self.cells["failed"].any():
            worlds = self.results.by_cell(self.outcome)[self.cells["cell"]]
            size = worlds.shape[1]
            counts = counts_again(size, part, 7)
            finite = np.isfinite(worlds).all(axis=1)
            values[1:, finite] = counts @ worlds[finite].T / counts.sum(axis=1, keepdims=True)
        elif not sampled:
            low, high = (self.cells[f"{self.outcome}{end}"].to_numpy() for end in ("_low", "_high"))
            noise = generator(7, Stream.BOX_PICTURE, 11).normal(size=(RESAMPLES, y.size))
            values[1:] += noise * (high - low) * part**0.5 / (2 * normal_quantile(0.95))
        return weights, values

    def means(self, chosen: Any, resamples: tuple[Floats, Floats]) -> Floats:
        """Return the mean of some points as they are and in each resample, `(1 + RESAMPLES,)`."""
        weights, values = (table[:, chosen] for table in resamples)
        # A resample may hold none of a few points.
        with np.errstate(invalid="ignore"):
            means = (weights * values).sum(axis=1) / weights.sum(axis=1)
        return np.asarray(np.where(np.isnan(means), means[0], means))

    def groups(self, by: str) -> Groups:
        """Return the points by the values of a factor, each with its colour; all of them where none
        is named.
        """
        if not by:
            return {"all points": (BLUE, np.ones(self.y.size, dtype=np.bool_))}
        if by not in self.factors or not self.named(by):
            fit = [name for name in self.factors if self.named(name)]
            remedy = f"Use one of: {', '.join(fit) or 'none'}."
            raise UsageProblem(f"the study has no groups by '{by}'", f"by {by}", remedy)
        codes, names = self.codes(by)
        looks = {**COURSE_COLOUR, **KIM_COLOUR}
        raw = [str(self.column(by)[codes == k][0]) for k in range(len(names))]
        return {
            name: (looks.get(value, INKS[k % len(INKS)]), codes == k)
            for k, (name, value) in enumerate(zip(names, raw, strict=True))
        }

    def text(self, value: float) -> str:
        """Return a value of the outcome in words."""
        return percent_text(value) if self.chance else number_text(value, 0)

    def reach_text(self, reach: float) -> str:
        """Return a difference of the outcome in words, without its sign."""
        if self.chance:
            return f"{number_text(100 * reach, 0)} points"
        return f"{number_text(reach, 0)} {self.label.partition(', ')[2]}".rstrip()

    def drawn(
        self, ax: Any, artists: Any, title: str, reading: str, data: Any, **more: Any
    ) -> Drawn:
        """Return a drawing with its words."""
        facts = facts_of_study(self.results, self.worlds, "resampled 95 %")
        return Drawn(ax, artists, title, reading, facts, data, measure=self.measure, **more)

    def axis(self, ax: Axes, label: str = "") -> None:
        """Make the upright axis one of the outcome, which reaches over all points."""
        (g.share_axis if self.chance else g.number_axis)(ax, label)
        low, high = (self.cells[f"{self.outcome}{end}"] for end in ("_low", "_high"))
        room = 0.06 * float(high.max() - low.min())
        ends = float(low.min()) - room, float(high.max()) + room
        g.extend_axis(ax, "y", *((max(0.0, ends[0]), min(1.0, ends[1])) if self.chance else ends))


def results_of(study: Any) -> Results:
    """Return the results of a study or a sweep; raises UsageProblem for anything else."""
    results = study.results if isinstance(study, Grid) else study
    if not isinstance(results, Results):
        remedy = "Give a study: sim sweep, sim.sweep, or a folder that it wrote."
        raise UsageProblem(
            "this figure needs points over which something varies", type(study).__name__, remedy
        )
    return results


def facts_of_study(results: Results, worlds: int, method: str) -> Provenance:
    """Return where the numbers of a study come from."""
    s = results.scenario
    return Provenance(s.name, s.hash, results.seed, worlds, method, "worlds a point")


def points_of(study: Any, outcome: str) -> StudyPoints:
    """Return the points of a study or a sweep; raises UsageProblem for anything else, and if
    nothing varies.
    """
    results = results_of(study)
    points = StudyPoints(results, results.kept_outcome(outcome).name)
    if not points.y.size or not points.factors:
        raise UsageProblem(
            "nothing varies in this study", results.place, "Sweep over a factor, or draw its run."
        )
    return points


@drawing
def marginals(
    study: Any,
    outcome: str = "lose_lose",
    *,
    factors: Sequence[str] = (),
    by: str = "",
    ax: Axes | None = None,
) -> Drawn:
    """Draw an outcome along each factor of a study of any design: points, a smooth, and the share
    of variance that the factor explains.
    """
    d = points_of(study, outcome)
    groups = d.groups(by)
    names = [name for name in d.chosen(factors, MOST_FACTORS) if name != by]
    columns = min(len(names), max(1, int(now().width_mm / (5.2 * now().small))))
    lines = -(-len(names) // columns)
    columns = -(-len(names) // lines)
    tall = now().width_mm * min(1.35, 0.05 + lines * max(0.72 / columns, 0.24))
    # Names that stand upright need the room of their letters.
    words = [value for name in names if d.named(name) for value in d.codes(name)[1]]
    letters = max((len(line) for value in words for line in wrapped(value).split("\n")), default=0)
    least = lines * (10 * now().text + 0.6 * now().small * letters) / g.POINTS * g.INCH
    grid = panels(ax, lines, columns, share="y", height_mm=max(tall, least))
    artists: dict[str, Any] = {}
    data: list[dict[str, Any]] = []
    explained = {name: told_share(d, name) for name in [*names, *([by] if by else [])]}
    for axes, name in zip(np.ravel(grid), names, strict=False):
        for group, (colour, chosen) in groups.items():
            along = names_along if d.named(name) else number_along
            look = colour, len(groups) > 1
            artists |= along(axes, d, name, chosen, look, data, {"group": group, "factor": name})
        if not by:
            share = explained[name]
            note = "one point a value" if math.isnan(share) else "not distinguishable from chance"
            note = f"{number_text(100 * share, 0)} % of variance" if share > 0 else note
            axes.set_title(note, size=now().small, loc="left")
        d.axis(axes, d.label if axes in grid[:, 0] else "")
    for axes in np.ravel(grid)[len(names) :]:
        axes.axis("off")
    if len(groups) > 1:
        g.key(grid[-1, 0], [g.sample(group, colour) for group, (colour, _) in groups.items()])
    reading = (
        f"{count_text(d.y.size)} points. Line: a cubic with its 95 % band. Dots: means, with 95 % intervals "
        f"and 5 to 95 % of the points. Intervals: {RESAMPLES} resamples of worlds and of drawn points. Above: "
        "the share of the variance between points that a factor explains, if "
        f"{100 * SURE:g} % of shuffles within its design explain less."
    )
    return d.drawn(
        grid,
        artists,
        f"{d.label}, by each factor",
        reading,
        data,
        headline=headline_of(d, explained, by),
        signs=signs_along(d, names, BLUE if len(groups) == 1 else GREY),
    )


def signs_along(d: StudyPoints, names: Sequence[str], colour: str) -> list[Any]:
    """Return the entries of a key for smooths and for names, as they occur."""
    numbers = [
        g.sample("a point", PALE, "none", ".", markersize=now().dot),
        g.sample("smooth", colour, linewidth=now().line * 1.3),
        g.patch("95 % of smooths", g.lighter(colour, 0.35)),
    ]
    means = [
        g.sample("mean", colour, "none", "o"),
        g.interval(colour),
        g.spread("5 to 95 % of the points", colour),
    ]
    return [
        *(means if any(map(d.named, names)) else []),
        *(numbers if not all(map(d.named, names)) else []),
    ]


def wrapped(name: str) -> str:
    """Return the name of a value in the lines that stand under an axis."""
    return g.balanced(name, 10)


Look = tuple[str, bool]
"""A colour, and whether several groups share the axes."""


def names_along(
    ax: Axes, d: StudyPoints, name: str, chosen: Any, look: Look, data: Any, labels_of_row: Any
) -> dict[str, Any]:
    """Draw the means of some points at the names of a factor, with where the points lie; return the
    artists.
    """
    (codes, labels), (colour, _), artists = d.codes(name), look, {}
    for k, label in enumerate(labels):
        here = chosen & (codes == k)
        if not here.any():
            continue
        if here.sum() > 2:
            low, high = np.quantile(d.y[here], (0.05, 0.95))
            pale, width = g.lighter(colour, 0.4), now().line * 2.6
            g.whiskers(ax, k, low, high, pale, across=False, width=width)
            low, high = np.quantile(d.means(here, d.again)[1:], (0.025, 0.975)).tolist()
        else:
            low, high = (
                float(d.cells[f"{d.outcome}{end}"][here].mean()) for end in ("_low", "_high")
            )
        mean = d.y[here].mean()
        g.whiskers(ax, k, low, high, colour, across=False)
        artists[f"{labels_of_row['group']} {name} {label}"] = g.dots(ax, k, mean, colour)
        data += tidy(**labels_of_row, value=label, mean=mean, low=low, high=high)
    wide = ax.get_window_extent().width / ax.figure.dpi * g.POINTS
    labels = [wrapped(label) for label in labels]
    letters = sum(max(map(len, label.split("\n"))) for label in labels)
    upright = 90 if letters * 0.66 * now().small > wide else 0
    g.axis_of(ax, factor_label(name), "x", grid=False)
    ax.set_xticks(range(len(labels)), labels, size=now().small, rotation=upright)
    g.extend_axis(ax, "x", -0.6, len(labels) - 0.4)
    return artists


def number_along(
    ax: Axes, d: StudyPoints, name: str, chosen: Any, look: Look, data: Any, labels_of_row: Any
) -> dict[str, Any]:
    """Draw some points along a number with their smooth and its band; return the artists."""
    (colour, parted), x = look, d.column(name)[chosen].astype(np.float64)
    pale = g.lighter(colour, 0.35) if parted else PALE
    g.dots(ax, x, d.y[chosen], pale, size=now().dot * 0.5, zorder=1, linewidths=0)
    places = np.linspace(float(x.min()), float(x.max()), 60)
    smooths = fit_again(basis(x, x), basis(places, x), *(table[:, chosen] for table in d.again))
    low, high = np.quantile(smooths[1:], (0.025, 0.975), axis=0)
    g.bands(ax, places, low, high, colour, 0.35, zorder=3)
    line = g.lines(ax, places, smooths[0], colour, linewidth=now().line * 1.3, zorder=4)
    g.extend_axis(ax, "x", float(x.min()), float(x.max()))
    g.number_axis(ax, factor_label(name), "x", 3, grid=False)
    data += tidy(**labels_of_row, value=places, mean=smooths[0], low=low, high=high)
    return {f"{labels_of_row['group']} {name}": line}


# Smooths: least squares of a low degree, and again for resamples.


def basis(places_at: Floats, x: Floats, *more: Floats) -> Floats:
    """Return the terms of a smooth along a number at some places, `(places, terms)`; over two numbers
    if `more` holds the places and the points of a second.
    """
    ends = [(places_at, x), more] if more else [(places_at, x)]
    places = [2 * (v - points.min()) / np.ptp(points) - 1 for v, points in ends]
    if not more:
        return np.asarray(legvander(places[0], DEGREE))
    low = np.add.outer(np.arange(DEGREE + 1), np.arange(DEGREE + 1)).ravel() <= DEGREE
    return np.asarray(legvander2d(places[0], places[1], [DEGREE, DEGREE])[:, low])


def fit_again(here: Floats, there: Floats, weights: Floats, y: Floats) -> Floats:
    """Return the predictions of weighted least squares, `(rows, places)`: of values `(rows, points)`
    at points with the terms `here`, at places with the terms `there`.
    """
    systems = np.einsum("bn,ni,nj->bij", weights, here, here, optimize=True)
    sums = np.einsum("bn,ni->bi", weights * y, here)
    # A resample may hold fewer points than there are terms.
    coefficients = np.linalg.solve(systems + 1e-6 * np.eye(here.shape[1]), sums[..., None])[..., 0]
    return np.asarray(coefficients @ there.T)


def explained_again(
    d: StudyPoints, factor: str, weights: Floats, y: Floats, order: Any = slice(None)
) -> Floats:
    """Return the share of the variance between points that a factor explains alone, adjusted for
    its freedom, `(rows,)`; `order` permutes its values.
    """
    if d.named(factor):
        codes = d.codes(factor)[0][order]
        here = np.equal.outer(codes, np.unique(codes)).astype(np.float64)
    else:
        x = d.column(factor).astype(np.float64)[order]
        here = basis(x, x)
    middle = (weights * y).sum(axis=1, keepdims=True) / weights.sum(axis=1, keepdims=True)
    whole = (weights * (y - middle) ** 2).sum(axis=1)
    spare = y.shape[1] - here.shape[1]
    if spare <= 0:
        return np.ones(len(y))
    left = (weights * (y - fit_again(here, here, weights, y)) ** 2).sum(axis=1)
    share = 1.0 - left / spare / np.where(whole, whole, np.inf) * (y.shape[1] - 1)
    return np.asarray(np.where(whole, np.maximum(share, 0.0), 1.0))


def explained_share(d: StudyPoints, factor: str, order: Any = slice(None)) -> float:
    """Return the share of the variance between all points that a factor explains alone."""
    return float(explained_again(d, factor, np.ones((1, d.y.size)), d.y[None], order)[0])


def shuffles(d: StudyPoints, factor: str) -> Iterator[Ints]:
    """Yield shuffles of a factor within its own design: of whole drawn points, or, in a full grid,
    of its values among points that agree in all other factors.
    """
    rng = generator(7, Stream.BOX_PICTURE, 12)
    place = d.place(factor)
    if d.results.study.components[place].kind not in LAID:
        _, first, place_of = np.unique(d.point(place), return_index=True, return_inverse=True)
        for _ in range(SHUFFLES):
            yield first[rng.permutation(first.size)][place_of.ravel()]
        return
    rest = d.rest(factor)
    order, still = np.empty_like(rest), np.argsort(rest, kind="stable")
    for _ in range(SHUFFLES):
        order[still] = np.lexsort((rng.random(rest.size), rest))
        yield order


def told_share(d: StudyPoints, factor: str) -> float:
    """Return which share of the variance between points a factor explains alone, 0 where too many
    shuffles over its own design explain as much, NaN where each of its values is one point.
    """
    share = explained_share(d, factor)
    shuffled = [explained_share(d, factor, order) for order in shuffles(d, factor)]
    if min(share, *shuffled) > 1.0 - TINY:
        return math.nan
    return share if share > float(np.quantile(shuffled, SURE)) + TINY else 0.0


def headline_of(d: StudyPoints, explained: Mapping[str, float], by: str = "") -> str:
    """Return on which factor the outcome depends most, if it is distinguishable from chance and
    survives resampling; of parts, first what the part does.
    """
    most = max(explained, key=lambda name: explained[name])
    if not explained[most]:
        return f"No factor is distinguishable from chance at {d.sizes} points"
    if math.isnan(explained[most]):
        return f"{upper(d.name)} at each value of {factor_label(most)}"
    explaining = [name for name, share in explained.items() if share > 0]
    table = np.stack([explained_again(d, name, *d.halves) for name in explaining])
    leading = [explaining[k] for k in table.argmax(axis=0)]
    sentence = (
        f"{upper(d.name)} depends most on {factor_label(most)}, which explains "
        f"{percent_text(explained[most])} of its variance between points"
    )
    others = [name for name in explained if name != by]
    if by and others:
        second = max(others, key=lambda name: explained[name])
        sentence = (
            f"{factor_label(by)} explains {percent_text(explained[by])} of the variance of {d.name} between points, "
            f"no other factor more than {percent_text(explained[second])}"
        )
    return told(sentence, leading, d.shared, f"on which factor {d.name} depends most")
