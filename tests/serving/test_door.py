"""Under which names a server may be asked for: its own, and where it is open to the network an address in digits."""

from __future__ import annotations

import socket

from sim.pages.serving.door import open_door


def test_doors_know_whether_they_are_open_and_under_which_names() -> None:
    closed = open_door("127.0.0.1", 0)
    try:
        assert not closed.open_to_network
        assert closed.hosts.admit(f"localhost:{closed.port}")
        assert not closed.hosts.admit(f"{socket.gethostname()}.example:{closed.port}")
        assert not closed.hosts.admit("192.168.0.7")
    finally:
        closed.listener.close()
    opened = open_door("0.0.0.0", 0)
    try:
        assert opened.open_to_network
        assert opened.hosts.admit(f"192.168.0.7:{opened.port}")
        assert not opened.hosts.admit("evil.example")
    finally:
        opened.listener.close()
