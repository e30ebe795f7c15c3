"""The sheet of random draws: Philox 4x64-10, key (seed, month), counter (world, block, generation,
clone) as NumPy counts.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

BEFORE_START: Final = 2**32
"""The index of the month of the random draws for the start of a world, before its first month."""

WHOLE: Final = 2**64 - 1
LEAST: Final = 2.0**-54
MULTIPLIERS: Final = (0xD2E7470EE14C6C93, 0xCA5A826395121157)
STEPS: Final = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)


def sheet_of_one(
    seed: int, month: int, world: int, generation: int, clone: int, slots: int
) -> list[float]:
    """Return the uniforms of one world and month, in plain Python."""
    out: list[float] = []
    for block in range(-(-slots // 4)):
        a, b, c, d, k0, k1 = (
            world + 1 & WHOLE,
            block,
            generation & WHOLE,
            clone & WHOLE,
            seed & WHOLE,
            month,
        )
        for _ in range(10):
            x, y = MULTIPLIERS[0] * a, MULTIPLIERS[1] * c
            a, b, c, d = (y >> 64) ^ b ^ k0, y & WHOLE, (x >> 64) ^ d ^ k1, x & WHOLE
            k0, k1 = k0 + STEPS[0] & WHOLE, k1 + STEPS[1] & WHOLE
        out += [max((v >> 11) * 2.0**-53, LEAST) for v in (a, b, c, d)]
    return out[:slots]


def sheet_of_run(seed: int, month: int, first: int, worlds: int, slots: int) -> NDArray[np.float64]:
    """Return the uniforms of consecutive worlds, (slots, worlds), from NumPy's own Philox."""
    rows = []
    key = np.array([seed & WHOLE, month], np.uint64)
    for block in range(-(-slots // 4)):
        bits = np.random.Philox(key=key, counter=np.array([first, block, 0, 0], np.uint64))
        rows.append(np.random.Generator(bits).random(worlds * 4).reshape(worlds, 4).T)
    return np.maximum(np.concatenate(rows)[:slots], LEAST)


def sheet_of_many(
    seed: int,
    month: int,
    ids: NDArray[np.int64],
    generation: NDArray[np.int64],
    clone: NDArray[np.int64],
    slots: int,
) -> NDArray[np.float64]:
    """Return the uniforms of worlds, each with its own address, (slots, worlds)."""
    rows: list[NDArray[np.float64]] = []
    for block in range(-(-slots // 4)):
        a, b = ids.astype(np.uint64) + np.uint64(1), np.full(len(ids), block, np.uint64)
        c, d, k0, k1 = generation.astype(np.uint64), clone.astype(np.uint64), seed & WHOLE, month
        for _ in range(10):
            (x, x_low), (y, y_low) = _product(MULTIPLIERS[0], a), _product(MULTIPLIERS[1], c)
            a, b, c, d = y ^ b ^ np.uint64(k0), y_low, x ^ d ^ np.uint64(k1), x_low
            k0, k1 = k0 + STEPS[0] & WHOLE, k1 + STEPS[1] & WHOLE
        rows += [
            np.maximum((v >> np.uint64(11)).astype(np.float64) * 2.0**-53, LEAST)
            for v in (a, b, c, d)
        ]
    return np.array(rows[:slots])


def _product(constant: int, a: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the high and low halves of the 128 bits of a product."""
    half, low = np.uint64(32), np.uint64(0xFFFFFFFF)
    m0, m1 = np.uint64(constant & 0xFFFFFFFF), np.uint64(constant >> 32)
    a0, a1 = a & low, a >> half
    middle = a1 * m0 + (a0 * m0 >> half)
    other = a0 * m1 + (middle & low)
    return a1 * m1 + (middle >> half) + (other >> half), a * np.uint64(constant)
