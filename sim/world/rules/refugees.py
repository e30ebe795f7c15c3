"""Refugees: a flow that grows as the economy falls, and a lump at collapse or major war (module `refugees`)."""

import numpy as np

from ...arrays import Floats, Quantity
from ..parameters import Parameters


def expected_flow(economy: Quantity, p: Parameters) -> Quantity:
    """Return the flow of a median month, in thousands."""
    result: Quantity = p.refugee_flow * (1.0 + p.refugee_economy * np.maximum(0.0, -np.asarray(economy)))
    return result


def flow(economy: Quantity, noise: Quantity, p: Parameters) -> Floats:
    """Return this month's flow in thousands; `noise` is a normal variate."""
    return expected_flow(economy, p) * np.exp(p.refugee_noise * noise)


def lump(noise: Quantity, median: Quantity, sd: Quantity) -> Floats:
    """Return the refugees of a collapse or a major war in thousands: lognormal; `noise` is a normal variate."""
    return median * np.exp(sd * noise)
