"""How the moves of a month change the state."""

from dataclasses import dataclass

from .entry import number

CRISES = "crises and months in crisis a year, 1953 to 2019"
BOK = "Bank of Korea, estimates of North Korea's GDP"


@dataclass
class TransitionNumbers:
    """Tension, arms, sanctions, economy, alliance, talks, relation, memories."""

    # Tension
    tension_keep: float = number("", 0.80, (0.7, 0.95), "share of tension that stays a month", tag="D", source=CRISES)
    tension_rest: float = number("", 1.75, (1, 2.5), "tension left alone", tag="D", source=CRISES, unit="rungs")
    tension_noise: float = number("", 0.46, (0.1, 0.6), "noise of tension a month", tag="D", source=CRISES, unit="rungs")
    crisis_keep: float = number("", 0.945, (0.8, 0.96), "share of tension that stays a month in a standoff", tag="D", source=CRISES)
    crisis_push: float = number("", 0.45, (0, 1), "share of a month's push that counts in a standoff")
    crisis_noise: float = number("", 0.7, (0, 1), "share of the noise in a standoff")
    # Arsenal
    gain_build: float = number("", 0.003, (0.0015, 0.006), "arsenal gained by building", tag="D", source="Panda 2020", seen=True)
    gain_missile: float = number("", 0.024, (0.012, 0.048), "arsenal gained by a missile test", tag="D", source="Panda 2020", seen=True)
    gain_big: float = number("", 0.058, (0.029, 0.116), "arsenal gained by a big test", tag="D", source="Panda 2020", seen=True)
    bite_on_arms: float = number("ψ", 0.6, (0, 1), "effective pressure slows arms")
    disarm_gain: float = number("", 0.010, (0, 0.05), "arsenal given up by a step of disarmament")
    # Sanctions and economy
    un_round: float = number("", 0.17, (0.02, 0.3), "what a round of the United Nations adds")
    us_round: float = number("", 0.07, (0.02, 0.3), "what a round of the United States adds")
    un_relief: float = number("", 0.03, (0, 0.2), "UN measures lifted by relief in a freeze")
    us_relief: float = number("", 0.06, (0, 0.2), "US measures lifted by relief")
    enforcement_rate: float = number("", 0.4, (0.1, 1), "how fast enforcement follows Beijing's deeds")
    us_bite: float = number("", 0.25, (0, 0.5), "what US measures bite beside those of the United Nations")
    growth: float = number("", 0.018, (0, 0.03), "growth without sanctions, a year", tag="D", source=BOK)
    bite_on_growth: float = number("χ", 0.085, (0.05, 0.2), "growth lost to effective pressure, a year", tag="D", source=BOK)
    economy_adapts: float = number("", 0.25, (0, 1), "how fast the economy adapts, a year")
    aid_growth: float = number("", 0.02, (0, 0.1), "growth by Beijing's aid or by relief, a year")
    # Alliance, THAAD
    gap_cost: float = number("", 0.008, (0, 0.02), "cohesion lost to a gap of tone")
    thaad_growth: float = number("", 0.12, (0, 0.3), "THAAD grows after a big test or a complete deterrent")
    thaad_rollback: float = number("", 0.06, (0, 0.2), "retaliation moves a Seoul of sunshine to roll THAAD back")
    thaad_brake: float = number("", 0.7, (0, 1), "retaliation slows THAAD")
    # Talks and relation
    talks_keep: float = number("", 0.93, (0.8, 0.98), "share of the progress of talks that stays a month")
    talks_both: float = number("", 0.14, (0, 0.3), "progress where both talk")
    relation_keep: float = number("", 0.95, (0.8, 1), "share of the relation of the giants that stays a month")
    relation_drift: float = number("", 0.02, (0, 0.03), "spread of its drift between worlds")
    relation_trend: float = number("", 0.0, (-0.02, 0.02), "mean of its drift: an optimist's above 0, a pessimist's below", neutral=0.0)
    # Memories
    threat_keep: float = number("", 0.75, (0.5, 0.95), "share of the threat felt that stays a month")
    softness_keep: float = number("", 0.75, (0.5, 0.95), "share of the softness seen that stays a month")
    shield_calms: float = number("", 0.25, (0, 1), "a Beijing that shields takes that share of the alarm")
    audience_keep: float = number("", 0.92, (0.8, 0.98), "share of the audience stock that stays a month")
    # Freeze
    freeze_floor: float = number("", 0.05, (0, 0.2), "chance a month that talks in their stride bring a freeze")
    freeze_fearful: float = number("", 0.20, (0, 0.5), "the same, more, for a fearful Kim whose price is met")
    freeze_relief: float = number("", 0.25, (0, 0.5), "the same, more, for relief where the price is met")
    freeze_end: float = number("", 0.01, (0, 0.1), "chance a month that a freeze lapses", unit="chance")
    freeze_dry: float = number("", 0.12, (0, 0.3), "the same, more, after six months without relief", unit="chance")
