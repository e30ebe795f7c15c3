"""What a trial of line-ups tells about their robustness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from sim.analysis.finding import Finding, Table
from sim.analysis.history.war_number import WAR_LINE, is_war
from sim.analysis.robustness.criteria import MEANINGS, Criterion, Standing, criteria_of, standings
from sim.analysis.robustness.trial import VALUES, RobustnessOptions, Trial, trial_of
from sim.study.estimate.interval import count_text
from sim.study.estimate.shown import Cell, amount, share
from sim.study.outcomes import label_of, name_of
from sim.study.store.results import Results

HEADS: Final = {
    "mean": "mean",
    "spread": "spread",
    "mean_less_spread": "mean, 1 spread worse",
    "worst": "worst point",
    "mean_regret": "mean regret",
    "largest_regret": "largest regret",
    "satisficing": "tolerable",
}


@dataclass(frozen=True, eq=False)
class RobustnessFinding(Finding):
    """Every criterion of every measure, and the Pareto set of the two giants' values."""

    analysis: ClassVar[str] = "robustness"
    trial: Trial
    criteria: tuple[Criterion, ...]
    standings: tuple[Standing, ...]

    @property
    def options(self) -> RobustnessOptions:
        """What was asked."""
        return self.trial.options

    def criterion(self, measure: str, name: str) -> Criterion:
        """Return one criterion of one measure."""
        return next(each for each in self.criteria if (each.measure, each.name) == (measure, name))

    def sentences(self) -> list[str]:
        """Return what was found, the line-up that regrets least first."""
        options, what = self.options, label_of(self.options.outcome)
        best, safest = (self.criterion(name_of(options.outcome), name) for name in ("mean_regret", "worst"))
        own, bad = share(best.estimates[best.best]), share(safest.estimates[safest.best])
        kept = [each.lineup for each in self.standings if not each.dominated_by]
        return [
            f"The line-up “{best.best}” regrets least in {what} over {options.points} points of "
            f"{len(options.uncertain)} uncertain numbers: on average {own.text()} above the best one there. It is "
            f"the best in {share(best.again).text()} of {count_text(best.again.n)} resamples.",
            f"The safest at its worst point is “{safest.best}”: {what} in {bad.text()} of the worlds there.",
            f"Not dominated in the values to Washington and Beijing: {'; '.join(kept)}.",
        ]

    def tables(self) -> list[Table]:
        """Return the criteria of each measure, which line-up is best by each, and the Pareto set."""
        measures = (name_of(self.options.outcome), *VALUES)
        return [*(self.table_of(measure) for measure in measures), self.best_table(), self.pareto_table()]

    def table_of(self, measure: str) -> Table:
        """Return every criterion of a measure, a row a line-up."""
        bad = measure == name_of(self.options.outcome)
        own = [each for each in self.criteria if each.measure == measure]
        made = share if bad else amount
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (name, *(made(each.estimates[name]) for each in own)) for name in self.trial.names
        )
        what = f"{label_of(measure)}, low is good" if bad else f"{label_of(measure)}, in months, high is good"
        return Table(measure, f"Line-ups: {what}", ("", *(HEADS[each.name] for each in own)), rows, bad)

    def best_table(self) -> Table:
        """Return which line-up is best by each criterion, and in which share of the resamples."""
        rows = tuple(
            (label_of(each.measure), HEADS[each.name], each.best, share(each.again)) for each in self.criteria
        )  # fmt: skip
        return Table("best", "The best line-up by each criterion", ("", "criterion", "best", "in resamples"), rows)

    def pareto_table(self) -> Table:
        """Return the values to Washington and Beijing, and by which line-ups each is dominated."""
        rows = tuple(
            (each.lineup, amount(each.washington), amount(each.beijing), "; ".join(each.dominated_by) or "none",
             "; ".join(each.perhaps_by) or "none")
            for each in self.standings
        )  # fmt: skip
        heads = ("", "to Washington", "to Beijing", "dominated by", "by the means only")
        return Table("pareto", "The Pareto set of the values to Washington and Beijing, in months", heads, rows)

    def notes(self) -> list[str]:
        """Return how the numbers were made."""
        options, s = self.options, self.options.scenario
        named = "; ".join(f"{each.name} {each.low:g} to {each.high:g}" for each in options.uncertain)
        notes = [
            f"{s.title} ({s.name}): {count_text(options.points)} points, {count_text(options.worlds)} worlds a point "
            f"and line-up, {s.months} months from {s.start}, seed {options.seed}; n counts points.",
            f"Intervals: 95 % percentiles of {count_text(options.resamples)} resamples of points.",
            f"Uncertain, uniform over the range: {named}.",
            "Spread: standard deviation between points, sampling error of the worlds taken out. Regret: how much worse "
            "than the best of these line-ups at the same point. Sampling error of the worlds makes worst points and "
            "regrets look somewhat larger than they are.",
            f"Tolerable: share of points where the outcome is at most {options.tolerable:g} likely. Dominated only "
            "where both paired intervals say so.",
        ]  # fmt: skip
        return [*notes, WAR_LINE] if is_war(name_of(options.outcome)) else notes

    def data(self) -> dict[str, Any]:
        """Return everything as plain data."""
        options = self.options
        return {
            "analysis": self.analysis, "sentences": self.sentences(), "scenario": self.scenario.name,
            "title": self.scenario.title, "scenario_hash": self.scenario.hash, "seed": self.seed,
            "points": options.points, "worlds_a_point": options.worlds, "resamples": options.resamples,
            "outcome": name_of(options.outcome), "tolerable": options.tolerable, "meanings": MEANINGS,
            "lineups": {name: list(policies) for name, policies in options.lineups.items()},
            "uncertain": [{"name": each.name, "low": each.low, "high": each.high} for each in options.uncertain],
            "criteria": [each.as_dict() for each in self.criteria],
            "pareto": [each.as_dict() for each in self.standings],
        }  # fmt: skip


def find(options: RobustnessOptions, results: Sequence[Results]) -> RobustnessFinding:
    """Return the criteria and the Pareto set of what was played."""
    trial = trial_of(options, results[0])
    criteria = tuple(each for measure in (name_of(options.outcome), *VALUES) for each in criteria_of(trial, measure))
    return RobustnessFinding(trial, criteria, tuple(standings(trial)))
