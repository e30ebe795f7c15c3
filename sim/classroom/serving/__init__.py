"""Serving pages to browsers: the door, what passes it and what it answers; the pages themselves are elsewhere."""
