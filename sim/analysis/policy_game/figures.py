"""The best-response graph: every profile of policies, what somebody would gain by leaving it, and where that leads."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import PowerNorm
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Rectangle

from sim.analysis.finding import Drawn
from sim.analysis.games.nash import regrets
