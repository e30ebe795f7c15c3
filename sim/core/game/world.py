"""The state of one world, and the inputs of a month: random draws, levers, orders and calendar."""

from dataclasses import dataclass, field
from typing import Final

from sim.core.game import moves as menus
from sim.core.game.catalogue import CAPITALS, GIANTS
from sim.core.game.language import Row, row
from sim.core.game.levers import LEVERS
from sim.core.game.payoffs import Payoffs


@dataclass(slots=True)
class Moves:
    """The chance of every statement and action; after the draw, 1 for the move made and 0 for the
    rest.
    """

    washington_word: Row = field(default_factory=row)
    washington_deed: Row = field(default_factory=row)
    beijing_word: Row = field(default_factory=row)
    beijing_deed: Row = field(default_factory=row)
    pyongyang_word: Row = field(default_factory=row)
    pyongyang_deed: Row = field(default_factory=row)
    seoul_word: Row = field(default_factory=row)
    seoul_deed: Row = field(default_factory=row)


@dataclass(slots=True)
class Kim:
    """Kim as a capital sees him: a type, and how much leverage Beijing has over him (0 to 1)."""

    type: menus.KimType = menus.KimType.FEARFUL
    leverage: float = 0.5


@dataclass(slots=True)
class World:
    """The state of one world; the meaning, bounds and units of its numbers stand in STATES,
    below.
    """

    # The peninsula
    tension: float = 0.0
    standoff: float = 0.0
    presence: float = 0.0
    arsenal: float = 0.0
    deterrent: float = 0.0
    un_measures: float = 0.0
    us_measures: float = 0.0
    enforcement: float = 0.0
    sanction_pressure: float = 0.0
    economy: float = 0.0
    cohesion: float = 0.0
    talks: float = 0.0
    freeze: float = 0.0  # in the look-ahead a share
    dry: float = 0.0
    audience: float = 0.0
    relation: float = 0.0
    relation_drift: float = 0.0
    thaad: float = 0.0
    threat_felt: float = 0.0
    softness_seen: float = 0.0
    # Memories of moves as made, and as perceived
    tested: float = 0.0  # of last month
    big_test: float = 0.0
    lethal: float = 0.0
    quiet: float = 0.0
    leaning: float = 0.0
    offer: float = 0.0
    aided: float = 0.0
    soft_washington: float = 0.0
    talked: float = 0.0
    soft_pyongyang: float = 0.0
    soft_seoul: float = 0.0
    mediated: float = 0.0
    relieved: float = 0.0
    un_round_ago: float = 0.0
    un_rounds: float = 0.0
    refugees: float = 0.0
    # The capitals
    washington_course: menus.WashingtonCourse = menus.WashingtonCourse.PATIENCE
    beijing_course: menus.BeijingCourse = menus.BeijingCourse.SHIELD
    pyongyang_course: menus.PyongyangCourse = menus.PyongyangCourse.BUILD
    seoul_course: menus.SeoulCourse = menus.SeoulCourse.SUNSHINE
    washington_next: menus.WashingtonCourse = (
        menus.WashingtonCourse.PATIENCE
    )  # the course chosen in this month's review
    beijing_next: menus.BeijingCourse = menus.BeijingCourse.SHIELD
    pyongyang_next: menus.PyongyangCourse = menus.PyongyangCourse.BUILD
    seoul_next: menus.SeoulCourse = menus.SeoulCourse.SUNSHINE
    washington_age: float = 0.0  # of the course, in months
    beijing_age: float = 0.0
    pyongyang_age: float = 0.0
    seoul_age: float = 0.0
    washington_signs: float = 0.0  # months in a row in which it saw its plan's sign
    beijing_signs: float = 0.0
    washington_lean: Row = field(default_factory=row)  # log-odds of each course in this office
    beijing_lean: Row = field(default_factory=row)
    pyongyang_lean: Row = field(default_factory=row)
    seoul_lean: Row = field(default_factory=row)
    kim: Kim = field(default_factory=Kim)
    evidence: Row = field(
        default_factory=row
    )  # log-likelihood of each type of Kim, shared by Washington and Seoul
    evidence_beijing: Row = field(
        default_factory=row
    )  # the same for Beijing, which may have contact
    frozen_evidence: Row = field(
        default_factory=row
    )  # the evidence of Washington, fixed once it stops learning
    moves: Moves = field(default_factory=Moves)  # of last month; in the look-ahead, chances
    # Results of the month, for others to read
    washington_turned: bool = False  # changed course this month
    beijing_turned: bool = False
    pyongyang_turned: bool = False
    seoul_turned: bool = False
    washington_word: menus.WashingtonWord = menus.WashingtonWord.SILENCE
    washington_deed: menus.WashingtonDeed = menus.WashingtonDeed.HOLD
    beijing_word: menus.BeijingWord = menus.BeijingWord.RESTRAINT
    beijing_deed: menus.BeijingDeed = menus.BeijingDeed.LOOK_AWAY
    pyongyang_word: menus.PyongyangWord = menus.PyongyangWord.SILENCE
    pyongyang_deed: menus.PyongyangDeed = menus.PyongyangDeed.BUILD
    seoul_word: menus.SeoulWord = menus.SeoulWord.SILENCE
    seoul_deed: menus.SeoulDeed = menus.SeoulDeed.HOLD
    washington_chance: float = 1.0  # of the statement and action made
    beijing_chance: float = 1.0
    pyongyang_chance: float = 1.0
    seoul_chance: float = 1.0
    washington_yields: bool = False  # backed down at the brink this month
    pyongyang_yields: bool = False
    perceived_risk: float = 0.0  # a month, at Washington's last review
    washington_payoff: float = 0.0  # payoff of the month
    beijing_payoff: float = 0.0
    pyongyang_payoff: float = 0.0
    seoul_payoff: float = 0.0
    message: float = 0.0  # last message about Kim
    proved: float = 0.0  # this month
    washington_loss: float = 0.0  # at the end of the world, in months
    beijing_loss: float = 0.0
    pyongyang_loss: float = 0.0
    seoul_loss: float = 0.0
    ending: menus.Ending = menus.Ending.NONE
    major: bool = False  # the war is a major one


