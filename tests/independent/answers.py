"""7.10: words and deeds, what they amount to, and what is seen and heard of them."""

from __future__ import annotations

import numpy as np

from .arrays import (
    ENGAGEMENT,
    IMPOSSIBLE,
    MENUS,
    PLACES,
    Array,
    Fields,
    Luck,
    above,
    chances_of,
    of,
)


def washington(s: Fields, levers: Fields, p: Fields) -> tuple[list[Array], list[Array]]:
    """Return what is added to Washington's words and deeds."""
    n, test = of(p.washington_nerve, s.washington_course), p.washington_test
    dp, dd = p.dial * (levers.pressure - 0.5), p.dial * (levers.dialogue - 0.5)
    force = test * (s.big_test + s.lethal) + p.crisis_answer * above(s.tension - 4.5)
    step, frozen = p.step_for_step * s.soft_pyongyang, p.washington_freeze * s.freeze
    words = [
        step + dd - test * s.tested / 2,
        step + dd,
        0 * dd,
        s.tested * (1 - s.enforcement) * p.leverage_believed,
        n * force + dp,
    ]
    deeds = [
        frozen + step * s.talks - 2 * test * s.tested + dd,
        0 * dd,
        2 * test * s.big_test + dp - frozen,
        n * force + dp - frozen,
    ]
    return words, deeds


def beijing(s: Fields, levers: Fields, p: Fields) -> tuple[list[Array], list[Array]]:
    """Return what is added to Beijing's words and deeds."""
    need = p.need_weight * above(-s.economy - 0.03)
    fair = np.clip((s.relation + 0.3) / 0.2, -0.25, 1)
    firm = (
        2 * p.dial * (levers.enforcing - 0.5)
        - 2 * p.dial * levers.easing * s.soft_pyongyang
        + p.beijing_test * s.big_test
        - need
        + p.firm_with * (levers.secondary + s.relation + s.leaning * fair)
        - p.firm_against * (levers.rhetoric / 2 + above(s.presence - p.presence_normal))
        - p.firm_against * levers.thaad_retaliation * (s.thaad - 0.5)
    )
    soft = s.talked + s.soft_pyongyang + s.soft_seoul
    mediate = 0.3 * p.step_for_step * soft + p.crisis_answer * above(s.tension - 4.5)
    words = [mediate, 0 * need, 0 * need, 2 * p.beijing_test * s.big_test]
    return words, [need - p.dial * (levers.enforcing - 0.5), 0 * need, firm, 2 * firm]


def pyongyang(s: Fields, kim: Fields, levers: Fields, p: Fields) -> tuple[list[Array], list[Array]]:
    """Return what is added to the words and deeds of a Pyongyang under some view of Kim."""
    drive = (
        kim.drive_threat * (s.threat_felt - p.drive_at)
        + kim.drive_softness * (s.softness_seen - p.drive_at / 2)
        + kim.drive_bite * (s.sanction_pressure - p.drive_at)
    )
    back, against = p.caution * above(s.tension - p.caution_from), p.drive_in_words * drive
    met = s.mediated * above(s.offer + s.aided / 2 - kim.price)
    near = s.soft_seoul + levers.contact * s.mediated
    soft = p.step_for_step * (s.soft_washington + near / 2 + met) - against
    words = [soft, soft, 0 * drive, against + p.drive_in_words * (s.threat_felt - p.drive_at)]
    test = drive + p.test_momentum * s.tested - back
    deeds = [
        p.step_for_step * (s.soft_washington * s.talks + s.relieved) - against,
        0 * drive,
        0 * drive,
        test,
        test - p.deterrent_saturation * s.deterrent,
        drive - back,
    ]
    return words, deeds


def seoul(s: Fields, p: Fields) -> tuple[list[Array], list[Array]]:
    """Return what is added to Seoul's words and deeds."""
    soft, shock = p.step_for_step / 2 * s.soft_pyongyang, p.seoul_test * s.big_test
    words = [soft - shock, 0 * s.tested, shock + p.seoul_test * s.lethal]
    paused = (s.washington_course == ENGAGEMENT) * s.soft_pyongyang
    deeds = [
        soft - p.seoul_test * s.tested,
        0 * s.tested,
        -3 * (paused + s.freeze),
        shock,
        0 * s.tested,
    ]
    return words, deeds


