"""How moves answer what was seen: coefficients in log-odds."""

from dataclasses import dataclass

from sim.game.language import Table
from sim.game.numbers.entry import number, table

RECORD = "monthly record 2006 to 2019 of this project"


@dataclass
class AnswerNumbers:
    """What is added to the log-odds of a word or a deed for what was seen last month."""

    momentum: float = number("", 0.7, (0, 2), "a move repeats itself", tag="D", source=RECORD)
    dial: float = number("", 2.0, (0, 4), "a dial of a policy moves words and deeds, per unit")
    # Washington
    washington_nerve: Table = table(
        "n",
        {"patience": 0.6, "maximum_pressure": 1.0, "engagement": 0.25, "prevent": 0.7},
        (0, 2),
        "how far a course answers force with force",
    )
    washington_step: Table = table(
        "k",
        {"patience": 1.0, "maximum_pressure": 0.8, "engagement": 1.0, "prevent": 0.4},
        (0, 2),
        "how far a course answers softness with talks",
    )
    step_for_step: float = number("", 1.8, (0, 3), "softness answers softness", tag="D", source=RECORD)
    spoiled: float = number("", 0.8, (0, 3), "a test spoils the next month's talks")
    blame_for_test: float = number("", 0.4, (0, 3), "a test makes Washington blame a Beijing that does not enforce")
    answer_word: float = number("", 1.8, (0, 3), "a big test brings threats")
    answer_lethal: float = number("", 2.0, (0, 4), "a lethal act brings threats and deployments")
    answer_sanctions: float = number(
        "", 2.8, (0, 4), "a big test brings sanctions: 13 of 16 big tests", tag="D", source=RECORD, seen=True
    )
    answer_deploy: float = number("", 1.4, (0, 3), "a big test brings deployments")
    crisis_nerve: float = number("", 0.35, (0, 3), "a crisis brings threats and deployments, per rung above 4.5")
    relief_in_freeze: float = number("", 3.0, (0, 6), "a freeze brings relief")
    relief_for_talks: float = number("", 1.5, (0, 4), "softness brings relief as talks go on")
    no_relief_after_test: float = number("", 4.0, (0, 8), "a test stops relief")
    freeze_restrains: float = number("", 2.0, (0, 6), "a freeze holds back sanctions and deployments")
    # Beijing
    mediate_for_soft: float = number("", 0.6, (0, 2), "softness of Washington or Pyongyang brings mediation")
    mediate_with_seoul: float = number("", 0.5, (0, 2), "softness of Seoul brings mediation")
    mediate_in_crisis: float = number("", 0.4, (0, 2), "a crisis brings mediation, per rung above 4.5")
    warn_after_test: float = number("", 2.0, (0, 4), "a big test brings a warning of Pyongyang")
    firm_dial: float = number("", 4.4, (0, 8), "the dial of enforcement, per unit")
    firm_after_test: float = number("", 0.8, (0, 3), "a big test makes Beijing firmer")
    firm_secondary: float = number("", 0.6, (0, 3), "secondary sanctions make Beijing firmer")
    firm_easing: float = number("", 3.6, (0, 6), "easing: Beijing loosens when Pyongyang is soft", seen=True)
    firm_rhetoric: float = number("", 0.4, (0, 2), "talk of regime change makes Beijing shield")
    firm_presence: float = number("", 1.5, (0, 4), "American presence beyond the normal makes Beijing shield")
    firm_thaad: float = number("", 1.2, (0, 3), "THAAD makes a retaliating Beijing looser")
    firm_relation: float = number("", 0.6, (0, 3), "a good relation with Washington makes Beijing firmer")
    firm_lean: float = number("", 1.2, (0, 3), "leaning moves Beijing while relations are fair")
    firm_window: float = number("", 0.5, (0, 2), "a dialogue window of the giants moves enforcement for three months")
    need_weight: float = number("", 20.0, (0, 60), "hunger beyond 3 % of GDP makes Beijing look away and aid")
    fully: float = number("", 1.8, (1, 3), "full enforcement needs that much more firmness than partial")
    # Pyongyang
    drive_threat_at: float = number("F₀", 0.30, (0, 1), "threat felt at which the drive to test is neutral")
    drive_softness_at: float = number("R₀", 0.15, (0, 1), "softness seen at which the drive to test is neutral")
    drive_bite_at: float = number("s₀", 0.30, (0, 1), "effective pressure at which the drive to test is neutral")
    rhetoric_arms: float = number("", 0.6, (0, 2), "talk of regime change drives tests")
    rhetoric_at: float = number("", 0.2, (0, 1), "rhetoric at which the drive to test is neutral")
    test_momentum: float = number("", 1.1, (0, 2), "a test brings the next one", tag="D", source=RECORD)
    capacity: float = number(
        "", 0.0, (0, 4), "a small arsenal allows fewer tests: log-odds lacking with none, fading to 0.6", neutral=0.0
    )
    caution: float = number("", 0.8, (0, 2), "nobody tests on the brink lightly, per rung above 5.5")
    sated: float = number("", 1.6, (0, 3), "a complete deterrent needs fewer tests", tag="D", source=RECORD, seen=True)
    sated_missile: float = number("", 0.3, (0, 2), "share of that for missiles")
    sated_big: float = number("", 1.5, (0, 3), "share of that for big tests")
    lethal_drive: float = number("", 0.7, (0, 2), "share of the drive that turns to lethal acts")
    deterred: float = number("", 0.8, (0, 2), "a hard line in Seoul deters lethal acts")
    disarm_for_talks: float = number("", 1.5, (0, 4), "talks bring steps of disarmament in a freeze")
    disarm_for_relief: float = number("", 1.5, (0, 4), "relief brings steps of disarmament in a freeze")
    soft_against_drive: float = number("", 0.5, (0, 2), "the drive to test stands against soft words and steps")
    soft_for_seoul: float = number("", 1.0, (0, 3), "softness of Seoul brings soft words")
    offer_share: float = number("", 0.6, (0, 2), "offers answer softness that much as talks do")
    threaten_with_drive: float = number("", 0.8, (0, 2), "the drive brings threats")
    threaten_for_threat: float = number("", 0.8, (0, 2), "a threat felt brings threats")
    accept: float = number("", 1.6, (0, 3), "a broker counts once the price is met")
    aid_in_price: float = number("", 0.5, (0, 2), "Beijing's aid counts that much of an offer")
    # Seoul
    initiative_for_soft: float = number("", 0.8, (0, 2), "softness of Pyongyang brings an initiative")
    initiative_after_test: float = number("", 0.8, (0, 2), "a big test holds an initiative back")
    condemn_big: float = number("", 1.5, (0, 4), "a big test is condemned")
    condemn_lethal: float = number("", 2.0, (0, 4), "a lethal act is condemned")
    condemn_test: float = number("", 0.5, (0, 4), "any test is condemned")
    aid_for_soft: float = number("", 0.8, (0, 2), "softness of Pyongyang brings aid from Seoul")
    aid_after_test: float = number("", 1.5, (0, 4), "a test stops aid from Seoul")
    sanction_big: float = number("", 1.0, (0, 3), "a big test brings sanctions of Seoul")
    retaliate: float = number("", 1.5, (-3, 4), "retaliation in the month after a lethal act")
    exercise: float = number("", 1.5, (-2, 4), "exercises in March and August", tag="D", source=RECORD)
    exercise_paused: float = number("", 2.5, (0, 6), "exercises pause where Washington engages a soft Pyongyang")
    exercise_in_freeze: float = number("", 4.0, (0, 8), "exercises pause in a freeze")
    exercise_after_test: float = number("", 0.5, (0, 2), "a big test brings exercises")
