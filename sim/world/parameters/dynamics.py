"""How the state of the peninsula moves from month to month."""

from dataclasses import dataclass

from ...arrays import Floats, Quantity
from .entry import number, table

BOK = "Bank of Korea growth estimates 2016–2019"
CUSTOMS = "China's share of DPRK trade: .83 in 2010, .96 in 2018 (customs data in press reports)"
KAHN = "our reading of Kahn 1965, the escalation ladder"
EXERCISES = "D'Orazio 2012, Hess 2018 and Bernhardt and Sukin 2020 disagree; 0 lies in the range"


@dataclass(frozen=True, kw_only=True)
class TensionNumbers:
    """Numbers of the rule for tension."""

    tension_memory: Quantity = number(
        "δ", 0.12, (0.05, 0.3), "share of the distance to rest that tension loses in a month", unit="a month"
    )
    tension_memory_reference: Quantity = number(
        "δ₀", 0.12, (0.05, 0.3), "memory at which the effects of moves on tension are stated", unit="a month"
    )
    tension_rest: Quantity = number("τ̄", 1.5, (0, 4), "tension to which the peninsula returns by itself", unit="rung")
    tension_noise: Quantity = number("σ_τ", 0.25, (0, 0.6), "standard deviation of the monthly noise", unit="rung")
    tension_test_jump: Quantity = number(
        "β", 0.0, (0, 0.6), "extra tension the month after lethal act or big test", unit="rung"
    )
    tension_freeze: Quantity = number("k_τ", 0.15, (0, 0.5), "calm that a freeze adds each month", unit="rung")
    tension_floor: Quantity = number(
        "τ_f", 2.0, (0.5, 4), "below this tension calming steps shrink in proportion", unit="rung"
    )
    tension_washington: Floats = table(
        "ω_W d_W",
        {
            "relief": -0.5,
            "formal_talks": -0.4,
            "back_channel": -0.15,
            "wait": 0,
            "lean_on_beijing": 0.1,
            "sanctions": 0.25,
            "threaten_force": 0.5,
            "deploy": 0.5,
            "strike": 0,
        },
        (0, 2),
        "effect of Washington's move on tension",
        unit="rung",
        source=KAHN,
    )
    tension_beijing: Floats = table(
        "ω_B d_B",
        {
            "lifeline_aid": 0,
            "protect": 0,
            "urge_restraint": -0.03,
            "mediate": -0.15,
            "partial_enforcement": 0,
            "full_enforcement": 0.05,
        },
        (0, 2),
        "effect of Beijing's move on tension",
        unit="rung",
        source=KAHN,
    )
    tension_pyongyang: Floats = table(
        "ω_P d_P",
        {
            "dismantle": -0.6,
            "formal_talks": -0.4,
            "moratorium": -0.25,
            "quiet_build": 0,
            "rhetoric": 0.2,
            "missile_test": 0.35,
            "big_test": 0.7,
            "lethal_provocation": 1.2,
            "attack": 0,
        },
        (0, 2),
        "effect of Pyongyang's move on tension",
        unit="rung",
        source=KAHN,
    )
    tension_seoul: Floats = table(
        "ω_S d_S",
        {
            "aid": -0.2,
            "peace_initiative": -0.15,
            "wait": 0,
            "condemn": 0.1,
            "exercise": 0.25,
            "sanctions": 0.1,
            "local_retaliation": 0.9,
        },
        (0, 2),
        "effect of Seoul's move on tension",
        unit="rung",
        source=EXERCISES,
    )


