"""A nowcast of few months by few sets of parameters, and records changed by hand."""

from __future__ import annotations

from functools import cache

from sim.history import NowcastOptions
from sim.history.kept_posterior import KeptPosterior, kept_prior
from sim.history.nowcast import NowcastFinding, find
from sim.history.record import Record, load_record


@cache
def few() -> KeptPosterior:
    """Return few sets of parameters."""
    return kept_prior(6, 8, 3)


def record(last: str = "1991-12") -> Record:
    """Return the record up to a month."""
    return load_record().window("1990-01", last)


def changed(of: Record, month: str, **cells: float | str) -> Record:
    """Return a record in which some cells of a month say something else."""
    row = of.position(month)
    columns = {name: values.copy() for name, values in of.columns.items()}
    texts = {name: list(values) for name, values in of.texts.items()}
    for name, value in cells.items():
        (texts if isinstance(value, str) else columns)[name][row] = value  # type: ignore[index]
    return Record(
        of.months, columns, {name: tuple(values) for name, values in texts.items()}, of.label
    )


def nowcast(
    of: Record | None = None, posterior: KeptPosterior | None = None, **more: object
) -> NowcastFinding:
    """Return a small nowcast."""
    options = {"particles": 20} | more
    return find(NowcastOptions(of or record(), posterior or few(), **options), ())  # type: ignore[arg-type]
