"""Parameters of statements and actions: dispositions of each course, answers to last month's
events, and the types of Kim.
"""

from dataclasses import dataclass

from sim.core.game import moves
from sim.core.game.language import Grid, Table
from sim.core.game.parameters.entry import Evidence, by_type, grid, number, table


@dataclass
class DispositionParameters:
    """Log-odds of a statement or action under each course, against silence or a quiet action."""

    washington_words: Grid = grid(moves.WashingtonWord.SILENCE, {
        "patience": (-5.1, -3.4, 0.0, -1.2, -4.1), "maximum_pressure": (-3.8, -0.4, 0.0, 1.0, 1.3),
        "engagement": (0.6, 0.0, 0.0, -3.1, -5.1), "prevent": (-4.8, -1.8, 0.0, 0.2, 1.6),
    }, "Washington's disposition to each statement")  # fmt: skip
    washington_deeds: Grid = grid(moves.WashingtonDeed.HOLD, {
        "patience": (-8.0, 0.0, -2.6, -4.5), "maximum_pressure": (-7.5, 0.0, 0.0, -1.0),
        "engagement": (-6.3, 0.0, -5.3, -7.8), "prevent": (-7.6, 0.0, -0.8, 0.0),
    }, "Washington's disposition to each action")  # fmt: skip
    beijing_words: Grid = grid(moves.BeijingWord.SILENCE, {
        "shield": (-2.5, 0.2, 0.0, -4.0), "balance": (-1.5, 0.7, 0.0, -1.1),
        "enforce": (-1.8, -0.3, 0.0, 1.3), "mediate": (3.0, 1.6, 0.0, -1.7),
    }, "Beijing's disposition to each statement")  # fmt: skip
    beijing_deeds: Grid = grid(moves.BeijingDeed.ENFORCE_PARTLY, {
        "shield": (2.2, 3.2, 0.0, -2.4), "balance": (-4.6, -1.8, 0.0, -3.2),
        "enforce": (-5.1, -3.2, 0.0, 1.2), "mediate": (-1.6, -0.2, 0.0, -3.6),
    }, "Beijing's disposition to each action")  # fmt: skip
    pyongyang_words: Grid = grid(moves.PyongyangWord.SILENCE, {
        "build": (-5.9, -4.4, 0.0, -1.0), "brinkmanship": (-3.5, -2.2, 0.0, 1.6),
        "charm": (0.4, 0.0, 0.0, -4.1), "consolidate": (-2.8, -2.2, 0.0, -2.8),
    }, "Pyongyang's disposition to each statement")  # fmt: skip
    pyongyang_deeds: Grid = grid(moves.PyongyangDeed.HOLD, {
        "build": (-5.0, 0.0, 1.8, 1.45, 1.85, -4.5), "brinkmanship": (-6.2, 0.0, 0.2, -0.3, -0.9, -2.3),
        "charm": (-3.4, 0.0, -1.6, -2.3, -4.4, -9.0), "consolidate": (-5.6, 0.0, -0.4, -1.3, -3.4, -7.6),
    }, "Pyongyang's disposition to each action")  # fmt: skip
    seoul_words: Grid = grid(moves.SeoulWord.SILENCE, {
        "sunshine": (0.8, 0.0, -3.0), "hedge": (-2.4, 0.0, -1.6), "hard_line": (-3.8, 0.0, 0.9),
    }, "Seoul's disposition to each statement")  # fmt: skip
    seoul_deeds: Grid = grid(moves.SeoulDeed.HOLD, {
        "sunshine": (-1.6, 0.0, 0.3, -5.8, -4.3), "hedge": (-3.8, 0.0, 1.9, -3.2, -1.1),
        "hard_line": (-6.4, 0.0, 3.1, -1.6, 1.1),
    }, "Seoul's disposition to each action")  # fmt: skip


MONTHLY = Evidence("D", "monthly record 2006 to 2019 of this project")


