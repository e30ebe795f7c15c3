"""What the capitals gain and lose, and when both have lost."""

from dataclasses import dataclass

from ...arrays import Floats, Quantity
from .entry import number, table

LIMITED_LOSS = {"washington": 15.0, "beijing": 20.0, "pyongyang": 60.0, "seoul": 80.0}


@dataclass(frozen=True, kw_only=True)
class PayoffNumbers:
    """Units, weights and losses of the four payoffs."""

    payoff_units: Floats = table(
        "u",
        {
            "arsenal": 0.25,
            "tension": 0.03,
            "presence": 0.3,
            "disunity": 0.5,
            "audience": 0.3,
            "instability": 0.8,
            "enforcing": 0.5,
            "poverty": 1,
            "test_month": 0.08,
            "thaad": 0.1,
            "thaad_cost": 1,
            "refugees": 0.01,
            "secondary": 0.3,
        },
        (0, 2),
        "monthly cost of one unit of each component",
        unit="a month",
    )
    weights_washington: Floats = table(
        "w_W",
        {"arsenal": 2, "tension": 2, "presence": 1, "disunity": 1, "audience": 1},
        (0, 2),
        "Washington's weights",
    )
    weights_beijing: Floats = table(
        "w_B",
        {
            "arsenal": 1,
            "tension": 2,
            "presence": 2,
            "instability": 2,
            "enforcing": 1,
            "test_month": 1,
            "thaad": 1,
            "thaad_cost": 1,
            "refugees": 1,
            "secondary": 1,
        },
        (0, 2),
        "Beijing's weights",
        source="ranking of aims in Tzogopoulos 2017; sizes ours",
    )
    weights_pyongyang: Floats = table(
        "w_P",
        {"no_arsenal": 2, "tension": 1, "presence": 2, "instability": 2, "poverty": 1},
        (0, 2),
        "Pyongyang's weights",
    )
    weights_seoul: Floats = table(
        "w_S",
        {"tension": 2, "arsenal": 1, "disunity": 1, "thaad_cost": 1},
        (0, 2),
        "Seoul's weights",
    )
    discount: Quantity = number("δ_V", 0.995, (0.9, 1), "worth of next month in this month's terms", unit="a month")
    loss_limited: Floats = table("L_lim", LIMITED_LOSS, (0, 3), "loss in a limited war", unit="months")
    loss_major: Floats = table(
        "L_maj",
        {"washington": 150, "beijing": 150, "pyongyang": 400, "seoul": 500},
        (0, 3),
        "loss in a major war",
        unit="months",
    )
    loss_collapse: Floats = table(
        "L_col",
        {"washington": 5, "beijing": 15, "pyongyang": 60, "seoul": 40},
        (0, 3),
        "loss when the regime collapses",
        unit="months",
    )


@dataclass(frozen=True, kw_only=True)
class LoseLoseNumbers:
    """Thresholds of the lose-lose outcomes."""

    lose_lose_threshold: Quantity = number(
        "κ", 0.6, (0, 2), "share of a limited war's loss, over 36 months, that counts as losing"
    )
    lose_lose_months: Quantity = number(
        "T_κ", 36, (12, 120), "months over which the threshold is stated", unit="months"
    )
    event_refugees: Quantity = number(
        "F_e", 250.0, (0, 2000), "refugees at a collapse that make it a loss for both", unit="thousand"
    )
    slow_arsenal: Quantity = number("A_e", 0.85, (0.5, 1), "arsenal at the end that counts as a slow loss")
    slow_presence: Quantity = number("M_e", 0.1, (0, 0.5), "rise of presence that counts as a slow loss for Beijing")
