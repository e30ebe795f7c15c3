"""The class page: one file that holds a lesson, recorded from the model, and needs neither server nor network."""

from sim.pages.class_page.export import export as export
from sim.pages.class_page.lesson import DEFAULT_LESSON as DEFAULT_LESSON
from sim.pages.class_page.lesson import lesson_names as lesson_names

__all__ = ["DEFAULT_LESSON", "export", "lesson_names"]
