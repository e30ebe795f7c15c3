"""The live page and the seats in a browser: a Starlette app on loopback, and its assets (extra `web`)."""
