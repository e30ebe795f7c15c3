"""Told misreadings, ends of freezes and causes of reviews are those of the kernel, which plays each
month again.
"""

from collections.abc import Mapping, Set
from dataclasses import replace
from math import nextafter
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

from sim.analysis.counterfactual.events import ENDINGS, Event
from sim.analysis.counterfactual.story import Review, Story, story
from sim.analysis.counterfactual.tracing import MOST
from sim.core.engine import ORDERS, PLACES, SLOTS, play
from sim.core.engine.records import names_of, places_of
from sim.core.game import first_half, reviews
from sim.core.game.catalogue import CAPITALS, MOVES, QUIET, menu_names
from sim.core.game.world import Now
from sim.core.scenario import load_scenario, shipped_scenarios
from sim.study.run.one_world import OneWorld
from tests.counterfactual.worlds import told

WORLDS = 500


def ends_again(was: Story, month: int, orders: Mapping[str, str], luck: float | None) -> bool:
    """Return whether the kernel ends the freeze of a month with moves imposed, and a draw."""
    job = was.trace.job
    sheets = {name: getattr(job, name)[month : month + 1].copy() for name in SHEETS}
    for menu, move in orders.items():
        sheets["orders"][0, ORDERS.index(menu.replace(".", "_"))] = menu_names(menu).index(move)
    if luck is not None:
        sheets["luck"][0, SLOTS.index("freeze_end")] = luck
    before = was.trace.rows[month - 1][:, None].copy()
    again = replace(job, months=1, first_month=month, state=before, record=("freeze",), **sheets)
    return bool(play(again).record["freeze"][0, 0] < was.months[month].faced["freeze"])


SHEETS = ("levers", "orders", "calendar", "luck")


def check_freeze(was: Story, month: int, event: Event) -> None:
    """Compare the told cause of a freeze's end with the kernel's."""
    breakers = []
    for capital in CAPITALS:
        others = {menu: QUIET[menu] for menu in MOVES if not menu.startswith(capital)}
        if ends_again(was, month, others, MOST):
            breakers.append(capital.capitalize())
    assert ends_again(was, month, {}, MOST) == bool(breakers)
    assert [name.capitalize() for name in CAPITALS if name.capitalize() in event.text] == breakers
    assert ("wears out" in event.text) == (not breakers)


SEEN = {
    "Pyongyang mishears Washington": ("washington.word", "washington_word_by_pyongyang"),
    "Washington and Seoul take Pyongyang's word for another": (
        "pyongyang.word",
        "pyongyang_word_by_others",
    ),
    "Washington and Seoul take Pyongyang's deed for another": (
        "pyongyang.deed",
        "pyongyang_deed_by_others",
    ),
}
"""What a story says of a misreading, the menu, and the place where the kernel keeps what is seen."""

HALVES = ("sim.core.game.first_half", "sim.core.game.second_half")


def misread_again(was: Story, month: int) -> set[str]:
    """Return what the kernel's two halves of a month say is misread, as a story words it."""
    job, places = was.trace.job, places_of(first_half.World)
    state = np.zeros((len(places), 1))
    state[: len(PLACES), 0] = was.trace.rows[month - 1][: len(PLACES)]
    sheets = {name: getattr(job, name)[month : month + 1] for name in SHEETS}
    for half in HALVES:
        again = replace(job, rules=half, months=1, first_month=month, state=state, **sheets)
        state = play(again).state
    of = dict(zip(names_of(first_half.World), state[:, 0], strict=True))
    return {
        f"{text}: {MOVES[menu][int(of[seen])].label}."
        for text, (menu, seen) in SEEN.items()
        if of[seen] != of[menu.replace(".", "_")]
    }


def absent(causes: Set[str], tension: float, crisis: float) -> dict[str, Any]:
    """Return the states of a world in which nothing of some causes is left."""
    states: dict[str, Any] = {}
    if "turn" in causes:
        states |= {f"{capital}_turned": False for capital in CAPITALS}
    if "soft" in causes:
        states |= {"soft_washington": 0.0, "soft_pyongyang": 0.0}
    if "big_test" in causes:
        states |= {"big_test": 0.0}
    if "crisis" in causes:
        states |= {"tension": min(tension, nextafter(crisis, 0.0))}
    return states


