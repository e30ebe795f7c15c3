"""What moves words and deeds: how a course disposes to them, how they answer what was seen, and who
Kim may be.
"""

from dataclasses import dataclass

from sim.core.game import moves
from sim.core.game.language import Grid, Table
from sim.core.game.parameters.entry import Evidence, by_type, grid, number, table


@dataclass
class DispositionParameters:
    """Log-odds of every word and deed under every course."""

    washington_words: Grid = grid(moves.WashingtonWord, {
        "patience": (-3.5, -1.8, 1.6, 0.4, -2.5), "maximum_pressure": (-4.0, -0.6, -0.2, 0.8, 1.1),
        "engagement": (1.2, 0.6, 0.6, -2.5, -4.5), "prevent": (-5.0, -2.0, -0.2, 0.0, 1.4),
    }, "what Washington is disposed to say")  # fmt: skip
    washington_deeds: Grid = grid(moves.WashingtonDeed, {
        "patience": (-6.0, 2.0, -0.6, -2.5), "maximum_pressure": (-7.0, 0.5, 0.5, -0.5),
        "engagement": (-3.5, 2.8, -2.5, -5.0), "prevent": (-7.0, 0.6, -0.2, 0.6),
    }, "what Washington is disposed to do")  # fmt: skip
    beijing_words: Grid = grid(moves.BeijingWord, {
        "shield": (-1.5, 1.2, 1.0, -3.0), "balance": (-1.0, 1.2, 0.5, -0.6),
        "enforce": (-1.5, 0.0, 0.3, 1.6), "mediate": (2.2, 0.8, -0.8, -2.5),
    }, "what Beijing is disposed to say")  # fmt: skip
    beijing_deeds: Grid = grid(moves.BeijingDeed, {
        "shield": (0.6, 1.6, -1.6, -4.0), "balance": (-3.0, -0.2, 1.6, -1.6),
        "enforce": (-4.5, -2.6, 0.6, 1.8), "mediate": (-0.6, 0.8, 1.0, -2.6),
    }, "what Beijing is disposed to do")  # fmt: skip
    pyongyang_words: Grid = grid(moves.PyongyangWord, {
        "build": (-4.5, -3.0, 1.4, 0.4), "brinkmanship": (-3.5, -2.2, 0.0, 1.6),
        "charm": (1.0, 0.6, 0.6, -3.5), "consolidate": (-1.2, -0.6, 1.6, -1.2),
    }, "what Pyongyang is disposed to say")  # fmt: skip
    pyongyang_deeds: Grid = grid(moves.PyongyangDeed, {
        "build": (-6.0, -1.0, 0.8, 0.45, 0.85, -5.5), "brinkmanship": (-6.0, 0.2, 0.4, -0.1, -0.7, -2.1),
        "charm": (-1.4, 2.0, 0.4, -0.3, -2.4, -7.0), "consolidate": (-4.0, 1.6, 1.2, 0.3, -1.8, -6.0),
    }, "what Pyongyang is disposed to do")  # fmt: skip
    seoul_words: Grid = grid(moves.SeoulWord, {
        "sunshine": (1.6, 0.8, -2.2), "hedge": (-1.0, 1.4, -0.2), "hard_line": (-3.5, 0.3, 1.2),
    }, "what Seoul is disposed to say")  # fmt: skip
    seoul_deeds: Grid = grid(moves.SeoulDeed, {
        "sunshine": (0.2, 1.8, 0.6, -4.0, -4.0), "hedge": (-2.2, 1.6, 2.0, -1.6, -1.0),
        "hard_line": (-5.0, 1.4, 3.0, -0.2, 1.0),
    }, "what Seoul is disposed to do")  # fmt: skip


MONTHLY = Evidence("D", "monthly record 2006 to 2019 of this project")