@dataclass(frozen=True, kw_only=True)
class ForceNumbers:
    """Numbers of the rules for presence, arsenal and the alliance."""

    presence_normal: Quantity = number("M₀", 0.5, (0, 1), "normal forward presence")
    presence_return: Quantity = number("δ_M", 0.1, (0.05, 0.2), "return of presence to normal", unit="a month")
    presence_deploy: Quantity = number("m_W", 0.1, (0, 0.3), "presence that a deployment adds")
    presence_exercise: Quantity = number("m_S", 0.03, (0, 0.1), "presence that an exercise adds")
    arsenal_gain: Floats = table(
        "α",
        {
            "dismantle": -0.03,
            "formal_talks": 0,
            "moratorium": 0,
            "quiet_build": 0.006,
            "rhetoric": 0.006,
            "missile_test": 0.015,
            "big_test": 0.035,
            "lethal_provocation": 0,
            "attack": 0,
        },
        (0, 2),
        "arsenal that Pyongyang's move adds",
    )
    arsenal_freeze_brake: Quantity = number("k_A", 0.8, (0, 1), "share of the arsenal's growth that a freeze stops")
    arsenal_pressure_brake: Quantity = number(
        "ψ", 0.0, (0, 0.5), "share of the arsenal's growth that full pressure stops"
    )
    arsenal_room: Quantity = number("a₀", 0.4, (0.1, 1), "room to grow at which the gains are stated")
    cohesion_rest: Quantity = number("C₀", 0.7, (0, 1), "cohesion to which the alliance returns by itself")
    cohesion_return: Quantity = number("δ_C", 0.02, (0, 0.1), "return of cohesion to rest", unit="a month")
    cohesion_gap: Quantity = number("c_g", 0.01, (0, 0.05), "cohesion lost at the widest gap between the allies' moves")
    cohesion_seoul: Floats = table(
        "c",
        {
            "aid": -0.02,
            "peace_initiative": -0.005,
            "wait": 0,
            "condemn": 0.005,
            "exercise": 0.02,
            "sanctions": 0.01,
            "local_retaliation": 0.01,
        },
        (0, 2),
        "cohesion that Seoul's move adds",
    )
    test_weight: Floats = table(
        "T",
        {
            "dismantle": 0,
            "formal_talks": 0,
            "moratorium": 0,
            "quiet_build": 0,
            "rhetoric": 0,
            "missile_test": 0.4,
            "big_test": 1,
            "lethal_provocation": 0.6,
            "attack": 0,
        },
        (0, 2),
        "weight of Pyongyang's move as a test",
    )
    test_memory: Quantity = number("μ", 0.3, (0, 1), "memory of a test that is left a month later", unit="a month")
    big_test_memory: Quantity = number(
        "μ_big", 0.6, (0, 1), "memory of a big test that is left a month later", unit="a month"
    )


@dataclass(frozen=True, kw_only=True)
class EconomyNumbers:
    """Numbers of the rules for sanctions, enforcement, economy and stability."""

    sanctions_step: Quantity = number(
        "s₊", 0.16, (0, 0.4), "share of the room left that a new round of sanctions takes"
    )
    sanctions_veto: Quantity = number("g", 0.3, (0, 1), "what is left of a round if Beijing protects or feeds")
    sanctions_relief: Quantity = number("s₋", 0.15, (0, 0.4), "sanctions that relief takes off")
    sanctions_seoul: Floats = table(
        "s_S",
        {
            "aid": -0.02,
            "peace_initiative": 0,
            "wait": 0,
            "condemn": 0,
            "exercise": 0,
            "sanctions": 0.02,
            "local_retaliation": 0,
        },
        (0, 2),
        "sanctions that Seoul's move adds",
    )
    enforcement_aim: Floats = table(
        "ê",
        {
            "lifeline_aid": 0,
            "protect": 0.1,
            "urge_restraint": 0.3,
            "mediate": 0.3,
            "partial_enforcement": 0.6,
            "full_enforcement": 0.95,
        },
        (0.5, 1),
        "enforcement at which Beijing's move aims",
    )
    enforcement_speed: Quantity = number(
        "δ_e", 0.4, (0.1, 1), "share of the way to its aim that enforcement goes", unit="a month"
    )
    china_trade_share: Quantity = number("m_C", 0.9, (0, 1), "China's share of DPRK trade", tag="D", source=CUSTOMS)
    other_enforcement: Quantity = number("ν", 0.8, (0, 1), "share of the rules that all others enforce")
    growth: Quantity = number(
        "g₀", 0.02, (0, 0.05), "growth without extra pressure", unit="a year", tag="D", source=BOK
    )
    sanctions_bite: Quantity = number(
        "χ", 0.09, (0.05, 0.2), "growth that full pressure takes", unit="a year", tag="D", source=BOK
    )
    sanctions_borne: Quantity = number("s₀", 0.2, (0, 0.5), "pressure that the economy bears without loss")
    adaptation: Quantity = number("a_y", 0.3, (0, 1), "speed at which the economy adapts", unit="a year")
    aid_growth: Quantity = number("g_a", 0.02, (0, 0.1), "growth that a year of full aid adds", unit="a year")
    aid_beijing: Floats = table(
        "a_B",
        {
            "lifeline_aid": 1,
            "protect": 0.3,
            "urge_restraint": 0,
            "mediate": 0,
            "partial_enforcement": 0,
            "full_enforcement": 0,
        },
        (0, 2),
        "aid in Beijing's move",
    )
    aid_seoul: Floats = table(
        "a_S",
        {
            "aid": 0.5,
            "peace_initiative": 0,
            "wait": 0,
            "condemn": 0,
            "exercise": 0,
            "sanctions": 0,
            "local_retaliation": 0,
        },
        (0, 2),
        "aid in Seoul's move",
    )
    stability_rest: Quantity = number("ρ̄", 0.75, (0.5, 1), "stability to which the regime returns by itself")
    stability_speed: Quantity = number("δ_ρ", 0.06, (0, 0.3), "return of stability to rest", unit="a month")
    stability_economy: Quantity = number("ξ", 4.0, (0, 8), "stability lost to a fall of GDP", unit="a log point")
    stability_boom_cap: Quantity = number(
        "y_c", 0.05, (0, 0.3), "growth beyond this buys no more stability", unit="log"
    )
    stability_aid: Quantity = number("ρ_a", 0.01, (0, 0.05), "stability that a month of full aid adds")
    stability_room: Quantity = number("ρ₀", 0.25, (0.1, 1), "room to grow at which the effect of aid is stated")
    stability_noise: Quantity = number("σ_ρ", 0.015, (0, 0.04), "standard deviation of the monthly noise")


