"""What the capitals choose: the levers of each."""

from dataclasses import dataclass

from ...arrays import Quantity
from .entry import lever

UNIT = (0, 1)


@dataclass(frozen=True, kw_only=True)
class WashingtonLevers:
    """Levers of Washington."""

    pressure: Quantity = lever("ℓ_Wp", 0.0, UNIT, "threats, shows of force and leaning on Beijing")
    dialogue: Quantity = lever("ℓ_Wd", 0.0, UNIT, "talks, open and secret")
    patience: Quantity = lever("ℓ_Wr", 0.0, UNIT, "waiting, with sanctions after tests")
    secondary_sanctions: Quantity = lever(
        "ℓ_Ws", 0.0, UNIT, "sanctions on Chinese firms that trade with the DPRK", module="secondary"
    )
    regime_change_rhetoric: Quantity = lever("ℓ_Wc", 0.0, UNIT, "talk of regime change", module="rhetoric")
    ambiguity: Quantity = lever("ℓ_Wa", 0.0, UNIT, "severe words without a red line", module="ambiguity")


@dataclass(frozen=True, kw_only=True)
class BeijingLevers:
    """Levers of Beijing."""

    enforcement: Quantity = lever("ℓ_Be", 0.0, UNIT, "enforcing the sanctions on the books")
    mediation: Quantity = lever("ℓ_Bm", 0.0, UNIT, "Six Party Talks and freeze for freeze")
    protection: Quantity = lever("ℓ_Bp", 0.0, UNIT, "shielding and feeding the neighbour")
    thaad_retaliation: Quantity = lever(
        "ℓ_Bt", 0.0, UNIT, "economic retaliation against Seoul over THAAD", module="thaad"
    )
    collapse_brake: Quantity = lever("ℓ_Bc", 0.5, UNIT, "how much fear of collapse holds enforcement back")


@dataclass(frozen=True, kw_only=True)
class PyongyangLevers:
    """Levers of Pyongyang."""

    testing: Quantity = lever("ℓ_Pt", 0.0, UNIT, "missile and nuclear tests")
    provocation: Quantity = lever("ℓ_Pp", 0.0, UNIT, "rhetoric and lethal provocation")
    bargaining: Quantity = lever("ℓ_Pb", 0.0, UNIT, "talks, moratorium and steps of disarmament")
    unpredictability: Quantity = lever("ℓ_Pu", 0.0, UNIT, "how far conduct follows no plan")
    deterrent_goal: Quantity = lever("ℓ_Pg", 1.0, (0.6, 1), "arsenal that satisfies it")


@dataclass(frozen=True, kw_only=True)
class SeoulLevers:
    """Levers of Seoul."""

    engagement: Quantity = lever("ℓ_Se", 0.0, UNIT, "aid and peace initiatives")
    hard_line: Quantity = lever("ℓ_Sh", 0.0, UNIT, "exercises, condemnation and sanctions")
    follow_washington: Quantity = lever("ℓ_Sf", 0.0, UNIT, "how far Seoul follows Washington's last move")
    thaad_welcome: Quantity = lever("ℓ_St", 0.0, UNIT, "welcome given to THAAD", module="thaad")
