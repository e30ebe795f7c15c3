"""Seats: teams that take a capital each; the model plays the rest. No server in it: terminal and
browser share it.
"""
