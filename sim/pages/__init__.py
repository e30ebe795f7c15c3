"""Pages that people open: the class page, the page for analysts, and a room for a class."""
