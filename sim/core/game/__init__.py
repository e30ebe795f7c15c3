"""The game: what a scholar reads. Plain Python on the numbers of one world; it knows nothing
outside itself.
"""
