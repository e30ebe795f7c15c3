"""One module a capital: its moves under each course, the failure of a course, its leans and
payoffs.
"""
