"""A live room: phones join by a code, vote in the seats of capitals and bet; a wall shows the room
and a desk leads it.
"""
