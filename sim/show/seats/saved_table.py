"""A table whose game is saved after every change."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .record import Record
from .saving import save_game
from .table import Table


def saved_table(folder: Path, record: Record, chosen: Mapping[str, str], deadline: int) -> Table:
    """Return a table for a game, saved in a folder now and after every change; raises OSError where it cannot be."""
    save_game(folder, record, chosen, deadline)
    return Table(record, lambda kept, now: save_game(folder, kept, now, deadline), dict(chosen))
