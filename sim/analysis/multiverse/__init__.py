"""The multiverse: how far the answer depends on choices that could have been made otherwise."""

from sim.analysis.multiverse.choices import Choices, MultiverseOptions, Reading, Structure
from sim.analysis.multiverse.findings import MultiverseFinding, Specification, find
from sim.analysis.multiverse.universes import ask

__all__ = ["Choices", "MultiverseFinding", "MultiverseOptions", "Reading", "Specification", "Structure", "ask", "find"]
