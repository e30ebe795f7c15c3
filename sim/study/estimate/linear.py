"""Linear algebra in a fixed order of operations, so that results have the same bits on every
processor.
"""

import numpy as np

from sim.core.base.arrays import Floats


def solve_all(systems: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Solve `(systems, k, k)` for a right side `(k,)` or one each; give `(systems, k)` and
    determinants `(systems,)`.

    By Gauss with partial pivots. The solution of a singular system is not finite.
    """
    count, size, _ = systems.shape
    left = np.concatenate([systems, np.broadcast_to(right[..., None], (count, size, 1))], axis=2)
    rows, determinant = np.arange(count), np.ones(count)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for k in range(size):
            place = k + np.abs(left[:, k:, k]).argmax(axis=1)
            top = left[rows, place]
            left[rows, place] = left[:, k]
            left[:, k] = top
            determinant *= np.where(place == k, top[:, k], -top[:, k])
            share = left[:, k + 1 :, k] / top[:, k, None]
            left[:, k + 1 :, k:] -= share[:, :, None] * top[:, None, k:]
        for k in reversed(range(size)):
            left[:, k, -1] /= left[:, k, k]
            left[:, :k, -1] -= left[:, :k, k] * left[:, k, -1:]
    return left[:, :, -1], determinant