@dataclass
class AnswerParameters:
    """Changes of the log-odds of a statement or an action by the events of last month."""

    momentum: float = number(0.7, (0, 2), "a move repeats itself", evidence=MONTHLY)
    dial: float = number(2.0, (0, 4), "a lever of a policy shifts statements and actions, per unit")
    step_for_step: float = number(
        1.8,
        (0, 3),
        "softness answers softness; Seoul's Pyongyang's by half, Beijing mediates by three tenths",
        evidence=MONTHLY,
    )
    crisis_answer: float = number(
        0.35,
        (0, 3),
        "a crisis brings threats and ships, and mediation by Beijing, per rung above 4.5",
    )
    # Washington
    washington_nerve: Table = table({
        "patience": 0.6, "maximum_pressure": 1.0, "engagement": 0.25, "prevent": 0.7,
    }, (0, 2), "how far a course answers force with force", symbol="n")  # fmt: skip
    washington_test: float = number(
        2.2,
        (0, 3),
        "a big test or a lethal act brings threats and ships; sanctions twice as surely: 13 of 16",
        evidence=MONTHLY,
        in_sample=True,
    )
    washington_freeze: float = number(
        2.5, (0, 6), "a freeze brings relief, and holds back sanctions and ships"
    )
    # Beijing
    beijing_test: float = number(
        1.6, (0, 3), "a big test makes Beijing firmer, and brings a warning twice as surely"
    )
    firm_with: float = number(
        0.8, (0, 3), "banks under sanctions, a good relation and leaning make Beijing firmer"
    )
    firm_against: float = number(
        2.0, (0, 4), "talk of regime change, American presence and THAAD make Beijing looser"
    )
    need_weight: float = number(
        13.0, (0, 60), "hunger beyond 3 % of GDP makes Beijing look away and aid"
    )
    # Pyongyang
    drive_at: float = number(
        0.30,
        (0, 1),
        "threat felt or pressure at which the drive to test is neutral; of softness half as much",
        symbol="F₀",
    )
    drive_in_words: float = number(
        0.6, (0, 2), "the drive to test hinders soft statements and steps, and brings threats"
    )
    caution_from: float = number(
        5.5, (4.5, 6.5), "tension from which Pyongyang is cautious", "rungs"
    )
    test_momentum: float = number(1.1, (0, 2), "a test brings the next one", evidence=MONTHLY)
    caution: float = number(
        0.8, (0, 2), "nobody tests near the brink lightly, per rung above caution_from"
    )
    deterrent_saturation: float = number(
        2.4,
        (0, 4),
        "a complete deterrent needs fewer big tests: no month of the record informs it",
        neutral=0.0,
    )
    # Seoul
    seoul_test: float = number(
        1.3, (0, 4), "a test or a lethal act is condemned, brings sanctions and stops softness"
    )


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
        "chance a month that Kim's type changes",
        "chance",
        neutral=0.0,
    )
    drive_threat: Table = table(
        by_type(3.2, -3.2, 0.0),
        (-4, 4),
        "effect of a threat felt on the drive to test",
        symbol="φ_F",
        evidence=JERVIS,
    )
    drive_softness: Table = table(
        by_type(-2.0, 1.8, 0.0),
        (-3, 3),
        "effect of softness seen on the drive to test",
        symbol="φ_R",
        evidence=JERVIS,
    )
    drive_bite: Table = table(
        by_type(0.5, -2.0, 0.0), (-3, 1), "effect of sanctions on the drive to test", symbol="φ_S"
    )
    precision: Table = table(
        by_type(1.0, 1.0, 0.75),
        (0.4, 1),
        "precision of Pyongyang's choices; half of its shortfall are stray actions",
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
        "worth of talks of both or of a freeze, and cost of living under threat, without greed",
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
    # Messages about Kim
    source_right: float = number(
        0.8,
        (0.34, 0.99),
        "chance that a sender's source is right about Kim's type; a third is a guess",
        "chance",
    )
    candour: float = number(
        1.0,
        (0, 10),
        "log-odds by which a sender says what its source reports, rather than another type",
        "log-odds",
        evidence=Evidence(
            "L", "shape: costs of lying, Kartik 2009; size: assumption of this project"
        ),
    )
    proof_cost: float = number(
        0.5,
        (0, 24),
        "cost of a proof about Kim that is shown, to its sender",
        "months",
        evidence=Evidence(
            "L", "shape: disclosure, Milgrom 1981, Dye 1985; size: assumption of this project"
        ),
    )
    leverage_courses: float = number(
        5.0,
        (0, 8),
        "hunger under enforcement turns a greedy Kim to charm, if Beijing has leverage",
        neutral=0.0,
    )
