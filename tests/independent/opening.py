"""7.2 and 7.3: how a world begins, and how its months open."""

from __future__ import annotations

import numpy as np

from .arrays import CAPITALS, MENUS, PLACES, Array, Fields, one_hot
from .transitions import sanction_pressure_of

STARTS = (
    "tension",
    "presence",
    "arsenal",
    "un_measures",
    "us_measures",
    "enforcement",
    "economy",
    "cohesion",
    "talks",
    "freeze",
    "audience",
    "relation",
    "thaad",
    "threat_felt",
    "quiet",
)
ZEROS = (
    "dry",
    "softness_seen",
    "tested",
    "big_test",
    "lethal",
    "soft_washington",
    "talked",
    "soft_pyongyang",
    "soft_seoul",
    "mediated",
    "relieved",
    "standoff",
    "leaning",
    "offer",
    "aided",
    "perceived_risk",
    "un_rounds",
    "washington_signs",
    "beijing_signs",
    "message",
    "proved",
)
QUIET = {
    "washington_word": 2,
    "washington_deed": 1,
    "beijing_word": 1,
    "beijing_deed": 1,
    "pyongyang_word": 2,
    "pyongyang_deed": 2,
    "seoul_word": 1,
    "seoul_deed": 1,
}
"""What each did in the month before the start: silence or restraint, and nothing out of the way."""
EVIDENCE = ("evidence", "evidence_beijing", "frozen_evidence")


def begin(now: Fields, p: Fields) -> Fields:
    """7.2: return the worlds before their first month."""
    luck, zero = now.luck, np.zeros(p.leverage_low.shape)
    s = Fields({name: p[f"start_{name}"] for name in STARTS} | dict.fromkeys(ZEROS, zero))
    s.update(
        {name: np.zeros((3, *zero.shape)) for name in EVIDENCE},
        refugees=zero + 1,
        un_round_ago=zero + 4,
    )
    for capital in CAPITALS:
        name = f"{capital}_course"
        drawn = luck.pick(f"course_{capital}", p[f"start_{name}"][: PLACES[name]])
        s[name] = np.where(now.orders[name] >= 0, now.orders[name], drawn)
        s[f"{capital}_age"] = zero + 4
        s[f"{capital}_lean"] = p[f"{capital}_lean"][: PLACES[name]]
        s[f"{capital}_turned"] = zero > 0
    s["seoul_lean"] = s.seoul_lean + p.lean_elected * one_hot(
        s.seoul_course, PLACES["seoul_course"]
    )
    last = Fields({name: zero.astype(int) + QUIET[name] for name in MENUS})
    return s.but(
        **last,
        moves=Fields({name: one_hot(last[name], PLACES[name]) for name in MENUS}),
        kim_type=luck.pick("kim_type", p.kim_chance[:3]),
        kim_leverage=p.leverage_low
        + (p.leverage_high - p.leverage_low) * luck.uniforms["leverage"],
        relation_drift=p.relation_trend + p.relation_drift * luck.normal("relation"),
        sanction_pressure=sanction_pressure_of(
            s.un_measures, s.us_measures, s.enforcement, now.levers, p
        ),
        deterrent=(s.arsenal >= now.levers.goal) * 1.0,
    )


def who_is_kim(s: Fields, now: Fields, p: Fields) -> Fields:
    """7.3 (1, 2): a new leader in Pyongyang, and the drift of the type."""
    new, luck = now.calendar.new_leader, now.luck
    other = new | luck.below("type_drift", p.type_drift)
    return s.but(
        kim_type=np.where(other, luck.pick("kim_type", p.kim_chance[:3]), s.kim_type),
        **{name: np.where(new, 0.0, s[name]) for name in (*EVIDENCE, "message")},
        proved=0 * s.proved,
    )


def window(s: Fields, now: Fields, p: Fields) -> Fields:
    """7.3 (3): a dialogue window of the giants."""
    kind = now.calendar.window
    mood = np.select([kind == 1, kind == 2], [1.0, -1.0], 0.0)
    return s.but(relation=np.clip(s.relation + mood * p.window_gain, -1, 1))


def election(s: Fields, capital: str, chances: Array, now: Fields, p: Fields) -> Fields:
    """7.3 (4): an election in one capital."""
    held, course = now.orders[f"{capital}_course"] >= 0, s[f"{capital}_course"]
    called = now.calendar[f"{capital}_election"]
    winner = now.luck.pick("office", chances)
    new = np.where(called & ~held, winner, course)
    return s.but(
        **{
            f"{capital}_lean": np.where(
                called, p.lean_elected * one_hot(winner, len(chances)), s[f"{capital}_lean"]
            ),
            f"{capital}_course": new,
            f"{capital}_age": np.where(called & ~held, 0.0, s[f"{capital}_age"]),
        }
    )


def elections(s: Fields, now: Fields, p: Fields) -> Fields:
    """7.3 (4): elections in Washington and in Seoul."""
    new = election(s, "washington", now.calendar.washington_office[:4], now, p)
    chances = now.calendar.seoul_office[:3].copy()
    return election(new, "seoul", chances / chances.sum(axis=0), now, p)


def courses_set(s: Fields, now: Fields) -> Fields:
    """7.3 (5, 6): switches long announced, and ordered courses."""
    new = s
    for capital in CAPITALS:
        name, order = f"{capital}_course", now.orders[f"{capital}_course"]
        elected = now.calendar.get(f"{capital}_election", np.zeros(order.shape, bool))
        drawn = now.luck.pick("office", now.calendar[f"{capital}_office"][: PLACES[name]])
        switched = now.calendar[f"{capital}_switch"] & ~elected & (order < 0)
        held = np.where(now.orders[f"{capital}_second"] >= 0, s[name], order)
        course = np.where(order >= 0, held, np.where(switched, drawn, s[name]))
        age = np.where(course != s[name], 0.0, s[f"{capital}_age"])
        new = new.but(**{name: course, f"{capital}_age": age})
    return new


def opening(s: Fields, now: Fields, p: Fields) -> tuple[Fields, Fields]:
    """7.3: return the worlds after the start of the month, and who turned in it."""
    before = window(who_is_kim(s, now, p), now, p)
    new = courses_set(elections(before, now, p), now)
    return new, Fields({c: new[f"{c}_course"] != before[f"{c}_course"] for c in CAPITALS})
