"""The game as it stood in a month of the record, from what was known before that month and nothing later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.history.changes import Line, lines_at
from sim.analysis.history.observe import full_part, observed_record
from sim.analysis.history.record import Record
from sim.arrays import Flags
from sim.errors import DataProblem
from sim.game.catalogue import CAPITALS, MOVES
from sim.game.language import copy_of
from sim.game.month import month as play_month
from sim.game.numbers import LEDGER, Numbers
from sim.game.numbers.entry import Tag
from sim.game.policies import courses_of
from sim.game.world import Luck, Now, World
from sim.months import counted, month_after
from sim.study.scenario import Scenario

DEFAULT_MONTHS: Final = 12
LEAST_MONTHS: Final = 12
"""Months of the record that tell a state: its memories and its last moves reach no further back."""

RECONSTRUCTED: Final = (
    "tension", "presence", "enforcement", "cohesion", "talks", "freeze", "dry", "audience", "credibility",
    "threat_felt", "softness_seen", "tested", "big_test", "lethal", "quiet", "un_round_ago",
)  # fmt: skip
"""Starting values that the reconstruction gives (tag D for events, A for their reading; see `reconstructed`)."""


@dataclass(frozen=True, slots=True)
class OriginNumbers:
    """The numbers of this file, declared once, with their tags.

    - `arsenal_first` (A): the arsenal before the first month of the record, before the first nuclear test.
    - `arsenal_nuclear`, `arsenal_long_range`, `arsenal_other` (A): the share of what is lacking that a nuclear test,
      a month with a long-range test and another month with a test make good. Chosen so that the tests up to January
      2017 come to the ledger's 0.6 (L).
    - `resolutions_known` (D): resolutions up to January 2017, which the ledger's starting measures stand for.
    """

    arsenal_first: float = 0.15
    arsenal_nuclear: float = 0.06
    arsenal_long_range: float = 0.06
    arsenal_other: float = 0.004
    resolutions_known: int = 6


NUMBERS: Final = OriginNumbers()


@dataclass(frozen=True, slots=True)
class Known:
    """A starting value that a dated fact outside the record sets, from the month after it was known."""

    name: str
    known: str
    value: float
    fact: str
    tag: Tag = "D"


FACTS: Final[tuple[Known, ...]] = (
    Known("start_thaad", "2017-09", 2.0, "all six launchers of THAAD stand on 7 September 2017"),
    Known("start_economy", "2018-07", -0.035, "Bank of Korea: GDP fell by 3.5 % in 2017"),
    Known("start_economy", "2019-07", -0.077, "Bank of Korea: GDP fell by another 4.1 % in 2018"),
)


def scenario_at(record: Record, month: str, months: int = DEFAULT_MONTHS) -> Scenario:
    """Return the game that begins in a month, as it was known on its first day, with all four capitals free.

    Only rows before `month`, and facts dated before it, are read; changing any later row changes nothing. Each capital
    starts on the course of its government's declared line and may turn from it by the rules. No vote, switch or dated
    event lies ahead: what they brought was not known. Raises DataProblem for a month with fewer than 12 months
    before it of which every observable is known, or beyond the record by more than one month.
    """
    known = full_part(record.before(month))
    if len(known) < LEAST_MONTHS:
        raise DataProblem(
            f"{len(known)} months with all columns lie before {month}, too few to tell the state", known.label,
            f"Give a month from {month_after(known.months[0], LEAST_MONTHS)} on.",
        )  # fmt: skip
    values = start_values(known) | one_of_each(known)
    return Scenario(
        name=f"record-{month}", title=f"As known before {month}", start=month, months=months,
        values=tuple(values.items()),
    )  # fmt: skip


def reasons(record: Record, month: str) -> list[str]:
    """Return why the scenario of a month is as it is: for each capital the fact behind its course, and dated facts."""
    known = full_part(record.before(month))
    told = [
        f"{capital}, {line.course} (tag {line.tag}): {line.fact}" + (f" (known in {line.known})" if line.known else "")
        for capital, line in lines_at(known, len(known)).items()
    ]
    facts = {fact.name: fact for fact in FACTS if fact.known < month}
    return told + [f"{f.name} (tag {f.tag}): {f.fact} (known in {f.known})" for f in facts.values()]


def start_values(known: Record) -> dict[str, float]:
    """Return the starting values of the game in the month after a record.

    Most come from the reconstruction, the arsenal from the tests to date, measures from the resolutions to date. Facts
    outside the record set the rest, else the ledger's own; whether an American is held is not on record, so none is.
    """
    world = reconstructed(known)[-1]
    lines = lines_at(known, len(known))
    values = {f"start_{name}": float(getattr(world, name)) for name in RECONSTRUCTED}
    if turns(world, "pyongyang", lines["pyongyang"]):
        values["start_dry"] = 0.0
    values["start_age"] = sum(age_of(world, capital, line) for capital, line in lines.items()) / len(lines)
    values["start_arsenal"], values["start_detained"] = arsenal(known), 0.0
    for measures in ("start_un_measures", "start_us_measures"):
        values[measures] = on_the_books(known, measures)
    month = month_after(known.months[-1], 1)
    values |= {fact.name: fact.value for fact in FACTS if fact.known < month}
    return {name: round(min(max(value, LEDGER[name].low), LEDGER[name].high), 4) for name, value in values.items()}


def one_of_each(known: Record) -> dict[str, float]:
    """Return the cells that say on which course each capital starts, and what it said and did in the month before."""
    cells: dict[str, float] = {}
    for capital, line in lines_at(known, len(known)).items():
        cells |= {f"start_{capital}_course.{name}": float(name == line.course) for name in courses_of(capital)}
    for menu, made in moves_of(known)[-1].items():
        cells |= {f"start_{menu.replace('.', '_')}.{move.name}": float(move.name == made) for move in MOVES[menu]}
    return cells


def turns(world: World, capital: str, line: Line) -> bool:
    """Tell whether a capital's declared line of the month to come is another course than it was on."""
    return bool(getattr(world, f"{capital}_course") != courses_of(capital).index(line.course))


