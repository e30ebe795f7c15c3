"""What capitals can agree on, and how deals and red lines stand: read off what was said and done;
nothing is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from sim.classroom.seats.record import Act, Moves, Proposal, RedLine, Reply
from sim.core.base.errors import UsageProblem, check_known
from sim.core.game.catalogue import CAPITALS, COURSES, MOVES
from sim.core.game.world import World

HALF_A_YEAR: Final = 6


@dataclass(frozen=True)
class Owed:
    """One side's part: from this menu one of these moves, the first unless it says otherwise, for
    so many months.
    """

    menu: str
    moves: tuple[str, ...]
    months: int = HALF_A_YEAR

    @property
    def capital(self) -> str:
        """Who owes it."""
        return self.menu.partition(".")[0]

    @property
    def kind(self) -> str:
        """Whether it is a word or a deed."""
        return self.menu.partition(".")[2]


@dataclass(frozen=True)
class Term:
    """A deal: what is owed from the month after the last signature on."""

    owed: tuple[Owed, ...]

    @property
    def parties(self) -> tuple[str, ...]:
        """The capitals that must sign."""
        return tuple(
            capital for capital in CAPITALS if any(owed.capital == capital for owed in self.owed)
        )

    @property
    def months(self) -> int:
        """For how many months something is owed."""
        return max(owed.months for owed in self.owed)

    def due(self, capital: str, month: int) -> dict[str, tuple[str, ...]]:
        """Return the moves that a capital may choose from by this deal in one of its months, 0 the
        first, by menu.
        """
        mine = (owed for owed in self.owed if owed.capital == capital and month < owed.months)
        return {owed.menu: owed.moves for owed in mine}


NO_SHOT: Final = ("hold", "build", "disarm_step")

TERMS: Final[Mapping[str, Term]] = {
    # Each side leaves what the model's own freeze does not survive, and Seoul its exercises, as
    # Beijing proposed in March 2017.
    "freeze_for_freeze": Term(
        (
            Owed("pyongyang.deed", NO_SHOT),
            Owed("washington.deed", ("hold", "relief")),
            Owed("washington.word", ("silence", "back_channel", "talks", "blame_beijing")),
            Owed("seoul.deed", ("hold", "aid")),
        )
    ),
    "relief_for_moratorium": Term(
        (Owed("washington.deed", ("relief",), 3), Owed("pyongyang.deed", NO_SHOT))
    ),
    # In the model THAAD grows where Washington deploys.
    "enforcement_for_thaad": Term(
        (
            Owed("beijing.deed", ("enforce_fully",)),
            Owed("washington.deed", ("hold", "relief", "sanctions")),
        )
    ),
    "summit": Term((Owed("washington.word", ("talks",), 2), Owed("pyongyang.word", ("talks",), 2))),
}
"""The deals that a capital can put on the table, its own or as a go-between."""

LINES: Final[Mapping[str, tuple[str, ...]]] = {
    "washington.deed": ("sanctions", "deploy"),
    "beijing.deed": ("enforce_partly", "enforce_fully"),
    "pyongyang.deed": ("missile_test", "big_test", "lethal_act"),
    "seoul.deed": ("exercise", "sanction", "retaliate"),
}
"""The deeds that a red line may forbid, by menu, and that a capital may threaten with: what all see
as it is. Menus go from soft to hard.
"""


def at_least(menu: str, move: str, line: str) -> bool:
    """Say whether a move of a menu is this one or a harder one."""
    names = [each.name for each in MOVES[menu]]
    return names.index(move) >= names.index(line)


Needs = tuple[str, float]
"""A state, and the least of it at which a course agrees."""

ALWAYS: Final[Needs] = ("tension", 0.0)
ALARMED: Final[Needs] = ("tension", 4.0)
SECURE: Final[Needs] = ("deterrent", 1.0)

WILLING: Final[Mapping[tuple[str, str], Mapping[str, Needs]]] = {
    ("freeze_for_freeze", "washington"): {"engagement": ALWAYS, "patience": ALARMED},
    ("freeze_for_freeze", "pyongyang"): {"charm": ALWAYS, "consolidate": ALWAYS, "build": SECURE},
    ("freeze_for_freeze", "seoul"): {"sunshine": ALWAYS, "hedge": ALARMED},
    ("relief_for_moratorium", "washington"): {"engagement": ALWAYS},
    ("relief_for_moratorium", "pyongyang"): {"charm": ALWAYS, "consolidate": ALWAYS},
    ("enforcement_for_thaad", "washington"): {
        "patience": ALWAYS,
        "maximum_pressure": ALWAYS,
        "engagement": ALWAYS,
    },
    ("enforcement_for_thaad", "beijing"): {"enforce": ALWAYS, "balance": ("relation", 0.0)},
    ("summit", "washington"): {"engagement": ALWAYS, "maximum_pressure": ("talks", 0.3)},
    ("summit", "pyongyang"): {"charm": ALWAYS, "build": SECURE},
}
"""For each deal and party: the courses that agree, and from what on. A course that is not named
does not.
"""


def is_willing(term: str, capital: str, world: World) -> bool:
    """Say whether a capital on its present course signs a deal."""
    needs = WILLING[term, capital].get(course_of(capital, world))
    return needs is not None and float(getattr(world, needs[0])) >= needs[1]


def is_loyal(term: str, capital: str, world: World) -> bool:
    """Say whether a capital goes on keeping a deal: while it is on a course that signs such deals
    at all.
    """
    return course_of(capital, world) in WILLING[term, capital]


def course_of(capital: str, world: World) -> str:
    """Return the name of a capital's present course."""
    course: int = getattr(world, f"{capital}_course")
    return COURSES[capital][course].name


