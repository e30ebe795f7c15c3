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
    "dry",
    "audience",
    "credibility",
    "relation",
    "thaad",
    "threat_felt",
    "softness_seen",
    "tested",
    "big_test",
    "lethal",
    "quiet",
    "un_round_ago",
    "detained",
)
ZEROS = (
    "standoff",
    "outrage",
    "leaning",
    "offer",
    "aided",
    "window_mood",
    "window_left",
    "perceived_risk",
    "un_rounds",
    "washington_signs",
    "beijing_signs",
)
EVIDENCE = ("evidence", "evidence_beijing", "frozen_evidence")


def begin(now: Fields, p: Fields) -> Fields:
    """7.2: return the worlds before their first month."""
    luck, zero = now.luck, np.zeros(p.leverage_low.shape)
    s = Fields({name: p[f"start_{name}"] for name in STARTS} | dict.fromkeys(ZEROS, zero))
    s.update({name: np.zeros((3, *zero.shape)) for name in EVIDENCE}, refugees=zero + 1)
    for capital in CAPITALS:
        name = f"{capital}_course"
        drawn = luck.pick(f"course_{capital}", p[f"start_{name}"][: PLACES[name]])
        s[name] = np.where(now.orders[name] >= 0, now.orders[name], drawn)
        s[f"{capital}_age"] = p.start_age
        s[f"{capital}_lean"] = p[f"{capital}_lean"][: PLACES[name]]
        s[f"{capital}_turned"] = zero > 0
    s["seoul_lean"] = s.seoul_lean + p.lean_elected * one_hot(
        s.seoul_course, PLACES["seoul_course"]
    )
    last = Fields({name: luck.pick(name, p[f"start_{name}"][: PLACES[name]]) for name in MENUS})
    talks, back_channel = (last.washington_word == 0) * 1.0, (last.washington_word == 1) * 1.0
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
        soft_washington=talks + 0.7 * back_channel,
        soft_washington_open=talks + 0.7 * back_channel,
        soft_pyongyang=(last.pyongyang_word <= 1) * 1.0,
        soft_seoul=((last.seoul_word == 0) | (last.seoul_deed == 0)) * 1.0,
        mediated=(last.beijing_word == 0) * 1.0,
        relieved=(last.washington_deed == 0) * 1.0,
    )


def who_is_kim(s: Fields, now: Fields, p: Fields) -> Fields:
    """7.3 (1, 2): a new leader in Pyongyang, and the drift of the type."""
    new, luck = now.calendar.new_leader, now.luck
    other = new | luck.below("type_drift", p.type_drift)
    return s.but(
        kim_type=np.where(other, luck.pick("kim_type", p.kim_chance[:3]), s.kim_type),
        **{name: np.where(new, 0.0, s[name]) for name in EVIDENCE},
    )


def window(s: Fields, now: Fields, p: Fields) -> Fields:
    """7.3 (3): a dialogue window of the giants."""
    kind = now.calendar.window
    chance = np.clip(p.window_base + p.window_relation * s.relation, 0, 1)
    success = (kind == 2) | ((kind == 1) & now.luck.below("window", chance))
    mood = np.where(success, 1.0, -1.0)
    return s.but(
        relation=np.where(kind > 0, np.clip(s.relation + mood * p.window_gain, -1, 1), s.relation),
        window_mood=np.where(kind > 0, mood, s.window_mood),
        window_left=np.where(kind > 0, 3.0, s.window_left),
    )


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
    """7.3 (4): elections in Washington, which may end a freeze, and in Seoul."""
    new = election(s, "washington", now.calendar.washington_office[:4], now, p)
    breaks = (
        (new.washington_course != s.washington_course)
        & (s.freeze > 0)
        & now.luck.below("inherit", p.inherit_break)
    )
    new = new.but(
        freeze=np.where(breaks, 0.0, s.freeze),
        credibility=np.where(
            breaks, np.clip(s.credibility - p.credibility_broken, 0, 1), s.credibility
        ),
    )
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
