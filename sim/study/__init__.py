"""From files to runs and from runs to estimates: what surrounds the game without being part of
it.
"""
