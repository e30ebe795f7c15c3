"""Studies: designs over levers and uncertainties, played in parts that can be stopped, resumed,
shared and checked.
"""
