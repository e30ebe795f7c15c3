"""Sensitivity: which factors move an outcome, alone and together, and how much is luck."""

from sim.analysis.sensitivity.design import Design, morris_design, sobol_design
from sim.analysis.sensitivity.findings import Analysis, analyse
from sim.analysis.sensitivity.playing import evaluate, play
from sim.analysis.sensitivity.sample import DUMMY, Sample
from sim.analysis.sensitivity.tornado import Tornado, tornado

__all__ = [
    "DUMMY", "Analysis", "Design", "Sample", "Tornado", "analyse", "evaluate", "morris_design", "play",
    "sobol_design", "tornado",
]  # fmt: skip
