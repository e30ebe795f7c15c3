"""How worlds are played: the rules of `sim.game`, translated for every engine, all to the same bytes."""

from ..game.numbers import Numbers
from ..game.world import Calendar, Levers, Luck, Orders, World
from .arrays import on_arrays
from .job import Job, Worlds
from .play import ENGINES, play
from .records import names_of
from .source import RuleError
from .translated import fingerprint

PLACES = names_of(World)
NUMBERS = names_of(Numbers)
SLOTS = names_of(Luck)
LEVERS = names_of(Levers)
ORDERS = names_of(Orders)
CALENDAR = names_of(Calendar)

__all__ = [
    "CALENDAR", "ENGINES", "LEVERS", "NUMBERS", "ORDERS", "PLACES", "SLOTS", "Job", "RuleError", "Worlds",
    "fingerprint", "on_arrays", "play",
]  # fmt: skip
