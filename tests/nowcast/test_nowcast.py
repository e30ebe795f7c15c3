"""A nowcast: chances that are chances, from nothing later, and what next month would make of
them.
"""

from dataclasses import replace

import numpy as np
import pytest

from sim.core.base.errors import DataProblem
from sim.core.estimate.interval import Estimate
from sim.core.game.catalogue import CAPITALS
from sim.history import NowcastOptions, kept_posterior
from sim.history.beliefs import ITEMS, KIM, SIGHTS, held_by, items_of, sights_seen, spread
from sim.history.directions import numbers_at
from sim.history.nowcast import find, with_open_month
from sim.history.sightings import calendar_of
from sim.options import Workspace
from tests.nowcast.small import changed, few, nowcast, record

FOUND = nowcast()


def test_the_chances_of_each_capital_and_of_kim_sum_to_one_in_every_month() -> None:
    for about in (*CAPITALS, KIM):
        np.testing.assert_allclose(
            FOUND.beliefs.chance[:, items_of(about)].sum(axis=-1), 1.0, rtol=1e-9
        )
    for chance in FOUND.now:
        assert 0.0 <= chance.low <= chance.value <= chance.high <= 1.0 + 1e-9
        assert chance.n == few().sets


def test_no_later_month_is_read() -> None:
    """A nowcast of June 1991 is the same whatever the file says of July, and is row June of a
    longer one.
    """
    asked = {"month": "1991-06"}
    early = nowcast(**asked)
    assert np.array_equal(early.beliefs.spans, FOUND.beliefs.spans[: len(early.beliefs.months)])
    later = changed(record(), "1991-07", missile_tests=3.0, us_talks=2.0, us_president="Somebody")
    other = nowcast(later, **asked)
    assert other.data() | {"record": ""} == early.data() | {"record": ""}
    assert repr(other.options) == repr(early.options)
    now = changed(record(), "1991-06", missile_tests=3.0)
    assert not np.array_equal(nowcast(now, **asked).beliefs.spans[-1], early.beliefs.spans[-1])


def test_the_chances_of_what_next_month_may_show_sum_to_one_and_are_told_by_how_far_they_move() -> (
    None
):
    assert {each.name for each in FOUND.sights} == set(SIGHTS)
    assert sum(each.chance.value for each in FOUND.sights) == pytest.approx(1.0)
    moved = [each.moved.value for each in FOUND.sights]
    assert moved == sorted(moved, reverse=True)
    assert 0.0 <= moved[-1] <= moved[0] <= 1.0


def test_what_is_held_after_each_thing_averages_to_what_is_held_when_nothing_is_seen() -> None:
    """The law of total probability, within the luck of the particles."""
    known = record("1991-06")
    calendar = calendar_of(with_open_month(known))
    sampler = few().twice().sampler(400, 2)
    for row in range(len(known)):
        sampler.read(calendar[: row + 1])
    found = sights_seen(sampler, calendar[-1:])
    mixed = sum(
        each.chance.value * np.array([after.value for after in each.after]) for each in found
    )
    clouds = replace(sampler.clouds)
    given = sampler.weight * np.exp(clouds.read(calendar[-1:]))
    blind = given / given.sum() @ held_by(clouds)
    np.testing.assert_allclose(mixed, blind, atol=0.03)


def test_a_big_test_speaks_for_a_course_that_tests() -> None:
    """More belief in building or brinkmanship after a big test than after a month of talks and no
    test.
    """
    place = {item: number for number, item in enumerate(ITEMS)}
    hard = [place["pyongyang", "build"], place["pyongyang", "brinkmanship"]]
    after = {each.name: sum(each.after[k].value for k in hard) for each in FOUND.sights}
    assert after["a big test, no talks"] > after["no test, talks"] + 0.1


def test_an_interval_spans_sets_by_weight_and_two_clouds_of_a_set_count_once() -> None:
    values = np.array([0.1, 0.3, 0.5, 0.7])[:, None]
    (found,) = spread(values, np.array([0.25, 0.25, 0.25, 0.25]))
    assert (found.value, found.low, found.high, found.n) == pytest.approx((0.4, 0.2, 0.6, 2))
    (heavy,) = spread(values, np.array([0.5, 0.5, 0.0, 0.0]))
    assert (heavy.value, heavy.low, heavy.high) == pytest.approx((0.2, 0.2, 0.2))


def test_more_particles_leave_less_to_luck() -> None:
    known = record("1990-08")
    some, more = nowcast(known, particles=8), nowcast(known, particles=512)
    assert 0.0 < more.beliefs.error[-1].mean() < 0.5 * some.beliefs.error[-1].mean()


def test_a_month_without_any_chance_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no test is ever listed, a month with a listed test cannot be."""
    never = {"test_missed": 1.0, "test_false": 0.0, "test_beside": 0.0, "branches": 0.0}
    blind = {name: np.full(12, value) for name, value in never.items()}
    monkeypatch.setattr(kept_posterior, "numbers_at", lambda z: numbers_at(z) | blind)
    tested = changed(record("1990-04"), "1990-04", missile_tests=1.0)
    with pytest.raises(DataProblem, match="no chance at all to the record of 1990-04"):
        nowcast(tested)


def test_an_unknown_holder_of_an_office_is_named() -> None:
    known = changed(record("1990-03"), "1990-03", us_president="Nobody Known")
    assert "washington: Nobody Known" in " ".join(nowcast(known).caveats())
    assert "washington" not in " ".join(nowcast(record("1990-03")).caveats())


def test_numbers_that_have_seen_later_months_are_said_to() -> None:
    learnt = replace(few(), last="2014-12")
    assert "to 2014-12, later than this month" in " ".join(
        nowcast(record("1990-03"), learnt).caveats()
    )


def test_a_record_of_later_months_goes_on_from_the_one_that_ships() -> None:
    whole = record("2019-12")
    later = whole.window("2019-06", "2019-12")
    joined = NowcastOptions(later, few())
    assert joined.record.months == whole.months
    assert repr(joined) == repr(NowcastOptions(whole, few()))
    with pytest.raises(DataProblem, match="no gaps"):
        NowcastOptions(
            replace(later, months=tuple(f"20{26 + k // 12}-{k % 12 + 1:02d}" for k in range(7))),
            few(),
        )


def test_it_is_the_same_again_and_in_two_threads() -> None:
    again = find(replace(FOUND.options, desk=Workspace(jobs=2)), ())
    assert again.data() == FOUND.data()


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (((0.1, 0.62), (0.1, 0.58), (0.1, 0.52)), "The three types of Kim are level"),
        (((0.36, 0.6), (0.3, 0.5), (0.1, 0.2)), "Kim's type stays open"),
        (((0.6, 0.9), (0.1, 0.3), (0.0, 0.2)), "Kim is fearful"),
    ],
)
def test_types_are_called_level_open_or_told_apart_by_their_intervals(
    limits: tuple[tuple[float, float], ...], said: str
) -> None:
    found = nowcast(record("1990-03"))
    kims = [Estimate((low + high) / 2.0, low, high, 6, "") for low, high in limits]
    found.__dict__["now"] = [*found.now[:-3], *kims]
    assert found.who_kim_is().startswith(said)