PATIENCE: Final = 2
"""Months for which an offer lies on the table, its own with them."""

MOST_LINES: Final = 3
"""Red lines of a capital that stand at one time."""

Stage = Literal["offered", "declined", "lapsed", "in_force", "kept", "broken"]


@dataclass(frozen=True)
class Deal:
    """A deal: who proposed it in which month, who has signed, and what became of it.

    `since` is the first month in which something is owed, `ended` the month in which it was kept,
    broken or declined. `ended_by` names who declined it, or broke it: in words, where that was
    `declared`, else by a move.
    """

    number: int
    act: int
    term: str
    by: str
    month: int
    signed: tuple[str, ...] = ()
    stage: Stage = "offered"
    since: int = -1
    ended: int = -1
    ended_by: tuple[str, ...] = ()
    declared: bool = False

    @property
    def terms(self) -> Term:
        """What it says."""
        return TERMS[self.term]

    @property
    def insiders(self) -> tuple[str, ...]:
        """Who knows of it before it is signed: its parties, and who proposed it."""
        return tuple(dict.fromkeys((*self.terms.parties, self.by)))

    @property
    def open_to_all(self) -> bool:
        """Whether it was ever signed: a deal in force is public."""
        return self.since >= 0

    def due(self, capital: str, month: int) -> dict[str, tuple[str, ...]]:
        """Return the moves that a capital may choose from in a month by this deal, by menu; none
        where nothing is.
        """
        bound = self.stage == "in_force" and month >= self.since
        return self.terms.due(capital, month - self.since) if bound else {}


def deals_of(acts: Sequence[Act], made: Sequence[Moves]) -> list[Deal]:
    """Return all deals as they stand after the months whose moves are given, and what was said
    since.

    Raises UsageProblem for a proposal or a reply that cannot be.
    """
    deals: list[Deal] = []
    said: dict[int, list[tuple[int, Proposal | Reply]]] = {}
    for place, act in enumerate(acts):
        if isinstance(act, Proposal | Reply):
            said.setdefault(act.month, []).append((place, act))
    for month in range(len(made) + 1):
        for place, each in said.get(month, ()):
            if isinstance(each, Proposal):
                check_proposal(deals, each)
                deals.append(
                    sign_deal(Deal(len(deals), place, each.term, each.by, month), each.by, month)
                )
            else:
                check_reply(deals, each)
                deals[each.deal] = answer_deal(deals[each.deal], each)
        if month < len(made):
            deals = [judge_deal(deal, made[month], month) for deal in deals]
    return deals


def check_proposal(deals: Sequence[Deal], act: Proposal) -> None:
    """Raise UsageProblem unless there is such a deal, and none of it in force or known to be on the
    table.
    """
    check_known("deal", act.term, TERMS, "term")
    for deal in deals:
        offered = deal.stage == "offered" and act.by in deal.insiders
        if deal.term == act.term and (offered or deal.stage == "in_force"):
            raise UsageProblem(
                "that deal is on the table already", "term", "Sign it, or wait until it is over."
            )


def check_reply(deals: Sequence[Deal], act: Reply) -> None:
    """Raise UsageProblem unless a party replies to an open offer, or breaks a deal in force."""
    if act.deal >= len(deals) or act.by not in deals[act.deal].terms.parties:
        raise UsageProblem("that is no deal of yours", "deal", "Answer one that the page shows.")
    deal = deals[act.deal]
    if act.act == "break" and deal.stage != "in_force":
        raise UsageProblem("that deal is not in force", "deal", "Nothing is left to break.")
    if act.act != "break" and deal.stage != "offered":
        raise UsageProblem("that offer is no longer open", "deal", "Propose it anew.")
    if act.act == "accept" and act.by in deal.signed:
        raise UsageProblem("you have signed that", "deal", "Wait for the others.")
    if act.act == "accept" and any(
        each.term == deal.term and each.stage == "in_force" for each in deals
    ):
        raise UsageProblem("that deal is in force already", "deal", "Nothing is left to sign.")


