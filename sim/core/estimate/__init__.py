"""How sure a number is, and how it is written."""
