"""What the server refuses, and that it lives on: names, origins, sizes, rates, malformed and
hostile bodies.
"""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from sim.classroom.serving.fairness import Buckets, Limits, RequestRate
from sim.classroom.serving.responses import CONTENT_POLICY, MOST_BODY
from sim.classroom.serving.server import Hosts
from tests.for_each import for_each
from tests.serving.small import FAIR, FILES, Client, client


@pytest.fixture(scope="module")
def page() -> Client:
    return client()


def refused(response: Any, *statuses: int) -> None:
    assert response.status_code in statuses, response.text
    assert "Traceback" not in response.text
    assert set(response.json()) <= {"problem", "where", "remedy"}


def lives(page: Client) -> None:
    assert page.post("/api/echo", json=FAIR).status_code == 200


def test_every_response_carries_the_policy(page: Client) -> None:
    answers = [page.get(address) for address in FILES]
    for response in [*answers, page.get("/none"), page.post("/api/echo", content=b"{")]:
        policy = response.headers["content-security-policy"]
        assert policy == CONTENT_POLICY
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
    assert "unsafe" not in CONTENT_POLICY
    assert CONTENT_POLICY.startswith("default-src 'none'; script-src 'self';")
    assert "frame-ancestors 'self'" in CONTENT_POLICY


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8017", "127.0.0.1.evil.example", "", "10.0.0.1"]
)
def test_another_name_for_the_server_is_refused(page: Client, host: str) -> None:
    refused(page.get("/api/state", headers={"host": host}), 400)
    lives(page)


def test_an_open_server_takes_addresses_in_digits_but_no_foreign_names() -> None:
    hosts = Hosts(frozenset({"localhost", "desk"}), any_address=True)
    assert all(
        hosts.admit(name) for name in ("192.168.0.7:8017", "[fe80::1]:80", "DESK", "localhost:1")
    )
    assert not any(hosts.admit(name) for name in ("evil.example", "192.168.0.7.nip.example", ""))


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://testserver", "http://testserver:81"]
)
def test_another_origin_is_refused(page: Client, origin: str) -> None:
    refused(page.post("/api/echo", json=FAIR, headers={"origin": origin}), 403)
    refused(page.post("/api/echo", json=FAIR, headers={"sec-fetch-site": "cross-site"}), 403)
    assert (
        page.post("/api/echo", json=FAIR, headers={"origin": "http://testserver"}).status_code
        == 200
    )


def test_only_json_is_read(page: Client) -> None:
    body = json.dumps(FAIR).encode()
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        refused(page.post("/api/echo", content=body, headers={"content-type": kind}), 415)


def test_a_huge_body_is_refused_whether_its_length_is_told_or_not(page: Client) -> None:
    kind = {"content-type": "application/json"}
    refused(page.post("/api/echo", content=b" " * (MOST_BODY + 1), headers=kind), 413)

    async def pieces() -> Any:
        for _ in range(100):
            yield b" " * 10_000

    refused(page.post("/api/echo", content=pieces(), headers=kind), 413)
    refused(page.post("/api/echo", content=b"{}", headers=kind | {"content-length": "9" * 30}), 413)
    lives(page)


@for_each(
    "path",
    [
        "/../setup.cfg",
        "/%2e%2e/setup.cfg",
        "/assets/seat.js",
        "//etc/passwd",
        "/seat.html",
        "/seat.js/",
        "/..%2fseat.js",
        "/api/state/../../x",
        "/seat",
        "/api/seat",
    ],
)
def test_no_path_reaches_a_file(page: Client, path: str) -> None:
    response = page.get(path)
    assert response.status_code == 404
    lives(page)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_other_methods_are_refused(page: Client, method: str) -> None:
    refused(page.request(method, "/api/echo"), 405)


@for_each(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"NaN",
        b"\xff\xfe",
        b'{"scenario": NaN}',
        b"[" * 30_000,
        b'{"a":' * 9_000,
        b"1" * 9_000,
    ],
)
def test_malformed_json_is_refused(page: Client, body: bytes) -> None:
    refused(page.post("/api/echo", content=body, headers={"content-type": "application/json"}), 422)
    lives(page)


WRONG = (
    ({"worlds": 0}, "'worlds' should be greater than or equal to 1"),
    ({"worlds": 101}, "'worlds' should be less"),
    ({"worlds": "40"}, "'worlds' should be a valid integer"),
    ({"worlds": 40.5}, "'worlds' should be a valid integer"),
    ({"worlds": True}, "'worlds' should be a valid integer"),
    ({"name": ""}, "'name' should have at least 1"),
    ({"name": "x" * 41}, "'name' should have at most 40"),
    ({"unknown": 1}, "'unknown': Extra inputs are not permitted"),
)


@for_each(("wrong", "says"), WRONG)
def test_a_refusal_names_the_field_and_speaks_to_people(
    page: Client, wrong: dict[str, Any], says: str
) -> None:
    response = page.post("/api/echo", json=FAIR | wrong)
    refused(response, 422)
    assert response.json()["problem"].startswith(says)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)
FIELDS = ("worlds", "name", "other")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=5) | JSON)
def test_any_json_is_answered_or_refused(body: Any) -> None:
    response = client().post(
        "/api/echo", content=json.dumps(body).encode(), headers={"content-type": "application/json"}
    )
    if response.status_code != 200:
        refused(response, 422)


@settings(max_examples=150)
@given(body=st.binary(max_size=300))
def test_any_bytes_are_refused(body: bytes) -> None:
    refused(
        client().post("/api/echo", content=body, headers={"content-type": "application/json"}), 422
    )


def test_a_bucket_empties_and_fills_again() -> None:
    now = [0.0]
    buckets = Buckets(RequestRate(2.0, 3.0), clock=lambda: now[0])
    assert [buckets.take("a") for _ in range(4)] == [True, True, True, False]
    assert buckets.take("b")
    now[0] = 1.0
    assert [buckets.take("a") for _ in range(3)] == [True, True, False]


def test_too_many_requests_are_refused() -> None:
    page = client(limits=Limits(of_a_connection=RequestRate(0.0, 2.0)))
    assert [page.get("/").status_code for _ in range(3)] == [200, 200, 429]


def test_a_failure_inside_is_one_line_in_the_log_and_says_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    page = client()
    with caplog.at_level(logging.ERROR):
        response = page.post("/api/echo", json=FAIR | {"name": "fail"})
    refused(response, 500)
    assert "secret" not in response.text
    assert [record.getMessage().count("\n") for record in caplog.records] == [0]
    assert caplog.records[0].exc_info is None
    assert page.get("/").status_code == 200
