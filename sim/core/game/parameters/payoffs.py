"""Parameters of the monthly payoff of each capital, and the thresholds of goals."""

from dataclasses import dataclass, field, fields
from typing import Any, Final

from sim.core.game.parameters.entry import FEARON, Evidence, number

KYDD = Evidence(
    "L",
    "shape: appeasement and assurance, Jervis 1976, Kydd 2005; sizes: assumption of this project",
)


@dataclass
class PayoffParameters:
    """Weights of the monthly payoffs, in the look-ahead and in the outcomes."""

    pay_tension: float = number(
        0.06,
        (0.03, 0.12),
        "shared urgency: tension costs all four alike, per rung",
    )
    # Washington
    in_range: float = number(
        0.75,
        (0.65, 0.9),
        "arsenal from which the homeland begins to be in range",
        symbol="A",
        evidence=Evidence("L", "Panda 2020: the Hwasong-14 of July 2017; scale: of this project"),
    )
    pay_arms: float = number(
        0.9, (0.45, 1.8), "an arsenal in range of the homeland; one that grows towards it a third"
    )
    pay_appease: float = number(
        0.9,
        (0.45, 1.8),
        "to be soft while the other tests; to mediate meanwhile costs Beijing a third",
        evidence=KYDD,
    )
    pay_passive: float = number(0.40, (0.2, 0.8), "to let a test pass")
    pay_restraint: float = number(0.25, (0.125, 0.5), "restraint won by pressure")
    pay_both: float = number(0.40, (0.2, 0.8), "talks of both")
    pay_freeze: float = number(0.35, (0.175, 0.7), "a freeze")
    pay_presence: float = number(0.3, (0.15, 0.6), "presence beyond the normal")
    alliance_whole: float = number(
        0.7, (0.5, 0.9), "cohesion below which the alliance costs Washington", symbol="C"
    )
    pay_cohesion: float = number(0.5, (0.25, 1), "an alliance that is not whole")
    pay_lethal: float = number(0.5, (0.25, 1), "a lethal act; Seoul 2.4 times as much")
    pay_relation: float = number(0.2, (0.1, 0.4), "the relation with Beijing")
    pay_yielding: float = number(
        0.8,
        (0.4, 1.6),
        "to back down at the brink, before the audience cost, or to be soft under coercion",
        evidence=FEARON,
    )
    # Pyongyang, beside the parameters of its type, and Beijing
    pay_hunger: float = number(3.0, (1.5, 6), "hunger, in Pyongyang and across its border")
    pay_beijing_refugees: float = number(
        0.0,
        (0, 0.9),
        "a thousand refugees a month over the Yalu, beyond the first",
        evidence=Evidence("A", "ours; at .225 a flood costs as much as to be bypassed"),
        neutral=0.0,
    )
    pay_beijing_big: float = number(0.5, (0.25, 1), "a big test near its border")
    pay_beijing_us: float = number(0.8, (0.4, 1.6), "American presence and THAAD")
    pay_beijing_bypass: float = number(0.45, (0.225, 0.9), "talks of both without Beijing")
    pay_beijing_secondary: float = number(0.35, (0.175, 0.7), "secondary sanctions on its banks")
    pay_beijing_relation: float = number(0.5, (0.25, 1), "the relation with Washington")
    pay_beijing_trade: float = number(0.25, (0.125, 0.5), "trade lost by enforcing")
    pay_beijing_buffer: float = number(
        0.25, (0.125, 0.5), "pressure on the North while Washington speaks of regime change"
    )
    # Seoul
    pay_seoul_talks: float = number(
        0.3,
        (0.15, 0.6),
        "talks that get on, softness of both Koreas, a freeze: each; retaliation for THAAD costs it",
    )


SHARE = (0.0, 1.0)
A_YEAR = (0.0, 12.0)


def threshold(
    symbol: str,
    default: float,
    spread: float,
    span: tuple[float, float],
    meaning: str,
    unit: str = "",
) -> Any:
    """Declare the threshold of a goal; `spread` says how far either way it might as well lie."""
    plain = number(default, span, meaning, unit, symbol=symbol)
    return field(default=plain.default, metadata={**plain.metadata, "spread": spread})


@dataclass
class GoalParameters:
    """The discount of values, and the thresholds of goals. They are ours, so a share that depends
    on them is quoted with its range.
    """

    discount: float = number(
        0.995, (0.9, 1), "worth of a month against the month before, in values"
    )
    goal_proven: float = threshold("A", 0.91, 0.04, SHARE, "an arsenal from there on is proven")
    goal_tests: float = threshold(
        "", 0.25, 0.15, SHARE, "most of the last six months with a test or lethal act"
    )
    goal_cohesion: float = threshold(
        "C", 0.5, 0.06, SHARE, "least cohesion of an alliance that is whole"
    )
    goal_relation: float = threshold(
        "G", -0.25, 0.08, (-1.0, 1.0), "least relation of the powers that is not lost"
    )
    goal_presence: float = threshold(
        "M", 0.78, 0.06, SHARE, "most presence that Beijing does not count as grown"
    )
    goal_thaad: float = threshold(
        "H", 1.6, 0.15, (1.0, 2.0), "most THAAD that Beijing does not count as grown"
    )
    goal_bypassed: float = threshold(
        "",
        0.11,
        0.05,
        SHARE,
        "most of the months with talks that pass Beijing by, least of those that recognise Pyongyang",
    )
    goal_big_tests: float = threshold(
        "", 2.5, 1.0, A_YEAR, "most big tests near a quiet border", "a year"
    )
    goal_refugees: float = threshold(
        "", 24.0, 5.0, (0.0, 1000.0), "most refugees that are no flood", "thousand a year"
    )
    goal_economy: float = threshold(
        "y", -0.03, 0.012, (-0.5, 0.3), "least log GDP of an economy that is kept", "log"
    )
    goal_threat: float = threshold(
        "F", 0.4, 0.08, SHARE, "most threat felt by a Pyongyang that is not under threat"
    )
    goal_lethal: float = threshold(
        "", 0.5, 0.4, A_YEAR, "most lethal acts that count as no deaths", "a year"
    )
    goal_talks: float = threshold("q", 0.25, 0.08, SHARE, "least progress of talks that are alive")
    goal_tension: float = threshold(
        "τ", 3.5, 0.5, (0.0, 7.99), "tension at which calm ends", "rungs"
    )


SPREADS: Final[dict[str, float]] = {
    item.name: item.metadata["spread"]
    for item in fields(GoalParameters)
    if "spread" in item.metadata
}
"""The plausible deviation of each threshold to either side, by name."""
