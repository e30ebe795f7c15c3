"""The clock of a room: how long the open month waits for votes."""

from __future__ import annotations


class Clock:
    """The time that a month has. A deadline of 0 waits for ever; a pause stops the clock.

    Each month begins with the whole time, and so does the one that is open when a pause ends.
    """

    def __init__(self, deadline: int, paused: bool = False) -> None:
        self.deadline = deadline
        self.paused = paused
        self._month = -1
        self._due: float | None = None

    def follow(self, phase: str, month: int, now: float) -> None:
        """Begin anew where another month is open now."""
        if self.paused or phase != "playing":
            self._month, self._due = -1, None
        elif month != self._month:
            self._month, self._due = month, now + self.deadline if self.deadline else None

    def pause(self, paused: bool) -> None:
        """Stop the clock, or let the open month begin anew."""
        self.paused, self._month, self._due = paused, -1, None

    def over(self, now: float) -> bool:
        """Say whether the time of the open month is up."""
        return self._due is not None and now >= self._due

    def left(self, now: float) -> int | None:
        """Return the seconds that are left, None where no clock runs."""
        return None if self._due is None else max(0, round(self._due - now))
