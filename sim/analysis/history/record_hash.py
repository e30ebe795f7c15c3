"""The identity of the months that were read."""

from __future__ import annotations

import hashlib

from sim.analysis.history.record import Record, csv_text


def record_hash(record: Record, first: str, last: str) -> str:
    """Return twelve characters that stand for the months up to the last one that were read, and the window."""
    known = record.window(record.months[0], last)
    return hashlib.sha256(f"{first} {last}\n{csv_text(known)}".encode()).hexdigest()[:12]