@dataclass
class AnswerParameters:
    """What is added to the log-odds of a word or a deed for what was seen last month."""

    momentum: float = number(0.7, (0, 2), "a move repeats itself", evidence=MONTHLY)
    dial: float = number(2.0, (0, 4), "a dial of a policy moves words and deeds, per unit")
    # Washington
    washington_nerve: Table = table({
        "patience": 0.6, "maximum_pressure": 1.0, "engagement": 0.25, "prevent": 0.7,
    }, (0, 2), "how far a course answers force with force", symbol="n")  # fmt: skip
    washington_step: Table = table({
        "patience": 1.0, "maximum_pressure": 0.8, "engagement": 1.0, "prevent": 0.4,
    }, (0, 2), "how far a course answers softness with talks", symbol="k")  # fmt: skip
    step_for_step: float = number(1.8, (0, 3), "softness answers softness", evidence=MONTHLY)
    spoiled: float = number(0.8, (0, 3), "a test spoils the next month's talks")
    blame_for_test: float = number(
        0.4, (0, 3), "a test makes Washington blame a Beijing that does not enforce"
    )
    answer_word: float = number(1.8, (0, 3), "a big test brings threats")
    answer_lethal: float = number(2.0, (0, 4), "a lethal act brings threats and deployments")
    answer_sanctions: float = number(
        4.0,
        (0, 6),
        "a big test brings sanctions: 13 of 16 big tests",
        evidence=MONTHLY,
        in_sample=True,
    )
    answer_deploy: float = number(1.4, (0, 3), "a big test brings deployments")
    crisis_nerve: float = number(
        0.35, (0, 3), "a crisis brings threats and deployments, per rung above 4.5"
    )
    relief_in_freeze: float = number(3.0, (0, 6), "a freeze brings relief")
    relief_for_talks: float = number(1.5, (0, 4), "softness brings relief as talks go on")
    no_relief_after_test: float = number(4.0, (0, 8), "a test stops relief")
    freeze_restrains: float = number(2.0, (0, 6), "a freeze holds back sanctions and deployments")
    # Beijing
    mediate_for_soft: float = number(
        0.6, (0, 2), "softness of Washington or Pyongyang brings mediation"
    )
    mediate_with_seoul: float = number(0.5, (0, 2), "softness of Seoul brings mediation")
    mediate_in_crisis: float = number(0.4, (0, 2), "a crisis brings mediation, per rung above 4.5")
    warn_after_test: float = number(2.0, (0, 4), "a big test brings a warning of Pyongyang")
    firm_dial: float = number(4.4, (0, 8), "the dial of enforcement, per unit")
    firm_after_test: float = number(0.8, (0, 3), "a big test makes Beijing firmer")
    firm_secondary: float = number(0.6, (0, 3), "secondary sanctions make Beijing firmer")
    firm_easing: float = number(
        3.6, (0, 6), "easing: Beijing loosens when Pyongyang is soft", in_sample=True
    )
    firm_rhetoric: float = number(0.4, (0, 2), "talk of regime change makes Beijing shield")
    firm_presence: float = number(
        1.5, (0, 4), "American presence beyond the normal makes Beijing shield"
    )
    firm_thaad: float = number(1.2, (0, 3), "THAAD makes a retaliating Beijing looser")
    firm_relation: float = number(
        0.6, (0, 3), "a good relation with Washington makes Beijing firmer"
    )
    firm_lean: float = number(1.2, (0, 3), "leaning moves Beijing while relations are fair")
    need_weight: float = number(
        13.0, (0, 60), "hunger beyond 3 % of GDP makes Beijing look away and aid"
    )
    fully: float = number(
        1.8, (1, 3), "full enforcement needs that much more firmness than partial"
    )
    # Pyongyang
    drive_threat_at: float = number(
        0.30, (0, 1), "threat felt at which the drive to test is neutral", symbol="F₀"
    )
    drive_softness_at: float = number(
        0.15, (0, 1), "softness seen at which the drive to test is neutral", symbol="R₀"
    )
    drive_bite_at: float = number(
        0.30, (0, 1), "effective pressure at which the drive to test is neutral", symbol="s₀"
    )
    rhetoric_arms: float = number(0.6, (0, 2), "talk of regime change drives tests")
    rhetoric_at: float = number(0.2, (0, 1), "rhetoric at which the drive to test is neutral")
    test_momentum: float = number(1.1, (0, 2), "a test brings the next one", evidence=MONTHLY)
    caution: float = number(0.8, (0, 2), "nobody tests on the brink lightly, per rung above 5.5")
    deterrent_saturation: float = number(
        2.4,
        (0, 4),
        "a complete deterrent needs fewer big tests: no month of the record informs it",
        neutral=0.0,
    )
    lethal_drive: float = number(0.7, (0, 2), "share of the drive that turns to lethal acts")
    deterred: float = number(0.8, (0, 2), "a hard line in Seoul deters lethal acts")
    disarm_for_talks: float = number(1.5, (0, 4), "talks bring steps of disarmament in a freeze")
    disarm_for_relief: float = number(1.5, (0, 4), "relief brings steps of disarmament in a freeze")
    soft_against_drive: float = number(
        0.5, (0, 2), "the drive to test stands against soft words and steps"
    )
    soft_for_neighbour: float = number(
        1.0, (0, 3), "softness of Seoul, or of a Beijing in contact, brings soft words"
    )
    offer_share: float = number(0.6, (0, 2), "offers answer softness that much as talks do")
    threaten_with_drive: float = number(0.8, (0, 2), "the drive brings threats")
    threaten_for_threat: float = number(0.8, (0, 2), "a threat felt brings threats")
    accept: float = number(1.6, (0, 3), "a broker counts once the price is met")
    aid_in_price: float = number(0.5, (0, 2), "Beijing's aid counts that much of an offer")
    # Seoul
    initiative_for_soft: float = number(0.8, (0, 2), "softness of Pyongyang brings an initiative")
    initiative_after_test: float = number(0.8, (0, 2), "a big test holds an initiative back")
    condemn_big: float = number(1.5, (0, 4), "a big test is condemned")
    condemn_lethal: float = number(2.0, (0, 4), "a lethal act is condemned")
    condemn_test: float = number(0.5, (0, 4), "any test is condemned")
    aid_for_soft: float = number(0.8, (0, 2), "softness of Pyongyang brings aid from Seoul")
    aid_after_test: float = number(1.5, (0, 4), "a test stops aid from Seoul")
    sanction_big: float = number(1.0, (0, 3), "a big test brings sanctions of Seoul")
    retaliate: float = number(1.5, (-3, 4), "retaliation in the month after a lethal act")
    exercise: float = number(1.5, (-2, 4), "exercises in March and August", evidence=MONTHLY)
    exercise_paused: float = number(
        2.5, (0, 6), "exercises pause where Washington engages a soft Pyongyang"
    )
    exercise_in_freeze: float = number(4.0, (0, 8), "exercises pause in a freeze")
    exercise_after_test: float = number(0.5, (0, 2), "a big test brings exercises")


