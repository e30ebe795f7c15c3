"""The page for analysts, and what it shares with the pages of the classroom: drawing, texts and one
file.
"""
