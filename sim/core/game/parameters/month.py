"""How the moves of a month change the state, channels beside the main game, and war as choice and
as accident.
"""

from dataclasses import dataclass

from sim.core.game.language import Table
from sim.core.game.parameters.entry import FEARON, Evidence, number, table

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
        0.13, (0, 1), "soft words, relief, steps and a freeze lower tension, each", "rungs"
    )
    # Presence
    presence_keep: float = number(
        0.9, (0.7, 0.99), "share of presence beyond the normal that stays a month"
    )
    presence_deploy: float = number(0.095, (0, 0.3), "what ships add to presence")
    # Arsenal
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
    un_round: float = number(0.20, (0.02, 0.3), "what a round of the United Nations adds")
    us_round: float = number(
        0.065,
        (0.02, 0.3),
        "US measures added by a round and lifted by relief; UN ones by half of it in a freeze",
    )
    enforcement_rate: float = number(0.4, (0.1, 1), "how fast enforcement follows Beijing's deeds")
    us_bite: float = number(
        0.25, (0, 0.5), "what US measures bite beside those of the United Nations"
    )
    growth: float = number(
        0.018, (0, 0.03), "growth without sanctions, and by aid or relief, a year", evidence=BOK
    )
    bite_on_growth: float = number(
        0.24, (0.12, 0.5), "growth lost to effective pressure, a year", symbol="χ", evidence=BOK
    )
    economy_adapts: float = number(0.7, (0, 1.4), "how fast the economy adapts, a year")
    enforced_look_away: float = number(
        0.12, (0, 1), "enforcement meant by a Beijing that looks away"
    )
    enforced_partly: float = number(
        0.55, (0, 1), "enforcement meant by a Beijing that enforces partly"
    )
    # Alliance, THAAD
    cohesion_keep: float = number(0.97, (0.9, 0.99), "share of cohesion that stays a month")
    cohesion_rest: float = number(0.72, (0.5, 1), "cohesion left alone")
    gap_cost: float = number(0.008, (0, 0.02), "cohesion lost to a gap of tone")
    thaad_growth: float = number(
        0.12, (0, 0.3), "THAAD grows after a big test or a complete deterrent"
    )
    thaad_rollback: float = number(
        0.06, (0, 0.2), "retaliation moves a Seoul of sunshine to roll THAAD back"
    )
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
    talks_alone: float = number(
        0.01, (0, 0.1), "progress by one soft word; mediation with an initiative adds twice that"
    )
    talks_undone: float = number(
        0.05, (0, 0.3), "progress undone by a test; by a lethal act twice, by a threat half that"
    )
    relation_cost: float = number(
        0.03,
        (0, 0.1),
        "blame, ships and THAAD cost the relation of the giants; banks twice, aid half",
    )
    relation_gain: float = number(
        0.02, (0, 0.1), "full enforcement and mediation mend it, partial enforcement half"
    )
    # Memories
    feel: float = number(
        0.5, (0, 1), "how far a threat, ships or presence alarm Pyongyang; exercises and talk half"
    )
    see: float = number(
        0.6, (0, 1), "how far talks or relief look like yielding; aid and initiatives less"
    )
    memory: float = number(0.75, (0.5, 0.95), "share of a memory that stays a month")
    outrage_keep: float = number(
        0.5, (0, 0.95), "share of the outrage over a detainee's death that stays a month"
    )
    audience_keep: float = number(
        0.92, (0.8, 0.98), "share of the audience stock that stays a month"
    )
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
    """Secrecy, credibility, detainee, sports, windows, refugees, elections."""

    leak: float = number(
        0.1, (0, 1), "chance that a back channel becomes known", "chance", neutral=1.0
    )
    threat_audience: float = number(
        0.12,
        (0, 0.3),
        "what a threat without ambiguity adds to the audience stock",
        evidence=FEARON,
    )
    ambiguity_brink: float = number(
        0.5, (0, 1), "ambiguity moves the chances of standing firm toward a half"
    )
    credibility_rate: float = number(
        0.05, (0, 0.3), "how fast credibility follows what was kept", neutral=0.0
    )
    credibility_broken: float = number(
        0.3, (0, 1), "credibility lost by breaking a freeze", neutral=0.0
    )
    credibility_rhetoric: float = number(
        0.005, (0, 0.05), "credibility lost to talk of regime change, a month", neutral=0.0
    )
    credibility_freeze: float = number(
        0.3, (0, 1), "credibility opens the way to a freeze", neutral=0.0
    )
    arrest: float = number(
        0.03, (0, 0.2), "chance a month that an American is detained", "chance", neutral=0.0
    )
    detainee_death: float = number(
        0.01, (0, 0.1), "chance a month that a detainee dies", "chance", neutral=0.0
    )
    detainee_release: float = number(
        0.06, (0, 0.3), "chance a month that a detainee is released", "chance", neutral=0.0
    )
    release_audience: float = number(0.05, (0, 0.3), "audience stock that a release takes away")
    death_audience: float = number(0.3, (0, 1), "audience stock that a death adds")
    death_outrage: float = number(0.5, (0, 1), "a death is answered like that much of a lethal act")
    sports: float = number(
        0.01, (0, 0.05), "sports diplomacy: noise of talks, mean zero", neutral=0.0
    )
    window_base: float = number(
        0.5, (0, 1), "chance that a dialogue window of the giants succeeds", "chance"
    )
    window_relation: float = number(0.4, (0, 1), "a good relation raises it")
    window_gain: float = number(0.1, (0, 0.5), "what a window changes in the relation", neutral=0.0)
    refugee_noise: float = number(
        0.5, (0, 1), "noise of the flow of refugees, on the log", neutral=0.0
    )
    refugee_lump: float = number(
        300.0, (0, 2000), "median of refugees at a collapse or a major war", "thousands"
    )
    inherit_break: float = number(
        0.3,
        (0, 1),
        "chance that a new course of a new government in Washington ends a freeze",
        "chance",
        neutral=0.0,
    )


