"""Levers and the dilemma: what each lever moves, and that no course is best whatever the others do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

import numpy as np

from sim.analysis.games.equilibrium import Profile
