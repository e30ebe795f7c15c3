"""The menus: statements, actions and courses, types of Kim, and endings of a world."""

from sim.core.game.language import Move


class WashingtonWord(Move):
    """The statements of Washington in a month."""

    TALKS = 0
    BACK_CHANNEL = 1
    SILENCE = 2
    BLAME_BEIJING = 3
    THREATEN = 4


class WashingtonDeed(Move):
    """The actions of Washington in a month; a strike is an ending, no action."""

    RELIEF = 0
    HOLD = 1
    SANCTIONS = 2
    DEPLOY = 3


class WashingtonCourse(Move):
    """The courses of Washington."""

    PATIENCE = 0
    MAXIMUM_PRESSURE = 1
    ENGAGEMENT = 2
    PREVENT = 3


class BeijingWord(Move):
    """The statements of Beijing in a month."""

    MEDIATE = 0
    RESTRAINT = 1
    SILENCE = 2
    WARN = 3


class BeijingDeed(Move):
    """The actions of Beijing in a month."""

    AID = 0
    LOOK_AWAY = 1
    ENFORCE_PARTLY = 2
    ENFORCE_FULLY = 3


class BeijingCourse(Move):
    """The courses of Beijing."""

    SHIELD = 0
    BALANCE = 1
    ENFORCE = 2
    MEDIATE = 3


class PyongyangWord(Move):
    """The statements of Pyongyang in a month; an offer is a moratorium or the like."""

    TALKS = 0
    OFFER = 1
    SILENCE = 2
    THREATEN = 3


class PyongyangDeed(Move):
    """The actions of Pyongyang in a month; an attack is an ending, no action."""

    DISARM_STEP = 0
    HOLD = 1
    BUILD = 2
    MISSILE_TEST = 3
    BIG_TEST = 4
    LETHAL_ACT = 5


class PyongyangCourse(Move):
    """The courses of Pyongyang; building is the byungjin line."""

    BUILD = 0
    BRINKMANSHIP = 1
    CHARM = 2
    CONSOLIDATE = 3


class SeoulWord(Move):
    """The statements of Seoul in a month."""

    INITIATIVE = 0
    SILENCE = 1
    CONDEMN = 2


class SeoulDeed(Move):
    """The actions of Seoul in a month: exercises in March and August, retaliation after a lethal
    act.
    """

    AID = 0
    HOLD = 1
    EXERCISE = 2
    SANCTION = 3
    RETALIATE = 4


class SeoulCourse(Move):
    """The courses of Seoul."""

    SUNSHINE = 0
    HEDGE = 1
    HARD_LINE = 2


class KimType(Move):
    """Types of Kim: Jervis's two readers of a threat, and an erratic one that nobody reads well."""

    FEARFUL = 0
    GREEDY = 1
    ERRATIC = 2


class Sign(Move):
    """Signs that a plan may wait for; the last two are of the North, and are answered at once."""

    ENFORCED = 0
    LAX = 1
    PRESSED = 2
    UNPRESSED = 3
    TALKS = 4
    NO_TALKS = 5
    TESTED = 6
    SOFT = 7


class Ending(Move):
    """How a world may end before the horizon; the first that fires ends it."""

    NONE = 0
    STRIKE = 1
    ATTACK = 2
    CLASH = 3
    ACCIDENT = 4
    COLLAPSE = 5


class WindowState(Move):
    """The state of a dialogue window in a month, as the scenario fixes it."""

    NONE = 0
    SUCCEEDS = 1
    FAILS = 2


class IncidentKind(Move):
    """The incidents of a scenario in a month: to an American in Pyongyang, or games of sport.

    An arrest is reported and changes nothing: it is there for rooms that talk about it.
    """

    NONE = 0
    ARRESTED = 1
    RELEASED = 2
    DIES = 3
    GAMES = 4
