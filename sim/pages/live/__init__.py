"""The page for analysts: one file with the game in it."""
