"""The goals of each capital, in words, and the test of each goal on simulated histories.

A capital loses if a vital goal fails, or two of its other goals do. Shares are of live months; "at
the end" means in the last live month; statements and actions count as made, not as perceived. This
is the one file of the game that is no rule: it reads recorded series and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from sim.core.game.moves import BeijingWord, Ending, PyongyangDeed, PyongyangWord, WashingtonWord
from sim.core.game.parameters.payoffs import GoalParameters

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

NEARER: Final = 0.05
"""The margin below `goal_proven` at which the arsenal counts as proven to Beijing."""


class Past(Protocol):
    """The data that a goal reads: recorded series of many worlds, `(months, worlds)`, and their
    means over live months.
    """

    @property
    def state(self) -> Mapping[str, Floats]:
        """Each recorded series; after its end a world repeats its last month."""

    def last(self, name: str) -> Floats:
        """Return a series in the last live month, `(worlds,)`."""

    def late(self, name: str, months: int) -> Floats:
        """Return the mean of a series over the last live months, `(worlds,)`."""

    def share(self, flags: Flags, months: int | None = None) -> Floats:
        """Return the share of live months, or of the last `months` of them, in which a flag is set,
        `(worlds,)`.
        """


def war(past: Past) -> Flags:
    """Return where a world ended in war, `(worlds,)`."""
    ending = past.last("ending")
    return np.asarray((ending != Ending.NONE) & (ending != Ending.COLLAPSE))


def collapse(past: Past) -> Flags:
    """Return where the regime collapsed, `(worlds,)`."""
    return np.asarray(past.last("ending") == Ending.COLLAPSE)


def shots(past: Past) -> Flags:
    """Return the months with a test or a lethal act, `(months, worlds)`."""
    return np.asarray(past.state["pyongyang_deed"] >= PyongyangDeed.MISSILE_TEST)


def both_soft(past: Past) -> Flags:
    """Return the months in which both are soft: Washington talks, openly or not, and Pyongyang
    talks or offers.
    """
    washington = past.state["washington_word"] <= WashingtonWord.BACK_CHANNEL
    return washington & (past.state["pyongyang_word"] <= PyongyangWord.OFFER)


def passing_by(past: Past) -> Flags:
    """Return the months in which Washington and Pyongyang talk openly and Beijing does not mediate,
    `(months, worlds)`.
    """
    washington = past.state["washington_word"] == WashingtonWord.TALKS
    pyongyang = past.state["pyongyang_word"] <= PyongyangWord.OFFER
    return np.asarray(washington & pyongyang & (past.state["beijing_word"] != BeijingWord.MEDIATE))


def a_year(past: Past, deed: PyongyangDeed) -> Floats:
    """Return how often a year Pyongyang takes an action, `(worlds,)`."""
    return 12.0 * past.share(past.state["pyongyang_deed"] == deed)


def open_deterrent(past: Past) -> Flags:
    """Return where the deterrent is complete at the end and no freeze holds it, `(worlds,)`."""
    return (past.last("deterrent") > 0.0) & (past.last("freeze") <= 0.0)


def no_war(past: Past, p: GoalParameters) -> Flags:
    """Tell where there was no war."""
    return ~war(past)


def no_collapse(past: Past, p: GoalParameters) -> Flags:
    """Tell where the regime did not collapse."""
    return ~collapse(past)


def no_proven_arsenal(past: Past, p: GoalParameters) -> Flags:
    """Tell where no proven arsenal stands without a freeze at the end."""
    return ~((past.last("arsenal") >= p.goal_proven) & (past.last("freeze") <= 0.0))


def no_open_deterrent(past: Past, p: GoalParameters) -> Flags:
    """Tell where no complete deterrent stands without a freeze at the end."""
    return ~open_deterrent(past)


def tests_rare(past: Past, p: GoalParameters) -> Flags:
    """Tell where few of the last six months had a test or a lethal act."""
    return past.share(shots(past), 6) <= p.goal_tests


def alliance_whole(past: Past, p: GoalParameters) -> Flags:
    """Tell where Washington and Seoul hold together at the end."""
    return past.last("cohesion") >= p.goal_cohesion


def relation_kept(past: Past, p: GoalParameters) -> Flags:
    """Tell where the relation of Washington and Beijing is not lost at the end."""
    return past.last("relation") >= p.goal_relation


def americans_not_grown(past: Past, p: GoalParameters) -> Flags:
    """Tell where American presence in the last year and THAAD at the end have not grown."""
    return (past.late("presence", 12) <= p.goal_presence) & (past.last("thaad") <= p.goal_thaad)


def not_bypassed(past: Past, p: GoalParameters) -> Flags:
    """Tell where talks seldom passed Beijing by."""
    return np.asarray(past.share(passing_by(past)) <= p.goal_bypassed)


def quiet_border(past: Past, p: GoalParameters) -> Flags:
    """Tell where big tests near the border were few a year."""
    return a_year(past, PyongyangDeed.BIG_TEST) <= p.goal_big_tests


def no_flood(past: Past, p: GoalParameters) -> Flags:
    """Tell where few refugees came in the last year."""
    return 12.0 * past.late("refugees", 12) <= p.goal_refugees


def no_nuclear_neighbour(past: Past, p: GoalParameters) -> Flags:
    """Tell where no complete deterrent with a nearly proven arsenal ends without a freeze."""
    return ~open_deterrent(past) | (past.last("arsenal") < p.goal_proven - NEARER)


def deterrent_or_freeze(past: Past, p: GoalParameters) -> Flags:
    """Tell where the deterrent is complete at the end, or a freeze is in force."""
    return (past.last("deterrent") > 0.0) | (past.last("freeze") > 0.0)


def economy_kept(past: Past, p: GoalParameters) -> Flags:
    """Tell where the economy of the North at the end has hardly shrunk since the start."""
    return past.last("economy") >= p.goal_economy


def recognised(past: Past, p: GoalParameters) -> Flags:
    """Tell where both were soft in enough of the months."""
    return past.share(both_soft(past)) >= p.goal_bypassed


def not_threatened(past: Past, p: GoalParameters) -> Flags:
    """Tell where Pyongyang felt little threat in the last year."""
    return past.late("threat_felt", 12) <= p.goal_threat


def no_deaths(past: Past, p: GoalParameters) -> Flags:
    """Tell where lethal acts were few a year."""
    return a_year(past, PyongyangDeed.LETHAL_ACT) <= p.goal_lethal


def talks_alive(past: Past, p: GoalParameters) -> Flags:
    """Tell where talks have got somewhere at the end."""
    return past.last("talks") >= p.goal_talks


def calm(past: Past, p: GoalParameters) -> Flags:
    """Tell where the last year was calm."""
    return past.late("tension", 12) < p.goal_tension


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of a capital: in words, whether it is vital, and the test of worlds that keep it.

    `is_kept(past, p)` returns `(worlds,)`; if thresholds in `p` are `(draws, 1)`, it returns
    `(draws, worlds)`.
    """

    capital: str
    name: str
    label: str
    vital: bool
    is_kept: Callable[[Past, GoalParameters], Flags]

    @property
    def column(self) -> str:
        """The name of its column among the outcomes: 1 where it is kept."""
        return f"goal_{self.capital}_{self.name}"

    @property
    def meaning(self) -> str:
        """The meaning of the goal in one sentence: the docstring of its test."""
        return self.is_kept.__doc__ or ""


