"""7.4 to 7.6 and 7.9: when a course is reviewed, what is seen, and what is chosen."""

from __future__ import annotations

import numpy as np

from . import look_ahead
from .arrays import (
    CAPITALS,
    CHARM,
    CONSOLIDATE,
    ENGAGEMENT,
    IMPOSSIBLE,
    PLACES,
    PREVENT,
    Array,
    Fields,
    above,
    chances_of,
    one_hot,
)
from .war import window


def failures(s: Fields, p: Fields) -> Fields:
    """7.4: return for every capital which of its courses would have failed, or be done, courses by
    worlds.
    """
    shots = s.quiet <= 2
    never = np.zeros(shots.shape, bool)
    w, k = s.washington_age, s.pyongyang_age
    patience = {"pyongyang": 7, "seoul": 11}
    patient = {c: s[f"{c}_age"] >= patience.get(c, p.get(f"patience_{c}")) for c in CAPITALS}
    return Fields(
        washington=np.stack(
            [
                patient["washington"] & shots,
                (patient["washington"] & shots) | ((w >= 3) & (s.quiet >= 3)),
                ((w >= 3) & shots) | (patient["washington"] & (s.freeze == 0)),
                patient["washington"] | ((w >= 3) & (s.deterrent > 0)),
            ]
        ),
        beijing=np.stack(
            [
                s.tension >= p.crisis,
                never,
                (patient["beijing"] & (s.quiet >= p.patience_beijing)) | (s.economy < -0.08),
                patient["beijing"] & (s.talks < 0.3),
            ]
        ),
        pyongyang=np.stack(
            [
                (s.deterrent > 0) | (s.economy < -0.08),
                patient["pyongyang"] & ((s.threat_felt > 0.5) | (s.softness_seen > 0.3)),
                (patient["pyongyang"] & (s.dry >= 7)) | ((k >= 3) & (s.threat_felt > 0.5)),
                patient["pyongyang"] & (s.softness_seen < 0.3),
            ]
        ),
        seoul=np.stack(
            [
                patient["seoul"] & shots,
                patient["seoul"],
                patient["seoul"] & (s.quiet >= 3),
            ]
        ),
    )


def failed(s: Fields, capital: str, p: Fields) -> Array:
    """7.4: say where the present course has failed, or is done."""
    return np.take_along_axis(failures(s, p)[capital], s[f"{capital}_course"][None], axis=0)[0]


def in_office(capital: str, now: Fields) -> Array:
    """7.3: say where a capital has an election or a switch this month, or is held."""
    elected = now.calendar.get(f"{capital}_election", False)
    return elected | now.calendar[f"{capital}_switch"] | (now.orders[f"{capital}_course"] >= 0)


def due(s: Fields, capital: str, now: Fields, p: Fields, opened: Fields) -> Array:
    """7.4: say where a capital reviews its course."""
    others = [c for c in CAPITALS if c != capital]
    giants = {"washington": ["beijing"], "beijing": ["washington"]}.get(capital, [])
    turned = {c: s[f"{c}_turned"] | opened[c] for c in others}
    turn = np.any([turned[c] for c in others if c not in giants], axis=0)
    giant = np.any([turned[c] for c in giants], axis=0) if giants else 0 * turn
    word = s.soft_washington if capital == "pyongyang" else s.soft_pyongyang
    hears = (s.washington_course != ENGAGEMENT) * 1.0 if capital == "washington" else p.review_offer
    causes = [
        p.review_base,
        hears * (word > 0.5),
        p.review_cause * (s.tension >= p.crisis),
        np.maximum(p.review_giant * giant, p.review_cause * turn),
        p.review_cause * failed(s, capital, p),
        0 * p.review_cause if capital == "pyongyang" else p.review_cause * (s.big_test > 0.9),
    ]
    none = np.prod([1 - np.minimum(1, r) for r in causes], axis=0)
    rate = p.review_rate_washington if capital == "washington" else 1.0
    chance = np.minimum(1, rate * (1 - none))
    may = ~in_office(capital, now) & (s[f"{capital}_age"] >= 3)
    return may & now.luck.below(f"review_{capital}", chance)


def as_washington_sees(s: Fields, now: Fields, p: Fields) -> Fields:
    """7.5: return the worlds that Washington reviews on."""
    normal = now.luck.normal
    arsenal = np.clip(s.arsenal + p.error * normal("see_arsenal"), 0, 1)
    return s.but(
        enforcement=np.clip(s.enforcement + p.error * normal("see_enforcement"), 0, 1),
        economy=np.clip(s.economy + 0.2 * p.error * normal("see_economy"), -0.5, 0.3),
        arsenal=np.where(s.quiet <= 2, s.arsenal, arsenal),
    )


def rises(rank: tuple[float, ...], course: Array) -> Array:
    """Say for each course where it ranks above the present one."""
    ranks = np.asarray(rank)
    return ranks[:, None] > ranks[course]


def column(values: tuple[float, ...]) -> Array:
    """Return values by course, alike in all worlds."""
    return np.asarray(values)[:, None]


def washington_value(s: Fields, now: Fields, p: Fields) -> tuple[Array, Array]:
    """7.6: return the exponents of Washington's courses but for inertia, and the risk of war it
    perceives.
    """
    q, risk = look_ahead.washington(as_washington_sees(s, now, p), now.levers, p)
    return washington_before(s, now, p) + p.lookahead * (q - q.mean(axis=0)), risk