def answer_deal(deal: Deal, reply: Reply) -> Deal:
    """Return a deal after a reply of one of its parties."""
    if reply.act == "accept":
        return sign_deal(deal, reply.by, reply.month)
    if reply.act == "decline":
        return replace(deal, stage="declined", ended=reply.month, ended_by=(reply.by,))
    return replace(deal, stage="broken", ended=reply.month, ended_by=(reply.by,), declared=True)


def sign_deal(deal: Deal, capital: str, month: int) -> Deal:
    """Return a deal with a signature more, if it needs it; the last one puts it in force from the
    next month on.
    """
    if capital not in deal.terms.parties:
        return deal
    deal = replace(deal, signed=(*deal.signed, capital))
    return (
        replace(deal, stage="in_force", since=month + 1)
        if set(deal.signed) == set(deal.terms.parties)
        else deal
    )


def judge_deal(deal: Deal, moves: Moves, month: int) -> Deal:
    """Return a deal after the moves of a month: broken, kept to its end, lapsed, or as it was."""
    if deal.stage == "offered" and month >= deal.month + PATIENCE - 1:
        return replace(deal, stage="lapsed", ended=month)
    breakers = tuple(
        capital
        for capital in deal.terms.parties
        if any(moves[menu] not in allowed for menu, allowed in deal.due(capital, month).items())
    )
    if breakers:
        return replace(deal, stage="broken", ended=month, ended_by=breakers)
    if deal.stage == "in_force" and month == deal.since + deal.terms.months - 1:
        return replace(deal, stage="kept", ended=month)
    return deal


def owed_by(deals: Sequence[Deal], capital: str, month: int) -> dict[str, tuple[str, ...]]:
    """Return the moves that a capital may choose from by all its deals in a month, by menu, the
    wanted one first.

    Where two deals leave nothing in common, the earlier one goes.
    """
    found: dict[str, tuple[str, ...]] = {}
    for deal in deals:
        for menu, moves in deal.due(capital, month).items():
            common = tuple(move for move in found.get(menu, moves) if move in moves)
            found[menu] = common or found[menu]
    return found


@dataclass(frozen=True)
class Line:
    """A red line: who drew it, in which month, in which it was crossed (−1: not), and whether the
    word was kept.

    `stood` is None until the month after the crossing is over.
    """

    number: int
    by: str
    month: int
    menu: str
    move: str
    deed: str
    crossed: int = -1
    stood: bool | None = None


def lines_of(acts: Sequence[Act], made: Sequence[Moves]) -> list[Line]:
    """Return all red lines as they stand after the months whose moves are given.

    Raises UsageProblem for one that cannot be drawn.
    """
    lines: list[Line] = []
    for act in acts:
        if isinstance(act, RedLine):
            check_line(lines, act)
            lines.append(
                follow_red_line(
                    Line(len(lines), act.by, act.month, act.menu, act.move, act.deed), made
                )
            )
    return lines


def check_line(lines: Sequence[Line], act: RedLine) -> None:
    """Raise UsageProblem unless a line forbids another capital what all can see, and says an own
    deed, once.
    """
    if act.move not in LINES.get(act.menu, ()) or act.menu.startswith(act.by):
        raise UsageProblem(
            "no red line can forbid that", "menu", "Choose a deed of another capital from the list."
        )
    if act.deed not in LINES[f"{act.by}.deed"]:
        raise UsageProblem("that is no deed of yours", "deed", "Choose one from the list.")
    standing = [line for line in lines if line.by == act.by and not 0 <= line.crossed < act.month]
    if len(standing) >= MOST_LINES:
        raise UsageProblem(
            f"you have drawn {MOST_LINES} red lines", "line", "A word said too often says nothing."
        )
    if any((line.menu, line.move) == (act.menu, act.move) for line in standing):
        raise UsageProblem("you have drawn that red line", "line", "It stands.")


def follow_red_line(line: Line, made: Sequence[Moves]) -> Line:
    """Return a red line with its first crossing, and what its capital did in the month after."""
    hard = (at_least(line.menu, moves[line.menu], line.move) for moves in made[line.month :])
    crossed = next((month for month, there in enumerate(hard, start=line.month) if there), -1)
    if crossed < 0 or crossed + 1 >= len(made):
        return replace(line, crossed=crossed)
    own = f"{line.by}.deed"
    return replace(line, crossed=crossed, stood=at_least(own, made[crossed + 1][own], line.deed))
