"""The history of each world, and the catalogue of outcomes."""
