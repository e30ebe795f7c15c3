"""Playing a game from its record: the world is replayed from the seed with the teams' moves imposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.game.catalogue import CAPITALS
from sim.study.run import Run
from sim.world.model import EscalationModel

from .record import WORLD, Record
from .views import View, menu_of, view_of

RECORD = ("tension", "freeze", *CAPITALS)


@dataclass(frozen=True)
class Position:
    """Where a game stands.

    `month` counts the months that are over. `views[capital]` holds what a team saw at the beginning of each month up to
    the present one, `menus[capital]` what it may do now; these are empty once the game is over. `run` is the world as
    far as the teams have played it, and on to its end where the game is over.
    """

    month: int
    over: bool
    views: dict[str, list[View]]
    menus: dict[str, list[View]]
    run: Run | None


def position_of(record: Record) -> Position:
    """Return where a game stands, by playing it from the start.

    What a capital sees when a month begins does not depend on what is done in it. So the present month is played by
    the policies, and only what was seen at its beginning is read.
    """
    month, horizon = len(record.months), record.scenario.months
    model = EscalationModel(
        record.scenario, rng=record.seed, first_world=WORLD, interventions=record.interventions(), record=RECORD
    )
    try:
        views: dict[str, list[View]] = {capital: [] for capital in record.teams}
        menus: dict[str, list[View]] = {}
        over = month >= horizon
        for number in range(min(month + 1, horizon)):
            if not model.tally.alive[0]:
                over = True
                break
            model.step()
            for capital in record.teams:
                views[capital].append(view_of(model, capital, number))
        if over:
            return Position(month, True, views, {}, finished(record, model))
        menus = {capital: menu_of(model, capital) for capital in record.teams}
        return Position(month, False, views, menus, None)
    finally:
        model.close()


def finished(record: Record, model: EscalationModel) -> Run:
    """Return the whole world of a game that is over, with tension, freezes and moves."""
    model.run()
    state: dict[str, Any] = dict(model.recorder.state)
    return Run(
        record.scenario, record.seed, model.outcomes(), record.interventions(), state, dict(model.recorder.moves), WORLD
    )
