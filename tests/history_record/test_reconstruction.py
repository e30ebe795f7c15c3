"""State reconstruction: a record is read as words and deeds that say again what it says, and the rules take them on."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.history.observe import OBSERVABLES, ROUND, observed_record, observed_worlds
from sim.analysis.history.origin import QUIET, freezes_of, full_enforcement, moves_of, reconstructed
from sim.analysis.history.record import load_record
from sim.game.catalogue import CAPITALS, MOVES
from sim.game.moves import Ending
from sim.game.policies import courses_of
from tests.history_record.changed import with_events

RECORD = load_record().window("2006-01", "2019-12")
MOVES_READ = moves_of(RECORD)
WORLDS = reconstructed(RECORD)


def test_words_and_deeds_say_again_what_the_record_says() -> None:
    """Observed with the model's definitions, they show every event but a test in the month of a lethal act."""
    actions = {
        menu: np.array([[[each.name for each in moves].index(read[menu])] for read in MOVES_READ])
        for menu, moves in MOVES.items()
    }
    since = np.array([[99.0], *([world.un_round_ago] for world in WORLDS)])
    again, seen = observed_worlds(actions, {ROUND: since}), observed_record(RECORD)
    hidden = {"test_month": seen["lethal_incident"], "big_test": seen["lethal_incident"]}
    for name in OBSERVABLES:
        np.testing.assert_array_equal(again[name][:, 0], seen[name] & ~hidden.get(name, False), name)


def test_every_course_has_a_quiet_word_and_deed_that_no_list_would_show() -> None:
    for capital in CAPITALS:
        assert set(QUIET[capital]) == set(courses_of(capital))
        for word, deed in QUIET[capital].values():
            assert word in {move.name for move in MOVES[f"{capital}.word"]} - {"talks", "offer", "initiative"}
            shown = {"sanctions", "missile_test", "big_test", "lethal_act", "exercise"}
            assert deed in {move.name for move in MOVES[f"{capital}.deed"]} - shown


def test_courses_are_those_of_the_declared_lines() -> None:
    world = WORLDS[RECORD.position("2018-06")]
    assert [courses_of(capital)[getattr(world, f"{capital}_course")] for capital in CAPITALS] == [
        "engagement", "mediate", "charm", "sunshine",
    ]  # fmt: skip
    # Kim Jong-un's charm has been in force since February 2018.
    assert world.pyongyang_age == 5.0


def test_no_world_of_the_record_ends() -> None:
    assert all(world.ending == Ending.NONE for world in WORLDS)


def test_the_freeze_is_that_of_the_record() -> None:
    frozen = freezes_of(RECORD)
    assert [world.freeze for world in WORLDS] == frozen.astype(float).tolist()
    months = {month for month, flag in zip(RECORD.months, frozen, strict=True) if flag}
    assert {"2007-10", "2018-07", "2018-12"} <= months
    assert not {month for month in months if "2009-02" <= month <= "2018-05"}
    begun = RECORD.position(min(month for month in months if month > "2018"))
    assert (WORLDS[begun].dry, WORLDS[begun + 1].dry) == (0.0, 1.0)


def test_rounds_are_counted_from_the_resolutions_of_the_record() -> None:
    found = observed_record(RECORD)["resolution"]
    assert [world.un_round_ago == 0.0 for world in WORLDS] == found.tolist()
    assert WORLDS[RECORD.position("2016-02")].un_round_ago == 35.0


def test_trade_of_the_last_month_is_not_yet_known() -> None:
    """Trade fell in 2018-04; customs said so in May, so the first origin that knows it is June."""
    for month, enforces in (("2018-05", False), ("2018-06", True)):
        known = RECORD.before(month)
        assert full_enforcement(known)[known.position("2018-04")] == enforces
        assert (moves_of(known)[known.position("2018-04")]["beijing.deed"] == "enforce_fully") == enforces


def test_the_gravest_event_of_a_month_is_the_deed() -> None:
    for counts, deed in (
        ({"missile_tests": 1.0}, "missile_test"),
        ({"missile_tests": 1.0, "long_range_tests": 1.0}, "big_test"),
        ({"nuclear_tests": 1.0, "lethal_incidents": 1.0}, "lethal_act"),
    ):
        record = with_events(RECORD, "2011-03", **counts)
        assert moves_of(record)[record.position("2011-03")]["pyongyang.deed"] == deed


def test_a_test_raises_tension_and_talks_raise_their_progress() -> None:
    place = RECORD.position("2011-03")
    base = reconstructed(RECORD.before("2011-05"))[place]
    tested = reconstructed(with_events(RECORD, "2011-03", nuclear_tests=1.0).before("2011-05"))[place]
    talked = reconstructed(with_events(RECORD, "2011-03", us_talks=1.0).before("2011-05"))[place]
    assert tested.tension > base.tension > talked.tension
    assert talked.talks > base.talks >= tested.talks
    assert (tested.quiet, base.quiet) == (0.0, 4.0)


def test_reconstruction_forgets_where_it_began() -> None:
    """Two records that differ only in their first years agree on what fades."""
    late, early = reconstructed(RECORD.window("2008-01", "2015-12"))[-1], reconstructed(RECORD.before("2016-01"))[-1]
    for name in ("tension", "enforcement", "cohesion", "talks", "audience", "threat_felt", "softness_seen"):
        assert getattr(late, name) == pytest.approx(getattr(early, name), abs=0.02), name


def test_one_world_does_not_change_with_those_after_it() -> None:
    again = reconstructed(RECORD.before("2009-01"))[30]
    assert RECORD.months[30] == "2008-07"
    assert again == WORLDS[30]
