"""Profiles compared at every vector of the set: the criteria and the Pareto set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Final

import numpy as np

from sim.analysis.finding import Finding, check_happens
from sim.analysis.plausible.draws import of_vectors, vectors_on
from sim.analysis.robustness import RobustnessOptions
from sim.core.base.arrays import Floats, Ints
from sim.core.estimate.interval import Estimate, mean_estimate, wilson
from sim.core.estimate.writing import count_text
from sim.core.game.catalogue import BENCHMARK, GIANT_VALUES, GIANTS
from sim.core.outcomes.outcomes import JOINT_OUTCOMES, label_of, name_of
from sim.study.estimate.bootstrap import Stream, draw_resamples, percentiles
from sim.study.estimate.distribution import Distribution
from sim.study.estimate.paired import compare_paired
from sim.study.estimate.quantities import Cell, Table, amount, list_parts, points, share
from sim.study.estimate.survival import LEAST_WORLDS, SURVIVES, cannot_tell
from sim.study.experiment.definition import Experiment, Factor
from sim.study.experiment.factor_text import one_of
from sim.study.run.readings import names_beside, shown_with
from sim.study.store.results import Results


def ask(options: RobustnessOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the experiment: every profile at every point, each course or policy in every month.

    Each point has its own worlds, the same for every profile: points are independent, profiles
    share random draws.
    """
    if so_far:
        return None
    policies_held: dict[Factor, Ints] = {}
    for place, capital in enumerate(GIANTS):
        policies_of = [policies[place] for policies in options.profiles.values()]
        values = tuple(dict.fromkeys(policies_of))
        factor = Factor(f"{capital}.policy", "lever", one_of(values))
        policies_held[factor] = np.array([values.index(policy) for policy in policies_of])
    return of_vectors(
        options.scenario,
        vectors_on(options.scenario, options.points),
        options.worlds,
        options.seed,
        (*shown_with(options.outcome), *GIANT_VALUES),
        policies_held,
        apart=True,
    )


def find(options: RobustnessOptions, results: Sequence[Results]) -> RobustnessFinding:
    """Return the outcomes of profiles at each point; raises DataProblem if the outcome happens in
    no world or in all.
    """
    means, noise, spans = {}, {}, {}
    bad = name_of(options.outcome)
    for name in (bad, *names_beside(bad), *GIANT_VALUES):
        by_point = results[0].by_cell(name).reshape(options.points, -1, options.worlds)
        rows = by_point.swapaxes(0, 1)
        means[name] = np.cumsum(rows, axis=2)[:, :, -1] / options.worlds
        gaps = rows - means[name][:, :, None]
        if name in GIANT_VALUES:
            reach = [Distribution(name, row.ravel()).span for row in rows]
            spans[name] = dict(zip(options.profiles, reach, strict=True))
        noise[name] = (
            np.cumsum(gaps * gaps, axis=2)[:, :, -1] / (options.worlds - 1) / options.worlds
        )
    remedy = "Name another outcome, more worlds, or other profiles."
    check_happens(
        bad, means[bad], means[bad].size * options.worlds, "the outcome to compare", remedy
    )
    return RobustnessFinding(options, means, noise, spans)


CRITERIA: Final = {
    "mean": ("mean", "mean over the points"),
    "spread": (
        "spread",
        "standard deviation between the points, sampling error of the worlds taken out",
    ),
    "mean_less_spread": ("mean, 1 spread worse", "mean, one standard deviation to the worse"),
    "worst": ("worst point", "worst point"),
    "mean_regret": (
        "mean regret",
        "mean over the points of how much worse than the best profile there",
    ),
    "largest_regret": ("largest regret", "largest such regret"),
    "satisficing": (
        "tolerable",
        "share of the points with the outcome at most as likely as tolerable",
    ),
}
"""The head of each criterion in a table, and its meaning."""

SPAN: Final = "5 to 95 %"
REGRETS: Final = ("mean_regret", "largest_regret")


