"""The page for analysts, and the parts that pages of the classroom share: drawing, texts and one
file.
"""
