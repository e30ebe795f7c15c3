"""A message about Kim: Beijing, or Seoul as mediator, tells Washington who he is, or shows a proof.

The sender has learned his type from a source of its own, which may err. It says what pays it,
and Washington knows that: its belief follows by Bayes from what such a sender would have said at
each type. Each reckons what the other makes of a message, in a few rounds, from words at their face
value and from a proof that nobody shows. So cheap talk is worth something only where the sender
hardly cares (Crawford and Sobel 1982), and to hide a proof tells almost as much as to show it
(Milgrom 1981), but for its cost and for those who have none (Dye 1985). A lie has a price (Kartik
2009). One message is sent in a world, until a new leader comes to Pyongyang.
"""

from sim.core.game.beliefs import belief, doubt, see_with_error
from sim.core.game.capitals.washington import lean_of_washington
from sim.core.game.choosing import INFEASIBLE, chances, copied, done, drawn
from sim.core.game.language import Count, Row, copy_of, rarely, row
from sim.core.game.look_ahead import STRIDE, STRIDES, beijing_expects, seoul_expects
from sim.core.game.maths import holds, log, most
from sim.core.game.moves import KimType, WashingtonCourse
from sim.core.game.parameters import Parameters
from sim.core.game.payoffs import Payoffs
from sim.core.game.reviews import (
    courses_of_washington,
    kim_believed,
    outlook_with,
    valued,
    values_to_washington,
)
from sim.core.game.world import Message, Now, World

SILENCE = 3  # the place of a proof that is not shown, after those of the three types
UNLIKELY = 1.0e-12  # chance of a message that nobody would send
ROUNDS = 4  # of what each makes of the other: one more than the types that a proof can tell apart


def by_beijing(now: Now) -> bool:
    """Tell whether a message is Beijing's: Seoul speaks where Beijing has nothing to say."""
    return now.levers.beijing_word + now.levers.beijing_proof > 0.0


def message_is_due(world: World, now: Now, p: Parameters) -> bool:
    """Tell whether a message about Kim may be sent: one a world, if somebody has a word or a proof."""
    mediated = now.levers.seoul_word + now.levers.seoul_proof > 0.0
    return world.message <= 0.0 and (by_beijing(now) or mediated)


def learned(source: Row, kim: Count, p: Parameters) -> float:
    """Return the chance of something under a type of Kim, given its chance under each report of the
    source.
    """
    missed = (1.0 - p.source_right) / 2.0
    chance = 0.0
    for report in KimType:
        chance += source[report] * (p.source_right if report == kim else missed)
    return chance


def mixed(fearful: Row, greedy: Row, erratic: Row, weight: Row) -> Row:
    """Return the mean of three rows over courses, by the weight of each type."""
    mean = row()
    for course in WashingtonCourse:
        mean[course] = (
            weight[KimType.FEARFUL] * fearful[course]
            + weight[KimType.GREEDY] * greedy[course]
            + weight[KimType.ERRATIC] * erratic[course]
        )
    return mean


def belief_of_sender(world: World, fresh: Row, now: Now, p: Parameters) -> Row:
    """Return the sender's belief about Kim, given log-likelihoods that it has learned since."""
    evidence = row()
    for kim in KimType:
        so_far = world.evidence_beijing[kim] if by_beijing(now) else world.evidence[kim]
        evidence[kim] = so_far + fresh[kim]
    prior = copied(p.prior_washington)
    if by_beijing(now):
        prior = copied(p.prior_beijing)
    return belief(prior, evidence)


def reported(report: int, p: Parameters) -> Row:
    """Return the log-likelihood of each type of Kim that a report of the source bears."""
    fresh = row()
    for kim in KimType:
        fresh[kim] = log(p.source_right if report == kim else (1.0 - p.source_right) / 2.0)
    return fresh


