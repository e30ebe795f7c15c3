"""How worlds are played: the rules of `sim.core.game`, translated for every engine, all to the same
bytes.
"""

from sim.core.engine.arrays import on_arrays
from sim.core.engine.job import Job, Worlds
from sim.core.engine.play import ENGINES, play
from sim.core.engine.records import names_of
from sim.core.engine.source import RuleError
from sim.core.engine.translated import fingerprint
from sim.core.game.parameters import Parameters
from sim.core.game.payoffs import PARTS
from sim.core.game.world import Calendar, Levers, Luck, Orders, World

PLACES = names_of(World)
OUTPUTS = tuple(part.place for parts in PARTS.values() for part in parts)
NUMBERS = names_of(Parameters)
SLOTS = names_of(Luck)
LEVERS = names_of(Levers)
ORDERS = names_of(Orders)
CALENDAR = names_of(Calendar)

__all__ = [
    "CALENDAR",
    "ENGINES",
    "LEVERS",
    "NUMBERS",
    "ORDERS",
    "OUTPUTS",
    "PLACES",
    "SLOTS",
    "Job",
    "RuleError",
    "Worlds",
    "fingerprint",
    "on_arrays",
    "play",
]
