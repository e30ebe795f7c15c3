"""Shocks by name: what luck, or the scenario, brought to one world, and how it could have gone instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from sim.errors import UsageProblem, nearest
from sim.world.calendar import month_after, months_from
from sim.world.capitals.pyongyang import KIM_TYPES
from sim.world.luck import LEAST
from sim.world.scenario import Election, Incident, Scenario

from .changes import Change, EventChange, LuckChange
from .happenings import in_words
from .story import Story

MOST: Final = 1.0 - 2.0**-53
"""The largest uniform below 1: what needs a small one does not happen."""

HALF: Final = 0.5
"""The uniform whose normal variate is 0: no noise."""


@dataclass(frozen=True, slots=True)
class Shock:
    """A shock by name: what it can come to, and the kinds of events in a story that tell that it happened.

    `make(story, month, result)` returns the change. `modules` must be on.
    """

    name: str
    meaning: str
    results: tuple[str, ...]
    kinds: tuple[str, ...]
    make: Callable[[Story, int, str], Change]
    module: str = ""


def lucky(slot: str, values: dict[str, tuple[float, str]]) -> Callable[[Story, int, str], Change]:
    """Return the maker of a change of one slot; `values` holds the uniform and the words of each result."""

    def make(story: Story, month: int, result: str) -> Change:
        value, words = values[result]
        return LuckChange(slot, value, month, words)

    return make


def other_fate(story: Story, month: int, result: str) -> Change:
    """Return the change after which the American held, or not held, has another fate in a month."""
    s = story.scenario
    label = month_after(s.start, month)
    others = tuple(each for each in s.incidents if each.month != label)
    words = {
        "none": "nothing befalls the American", "arrested": "Pyongyang arrests an American",
        "dies": "the American held dies", "released": "Pyongyang lets the American go",
    }[result]  # fmt: skip
    if result == "none":
        # Of a detainee only a small uniform brings news.
        return EventChange("incidents", others, month, words, (("detainee", MOST),))
    return EventChange("incidents", (*others, Incident(label, result)), month, words)  # type: ignore[arg-type]


def other_vote(story: Story, month: int, result: str) -> Change:
    """Return the change after which a vote brings a given policy."""
    s = story.scenario
    votes = votes_in(s, month)
    vote = next((each for each in votes if result in dict(each.options) or result == present(story, each)), votes[0])
    sure = replace(vote, options=((result, 1.0),), keep=0.0)
    if result == present(story, vote) and vote.keep > 0.0:
        sure = replace(vote, keep=1.0)
    elections = tuple(sure if each == vote else each for each in s.elections)
    return EventChange("elections", elections, month, f"{vote.capital.capitalize()} elects {in_words(result)}")


def present(story: Story, vote: Election) -> str:
    """Return the policy in force when a vote is held in a story."""
    held = months_from(story.scenario.start, vote.month, "vote")
    return story.months[held].decisions[vote.capital].policy


def votes_in(s: Scenario, month: int) -> list[Election]:
    """Return the votes held in a month; raises UsageProblem for none."""
    found = [each for each in s.elections if months_from(s.start, each.month, "vote") == month]
    if not found:
        held = [each.month for each in s.elections if months_from(s.start, each.month, "vote") < s.months]
        hint = f"Name a month with a vote: {', '.join(held)}." if held else "Nobody votes within the horizon."
        raise UsageProblem("nobody votes in that month", month_after(s.start, month), hint)
    return found


def other_window(story: Story, month: int, result: str) -> Change:
    """Return the change after which a dialogue of Washington and Beijing succeeds or fails."""
    s = story.scenario
    label = month_after(s.start, month)
    if label not in [each.month for each in s.windows]:
        held = ", ".join(each.month for each in s.windows) or "none in this scenario"
        raise UsageProblem("there is no dialogue in that month", label, f"Name a month with one: {held}.")
    windows = tuple(replace(each, result=result) if each.month == label else each for each in s.windows)
    return EventChange("windows", windows, month, f"the dialogue of Washington and Beijing {result}")


def kept_measure(story: Story, month: int, result: str) -> Change:
    """Return the change after which measures of sanctions that end in a month go on."""
    s = story.scenario
    label = month_after(s.start, month)
    kept = tuple(each for each in s.expiries if each.month != label)
    if kept == s.expiries:
        held = ", ".join(each.month for each in s.expiries) or "none in this scenario"
        raise UsageProblem("no measure ends in that month", label, f"Name a month with one: {held}.")
    return EventChange("expiries", kept, month, "the measure of sanctions goes on")


def other_kim(story: Story, month: int, result: str) -> Change:
    """Return the change after which Kim is of another type; it holds from the first month."""
    return EventChange("kim_type", result, 0, f"Kim is {result}")


SHOCKS: Final = {
    shock.name: shock
    for shock in (
        Shock("accident", "an accident under high tension", ("none", "happens"), ("accident",), lucky("accident", {
            "none": (MOST, "the accident does not happen"), "happens": (LEAST, "an accident happens"),
        })),
        Shock("war", "how large a war becomes", ("limited", "major"), ("major", "limited"), lucky("severity", {
            "limited": (MOST, "the war stays limited"), "major": (LEAST, "the war becomes a major one"),
        })),
        Shock("collapse", "the fall of the regime", ("none", "happens"), ("collapse",), lucky("collapse", {
            "none": (MOST, "the regime does not collapse"), "happens": (LEAST, "the regime collapses"),
        })),
        Shock("detainee", "the American held in Pyongyang", ("none", "dies", "released", "arrested"),
              ("arrested", "dies", "released"), other_fate, "detainee"),
        Shock("election", "a vote", (), ("election",), other_vote, "elections"),
        Shock("dialogue", "a dialogue of Washington and Beijing", ("succeeds", "fails"),
              ("window_succeeds", "window_fails"), other_window, "relation"),
        Shock("expiry", "a measure of sanctions that ends", ("none",), ("expiry",), kept_measure, "expiry"),
        Shock("thaad", "luck with THAAD in South Korea", ("none",), ("thaad",), lucky("thaad", {
            "none": (MOST, "THAAD stays as it is"),
        }), "thaad"),
        Shock("tension", "chance in tension", ("none",), (), lucky("tension", {
            "none": (HALF, "chance does not move tension"),
        })),
        Shock("kim", "who Kim is", KIM_TYPES, (), other_kim, "beliefs"),
        Shock("deal", "how much Pyongyang asks for in a deal", ("little", "much"), (), lucky("deal", {
            "little": (MOST, "Pyongyang asks for little in a deal"), "much": (LEAST, "Pyongyang asks for much in a deal"),
        })),
    )
}  # fmt: skip
FROM_THE_START: Final = ("kim", "deal")
"""Shocks drawn once for a world, in its first month."""


def shock_change(story: Story, name: str, result: str | None, month: int | None) -> Change:
    """Return the change of a shock by name.

    Without a month it is the one in which the shock happened in the story; without a result it is "none", or the only
    other way. Raises UsageProblem for a name or result that is not known, a shock that did not happen, and several to
    choose from.
    """
    where = f"--shock {name}"
    if name not in SHOCKS:
        raise UsageProblem(
            f"there is no shock '{name}'", where, f"Use one of: {', '.join(SHOCKS)}.{nearest(name, SHOCKS)}"
        )
    shock, s = SHOCKS[name], story.scenario
    if shock.module and shock.module not in s.modules:
        raise UsageProblem(f"the module '{shock.module}' is off", where, f"Add --set modules.{shock.module}=on.")
    if month is None:
        month = 0 if name in FROM_THE_START else month_of_shock(story, shock, where)
    if name in FROM_THE_START and month:
        raise UsageProblem(f"'{name}' is settled in the first month", where, "Leave the month out.")
    known = shock.results or results_of_vote(s, month)
    if result is None:
        result = "none" if "none" in known else other_result(story, shock, known, month, where)
    if result not in known:
        remedy = f"Use one of: {', '.join(known)}.{nearest(result, known)}"
        raise UsageProblem(f"'{name}' cannot come to '{result}'", where, remedy)
    return shock.make(story, month, result)


def month_of_shock(story: Story, shock: Shock, where: str) -> int:
    """Return the month in which a shock happened; raises UsageProblem where it did not, or more than once."""
    months = [month for month in story.months if shock.kinds and month.has(*shock.kinds)]
    if len(months) == 1:
        return months[0].number
    if not months:
        raise UsageProblem(
            f"{shock.meaning}: nothing of the kind happens in world {story.world}", where,
            f"Give the month and what it comes to: --shock {shock.name}=RESULT@{story.scenario.start}.",
        )  # fmt: skip
    labels = ", ".join(month.label for month in months)
    raise UsageProblem(f"{shock.meaning}: more than one month", where, f"Add the month, @ and one of: {labels}.")


def results_of_vote(s: Scenario, month: int) -> tuple[str, ...]:
    """Return the policies that a vote held in a month can bring."""
    votes = votes_in(s, month)
    return tuple(dict.fromkeys(policy for vote in votes for policy, _ in vote.options))


def other_result(story: Story, shock: Shock, known: tuple[str, ...], month: int, where: str) -> str:
    """Return the one result that did not come about; raises UsageProblem where there is more than one."""
    happened = [event.text.rstrip(".") for event in story.months[month].events] if month < len(story.months) else []
    others = [each for each in known if not any(in_words(each) in text for text in happened) and each != story.kim]
    if len(others) != 1:
        raise UsageProblem(f"'{shock.name}' can come to several things", where, f"Add = and one of: {', '.join(others)}.")
    return others[0]
