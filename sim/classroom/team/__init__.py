"""The team game: what a way of playing is worth, points, secret cards, what the room believes, and
causes in words.
"""
