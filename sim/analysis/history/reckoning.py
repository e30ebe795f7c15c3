"""Dead reckoning: the moves that a record stands for, and where the model's own rules take them without luck."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from sim.analysis.history.observe import Flags, observed_record
from sim.analysis.history.record import Record
from sim.arrays import Floats
from sim.game.catalogue import CAPITALS
from sim.world.actions import OPENING_MOVES, P_BIG, P_LETHAL, index_of
from sim.world.parameters import LEVERS, Parameters, assemble
from sim.world.peninsula import advance
from sim.world.state import State, opening_state
from sim.world.traits import Traits

NO_MODULES: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class ReckoningNumbers:
    """The numbers of this file, declared once; all are assumptions of this project (tag A).

    `freeze_window`: months looked back on for talks. `freeze_talks`: months of talks among them that a freeze takes.
    `freeze_quiet`: months without a test or a resolution that it takes. `trade_fall`: a figure below this share of the
    highest before it counts as full enforcement. `trade_months`: months for which the last figure holds.
    """

    freeze_window: int = 6
    freeze_talks: int = 3
    freeze_quiet: int = 3
    trade_fall: float = 0.5
    trade_months: int = 6


NUMBERS: Final = ReckoningNumbers()


class NoLuck:
    """Luck that never strikes: every normal variate is 0."""

    def normal(self, _: str) -> Floats:
        """Return the middle of the distribution, `(1,)`."""
        return np.zeros(1)


def moves_of(record: Record) -> list[tuple[str, str, str, str]]:
    """Return the four moves that each month of a record stands for, in the order of the capitals.

    The gravest event of a month is the move of its capital; where the record is silent, it is a quiet one. Words,
    threats and deployments are not on record, so no such move is ever read.
    """
    seen = observed_record(record)
    enforces = full_enforcement(record)
    return [
        (
            washington_of(seen, row),
            beijing_of(seen, row, bool(enforces[row]), bool(record.columns["china_summits"][row] > 0.0)),
            pyongyang_of(seen, row),
            seoul_of(seen, row),
        )
        for row in range(len(record))
    ]


def washington_of(seen: dict[str, Flags], row: int) -> str:
    """Return Washington's move: sanctions before talks, since a resolution is the weightier act."""
    if seen["resolution"][row]:
        return "sanctions"
    return "formal_talks" if seen["talks_month"][row] else "wait"


def beijing_of(seen: dict[str, Flags], row: int, enforces: bool, summit: bool) -> str:
    """Return Beijing's move: the vote for a resolution, trade that fell, a summit, else words of restraint."""
    if enforces:
        return "full_enforcement"
    if seen["resolution"][row]:
        return "partial_enforcement"
    return "mediate" if summit else "urge_restraint"


def pyongyang_of(seen: dict[str, Flags], row: int) -> str:
    """Return Pyongyang's move, the gravest first."""
    for observable, move in (
        ("lethal_incident", "lethal_provocation"), ("big_test", "big_test"), ("test_month", "missile_test"),
        ("talks_month", "formal_talks"), ("inter_korean_talks", "formal_talks"),
    ):  # fmt: skip
        if seen[observable][row]:
            return move
    return "quiet_build"


def seoul_of(seen: dict[str, Flags], row: int) -> str:
    """Return Seoul's move: talks before an exercise, which comes by the calendar; a test or a death is condemned."""
    if seen["inter_korean_talks"][row]:
        return "peace_initiative"
    if seen["exercise"][row]:
        return "exercise"
    return "condemn" if seen["test_month"][row] or seen["lethal_incident"][row] else "wait"


def full_enforcement(record: Record) -> Flags:
    """Return the months in which trade with China had fallen as under full enforcement, `(months,)`.

    A figure holds for some months. That of the last month of the record does not count: customs publish it later.
    """
    found = np.zeros(len(record), dtype=bool)
    highest, falls, age = 0.0, False, 0
    for row, figure in enumerate(record.columns["china_trade"]):
        if not np.isnan(figure) and row < len(record) - 1:
            falls, age = bool(figure < NUMBERS.trade_fall * highest), 0
            highest = max(highest, float(figure))
        else:
            age += 1
        found[row] = falls and age < NUMBERS.trade_months
    return found


def freezes_of(record: Record) -> Flags:
    """Return the months that end under a freeze, `(months,)`: talks of late, and neither test nor resolution."""
    seen = observed_record(record)
    talks, broken = seen["talks_month"], seen["test_month"] | seen["resolution"]
    n = NUMBERS
    return np.array([
        int(talks[max(row + 1 - n.freeze_window, 0) : row + 1].sum()) >= n.freeze_talks
        and not broken[max(row + 1 - n.freeze_quiet, 0) : row + 1].any()
        for row in range(len(record))
    ])  # fmt: skip


def reckoned(record: Record) -> list[State]:
    """Return the state at the end of each month of a record, as the rules of the model give it without luck.

    Each month runs the rules of `sim/world/peninsula.py` at the ledger's defaults on the moves of `moves_of`, from rest
    in the first month of the record. Tension, presence, enforcement, talks, cohesion, audience and the two memories
    are meant to be used; the freeze is set by `freezes_of`.
    """
    p = assemble([{}], [1])
    traits = {capital: Traits(capital, p) for capital in CAPITALS}
    levers = {capital: kind(**{item.name: 0.0 for item in fields(kind)}) for capital, kind in LEVERS.items()}
    state, states = at_rest(p), []
    alarm = np.zeros(1)
    for moves, frozen in zip(moves_of(record), freezes_of(record), strict=True):
        made = {c: np.array([index_of(c, move)], dtype=np.intp) for c, move in zip(CAPITALS, moves, strict=True)}
        rows = {capital: traits[capital].of(move) for capital, move in made.items()}
        state = advance(state, made, rows, alarm, NoLuck(), levers, NO_MODULES, p)  # type: ignore[arg-type]
        state.freeze = np.array([float(frozen)])
        alarm = np.isin(made["pyongyang"], (P_BIG, P_LETHAL)).astype(np.float64)
        states.append(state)
    return states


def at_rest(p: Parameters) -> State:
    """Return the state before the first month of a record: every state that is reckoned stands at its rest."""
    quiet = {c: np.array([index_of(c, move)], dtype=np.intp) for c, move in zip(CAPITALS, OPENING_MOVES, strict=True)}
    state = opening_state(p, quiet)
    state.tension, state.presence = np.array([p.tension_rest]), np.array([p.presence_normal])
    state.cohesion, state.talks, state.audience = np.array([p.cohesion_rest]), np.zeros(1), np.zeros(1)
    return state


