"""The sheet of luck: one uniform for every seed, month, world and purpose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from scipy.special import ndtri

from .types import Floats

# Numbered once, by position, and never renumbered: a new purpose goes to the end.
SLOTS: Final = (
    "choice_washington", "choice_beijing", "choice_pyongyang", "choice_seoul",
    "accident", "severity", "collapse", "election",
    "detainee", "dialogue", "thaad", "switch",
    "family", "preset", "deal", "kim_type",
    "tension", "stability", "small_talk", "refugees",
    "noise_washington_enforcement", "noise_washington_economy", "noise_washington_stability", "noise_washington_arsenal",
    "noise_beijing_economy", "noise_beijing_stability", "noise_beijing_arsenal", "noise_pyongyang_enforcement",
    "noise_seoul_enforcement", "noise_seoul_economy", "noise_seoul_stability", "noise_seoul_arsenal",
    "see_washington_beijing", "see_washington_pyongyang", "see_washington_seoul", "see_beijing_washington",
    "see_beijing_pyongyang", "see_beijing_seoul", "see_pyongyang_washington", "see_pyongyang_beijing",
    "see_pyongyang_seoul", "see_seoul_washington", "see_seoul_beijing", "see_seoul_pyongyang",
    "loss", "refugee_lump",
)  # fmt: skip
SLOT: Final[Mapping[str, int]] = {name: number for number, name in enumerate(SLOTS)}
RESERVED: Final = 64
BLOCK: Final = 4
BLOCKS: Final = -(-len(SLOTS) // BLOCK)
LEAST: Final = 2.0**-54
MOST_SEED: Final = 2**63 - 1


def checked_seed(seed: object) -> int:
    """Return the seed as an int from 0 to 2⁶³ − 1; a bool or a float is refused with TypeError, a range with ValueError."""
    if isinstance(seed, bool | float) or not isinstance(seed, int | np.integer):
        raise TypeError(f"a seed is a whole number from 0 to 2**63 - 1, not {seed!r}")
    if not 0 <= seed <= MOST_SEED:
        raise ValueError(f"a seed is a whole number from 0 to 2**63 - 1, not {seed}")
    return int(seed)


def uniforms(seed: int, month: int, first_world: int, worlds: int) -> Floats:
    """Return the sheet of one month, `(slots, worlds)`, for consecutive worlds.

    The generator is Philox with key (seed, month) and counter (world, block of four slots, 0, 0), so the numbers of
    a world do not depend on which other worlds are asked for (Salmon et al. 2011). Values lie in (0, 1).
    """
    key = np.array([seed, month], dtype=np.uint64)
    sheet = np.empty((BLOCKS * BLOCK, worlds))
    block_of_slots = np.empty(worlds * BLOCK)
    generator = np.random.Philox(key=key)
    state = generator.state
    draw = np.random.Generator(generator).random
    for block in range(BLOCKS):
        state["state"]["counter"] = np.array([first_world, block, 0, 0], dtype=np.uint64)
        generator.state = state
        draw(out=block_of_slots)
        np.maximum(block_of_slots.reshape(worlds, BLOCK).T, LEAST, out=sheet[block * BLOCK : (block + 1) * BLOCK])
    return sheet


class Luck:
    """The luck of one month for a batch of worlds.

    `sheet` is `(slots, worlds)`. A normal variate is the inverse distribution function of its uniform.
    """

    __slots__ = ("_normal", "sheet")

    def __init__(self, sheet: Floats) -> None:
        self.sheet = sheet
        self._normal: dict[str, Floats] = {}

    def uniform(self, slot: str) -> Floats:
        """Return the uniforms of a slot, `(worlds,)`, in (0, 1)."""
        return self.sheet[SLOT[slot]]

    def normal(self, slot: str) -> Floats:
        """Return the standard normal variates of a slot, `(worlds,)`."""
        if slot not in self._normal:
            self._normal[slot] = ndtri(self.sheet[SLOT[slot]])
        return self._normal[slot]
