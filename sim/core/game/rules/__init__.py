"""Effects of a month's moves on a world: the state (`change.py`), shocks (`shocks.py`), war
(`war.py`).

Every function takes the state and the conduct of the capitals, and `months` of unchanged conduct:
one in the month itself, four in a stride of the look-ahead, where conduct holds chances. The other
states that a function reads are last month's, except where its docstring says otherwise; `month.py`
keeps the order.
"""
