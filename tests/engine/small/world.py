from dataclasses import dataclass, field

from sim.core.game.language import Grid, Move, Row, Table, row


class Mood(Move):
    CALM = 0
    TENSE = 1
    ANGRY = 2


class Deed(Move):
    WAIT = 0
    GIVE = 1
    TAKE = 2
    HIT = 3


@dataclass
class Side:
    mood: Mood = Mood.CALM
    heat: float = 0.25
    seen: Row = field(default_factory=row)
    moved: bool = False


@dataclass
class World:
    tension: float = 1.0
    own: Side = field(default_factory=Side)
    other: Side = field(default_factory=Side)
    deed: Deed = Deed.WAIT
    chance: Row = field(default_factory=row)
    ahead: float = 0.0
    calls: int = 0
    ending: Deed = Deed.WAIT


@dataclass
class Luck:
    deed: float = 0.5
    heat: float = 0.5
    end: float = 0.5
    rare: float = 0.5
    later: float = 0.5
    far: float = 0.5


@dataclass
class Levers:
    push: float = 0.5
    pull: float = 0.1


@dataclass
class Orders:
    deed: int = -1


@dataclass
class Calendar:
    season: float = 1.0
    holiday: bool = False
    shares: Row = field(default_factory=row)


@dataclass
class Now:
    luck: Luck = field(default_factory=Luck)
    levers: Levers = field(default_factory=Levers)
    orders: Orders = field(default_factory=Orders)
    calendar: Calendar = field(default_factory=Calendar)


@dataclass
class Parameters:
    rate: float = 0.3
    by_mood: Table = field(default_factory=lambda: [0.2, 0.5, 0.9, 0.0, 0.0, 0.0])
    odds: Grid = field(
        default_factory=lambda: [
            [0.1 * i - 0.3 * j if i < 3 and j < 4 else 0.0 for j in range(6)] for i in range(6)
        ]
    )
    end: float = 0.04
    rare: float = 0.2