CAUSES = {"failed", "turn", "soft", "big_test", "crisis"}


def is_due(one: OneWorld, capital: str, now: Now, causes: Set[str]) -> bool:
    """Return whether the rule calls for a review in the opened month, without some causes."""
    world = replace(one.state, **absent(causes, one.state.tension, one.p.crisis))
    failed = f"{capital}_has_failed"
    never = {failed: lambda *_: False} if "failed" in causes else {failed: getattr(reviews, failed)}
    with patch.multiple(reviews, **never):
        return bool(getattr(reviews, f"{capital}_reviews")(world, now, one.p))


def turns_without(was: Story, month: int, capital: str, causes: Set[str], crisis: float) -> bool:
    """Return whether the kernel turns a capital in a month that begins without some causes."""
    row, job = was.trace.rows[month - 1].copy(), was.trace.job
    for name, value in absent(causes, row[PLACES.index("tension")], crisis).items():
        row[PLACES.index(name)] = value
    sheets = {name: getattr(job, name)[month : month + 1] for name in SHEETS}
    course = f"{capital}_course"
    again = replace(
        job, months=1, first_month=month, state=row[:, None], record=(course,), **sheets
    )
    return bool(play(again).record[course][0, 0] != row[PLACES.index(course)])


def check_review(was: Story, one: OneWorld, month: int, review: Review, now: Now) -> int:
    """Compare the told causes of a review with the rule, and those of a turn with the kernel where
    nothing but these states could call for it: no government in office since, and no failure.
    """
    named = {*review.causes} - {"routine"}
    untold = CAUSES - named
    assert is_due(one, review.capital, now, untold)
    failed = getattr(reviews, f"{review.capital}_has_failed")(one.state, one.p)
    before = was.trace.rows[month - 1] if month else ()
    turned = [f"{capital}_turned" for capital in CAPITALS]
    alone = month and all(before[PLACES.index(of)] == getattr(one.state, of) for of in turned)
    for cause in named:
        causes = untold | {cause}
        assert not is_due(one, review.capital, now, causes)
        if review.turns and alone and not failed:
            assert not turns_without(was, month, review.capital, causes, one.p.crisis)
    return len(named)


def check_reviews(was: Story) -> int:
    """Check the causes of all reviews of a story; return their number."""
    one, count = OneWorld(was.trace.job), 0
    for month in was.months:
        now = one.now()
        one.open_month(now)
        for review in month.reviews.values():
            count += check_review(was, one, month.number, review, now)
        for capital in CAPITALS:
            one.review(capital, now)
        one.settle_courses(now)
        one.act(now)
    return count


def check(was: Story) -> tuple[int, int, int]:
    """Check all that a story tells of these, misreadings and ends of freezes after its first month;
    return the numbers of each.
    """
    ends = misread = 0
    for month in was.months[1:]:
        told_misread = {event.text for event in month.events if event.kind in MISREAD}
        # A kernel's world that ends takes no further step, so that it observes no moves any more.
        if not month.has(*ENDINGS):
            assert told_misread == misread_again(was, month.number)
        misread += len(told_misread)
        for event in month.events:
            if event.kind == "freeze_ends":
                check_freeze(was, month.number, event)
                ends += 1
    return ends, misread, check_reviews(was)


MISREAD = ("misheard", "misread")


def test_told_causes_are_the_rules() -> None:
    counted = np.array([check(was) for name in ("eventful", "soft") for was in told(name, 12)])
    assert (counted.sum(axis=0) > 0).all()


@pytest.mark.long
@pytest.mark.parametrize("name", shipped_scenarios())
def test_told_causes_are_the_rules_in_every_scenario(name: str) -> None:
    for world in range(WORLDS):
        check(story(load_scenario(name), 7, world))
