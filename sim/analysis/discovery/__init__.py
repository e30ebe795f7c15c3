"""Discovery: where over levers and uncertainties an outcome is likely, as a box in plain words."""

from sim.analysis.discovery.asking import DiscoveryOptions, ask, options_of_study
from sim.analysis.discovery.box import Box, Limit
from sim.analysis.discovery.findings import DiscoveryFinding, find, searched
from sim.analysis.discovery.peel import Rule
from sim.analysis.discovery.sample import Sample

__all__ = [
    "Box", "DiscoveryFinding", "DiscoveryOptions", "Limit", "Rule", "Sample", "ask", "find", "options_of_study",
    "searched",
]  # fmt: skip
