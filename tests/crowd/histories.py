"""One history of a room from a seed: who is there, what goes wrong, and what must hold all the
same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from unittest.mock import patch

from sim.classroom.room import room as room_module
from sim.classroom.room.entries import Joined, Removed, Seated, Undone, Voted
from sim.classroom.room.room import first_of
from tests.crowd.house import DEVICES, HANDLES, PLACES, SOUND, WATCHING, Disk, House, Planted
from tests.crowd.network import Acting, World
from tests.crowd.people import Cheat, Student, Teacher, Waits, addresses

JOIN, VOTE, DESK = 75.0, 45.0, 30.0
"""Seconds of the virtual clock in which who keeps to the rules is seated, has voted, and the desk
is answered.
"""

LENGTH = 125.0


@dataclass
class History:
    """What happened: what was broken, in words, and how long things took."""

    seed: int
    broken: list[str] = field(default_factory=list)
    waits: Waits = field(default_factory=Waits)
    said: Counter[str] = field(default_factory=Counter)


def play_history(seed: int, planted: Planted = SOUND) -> History:
    """Return the history of a seed."""
    world = World(seed)
    chance = world.chance
    world.lost, world.slow = chance.choice([0.0, 0.0, 0.01, 0.03]), chance.choice([0.05, 0.3, 0.8])
    history = History(seed)
    with patch.object(room_module, "MOST_DEVICES", DEVICES):
        house = House(world, planted)
        shared = chance.random() < 0.3
        places = addresses(shared)
        count = chance.randint(4, 12)
        students = [Student(world, house, next(places), history.waits) for _ in range(count)]
        late = chance.uniform(25.0, 45.0)
        for number, student in enumerate(students):
            comes = late if number == 0 else chance.uniform(0.0, 20.0)
            world.after(comes, world.act, student.live(tabs=chance.choice([1, 1, 1, 2])))
            if chance.random() < 0.2:
                world.act(student.sleep())
        teacher = Teacher(world, house, next(places), history.waits, count)
        world.act(teacher.live(chance.uniform(15.0, 30.0)))
        let_cheats_in(world, house, next(places), shared)
        for _ in range(chance.choice([0, 0, 1, 2])):
            world.act(kill_and_resume(world, house))
        watch = Watch(history, house, students, teacher)
        world.act(watch.look())
        world.run(LENGTH)
        check_votes(history, house.disk)
        refused = [each for each in house.refused if any(each is line for line in house.disk.lines)]
        history.broken += [f"a refused entry stands in the journal: {each}" for each in refused]
    history.said.update(
        months=house.disk.game.month, undone=teacher.undone, entries=len(house.disk.lines)
    )
    return history


def let_cheats_in(world: World, house: House, address: str, shared: bool) -> None:
    """Let some kinds of cheats and strangers in, at their times."""
    chance = world.chance
    begin, until = chance.uniform(5.0, 45.0), LENGTH
    cheat = Cheat(world, house, address)
    # Who shares the address of the class floods with fewer hands: a room cannot tell them apart.
    hands = chance.randint(1, 4) if shared else chance.randint(1, 30)
    kinds = {
        "joins": [cheat.flood_joins(chance.choice([10, 60]), "RIGHT") for _ in range(hands)],
        "guesses": [cheat.flood_joins(2000, "WRONG") for _ in range(hands)],
        "polls": [
            *(cheat.flood_joins(30, "RIGHT") for _ in range(hands)),
            cheat.hoard_polls(until),
        ],
        "votes": [cheat.flood_joins(2, "RIGHT"), *(cheat.storm_votes(until) for _ in range(4))],
        "unread": [cheat.hold_unread(chance.choice([50, 200]), until)],
        "garbage": [cheat.talk_garbage(until) for _ in range(hands)],
    }
    for kind in chance.sample(sorted(kinds), chance.choice([0, 1, 1, 2])):
        for acting in kinds[kind]:
            world.after(begin, world.act, acting)


def kill_and_resume(world: World, house: House) -> Acting:
    """Kill the server once, and start it again from its folder."""
    yield world.chance.uniform(10.0, LENGTH - 30.0)
    if house.up:
        house.kill()
        yield world.chance.uniform(1.0, 8.0)
        house.start()


@dataclass
class Watch:
    """Looks at all once a second, and writes down what ought not to be."""

    history: History
    house: House
    students: list[Student]
    teacher: Teacher

    def look(self) -> Acting:
        """Look until the end."""
        while True:
            yield 1.0
            self.check_bounds()
            self.check_waits()

    def says(self, what: str) -> None:
        """Write down that something was broken, once."""
        if what not in self.history.broken:
            self.history.broken.append(what)

    def check_bounds(self) -> None:
        """Memory and handles stay below their bounds."""
        house = self.house
        if len(house.places.held) > PLACES:
            self.says("more places are held than there are")
        if len(house.handles) >= HANDLES:
            self.says("no handle is left")
        if len(house.room.students()) > DEVICES:
            self.says("more devices are in the room than it has places")
        if sum(map(len, house.questions.values())) > house.room.numbers + WATCHING:
            self.says("more questions are open than there are devices")
        if len(house.waiting) + len(house.writing) + len(house.joins) > PLACES + 2:
            self.says("more is waiting than there are connections")

    def check_waits(self) -> None:
        """Nobody who keeps to the rules waits for too long; the time after a start is for finding
        back.
        """
        now = self.world_now
        if not self.house.up:
            for student in self.students:
                student.wanted = None if student.wanted is None else now
            self.teacher.kept_waiting = None if self.teacher.kept_waiting is None else now
            return
        for student in self.students:
            if student.goal == "join" and student.wanted is not None and not self.house.room.open:
                student.wanted = now  # the teacher has closed the door, and knows why
            bound = JOIN if student.goal == "join" else VOTE
            if student.wanted is not None and now - student.wanted > bound:
                self.says(f"a student waits to {student.goal} for more than {bound:.0f} s")
        if self.teacher.kept_waiting is not None and now - self.teacher.kept_waiting > DESK:
            self.says("the desk is not answered")

    @property
    def world_now(self) -> float:
        """The time."""
        return self.house.world.now


def check_votes(history: History, disk: Disk) -> None:
    """Count by hand what the journal says of each month that was closed, and compare it with what
    was played.
    """
    for month, (lines, chosen) in disk.closed.items():
        late = [
            each for each in disk.lines[lines:] if isinstance(each, Voted) and each.month == month
        ]
        if late:
            history.broken.append(f"a vote for month {month} stands in the journal after its end")
        found = count_by_hand(disk, lines, month)
        if found != {menu: word for menu, word in chosen.items() if menu.endswith(".word")}:
            history.broken.append(
                f"month {month} was played as {chosen}, and the journal says {found}"
            )


def count_by_hand(disk: Disk, lines: int, month: int) -> dict[str, str]:
    """Return what each capital says in a month, by the first so many lines of the journal."""
    capital: dict[int, str] = {}
    joined: dict[int, int] = {}
    votes: dict[int, str] = {}
    sizes = Counter({"washington": 0, "beijing": 0, "pyongyang": 0, "seoul": 0})
    number = 0
    for entry in disk.lines[:lines]:
        if isinstance(entry, Joined):
            capital[number] = min(sizes, key=lambda each: sizes[each])
            joined[number] = entry.at
            sizes[capital[number]] += 1
            number += 1
        gone = [entry.device] if isinstance(entry, Removed) and entry.device in capital else []
        if isinstance(entry, Undone):
            gone = [device for device in capital if joined[device] >= entry.since]
        for device in gone:
            sizes[capital.pop(device)] -= 1
            votes.pop(device, None)
        assert not isinstance(entry, Seated)
        if isinstance(entry, Voted) and entry.month == month and entry.device in capital:
            votes.pop(entry.device, None)
            votes[entry.device] = entry.word
    by_seat: dict[str, list[str]] = {}
    for device, word in votes.items():
        by_seat.setdefault(capital[device], []).append(word)
    return {f"{seat}.word": first_of(words) for seat, words in by_seat.items()}
