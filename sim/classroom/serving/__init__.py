"""Serving pages to browsers: the bound server, its middleware and its responses.

Other packages hold the pages.
"""