@dataclass(frozen=True, eq=False)
class RobustnessFinding(Finding):
    """The outcomes of profiles over the points: every criterion of every measure, and the Pareto
    set of the payoffs to Washington and Beijing.

    `means[measure]` is the mean of an outcome over the worlds of a point, `(profiles, points)`, and
    `noise[measure]` the sampling variance of that mean. `spans[measure][profile]` is the range of 5
    to 95 % of all worlds of a profile, for payoffs.
    """

    analysis: ClassVar[str] = "robustness"
    options: RobustnessOptions
    means: Mapping[str, Floats]
    noise: Mapping[str, Floats]
    spans: Mapping[str, Mapping[str, str]]

    @property
    def outcome(self) -> str:
        """The outcome that is bad."""
        return name_of(self.options.outcome)

    @cached_property
    def criteria(self) -> list[Criterion]:
        """Every criterion of every measure."""
        return [criterion for measure in self.means for criterion in criteria_of(self, measure)]

    @cached_property
    def standings(self) -> list[Standing]:
        """Where each profile stands, in their order."""
        return standings_of(self)

    def criterion(self, measure: str, name: str) -> Criterion:
        """Return one criterion of one measure."""
        return next(
            criterion
            for criterion in self.criteria
            if (criterion.measure, criterion.criterion) == (measure, name)
        )

    def sentences(self) -> list[str]:
        """Return the finding in sentences, beginning with the profile of least regret."""
        options, label = self.options, label_of(self.options.outcome)
        mean, best, safest = (
            self.criterion(self.outcome, name) for name in ("mean", "mean_regret", "worst")
        )
        regret, bad, again = (
            points(best.profiles[best.best]),
            share(safest.profiles[safest.best]),
            best.best_again,
        )
        undominated = [one.profile for one in self.standings if not one.dominated_by]
        also = "".join(
            f" and {label_of(one)} in {share(self.criterion(one, 'mean').profiles[best.best]).text()}"
            for one in self.beside
        )
        beside_text = (
            f" Under it there is {label} in {share(mean.profiles[best.best]).text()}{also} of worlds."
            if also
            else ""
        )
        least = f"The profile “{best.best}” regrets least in {label} over {options.points} vectors of sim set"
        if not best.survives:
            least = f"{self.doubt(label)}. Over all “{best.best}” regrets least"
        return [
            *(self.told_of_payoff(value) for value in GIANT_VALUES),
            f"{least}: on average {regret.text().replace('+', '')} above the best one there. It is the best in "
            f"{share(again).text()} of {count_text(again.n)} resamples.{beside_text}",
            f"The safest at its worst point is “{safest.best}”: {label} in {bad.text()} of the worlds there.",
            *self.told_of_benchmark(),
            f"Not dominated in the values to Washington and Beijing: {'; '.join(undominated)}.",
        ]

    def told_of_payoff(self, measure: str) -> str:
        """Return the profile that regrets least in the payoff to a power, in a sentence."""
        least = self.criterion(measure, "mean_regret")
        regret = amount(least.profiles[least.best]).text()
        first = f"In the {label_of(measure)} “{least.best}” regrets least"
        if not least.survives:
            first = (
                f"{self.doubt(f'the {label_of(measure)}')}. Over all “{least.best}” regrets least"
            )
        return (
            f"{first}: on average {regret} months below the best profile at the same vector. It is the best in "
            f"{share(least.best_again).text()} of resamples."
        )

    def doubt(self, label: str) -> str:
        """Return that these vectors cannot tell which profile regrets least."""
        return cannot_tell(
            self.options.points, f"which profile regrets least in {label}", "vectors"
        )

    def headline(self, measure: str) -> str:
        """Return the title of the figure of a measure: the profile that regrets least, if resamples
        agree.
        """
        least, label = self.criterion(measure, "mean_regret"), label_of(measure)
        if not least.survives:
            return self.doubt(label)
        mean = self.criterion(measure, "mean").profiles[least.best]
        return f"“{least.best}” regrets least in {label} over the set: its mean is {share(mean).text()}"

    def told_of_benchmark(self) -> list[str]:
        """Return which profiles play half of the benchmark, if the outcome is measured against
        it.
        """
        halves = [
            name
            for name, policies in self.options.profiles.items()
            if any(pair in BENCHMARK.items() for pair in zip(GIANTS, policies, strict=True))
        ]
        if self.outcome not in JOINT_OUTCOMES or not halves:
            return []
        names = list_parts([f"“{name}”" for name in halves])
        return [
            f"Half of the benchmark itself is played by {names}: of them read the payoffs, since "
            f"{label_of(self.outcome)} is measured against the benchmark."
        ]

    @property
    def beside(self) -> list[str]:
        """The outcomes that are always reported beside the main one."""
        return names_beside(self.options.outcome)

    def tables(self) -> list[Table]:
        """Return the criteria of each measure, which profile is best by each, and the Pareto
        set.
        """
        measures = (self.outcome, *self.beside, *GIANT_VALUES)
        return [
            *(self.table_of(measure) for measure in measures),
            self.best_table(),
            self.pareto_table(),
        ]

    def table_of(self, measure: str) -> Table:
        """Return every criterion of a measure, a row a profile; a regret is a difference of
        shares.
        """
        bad, chance = measure == self.outcome, measure not in GIANT_VALUES
        quantity = share if chance else amount
        first, *rest = (criterion for criterion in self.criteria if criterion.measure == measure)
        rows: list[tuple[Cell, ...]] = [
            (
                name,
                quantity(first.profiles[name]),
                *self.span(measure, name),
                *(
                    (points if chance and criterion.criterion in REGRETS else quantity)(
                        criterion.profiles[name]
                    )
                    for criterion in rest
                ),
            )
            for name in self.options.profiles
        ]
        unit = "low is good" if bad else "high is good" if chance else "in months, high is good"
        heads = (
            "",
            first.head,
            *([] if chance else [SPAN]),
            *(criterion.head for criterion in rest),
        )
        caption, panel_titles = f"Profiles: {label_of(measure)}, {unit}", {}
        if chance:
            panel_titles = {
                "mean": f"{label_of(measure)}, mean",
                "worst point": "at the worst vector",
                "mean regret": "regret: above the best profile",
            }
        headline = self.headline(measure) if chance else ""
        return Table(
            measure,
            caption,
            heads,
            rows,
            chance,
            counted="vectors",
            panel_titles=panel_titles,
            headline=headline,
        )

    def span(self, measure: str, profile: str) -> Sequence[str]:
        """Return the range of 5 to 95 % of the worlds of a profile as one cell; no cell for a
        probability.
        """
        return [self.spans[measure][profile]] if measure in GIANT_VALUES else []

    def best_table(self) -> Table:
        """Return which profile is best by each criterion, and in which share of the resamples."""
        rows = [
            (
                label_of(criterion.measure),
                criterion.head,
                criterion.best,
                share(criterion.best_again),
            )
            for criterion in self.criteria
        ]
        return Table(
            "best",
            "The best profile by each criterion",
            ("", "criterion", "best", "in resamples"),
            rows,
        )

    def pareto_table(self) -> Table:
        """Return the values to Washington and Beijing, and by which profiles each is dominated."""
        rows: list[tuple[Cell, ...]] = [
            (
                standing.profile,
                amount(standing.value_washington),
                *self.span(GIANT_VALUES[0], standing.profile),
                amount(standing.value_beijing),
                *self.span(GIANT_VALUES[1], standing.profile),
                "; ".join(standing.dominated_by) or "none",
                "; ".join(standing.perhaps_dominated_by) or "none",
            )
            for standing in self.standings
        ]
        worth = (
            head for name in ("Washington", "Beijing") for head in (f"to {name}", f"{SPAN}, {name}")
        )
        heads = ("", *worth, "dominated by", "by the means only")
        return Table(
            "pareto",
            "The Pareto set of the values to Washington and Beijing, in months",
            heads,
            rows,
        )