def washington_before(s: Fields, now: Fields, p: Fields) -> Array:
    """7.6: return the same before any course is valued."""
    pressure, dialogue = now.levers.pressure - 0.5, now.levers.dialogue - 0.5
    dials = (
        2 * p.dial * (pressure * column((0, 1, -0.3, 1)) + dialogue * column((0, -0.3, 1, -0.5)))
    )
    backing_down = p.audience_cost * s.audience * (1 - np.minimum(1, s.soft_pyongyang))
    before = s.washington_lean + dials - backing_down * rises((0, -1, 1, -2), s.washington_course)
    before[PREVENT] = np.where((window(s, p) < 0.2) | (s.quiet >= 6), IMPOSSIBLE, before[PREVENT])
    return before


def pyongyang_value(s: Fields, now: Fields, p: Fields) -> Array:
    """7.6: return the exponents of Pyongyang's courses but for inertia."""
    q = look_ahead.pyongyang(s, now.levers, p)
    value = p.lookahead_pyongyang * (q - q.mean(axis=0))
    w = np.asarray((0, 1, 0.5))[s.kim_type]
    hunger = above(s.enforcement - 0.5) * above(-s.economy) / 0.05
    value[[CHARM, CONSOLIDATE]] += p.leverage_courses * w * s.kim_leverage * hunger
    return s.pyongyang_lean + value


def beijing_value(s: Fields, now: Fields, p: Fields) -> Array:
    """7.6: return the exponents of Beijing's courses but for inertia."""
    error = 0.2 * p.error * (1 - now.levers.contact) * now.luck.normal("see_economy")
    q = look_ahead.neighbour(
        "beijing", s.but(economy=np.clip(s.economy + error, -0.5, 0.3)), now.levers, p
    )
    dials = 2 * p.dial * (now.levers.enforcing - 0.5) * column((-1, 0, 1, 0))
    return s.beijing_lean + dials + p.lookahead_beijing * (q - q.mean(axis=0))


def seoul_value(s: Fields, now: Fields, p: Fields) -> Array:
    """7.6: return the exponents of Seoul's courses but for inertia."""
    q = look_ahead.neighbour("seoul", s, now.levers, p)
    return s.seoul_lean + p.lookahead_pyongyang * (q - q.mean(axis=0))


def chosen(s: Fields, capital: str, value: Array, now: Fields, p: Fields) -> Array:
    """7.6: return the course that a review comes to."""
    return now.luck.pick(f"course_{capital}", course_chances(s, capital, value, p))


def course_chances(s: Fields, capital: str, value: Array, p: Fields) -> Array:
    """7.6: return the chance of each course at a review."""
    name = f"{capital}_course"
    places = PLACES[name]
    inertia = p.inertia * one_hot(s[name], places) * ~failed(s, capital, p)
    exponents = inertia + value
    allowed = p[f"{capital}_lean"][:places] > -30
    return chances_of(np.where(allowed, exponents, IMPOSSIBLE))


def plans(s: Fields, capital: str, now: Fields, p: Fields) -> Fields:
    """7.9: return where a capital has a plan, its course by it, and the months that it has counted."""
    first, second = now.orders[f"{capital}_course"], now.orders[f"{capital}_second"]
    has, present = (first >= 0) & (second >= 0), s[f"{capital}_course"]
    on_second = present == second
    sign = np.where(on_second, now.orders[f"{capital}_returns"], now.orders[f"{capital}_leaves"])
    enforced = as_washington_sees(s, now, p).enforcement >= p.seen_enforcing
    pressed = (s.moves.washington_word[4] > 0) | (s.moves.washington_deed[3] > 0)
    talks = (s.soft_washington if capital == "pyongyang" else s.talked) > 0.5
    signs = [
        enforced,
        ~enforced,
        pressed,
        ~pressed,
        talks,
        ~talks,
        s.tested > 0,
        s.soft_pyongyang > 0.5,
    ]
    one = np.ones_like(s.tension)
    good, bad = p.proof * one, p.grace_beijing * one
    months = [good, p.grace_washington * one, bad, good, good, bad, one, one]
    seen = (sign >= 0) & (now.calendar.month > 0) & np.choose(np.maximum(sign, 0), signs)
    counted = (s.get(f"{capital}_signs", 0 * one) + 1) * seen
    turns = counted >= np.choose(np.maximum(sign, 0), months)
    if capital in ("pyongyang", "seoul"):
        turns = seen
    course = np.where(on_second != (turns & (sign >= 0)), second, first)
    return Fields(has=has, course=course, signs=np.where(turns, 0.0, counted))


def reviews(s: Fields, now: Fields, p: Fields, opened: Fields) -> Fields:
    """3 (2): return the worlds with all new courses in effect, and every course a month older."""
    reviewing = {capital: due(s, capital, now, p, opened) for capital in CAPITALS}
    new = s
    for capital in CAPITALS:
        name, course = f"{capital}_course", s[f"{capital}_course"]
        if reviewing[capital].any():
            if capital == "washington":
                value, risk = washington_value(s, now, p)
                new = new.but(perceived_risk=np.where(reviewing[capital], risk, s.perceived_risk))
            elif capital == "pyongyang":
                value = pyongyang_value(s, now, p)
            else:
                value = beijing_value(s, now, p) if capital == "beijing" else seoul_value(s, now, p)
            course = np.where(reviewing[capital], chosen(s, capital, value, now, p), course)
        plan = plans(s, capital, now, p)
        course = np.where(plan.has, plan.course, course)
        if capital in ("washington", "beijing"):
            count = f"{capital}_signs"
            new = new.but(**{count: np.where(plan.has, plan.signs, s[count])})
        turned = course != s[name]
        age = np.where(turned, 0.0, s[f"{capital}_age"]) + 1
        new = new.but(**{name: course, f"{capital}_turned": turned, f"{capital}_age": age})
    return new
