"""Told misreadings and ends of freezes are those of the kernel, which plays each month again."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.counterfactual.events import ENDINGS, Event
from sim.analysis.counterfactual.story import Story, story
from sim.analysis.counterfactual.tracing import MOST
from sim.core.engine import ORDERS, PLACES, SLOTS, play
from sim.core.engine.records import names_of, places_of
from sim.core.game import first_half
from sim.core.game.catalogue import CAPITALS, MOVES, QUIET, menu_names
from sim.core.scenario import load_scenario, shipped_scenarios
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


def check(was: Story) -> tuple[int, int]:
    """Check all that a story tells of these after its first month; return the numbers of each."""
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
    return ends, misread


MISREAD = ("misheard", "misread")


def test_told_causes_are_the_rules() -> None:
    counted = np.array([check(was) for name in ("eventful", "soft") for was in told(name, 12)])
    assert (counted.sum(axis=0) > 0).all()


@pytest.mark.long
@pytest.mark.parametrize("name", shipped_scenarios())
def test_told_causes_are_the_rules_in_every_scenario(name: str) -> None:
    for world in range(WORLDS):
        check(story(load_scenario(name), 7, world))
