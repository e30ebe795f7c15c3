"""How the moves of a month change the state, channels beside the main game, and war as choice and
as accident.
"""

from dataclasses import dataclass

from sim.core.game.parameters.entry import FEARON, Evidence, number

CRISES = Evidence("D", "crises and months in crisis a year, 1953 to 2019")
BOK = Evidence("D", "Bank of Korea, estimates of North Korea's GDP")
PANDA = Evidence("D", "Panda 2020")


@dataclass
class TransitionParameters:
    """Tension, arms, sanctions, economy, alliance, talks, relation, memories."""

    # Tension
    tension_keep: float = number(
        0.80, (0.7, 0.95), "share of tension that stays a month", evidence=CRISES
    )
    tension_rest: float = number(1.75, (1, 2.5), "tension left alone", "rungs", evidence=CRISES)
    tension_noise: float = number(
        0.46, (0.1, 0.6), "noise of tension a month", "rungs", evidence=CRISES
    )
    crisis_keep: float = number(
        0.945, (0.8, 0.96), "share of tension that stays a month in a standoff", evidence=CRISES
    )
    crisis_lost: float = number(
        0.55, (0, 1), "share of a month's push and noise that is lost in a standoff"
    )
    crisis: float = number(
        5.0, (4, 6), "tension from which a month is one of crisis", "rungs", evidence=CRISES
    )
    brink: float = number(6.0, (5, 7.5), "tension from which both sides are at the brink", "rungs")
    push_threat: float = number(
        0.335,
        (0, 1),
        "threats, ships or exercises raise tension; Pyongyang's threats half as much",
        "rungs",
    )
    push_test: float = number(
        0.235, (0, 1), "a missile test raises tension, a big test twice as much", "rungs"
    )
    push_lethal: float = number(
        1.0, (0, 3), "a lethal act or Seoul's retaliation raises tension", "rungs"
    )
    pull: float = number(
        0.13, (0, 1), "soft statements, relief, steps and a freeze each lower tension", "rungs"
    )
    # Presence
    presence_normal: float = number(
        0.5, (0.25, 0.75), "presence that is normal: it returns there, and more of it alarms"
    )
    presence_deploy: float = number(0.095, (0, 0.3), "presence added by ships")
    # Arsenal
    arsenal_early: float = number(
        0.6,
        (0.4, 0.7),
        "arsenal from which it grows towards the homeland’s range, more slowly, and a strike is weighed",
        evidence=PANDA,
    )
    gain_missile: float = number(
        0.024,
        (0.012, 0.048),
        "arsenal gained by a missile test; by building an eighth, given up by a step half",
        evidence=PANDA,
        in_sample=True,
    )
    gain_big: float = number(
        0.058, (0.029, 0.116), "arsenal gained by a big test", evidence=PANDA, in_sample=True
    )
    bite_on_arms: float = number(0.6, (0, 1), "effective pressure slows arms", symbol="ψ")
    # Sanctions and economy
    un_round: float = number(0.20, (0.02, 0.3), "UN measures added by a round")
    us_round: float = number(
        0.065,
        (0.02, 0.3),
        "US measures added by a round and lifted by relief; UN ones by half of it in a freeze",
    )
    enforcement_rate: float = number(
        0.4, (0.1, 1), "how fast enforcement follows Beijing's actions"
    )
    us_bite: float = number(
        0.25, (0, 0.5), "effect of US measures on top of those of the United Nations"
    )
    growth: float = number(
        0.018, (0, 0.03), "growth without sanctions, and by aid or relief, a year", evidence=BOK
    )
    bite_on_growth: float = number(
        0.24, (0.12, 0.5), "growth lost to effective pressure, a year", symbol="χ", evidence=BOK
    )
    economy_adapts: float = number(0.7, (0, 1.4), "how fast the economy adapts, a year")
    # Alliance, THAAD
    gap_cost: float = number(0.008, (0, 0.02), "cohesion lost to a gap of tone")
    thaad_growth: float = number(
        0.12, (0, 0.3), "THAAD grows after a big test or a complete deterrent"
    )
    # Talks and relation
    talks_keep: float = number(
        0.93, (0.8, 0.98), "share of the progress of talks that stays a month"
    )
    talks_both: float = number(0.14, (0, 0.3), "progress if both talk")
    relation_keep: float = number(
        0.95, (0.8, 1), "share of the powers' relation that stays a month"
    )
    relation_drift: float = number(0.005, (0, 0.03), "spread of its drift between worlds")
    relation_trend: float = number(
        0.0,
        (-0.02, 0.02),
        "mean of its drift: an optimist's above 0, a pessimist's below",
        neutral=0.0,
    )
    talks_alone: float = number(
        0.01,
        (0, 0.1),
        "progress by one soft statement; mediation with an initiative adds twice that",
    )
    relation_cost: float = number(
        0.03,
        (0, 0.1),
        "blame, ships and THAAD worsen the powers' relation; banks twice, aid half",
    )
    relation_gain: float = number(
        0.02, (0, 0.1), "full enforcement and mediation improve it, partial enforcement half"
    )
    lesser: float = number(
        0.5, (0.25, 0.75), "a lesser move counts that share of the move it is added to"
    )
    graver: float = number(2.0, (1, 3), "a graver move counts so many times the one it is added to")
    # Memories
    slow: float = number(
        0.92,
        (0.7, 0.99),
        "share of presence, cohesion and threats beyond their resting level that stays a month",
    )
    feel: float = number(
        0.5, (0, 1), "how far a threat, ships or presence alarm Pyongyang; exercises and talk half"
    )
    see: float = number(
        0.6, (0, 1), "how far talks or relief look like yielding; aid and initiatives less"
    )
    memory: float = number(0.75, (0.5, 0.95), "share of a memory that stays a month")
    # Freeze
    freeze_begin: float = number(
        0.16,
        (0, 0.5),
        "chance of a freeze for relief, and for a fearful Kim, once the price is met; else a quarter",
    )
    freeze_end: float = number(
        0.14, (0, 0.3), "chance a month that a freeze lapses after six without relief", "chance"
    )


