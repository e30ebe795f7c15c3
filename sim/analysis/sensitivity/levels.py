"""The modelling choices that can be made otherwise, each with its levels and what a level changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sim.core.estimate.writing import short_text
from sim.core.game.catalogue import CAPITALS
from sim.core.game.parameters import RULE_PARAMETERS
from sim.core.game.policies import FREE, HELD
from sim.core.outcomes.values import MARGIN
from sim.core.scenario.parameters import PARAMETERS
from sim.core.scenario.scenario import KIM_TYPES

Changes = Mapping[str, Any]

LOOKAHEADS: Final = ("lookahead", "lookahead_beijing", "lookahead_pyongyang")
_SLOPE: Final = RULE_PARAMETERS["accident_slope"]
STRUCTURES: Final[dict[str, dict[str, Changes]]] = {
    "Kim's type": {kim: {"kim_type": kim} for kim in KIM_TYPES},
    "courses": {
        FREE: {f"{capital}.policy": FREE for capital in CAPITALS},
        HELD: {f"{capital}.policy": HELD for capital in CAPITALS},
    },
    "learning": {"exact": {"learn": 1.0}},
    "accidents": {
        "flat": {"accident_slope": _SLOPE.low},
        "steep": {"accident_slope": _SLOPE.high},
    },
}
"""The levels of each way to build the model, with the changes that each makes; channels that can be
switched off are below.
"""

CHANNELS: Final[dict[str, tuple[str, ...]]] = {
    "look-ahead": LOOKAHEADS,
    "fear of a strike": ("fear_strike",),
    "doubt about Kim": ("doubt",),
    "hope of a reply": ("reply",),
    "learning": ("learn", "learn_until"),
    "needs of a complete deterrent": ("deterrent_saturation",),
    "changes of Kim's type": ("type_drift",),
    "hunger and Beijing's leverage": ("leverage_courses",),
    "misperception": ("blur",),
    "errors of state": ("error",),
    "ambiguity": ("washington.ambiguity",),
    "dialogue windows": ("window_gain",),
    "scale of war": ("war_scale",),
    "trend of the relation": ("relation_trend",),
    "contact of Beijing": ("beijing.contact",),
    "unpredictability": ("pyongyang.unpredictability",),
    "rates of review": ("review_rate_washington",),
    "payment for enforcement": ("washington.payment",),
    "word about Kim": ("beijing.word", "seoul.word"),
    "proof about Kim": ("beijing.proof", "seoul.proof"),
    "cost of refugees to Beijing": ("pay_beijing_refugees",),
}
"""Every parameter and lever that has a neutral value, by the channel that it belongs to."""

CHANNEL, READING = "without", "lose-lose by"
LEAST: Final = ("goal_cohesion", "goal_relation", "goal_economy", "goal_talks")
"""Thresholds that are a least: a goal is harder to keep if they lie higher. All others are a
most.
"""

GAIN, GOALS, LOSS = "gain", "goals", "loss"
READINGS: Final[dict[str, tuple[str, float]]] = {
    **{f"a gain > {short_text(MARGIN * by, 6)}": (GAIN, MARGIN * by) for by in (0.5, 2.0)},
    "goals, lenient": (GOALS, -1.0),
    "goals": (GOALS, 0.0),
    "goals, strict": (GOALS, 1.0),
    **{f"a loss, κ = {short_text(kappa, 6)}": (LOSS, kappa) for kappa in (0.25, 0.5, 1.0)},
}
"""Other readings of lose-lose, each with its line: a gain of both under the benchmark and a loss of
both against a lasting start, in costs of a limited war; or failed goals, with every threshold moved
by so many spreads.
"""


def names_of(of_choices: bool) -> tuple[str, ...]:
    """Return the names that `--only` takes: those of choices, or of parameters."""
    return (*STRUCTURES, READING, CHANNEL) if of_choices else tuple(PARAMETERS)
