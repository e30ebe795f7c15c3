"""The rules of the game, for scholars to read: plain Python on the numbers of one world, without
any module of `sim` outside this folder.
"""
