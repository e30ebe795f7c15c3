"""Pages that people open: the class page, the live page, and seats for teams."""
