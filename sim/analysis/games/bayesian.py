"""Games in which one side knows its type and the other knows only how likely each type is: Bayes–Nash equilibria."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import numpy.typing as npt

from sim.arrays import Floats

TIE = 1e-9  # a gain below this share of the range of payoffs is rounding
SINGULAR = 1e-12


@dataclass(frozen=True, eq=False)
class TypedEquilibrium:
    """One equilibrium: the mixture of the side without types, `(rows,)`, and that of each type, `(types, columns)`."""

    row: Floats
    column: Floats

    @property
    def pure(self) -> bool:
        """Whether nobody mixes."""
        return all(np.count_nonzero(mixture) == 1 for mixture in (self.row, *self.column))

    def mean(self, values: Floats, chance: npt.ArrayLike) -> float:
        """Return the mean of values `(types, rows, columns)` in this equilibrium, given how likely each type is."""
        return float(np.einsum("t,a,tb,tab->", np.asarray(chance), self.row, self.column, values))


def equilibria_over_types(row: Floats, column: Floats, chance: npt.ArrayLike) -> list[TypedEquilibrium]:
    """Find the equilibria of a game in which the column player knows its type and the row player does not.

    `row` and `column` are payoffs `(types, rows, columns)`; `chance` is how likely each type is, `(types,)`. Pure
    equilibria come first. All are found where no two courses pay exactly the same; of a set of equilibria none may be.
    Source: support enumeration, as for Nash equilibria of two players, by type; Harsanyi 1967 for the game.

    >>> stag = np.array([[[2.0, 0.0], [1.0, 1.0]]])
    >>> found = equilibria_over_types(stag, stag.transpose(0, 2, 1), [1.0])
    >>> [each.pure for each in found]
    [True, True, False]
    >>> found[2].row.tolist()
    [0.5, 0.5]
    """
    weight = np.asarray(chance, dtype=np.float64)
    types, rows, columns = row.shape
    found = []
    for size in range(1, rows + 1):
        for own in combinations(range(rows), size):
            for supports in _supports(types, columns, size - 1):
                made = _solved(row, column, weight, own, supports)
                if made is not None:
                    found.append(made)
    return sorted(found, key=lambda each: not each.pure)


def _supports(types: int, columns: int, more: int) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Yield what each type may mix, so that all types together mix `more` courses beyond one each."""
    each = [support for size in range(1, columns + 1) for support in combinations(range(columns), size)]
    for supports in product(each, repeat=types):
        if sum(len(support) - 1 for support in supports) == more:
            yield supports


def _solved(
    row: Floats, column: Floats, chance: Floats, own: Sequence[int], supports: Sequence[Sequence[int]]
) -> TypedEquilibrium | None:
    """Return the equilibrium in which exactly these courses are mixed, if there is one."""
    types, rows, columns = row.shape
    mix = _indifferent([column[t][:, b] - column[t][:, s[0]] for t, s in enumerate(supports) for b in s[1:]], own)
    if mix is None:
        return None
    x = np.zeros(rows)
    x[list(own)] = mix
    places = [(t, b) for t, support in enumerate(supports) for b in support]
    gains = np.array([[chance[t] * row[t, a, b] for t, b in places] for a in own])
    sums = np.array([[1.0 if t == kind else 0.0 for t, _ in places] for kind in range(types)])
    shares = _solution(np.vstack([gains[1:] - gains[0], sums]), np.r_[np.zeros(len(own) - 1), np.ones(types)])
    if shares is None:
        return None
    y = np.zeros((types, columns))
    for (t, b), value in zip(places, shares, strict=True):
        y[t, b] = value
    return TypedEquilibrium(x, y) if _holds(row, column, chance, x, y) else None


def _indifferent(rows: list[Floats], own: Sequence[int]) -> Floats | None:
    """Return the mixture over some courses that makes every difference of payoffs 0, if there is one."""
    table = np.array([[each[a] for a in own] for each in rows] + [[1.0] * len(own)])
    return _solution(table, np.r_[np.zeros(len(rows)), 1.0])


def _solution(table: Floats, wanted: Floats) -> Floats | None:
    """Return the positive solution of as many equations as unknowns, or None where there is none or not one only."""
    if abs(np.linalg.det(table)) < SINGULAR * max(1.0, float(np.abs(table).max())):
        return None
    found = np.linalg.solve(table, wanted)
    return np.asarray(found) if (found > TIE).all() else None


def _holds(row: Floats, column: Floats, chance: Floats, x: Floats, y: Floats) -> bool:
    """Tell whether nobody gains by another course."""
    of_row = np.einsum("t,tb,tab->a", chance, y, row)
    of_types = np.einsum("a,tab->tb", x, column)
    row_gains = of_row.max() - of_row @ x
    type_gains = of_types.max(axis=1) - (of_types * y).sum(axis=1)
    return bool(row_gains <= TIE * np.ptp(row) and (type_gains <= TIE * np.ptp(column)).all())
