"""The classroom: course, table of four capitals, room of phones and debrief. Nothing below imports
it.
"""
