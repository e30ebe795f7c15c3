"""The multiverse: how far the answer depends on choices that could have been made otherwise."""

from sim.analysis.multiverse.choices import Choices, Reading, Structure, choices_of
from sim.analysis.multiverse.findings import Multiverse, Specification, multiverse

__all__ = ["Choices", "Multiverse", "Reading", "Specification", "Structure", "choices_of", "multiverse"]
