"""Shocks by name: what luck or the scenario brought to one world, and how it could have gone instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from sim.calendar import month_after, months_from
from sim.errors import UsageProblem, nearest
from sim.world.capitals.pyongyang import KIM_TYPES
from sim.world.luck import LEAST
from sim.world.scenario import Election, Incident, Scenario, Window

from .changes import Change, EventChange, LuckChange
from .happenings import in_words
from .story import Month, Story

MOST: Final = 1.0 - 2.0**-53
"""The largest uniform below 1: what needs a small one does not happen."""

HALF: Final = 0.5
"""The uniform whose normal variate is 0: no noise."""

Maker = Callable[[Story, int, str], Change]


@dataclass(frozen=True, slots=True)
class Shock:
    """A shock by name and what it can come to.

    `opposites` pairs the kinds of events that tell that it happened with how it would have gone otherwise. `make`
    returns the change for a story, a month and a result. The `module`, if one is named, must be on. What is settled
    `at_start` has no month.
    """

    name: str
    meaning: str
    results: tuple[str, ...]
    make: Maker
    opposites: Mapping[str, str] = field(default_factory=dict)
    module: str = ""
    at_start: bool = False


def by_luck(slot: str, lasts: bool = False, **values: tuple[float, str]) -> Maker:
    """Return the maker of a change of one slot; `values` holds the uniform and the words of each result."""

    def make(story: Story, month: int, result: str) -> Change:
        value, words = values[result]
        return LuckChange(slot, value, month, words, lasts)

    return make


def other_fate(story: Story, month: int, result: str) -> Change:
    """Return the change after which an American has another fate in a month; "none": nothing happens to anyone."""
    label = month_after(story.scenario.start, month)
    words = {
        "none": "no American is arrested, freed or dies", "arrested": "Pyongyang arrests an American",
        "dies": "an American held in Pyongyang dies", "released": "Pyongyang lets an American go",
    }[result]  # fmt: skip

    def edit(s: Scenario) -> Scenario:
        others = tuple(each for each in s.incidents if each.month != label)
        if result == "none":
            return replace(s, incidents=others)
        return replace(s, incidents=(*others, Incident(label, result)))  # type: ignore[arg-type]

    return EventChange(edit, month, words, (("detainee", MOST),) if result == "none" else ())


def votes_in(s: Scenario, month: int) -> list[Election]:
    """Return the votes held in a month; raises UsageProblem for none."""
    found = [each for each in s.elections if months_from(s.start, each.month, "vote") == month]
    if not found:
        held = [each.month for each in s.elections if months_from(s.start, each.month, "vote") < s.months]
        hint = f"Name a month with a vote: {', '.join(held)}." if held else "Nobody votes within the horizon."
        raise UsageProblem("nobody votes in that month", month_after(s.start, month), hint)
    return found


def present(story: Story, vote: Election) -> str:
    """Return the policy that a vote finds in force in a story."""
    held = months_from(story.scenario.start, vote.month, "vote")
    return story.months[max(held - 1, 0)].decisions[vote.capital].policy


def winners(story: Story, vote: Election) -> tuple[str, ...]:
    """Return the policies that a vote can bring: its options, and where it may keep it, the one in force."""
    kept = (present(story, vote),) if vote.keep > 0.0 else ()
    return tuple(dict.fromkeys((*(policy for policy, _ in vote.options), *kept)))


def other_vote(story: Story, month: int, result: str) -> Change:
    """Return the change after which a vote brings a given policy."""
    vote = next(each for each in votes_in(story.scenario, month) if result in winners(story, each))
    keeps = vote.keep > 0.0 and result == present(story, vote)
    sure = replace(vote, keep=1.0) if keeps else replace(vote, options=((result, 1.0),), keep=0.0)

    def edit(s: Scenario) -> Scenario:
        return replace(s, elections=tuple(sure if each == vote else each for each in s.elections))

    return EventChange(edit, month, f"{vote.capital.capitalize()} elects {in_words(result)}")


def other_window(story: Story, month: int, result: str) -> Change:
    """Return the change after which a dialogue of Washington and Beijing succeeds or fails."""
    label = checked_date(story.scenario, month, [each.month for each in story.scenario.windows], "dialogue is held")

    def edit(s: Scenario) -> Scenario:
        other = Window(label, result)  # type: ignore[arg-type]
        return replace(s, windows=tuple(other if each.month == label else each for each in s.windows))

    return EventChange(edit, month, f"the dialogue of Washington and Beijing {result}")


def kept_measure(story: Story, month: int, result: str) -> Change:
    """Return the change after which the measures of sanctions that end in a month go on."""
    label = checked_date(story.scenario, month, [each.month for each in story.scenario.expiries], "measure ends")

    def edit(s: Scenario) -> Scenario:
        return replace(s, expiries=tuple(each for each in s.expiries if each.month != label))

    return EventChange(edit, month, "the measure of sanctions goes on")


def checked_date(s: Scenario, month: int, dates: list[str], what: str) -> str:
    """Return the label of a month if something of the scenario falls into it; raises UsageProblem."""
    label = month_after(s.start, month)
    if label not in dates:
        remedy = f"Name one of: {', '.join(dates)}." if dates else "Leave it out: this scenario has none."
        raise UsageProblem(f"no {what} in that month", label, remedy)
    return label


def other_kim(story: Story, month: int, result: str) -> Change:
    """Return the change after which Kim is of another type, from the first month on."""
    return EventChange(lambda s: replace(s, kim_type=result), 0, f"Kim is {result}", lasts=True)


SHOCKS: Final = {
    shock.name: shock
    for shock in (
        Shock(
            "accident", "an accident that turns into war", ("none", "happens"),
            by_luck("accident", none=(MOST, "no accident happens"), happens=(LEAST, "an accident turns into war")),
            {"accident": "none"},
        ),
        Shock(
            "war", "how large a war becomes", ("limited", "major"),
            by_luck("severity", limited=(MOST, "the war stays limited"), major=(LEAST, "the war becomes a major one")),
            {"major": "limited", "limited": "major"},
        ),
        Shock(
            "collapse", "the fall of the regime", ("none", "happens"),
            by_luck("collapse", none=(MOST, "the regime does not fall"), happens=(LEAST, "the regime falls")),
            {"collapse": "none"},
        ),
        Shock(
            "detainee", "the fate of an American in Pyongyang", ("none", "dies", "released", "arrested"), other_fate,
            dict.fromkeys(("arrested", "dies", "released"), "none"), "detainee",
        ),
        Shock("election", "a vote", (), other_vote, module="elections"),
        Shock(
            "dialogue", "a dialogue of Washington and Beijing", ("succeeds", "fails"), other_window,
            {"window_succeeds": "fails", "window_fails": "succeeds"}, "relation",
        ),
        Shock("expiry", "a measure of sanctions that ends", ("none",), kept_measure, {"expiry": "none"}, "expiry"),
        Shock(
            "thaad", "a step of THAAD in South Korea", ("none",), by_luck("thaad", none=(MOST, "THAAD stays as it is")),
            {"thaad": "none"}, "thaad",
        ),
        Shock("tension", "chance in tension", ("none",), by_luck("tension", none=(HALF, "chance spares tension"))),
        Shock("kim", "who Kim is", KIM_TYPES, other_kim, module="beliefs", at_start=True),
        Shock(
            "deal", "what Pyongyang asks for a freeze", ("little", "much"),
            by_luck("deal", True, little=(MOST, "Pyongyang asks for little"), much=(LEAST, "Pyongyang asks for much")),
            at_start=True,
        ),
    )
}  # fmt: skip


def shock_change(story: Story, name: str, result: str | None, month: int | None, where: str) -> Change:
    """Return the change of a shock by name.

    Without a month it is the one in which the shock happened in the story; without a result it is the opposite of what
    happened. Raises UsageProblem, with `where` it was asked, for a name or result that is not known, a shock that did
    not happen, and where there is more than one to choose from.
    """
    if name not in SHOCKS:
        known = ", ".join(SHOCKS)
        raise UsageProblem(f"there is no shock '{name}'", where, f"Use one of: {known}.{nearest(name, SHOCKS)}")
    shock = SHOCKS[name]
    if shock.module and shock.module not in story.scenario.modules:
        raise UsageProblem(f"the module '{shock.module}' is off", where, f"Add --set modules.{shock.module}=on.")
    if shock.at_start and month:
        raise UsageProblem(f"'{name}' is settled in the first month", where, "Leave the month out.")
    number = (0 if shock.at_start else month_of(story, shock, where)) if month is None else month
    if number >= len(story.months):
        last = story.months[-1].label
        raise UsageProblem(f"world {story.world} ends in {last}", where, f"Change something up to {last}.")
    known_results = results(story, shock, number)
    wanted = opposite(shock, story.months[number]) if result is None else result
    if wanted not in known_results:
        what = f"'{name}' cannot come to '{wanted}'" if wanted else f"what '{name}' comes to is left open"
        remedy = f"Put after = one of: {', '.join(known_results)}.{nearest(wanted, known_results)}"
        raise UsageProblem(what, where, remedy)
    return shock.make(story, number, wanted)


def results(story: Story, shock: Shock, month: int) -> tuple[str, ...]:
    """Return what a shock can come to in a month."""
    if shock.name != "election":
        return shock.results
    return tuple(dict.fromkeys(policy for vote in votes_in(story.scenario, month) for policy in winners(story, vote)))


def opposite(shock: Shock, month: Month) -> str:
    """Return how a shock would have gone otherwise in a month, or "" where the story does not tell."""
    if len(shock.results) == 1:
        return shock.results[0]
    return next((shock.opposites[event.kind] for event in month.events if event.kind in shock.opposites), "")


def month_of(story: Story, shock: Shock, where: str) -> int:
    """Return the month in which a shock happened; raises UsageProblem where it did not, or more than once."""
    kinds = ("election",) if shock.name == "election" else tuple(shock.opposites)
    months = [month for month in story.months if month.has(*kinds)]
    if len(months) == 1:
        return months[0].number
    if not months:
        example = f"--shock {shock.name}=RESULT@{story.scenario.start}"
        raise UsageProblem(
            f"nothing of the kind happens in world {story.world}: {shock.meaning}", where,
            f"Give what it comes to, and the month: {example}.",
        )  # fmt: skip
    labels = ", ".join(month.label for month in months)
    raise UsageProblem(f"it happens more than once: {shock.meaning}", where, f"Add @ and one of: {labels}.")


def undone(story: Story) -> Iterator[Change]:
    """Yield the changes that undo each shock of a story, that settle each vote otherwise, and other types of Kim."""
    for month in story.months:
        for event in month.events:
            for shock in SHOCKS.values():
                if event.kind in shock.opposites:
                    yield shock.make(story, month.number, shock.opposites[event.kind])
        if month.has("election"):
            vote = SHOCKS["election"]
            for result in results(story, vote, month.number):
                yield vote.make(story, month.number, result)
    if "beliefs" in story.scenario.modules:
        for kind in KIM_TYPES:
            if kind != story.kim:
                yield SHOCKS["kim"].make(story, 0, kind)
