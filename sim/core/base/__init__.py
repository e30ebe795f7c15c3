"""Helpers shared by all of the core: errors with a remedy, checks, reproducible arrays, months."""
