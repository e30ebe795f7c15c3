"""The debrief of a game that is over: one file that a class keeps, in which any month can be played otherwise."""

from sim.classroom.debrief.export import FILE as FILE
from sim.classroom.debrief.export import debrief_page as debrief_page
from sim.classroom.debrief.export import write_debrief as write_debrief

__all__ = ["FILE", "debrief_page", "write_debrief"]