JERVIS = Evidence(
    "L", "shape: spiral and deterrence, Jervis 1976; sizes: assumption of this project"
)


@dataclass
class KimParameters:
    """Parameters of each type of Kim: fearful, greedy, erratic."""

    kim_chance: Table = table(
        by_type(0.45, 0.35, 0.20), (0, 1), "how likely each type is", "chance"
    )
    type_drift: float = number(
        0.01,
        (0, 0.05),
        "chance a month that Kim, or who is heard by him, changes",
        "chance",
        neutral=0.0,
    )
    drive_threat: Table = table(
        by_type(3.2, -3.2, 0.0),
        (-4, 4),
        "what a threat felt does to the drive to test",
        symbol="φ_F",
        evidence=JERVIS,
    )
    drive_softness: Table = table(
        by_type(-2.0, 1.8, 0.0),
        (-3, 3),
        "what softness seen does to the drive to test",
        symbol="φ_R",
        evidence=JERVIS,
    )
    drive_bite: Table = table(
        by_type(0.5, -2.0, 0.0), (-3, 1), "what sanctions do to the drive to test", symbol="φ_S"
    )
    precision: Table = table(
        by_type(1.0, 1.0, 0.75),
        (0.4, 1),
        "precision of Pyongyang's choices; half of what it lacks are stray deeds",
    )
    greed: Table = table(
        by_type(0.0, 1.0, 0.4), (0, 1), "taste for gain, against that for peace", symbol="g"
    )
    unpredictable: float = number(0.5, (0, 1), "unpredictability takes that share of the precision")
    deter: float = number(
        1.4, (0, 3), "worth of deterrence a month; more to the greedy, to others under threat"
    )
    gain: float = number(
        1.2, (0, 3), "worth to the greedy of a test or a deterrent while the other yields"
    )
    peace: float = number(
        0.55,
        (0, 1.5),
        "worth of talks of both or of a freeze, and cost of life under threat, to who has no greed",
    )
    econ: float = number(0.8, (0, 3), "cost of effective pressure, a month")
    price: float = number(0.33, (0, 1), "price of a deal; twice as much for the greedy", symbol="v")
    feint: float = number(
        0.5,
        (0, 0.8),
        "chance that the greedy take and arm, as Washington reckons",
        "chance",
        symbol="f",
    )
    leverage_low: float = number(
        0.0, (0, 1), "least leverage that Beijing may have over Pyongyang", symbol="κ"
    )
    leverage_high: float = number(
        1.0, (0, 1), "greatest leverage that Beijing may have over Pyongyang", symbol="κ"
    )
    leverage_believed: float = number(
        0.8, (0, 1), "the leverage that Washington and the others believe in", symbol="κ̂"
    )
    leverage_courses: float = number(
        5.0,
        (0, 8),
        "hunger under enforcement turns a greedy Kim to charm, where Beijing has leverage",
        neutral=0.0,
    )
