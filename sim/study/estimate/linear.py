"""Linear algebra in a fixed order of operations, so that results have the same bits on every
processor.
"""

from typing import Final

import numpy as np

from sim.core.base.arrays import Floats, weighted_sum

SINGULAR: Final = 1e-14
"""A pivot below this share of the largest entry is rounding."""


def forward(root: Floats, right: Floats) -> Floats:
    """Solve L x = b by forward substitution, for a lower triangle `root` and columns `right`,
    `(k, columns)`.
    """
    solution = np.zeros_like(right)
    for row in range(len(root)):
        solution[row] = (
            right[row] - weighted_sum(solution[:row], root[row, :row]) if row else right[row]
        ) / root[row, row]
    return solution


def solve(matrix: Floats, right: Floats) -> tuple[Floats, int]:
    """Solve a square system by Gaussian elimination with partial pivoting; return its solution and
    the sign of its determinant.

    For a singular matrix the sign is 0, and unknowns that the equations leave free are 0.
    """
    rest: list[list[float]] = np.column_stack([matrix, right]).tolist()
    least, sign, tops = SINGULAR * float(np.abs(matrix).max()), 1, []
    for column in range(len(rest)):
        heads = [abs(row[0]) for row in rest]
        place = heads.index(max(heads))
        if heads[place] <= least:
            sign, rest = 0, [row[1:] for row in rest]
            continue
        pivot, *top = rest.pop(place)
        sign = sign if (pivot > 0.0) == (place % 2 == 0) else -sign
        tops.append((column, pivot, top))
        for k, (head, *row) in enumerate(rest):
            share = head / pivot
            rest[k] = [a - share * b for a, b in zip(row, top, strict=False)]
    solution = [0.0] * len(matrix)
    for column, pivot, top in reversed(tops):
        total = top[-1]
        for factor, value in zip(top, solution[column + 1 :], strict=False):
            total -= factor * value
        solution[column] = total / pivot
    return np.array(solution), sign


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
