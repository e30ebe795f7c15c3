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
    crisis_push_lost: float = number(
        0.55, (0, 1), "share of a month's push that is lost in a standoff"
    )
    crisis_noise_lost: float = number(0.3, (0, 1), "share of the noise that is lost in a standoff")
    push_threat: float = number(0.30, (0, 1), "a threat of Washington raises tension", "rungs")
    push_deploy: float = number(0.30, (0, 1), "American ships raise tension", "rungs")
    push_sanctions: float = number(0.06, (0, 0.5), "sanctions raise tension", "rungs")
    push_pyongyang_threat: float = number(
        0.15, (0, 1), "a threat of Pyongyang raises tension", "rungs"
    )
    push_missile: float = number(0.20, (0, 1), "a missile test raises tension", "rungs")
    push_big: float = number(0.42, (0, 1.5), "a big test raises tension", "rungs")
    push_lethal: float = number(1.1, (0, 3), "a lethal act raises tension", "rungs")
    push_exercise: float = number(0.25, (0, 1), "exercises at full scale raise tension", "rungs")
    push_condemn: float = number(0.05, (0, 0.5), "Seoul's condemnation raises tension", "rungs")
    push_retaliate: float = number(0.9, (0, 3), "Seoul's retaliation raises tension", "rungs")
    pull_talks: float = number(0.15, (0, 1), "Washington's talks lower tension", "rungs")
    pull_back_channel: float = number(0.06, (0, 1), "a back channel lowers tension", "rungs")
    pull_relief: float = number(0.2, (0, 1), "relief lowers tension", "rungs")
    pull_soft: float = number(0.15, (0, 1), "Pyongyang's soft words lower tension", "rungs")
    pull_disarm: float = number(0.25, (0, 1), "a step of disarmament lowers tension", "rungs")
    pull_initiative: float = number(0.10, (0, 1), "an initiative of Seoul lowers tension", "rungs")
    pull_seoul_aid: float = number(0.08, (0, 1), "Seoul's aid lowers tension", "rungs")
    pull_mediate: float = number(0.10, (0, 1), "Beijing's mediation lowers tension", "rungs")
    pull_freeze: float = number(0.15, (0, 1), "a freeze lowers tension", "rungs")
    # Presence
    presence_deploy: float = number(0.09, (0, 0.3), "what ships add to presence")
    presence_exercise: float = number(
        0.03, (0, 0.2), "what exercises at full scale add to presence"
    )
    # Arsenal
    gain_build: float = number(
        0.003, (0.0015, 0.006), "arsenal gained by building", evidence=PANDA, in_sample=True
    )
    gain_missile: float = number(
        0.024, (0.012, 0.048), "arsenal gained by a missile test", evidence=PANDA, in_sample=True
    )
    gain_big: float = number(
        0.058, (0.029, 0.116), "arsenal gained by a big test", evidence=PANDA, in_sample=True
    )
    bite_on_arms: float = number(0.6, (0, 1), "effective pressure slows arms", symbol="ψ")
    disarm_gain: float = number(0.010, (0, 0.05), "arsenal given up by a step of disarmament")
    # Sanctions and economy
    un_round: float = number(0.20, (0.02, 0.3), "what a round of the United Nations adds")
    us_round: float = number(0.07, (0.02, 0.3), "what a round of the United States adds")
    un_relief: float = number(0.03, (0, 0.2), "UN measures lifted by relief in a freeze")
    us_relief: float = number(0.06, (0, 0.2), "US measures lifted by relief")
    enforcement_rate: float = number(0.4, (0.1, 1), "how fast enforcement follows Beijing's deeds")
    us_bite: float = number(
        0.25, (0, 0.5), "what US measures bite beside those of the United Nations"
    )
    growth: float = number(0.018, (0, 0.03), "growth without sanctions, a year", evidence=BOK)
    bite_on_growth: float = number(
        0.24, (0.12, 0.5), "growth lost to effective pressure, a year", symbol="χ", evidence=BOK
    )
    economy_adapts: float = number(0.7, (0, 1.4), "how fast the economy adapts, a year")
    aid_growth: float = number(0.02, (0, 0.1), "growth by Beijing's aid or by relief, a year")
    enforced_aid: float = number(0.02, (0, 1), "enforcement meant by a Beijing that aids")
    enforced_partly: float = number(
        0.55, (0, 1), "enforcement meant by a Beijing that enforces partly"
    )
    enforced_fully: float = number(
        0.95, (0, 1), "enforcement meant by a Beijing that enforces fully"
    )
    # Alliance, THAAD
    cohesion_ships: float = number(
        0.03, (0, 0.1), "cohesion lost by ships against a sunshine government"
    )
    cohesion_talks: float = number(0.05, (0, 0.2), "cohesion lost by talks that Seoul condemns")
    gap_cost: float = number(0.01, (0, 0.02), "cohesion lost to a gap of tone")
    thaad_growth: float = number(
        0.12, (0, 0.3), "THAAD grows after a big test or a complete deterrent"
    )
    thaad_brake: float = number(0.7, (0, 1), "retaliation slows THAAD")
    # Talks and relation
    talks_keep: float = number(
        0.93, (0.8, 0.98), "share of the progress of talks that stays a month"
    )
    talks_both: float = number(0.14, (0, 0.3), "progress where both talk")
    relation_keep: float = number(
        0.95, (0.8, 1), "share of the relation of the giants that stays a month"
    )
    relation_drift: float = number(0.005, (0, 0.03), "spread of its drift between worlds")
    relation_trend: float = number(
        0.0,
        (-0.02, 0.02),
        "mean of its drift: an optimist's above 0, a pessimist's below",
        neutral=0.0,
    )
    talks_soft_pyongyang: float = number(0.02, (0, 0.1), "progress by Pyongyang's soft words alone")
    talks_soft_washington: float = number(
        0.01, (0, 0.1), "progress by Washington's soft words alone"
    )
    talks_mediate: float = number(0.015, (0, 0.1), "progress by mediation")
    talks_initiative: float = number(0.015, (0, 0.1), "progress by an initiative of Seoul")
    talks_aligned: float = number(
        0.03, (0, 0.1), "progress by mediation and initiative together, beyond their sum"
    )
    talks_test: float = number(0.05, (0, 0.3), "progress undone by a test")
    talks_lethal: float = number(0.15, (0, 0.5), "progress undone by a lethal act")
    talks_threat: float = number(0.02, (0, 0.2), "progress undone by a threat of Washington")
    relation_blame: float = number(0.02, (0, 0.1), "blame costs the relation of the giants")
    relation_deploy: float = number(0.03, (0, 0.1), "ships cost the relation of the giants")
    relation_aid: float = number(0.01, (0, 0.1), "Beijing's aid to Pyongyang costs it")
    relation_secondary: float = number(
        0.05, (0, 0.1), "secondary sanctions cost it while Beijing does not enforce"
    )
    relation_fully: float = number(0.022, (0, 0.1), "full enforcement mends it")
    relation_partly: float = number(0.012, (0, 0.1), "partial enforcement mends it")
    relation_mediate: float = number(0.018, (0, 0.1), "mediation mends it")
    relation_thaad: float = number(0.02, (0, 0.1), "THAAD beyond what is deployed costs it")
    # Memories
    slow: float = number(
        0.92,
        (0.7, 0.99),
        "share of presence, cohesion and threats made, beyond what they rest at, that stays a month",
    )
    feel_threat: float = number(0.55, (0, 1), "how far a threat alarms Pyongyang")
    feel_deploy: float = number(0.55, (0, 1), "how far ships alarm Pyongyang")
    feel_exercise: float = number(0.25, (0, 1), "how far exercises at full scale alarm Pyongyang")
    feel_rhetoric: float = number(0.35, (0, 1), "how far talk of regime change alarms Pyongyang")
    feel_presence: float = number(
        0.8, (0, 2), "how far presence beyond the normal alarms Pyongyang"
    )
    see_talks: float = number(0.7, (0, 1), "how far talks look like yielding")
    see_back_channel: float = number(0.45, (0, 1), "how far a back channel looks like yielding")
    see_relief: float = number(0.8, (0, 1), "how far relief looks like yielding")
    see_seoul_aid: float = number(0.25, (0, 1), "how far Seoul's aid looks like yielding")
    see_initiative: float = number(
        0.15, (0, 1), "how far an initiative of Seoul looks like yielding"
    )
    see_aid: float = number(0.3, (0, 1), "how far Beijing's aid looks like yielding")
    sanctions_audience: float = number(0.02, (0, 0.3), "what sanctions add to the audience stock")
    deploy_audience: float = number(0.04, (0, 0.3), "what ships add to the audience stock")
    big_test_keep: float = number(
        0.6, (0, 0.95), "share of the memory of a big test that stays a month"
    )
    lethal_keep: float = number(
        0.4, (0, 0.9), "share of the memory of a lethal act that stays a month"
    )
    lean_keep: float = number(
        0.7, (0, 0.95), "share of the memory of leaning on Beijing that stays a month"
    )
    offer_keep: float = number(
        0.7, (0, 0.95), "share of the memory of an offer or of aid that stays a month"
    )
    threat_keep: float = number(0.75, (0.5, 0.95), "share of the threat felt that stays a month")
    softness_keep: float = number(
        0.75, (0.5, 0.95), "share of the softness seen that stays a month"
    )
    shield_calms: float = number(
        0.25, (0, 1), "a Beijing that shields takes that share of the alarm"
    )
    # Freeze
    freeze_floor: float = number(
        0.05, (0, 0.2), "chance a month that talks in their stride bring a freeze"
    )
    freeze_fearful: float = number(
        0.20, (0, 0.5), "the same, more, for a fearful Kim whose price is met"
    )
    freeze_relief: float = number(
        0.25, (0, 0.5), "the same, more, for relief where the price is met"
    )
    freeze_end: float = number(0.01, (0, 0.1), "chance a month that a freeze lapses", "chance")
    freeze_dry: float = number(
        0.12, (0, 0.3), "the same, more, after six months without relief", "chance"
    )


