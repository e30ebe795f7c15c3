"""Parameters of reviews, the look-ahead, plans, beliefs, and the patience with a course."""

from dataclasses import dataclass

from sim.core.game import moves
from sim.core.game.language import Table
from sim.core.game.parameters.entry import FEARON, Evidence, alike, by_type, number, table

RATES = Evidence(
    "D", "dated changes of course without an election, 2006 to 2019: 0.011 to 0.035 a month"
)
GRACE = Evidence("D", "a grace of 100 days from 7 April 2017: Asahi Shimbun and UPI, 22 May 2017")
ASKED = Evidence(
    "A", 'ours for "very thoroughly implements those UN sanctions": Associated Press, 4 April 2017'
)
LEANS = (-30.0, 6.0)  # at the low end a course is banned


@dataclass
class ReviewParameters:
    """Rates of review, the choice of a course, the look-ahead, and learning Kim's type."""

    review_base: float = number(
        0.015, (0, 0.05), "chance a month of a review without cause", symbol="r₀", evidence=RATES
    )
    review_offer: float = number(
        0.25, (0, 0.5), "chance of a review after a soft statement; Washington's is sure"
    )
    review_cause: float = number(
        0.05,
        (0, 0.5),
        "chance of a review for each cause: a crisis, a big test, another's turn, a course that failed",
    )
    review_giant: float = number(
        0.2, (0, 1), "chance that Washington or Beijing reviews after the other's turn"
    )
    inertia: float = number(1.9, (0, 4), "the present course goes on, unless it has failed")
    audience_cost: float = number(
        1.5, (0, 4), "price of turning softer, per audience stock", evidence=FEARON
    )
    lean_elected: float = number(
        1.2, (0, 3), "lean of a government toward the course it was elected on"
    )
    lookahead: float = number(15.0, (0, 30), "precision of Washington's look-ahead", neutral=0.0)
    lookahead_pyongyang: float = number(
        4.0, (0, 15), "precision of Pyongyang's and Seoul's look-ahead", neutral=0.0
    )
    lookahead_beijing: float = number(
        16.0, (0, 30), "precision of Beijing's look-ahead", neutral=0.0
    )
    dread: float = number(1.5, (1, 5), "factor by which a capital overestimates the risk of war")
    fear_strike: float = number(
        2.0,
        (0, 4),
        "Beijing's fear of a strike while it does not enforce, per rung above 3",
        neutral=0.0,
    )
    doubt: float = number(0.8, (0, 2), "doubt about Kim's type adds to fear", neutral=0.0)
    reply: float = number(0.25, (0, 1), "hope that dialogue is answered", symbol="ρ", neutral=0.0)
    lookahead_discount: float = number(
        0.97, (0.8, 1), "worth of a month against the month before, in the look-ahead"
    )
    after_weight: float = number(
        24.0,
        (0, 60),
        "time after the horizon that a proven arsenal costs Washington and pays Pyongyang",
        "months",
    )
    after_beijing: float = number(
        28.0, (0, 60), "Beijing's cost of hunger in the North after the horizon", "months"
    )
    washington_lean: Table = table({
        "patience": -0.2, "maximum_pressure": -0.1, "engagement": 0.1, "prevent": -0.2,
    }, LEANS, "lean of Washington toward each course", "log-odds")  # fmt: skip
    beijing_lean: Table = table({
        "shield": 0.7, "balance": 0.5, "enforce": 1.8, "mediate": 0.1,
    }, LEANS, "lean of Beijing toward each course", "log-odds")  # fmt: skip
    pyongyang_lean: Table = table({
        "build": 0.3, "brinkmanship": 0.0, "charm": -1.0, "consolidate": -0.45,
    }, LEANS, "lean of Pyongyang toward each course", "log-odds")  # fmt: skip
    seoul_lean: Table = table(
        alike(moves.SeoulCourse, 0.0), LEANS,
        "lean of Seoul toward each course, beside its voters' for the one it starts in", "log-odds",
    )  # fmt: skip
    review_rate_washington: float = number(
        1.5, (0, 4), "Washington's reviews, against what events call for", neutral=1.0
    )
    # Signs of plans
    grace_washington: float = number(
        3.0, (1, 36), "months in a row of lax enforcement before Washington's plan answers",
        "months", evidence=GRACE,
    )  # fmt: skip
    grace_beijing: float = number(
        2.0, (1, 36), "months in a row of pressing, or of no talks, before Beijing's plan answers",
        "months",
    )  # fmt: skip
    proof: float = number(
        3.0, (1, 36), "months in a row of the other power's good conduct before a plan answers",
        "months",
    )  # fmt: skip
    seen_enforcing: float = number(
        0.8, (0, 1), "enforcement that Washington asks to see", evidence=ASKED
    )
    # Beliefs about Kim
    prior_washington: Table = table(
        by_type(0.30, 0.45, 0.25),
        (0.001, 1),
        "first belief of Washington and Seoul about Kim's type",
        "chance",
    )
    prior_beijing: Table = table(
        by_type(0.55, 0.20, 0.25), (0.001, 1), "first belief of Beijing about Kim's type", "chance"
    )
    learn: float = number(
        0.6,
        (0, 1),
        "weight of evidence about Kim; 1 is Bayes",
        evidence=Evidence("L", "Edwards 1968"),
        neutral=0.0,
    )
    learn_until: float = number(
        9999.0, (0, 9999), "month after which Washington learns no more", "months", neutral=9999.0
    )
    forget: float = number(0.01, (0, 0.05), "Kim may have changed: evidence fades a month")
    blur: float = number(
        0.05,
        (0, 0.3),
        "chance to mistake a move for its neighbour: all Pyongyang's, Pyongyang Washington's statement",
        "chance",
        neutral=0.0,
    )
    error: float = number(
        0.1,
        (0, 0.3),
        "error in observing enforcement and an arsenal not tested lately; a fifth for the economy",
        neutral=0.0,
    )


WAITS = (0.0, 60.0)


@dataclass
class WaitParameters:
    """Patience of the two powers with a course. Ours."""

    patience_washington: float = number(12, WAITS, "Washington's patience with a course", "months")
    patience_beijing: float = number(8, WAITS, "Beijing's patience with a course", "months")
