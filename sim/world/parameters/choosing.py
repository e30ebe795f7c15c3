"""How the four capitals weigh a move."""

from dataclasses import dataclass

from ...arrays import Floats, Quantity
from .entry import number, switch, table
from .payoffs import LIMITED_LOSS

QRE = "McKelvey and Palfrey 1995, quantal response equilibria"
ELICITED = "experts in 2017 put the risk of war at a multiple of the base rate (Stavridis, Brennan, Haass)"
HUFBAUER = "Hufbauer et al. 2007 and its critics: the evidence on sanctions is divided"


@dataclass(frozen=True, kw_only=True)
class ChoiceNumbers:
    """Numbers of the choice rule."""

    precision: Quantity = number(
        "λ",
        1.0,
        (0.25, 4),
        "precision of choice; 0 would be a coin, infinity a best reply",
        tag="L",
        source=QRE,
    )
    precision_pyongyang: Quantity = number(
        "λ_P/λ", 1.0, (0.25, 4), "Pyongyang's precision as a multiple of the others'"
    )
    foresight: Quantity = number(
        "f", 6.0, (1, 12), "months for which a change is reckoned to last at most", unit="months"
    )
    talks_value: Quantity = number("v_q", 0.3, (0, 1), "worth of progress in talks to everyone")
    audience_cost: Quantity = number(
        "ac",
        0.5,
        (0, 1),
        "price of backing down before a full audience",
        tag="L",
        source="Fearon 1994; its size is disputed (Snyder and Borghard 2011)",
    )
    hold: Quantity = number("hold", 2.5, (0, 5), "reluctance to break a freeze in force")
    perceived_hazard: Quantity = number(
        "η̂",
        0.0016,
        (0, 0.03),
        "accident hazard that the capitals reckon with",
        unit="a month",
        tag="E",
        source=ELICITED,
    )
    perceived_slope: Quantity = number("γ̂", 0.6, (0.3, 1), "growth of the perceived hazard with tension", unit="a rung")
    perceived_loss: Floats = table(
        "L", LIMITED_LOSS, (0, 3), "loss in a limited war, as weighed in a choice", unit="months"
    )
    war_washington: Quantity = number(
        "p7_W", 0.01, (0, 0.05), "chance that Washington strikes in a month at tension 7", unit="a month"
    )
    war_pyongyang: Quantity = number(
        "p7_P", 0.005, (0, 0.05), "chance that Pyongyang attacks in a month at tension 7", unit="a month"
    )
    war_slope: Quantity = number("s_w", 1.0, (0, 2), "growth of the log-odds of a war move with tension", unit="a rung")
    tremble_excludes_war: Quantity = switch(
        "tew", 1, "the chance of a war move is set apart from the precision of choice"
    )
    forecast_prior: Quantity = number(
        "α₀", 1.0, (0.1, 10), "Dirichlet count a move has before it is seen (empirical forecast)"
    )


@dataclass(frozen=True, kw_only=True)
class WashingtonNumbers:
    """What is particular to Washington's choice."""

    sanctions_answer: Quantity = number("w₁", 3.4, (0, 5), "urge to sanction while a big test is remembered")
    step_for_step: Quantity = number("w₂", 3.0, (0, 5), "urge to answer a step with a step under a freeze")
    pressure_belief: Quantity = number(
        "w₃",
        0.5,
        (0, 2),
        "urge to lean on Beijing for each unit it leaves unenforced",
        module="leaning",
        neutral=0.0,
    )
    believed_china_share: Quantity = number(
        "m̂", 0.9, (0.5, 1), "China's share of trade as Washington believes it", module="leaning", neutral=0.9
    )
    response: Quantity = number("resp", 1.0, (0, 2), "pressure added by the severest act of Pyongyang last month")
    stance_washington_pressure: Floats = table(
        "S_Wp",
        {
            "relief": -2,
            "formal_talks": -1.2,
            "back_channel": -0.4,
            "wait": 0,
            "lean_on_beijing": 0.6,
            "sanctions": -0.5,
            "threaten_force": 1,
            "deploy": 1,
            "strike": 0,
        },
        (0, 2),
        "stance of the lever pressure",
    )
    stance_washington_dialogue: Floats = table(
        "S_Wd",
        {
            "relief": 0.8,
            "formal_talks": 1.8,
            "back_channel": 1.5,
            "wait": 0,
            "lean_on_beijing": -0.3,
            "sanctions": -0.8,
            "threaten_force": -1.2,
            "deploy": -1.2,
            "strike": 0,
        },
        (0, 2),
        "stance of the lever dialogue",
    )
    stance_washington_patience: Floats = table(
        "S_Wr",
        {
            "relief": -0.8,
            "formal_talks": -0.6,
            "back_channel": -0.2,
            "wait": 1.6,
            "lean_on_beijing": 1,
            "sanctions": 0,
            "threaten_force": -1,
            "deploy": -1,
            "strike": 0,
        },
        (0, 2),
        "stance of the lever patience",
    )