@dataclass
class ShockParameters:
    """Threats on record, and dialogue windows of Washington and Beijing."""

    threat_audience: float = number(
        0.12,
        (0, 0.3),
        "audience stock added by a threat without ambiguity",
        evidence=FEARON,
    )
    window_gain: float = number(0.12, (0, 0.5), "change of the relation in a window", neutral=0.0)


RECORD = Evidence("D", "bounded by no war in 13 crises since 1953")


@dataclass
class WarParameters:
    """Hazards and losses."""

    accident: float = number(
        0.003, (0.001, 0.02), "accident hazard a month at tension 6", symbol="η", evidence=RECORD
    )
    accident_slope: float = number(2.2, (1.5, 5), "how steep it rises with tension", symbol="γ")
    bad_month: float = number(
        0.6,
        (0, 1.5),
        "rungs above the expected tension at which a capital reckons with war",
        "rungs",
    )
    strike_base: float = number(-5.8, (-9, -4), "log-odds of a preventive strike", evidence=RECORD)
    strike_window: float = number(
        2.0,
        (0, 4),
        "a closing window raises it, and as much the belief in a greedy Kim",
        evidence=Evidence("L", "Fearon 1995, Powell 2006"),
    )
    attack_base: float = number(
        -7.2, (-8, -4), "log-odds of an attack out of fear", evidence=RECORD
    )
    attack_threat: float = number(
        3.0,
        (0, 6),
        "threat felt by a fearful Kim raises it, as much a Washington that means to strike",
    )
    clash: float = number(
        0.06, (0.02, 0.4), "chance of war in a month in which both stand firm", evidence=RECORD
    )
    stand: float = number(-0.2, (-2, 2), "firmness at the brink before anything else")
    stand_audience: float = number(
        1.4, (0, 3), "past threats make Washington firmer at the brink", evidence=FEARON
    )
    stand_course: float = number(
        0.7, (0, 3), "how much softer a softer course makes either at the brink, by rank"
    )
    collapse: float = number(
        0.0029, (0, 0.02), "collapse hazard a month if GDP is 15 % down", "chance"
    )
    major: float = number(0.45, (0, 1), "chance that a war is major", "chance")
    war_scale: float = number(
        1.0,
        (0, 1.5),
        "spread of the losses of a war, each capital apart, on the log",
        symbol="σ",
        neutral=0.0,
    )
    loss_washington: float = number(
        12.0, (6, 24), "loss of a limited war to Washington", "months", symbol="L"
    )
    loss_beijing: float = number(
        20.0,
        (10, 40),
        "loss of a limited war to Beijing",
        "months",
        symbol="L",
    )
    collapse_near: float = number(
        1.3,
        (1, 5.2),
        "a collapse, which may bring the peninsula under the South, costs Beijing so many limited wars",
    )
    loss_pyongyang: float = number(
        60.0, (30, 120), "loss of a limited war to Pyongyang", "months", symbol="L"
    )
    loss_seoul: float = number(
        80.0, (40, 160), "loss of a limited war to Seoul", "months", symbol="L"
    )
