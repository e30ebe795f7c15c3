"""How the moves of a month change the state."""

from dataclasses import dataclass

from sim.game.numbers.entry import number

CRISES = "crises and months in crisis a year, 1953 to 2019"
BOK = "Bank of Korea, estimates of North Korea's GDP"


@dataclass
class TransitionNumbers:
    """Tension, arms, sanctions, economy, alliance, talks, relation, memories."""

    # Tension
    tension_keep: float = number("", 0.80, (0.7, 0.95), "share of tension that stays a month", tag="D", source=CRISES)
    tension_rest: float = number("", 1.75, (1, 2.5), "tension left alone", tag="D", source=CRISES, unit="rungs")
    tension_noise: float = number(
        "", 0.46, (0.1, 0.6), "noise of tension a month", tag="D", source=CRISES, unit="rungs"
    )
    crisis_keep: float = number(
        "", 0.945, (0.8, 0.96), "share of tension that stays a month in a standoff", tag="D", source=CRISES
    )
    crisis_push_lost: float = number("", 0.55, (0, 1), "share of a month's push that is lost in a standoff")
    crisis_noise_lost: float = number("", 0.3, (0, 1), "share of the noise that is lost in a standoff")
    push_threat: float = number("", 0.30, (0, 1), "a threat of Washington raises tension", unit="rungs")
    push_deploy: float = number("", 0.30, (0, 1), "American ships raise tension", unit="rungs")
    push_sanctions: float = number("", 0.06, (0, 0.5), "sanctions raise tension", unit="rungs")
    push_pyongyang_threat: float = number("", 0.15, (0, 1), "a threat of Pyongyang raises tension", unit="rungs")
    push_missile: float = number("", 0.20, (0, 1), "a missile test raises tension", unit="rungs")
    push_big: float = number("", 0.42, (0, 1.5), "a big test raises tension", unit="rungs")
    push_lethal: float = number("", 1.1, (0, 3), "a lethal act raises tension", unit="rungs")
    push_exercise: float = number("", 0.25, (0, 1), "exercises at full scale raise tension", unit="rungs")
    push_condemn: float = number("", 0.05, (0, 0.5), "Seoul's condemnation raises tension", unit="rungs")
    push_retaliate: float = number("", 0.9, (0, 3), "Seoul's retaliation raises tension", unit="rungs")
    pull_talks: float = number("", 0.15, (0, 1), "Washington's talks lower tension", unit="rungs")
    pull_back_channel: float = number("", 0.06, (0, 1), "a back channel lowers tension", unit="rungs")
    pull_relief: float = number("", 0.2, (0, 1), "relief lowers tension", unit="rungs")
    pull_soft: float = number("", 0.15, (0, 1), "Pyongyang's soft words lower tension", unit="rungs")
    pull_disarm: float = number("", 0.25, (0, 1), "a step of disarmament lowers tension", unit="rungs")
    pull_initiative: float = number("", 0.10, (0, 1), "an initiative of Seoul lowers tension", unit="rungs")
    pull_seoul_aid: float = number("", 0.08, (0, 1), "Seoul's aid lowers tension", unit="rungs")
    pull_mediate: float = number("", 0.10, (0, 1), "Beijing's mediation lowers tension", unit="rungs")
    pull_freeze: float = number("", 0.15, (0, 1), "a freeze lowers tension", unit="rungs")
    # Presence
    presence_keep: float = number("", 0.9, (0.7, 0.99), "share of presence beyond the normal that stays a month")
    presence_deploy: float = number("", 0.09, (0, 0.3), "what ships add to presence")
    presence_exercise: float = number("", 0.03, (0, 0.2), "what exercises at full scale add to presence")
    # Arsenal
    gain_build: float = number(
        "", 0.003, (0.0015, 0.006), "arsenal gained by building", tag="D", source="Panda 2020", seen=True
    )
    gain_missile: float = number(
        "", 0.024, (0.012, 0.048), "arsenal gained by a missile test", tag="D", source="Panda 2020", seen=True
    )
    gain_big: float = number(
        "", 0.058, (0.029, 0.116), "arsenal gained by a big test", tag="D", source="Panda 2020", seen=True
    )
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
    bite_on_growth: float = number(
        "χ", 0.085, (0.05, 0.2), "growth lost to effective pressure, a year", tag="D", source=BOK
    )
    economy_adapts: float = number("", 0.25, (0, 1), "how fast the economy adapts, a year")
    aid_growth: float = number("", 0.02, (0, 0.1), "growth by Beijing's aid or by relief, a year")
    enforced_aid: float = number("", 0.02, (0, 1), "enforcement meant by a Beijing that aids")
    enforced_look_away: float = number("", 0.12, (0, 1), "enforcement meant by a Beijing that looks away")
    enforced_partly: float = number("", 0.55, (0, 1), "enforcement meant by a Beijing that enforces partly")
    enforced_fully: float = number("", 0.95, (0, 1), "enforcement meant by a Beijing that enforces fully")
    # Alliance, THAAD
    cohesion_keep: float = number("", 0.97, (0.9, 0.99), "share of cohesion that stays a month")
    cohesion_rest: float = number("", 0.72, (0.5, 1), "cohesion left alone")
    cohesion_ships: float = number("", 0.03, (0, 0.1), "cohesion lost by ships against a sunshine government")
    cohesion_talks: float = number("", 0.05, (0, 0.2), "cohesion lost by talks that Seoul condemns")
    gap_cost: float = number("", 0.004, (0, 0.02), "cohesion lost to a gap of tone")
    thaad_growth: float = number("", 0.12, (0, 0.3), "THAAD grows after a big test or a complete deterrent")
    thaad_rollback: float = number("", 0.06, (0, 0.2), "retaliation moves a Seoul of sunshine to roll THAAD back")
    thaad_brake: float = number("", 0.7, (0, 1), "retaliation slows THAAD")
    # Talks and relation
    talks_keep: float = number("", 0.93, (0.8, 0.98), "share of the progress of talks that stays a month")
    talks_both: float = number("", 0.14, (0, 0.3), "progress where both talk")
    relation_keep: float = number("", 0.95, (0.8, 1), "share of the relation of the giants that stays a month")
    relation_drift: float = number("", 0.02, (0, 0.03), "spread of its drift between worlds")
    relation_trend: float = number(
        "", 0.0, (-0.02, 0.02), "mean of its drift: an optimist's above 0, a pessimist's below", neutral=0.0
    )
    talks_soft_pyongyang: float = number("", 0.02, (0, 0.1), "progress by Pyongyang's soft words alone")
    talks_soft_washington: float = number("", 0.01, (0, 0.1), "progress by Washington's soft words alone")
    talks_mediate: float = number("", 0.015, (0, 0.1), "progress by mediation")
    talks_initiative: float = number("", 0.015, (0, 0.1), "progress by an initiative of Seoul")
    talks_aligned: float = number("", 0.03, (0, 0.1), "progress by mediation and initiative together, beyond their sum")
    talks_test: float = number("", 0.05, (0, 0.3), "progress undone by a test")
    talks_lethal: float = number("", 0.15, (0, 0.5), "progress undone by a lethal act")
    talks_threat: float = number("", 0.02, (0, 0.2), "progress undone by a threat of Washington")
    relation_blame: float = number("", 0.012, (0, 0.1), "blame costs the relation of the giants")
    relation_deploy: float = number("", 0.02, (0, 0.1), "ships cost the relation of the giants")
    relation_aid: float = number("", 0.01, (0, 0.1), "Beijing's aid to Pyongyang costs it")
    relation_secondary: float = number("", 0.03, (0, 0.1), "secondary sanctions cost it while Beijing does not enforce")
    relation_fully: float = number("", 0.015, (0, 0.1), "full enforcement mends it")
    relation_partly: float = number("", 0.008, (0, 0.1), "partial enforcement mends it")
    relation_mediate: float = number("", 0.012, (0, 0.1), "mediation mends it")
    # Memories
    feel_threat: float = number("", 0.55, (0, 1), "how far a threat alarms Pyongyang")
    feel_deploy: float = number("", 0.55, (0, 1), "how far ships alarm Pyongyang")
    feel_exercise: float = number("", 0.25, (0, 1), "how far exercises at full scale alarm Pyongyang")
    feel_rhetoric: float = number("", 0.35, (0, 1), "how far talk of regime change alarms Pyongyang")
    feel_presence: float = number("", 0.8, (0, 2), "how far presence beyond the normal alarms Pyongyang")
    see_talks: float = number("", 0.7, (0, 1), "how far talks look like yielding")
    see_back_channel: float = number("", 0.45, (0, 1), "how far a back channel looks like yielding")
    see_relief: float = number("", 0.8, (0, 1), "how far relief looks like yielding")
    see_seoul_aid: float = number("", 0.25, (0, 1), "how far Seoul's aid looks like yielding")
    see_initiative: float = number("", 0.15, (0, 1), "how far an initiative of Seoul looks like yielding")
    see_aid: float = number("", 0.3, (0, 1), "how far Beijing's aid looks like yielding")
    sanctions_audience: float = number("", 0.02, (0, 0.3), "what sanctions add to the audience stock")
    deploy_audience: float = number("", 0.04, (0, 0.3), "what ships add to the audience stock")
    big_test_keep: float = number("", 0.6, (0, 0.95), "share of the memory of a big test that stays a month")
    lethal_keep: float = number("", 0.4, (0, 0.9), "share of the memory of a lethal act that stays a month")
    outrage_keep: float = number("", 0.5, (0, 0.95), "share of the outrage over a detainee's death that stays a month")
    lean_keep: float = number("", 0.7, (0, 0.95), "share of the memory of leaning on Beijing that stays a month")
    offer_keep: float = number("", 0.7, (0, 0.95), "share of the memory of an offer or of aid that stays a month")
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
