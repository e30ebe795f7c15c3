"""The kit of a teacher: all that is printed, shown or handed out, made from what the game and its lessons declare."""

from sim.classroom.kit.kit import write_kit as write_kit

__all__ = ["write_kit"]
