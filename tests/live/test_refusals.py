"""What the server refuses, and that it lives on: names, origins, sizes, rates, malformed and hostile bodies."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.pages.live.app import LIVE_FILES, SEAT_FILES, SHARED, assets, live_app
from sim.pages.live.page import MOST_WORLDS
from sim.pages.serving.guard import CONTENT_POLICY, MOST_BODY, Hosts
from sim.pages.serving.limits import Buckets, Limits, Rate
from tests.live.pages import HERE, Client, asked_worlds, client, short_page

PAGE = short_page(2)
POSTS = ("/api/controls", "/api/worlds", "/api/story", "/api/export")
FAIR = asked_worlds(worlds=2)


@pytest.fixture(scope="module")
def page() -> Client:
    return client(PAGE)


def refused(response: Any, *statuses: int) -> None:
    assert response.status_code in statuses, response.text
    assert "Traceback" not in response.text
    assert set(response.json()) <= {"problem", "where", "remedy"}


def lives(page: Client) -> None:
    assert page.post("/api/worlds", json=FAIR).status_code == 200


def test_every_response_carries_the_policy(page: Client) -> None:
    answers = [page.get(address) for address in SHARED | LIVE_FILES]
    for response in [*answers, page.get("/none"), page.post("/api/worlds", content=b"{")]:
        policy = response.headers["content-security-policy"]
        assert policy == CONTENT_POLICY
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
    assert "unsafe" not in CONTENT_POLICY
    assert CONTENT_POLICY.startswith("default-src 'none'; script-src 'self';")
    assert "frame-ancestors 'none'" in CONTENT_POLICY


def test_pages_hold_no_script_or_style_of_their_own_and_name_no_other_server() -> None:
    for content, kind in (*assets(seats=True).values(), *assets(seats=False).values()):
        text = content.decode()
        assert "://" not in text.replace("http://www.w3.org/2000/svg", "")
        if kind.startswith("text/html"):
            assert "style=" not in text
            assert text.count("<script") == text.count('<script type="module" src="/')
        else:
            assert "innerHTML" not in text
            assert "eval(" not in text


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8017", "127.0.0.1.evil.example", "", "10.0.0.1"])
def test_another_name_for_the_server_is_refused(page: Client, host: str) -> None:
    refused(page.get("/api/page", headers={"host": host}), 400)
    lives(page)


def test_an_open_server_takes_addresses_in_digits_but_no_foreign_names() -> None:
    hosts = Hosts(frozenset({"localhost", "desk"}), any_address=True)
    assert all(hosts.admit(name) for name in ("192.168.0.7:8017", "[fe80::1]:80", "DESK", "localhost:1"))
    assert not any(hosts.admit(name) for name in ("evil.example", "192.168.0.7.nip.example", ""))


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://testserver", "http://testserver:81"])
def test_another_origin_is_refused(page: Client, origin: str) -> None:
    refused(page.post("/api/worlds", json=FAIR, headers={"origin": origin}), 403)
    refused(page.post("/api/worlds", json=FAIR, headers={"sec-fetch-site": "cross-site"}), 403)
    assert page.post("/api/worlds", json=FAIR, headers={"origin": "http://testserver"}).status_code == 200


def test_only_json_is_read(page: Client) -> None:
    body = json.dumps(FAIR).encode()
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        refused(page.post("/api/worlds", content=body, headers={"content-type": kind}), 415)


def test_a_huge_body_is_refused_whether_its_length_is_told_or_not(page: Client) -> None:
    kind = {"content-type": "application/json"}
    refused(page.post("/api/worlds", content=b" " * (MOST_BODY + 1), headers=kind), 413)

    async def pieces() -> Any:
        for _ in range(100):
            yield b" " * 10_000

    refused(page.post("/api/worlds", content=pieces(), headers=kind), 413)
    refused(page.post("/api/worlds", content=b"{}", headers=kind | {"content-length": "9" * 30}), 413)
    lives(page)


@pytest.mark.parametrize(
    "path",
    ["/../setup.cfg", "/%2e%2e/setup.cfg", "/assets/live.js", "//etc/passwd", "/live.html", "/live.js/",
     "/..%2flive.js", "/api/page/../../x", "/seat", "/api/seat"],
)  # fmt: skip
def test_no_path_reaches_a_file(page: Client, path: str) -> None:
    response = page.get(path)
    assert response.status_code == 404
    lives(page)


def test_addresses_are_a_table() -> None:
    assert set(assets(seats=True)) == set(SHARED | SEAT_FILES)
    assert set(assets(seats=False)) == set(SHARED | LIVE_FILES)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_other_methods_are_refused(page: Client, method: str) -> None:
    refused(page.request(method, "/api/worlds"), 405)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"NaN", b"\xff\xfe", b'{"scenario": NaN}', b"[" * 30_000,
     b'{"a":' * 9_000, b"1" * 9_000],
)  # fmt: skip
def test_malformed_json_is_refused(page: Client, body: bytes) -> None:
    for address in POSTS:
        refused(page.post(address, content=body, headers={"content-type": "application/json"}), 422)
    lives(page)


@pytest.mark.parametrize(
    "wrong",
    [
        {"worlds": 0}, {"worlds": MOST_WORLDS + 1}, {"worlds": "40"}, {"worlds": 40.5}, {"worlds": True},
        {"seed": 7}, {"seed": "-1"}, {"seed": "9" * 19}, {"seed": "1" * 40}, {"seed": ""}, {"seed": "٣"},
        {"world": -1}, {"client": "a b"}, {"client": "a\n"}, {"client": ""}, {"client": "x" * 41}, {"unknown": 1},
        {"sides": []}, {"sides": [FAIR["sides"][0]] * 3}, {"worlds": MOST_WORLDS, "sides": FAIR["sides"] * 2},
    ],
)  # fmt: skip
def test_wrong_fields_are_refused(page: Client, wrong: dict[str, Any]) -> None:
    refused(page.post("/api/worlds", json=FAIR | wrong), 422)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"seed": "x"}, "a seed is a whole number from 0 to"),
        ({"worlds": 0}, "'worlds' should be greater than or equal to 1"),
        ({"client": "a b"}, "'client' should match"),
        ({"unknown": 1}, "'unknown': Extra inputs are not permitted"),
        ({"worlds": MOST_WORLDS, "sides": FAIR["sides"] * 2}, "ask for 5000 worlds or fewer a line-up"),
    ],
)
def test_a_refusal_names_the_field_and_speaks_to_people(page: Client, wrong: dict[str, Any], says: str) -> None:
    problem = page.post("/api/worlds", json=FAIR | wrong).json()["problem"]
    assert problem.startswith(says)


@pytest.mark.parametrize(
    "changes",
    [
        {"accident": 5.0}, {"accident": -1}, {"accident": "high"}, {"accident": True},
        {"accident": 1e999}, {"washington.policy": "nonesuch"}, {"washington.policy": 3}, {"months": 500},
        {"washington.policy": True}, {"elections.seoul": True}, {"elections.seoul": "off"}, {"name": "other"},
        {"title": "x"}, {"start": "1999-01"}, {"kim_type": "greedy"}, {"washington.pressure": None},
        {"washington.pressure": [1]}, {"no such": 1}, {"../../etc/passwd": 1}, {f"k{n}": 1 for n in range(65)},
    ],
)  # fmt: skip
def test_changes_that_the_page_does_not_offer_are_refused(page: Client, changes: dict[str, Any]) -> None:
    body = json.dumps(FAIR | {"sides": [{"scenario": "2017-spring", "changes": changes}]}).encode()
    refused(page.post("/api/worlds", content=body, headers={"content-type": "application/json"}), 422)


@pytest.mark.parametrize("name", ["nonesuch", "../scenarios/core.toml", "/etc/passwd", "core.toml", ""])
def test_a_scenario_that_is_not_on_the_shelf_is_refused(page: Client, name: str) -> None:
    refused(page.post("/api/controls", json={"scenario": name}), 422)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = ("client", "worlds", "seed", "world", "sides", "side", "scenario", "changes")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(address=st.sampled_from(POSTS), body=st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=5) | JSON)
def test_any_json_is_answered_or_refused(address: str, body: Any) -> None:
    page = client(PAGE)
    response = page.post(address, content=json.dumps(body).encode(), headers={"content-type": "application/json"})
    refused(response, 422)


@settings(max_examples=150)
@given(address=st.sampled_from(POSTS), body=st.binary(max_size=300))
def test_any_bytes_are_refused(address: str, body: bytes) -> None:
    refused(client(PAGE).post(address, content=body, headers={"content-type": "application/json"}), 422)


@settings(max_examples=60)
@given(
    field=st.sampled_from(["client", "worlds", "seed", "world"]),
    value=st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers(), max_size=2),
)
def test_one_field_of_a_fair_request_may_hold_anything(field: str, value: Any) -> None:
    body = json.dumps(FAIR | {field: value}).encode()
    response = client(PAGE).post("/api/worlds", content=body, headers={"content-type": "application/json"})
    assert response.status_code in (200, 422)
    assert "Traceback" not in response.text


def test_a_bucket_empties_and_fills_again() -> None:
    now = [0.0]
    buckets = Buckets(Rate(2.0, 3.0), clock=lambda: now[0])
    assert [buckets.take("a") for _ in range(4)] == [True, True, True, False]
    assert buckets.take("b")
    now[0] = 1.0
    assert [buckets.take("a") for _ in range(3)] == [True, True, False]


def test_too_many_requests_are_refused() -> None:
    page = client(PAGE, limits=Limits(of_all=Rate(0.0, 2.0)))
    assert [page.get("/").status_code for _ in range(3)] == [200, 200, 429]


def test_a_failure_inside_is_one_line_in_the_log_and_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    broken = short_page(2)

    def fail(*_: Any) -> Any:
        raise RuntimeError("the secret\nof the server")

    broken.worlds = fail  # type: ignore[method-assign]
    page = Client(live_app(broken, HERE))
    with caplog.at_level(logging.ERROR):
        response = page.post("/api/worlds", json=FAIR)
    refused(response, 500)
    assert "secret" not in response.text
    assert [record.getMessage().count("\n") for record in caplog.records] == [0]
    assert caplog.records[0].exc_info is None
    assert page.get("/").status_code == 200