@dataclass(slots=True)
class Conduct:
    """The conduct of the four capitals in a month, each 0 or 1; in the look-ahead, chances."""

    talks: float = 0.0
    back_channel: float = 0.0
    blame: float = 0.0
    threat: float = 0.0
    relief: float = 0.0
    sanctions: float = 0.0
    deploy: float = 0.0
    pyongyang_threat: float = 0.0
    disarm: float = 0.0
    build: float = 0.0
    missile: float = 0.0
    big: float = 0.0
    lethal: float = 0.0
    test: float = 0.0  # missile or big
    initiative: float = 0.0
    condemn: float = 0.0
    seoul_aid: float = 0.0
    exercise: float = 0.0
    seoul_sanction: float = 0.0
    retaliate: float = 0.0
    mediate: float = 0.0
    aid: float = 0.0
    look_away: float = 0.0
    partly: float = 0.0
    fully: float = 0.0
    soft_washington: float = 0.0  # talks 1, back channel .7
    soft_washington_heard: float = 0.0  # the same, as Pyongyang heard Washington
    talks_heard: float = 0.0
    back_channel_heard: float = 0.0
    threat_heard: float = 0.0
    soft_pyongyang: float = 0.0
    soft_seoul: float = 0.0
    both_soft: float = 0.0  # both are soft
    shot: float = 0.0  # a test or a lethal act
    coerce: float = 0.0  # a threat, sanctions or ships of Washington
    yielding: float = 0.0  # Washington is soft or gives relief
    detainee_dies: float = 0.0
    lapsed: float = 0.0  # UN measures that lapse
    half: float = 1.0  # .5 where exercises are at half scale while talks go on


@dataclass(slots=True)
class Outlook:
    """A look-ahead of one capital: its inputs, and its results."""

    greed: float = 0.0  # its belief in a greedy Kim; in Pyongyang's, Washington's
    dread: float = 1.0  # factor on the risk of war
    hazard: float = 0.0  # result: perceived hazard of war in a stride, a month
    worth: float = 0.0  # result: value of a course a month
    risk: float = 0.0  # result: mean perceived hazard of war, a month
    weight: float = 1.0  # of the stride that comes
    weights: float = 0.0  # of the strides counted
    total: float = 0.0  # weighted sum of their payoffs


@dataclass(slots=True)
class Message:
    """A message about Kim: what is at stake by his type, and what a sender says by its report."""

    washington_fearful: Row = field(default_factory=row)  # worth of each course of Washington's
    washington_greedy: Row = field(default_factory=row)
    washington_erratic: Row = field(default_factory=row)
    sender_fearful: Row = field(default_factory=row)  # the same to the sender
    sender_greedy: Row = field(default_factory=row)
    sender_erratic: Row = field(default_factory=row)
    says_fearful: Row = field(default_factory=row)  # chance of each message under each report
    says_greedy: Row = field(default_factory=row)
    says_erratic: Row = field(default_factory=row)
    with_proof: float = 0.0  # chance that the sender holds a proof


