"""The server's own code on a virtual clock: an event loop that never waits, and connections without
sockets.

What a request costs takes no time here, so that what people wait for is what the rules let them
wait for; and the processor says what the desk waits for besides.
"""

from __future__ import annotations

import asyncio
import json
import selectors
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import Executor, Future
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar, cast

from uvicorn.server import ServerState

from sim.classroom.room.app import identify_token, room_app
from sim.classroom.room.rules import JoiningLine
from sim.classroom.room.session import Session
from sim.classroom.room.tickets import Tickets
from sim.classroom.serving.fairness import Limits
from sim.classroom.serving.server import Connection, Hosts, server_of

HERE = Hosts(frozenset({"room"}))
T = TypeVar("T")


class Still(selectors.SelectSelector):
    """Selects nothing, and lets the time pass instead of waiting."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        """Let so many seconds pass."""
        assert timeout is not None, "everybody waits for ever"
        self.now += timeout
        return []


class AtOnce(Executor):
    """Does what is given to threads before anything else happens."""

    def submit(self, what: Callable[..., T], /, *args: Any, **given: Any) -> Future[T]:
        """Do it now."""
        done: Future[T] = Future()
        try:
            done.set_result(what(*args, **given))
        except BaseException as error:
            done.set_exception(error)
        return done


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose time passes when nobody has anything to do."""

    def __init__(self) -> None:
        self._still = Still()
        super().__init__(self._still)
        # The loop takes threads alone for its default; this does without one.
        self._default_executor = AtOnce()

    def time(self) -> float:
        """Return the virtual time."""
        return self._still.now


def run_virtually(work: Coroutine[Any, Any, T]) -> T:
    """Return what some work gives, done on a virtual clock."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(work)


class Wire(asyncio.Transport):
    """A client's end of a connection, which is the server's transport too; None is the answer of
    one that was cut.
    """

    def __init__(self, connect: Callable[[], Connection], address: str) -> None:
        super().__init__({"peername": (address, 1), "sockname": ("room", 80)})
        self.is_open, self._answers = True, asyncio.Queue[dict[str, Any] | None]()
        self._connection, self._held = connect(), b""
        self._connection.connection_made(self)

    async def ask(self, path: str, token: str = "", body: Any = None) -> tuple[int, Any]:
        """Return the status and the content of an answer; 0 and None on a connection that is
        cut.
        """
        content = b"" if body is None else json.dumps(body).encode()
        lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", "host: room"]
        lines += [f"authorization: Bearer {token}"] if token else []
        lines += [f"content-length: {len(content)}", "content-type: application/json"]
        if self.is_open:
            self._connection.data_received("\r\n".join([*lines, "\r\n"]).encode() + content)
        found = await self._answers.get() if self.is_open else None
        return (0, None) if found is None else (found["status"], found["content"])

    def write(self, data: Any) -> None:
        """Take a part of an answer; what is whole is heard."""
        self._held += bytes(data)
        head, end, rest = self._held.partition(b"\r\n\r\n")
        if not end:
            return
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        length = int(fields.get(b"content-length", 0))
        if len(rest) >= length:
            self._held, content = rest[length:], rest[:length]
            kind = fields.get(b"content-type", b"")
            parsed = json.loads(content) if kind.endswith(b"json") else None
            self._answers.put_nowait({"status": int(head.split(b" ", 2)[1]), "content": parsed})

    def abort(self) -> None:
        """Hear that the connection is cut."""
        if self.is_open:
            self.is_open = False
            self._answers.put_nowait(None)
            asyncio.get_running_loop().call_soon(self._connection.connection_lost, None)

    close = abort

    def is_closing(self) -> bool:
        """Say whether it was cut."""
        return not self.is_open

    def pause_reading(self) -> None:
        """Say nothing: a client here asks once it was answered."""

    resume_reading = pause_reading


@asynccontextmanager
async def serving(session: Session) -> AsyncIterator[Callable[[str], Wire]]:
    """Serve a room in the running loop, by its clock; yield what opens a connection from an
    address.
    """
    clock = asyncio.get_running_loop().time
    session.state.line, session.tickets = JoiningLine(clock=clock), Tickets(clock)
    limits = Limits(lambda token: identify_token(session, token), clock=clock)
    app = room_app(session, HERE, "http://room", limits)
    config = server_of(app, app.places).config
    config.load()
    lifespan, state = config.lifespan_class(config), ServerState()
    await lifespan.startup()
    connect = partial(
        cast(Any, config.http_protocol_class), config=config, server_state=state, app_state={}
    )
    wires: list[Wire] = []

    def wire_from(address: str) -> Wire:
        wires.append(Wire(connect, address))
        return wires[-1]

    yield wire_from
    for wire in wires:
        wire.abort()
    await asyncio.sleep(1.0)
    await lifespan.shutdown()
