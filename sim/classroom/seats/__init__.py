"""Seats: teams play a capital each, and the model plays the rest.

No server is in this package: terminal and browser share it.
"""
