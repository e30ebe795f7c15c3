"""The class page: one file that holds the course or a lesson and carries the game; no server, no network."""

from sim.classroom.class_page.export import COURSE as COURSE
from sim.classroom.class_page.export import export as export
from sim.classroom.class_page.lesson import ORDER as ORDER

__all__ = ["COURSE", "ORDER", "export"]
