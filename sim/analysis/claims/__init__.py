"""Claims as data: what the model must do, in one form, played by one runner."""

from sim.analysis.claims.claim import Arm, Claim, Line
from sim.analysis.claims.reading import claims_from
from sim.analysis.claims.running import examine

__all__ = ["Arm", "Claim", "Line", "claims_from", "examine"]