def age_of(world: World, capital: str, line: Line) -> float:
    """Return for how many months a capital has been on the course that it starts on."""
    return 0.0 if turns(world, capital, line) else float(getattr(world, f"{capital}_age"))


def arsenal(known: Record) -> float:
    """Return the arsenal after the tests of a record, in [0, 1]: each makes good a share of what is lacking."""
    seen = observed_record(known)
    lacking = 1.0 - NUMBERS.arsenal_first
    for row in range(len(known)):
        if known.columns["nuclear_tests"][row] > 0.0:
            lacking *= 1.0 - NUMBERS.arsenal_nuclear
        if known.columns["long_range_tests"][row] > 0.0:
            lacking *= 1.0 - NUMBERS.arsenal_long_range
        if seen["test_month"][row] and not seen["big_test"][row]:
            lacking *= 1.0 - NUMBERS.arsenal_other
    return 1.0 - lacking


def on_the_books(known: Record, measures: str) -> float:
    """Return the measures on the books after the resolutions of a record, in [0, 1].

    Each resolution takes the same share of what is left, such that the six up to January 2017 come to the ledger's
    start. The measures of Washington are not on record; they are taken to have grown with those of the Council.
    """
    count = int(sum(value for value in known.columns["resolutions"] if value > 0.0))
    left = 1.0 - LEDGER[measures].default
    return float(1.0 - left ** (count / NUMBERS.resolutions_known))


Moves = dict[str, str]
"""What was said and done in a month, by menu: `{"pyongyang.deed": "missile_test", …}`."""

QUIET: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "washington": {
        "patience": ("silence", "hold"), "maximum_pressure": ("threaten", "hold"), "engagement": ("silence", "hold"),
        "prevent": ("threaten", "hold"),
    },
    "beijing": {
        "shield": ("restraint", "look_away"), "balance": ("restraint", "enforce_partly"),
        "enforce": ("warn", "enforce_fully"), "mediate": ("restraint", "enforce_partly"),
    },
    "pyongyang": {
        "build": ("silence", "build"), "brinkmanship": ("threaten", "build"), "charm": ("silence", "hold"),
        "consolidate": ("silence", "hold"),
    },
    "seoul": {"sunshine": ("silence", "hold"), "hedge": ("silence", "hold"), "hard_line": ("silence", "hold")},
}  # fmt: skip
"""The word and the deed of a capital where the record is silent, by its declared course (tag A).

No list holds threats, warnings or what Beijing does at its border. So a capital then says and does what its course is
most disposed to, among the words and deeds that no list would show.
"""

NEVER: Final = ("accident", "strike", "attack", "clash", "collapse", "deal")
"""Luck that is kept from striking: no world of the record ended, and freezes are set by the record."""


@dataclass(frozen=True, slots=True)
class ReconstructionNumbers:
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


RECONSTRUCTION: Final = ReconstructionNumbers()


def moves_of(record: Record) -> list[Moves]:
    """Return the words and deeds that each month of a record stands for.

    The gravest event of a month is the deed of its capital; where the record is silent, the declared course speaks.
    """
    seen = observed_record(record)
    enforces = full_enforcement(record)
    found = []
    for row in range(len(record)):
        moves: Moves = {}
        for capital, line in lines_at(record, row).items():
            moves[f"{capital}.word"], moves[f"{capital}.deed"] = QUIET[capital][line.course]
        shown = {name: bool(flags[row]) for name, flags in seen.items()}
        summit = bool(record.columns["china_summits"][row] > 0.0)
        found.append(moves | on_record(shown, summit, moves["beijing.deed"], bool(enforces[row])))
    return found


