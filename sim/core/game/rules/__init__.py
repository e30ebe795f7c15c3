"""How the moves of a month change a world: the state (`change.py`), what befalls it (`shocks.py`),
war (`war.py`).

Every function takes the state and the conduct of the capitals, and `months` of unchanged conduct:
one in the month itself, four in a stride of the look-ahead, where conduct holds chances. What a
function reads of others' state is last month's, except where its sentence says otherwise;
`month.py` keeps the order.
"""
