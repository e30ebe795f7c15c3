"""The patterns that the shipped defaults must show: wanted, measured, pass or miss."""

from sim.analysis.patterns.findings import HEADINGS, Found, PatternsFinding, PatternsOptions, ask, find

__all__ = ["HEADINGS", "Found", "PatternsFinding", "PatternsOptions", "ask", "find"]
