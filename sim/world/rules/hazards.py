"""Accidents, the size of a war, and collapse (model, sections 7 and 8)."""

import numpy as np

from ...arrays import Floats, Quantity
from ..parameters import Parameters


def exposure(presence: Quantity, tests: Quantity, p: Parameters) -> Quantity:
    """Return how much there is that can go wrong: forces in presence, and this month's test."""
    return presence / p.exposure_presence + p.exposure_tests * tests


def hazard(rate: Quantity, exposed: Quantity, log_growth: Quantity) -> Floats:
    """Return the chance of an event in a month, 1 − exp(−rate · exposed · exp(log_growth)); 0 without exposure."""
    exponent = np.exp(log_growth)
    exponent *= -rate * exposed
    return 1.0 - np.exp(exponent)


def accident_chance(tension: Quantity, presence: Quantity, tests: Quantity, p: Parameters) -> Floats:
    """Return the chance that an accident starts a war this month."""
    growth = p.accident_slope * (tension - p.accident_tension)
    return hazard(p.accident_hazard, exposure(presence, tests, p), growth)


def major_chance(tension: Quantity, arsenal: Quantity, p: Parameters) -> Floats:
    """Return the chance that a war is major: logistic in tension and arsenal."""
    odds = p.major_base + p.major_tension * tension + p.major_arsenal * arsenal
    return 1.0 / (1.0 + np.exp(-odds))


def collapse_chance(stability: Quantity, p: Parameters) -> Floats:
    """Return the chance that the regime collapses this month."""
    return hazard(p.collapse_hazard, 1.0, p.collapse_slope * (p.stability_rest - stability))
