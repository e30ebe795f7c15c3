"""The asymmetric escalation game of Zagare and Kilgour, all intentions known."""

from collections.abc import Mapping

import numpy as np

from sim.world.choice import logit_probabilities
from sim.world.types import Floats

Outcome = Mapping[str, float]

CHALLENGER_ORDER = ("DC", "SQ", "ED", "DD")
DEFENDER_ORDER = ("SQ", "DE")