@dataclass(frozen=True, kw_only=True)
class BeijingNumbers:
    """What is particular to Beijing's choice."""

    test_answer: Quantity = number("b₁", 1.2, (0, 3), "urge to enforce after a test")
    collapse_answer: Quantity = number("b₂", 4.0, (0, 10), "fear of enforcing while the regime is weak")
    collapse_comfort: Quantity = number("ρ_b", 0.8, (0.5, 1), "stability above which Beijing fears no collapse")
    lean_effect: Quantity = number(
        "b₃",
        0.4,
        (-0.5, 1.5),
        "urge to enforce after Washington leaned; it may backfire",
        module="leaning",
        neutral=0.0,
    )
    secondary_answer: Quantity = number("b₄", 0.8, (0, 2), "urge to enforce under secondary sanctions")
    rhetoric_answer: Quantity = number("b₅", 0.3, (0, 2), "reluctance to enforce under talk of regime change")
    stance_beijing_enforcement: Floats = table(
        "S_Be",
        {
            "lifeline_aid": -2.5,
            "protect": -1.5,
            "urge_restraint": -0.4,
            "mediate": 0,
            "partial_enforcement": 1.2,
            "full_enforcement": 3,
        },
        (0, 2),
        "stance of the lever enforcement",
    )
    stance_beijing_mediation: Floats = table(
        "S_Bm",
        {
            "lifeline_aid": -0.3,
            "protect": 0,
            "urge_restraint": 0.4,
            "mediate": 2,
            "partial_enforcement": 0.2,
            "full_enforcement": -0.4,
        },
        (0, 2),
        "stance of the lever mediation",
    )
    stance_beijing_protection: Floats = table(
        "S_Bp",
        {
            "lifeline_aid": 0.8,
            "protect": 1.4,
            "urge_restraint": 0.6,
            "mediate": 0,
            "partial_enforcement": -0.8,
            "full_enforcement": -1.6,
        },
        (0, 2),
        "stance of the lever protection",
    )


@dataclass(frozen=True, kw_only=True)
class PyongyangNumbers:
    """What is particular to Pyongyang's choice."""

    momentum: Quantity = number(
        "p₁",
        2.0,
        (0, 4),
        "tests follow tests",
        tag="D",
        source="test months 2012–2017: .74 after a test, .29 after quiet",
    )
    momentum_midpoint: Quantity = number("p₂", 0.5, (0, 1), "memory at which momentum neither helps nor hinders")
    concession_sensitivity: Quantity = number(
        "p₃", 1.0, (0, 3), "pull of effective pressure towards concessions", tag="L", source=HUFBAUER
    )
    diversion: Quantity = number(
        "p₄", 0.3, (0, 2), "pull of a weak regime towards provocation", tag="L", source=HUFBAUER
    )
    diversion_moves: Floats = table(
        "p₅",
        {
            "dismantle": 0,
            "formal_talks": 0,
            "moratorium": 0,
            "quiet_build": 0,
            "rhetoric": 2,
            "missile_test": 4,
            "big_test": 4,
            "lethal_provocation": 4,
            "attack": 0,
        },
        (0, 2),
        "how much a move diverts",
    )
    satiation: Quantity = number("p₆", 0.2, (0, 1), "what is left of the arsenal's worth beyond the deterrent goal")
    rhetoric_arms: Quantity = number("p₇", 0.5, (0, 2), "worth that talk of regime change adds to the arsenal")
    stance_pyongyang_testing: Floats = table(
        "S_Pt",
        {
            "dismantle": -2,
            "formal_talks": -1,
            "moratorium": -0.5,
            "quiet_build": 0.2,
            "rhetoric": 0,
            "missile_test": 1.7,
            "big_test": 1.4,
            "lethal_provocation": -1,
            "attack": 0,
        },
        (0, 2),
        "stance of the lever testing",
    )
    stance_pyongyang_provocation: Floats = table(
        "S_Pp",
        {
            "dismantle": -2,
            "formal_talks": -1,
            "moratorium": -0.6,
            "quiet_build": 0,
            "rhetoric": 0.8,
            "missile_test": 0.4,
            "big_test": 0.4,
            "lethal_provocation": 1.2,
            "attack": 0,
        },
        (0, 2),
        "stance of the lever provocation",
    )
    stance_pyongyang_bargaining: Floats = table(
        "S_Pb",
        {
            "dismantle": 0.4,
            "formal_talks": 1.4,
            "moratorium": 1.2,
            "quiet_build": 0.4,
            "rhetoric": -0.3,
            "missile_test": -0.9,
            "big_test": -1.6,
            "lethal_provocation": -2.2,
            "attack": 0,
        },
        (0, 2),
        "stance of the lever bargaining",
    )