@dataclass(slots=True)
class Luck:
    """The random draws of one world and month: uniforms in (0, 1), in this order on the sheet."""

    washington_word: float = 0.5
    washington_deed: float = 0.5
    beijing_word: float = 0.5
    beijing_deed: float = 0.5
    pyongyang_word: float = 0.5
    pyongyang_deed: float = 0.5
    seoul_word: float = 0.5
    seoul_deed: float = 0.5
    review_washington: float = 0.5
    review_beijing: float = 0.5
    review_pyongyang: float = 0.5
    review_seoul: float = 0.5
    accident: float = 0.5
    strike: float = 0.5
    attack: float = 0.5
    clash: float = 0.5
    stand_washington: float = 0.5
    stand_pyongyang: float = 0.5
    tension: float = 0.5
    collapse: float = 0.5
    see_word: float = 0.5
    see_deed: float = 0.5
    hear_word: float = 0.5
    type_drift: float = 0.5
    deal: float = 0.5
    freeze_end: float = 0.5
    sports: float = 0.5
    office: float = 0.5  # an election or a switch, in any capital
    course_washington: float = 0.5
    see_enforcement: float = 0.5
    see_economy: float = 0.5
    see_arsenal: float = 0.5
    course_beijing: float = 0.5
    course_pyongyang: float = 0.5
    course_seoul: float = 0.5
    kim_type: float = 0.5  # at the start, when a leader is new, when the type drifts
    leverage: float = 0.5
    relation: float = 0.5
    severity: float = 0.5
    scale_washington: float = 0.5
    scale_beijing: float = 0.5
    scale_pyongyang: float = 0.5
    scale_seoul: float = 0.5
    kim_known: float = 0.5  # what a sender's source reports of Kim; the likelihood draws his type
    speaks: float = 0.5  # whether a sender speaks of Kim, or holds a proof
    message: float = 0.5  # what it says


@dataclass(slots=True)
class Levers:
    """The levers of a month, mostly from 0 to 1; LEVERS gives the meaning and bounds of each."""

    washington_pressure: float = LEVERS["washington.pressure"].default
    washington_dialogue: float = LEVERS["washington.dialogue"].default
    washington_secondary_sanctions: float = LEVERS["washington.secondary_sanctions"].default
    washington_rhetoric: float = LEVERS["washington.rhetoric"].default
    washington_ambiguity: float = LEVERS["washington.ambiguity"].default
    washington_payment: float = LEVERS["washington.payment"].default
    beijing_enforcement: float = LEVERS["beijing.enforcement"].default
    beijing_easing: float = LEVERS["beijing.easing"].default
    beijing_thaad_retaliation: float = LEVERS["beijing.thaad_retaliation"].default
    beijing_contact: float = LEVERS["beijing.contact"].default
    beijing_word: float = LEVERS["beijing.word"].default
    beijing_proof: float = LEVERS["beijing.proof"].default
    pyongyang_deterrent_goal: float = LEVERS["pyongyang.deterrent_goal"].default
    pyongyang_unpredictability: float = LEVERS["pyongyang.unpredictability"].default
    seoul_word: float = LEVERS["seoul.word"].default
    seoul_proof: float = LEVERS["seoul.proof"].default


@dataclass(slots=True)
class Orders:
    """The orders to the capitals in a month; −1 leaves a capital free. An ordered course is held;
    with a second course it is the first of a plan, whose signs are on the menu Sign.
    """

    washington_course: int = -1
    beijing_course: int = -1
    pyongyang_course: int = -1
    seoul_course: int = -1
    washington_word: int = -1
    washington_deed: int = -1
    beijing_word: int = -1
    beijing_deed: int = -1
    pyongyang_word: int = -1
    pyongyang_deed: int = -1
    seoul_word: int = -1
    seoul_deed: int = -1
    washington_second: int = -1
    washington_leaves: int = -1
    washington_returns: int = -1
    beijing_second: int = -1
    beijing_leaves: int = -1
    beijing_returns: int = -1
    pyongyang_second: int = -1
    pyongyang_leaves: int = -1
    pyongyang_returns: int = -1
    seoul_second: int = -1
    seoul_leaves: int = -1
    seoul_returns: int = -1


