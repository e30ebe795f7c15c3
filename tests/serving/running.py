"""An app on a real port of loopback, in a thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from sim.classroom.serving.server import BoundServer, bind_server, server_of


@contextmanager
def served(make_app: Any) -> Iterator[str]:
    """Serve the app that `make_app(bound)` gives, and yield its address; the server ends with the
    block.
    """
    bound: BoundServer = bind_server("127.0.0.1", 0)
    app = make_app(bound)
    server = server_of(app, app.places)
    thread = Thread(target=server.run, kwargs={"sockets": [bound.listener]})
    thread.start()
    try:
        yield bound.address
    finally:
        server.should_exit = True
        thread.join()
        bound.listener.close()
