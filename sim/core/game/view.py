"""What a capital sees in a month, and what it may choose: all that a policy of a user's own is
given.
"""

from dataclasses import dataclass

from sim.core.game import moves as menus
from sim.core.game.beliefs import (
    arsenal_seen,
    economy_seen,
    enforcement_seen,
    error_of_beijing,
    error_of_economy,
)
from sim.core.game.language import Count, Row, float_of
from sim.core.game.moves import KimType, WashingtonWord
from sim.core.game.parameters import Parameters
from sim.core.game.world import Kim, Now, World

NO_NUMBER = 0x7FF8000000000000  # the bits of a NaN


@dataclass(slots=True)
class View:
    """The information of one capital before it chooses: the state after last month, and its own."""

    month: float = 0.0  # since the start
    month_of_year: float = 1.0  # 1 is January
    # The peninsula, after last month
    tension: float = 0.0  # rungs of escalation, 0 to 7.99; a crisis from 5, the brink from 6
    standoff: float = 0.0  # 1 in a crisis that nobody has backed out of
    presence: float = 0.0  # US and ROK forward presence, 0.5 is normal
    arsenal: float = (
        0.0  # of the North, 0 to 1; Washington sees it with error unless it was tested lately
    )
    deterrent: float = 0.0  # 1 where the deterrent is complete
    un_measures: float = 0.0  # sanctions of the United Nations on the books, 0 to 1
    us_measures: float = 0.0  # sanctions of the United States on the books, 0 to 1
    enforcement: float = 0.0  # the share that China enforces; Washington sees it with error
    economy: float = (
        0.0  # log GDP of the North, 0 at the start; Washington and Beijing see it with error
    )
    cohesion: float = 0.0  # of the alliance of Washington and Seoul, 0 to 1
    talks: float = 0.0  # progress of talks, 0 to 1
    freeze: float = 0.0  # 1 while a freeze is in force
    dry: float = 0.0  # months without relief since charm, a freeze or relief
    audience: float = 0.0  # Washington's stock of threats made, 0 to 1
    relation: float = 0.0  # of Washington and Beijing, −1 to 1
    thaad: float = 0.0  # 1 as deployed, 2 full
    tested: float = 0.0  # 1 where there was a test or a lethal act last month
    big_test: float = 0.0  # memory of big tests; 1 just after one
    lethal: float = 0.0  # memory of lethal acts; 1 just after one
    quiet: float = 0.0  # months since the last test or lethal act
    un_round_ago: float = 0.0  # months since the last round of the United Nations
    refugees: float = 0.0  # thousands a month over the Yalu
    # Who was soft last month; Washington's softness as this capital heard it
    soft_washington: float = 0.0
    soft_pyongyang: float = 0.0
    soft_seoul: float = 0.0
    mediated: float = 0.0
    relieved: float = 0.0
    # All courses as they stand, which are public, and how long each has lasted, in months
    washington_course: menus.WashingtonCourse = menus.WashingtonCourse.PATIENCE
    beijing_course: menus.BeijingCourse = menus.BeijingCourse.SHIELD
    pyongyang_course: menus.PyongyangCourse = menus.PyongyangCourse.BUILD
    seoul_course: menus.SeoulCourse = menus.SeoulCourse.SUNSHINE
    washington_age: float = 0.0
    beijing_age: float = 0.0
    pyongyang_age: float = 0.0
    seoul_age: float = 0.0
    # What was said and done last month; to Beijing and Seoul a back channel is silence
    washington_word: menus.WashingtonWord = menus.WashingtonWord.SILENCE
    washington_deed: menus.WashingtonDeed = menus.WashingtonDeed.HOLD
    beijing_word: menus.BeijingWord = menus.BeijingWord.RESTRAINT
    beijing_deed: menus.BeijingDeed = menus.BeijingDeed.LOOK_AWAY
    pyongyang_word: menus.PyongyangWord = menus.PyongyangWord.SILENCE
    pyongyang_deed: menus.PyongyangDeed = menus.PyongyangDeed.BUILD
    seoul_word: menus.SeoulWord = menus.SeoulWord.SILENCE
    seoul_deed: menus.SeoulDeed = menus.SeoulDeed.HOLD
    # What is its own
    fearful: float = 0.0  # how likely it holds Kim to be fearful; Pyongyang knows
    greedy: float = 0.0
    erratic: float = 0.0
    due: bool = False  # whether by the rules of the model it would review its course this month
    usual_word: int = (
        0  # what it would say and do this month by the rules of the model: for moves only
    )
    usual_deed: int = 0
    luck: float = 0.5  # a uniform of its own this month, for a choice that is drawn
    luck_of_deed: float = 0.5  # another one: for moves only