def pyongyang_chances(
    s: Fields, rows: Fields, kim: Fields, levers: Fields, p: Fields
) -> tuple[Array, Array]:
    """Return the chances of Pyongyang's words and deeds under some view of Kim, by the row of the
    last moves.
    """
    words, deeds = pyongyang(s, kim, levers, p)
    word = (
        of(p.pyongyang_words, s.pyongyang_course)[:4]
        + p.momentum * rows.pyongyang_word
        + np.stack(words)
    )
    deed = (
        of(p.pyongyang_deeds, s.pyongyang_course)
        + p.momentum * rows.pyongyang_deed
        + np.stack(deeds)
    )
    deed[0] = np.where(s.freeze > 0, deed[0], IMPOSSIBLE)
    chosen = chances_of(deed * kim.precision)
    astray = np.array([0, 1, 1, 1, 1, 0]).reshape(6, *[1] * (chosen.ndim - 1)) / 4
    return chances_of(word * kim.precision), chosen + kim.stray * (astray - chosen)


def menus(
    s: Fields, rows: Fields, kim: Fields, levers: Fields, p: Fields, exercises: Array
) -> Fields:
    """Return the chances of all eight menus; `exercises` says where Seoul may exercise."""
    found = Fields()
    answers = {
        "washington": washington(s, levers, p),
        "beijing": beijing(s, levers, p),
        "seoul": seoul(s, p),
    }
    for capital, added in answers.items():
        for kind, more in zip(("word", "deed"), added, strict=True):
            name = f"{capital}_{kind}"
            grid = of(p[f"{name}s"], s[f"{capital}_course"])[: PLACES[name]]
            found[name] = grid + p.momentum * rows[name] + np.stack(np.broadcast_arrays(*more))
    deeds = found.seoul_deed
    deeds[2] = np.where(exercises, deeds[2], IMPOSSIBLE)
    deeds[4] = np.where(s.lethal > 0.9, deeds[4], IMPOSSIBLE)
    found = Fields({name: chances_of(exponents) for name, exponents in found.items()})
    word, deed = pyongyang_chances(s, rows, kim, levers, p)
    return found.but(pyongyang_word=word, pyongyang_deed=deed)


def conduct(s: Fields, rows: Fields) -> Fields:
    """Return what rows of moves or of chances amount to; what is heard is here what was said."""
    c = Fields()
    c["talks"], c["back_channel"], _, c["blame"], c["threat"] = rows.washington_word
    c["relief"], _, c["sanctions"], c["deploy"] = rows.washington_deed
    c["mediate"], _, _, _ = rows.beijing_word
    c["aid"], c["look_away"], c["partly"], c["fully"] = rows.beijing_deed
    c["pyongyang_talks"], c["pyongyang_offer"], _, c["pyongyang_threat"] = rows.pyongyang_word
    c["disarm"], _, c["build"], c["missile"], c["big"], c["lethal"] = rows.pyongyang_deed
    c["initiative"], _, c["condemn"] = rows.seoul_word
    c["seoul_aid"], _, c["exercise"], c["seoul_sanction"], c["retaliate"] = rows.seoul_deed
    return c.but(
        test=c.missile + c.big,
        soft_washington=c.talks + 0.7 * c.back_channel,
        death=0 * c.talks,
        soft_pyongyang=c.pyongyang_talks + c.pyongyang_offer,
        soft_seoul=np.maximum(c.initiative, c.seoul_aid),
        half=np.where(s.talks >= 0.3, 0.5, 1.0),
        talks_heard=c.talks,
        back_channel_heard=c.back_channel,
        threat_heard=c.threat,
        soft_washington_heard=c.talks + 0.7 * c.back_channel,
    )


def seen(move: Array, blur: Array, luck: Luck, slot: str, places: int) -> Array:
    """Return the move, or its neighbour on the menu where it is misread."""
    before, misread = luck.below(slot, blur / 2), luck.below(slot, blur)
    shift = np.where(before, -1, np.where(misread, 1, 0))
    return np.clip(move + shift, 0, places - 1)


def heard(c: Fields, word: Array, levers: Fields, luck: Luck, p: Fields) -> Fields:
    """Return the conduct as Pyongyang heard Washington's word."""
    blur = p.blur * (1 + 4 * levers.ambiguity)
    word = seen(word, blur, luck, "hear_word", PLACES["washington_word"])
    talks, back_channel, threat = ((word == place) * 1.0 for place in (0, 1, 4))
    return c.but(
        talks_heard=talks,
        back_channel_heard=back_channel,
        threat_heard=threat,
        soft_washington_heard=talks + 0.7 * back_channel,
    )


def done(chances: Fields, luck: Luck, orders: Fields) -> Fields:
    """Return what is done of each menu, by number: an order takes the place of the draw."""
    return Fields({n: np.where(orders[n] >= 0, orders[n], luck.pick(n, chances[n])) for n in MENUS})
