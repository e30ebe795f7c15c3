"""Studies: designs over levers and uncertainties, run in parts that can be stopped, resumed, shared
and checked.
"""
