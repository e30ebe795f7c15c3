"""User-written policies and external programs: their observations, translation and calls."""
