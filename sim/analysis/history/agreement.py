"""Agreement of two machine codings: Cohen's kappa, over all capitals and for each, with an interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.history.changes import Change, dated_changes
from sim.arrays import Floats, Ints
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.estimate.interval import WILSON, Estimate, wilson

NAME: Final = "agreement of two machine codings"
METHOD: Final = "bootstrap over facts"
RESAMPLES: Final = 4000
SEED: Final = 12


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the two codings agree: kappa with its interval, and in how many of the facts they say the same."""

    kappa: Estimate
    same: int
    facts: int


def agreement() -> dict[str, Agreement]:
    """Return the agreement of the two machine codings of the dated changes, "all" and by capital."""
    changes = dated_changes()
    capitals = dict.fromkeys(change.capital for change in changes)
    parts = {capital: [change for change in changes if change.capital == capital] for capital in capitals}
    return {"all": agreement_of(parts)} | {name: agreement_of({name: part}) for name, part in parts.items()}


def agreement_of(parts: Mapping[str, Sequence[Change]], resamples: int = RESAMPLES) -> Agreement:
    """Return the agreement over groups of changes whose courses are compared within each group only.

    The interval holds the middle 95 % of the kappas of facts drawn anew within each group. Where the codings agree in
    all facts it begins where Wilson's interval of that share does. It is about the facts, not about other readers.
    """
    tables = [table_of([change.codings for change in part]) for part in parts.values()]
    luck = generator(SEED, Stream.FACTS_RESAMPLED)
    drawn = [
        luck.multinomial(int(table.sum()), (table / table.sum()).ravel(), resamples).reshape(-1, *table.shape)
        for table in tables
    ]
    value = float(kappa_of([table[None] for table in tables])[0])
    facts, same = sum(int(table.sum()) for table in tables), sum(int(np.trace(table)) for table in tables)
    if same == facts:
        differ = facts * (1.0 - wilson(facts, facts).low)
        return Agreement(Estimate(value, float(1.0 - differ / by_chance(tables)), value, facts, WILSON), same, facts)
    low, high = np.nanquantile(kappa_of(drawn), (0.025, 0.975))
    return Agreement(Estimate(value, float(low), float(high), facts, METHOD), same, facts)


def table_of(pairs: Sequence[tuple[str, str]]) -> Ints:
    """Return how often the first coding says one thing and the second another, `(categories, categories)`."""
    names = list(dict.fromkeys(name for pair in pairs for name in pair))
    table = np.zeros((len(names), len(names)), dtype=np.intp)
    for first, second in pairs:
        table[names.index(first), names.index(second)] += 1
    return table


def kappa_of(tables: Sequence[Ints]) -> Floats:
    """Return Cohen's kappa of tables `(resamples, categories, categories)`, one a group; NaN where it is undefined.

    Agreement by chance is counted within each group: over groups kappa is 1 less all that differ, by all that would
    differ by chance (Cohen 1960, Educational and Psychological Measurement 20:37; Barlow et al. 1991 for strata).
    """
    differ = np.sum([table.sum(axis=(1, 2)) - np.trace(table, axis1=1, axis2=2) for table in tables], axis=0)
    expected = by_chance(tables)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(expected > 0.0, 1.0 - differ / expected, np.nan))


def by_chance(tables: Sequence[Ints]) -> Floats:
    """Return how many would differ by chance if each coding kept its shares, over all groups, `(resamples,)`."""
    found = [
        table.sum(axis=(-2, -1)) - np.sum(table.sum(axis=-2) * table.sum(axis=-1), axis=-1) / table.sum(axis=(-2, -1))
        for table in tables
    ]
    return np.asarray(np.sum(found, axis=0))
