"""How a capital chooses: the logit choice of McKelvey and Palfrey (1995), and draws from it."""

from sim.core.game.language import PLACES_OF_A_ROW, Count, Row, row
from sim.core.game.maths import exp

INFEASIBLE = -30.0  # log-odds of a move that cannot be
SOME_MONTHS = 3.0  # a course that has lasted so long may have worked, or been refuted
FEARED = 0.5  # threat felt at which Pyongyang's brinkmanship or charm has failed
PAID = 0.3  # softness seen, or progress of talks, that a course waits for
COURSE_DIAL = 2.0  # a lever leans a course, or Beijing's enforcement, twice as far as a move


def chances(odds: Row, count: Count) -> Row:
    """Return the chance of each of the first `count` moves of a menu, given their log-odds.

    Only differences of log-odds matter, so the first move has weight 1 and needs no exponential.

    >>> chances([0.0, 0.0, 0.0, 0.0, 0.0, 0.0], 2)
    [0.5, 0.5, 0.0, 0.0, 0.0, 0.0]
    """
    weight = row()
    weight[0] = 1.0
    total = 1.0
    for move in range(1, count):
        weight[move] = exp(odds[move] - odds[0])
        total += weight[move]
    share = 1.0 / total  # one division instead of one a move
    for move in range(count):
        weight[move] = weight[move] * share
    return weight


def drawn(chance: Row, count: Count, u: float) -> int:
    """Return the move that the uniform u draws: the first whose cumulative chance reaches u, the
    last if none does.

    >>> drawn([0.5, 0.5, 0.0, 0.0, 0.0, 0.0], 2, 0.7)
    1
    """
    move_drawn = 0
    so_far = 0.0
    for move in range(count - 1):
        so_far += chance[move]
        if so_far < u:
            move_drawn += 1
    return move_drawn


def done(move: int, count: Count) -> Row:
    """Return 1 for the move that was made and 0 for the rest.

    >>> done(1, 3)
    [0.0, 1.0, 0.0, 0.0, 0.0, 0.0]
    """
    one = row()
    for place in range(count):
        one[place] = 1.0 if move == place else 0.0
    return one


def copied(chance: Row) -> Row:
    """Return a copy of a row."""
    copy = row()
    for move in range(PLACES_OF_A_ROW):
        copy[move] = chance[move]
    return copy


def obeyed(order: int, move: int) -> int:
    """Return the ordered move, or the capital's own if none is ordered."""
    return move if order < 0 else order


def neighbour(move: int, last: Count, blur: float, u: float) -> int:
    """Return a move as it is seen: with chance blur as the one before or after it on its menu (at
    an end: itself).
    """
    perceived = move
    if u < 0.5 * blur:
        perceived = move - 1 if move > 0 else move
    elif u < blur:
        perceived = move + 1 if move < last else move
    return perceived
