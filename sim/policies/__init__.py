"""Policies of a user's own and programs at seats: what they see, how they are translated or
asked.
"""
