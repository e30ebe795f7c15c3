"""One room a capital: how it speaks and acts on its course, when a course has failed, what it turns
to.
"""