def find_stakes(message: Message, world: World, now: Now, p: Parameters) -> None:
    """Find what each course of Washington's is worth a month to it and to the sender, if Kim is of
    each type.
    """
    kim_beliefs = belief(p.prior_washington, world.frozen_evidence)
    perceived = copy_of(world)
    see_with_error(perceived, now, p)
    dread = p.dread * (1.0 + p.doubt * doubt(kim_beliefs))
    ahead = copy_of(world)
    for kim in KimType:
        thought_of = kim_believed(KimType(kim), p)
        to_washington = values_to_washington(perceived, thought_of, kim_beliefs, dread, 0.0, now, p)
        to_sender = row()
        for course in WashingtonCourse:
            ahead.washington_course = WashingtonCourse(course)
            view = outlook_with(belief_of_sender(world, row(), now, p), p.dread)
            if by_beijing(now):
                beijing_expects(ahead, thought_of, world.beijing_course, view, now, p)
            else:
                seoul_expects(ahead, thought_of, world.seoul_course, view, now, p)
            to_sender[course] = view.worth
        if kim == KimType.FEARFUL:
            message.washington_fearful = copied(to_washington)
            message.sender_fearful = copied(to_sender)
        elif kim == KimType.GREEDY:
            message.washington_greedy = copied(to_washington)
            message.sender_greedy = copied(to_sender)
        else:
            message.washington_erratic = copied(to_washington)
            message.sender_erratic = copied(to_sender)


def chance_under_reports(message: Message, proof: bool, place: Count) -> Row:
    """Return the chance that a message is sent under each report of the sender's source.

    A proof shows the report itself; one that is not shown may be missing.
    """
    chance = row()
    chance[KimType.FEARFUL] = message.says_fearful[place]
    chance[KimType.GREEDY] = message.says_greedy[place]
    chance[KimType.ERRATIC] = message.says_erratic[place]
    for report in KimType:
        if proof and place < SILENCE:
            chance[report] = holds(place == report)
        elif proof:
            chance[report] = 1.0 - message.with_proof * (1.0 - chance[report])
    return chance


def meant_by(message: Message, proof: bool, place: Count, p: Parameters) -> Row:
    """Return the log-likelihood of each type of Kim that a message bears."""
    chance = chance_under_reports(message, proof, place)
    fresh = row()
    for kim in KimType:
        fresh[kim] = log(most(learned(chance, KimType(kim), p), UNLIKELY))
    return fresh


def answered(
    message: Message, proof: bool, place: Count, world: World, now: Now, p: Parameters
) -> Row:
    """Return the chance of each course of Washington's at a review after a message."""
    fresh = meant_by(message, proof, place, p)
    for kim in KimType:
        fresh[kim] += world.frozen_evidence[kim]
    worth = mixed(
        message.washington_fearful,
        message.washington_greedy,
        message.washington_erratic,
        belief(p.prior_washington, fresh),
    )
    odds = valued(lean_of_washington(world, now, p), worth, len(WashingtonCourse), p.lookahead)
    return courses_of_washington(world, odds, p)


def known_to_sender(message: Message, report: Count, world: World, now: Now, p: Parameters) -> Row:
    """Return what each course of Washington's is worth a month to a sender with this report."""
    return mixed(
        message.sender_fearful,
        message.sender_greedy,
        message.sender_erratic,
        belief_of_sender(world, reported(report, p), now, p),
    )


def worth_to_sender(worth: Row, answer: Row, now: Now, p: Parameters) -> float:
    """Return what Washington's answer is worth to the sender, in log-odds."""
    total = 0.0
    for course in WashingtonCourse:
        total += answer[course] * worth[course]
    return total * (p.lookahead_beijing if by_beijing(now) else p.lookahead_pyongyang)


def price_of_message(proof: bool, place: Count, report: Count, now: Now, p: Parameters) -> float:
    """Return what a message costs a sender with this report, in log-odds: a lie costs candour, a
    proof its price, and a report that one does not have cannot be proved.
    """
    precision = p.lookahead_beijing if by_beijing(now) else p.lookahead_pyongyang
    lie = p.candour if place != report else 0.0
    word = -INFEASIBLE if place == SILENCE else lie
    other = -INFEASIBLE if place != report else precision * p.proof_cost / float(STRIDES * STRIDE)
    as_proof = 0.0 if place == SILENCE else other
    return as_proof if proof else word


