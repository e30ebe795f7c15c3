"""7.21: a message about Kim, from Beijing or Seoul to Washington."""

from __future__ import annotations

import numpy as np

from . import look_ahead
from .arrays import Array, Fields, beliefs, chances_of
from .kim import pure_type
from .reviews import as_washington_sees, course_chances, washington_before

SILENCE, ROUNDS, A_YEAR, NEVER = 3, 4, 12, -30.0
TYPES, PLACES = range(3), range(4)


def by_beijing(levers: Fields) -> Array:
    """Say where a message would be Beijing's."""
    return levers.beijing_word + levers.beijing_proof > 0


def source(p: Fields) -> Array:
    """Return the chance of each report (rows) under each type (columns), by worlds."""
    other = (1 - p.source_right) / 2
    return np.array([[p.source_right if r == t else other for t in TYPES] for r in TYPES])


def message(s: Fields, now: Fields, p: Fields) -> Fields:
    """7.21: return the worlds after the messages of the month, before any review."""
    levers, luck = now.levers, now.luck
    beijing = by_beijing(levers)
    word = np.where(beijing, levers.beijing_word, levers.seoul_word)
    held = np.where(beijing, levers.beijing_proof, levers.seoul_proof)
    proof = held > 0
    speaks = luck.below("speaks", np.where(proof, held, word))
    happens = (s.message == 0) & (proof | speaks)
    reports = source(p)

    def meant(says: Array, place: int) -> Array:
        """Return the chance of a message under each type, types by worlds."""
        said = says[:, place]
        if place == SILENCE:
            said = np.where(proof, 1 - held * (1 - said), said)
        else:
            said = np.where(proof, np.eye(3)[place][:, None], said)
        return np.maximum(np.einsum("rtw,rw->tw", reports, said), 1e-12)

    perceived = as_washington_sees(s, now, p)
    worth = [q for q, _ in look_ahead.washington_by_type(perceived, levers, p)]
    to_sender = np.array([[expected(s, t, x, beijing, levers, p) for x in range(4)] for t in TYPES])
    prior = np.where(beijing, p.prior_beijing, p.prior_washington)
    known = np.where(beijing, s.evidence_beijing, s.evidence)
    views = [np.einsum("tw,tcw->cw", beliefs(prior, known + np.log(r)), to_sender) for r in reports]
    precision = np.where(beijing, p.lookahead_beijing, p.lookahead_pyongyang)
    before = washington_before(s, now, p)

    def answer(says: Array, place: int) -> Array:
        q = beliefs(p.prior_washington, s.frozen_evidence + np.log(meant(says, place)))
        value = sum(q[t] * worth[t] for t in TYPES)
        value = before + p.lookahead * (value - value.mean(axis=0))
        return course_chances(s, "washington", value, p)

    first = np.array([[np.where(proof, m == SILENCE, m == r) for m in PLACES] for r in TYPES])
    says = first * 1.0
    for _ in range(ROUNDS):
        replies = [answer(says, place) for place in PLACES]
        odds = [
            [
                precision * (replies[m] * views[r]).sum(axis=0) - price(m, r, proof, precision, p)
                for m in PLACES
            ]
            for r in TYPES
        ]
        says = np.array([chances_of(row) for row in odds])
    everywhere = np.arange(len(held))
    report = luck.pick("kim_known", reports[:, s.kim_type, everywhere])
    sent = luck.pick("message", says[report, :, everywhere].T)
    sent = np.where(speaks, sent, SILENCE)
    all_meant = np.array([np.log(meant(says, place)) for place in PLACES])
    evidence = s.evidence + np.where(happens, all_meant[sent, :, everywhere].T, 0.0)
    own = np.log(reports[report, :, everywhere]).T
    return s.but(
        evidence=evidence,
        evidence_beijing=s.evidence_beijing + np.where(happens & beijing, own, 0.0),
        frozen_evidence=np.where(
            happens & (now.calendar.month < p.learn_until), evidence, s.frozen_evidence
        ),
        message=np.where(happens, sent + 1.0, s.message),
        proved=np.where(happens & proof & (sent != SILENCE), 1.0, 0.0),
    )


def expected(s: Fields, kind: int, x: int, beijing: Array, levers: Fields, p: Fields) -> Array:
    """Return what Washington's course x is worth to the sender, if Kim is of this type."""
    kim = pure_type(kind, levers, p)
    worth = [
        look_ahead.play(whose, s, {"washington": x}, kim, levers, p).worth
        for whose in ("beijing", "seoul")
    ]
    return np.where(beijing, *worth)


def price(m: int, report: int, proof: Array, precision: Array, p: Fields) -> Array:
    """Return what a message costs, in log-odds."""
    word = -NEVER if m == SILENCE else p.candour * (m != report)
    cost = precision * p.proof_cost / A_YEAR if m == report else -NEVER
    return np.where(proof, 0.0 if m == SILENCE else cost, word)
