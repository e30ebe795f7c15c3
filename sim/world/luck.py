"""The sheet of luck: one uniform for every seed, month, world and purpose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from scipy.special import ndtri

from ..arrays import Floats, Ints

# Numbered once, by position, and never renumbered: a new purpose goes to the end.
SLOTS: Final = (
    "choice_washington", "choice_beijing", "choice_pyongyang", "choice_seoul",
    "accident", "severity", "collapse", "election",
    "detainee", "dialogue", "thaad", "switch",
    "family", "preset", "deal", "kim_type",
    "tension", "stability", "small_talk", "refugees",
    "noise_washington_enforcement", "noise_washington_economy",
    "noise_washington_stability", "noise_washington_arsenal",
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
LEAST: Final = 2.0**-54
MOST_SEED: Final = 2**63 - 1


def checked_seed(seed: object) -> int:
    """Return the seed as an int.

    Raises TypeError for a bool, a float or anything else that is no int, and ValueError outside 0 to 2⁶³ − 1.
    """
    if isinstance(seed, bool | float) or not isinstance(seed, int | np.integer):
        raise TypeError(f"a seed is a whole number from 0 to 2**63 - 1, not {seed!r}")
    if not 0 <= seed <= MOST_SEED:
        raise ValueError(f"a seed is a whole number from 0 to 2**63 - 1, not {seed}")
    return int(seed)


class Luck:
    """The luck of one month for a batch of worlds, `spans` being (first world, worlds) of its parts.

    The generator is Philox with key (seed, month) and counter (world, block of four slots, 0, 0), so the numbers of
    a world do not depend on which other worlds or slots are read (Salmon et al. 2011). A block of slots is drawn when
    one of them is first read. A normal variate is the inverse distribution function of its uniform. `replaced` holds
    slots set by hand.
    """

    __slots__ = ("_blocks", "_generator", "_normal", "_state", "replaced", "spans")

    def __init__(self, seed: int, month: int, spans: Sequence[tuple[int, int]]) -> None:
        self.spans = spans
        self._generator = np.random.Philox(key=np.array([seed, month], dtype=np.uint64))
        self._state = self._generator.state
        self.replaced: dict[str, Floats] = {}
        self._blocks: dict[int, Floats] = {}
        self._normal: dict[str, Floats] = {}

    def uniform(self, slot: str) -> Floats:
        """Return the uniforms of a slot, `(worlds,)`, in (0, 1)."""
        if slot in self.replaced:
            return self.replaced[slot]
        block, row = divmod(SLOT[slot], BLOCK)
        if block not in self._blocks:
            self._blocks[block] = self._drawn(block)
        values: Floats = self._blocks[block][row]
        return values

    def normal(self, slot: str) -> Floats:
        """Return the standard normal variates of a slot, `(worlds,)`."""
        if slot not in self._normal:
            self._normal[slot] = ndtri(self.uniform(slot))
        return self._normal[slot]

    def normal_at(self, slot: str, worlds: Ints) -> Floats:
        """Return the standard normal variates of a slot for a few worlds by position."""
        normal: Floats = ndtri(self.uniform(slot)[worlds])
        return normal

    def _drawn(self, block: int) -> Floats:
        """Return a block of slots for all parts; parts that hold the same worlds share their luck."""
        parts = {span: self._uniforms(*span, block) for span in dict.fromkeys(self.spans)}
        if len(parts) == 1:
            (only,) = parts.values()
            return only if len(self.spans) == 1 else np.tile(only, (1, len(self.spans)))
        return np.concatenate([parts[span] for span in self.spans], axis=1)

    def _uniforms(self, first_world: int, worlds: int, block: int) -> Floats:
        """Return four slots for consecutive worlds, `(4, worlds)`."""
        # Setting the counter is many times cheaper than a new generator.
        self._state["state"]["counter"] = np.array([first_world, block, 0, 0], dtype=np.uint64)
        self._generator.state = self._state
        drawn = np.random.Generator(self._generator).random(worlds * BLOCK)
        return np.maximum(drawn.reshape(worlds, BLOCK).T, LEAST, order="C")
