"""Playing a game from its record: its world month by month by the rules, with the teams' moves imposed."""

from __future__ import annotations

from dataclasses import dataclass

from sim.game.month import act, open_month
from sim.game.reviews import settle_courses
from sim.game.world import Now
from sim.study.one_world import REVIEWS, OneWorld, job_of
from sim.study.run import Run, run

from .record import WORLD, Record
from .views import View, view_of

RECORD = ("tension", "freeze")


@dataclass(frozen=True)
class Position:
    """Where a game stands.

    `month` counts the months that are over. `views[capital]` holds what a team saw in each month before anyone chose,
    up to the present one. `run` is the whole world of a game that is over, and None before.
    """

    month: int
    over: bool
    views: dict[str, list[View]]
    run: Run | None


def position_of(record: Record) -> Position:
    """Return where a game stands, by playing it from the start.

    A month is opened and its courses are settled before anyone says or does anything in it, so what is seen then does
    not depend on the moves of the month.
    """
    month = len(record.months)
    one = OneWorld(job_of(record.scenario, record.seed, WORLD, record.interventions()))
    views: dict[str, list[View]] = {capital: [] for capital in record.teams}
    last: Now | None = None
    while not one.over:
        now = open_the_month(one)
        for capital in record.teams:
            views[capital].append(view_of(record.scenario.start, one, now, last, capital))
        if one.month == month:
            return Position(month, False, views, None)
        act(one.state, now, one.p)
        one.month, last = one.month + 1, now
    return Position(month, True, views, finished(record))


def open_the_month(one: OneWorld) -> Now:
    """Take a world through its month up to where all choose, in the order of `sim.game.month`; return the month."""
    now = one.now()
    open_month(one.state, now, one.p)
    for is_due, review in REVIEWS.values():
        if is_due(one.state, now, one.p):
            review(one.state, now, one.p)
    settle_courses(one.state, now, one.p)
    return now


def finished(record: Record) -> Run:
    """Return the world of a game that is over, with tension and freezes recorded."""
    return run(
        record.scenario, 1, record.seed, first_world=WORLD, interventions=record.interventions(), record=RECORD
    )  # fmt: skip
