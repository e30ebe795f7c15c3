"""Robustness: how line-ups of courses and policies do over the numbers that nobody knows."""

from sim.analysis.robustness.findings import RobustnessFinding, find
from sim.analysis.robustness.trial import RobustnessOptions, ask, lineups_from

__all__ = ["RobustnessFinding", "RobustnessOptions", "ask", "find", "lineups_from"]
