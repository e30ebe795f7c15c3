"""Rare events: how likely war is where it is rare, by splitting on tension."""

from sim.analysis.rare.findings import RareFinding, RareOptions, ask, find

__all__ = ["RareFinding", "RareOptions", "ask", "find"]
