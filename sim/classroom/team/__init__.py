"""The team game: Kim's type and the last month, the reading card, and what made the difference."""