@dataclass(frozen=True, kw_only=True)
class SeoulNumbers:
    """What is particular to Seoul's choice."""

    stance_seoul_engagement: Floats = table(
        "S_Se",
        {
            "aid": 1,
            "peace_initiative": 1.5,
            "wait": 0.3,
            "condemn": -0.2,
            "exercise": -0.5,
            "sanctions": -0.8,
            "local_retaliation": -2.4,
        },
        (0, 2),
        "stance of the lever engagement",
    )
    stance_seoul_hard_line: Floats = table(
        "S_Sh",
        {
            "aid": -2,
            "peace_initiative": -1,
            "wait": -0.2,
            "condemn": 0.7,
            "exercise": 1.2,
            "sanctions": 0.6,
            "local_retaliation": -0.4,
        },
        (0, 2),
        "stance of the lever hard_line",
    )


@dataclass(frozen=True, kw_only=True)
class RuleNumbers:
    """Numbers of the policies that react: reciprocity, adaptive, following."""

    grit_opening_dialogue: Quantity = number(
        "g₁", 0.9, (0, 1), "dialogue in an unconditional initiative", tag="L", source="Osgood 1962, GRIT"
    )
    grit_opening_pressure: Quantity = number(
        "g₂", 0.2, (0, 1), "pressure in an unconditional initiative", tag="L", source="Osgood 1962, GRIT"
    )
    grit_opening_months: Quantity = number("g₃", 3, (1, 12), "months of the first initiative", unit="months")
    grit_period: Quantity = number("g₄", 6, (2, 24), "months between later initiatives", unit="months")
    grit_gain: Quantity = number("g₅", 0.8, (0, 1), "strength of the answer to Pyongyang's mean severity")
    grit_midpoint: Quantity = number("g₆", 0.5, (0, 1), "dialogue and pressure against a neutral Pyongyang")
    grit_unit: Quantity = number("g₇", 3.0, (1, 4), "mean severity that counts as full")
    adaptive_rate: Quantity = number(
        "a₁",
        0.2,
        (0, 1),
        "weight of the last month in the score of a family",
        tag="L",
        source="Roth and Erev 1995, reinforcement learning",
    )
    adaptive_precision: Quantity = number("a₂", 4.0, (0, 20), "precision of the choice among families")
    adaptive_period: Quantity = number("a₃", 3, (1, 12), "months between choices of a family", unit="months")
    severity_unit: Quantity = number("v_s", 4.0, (1, 4), "severity that counts as full in an answer or a gap")
    follow_hard_unit: Quantity = number("f₁", 2.5, (1, 4), "severity of Washington that counts as a full hard line")
    follow_soft_unit: Quantity = number("f₂", 3.0, (1, 4), "mildness of Washington that counts as full engagement")
    erratic_precision_loss: Quantity = number(
        "u₁", 0.75, (0, 1), "share of precision lost by a fully unpredictable Pyongyang"
    )
    erratic_switch: Quantity = number(
        "u₂",
        0.3,
        (0, 1),
        "chance that a fully unpredictable Pyongyang takes up a preset at random",
        unit="a month",
    )
    brinkmanship_bargaining: Quantity = number(
        "u₃",
        1.0,
        (0, 1),
        "bargaining of brinkmanship in the month after an escalation",
        tag="L",
        source="Schelling 1966, Arms and Influence",
    )
    brinkmanship_severity: Quantity = number(
        "u₄", 2.5, (0, 4), "severity of its own last move that counts as an escalation"
    )