GOALS: Final[tuple[Goal, ...]] = (
    Goal("washington", "no_war", "no war", True, no_war),
    Goal("washington", "no_collapse", "no collapse", True, no_collapse),
    Goal(
        "washington",
        "no_proven_arsenal",
        "no proven arsenal without a freeze",
        True,
        no_proven_arsenal,
    ),
    Goal(
        "washington",
        "no_open_deterrent",
        "no complete deterrent, or a freeze",
        False,
        no_open_deterrent,
    ),
    Goal("washington", "tests_rare", "tests stopped", False, tests_rare),
    Goal("washington", "alliance_whole", "alliance whole", False, alliance_whole),
    Goal("washington", "china_kept", "China not lost", False, relation_kept),
    Goal("beijing", "no_war", "no war", True, no_war),
    Goal("beijing", "no_collapse", "no collapse", True, no_collapse),
    Goal(
        "beijing",
        "americans_not_grown",
        "US presence and THAAD not grown",
        False,
        americans_not_grown,
    ),
    Goal("beijing", "not_bypassed", "not bypassed", False, not_bypassed),
    Goal("beijing", "quiet_border", "quiet border", False, quiet_border),
    Goal("beijing", "no_flood", "no flood of refugees", False, no_flood),
    Goal(
        "beijing",
        "no_nuclear_neighbour",
        "no nuclear neighbour for good",
        False,
        no_nuclear_neighbour,
    ),
    Goal("pyongyang", "no_war", "no war", True, no_war),
    Goal("pyongyang", "no_collapse", "no collapse", True, no_collapse),
    Goal(
        "pyongyang", "deterrent_or_freeze", "a deterrent, or a freeze", False, deterrent_or_freeze
    ),
    Goal("pyongyang", "economy_kept", "economy kept", False, economy_kept),
    Goal("pyongyang", "recognised", "recognised", False, recognised),
    Goal("pyongyang", "not_threatened", "not under threat", False, not_threatened),
    Goal("seoul", "no_war", "no war", True, no_war),
    Goal("seoul", "no_deaths", "no deaths", False, no_deaths),
    Goal("seoul", "talks_alive", "talks alive", False, talks_alive),
    Goal("seoul", "alliance_whole", "alliance whole", False, alliance_whole),
    Goal("seoul", "calm", "calm", False, calm),
)
"""Every goal of every capital, declared once."""


def goals_of(capital: str) -> tuple[Goal, ...]:
    """Return the goals of a capital, the vital ones first."""
    return tuple(goal for goal in GOALS if goal.capital == capital)


def loses(capital: str, past: Past, p: GoalParameters) -> Flags:
    """Return where a capital loses: a vital goal fails, or two of its other goals do."""
    vital, others = (
        [~goal.is_kept(past, p) for goal in goals_of(capital) if goal.vital is vital]
        for vital in (True, False)
    )
    return _any(vital) | (_number(others) >= 2)


def both_lose(past: Past, p: GoalParameters) -> Flags:
    """Return where Washington and Beijing both lose."""
    return loses("washington", past, p) & loses("beijing", past, p)


def _any(flags: list[Flags]) -> Flags:
    result = flags[0]
    for flag in flags[1:]:
        result = result | flag
    return result


def _number(flags: list[Flags]) -> npt.NDArray[Any]:
    count = np.zeros(1, dtype=np.int8)
    for flag in flags:
        count = count + flag
    return count
