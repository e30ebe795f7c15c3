"""Experiments played into a folder or memory, and played again to compare."""
