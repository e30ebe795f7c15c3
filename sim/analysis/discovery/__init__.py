"""Discovery: where over levers and uncertainties an outcome is likely, as a box in plain words."""

from sim.analysis.discovery.box import Box, Factor, Limit, factors_from
from sim.analysis.discovery.findings import Discovery, discover
from sim.analysis.discovery.peel import Rule
from sim.analysis.discovery.sample import Sample, sample_from
from sim.analysis.discovery.trial import play

__all__ = ["Box", "Discovery", "Factor", "Limit", "Rule", "Sample", "discover", "factors_from", "play", "sample_from"]