@dataclass(slots=True)
class Calendar:
    """The scheduled events of a month, alike in all worlds."""

    month_of_year: float = 1.0  # 1 is January
    month: float = 0.0  # months since the start
    washington_election: bool = False
    seoul_election: bool = False
    washington_switch: bool = False  # a change of course long announced
    beijing_switch: bool = False
    pyongyang_switch: bool = False
    seoul_switch: bool = False
    washington_office: Row = field(
        default_factory=row
    )  # the chance of each course at an election or a switch
    beijing_office: Row = field(default_factory=row)
    pyongyang_office: Row = field(default_factory=row)
    seoul_office: Row = field(default_factory=row)
    new_leader: bool = False  # in Pyongyang
    window: float = 0.0  # a dialogue window of Washington and Beijing: see the menu WindowState
    incident: float = 0.0  # an incident of the scenario: see the menu IncidentKind
    expiry: float = 0.0  # UN measures that lapse unless a round was agreed lately


@dataclass(slots=True)
class Now:
    """The events and signals of this month, and the parts of its payoffs, which no rule reads
    again.
    """

    luck: Luck = field(default_factory=Luck)
    levers: Levers = field(default_factory=Levers)
    orders: Orders = field(default_factory=Orders)
    calendar: Calendar = field(default_factory=Calendar)
    payoffs: Payoffs = field(default_factory=Payoffs)


NONE: Final = float("inf")
"""No bound."""

DRAWN_AT_START: Final = "7.2"
"""The section of the description on states that are drawn or computed at the start."""


@dataclass(frozen=True, slots=True)
class State:
    """One number of a world, as it is declared once: its symbol in the description, its meaning,
    bounds and unit.

    `start` is its value at the start, or the section on it, if no parameter `start_NAME` sets it.
    `seen_by` are the capitals that see it when they choose, `errors` those of them that see it with
    an error. `label` is its name on a page, `says` the text in which a program gets its value.
    """

    symbol: str
    meaning: str
    low: float = 0.0
    high: float = 1.0
    unit: str = ""
    start: str = ""
    seen_by: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    label: str = ""
    says: str = ""


ALL: Final = CAPITALS

