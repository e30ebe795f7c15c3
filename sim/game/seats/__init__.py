"""A month in two halves, with what each capital sees written down, so that somebody can choose in between."""
