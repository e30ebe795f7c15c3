"""Worlds played in memory: one, a run, or batches of an experiment side by side."""