_SHARED: Final = {
    "tension": State(
        "τ",
        "rungs of escalation; a crisis from 5, the brink from 6",
        0.0,
        7.99,
        "rungs",
        seen_by=ALL,
        label="tension",
        says="tension {:.1f} of 8 (a crisis from 5, the brink from 6)",
    ),
    "standoff": State("k", "1 in a crisis that nobody has backed out of", start="0"),
    "presence": State(
        "M",
        "forward presence of the United States and Seoul; 0.5 is normal",
        seen_by=ALL,
        label="American and Korean forces in Korea",
        says="forces in Korea {:.2f} (0.5 is normal)",
    ),
    "arsenal": State(
        "A",
        "arsenal of the North; 0.75: the homeland begins to be in range, 1: proven",
        seen_by=ALL,
        label="Pyongyang’s arsenal",
        errors=("washington",),
        says="Pyongyang's arsenal {:.2f} (1 is proven)",
    ),
    "deterrent": State(
        "D",
        "1 if the deterrent is complete",
        start=DRAWN_AT_START,
        seen_by=("pyongyang",),
        label="your deterrent is complete",
        says="the deterrent complete: {:.0f}",
    ),
    "un_measures": State(
        "σ_U",
        "measures of the United Nations on the books",
        seen_by=ALL,
        label="UN sanctions on the books",
        says="UN sanctions {:.2f}",
    ),
    "us_measures": State(
        "σ_A",
        "measures of the United States on the books",
        seen_by=ALL,
        label="US sanctions on the books",
        says="US sanctions {:.2f}",
    ),
    "enforcement": State(
        "e",
        "share of the measures that China enforces",
        seen_by=ALL,
        label="how much China enforces",
        errors=("washington",),
        says="of which China enforces {:.2f}",
    ),
    "sanction_pressure": State(
        "s", "effective pressure of all sanctions", 0.0, NONE, start=DRAWN_AT_START
    ),
    "economy": State(
        "y",
        "log GDP of the North, 0 at the start",
        -0.5,
        0.3,
        "log",
        seen_by=ALL,
        label="Pyongyang’s economy",
        errors=GIANTS,
        says="Pyongyang's economy {:+.2f} (log, against the start)",
    ),
    "cohesion": State(
        "C",
        "cohesion of Washington and Seoul",
        seen_by=ALL,
        label="how close Washington and Seoul are",
        says="cohesion of Washington and Seoul {:.2f}",
    ),
    "talks": State(
        "q", "progress of talks", seen_by=ALL, label="progress of talks", says="talks {:.2f}"
    ),
    "freeze": State(
        "K",
        "1 while a freeze is in force",
        seen_by=ALL,
        label="a freeze is in force",
        says="a freeze in force: {:.0f}",
    ),
    "dry": State(
        "", "months without relief since charm, a freeze or relief", 0.0, NONE, "months", start="0"
    ),
    "audience": State(
        "B",
        "Washington's stock of threats made",
        seen_by=ALL,
        label="threats that Washington is held to",
    ),
    "thaad": State(
        "H",
        "THAAD in the South: 1 as deployed, 2 full",
        1.0,
        2.0,
        seen_by=ALL,
        label="THAAD in South Korea",
    ),
    "relation": State(
        "G",
        "relation of Washington and Beijing",
        -1.0,
        1.0,
        seen_by=ALL,
        label="relation of Washington and Beijing",
        says="US-China relation {:+.2f}",
    ),
    "relation_drift": State(
        "g", "monthly change of the relation, drawn once a world", -NONE, NONE, start=DRAWN_AT_START
    ),
    "threat_felt": State("F", "memory of threats, as Pyongyang felt them"),
    "softness_seen": State("R", "memory of yielding, as Pyongyang saw it", start="0"),
    "tested": State("m_T", "1 after a test or a lethal act in the month", start="0"),
    "big_test": State("m_b", "memory of big tests", start="0"),
    "lethal": State("m_l", "memory of lethal acts", start="0"),
    "quiet": State("", "months since the last test or lethal act", 0.0, NONE, "months"),
    "leaning": State("", "memory of Washington's leaning on Beijing", start="0"),
    "offer": State("", "Washington's offer on the table", start="0"),
    "aided": State("", "Beijing's aid", start="0"),
    "soft_washington": State("s_W", "1 if Pyongyang heard talks, 0.7 by a back channel", start="0"),
    "talked": State("", "1 if Washington talked openly", start="0"),
    "soft_pyongyang": State("s_P", "1 if Pyongyang talked, offered or released", start="0"),
    "soft_seoul": State("s_S", "1 if Seoul took an initiative or gave aid", start="0"),
    "mediated": State("", "1 if Beijing mediated", start="0"),
    "relieved": State("", "1 if Washington gave relief", start="0"),
    "un_round_ago": State(
        "", "months since the last round of the United Nations", 0.0, NONE, "months", start="4"
    ),
    "un_rounds": State(
        "", "memory of rounds of the United Nations: each adds 1, and it fades", 0.0, 2.5, start="0"
    ),
    "refugees": State(
        "",
        "refugees over the Yalu",
        0.0,
        NONE,
        "thousands a month",
        start="1",
        seen_by=ALL,
        label="refugees over the Yalu",
    ),
    "perceived_risk": State(
        "", "risk of war that Washington saw at its last review", 0.0, 1.0, "a month", start="0"
    ),
    "message": State(
        "",
        "last message about Kim: 1 fearful, 2 greedy, 3 erratic, 4 a proof that was not shown",
        0.0,
        4.0,
        start="0",
    ),
    "proved": State("", "1 in the month in which a message is proved", start="0"),
    "kim.leverage": State("κ", "how much leverage Beijing has over Kim", start=DRAWN_AT_START),
}


def _of_each() -> dict[str, State]:
    states = {
        f"{capital}_age": State("", f"age of {capital.title()}'s course", 0.0, NONE, "months", "4")
        for capital in CAPITALS
    }
    for capital in GIANTS:
        meaning = (
            f"months in a row in which {capital.title()} saw the conduct that its plan waits for"
        )
        states[f"{capital}_signs"] = State("", meaning, 0.0, NONE, "months", "0")
    for capital in CAPITALS:
        states[f"{capital}_payoff"] = State(
            "", f"payoff of the month to {capital.title()}", -NONE, NONE, "months"
        )
        states[f"{capital}_loss"] = State(
            "", f"loss of {capital.title()} at the end of the world", 0.0, NONE, "months"
        )
        states[f"{capital}_chance"] = State("", f"chance of the moves of {capital.title()}")
    return states


STATES: Final[dict[str, State]] = _SHARED | _of_each()
"""Every number of a world that can be recorded, except courses, moves, leans and evidence, which
have menus.

No capital sees the memories of moves: they follow the moves made, and would reveal a misperception.
"""


def observed_by(capital: str) -> tuple[str, ...]:
    """Return the states that a capital sees: those that all see, then those that it alone
    judges.
    """
    names = [name for name, state in STATES.items() if capital in state.seen_by]
    return tuple(sorted(names, key=lambda name: STATES[name].seen_by != ALL))
