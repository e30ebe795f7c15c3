"""Build the site: the documents as they are, the notebooks, the Python names from their
docstrings.
"""