@dataclass(frozen=True, kw_only=True)
class TalksNumbers:
    """Numbers of the rules for audience, talks and the freeze."""

    audience_memory: Quantity = number("δ_B", 0.9, (0.8, 0.98), "audience stock left a month later", unit="a month")
    audience_gain: Floats = table(
        "b",
        {
            "relief": 0,
            "formal_talks": 0,
            "back_channel": 0,
            "wait": 0,
            "lean_on_beijing": 0.02,
            "sanctions": 0.02,
            "threaten_force": 0.2,
            "deploy": 0.05,
            "strike": 0,
        },
        (0, 2),
        "audience stock that Washington's move adds",
        tag="L",
        source="Fearon 1994, audience costs",
    )
    talks_memory: Quantity = number("δ_q", 0.95, (0.8, 1), "progress of talks left a month later", unit="a month")
    talks_washington: Floats = table(
        "q_W",
        {
            "relief": 0.1,
            "formal_talks": 0.08,
            "back_channel": 0.04,
            "wait": 0,
            "lean_on_beijing": 0,
            "sanctions": 0,
            "threaten_force": -0.02,
            "deploy": -0.02,
            "strike": 0,
        },
        (0, 2),
        "progress that Washington's move adds",
    )
    talks_beijing: Floats = table(
        "q_B",
        {
            "lifeline_aid": 0,
            "protect": 0,
            "urge_restraint": 0.01,
            "mediate": 0.06,
            "partial_enforcement": 0,
            "full_enforcement": 0,
        },
        (0, 2),
        "progress that Beijing's move adds",
    )
    talks_pyongyang: Floats = table(
        "q_P",
        {
            "dismantle": 0.12,
            "formal_talks": 0.08,
            "moratorium": 0.04,
            "quiet_build": 0,
            "rhetoric": 0,
            "missile_test": -0.02,
            "big_test": -0.04,
            "lethal_provocation": -0.08,
            "attack": 0,
        },
        (0, 2),
        "progress that Pyongyang's move adds",
    )
    talks_seoul: Floats = table(
        "q_S",
        {
            "aid": 0.04,
            "peace_initiative": 0.05,
            "wait": 0,
            "condemn": 0,
            "exercise": -0.01,
            "sanctions": -0.01,
            "local_retaliation": -0.05,
        },
        (0, 2),
        "progress that Seoul's move adds",
    )
    alignment: Quantity = number(
        "q_BS",
        0.02,
        (0, 0.05),
        "progress added if Beijing mediates while Seoul engages",
        module="alignment",
        neutral=0.0,
    )
    freeze_threshold: Quantity = number("q_F", 0.5, (0.3, 0.7), "progress of talks at which a freeze can start")
    freeze_break: Quantity = number("q_b", 0.15, (0, 0.3), "progress of talks below which a freeze breaks")
    offer_base: Quantity = number(
        "x̄",
        0.5,
        (0, 1),
        "relief that Washington's win-set ratifies without an audience",
        tag="L",
        source="Putnam 1988, two-level games",
    )
    offer_audience: Quantity = number("ζ", 0.5, (0, 1), "relief that a full audience stock takes off the offer")
    ask_base: Quantity = number("r₀", -0.1, (-0.5, 0.5), "relief that Pyongyang asks without an arsenal")
    ask_arsenal: Quantity = number("v_A", 0.8, (0, 1.5), "relief that Pyongyang asks more for a full arsenal")
    ask_luck: Quantity = number("k̄", 0.4, (0.05, 1), "most that a world's luck takes off the asking price")
    trust_base: Quantity = number("c₀", 0.1, (0, 0.5), "credibility that Pyongyang needs without an arsenal")
    trust_arsenal: Quantity = number("c₁", 0.5, (0, 0.9), "credibility that it needs more for a full arsenal")
    denuclearisation_months: Quantity = number(
        "n_D", 24, (6, 60), "months of freeze before denuclearisation", unit="months"
    )
    denuclearisation_arsenal: Quantity = number("A_D", 0.2, (0, 0.5), "arsenal at or below which it counts")
    denuclearisation_inspections: Quantity = number(
        "i_D", 6, (1, 12), "months with inspections among the last 12", unit="months"
    )
