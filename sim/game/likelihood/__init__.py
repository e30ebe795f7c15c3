"""The game given what a record shows: the chance of each month, and worlds that could have made it.

A particle is a world whose courses, resolves and state are drawn, while who Kim is and what nobody saw is summed.
"""