@dataclass
class ShockParameters:
    """Threats on record, and windows of the giants."""

    threat_audience: float = number(
        0.10,
        (0, 0.3),
        "what a threat without ambiguity adds to the audience stock",
        evidence=FEARON,
    )
    window_gain: float = number(
        0.12, (0, 0.5), "what a window changes in the relation", neutral=0.0
    )


RECORD = Evidence("D", "bounded by no war in 13 crises since 1953")


@dataclass
class WarParameters:
    """Hazards and losses."""

    accident: float = number(
        0.0026, (0.001, 0.02), "accident hazard a month at tension 6", symbol="η", evidence=RECORD
    )
    accident_slope: float = number(2.2, (1.5, 5), "how steep it rises with tension", symbol="γ")
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
        0.042, (0.02, 0.4), "chance of war in a month in which both stand firm", evidence=RECORD
    )
    stand: float = number(-0.2, (-2, 2), "firmness at the brink before anything else")
    stand_audience: float = number(
        1.4, (0, 3), "threats made hold Washington to its word", evidence=FEARON
    )
    stand_course: float = number(
        0.7, (0, 3), "how much softer a softer course makes either at the brink, by rank"
    )
    collapse: float = number(
        0.0026, (0, 0.02), "collapse hazard a month where GDP is 15 % down", "chance"
    )
    major: float = number(0.45, (0, 1), "chance that a war is major", "chance")
    major_times: float = number(3.0, (1, 10), "a major war costs that many times a limited one")
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
        20.0, (10, 40), "loss of a limited war to Beijing", "months", symbol="L"
    )
    loss_pyongyang: float = number(
        60.0, (30, 120), "loss of a limited war to Pyongyang", "months", symbol="L"
    )
    loss_seoul: float = number(
        80.0, (40, 160), "loss of a limited war to Seoul", "months", symbol="L"
    )
    collapse_beijing: float = number(26.0, (13, 52), "loss of a collapse to Beijing", "months")