def on_record(shown: dict[str, bool], summit: bool, usual: str, enforces: bool) -> Moves:
    """Return the words and deeds that a month of the record shows; `usual` is what Beijing would do unseen."""
    talks, korea = shown["talks_month"], shown["inter_korean_talks"]
    shot = shown["test_month"] or shown["lethal_incident"]
    said = {
        "washington.word": "talks" if talks else "",
        "washington.deed": "sanctions" if shown["resolution"] else "",
        "beijing.word": "mediate" if summit else "",
        "beijing.deed": beijing_does(usual, enforces, shown["resolution"]),
        "pyongyang.word": "talks" if talks or korea else "",
        "pyongyang.deed": next(
            (deed for name, deed in (("lethal_incident", "lethal_act"), ("big_test", "big_test"),
                                     ("test_month", "missile_test")) if shown[name]), "",
        ),
        "seoul.word": "initiative" if korea else "condemn" if shot else "",
        "seoul.deed": "exercise" if shown["exercise"] else "",
    }  # fmt: skip
    return {menu: move for menu, move in said.items() if move}


def beijing_does(usual: str, enforces: bool, resolution: bool) -> str:
    """Return Beijing's deed: fallen trade tells of full enforcement, its vote for a resolution of partial."""
    if enforces:
        return "enforce_fully"
    return "enforce_partly" if resolution and usual == "look_away" else usual


def full_enforcement(record: Record) -> Flags:
    """Return the months in which trade with China had fallen as under full enforcement, `(months,)`.

    A figure holds for some months. That of the last month of the record does not count: customs publish it later.
    """
    found = np.zeros(len(record), dtype=bool)
    highest, falls, age = 0.0, False, 0
    for row, figure in enumerate(record.columns["china_trade"]):
        if not np.isnan(figure) and row < len(record) - 1:
            falls, age = bool(figure < RECONSTRUCTION.trade_fall * highest), 0
            highest = max(highest, float(figure))
        else:
            age += 1
        found[row] = falls and age < RECONSTRUCTION.trade_months
    return found


def freezes_of(record: Record) -> Flags:
    """Return the months that end under a freeze, `(months,)`: talks of late, and neither test nor resolution."""
    seen = observed_record(record)
    talks, broken = seen["talks_month"], seen["test_month"] | seen["resolution"]
    n = RECONSTRUCTION
    return np.array([
        int(talks[max(row + 1 - n.freeze_window, 0) : row + 1].sum()) >= n.freeze_talks
        and not broken[max(row + 1 - n.freeze_quiet, 0) : row + 1].any()
        for row in range(len(record))
    ])  # fmt: skip


def reconstructed(record: Record) -> list[World]:
    """Return the world at the end of each month of a record, as the rules of the game take it there.

    Each month is played by the rules at the ledger's defaults, with every course, word and deed ordered by `moves_of`
    and the declared lines, from rest in the first month of the record. Luck is at its middle, so that what is likelier
    than not happens, and no world ends. The freeze and the months since the last resolution are those of the record.
    """
    p = Numbers()
    world = at_rest(p)
    worlds: list[World] = []
    luck = Luck(**dict.fromkeys(NEVER, 1.0))
    resolution = observed_record(record)["resolution"]
    for row, (moves, frozen) in enumerate(zip(moves_of(record), freezes_of(record), strict=True)):
        now = Now(luck=luck)
        now.calendar.month_of_year = float((counted(record.months[row]) or 0) % 12 + 1)
        order(now, record, row, moves)
        freeze, round_ago = world.freeze, world.un_round_ago
        play_month(world, now, p)
        world.freeze = float(frozen)
        world.dry = 0.0 if world.freeze > freeze else world.dry
        world.un_round_ago = 0.0 if resolution[row] else round_ago + 1.0
        worlds.append(copy_of(world))
    return worlds


def order(now: Now, record: Record, row: int, moves: Moves) -> None:
    """Order the courses in force in a month of a record, and the words and deeds that it stands for."""
    for capital, line in lines_at(record, row).items():
        setattr(now.orders, f"{capital}_course", courses_of(capital).index(line.course))
    for menu, move in moves.items():
        setattr(now.orders, menu.replace(".", "_"), [each.name for each in MOVES[menu]].index(move))


def at_rest(p: Numbers) -> World:
    """Return the world before the first month of a record: each state stands where it rests if left alone."""
    world = World(
        tension=p.tension_rest, presence=p.start_presence, enforcement=p.enforced_look_away,
        cohesion=p.cohesion_rest, credibility=p.start_credibility, thaad=p.start_thaad,
    )  # fmt: skip
    for capital in CAPITALS:
        setattr(world, f"{capital}_age", p.start_age)
    return world