@dataclass(slots=True)
class Choice:
    """What a policy of a user's own chooses."""

    course: int = -1
    word: int = -1
    deed: int = -1


def see(view: View, world: World, now: Now) -> None:
    """Let a capital see what all see, and see rightly."""
    view.month = now.calendar.month
    view.month_of_year = now.calendar.month_of_year
    view.tension = world.tension
    view.standoff = world.standoff
    view.presence = world.presence
    view.arsenal = world.arsenal
    view.deterrent = world.deterrent
    view.un_measures = world.un_measures
    view.us_measures = world.us_measures
    view.enforcement = world.enforcement
    view.economy = world.economy
    view.cohesion = world.cohesion
    view.talks = world.talks
    view.freeze = world.freeze
    view.dry = world.dry
    view.audience = world.audience
    view.relation = world.relation
    view.thaad = world.thaad
    view.tested = world.tested
    view.big_test = world.big_test
    view.lethal = world.lethal
    view.quiet = world.quiet
    view.un_round_ago = world.un_round_ago
    view.refugees = world.refugees
    view.soft_washington = world.talked
    view.soft_pyongyang = world.soft_pyongyang
    view.soft_seoul = world.soft_seoul
    view.mediated = world.mediated
    view.relieved = world.relieved


def see_conduct(view: View, world: World) -> None:
    """Let a capital see the courses, their ages, and last month's words and deeds."""
    view.washington_course = world.washington_course
    view.beijing_course = world.beijing_course
    view.pyongyang_course = world.pyongyang_course
    view.seoul_course = world.seoul_course
    view.washington_age = world.washington_age
    view.beijing_age = world.beijing_age
    view.pyongyang_age = world.pyongyang_age
    view.seoul_age = world.seoul_age
    view.washington_word = world.washington_word
    view.washington_deed = world.washington_deed
    view.beijing_word = world.beijing_word
    view.beijing_deed = world.beijing_deed
    view.pyongyang_word = world.pyongyang_word
    view.pyongyang_deed = world.pyongyang_deed
    view.seoul_word = world.seoul_word
    view.seoul_deed = world.seoul_deed


def miss_back_channel(view: View) -> None:
    """Let a back channel pass for silence, as for who is not part of it."""
    if view.washington_word == WashingtonWord.BACK_CHANNEL:
        view.washington_word = WashingtonWord.SILENCE


def see_north_as_washington(view: View, now: Now, p: Parameters) -> None:
    """Let Washington see the North with error, as at a review by the rules of the model."""
    view.enforcement = enforcement_seen(view.enforcement, now, p)
    view.economy = economy_seen(view.economy, error_of_economy(p), now)
    view.arsenal = arsenal_seen(view.arsenal, view.quiet, now, p)


def see_north_as_beijing(view: View, now: Now, p: Parameters) -> None:
    """Let Beijing see the North's economy with error, less with contact."""
    view.economy = economy_seen(view.economy, error_of_beijing(now, p), now)


def believe(view: View, kim_beliefs: Row) -> None:
    """Let a capital know what it believes of Kim."""
    view.fearful = kim_beliefs[KimType.FEARFUL]
    view.greedy = kim_beliefs[KimType.GREEDY]
    view.erratic = kim_beliefs[KimType.ERRATIC]


def know_oneself(view: View, kim: Kim) -> None:
    """Let Pyongyang know who Kim is."""
    view.fearful = 1.0 if kim.type == KimType.FEARFUL else 0.0
    view.greedy = 1.0 if kim.type == KimType.GREEDY else 0.0
    view.erratic = 1.0 if kim.type == KimType.ERRATIC else 0.0


def chosen(choice: int, count: Count, present: int) -> int:
    """Return what was chosen from a menu, the present one where it is not on it."""
    return choice if choice >= 0 and choice < count else present


def fail_outside(world: World, choice: int, count: Count) -> None:
    """Let a world fail in which something was chosen that is not on the menu: what nothing sets
    anew is no number.
    """
    if choice < 0 or choice >= count:
        world.relation_drift = float_of(NO_NUMBER)
