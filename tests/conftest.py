"""Settings for every test: properties are tried on the same examples each time, and never against the clock."""

from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")
