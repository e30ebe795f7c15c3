"""War as choice and as accident, collapse, and what they cost."""

from dataclasses import dataclass

from sim.game.language import Table
from sim.game.numbers.entry import number, table

RECORD = "bounded by no war in 13 crises since 1953"


@dataclass
class WarNumbers:
    """Hazards and losses."""

    accident: float = number("η", 0.0026, (0.001, 0.02), "accident hazard a month at tension 6", tag="D", source=RECORD)
    accident_slope: float = number("γ", 2.2, (1.5, 5), "how steep it rises with tension")
    accident_cap: float = number("", 0.15, (0.05, 0.5), "most an accident hazard can be a month", unit="chance")
    strike_base: float = number("", -6.15, (-9, -4), "log-odds of a preventive strike", tag="D", source=RECORD)
    strike_window: float = number(
        "", 2.0, (0, 4), "a closing window raises it", tag="L", source="Fearon 1995, Powell 2006"
    )
    strike_greed: float = number("", 2.0, (0, 4), "belief in a greedy Kim raises it")
    attack_base: float = number("", -7.2, (-8, -4), "log-odds of an attack out of fear", tag="D", source=RECORD)
    attack_threat: float = number("", 3.0, (0, 6), "threat felt by a fearful Kim raises it")
    attack_prevent: float = number("", 2.4, (0, 4), "a Washington that means to strike raises it")
    attack_tension: float = number("", 1.5, (0, 4), "tension above 6.5 raises it, per rung")
    clash: float = number(
        "", 0.042, (0.02, 0.4), "chance of war in a month in which both stand firm", tag="D", source=RECORD
    )
    stand: float = number("", 0.0, (-2, 2), "firmness at the brink before anything else")
    stand_slope: float = number("", 1.2, (0.5, 4), "how far firmness decides")
    stand_audience: float = number(
        "", 1.2, (0, 3), "threats made hold Washington to its word", tag="L", source="Fearon 1994"
    )
    washington_firm: Table = table(
        "",
        {"patience": -0.6, "maximum_pressure": 0.2, "engagement": -1.0, "prevent": 0.5},
        (-3, 3),
        "how firm Washington is at the brink by course",
    )
    pyongyang_firm: Table = table(
        "",
        {"build": 0.1, "brinkmanship": 0.6, "charm": -1.0, "consolidate": -0.3},
        (-3, 3),
        "how firm Pyongyang is at the brink by course",
    )
    collapse: float = number("", 0.0004, (0, 0.002), "collapse hazard a month without hunger", unit="chance")
    collapse_hunger: float = number("", 25.0, (0, 60), "hunger raises it, per log GDP beyond 3 %")
    major_base: float = number("", -3.5, (-8, 2), "log-odds that a war is major")
    major_tension: float = number("", 0.4, (0, 2), "tension raises them, per rung")
    major_arsenal: float = number("", 1.0, (0, 4), "the arsenal raises them")
    major_times: float = number("", 3.0, (1, 10), "a major war costs that many times a limited one")
    war_scale: float = number(
        "σ", 1.0, (0, 1.5), "spread of the losses of a war, each capital apart, on the log", neutral=0.0
    )
    loss_washington: float = number("L", 12.0, (6, 24), "loss of a limited war to Washington", unit="months")
    loss_beijing: float = number("L", 20.0, (10, 40), "loss of a limited war to Beijing", unit="months")
    loss_pyongyang: float = number("L", 60.0, (30, 120), "loss of a limited war to Pyongyang", unit="months")
    loss_seoul: float = number("L", 80.0, (40, 160), "loss of a limited war to Seoul", unit="months")
    collapse_washington: float = number("", 3.0, (1.5, 6), "loss of a collapse to Washington", unit="months")
    collapse_beijing: float = number("", 15.0, (7.5, 30), "loss of a collapse to Beijing", unit="months")
    collapse_pyongyang: float = number("", 60.0, (30, 120), "loss of a collapse to Pyongyang", unit="months")
    collapse_seoul: float = number("", 20.0, (10, 40), "loss of a collapse to Seoul", unit="months")
