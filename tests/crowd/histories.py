"""One history of a room from a seed: who is there, what goes wrong, and what must hold all the
same.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from unittest.mock import patch

from sim.classroom.room import room as room_module
from sim.classroom.room.entries import Joined, Removed, Seated, Undone, Voted
from sim.classroom.room.room import first_of
from sim.classroom.serving.fairness import UNREAD
from tests.crowd.house import (
    DEVICES,
    HANDLES,
    KEPT,
    PLACES,
    SOUND,
    WATCHING,
    Disk,
    House,
    Planted,
)
from tests.crowd.network import Acting, World
from tests.crowd.people import Cheat, Herd, Student, Teacher, Waits, Want, addresses

SEATED, VOTED, DESK = 5.0, 5.0, 1.0
"""Seconds of the virtual clock in which who keeps to the rules is seated, has voted, and the desk
is answered, without those that the network takes.
"""

AGAIN = 75.0
"""Seconds for those who type and had a turn in the minute before, or sit behind one address with
others. Nothing is promised to who types while more addresses guess than the line keeps turns for.
"""

LENGTH, LATE = 125.0, 3

FINDING_BACK = 3.0
"""Seconds after a start in which phones notice that the server is there again."""

OWN = "127.0.0.1"
"""The address of the desk, which is opened on the machine of the room."""

HERD, HERDED = 90, 70.0
"""Addresses of a large herd, more than the line keeps turns for; and seconds for which a herd goes
on.
"""


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
        students = [
            Student(world, house, next(places), history.waits, scans=chance.random() < 0.5)
            for _ in range(count)
        ]
        late = chance.uniform(25.0, 45.0)
        for number, student in enumerate(students):
            comes = late + number if number < LATE else chance.uniform(0.0, 20.0)
            world.after(comes, world.act, student.live(tabs=chance.choice([1, 1, 1, 2])))
            if chance.random() < 0.2:
                world.act(student.sleep())
        teacher = Teacher(world, house, OWN, history.waits, count)
        world.act(teacher.live(chance.uniform(15.0, 30.0)))
        cheats = let_cheats_in(world, house, next(places), shared)
        for _ in range(chance.choice([0, 0, 1, 2])):
            world.act(kill_and_resume(world, house))
        typed = math.inf if cheats > KEPT else AGAIN if shared else SEATED
        watch = Watch(history, house, students, teacher, typed)
        world.act(watch.look())
        world.run(LENGTH)
        check_votes(history, house.disk)
        refused = [each for each in house.refused if any(each is line for line in house.disk.lines)]
        history.broken += [f"a refused entry stands in the journal: {each}" for each in refused]
    history.said.update(
        months=house.disk.game.month, undone=teacher.undone, entries=len(house.disk.lines)
    )
    return history


def let_cheats_in(world: World, house: House, address: str, shared: bool) -> int:
    """Let some kinds of cheats and strangers in, at their times; return from how many addresses
    they come.
    """
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
    chosen = chance.sample(sorted(kinds), chance.choice([0, 1, 1, 2]))
    # Who guesses from the address of a class, while a herd does from others, can slow that class.
    many = 0 if shared and chosen else chance.choice([0, 0, 10, 30, HERD])
    herd = Herd(world, house, [f"198.51.100.{number}" for number in range(many)])
    ways = [herd.guess, herd.close, herd.wait, herd.hold_unread]
    actings = [each for kind in chosen for each in kinds[kind]]
    for acting in actings + chance.choice(ways)(begin + HERDED):
        world.after(begin, world.act, acting)
    return many


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
    typed: float

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
        unread = [wire.unread for wire in house.handles if wire.unread is not None]
        if any(self.world_now - since > UNREAD + 2.0 for since in unread):
            self.says("an answer that nobody reads is still kept")
        if len(house.waiting) + len(house.writing) + len(house.joins) > PLACES + 2:
            self.says("more is waiting than there are connections")

    def check_waits(self) -> None:
        """Nobody who keeps to the rules waits for too long; what nobody can help is not counted: a
        server that is down, a door that the teacher has closed, a room that is full.
        """
        now, room = self.world_now, self.house.room
        wants: list[tuple[Want, float]] = []
        for student in self.students:
            if student.want is not None:
                wants.append((student.want, self.bound_of(student)))
                if student.is_joining and (not room.open or room.full):
                    student.want.restart(now)
        if self.teacher.want is not None:
            wants.append((self.teacher.want, DESK))
        for want, bound in wants:
            if not self.house.up or now - self.house.started < FINDING_BACK:
                want.restart(now)
            if want.waited(now) > bound:
                self.says(f"{want.goal}: not after {bound:.0f} s")

    def bound_of(self, student: Student) -> float:
        """Return how long a student may wait for what it wants."""
        if not student.is_joining:
            return VOTED
        if student.scans:
            return SEATED
        return self.typed if student.comes_first else max(AGAIN, self.typed)

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
