"""Serving pages to browsers: the bound server, its middleware and its responses; the pages
themselves are elsewhere.
"""
