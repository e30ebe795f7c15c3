"""A live room: phones join by a code, vote in the seats of capitals, bet; a wall shows it and a
desk leads it.
"""