def find_says(message: Message, proof: bool, world: World, now: Now, p: Parameters) -> None:
    """Find the chance of each message under each report, as sender and Washington see through one
    another: at first words are honest, and no proof is shown.
    """
    fearful = known_to_sender(message, KimType.FEARFUL, world, now, p)
    greedy = known_to_sender(message, KimType.GREEDY, world, now, p)
    erratic = known_to_sender(message, KimType.ERRATIC, world, now, p)
    message.says_fearful = done(SILENCE if proof else KimType.FEARFUL, SILENCE + 1)
    message.says_greedy = done(SILENCE if proof else KimType.GREEDY, SILENCE + 1)
    message.says_erratic = done(SILENCE if proof else KimType.ERRATIC, SILENCE + 1)
    for _ in range(ROUNDS):
        by_fearful = row()
        by_greedy = row()
        by_erratic = row()
        for place in range(SILENCE + 1):
            answer = answered(message, proof, place, world, now, p)
            by_fearful[place] = worth_to_sender(fearful, answer, now, p)
            by_greedy[place] = worth_to_sender(greedy, answer, now, p)
            by_erratic[place] = worth_to_sender(erratic, answer, now, p)
            by_fearful[place] -= price_of_message(proof, place, KimType.FEARFUL, now, p)
            by_greedy[place] -= price_of_message(proof, place, KimType.GREEDY, now, p)
            by_erratic[place] -= price_of_message(proof, place, KimType.ERRATIC, now, p)
        message.says_fearful = chances(by_fearful, SILENCE + 1)
        message.says_greedy = chances(by_greedy, SILENCE + 1)
        message.says_erratic = chances(by_erratic, SILENCE + 1)


def send_message(world: World, now: Now, p: Parameters) -> None:
    """Let the sender speak, or show the proof that it may hold, and let Washington and Seoul learn
    from that.

    Beijing also learns what its source reports. A sender with a proof that is silent has spoken.
    """
    levers = now.levers
    proof = (levers.beijing_proof if by_beijing(now) else levers.seoul_proof) > 0.0
    word = levers.beijing_word if by_beijing(now) else levers.seoul_word
    with_proof = levers.beijing_proof if by_beijing(now) else levers.seoul_proof
    speaks = now.luck.speaks < (with_proof if proof else word)
    if rarely(proof or speaks):
        message = Message()
        message.with_proof = with_proof
        find_stakes(message, world, now, p)
        find_says(message, proof, world, now, p)
        of_source = row()
        for kim in KimType:
            of_source[kim] = (
                p.source_right if world.kim.type == kim else (1.0 - p.source_right) / 2.0
            )
        report = drawn(of_source, len(KimType), now.luck.kim_known)
        says = copied(message.says_erratic)
        if report == KimType.FEARFUL:
            says = copied(message.says_fearful)
        elif report == KimType.GREEDY:
            says = copied(message.says_greedy)
        place_sent = drawn(says, SILENCE + 1, now.luck.message)
        if not speaks:
            place_sent = SILENCE
        for place in range(SILENCE + 1):
            if place == place_sent:
                fresh = meant_by(message, proof, place, p)
                for kim in KimType:
                    world.evidence[kim] += fresh[kim]
        learns = reported(report, p)
        for kim in KimType:
            if by_beijing(now):
                world.evidence_beijing[kim] += learns[kim]
        if now.calendar.month < p.learn_until:
            world.frozen_evidence = copied(world.evidence)
        world.message = 1.0 + float(place_sent)
        world.proved = holds(proof and place_sent != SILENCE)


def pay_for_proof(payoffs: Payoffs, world: World, now: Now, p: Parameters) -> None:
    """Charge the sender of a proof in the month in which it is shown; no look-ahead counts that."""
    payoffs.beijing.proof = -p.proof_cost * world.proved * holds(by_beijing(now))
    payoffs.seoul.proof = -p.proof_cost * world.proved * holds(not by_beijing(now))
