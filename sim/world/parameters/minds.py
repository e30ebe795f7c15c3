"""What the capitals see, believe and trust."""

from dataclasses import dataclass

from ...arrays import Floats, Quantity
from .entry import number, switch, table

INFO = "information"


@dataclass(frozen=True, kw_only=True)
class MindNumbers:
    """Numbers of the modules information, beliefs and credibility."""

    misperception: Quantity = number(
        "ε", 0.05, (0, 0.3), "chance that a move is seen as the next one in order", module=INFO, neutral=0.0
    )
    ambiguity_error: Quantity = number(
        "ε_a", 0.2, (0, 0.5), "misperception that a fully ambiguous Washington adds", module=INFO, neutral=0.0
    )
    see_enforcement_sd: Quantity = number(
        "sd_e", 0.1, (0, 0.3), "error in seeing enforcement", module=INFO, neutral=0.0
    )
    see_economy_sd: Quantity = number(
        "sd_y", 0.05, (0, 0.2), "error in seeing the economy", unit="log", module=INFO, neutral=0.0
    )
    see_stability_sd: Quantity = number("sd_ρ", 0.15, (0, 0.3), "error in seeing stability", module=INFO, neutral=0.0)
    see_arsenal_sd: Quantity = number("sd_A", 0.08, (0, 0.3), "error in seeing the arsenal", module=INFO, neutral=0.0)
    contact: Quantity = number(
        "ct",
        0.0,
        (0, 1),
        "share of its error that Beijing's contact with Pyongyang removes",
        module=INFO,
        neutral=0.0,
    )
    back_channel_secrecy: Quantity = switch(
        "sec", 1, "Beijing and Seoul see a back channel as waiting", module=INFO, neutral=0
    )
    anxiety: Quantity = number(
        "anx",
        1.0,
        (0, 4),
        "rise of the perceived hazard with full doubt about Kim",
        module="beliefs",
        neutral=0.0,
    )
    belief_memory: Quantity = number(
        "mem", 1.0, (0.9, 1), "weight of the old belief in the new one", module="beliefs", neutral=1.0
    )
    kim_prior: Floats = table(
        "b₀",
        {"secure": 0.6, "revisionist": 0.25, "erratic": 0.15},
        (1, 1),
        "first belief about Kim's type",
        module="beliefs",
        neutral=1.0,
    )
    secure_arsenal: Quantity = number("A_s", 0.8, (0.5, 1), "arsenal beyond which a secure Kim wants no more")
    secure_hold: Quantity = number("h_s", 1.5, (1, 3), "a secure Kim's reluctance to break a freeze, as a multiple")
    revisionist_lethal: Quantity = number("r_l", 0.4, (0, 2), "a revisionist Kim's taste for a lethal provocation")
    erratic_precision: Quantity = number("λ_e", 0.25, (0.05, 1), "an erratic Kim's precision, as a multiple")
    credibility_speed: Quantity = number(
        "δ_c",
        0.05,
        (0, 0.2),
        "pace at which credibility follows conduct",
        unit="a month",
        module="credibility",
        neutral=0.0,
    )
    credibility_base: Quantity = number(
        "c_k",
        0.5,
        (0, 1),
        "credibility that conduct without a freeze supports",
        module="credibility",
        neutral=1.0,
    )
    credibility_rhetoric: Quantity = number(
        "c_r",
        0.02,
        (0, 0.1),
        "credibility lost to full talk of regime change",
        unit="a month",
        module="credibility",
        neutral=0.0,
    )
    credibility_renege: Quantity = number(
        "c_n",
        0.3,
        (0, 1),
        "credibility lost when Washington ends a freeze",
        module="credibility",
        neutral=0.0,
    )
