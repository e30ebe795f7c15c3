"""Under which names a server may be asked for: its own, and where it is open to the network an
address in digits.
"""

from __future__ import annotations

import asyncio
import socket

from sim.classroom.serving.server import BoundServer, bind_server


def test_servers_know_whether_they_are_open_and_under_which_names() -> None:
    closed = bind_server("127.0.0.1", 0)
    try:
        assert not closed.open_to_network
        assert closed.hosts.admit(f"localhost:{closed.port}")
        assert not closed.hosts.admit(f"{socket.gethostname()}.example:{closed.port}")
        assert not closed.hosts.admit("192.168.0.7")
    finally:
        closed.listener.close()
    opened = bind_server("0.0.0.0", 0)
    try:
        assert opened.open_to_network
        assert opened.hosts.admit(f"192.168.0.7:{opened.port}")
        assert not opened.hosts.admit("evil.example")
    finally:
        opened.listener.close()


def test_what_is_answered_goes_out_at_once() -> None:
    """Not held back until the browser has acknowledged what went before, 40 ms for every answer."""

    async def accepted(bound: BoundServer) -> int:
        held: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def arrived(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            held.set_result(
                writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            )
            writer.close()

        async with await asyncio.start_server(arrived, sock=bound.listener):
            _, writer = await asyncio.open_connection("127.0.0.1", bound.port)
            writer.close()
            return await held

    assert asyncio.run(accepted(bind_server("127.0.0.1", 0)))
