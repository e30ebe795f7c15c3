"""A room without a server: seats fill evenly, what is too late does not count, and the journal
tells it all again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from sim.classroom.room.entries import (
    Bet,
    Door,
    Entry,
    Foretold,
    Joined,
    Removed,
    Seated,
    Taken,
    Undone,
    Voted,
)
from sim.classroom.room.folder import JOURNAL, Journal, mark_of
from sim.classroom.room.observations import LAST_CALL, Clock
from sim.classroom.room.room import MOST_DEVICES, Device, Room
from sim.classroom.seats.table import GameTable
from sim.core.base.errors import DataProblem, UsageProblem
from sim.core.game.catalogue import CAPITALS, MOVES
from sim.study.store import disk
from sim.study.store.disk import StorageProblem
from tests.room.rooms import EVEN, record


def room(games: int = 1, started: bool = True, months: int = 3) -> Room:
    """Return a room of games that are saved nowhere."""
    tables = [GameTable(record(months), lambda *_: None) for _ in range(games)]
    for table in tables:
        if started:
            table.start()
    return Room(tables)


def say(room: Room, entry: Entry) -> Any:
    """Let an entry count if it may."""
    room.check(entry)
    return room.count(entry)


def join(room: Room, count: int) -> None:
    for number in range(count):
        say(room, Joined(mark=mark_of(str(number)), at=60 * number))


def vote(device: int, word: str = "", deed: str = "", month: int = 0) -> Voted:
    return Voted(device=device, month=month, word=word, deed=deed)


@pytest.mark.parametrize(("games", "count"), [(1, 10), (3, 25)])
def test_students_spread_evenly_over_the_seats_of_all_games(games: int, count: int) -> None:
    made = room(games)
    join(made, count)
    sizes = [len(seat.members) for seat in made.seats.values()]
    assert len(sizes) == 4 * games
    assert max(sizes) - min(sizes) <= 1


def test_a_device_that_joins_again_keeps_its_seat() -> None:
    made = room()
    join(made, 3)
    before = made.device(mark_of("1"))
    assert say(made, Joined(mark=mark_of("1"), at=0)) is before
    assert len(made.devices) == 3


def test_a_room_has_bounds_and_a_door() -> None:
    made = room()
    say(made, Door(open=False))
    with pytest.raises(UsageProblem, match="closed"):
        join(made, 1)
    say(made, Door(open=True))
    join(made, MOST_DEVICES)
    with pytest.raises(UsageProblem, match="full"):
        say(made, Joined(mark=mark_of("one more"), at=0))


def test_a_vote_counts_in_its_month_and_its_menu_only() -> None:
    made = room()
    join(made, 8)
    for wrong in (vote(0, month=1), vote(0, word="nonesuch"), vote(0, deed="silence"), vote(99)):
        with pytest.raises(UsageProblem):
            say(made, wrong)
    made.closing = 0
    with pytest.raises(UsageProblem, match="not open"):
        say(made, vote(0))
    assert made.choices(1, 0) == {}


def test_who_changes_a_vote_votes_later() -> None:
    """Two against two: the one that stands the longest wins, and a vote that was changed and
    changed back does not.
    """
    made = room()
    join(made, 16)
    own = [device.number for device in made.seats[1, "seoul"].members]
    for device, word in zip(own, ("silence", "silence", "condemn", "condemn"), strict=True):
        say(made, vote(device, word))
    assert made.choices(1, 0)["seoul.word"] == "silence"
    for word in ("initiative", "silence"):
        for device in own[:2]:
            say(made, vote(device, word))
    assert made.choices(1, 0)["seoul.word"] == "condemn"


def test_a_seat_that_the_teacher_took_over_is_the_teachers() -> None:
    made = room()
    join(made, 4)
    student = made.seats[1, "seoul"].members[0]
    say(made, vote(student.number, "condemn"))
    teacher = say(made, Taken(game=1, capital="seoul", mark=mark_of("teacher")))
    assert made.choices(1, 0) == {}
    say(made, vote(teacher.number, "initiative"))
    assert made.choices(1, 0) == {"seoul.word": "initiative", "seoul.deed": ""}
    say(made, Taken(game=1, capital="seoul", mark=""))
    assert made.choices(1, 0) == {"seoul.word": "condemn", "seoul.deed": ""}
    assert teacher not in made.students()


def test_the_desk_moves_a_device_and_its_vote_stays_behind() -> None:
    made = room()
    join(made, 4)
    student = made.seats[1, "seoul"].members[0]
    say(made, vote(student.number, "condemn"))
    say(made, Seated(device=student.number, game=1, capital="beijing"))
    assert made.choices(1, 0) == {}
    say(made, vote(student.number, "mediate"))
    assert made.choices(1, 0) == {"beijing.word": "mediate", "beijing.deed": ""}
    assert [len(seat.members) for seat in made.seats.values()] == [1, 2, 1, 0]
    with pytest.raises(UsageProblem, match="no such seat"):
        say(made, Seated(device=student.number, game=2, capital="seoul"))


def test_before_the_start_a_student_chooses_a_seat_where_there_is_room() -> None:
    made = room(started=False)
    join(made, 10)
    student = made.seats[1, "washington"].members[0]
    assert made.roomy(student.number) == ["pyongyang", "seoul"]
    say(made, made.chosen(student.number, "seoul"))
    assert [len(seat.members) for seat in made.seats.values()] == [2, 3, 2, 3]
    for full in ("beijing", "seoul", "nowhere"):
        with pytest.raises(UsageProblem, match="not free"):
            made.chosen(student.number, full)
    made.games[0].start()
    with pytest.raises(UsageProblem, match="not free"):
        made.chosen(student.number, "pyongyang")


def test_nobody_leaves_a_seat_empty_but_for_an_empty_one_and_the_teacher_stays() -> None:
    made = room(started=False)
    join(made, 1)
    assert made.roomy(0) == ["beijing", "pyongyang", "seoul"]
    teacher = say(made, Taken(game=1, capital="seoul", mark=mark_of("teacher")))
    assert made.roomy(teacher.number) == []
    for number in (1, 2, 3):
        say(made, Joined(mark=mark_of(str(number)), at=60 * number))
    assert made.roomy(0) == []


def test_a_device_that_was_removed_counts_no_more_and_may_join_anew() -> None:
    made = room()
    join(made, 4)
    student = made.seats[1, "seoul"].members[0]
    say(made, vote(student.number, "condemn"))
    say(made, Removed(device=student.number))
    assert made.choices(1, 0) == {}
    assert len(made.students()) == 3
    for late in (vote(student.number), Removed(device=student.number)):
        with pytest.raises(UsageProblem, match="nobody"):
            say(made, late)
    join(made, 4)
    assert made.seats[1, "seoul"].members[0].number == 4


def test_a_month_waits_for_those_who_are_there() -> None:
    made = room()
    join(made, 8)
    now = 1000.0
    for device in made.devices.values():
        device.seen = now
    for number in range(1, 8):
        say(made, vote(number))
    assert [voted < present for voted, present in made.stand(now)].count(True) == 1
    made.devices[0].seen = now - 100
    assert made.have_voted(now)
    made.devices[0].waiting = 1
    assert not made.have_voted(now)


def test_nobody_votes_nothing_is_decided() -> None:
    made = room()
    assert not made.have_voted(0.0)


def entries() -> st.SearchStrategy[Entry]:
    """Return entries of all kinds, many of which cannot count."""
    device, capital = st.integers(0, 5), st.sampled_from(CAPITALS)
    words = st.sampled_from(["", *(move.name for menu in MOVES.values() for move in menu)])
    return st.one_of(
        st.builds(lambda each: Joined(mark=mark_of(str(each)), at=each), st.integers(0, 6)),
        st.builds(
            lambda each, who: Taken(game=1, capital=each, mark=mark_of(who)),
            capital,
            st.sampled_from("ab"),
        ),
        st.builds(lambda who, each: Seated(device=who, game=1, capital=each), device, capital),
        st.builds(lambda who: Removed(device=who), device),
        st.builds(vote, device, words, words, st.integers(0, 1)),
        st.builds(
            lambda who, bet: Bet(device=who, month=0, chance=bet), device, st.integers(0, 100)
        ),
        st.builds(lambda who: Foretold(device=who, chances=EVEN), device),
        st.builds(lambda each: Door(open=each), st.booleans()),
        st.builds(lambda since: Undone(since=since), st.integers(0, 6)),
    )


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    st.lists(entries(), max_size=25), st.binary(max_size=20).filter(lambda tail: b"\n" not in tail)
)
def test_the_journal_tells_everything_again(
    tmp_path_factory: pytest.TempPathFactory, made: list[Entry], cut: bytes
) -> None:
    """Whatever was acknowledged is there after a kill, and a line that was cut short is not."""
    path, first = tmp_path_factory.mktemp("room") / JOURNAL, room()

    async def keep() -> None:
        journal = Journal(path, first.check, first.count)
        for entry in made:
            try:
                await journal.keep(entry)
            except UsageProblem:
                continue
        journal.close()

    asyncio.run(keep())
    with path.open("ab") as file:
        file.write(cut)
    again = room()
    journal = Journal(path, again.check, again.count)
    journal.replay(again.check_sense)
    journal.close()
    assert [
        (each.number, each.place, each.bets, each.teacher) for each in again.devices.values()
    ] == [(each.number, each.place, each.bets, each.teacher) for each in first.devices.values()]
    assert {place: seat.ballots for place, seat in again.seats.items()} == {
        place: seat.ballots for place, seat in first.seats.items()
    }
    assert again.choices(1, 0) == first.choices(1, 0)
    assert again.open == first.open


def test_votes_at_once_share_a_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, written = room(), Counter[str]()
    join(made, 100)
    sync = disk.system.sync
    monkeypatch.setattr(disk.system, "sync", lambda file: (written.update(["sync"]), sync(file)))

    async def crowd() -> None:
        journal = Journal(tmp_path / JOURNAL, made.check, made.count)
        await asyncio.gather(*(journal.keep(vote(number)) for number in range(100)))
        journal.close()

    asyncio.run(crowd())
    assert sum(len(seat.ballots) for seat in made.seats.values()) == 100
    assert written["sync"] < 10


def test_what_could_not_be_written_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = room()
    join(made, 4)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    async def keep() -> None:
        journal = Journal(tmp_path / JOURNAL, made.check, made.count)
        with monkeypatch.context() as broken:
            broken.setattr(disk.system, "sync", full)
            with pytest.raises(StorageProblem):
                await journal.keep(vote(0))
        assert not any(seat.ballots for seat in made.seats.values())
        await journal.keep(vote(1))
        journal.close()

    asyncio.run(keep())
    assert (tmp_path / JOURNAL).read_bytes().count(b"\n") == 1


@pytest.mark.parametrize(
    "line", [b"{}", b"[]", b"\xff", b'{"kind": "voted"}', b'{"kind": "joined", "mark": "x"}']
)
def test_a_journal_that_was_changed_is_refused(tmp_path: Path, line: bytes) -> None:
    (tmp_path / JOURNAL).write_bytes(line + b"\n")
    made = room()
    journal = Journal(tmp_path / JOURNAL, made.check, made.count)
    with pytest.raises(DataProblem, match="line 1"):
        journal.replay(made.check_sense)
    journal.close()


def test_one_silent_phone_does_not_hold_a_month() -> None:
    """Three in five of all seats are enough for a last call."""
    made, clock = room(), Clock(deadline=100)
    join(made, 12)
    for device in made.devices.values():
        device.seen = 0.0
    for device in list(made.devices)[:8]:
        assert not clock.ends(made, 1.0)
        assert not clock.called
        say(made, vote(device))
    assert not clock.ends(made, 2.0)
    assert clock.called
    assert clock.ends(made, 2.0 + LAST_CALL)


def test_a_phone_without_a_touch_for_two_months_is_away_until_it_is_touched_again() -> None:
    made = room(months=12)
    join(made, 4)
    *awake, silent = made.devices.values()

    def month(*devices: Device) -> bool:
        for device in made.devices.values():
            device.seen = 0.0
        for device in devices:
            say(made, vote(device.number, month=made.month))
        ended = made.have_voted(0.0)
        for table in made.games:
            table.close_month(table.position.month)
        return ended

    assert [month(*awake) for _ in range(4)] == [False, False, False, True]
    assert month(*awake, silent)
    assert not month(*awake)


def test_a_bet_stands_until_another_and_a_seat_bets_what_its_middle_member_does() -> None:
    made = room()
    join(made, 12)
    seat = [device.number for device in made.seats[1, "seoul"].members]
    for device, chance in zip(seat, (10, 90, 30), strict=True):
        say(made, Bet(device=device, month=0, chance=chance))
    assert made.team_bets(1, 0) == made.team_bets(1, 5) == {"seoul": 0.3}
    assert sorted(made.bets(3)) == [10, 30, 90]