METHOD: Final = "percentiles of resampled points"
EXTREME: Final = "percentiles of resampled points; the true extreme may lie beyond"
LOW_IS_GOOD: Final = ("spread", "mean_regret", "largest_regret")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion for one measure: an estimate a profile (n counts points), and which is best in
    all points.

    `best_again` is the share of resamples in which it is (n counts resamples).
    """

    measure: str
    criterion: str
    meaning: str
    profiles: dict[str, Estimate]
    best: str
    best_again: Estimate

    @property
    def survives(self) -> bool:
        """Whether resamples of points name the same profile as all points."""
        points = next(iter(self.profiles.values())).n
        return points >= LEAST_WORLDS and self.best_again.value >= SURVIVES

    @property
    def head(self) -> str:
        """The head of its column."""
        return CRITERIA[self.criterion][0]


def statistics(
    means: Floats, noise: Floats, bad: bool, tolerable: float | None
) -> dict[str, Floats]:
    """Return every criterion of `(profiles, ..., points)`, `(profiles, ...)`.

    `bad` says that a high outcome is a bad one; the mean, the worst point and the mean less the
    spread keep the unit and sign of the outcome. `noise` are the sampling variances of the means;
    `tolerable` is the level up to which a bad outcome satisfices, None for no such criterion.
    """
    good = -means if bad else means
    mean = good.mean(axis=-1)
    variance = good.var(axis=-1, ddof=1) - noise.mean(axis=-1)
    # A rounding error is no spread.
    spread = np.sqrt(np.where(variance > 1e-12, variance, 0.0))
    regret = good.max(axis=0) - good
    sign = -1.0 if bad else 1.0
    criteria = {
        "mean": sign * mean,
        "spread": spread,
        "mean_less_spread": sign * (mean - spread),
        "worst": sign * good.min(axis=-1),
        "mean_regret": regret.mean(axis=-1),
        "largest_regret": regret.max(axis=-1),
    }
    if tolerable is not None:
        criteria["satisficing"] = (means <= tolerable).mean(axis=-1)
    return criteria


def criteria_of(finding: RobustnessFinding, measure: str) -> list[Criterion]:
    """Return every criterion for one measure with 95 % percentile intervals over resampled
    points.
    """
    bad, options = measure == finding.outcome, finding.options
    level, names = options.tolerable if bad else None, list(options.profiles)
    means, noise = finding.means[measure], finding.noise[measure]
    whole = statistics(means, noise, bad, level)
    resampled = draw_resamples(
        options.points, options.resamples, options.seed, Stream.POINTS_RESAMPLED
    )
    again = statistics(means[:, resampled], noise[:, resampled], bad, level)
    criteria = []
    for name, values in whole.items():
        method = EXTREME if name in ("worst", "largest_regret") else METHOD
        estimates = {
            # Where every point is tolerable, or none, all resamples agree; Wilson's interval is not
            # fooled by that.
            profile: wilson(round(values[k] * options.points), options.points)
            if name == "satisficing"
            else percentiles(values[k], again[name][k], options.points, method)
            for k, profile in enumerate(names)
        }
        is_low_better = name in LOW_IS_GOOD or (
            bad and name in ("mean", "mean_less_spread", "worst")
        )
        sign = -1.0 if is_low_better else 1.0
        best = int((sign * values).argmax())
        tops = (sign * again[name]).argmax(axis=0)
        again_best = wilson(int(np.count_nonzero(tops == best)), options.resamples)
        criteria.append(
            Criterion(measure, name, CRITERIA[name][1], estimates, names[best], again_best)
        )
    return criteria


@dataclass(frozen=True, slots=True)
class Standing:
    """A profile in the plane of the two values, in months.

    `dominated_by` are the profiles that are better for both beyond doubt: both paired intervals lie
    above 0, all comparisons together at 95 %. `perhaps_dominated_by` are those better for both in
    the means only.
    """

    profile: str
    value_washington: Estimate
    value_beijing: Estimate
    in_pareto_set: bool
    dominated_by: tuple[str, ...]
    perhaps_dominated_by: tuple[str, ...]


def standings_of(trial: RobustnessFinding) -> list[Standing]:
    """Return where each profile stands, in their order: gains over each other one, paired by point.

    The level of each is 1 - .05 / the number of all comparisons (Bonferroni), so that they hold
    together.
    """
    standings, names = [], list(trial.options.profiles)
    level = 1.0 - 0.05 / max(1, len(names) * (len(names) - 1))
    for place, name in enumerate(names):
        surely, perhaps = [], []
        for other, rival in enumerate(names):
            if other == place:
                continue
            gains = [
                compare_paired(means[other], means[place], level)
                for means in (trial.means[measure] for measure in GIANT_VALUES)
            ]
            if all(gain.low > 0.0 for gain in gains):
                surely.append(rival)
            elif all(gain.value > 0.0 for gain in gains):
                perhaps.append(rival)
        washington, beijing = (mean_estimate(trial.means[value][place]) for value in GIANT_VALUES)
        standings.append(
            Standing(name, washington, beijing, not surely, tuple(surely), tuple(perhaps))
        )
    return standings