RECORD = Evidence("D", "bounded by no war in 13 crises since 1953")


@dataclass
class WarParameters:
    """Hazards and losses."""

    accident: float = number(
        0.0026, (0.001, 0.02), "accident hazard a month at tension 6", symbol="η", evidence=RECORD
    )
    accident_slope: float = number(2.2, (1.5, 5), "how steep it rises with tension", symbol="γ")
    accident_cap: float = number(
        0.15, (0.05, 0.5), "most an accident hazard can be a month", "chance"
    )
    strike_base: float = number(-5.8, (-9, -4), "log-odds of a preventive strike", evidence=RECORD)
    strike_window: float = number(
        2.0,
        (0, 4),
        "a closing window raises it",
        evidence=Evidence("L", "Fearon 1995, Powell 2006"),
    )
    strike_greed: float = number(2.0, (0, 4), "belief in a greedy Kim raises it")
    attack_base: float = number(
        -7.2, (-8, -4), "log-odds of an attack out of fear", evidence=RECORD
    )
    attack_threat: float = number(3.0, (0, 6), "threat felt by a fearful Kim raises it")
    attack_prevent: float = number(2.4, (0, 4), "a Washington that means to strike raises it")
    attack_tension: float = number(1.5, (0, 4), "tension above 6.5 raises it, per rung")
    clash: float = number(
        0.042, (0.02, 0.4), "chance of war in a month in which both stand firm", evidence=RECORD
    )
    stand: float = number(0.0, (-2, 2), "firmness at the brink before anything else")
    stand_slope: float = number(1.2, (0.5, 4), "how far firmness decides")
    stand_audience: float = number(
        1.2, (0, 3), "threats made hold Washington to its word", evidence=FEARON
    )
    washington_firm: Table = table({
        "patience": -0.6, "maximum_pressure": 0.2, "engagement": -1.0, "prevent": 0.5,
    }, (-3, 3), "how firm Washington is at the brink by course")  # fmt: skip
    pyongyang_firm: Table = table({
        "build": 0.1, "brinkmanship": 0.6, "charm": -1.0, "consolidate": -0.3,
    }, (-3, 3), "how firm Pyongyang is at the brink by course")  # fmt: skip
    collapse: float = number(
        0.0026, (0, 0.02), "collapse hazard a month where GDP is 15 % down", "chance"
    )
    major_base: float = number(-3.5, (-8, 2), "log-odds that a war is major")
    major_tension: float = number(0.4, (0, 2), "tension raises them, per rung")
    major_arsenal: float = number(1.0, (0, 4), "the arsenal raises them")
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
    collapse_washington: float = number(3.0, (1.5, 6), "loss of a collapse to Washington", "months")
    collapse_beijing: float = number(26.0, (13, 52), "loss of a collapse to Beijing", "months")
    collapse_pyongyang: float = number(60.0, (30, 120), "loss of a collapse to Pyongyang", "months")
    collapse_seoul: float = number(20.0, (10, 40), "loss of a collapse to Seoul", "months")
