"""Random scenarios of the game that ships, 100 800 world-months, and the one hash of all that comes
of them.
"""

import hashlib
from pathlib import Path
from typing import Any

from sim.core.engine import Job, fingerprint, play
from sim.core.engine.source import read_game

from .support import digest, random_job

KEPT = Path(__file__).with_name("golden.txt")
UPDATE = "python tools/update_fingerprint.py"
SCENARIOS = 4
WORLDS = 700
MONTHS = 36


def jobs() -> list[Job]:
    """Return the scenarios: parameters, levers, orders, luck, first world and month drawn at
    random, by world or not.
    """
    return [random_job(read_game(), 100 + seed, WORLDS, MONTHS) for seed in range(SCENARIOS)]


def hash_of(engine: Any) -> str:
    """Return the hash of every state, record and end that an engine makes of the scenarios."""
    whole = hashlib.sha256()
    for job in jobs():
        whole.update(digest(play(job, engine)).encode())
    return whole.hexdigest()


def text() -> str:
    """Return what is kept: the hash as the kernel makes it, and the fingerprint of the rules it was
    made from.
    """
    return f"{hash_of('kernel')}\n{fingerprint()}\n"
