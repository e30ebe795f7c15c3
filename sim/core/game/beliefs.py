"""Observation of the North, partly with error, and beliefs about Kim's type from his observed
moves.
"""

from sim.core.game.capitals.pyongyang import deeds_of_pyongyang, words_of_pyongyang
from sim.core.game.choosing import copied, neighbour
from sim.core.game.language import Row, rarely, row
from sim.core.game.maths import clip, exp, log, most, normal
from sim.core.game.moves import KimType, PyongyangDeed, PyongyangWord
from sim.core.game.parameters import Parameters
from sim.core.game.world import Kim, Now, World

OF_ECONOMY = 0.2  # of the error of a share: log GDP moves a fifth as far


def belief(prior: Row, evidence: Row) -> Row:
    """Return the belief in each type: the prior times the likelihood, scaled to one.

    >>> belief([0.5, 0.25, 0.25], [0.0, 0.0, 0.0])
    [0.5, 0.25, 0.25, 0.0, 0.0, 0.0]
    """
    weight = row()
    total = 0.0
    for kim in KimType:
        weight[kim] = prior[kim] * exp(evidence[kim])
        total += weight[kim]
    for kim in KimType:
        weight[kim] = weight[kim] / total
    return weight


def doubt(kim_beliefs: Row) -> float:
    """Return the entropy of a belief as a share of the greatest, log 3: 0 is certainty, 1 a uniform
    belief.
    """
    entropy = 0.0
    for kim in KimType:
        entropy -= kim_beliefs[kim] * log(most(kim_beliefs[kim], 1.0e-12))
    return entropy / 1.0986122886681098


def likelihood(chance: Row, move: int, last: int, blur: float) -> float:
    """Return the likelihood of an observed move: with chance `blur` it is a neighbour of the move
    made.
    """
    lower = chance[move - 1] if move > 0 else chance[move]
    higher = chance[move + 1] if move < last else chance[move]
    return (1.0 - blur) * chance[move] + 0.5 * blur * (lower + higher)


def weighed(evidence: Row, fresh: Row, weight: float, p: Parameters) -> Row:
    """Return the evidence after a month: the old decays, since the type may drift, and `fresh` is
    added.

    `fresh` is the log-likelihood of the observed moves under each type. Conservative Bayes: Edwards
    1968.
    """
    total = 0.0
    likely = row()
    for kim in KimType:
        likely[kim] = exp(evidence[kim])
        total += likely[kim]
    updated = row()
    best = -1.0e9
    stays = (1.0 - p.forget) / total
    for kim in KimType:
        updated[kim] = log(stays * likely[kim] + p.forget / 3.0) + weight * fresh[kim]
        best = most(best, updated[kim])
    for kim in KimType:
        updated[kim] -= best
    return updated


def signal_likelihood(
    world: World, word: PyongyangWord, deed: PyongyangDeed, blur: float, now: Now, p: Parameters
) -> Row:
    """Return the log-likelihood, under each type, of Pyongyang's moves as observed through a blur.

    A move that was ordered is no evidence.
    """
    last_word = len(PyongyangWord) - 1
    last_deed = len(PyongyangDeed) - 1
    word_seen = neighbour(word, last_word, blur, now.luck.see_word)
    deed_seen = neighbour(deed, last_deed, blur, now.luck.see_deed)
    thought_of = Kim()
    thought_of.leverage = p.leverage_believed
    fresh = row()
    for kim in KimType:
        thought_of.type = KimType(kim)
        likely = 1.0
        if now.orders.pyongyang_word < 0:
            likely = likelihood(
                words_of_pyongyang(world, thought_of, now, p), word_seen, last_word, blur
            )
        if now.orders.pyongyang_deed < 0:
            likely *= likelihood(
                deeds_of_pyongyang(world, thought_of, now, p), deed_seen, last_deed, blur
            )
        fresh[kim] = log(likely)
    return fresh


def blur_of_beijing(now: Now, p: Parameters) -> float:
    """Return the blur of Beijing's view of Pyongyang's moves; contact reduces it."""
    return p.blur * (1.0 - now.levers.beijing_contact)


def learn_about_kim(
    world: World, word: PyongyangWord, deed: PyongyangDeed, now: Now, p: Parameters
) -> None:
    """Update the evidence about Kim with Pyongyang's observed moves, on the state before the month.

    Washington and Seoul observe them with one blur. With contact, Beijing observes them more
    sharply and gives the evidence more weight.
    """
    contact = now.levers.beijing_contact
    fresh = signal_likelihood(world, word, deed, p.blur, now, p)
    world.evidence = weighed(world.evidence, fresh, p.learn, p)
    if rarely(contact > 0.0):
        fresh = signal_likelihood(world, word, deed, blur_of_beijing(now, p), now, p)
    world.evidence_beijing = weighed(
        world.evidence_beijing, fresh, p.learn + (1.0 - p.learn) * contact, p
    )
    if now.calendar.month < p.learn_until:
        world.frozen_evidence = copied(world.evidence)


def see_with_error(perceived: World, now: Now, p: Parameters) -> None:
    """Let Washington see enforcement, economy and an arsenal not lately tested with error."""
    perceived.enforcement = enforcement_seen(perceived.enforcement, now, p)
    perceived.economy = economy_seen(perceived.economy, error_of_economy(p), now)
    perceived.arsenal = arsenal_seen(perceived.arsenal, perceived.quiet, now, p)


def enforcement_seen(enforcement: float, now: Now, p: Parameters) -> float:
    """Return the share that China enforces, as Washington sees it."""
    return clip(enforcement + p.error * normal(now.luck.see_enforcement), 0.0, 1.0)


def economy_seen(economy: float, error: float, now: Now) -> float:
    """Return the economy of the North as it is seen with this error."""
    return clip(economy + error * normal(now.luck.see_economy), -0.5, 0.3)


def error_of_economy(p: Parameters) -> float:
    """Return the error with which Washington sees the economy."""
    return OF_ECONOMY * p.error


def error_of_beijing(now: Now, p: Parameters) -> float:
    """Return the error with which Beijing sees the economy: less with contact."""
    return error_of_economy(p) * (1.0 - now.levers.beijing_contact)


def arsenal_seen(arsenal: float, quiet: float, now: Now, p: Parameters) -> float:
    """Return the arsenal as Washington sees it: rightly if it was tested lately."""
    return (
        clip(arsenal + p.error * normal(now.luck.see_arsenal), 0.0, 1.0) if quiet > 2.0 else arsenal
    )
