"""A small game that uses every word of the subset: two sides, three moods, one end."""
