"""A small guarded app for tests of the server, and a client that speaks to it without a network."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import httpx
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sim.classroom.serving.fairness import MOST, Limits, Places, RequestRate
from sim.classroom.serving.responses import HTML, Data, Guard, RequestBody, guarded_app, read_body
from sim.classroom.serving.server import Hosts

HERE = Hosts(frozenset({"testserver", "127.0.0.1"}))
PATIENT = Limits(of_a_connection=RequestRate(1e9, 1e9))
FILES = {
    "/": (b"<!doctype html><title>small</title>", HTML),
    "/large": (bytes(2**20), "application/octet-stream"),
}
FAIR = {"worlds": 40, "name": "spring"}


class Small(RequestBody):
    """A question with two fields."""

    worlds: Annotated[int, Field(ge=1, le=100)]
    name: Annotated[str, Field(min_length=1, max_length=40)]


def small_app(hosts: Hosts = HERE, limits: Limits = PATIENT, most: int = MOST) -> Guard:
    """Return an app that says what it was asked, and fails where it is asked to."""

    async def echo(request: Request) -> Response:
        wanted = read_body(Small, await request.body())
        if wanted.name == "fail":
            raise RuntimeError("the secret\nof the server")
        return Data(wanted.model_dump())

    async def state(_: Request) -> Response:
        return Data({"fine": True})

    routes = [
        Route("/api/echo", echo, methods=["POST"]),
        Route("/api/state", state, methods=["GET"]),
    ]
    return guarded_app(routes, FILES, hosts, limits, Places(most))


class Client:
    """Sends requests straight into an app, one event loop a request, as the address
    "testserver".
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    def request(self, method: str, address: str, **settings: Any) -> httpx.Response:
        """Return the response to one request."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as http:
                return await http.request(method, address, **settings)

        return asyncio.run(send())

    def get(self, address: str, **settings: Any) -> httpx.Response:
        """Return the response to a GET."""
        return self.request("GET", address, **settings)

    def post(self, address: str, **settings: Any) -> httpx.Response:
        """Return the response to a POST."""
        return self.request("POST", address, **settings)


def client(limits: Limits = PATIENT) -> Client:
    """Return a client of the small app."""
    return Client(small_app(limits=limits))
