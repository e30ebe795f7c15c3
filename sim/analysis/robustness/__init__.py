"""Robustness: how line-ups of courses and policies do over the numbers that nobody knows."""

from sim.analysis.robustness.findings import RobustnessFindings, judge
from sim.analysis.robustness.trial import Trial, try_out
from sim.analysis.robustness.uncertain import DEFAULT, Uncertainty, uncertainties_from

__all__ = ["DEFAULT", "RobustnessFindings", "Trial", "Uncertainty", "judge", "try_out", "uncertainties_from"]
