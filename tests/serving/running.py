"""An app on a real port of loopback, in a thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from sim.classroom.serving.server import Door, open_door, server_of


@contextmanager
def served(make_app: Any) -> Iterator[str]:
    """Serve the app that `make_app(door)` gives, and yield its address; the server ends with the block."""
    door: Door = open_door("127.0.0.1", 0)
    server = server_of(make_app(door))
    thread = Thread(target=server.run, kwargs={"sockets": [door.listener]})
    thread.start()
    try:
        yield door.address
    finally:
        server.should_exit = True
        thread.join()
        door.listener.close()
