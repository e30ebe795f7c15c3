"""A beat as plain data, as its page plays it: nothing of it is recorded, but who is met and what is asked."""

from __future__ import annotations

from typing import Any

from sim.classroom.class_page.beat import Beat
from sim.engine import SLOTS
from sim.engine.luck import sheet_of_one
from sim.pages.model import plain_scenario


def plain_beat(beat: Beat) -> dict[str, Any]:
    """Return a beat as the page plays it; the luck at the brink is that of the shown worlds, by month."""
    return {
        "name": beat.name, "seat": beat.seat, "season": beat.season, "seasons": beat.seasons, "seed": str(beat.seed),
        "choices": list(beat.choices.values()), "names": list(beat.choices),
        "tension": next(iter(beat.others.values())).value("start_tension"),
        "lamps": beat.lamps, "lit": [each not in beat.dark for each in beat.lamps],
        "brink": beat.brink, "twin": beat.twin,
        "others": {
            name: {"scenario": plain_scenario(scenario), "world": beat.worlds[name], "luck": luck(beat, name)}
            for name, scenario in beat.others.items()
        },
        "ends": [{"name": name, "test": test} for name, test in beat.ends.items()],
        "moral": [{"path": path, "bad": bad} for path, bad in beat.moral],
        "twenty": {"of": beat.of, "every": beat.every, "first": beat.shown.first},
    }  # fmt: skip


def luck(beat: Beat, other: str) -> list[float]:
    """Return what the shown world draws at the brink, by month; nothing where no beat asks for it."""
    if not beat.brink:
        return []
    place = SLOTS.index(beat.brink)
    return [sheet_of_one(beat.seed, month, beat.worlds[other], 0, 0, len(SLOTS))[place] for month in range(beat.months)]
