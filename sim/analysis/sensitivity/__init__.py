"""Sensitivity: which factors move an outcome, alone and together, and how much is luck."""

from sim.analysis.sensitivity.asking import SensitivityOptions, ask, options_of_study
from sim.analysis.sensitivity.findings import SensitivityFinding, find
from sim.analysis.sensitivity.index import Indices, indices_of
from sim.analysis.sensitivity.sample import DUMMY, Design, Sample, design_over, evaluate

__all__ = [
    "DUMMY", "Design", "Indices", "Sample", "SensitivityFinding", "SensitivityOptions", "ask", "design_over",
    "evaluate", "find", "indices_of", "options_of_study",
]  # fmt: skip
