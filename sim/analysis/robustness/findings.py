"""What a trial of line-ups tells about their robustness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sim.analysis.robustness.criteria import Criterion, criteria_of
from sim.analysis.robustness.pareto import Standing, standings
from sim.analysis.robustness.trial import VALUES, Trial
from sim.errors import UsageProblem
from sim.study.estimate.interval import count_text, value_text
from sim.study.run.summary import CAVEAT

RESAMPLES: Final = 1000
LEAST_RESAMPLES: Final = 50


@dataclass(frozen=True, eq=False)
class RobustnessFindings:
    """Every criterion of every measure, and the Pareto set of the two giants' values."""

    trial: Trial
    resamples: int
    tolerable: float
    criteria: list[Criterion]
    standings: list[Standing]

    def criterion(self, measure: str, name: str) -> Criterion:
        """Return one criterion of one measure."""
        return next(each for each in self.criteria if (each.measure, each.name) == (measure, name))

    def sentences(self) -> list[str]:
        """Return what was found in a few plain sentences."""
        trial, name = self.trial, self.trial.outcome.replace("_", "-")
        best, said = self.criterion(trial.outcome, "mean_regret"), []
        own, again = best.estimates[best.best], best.again
        said.append(
            f"Over {trial.points} points of {len(trial.uncertain)} uncertain numbers, the line-up “{best.best}” "
            f"regrets least in {name}: {value_text(own.value, own.low, own.high, 3)} on average, and it is the best in "
            f"{value_text(again.value, again.low, again.high, 2)} of {count_text(again.n)} resamples."
        )
        worst = self.criterion(trial.outcome, "worst")
        bad = worst.estimates[worst.best]
        said.append(
            f"The safest at its worst point is “{worst.best}”, with {name} in "
            f"{value_text(bad.value, bad.low, bad.high, 3)} of the worlds there."
        )
        kept = [each.lineup for each in self.standings if not each.dominated_by]
        said.append(f"Not dominated in the values to Washington and Beijing: {'; '.join(kept)}.")
        return said

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain data that JSON can hold."""
        trial = self.trial
        return {
            "analysis": "robustness",
            "sentences": self.sentences(),
            "scenario": trial.scenario.name,
            "title": trial.scenario.title,
            "scenario_hash": trial.scenario.hash,
            "seed": trial.seed,
            "points": trial.points,
            "worlds_a_point": trial.worlds,
            "resamples": self.resamples,
            "outcome": trial.outcome,
            "tolerable": self.tolerable,
            "caveat": CAVEAT,
            "lineups": {name: list(policies) for name, policies in trial.lineups.items()},
            "uncertain": [{"name": each.name, "low": each.low, "high": each.high} for each in trial.uncertain],
            "criteria": [each.as_dict() for each in self.criteria],
            "pareto": [each.as_dict() for each in self.standings],
        }


def judge(trial: Trial, tolerable: float = 0.2, resamples: int = RESAMPLES) -> RobustnessFindings:
    """Return the criteria of a trial; `tolerable` is the probability of the outcome that still satisfices.

    Raises UsageProblem for a level outside 0 to 1 or too few resamples.
    """
    if not 0.0 <= tolerable <= 1.0:
        raise UsageProblem(f"{tolerable} is no probability", "tolerable", "Give a number from 0 to 1.")
    if resamples < LEAST_RESAMPLES:
        raise UsageProblem(f"{resamples} resamples are too few", "resamples", f"Ask for {LEAST_RESAMPLES} or more.")
    criteria = [
        each for measure in (trial.outcome, *VALUES) for each in criteria_of(trial, measure, tolerable, resamples)
    ]
    return RobustnessFindings(trial, resamples, tolerable, criteria, standings(trial))
