"""A batch from lease to results, on a real database and a real sink, in this process."""

import hmac
import json
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook

from core import __version__
from tests.worker.sink import Received, Reply, Sink
from tests.worker.world import SEALER, SECRET, World

Turn = Callable[[], int]


def test_a_delivery_arrives_as_the_contract_says(world: World, sink: Sink, turn: Turn) -> None:
    received = (("Host", "in.example"), ("X-Github-Event", "push"), ("User-Agent", "GitHub"), ("Cookie", "c"))
    event = world.event(b'{"a": 1}', received, "application/json; charset=utf-8")
    delivery = world.delivery(world.destination(sink.url), event)
    assert turn() == 1
    (request,) = sink.requests
    assert request.head.startswith(b"POST /hook HTTP/1.1\r\n")
    assert request.body == b'{"a": 1}'
    assert {name: request[name] for name, _ in request.lines} == {
        "host": f"127.0.0.1:{sink.port}",
        "content-length": "8",
        "content-type": "application/json; charset=utf-8",
        "user-agent": f"webhook-monitor/{__version__}",
        "webhook-id": str(delivery),
        "webhook-timestamp": request["webhook-timestamp"],
        "webhook-signature": request["webhook-signature"],
        "webhook-monitor-event": str(event),
        "webhook-monitor-source": "github",
        "webhook-monitor-attempt": "1",
        "x-github-event": "push",
    }
    assert abs(int(request["webhook-timestamp"]) - time.time()) < 5


def test_the_state_and_the_attempt_are_written(world: World, sink: Sink, turn: Turn) -> None:
    sink.answer(status=201, body=b"thanks" * 300)
    delivery = world.delivery(world.destination(sink.url))
    turn()
    row = world.row(delivery)
    assert (row["state"], row["attempts"], row["last_status"], row["last_error"]) == (
        "delivered",
        1,
        201,
        None,
    )
    assert row["finished_at"] is not None
    assert row["lease"] is None
    (attempt,) = world.attempts(delivery)
    assert (attempt["n"], attempt["status"], attempt["error"]) == (1, 201, None)
    assert attempt["response_head"] == (b"thanks" * 300)[:1000]
    assert 0 <= attempt["duration_ms"] < 1000
    assert datetime.now(UTC) - attempt["started_at"] < timedelta(seconds=5)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00 not utf-8", b"z" * 200_000])
def test_the_signature_covers_the_very_bytes(world: World, sink: Sink, turn: Turn, body: bytes) -> None:
    world.delivery(world.destination(sink.url), world.event(body))
    turn()
    (request,) = sink.requests
    assert request.body == body
    signed = f"{request['webhook-id']}.{request['webhook-timestamp']}.".encode() + body
    digest = hmac.digest(b64decode(SECRET.removeprefix("whsec_")), signed, "sha256")
    assert request["webhook-signature"] == f"v1,{b64encode(digest).decode()}"


def test_the_official_library_verifies_what_arrives(world: World, sink: Sink, turn: Turn) -> None:
    body = json.dumps({"name": "Zoë \N{SNOWMAN}"}, ensure_ascii=False).encode()
    world.delivery(world.destination(sink.url), world.event(body))
    turn()
    fields = {name: value.decode() for name, value in sink.requests[0].lines}
    assert Webhook(SECRET).verify(body, fields) == {"name": "Zoë \N{SNOWMAN}"}


def test_both_secrets_of_a_rotation_sign_for_a_day(world: World, sink: Sink, turn: Turn) -> None:
    newer = "whsec_" + b64encode(b"the newer secret 24 byte").decode()
    secrets = [SEALER.seal(newer), SEALER.seal(SECRET)]
    destination = world.destination(sink.url, secrets=secrets)
    for hours in (23, 25):
        world.connection.execute("update destinations set rotated_at = now() - %s * interval '1 h'", (hours,))
        world.delivery(destination)
        turn()
    during, after = ({name: value.decode() for name, value in one.lines} for one in sink.requests)
    assert len(during["webhook-signature"].split()) == 2
    for secret in (newer, SECRET):
        assert Webhook(secret).verify(b"{}", during) == {}
    assert len(after["webhook-signature"].split()) == 1
    assert Webhook(newer).verify(b"{}", after) == {}


def test_no_content_type_when_none_came(world: World, sink: Sink, turn: Turn) -> None:
    world.delivery(world.destination(sink.url), world.event(content_type=None))
    turn()
    assert sink.requests[0].all("content-type") == []


def test_odd_header_values_go_out_as_utf8(world: World, sink: Sink, turn: Turn) -> None:
    received = (("X-Latin", "caf\xe9"), ("X-Utf", "caf\xc3\xa9"), ("X-Empty", ""), ("X-Bad", "a\nb"))
    world.delivery(world.destination(sink.url), world.event(headers=received, content_type="text/caf\xe9"))
    turn()
    (request,) = sink.requests
    for line in (b"X-Latin: caf\xc3\xa9\r\n", b"X-Utf: caf\xc3\xa9\r\n", b"X-Empty: \r\n"):
        assert line in request.head
    assert request.all("x-bad") == []


@pytest.mark.parametrize("status", [300, 301, 400, 404, 429, 500, 503])
def test_anything_but_2xx_is_tried_again_in_five_seconds(
    world: World, sink: Sink, turn: Turn, status: int
) -> None:
    sink.answer(status=status, body=b"no")
    delivery = world.delivery(world.destination(sink.url))
    turn()
    row = world.row(delivery)
    assert (row["state"], row["attempts"], row["claims"]) == ("pending", 1, 0)
    assert (row["last_status"], row["last_error"], row["lease"]) == (status, "http", None)
    assert 3 < row["due_in"] <= 6
    assert [attempt["response_head"] for attempt in world.attempts(delivery)] == [b"no"]


def test_every_attempt_has_its_number_and_the_same_id(world: World, sink: Sink, turn: Turn) -> None:
    sink.answer(status=500)
    delivery = world.delivery(world.destination(sink.url))
    for _ in range(3):
        turn()
        world.connection.execute("update deliveries set due_at = now()")
    assert [request["webhook-monitor-attempt"] for request in sink.requests] == ["1", "2", "3"]
    assert {request["webhook-id"] for request in sink.requests} == {str(delivery)}
    assert [attempt["n"] for attempt in world.attempts(delivery)] == [1, 2, 3]


def test_the_eleventh_failure_is_the_death(world: World, sink: Sink, turn: Turn) -> None:
    sink.answer(status=500)
    destination = world.destination(sink.url)
    tenth = world.delivery(destination, attempts=9)
    eleventh = world.delivery(destination, attempts=10)
    turn()
    assert (world.row(tenth)["state"], world.row(tenth)["attempts"]) == ("pending", 10)
    assert 0.8 * 43_200 - 5 < world.row(tenth)["due_in"] < 1.2 * 43_200
    assert (world.row(eleventh)["state"], world.row(eleventh)["attempts"]) == ("dead", 11)
    assert world.row(eleventh)["finished_at"] is not None


def test_retry_after_is_obeyed(world: World, sink: Sink, turn: Turn) -> None:
    date = datetime.now(UTC) + timedelta(seconds=300)
    said = {"/a": "120", "/b": date.strftime("%a, %d %b %Y %H:%M:%S GMT"), "/c": "86400", "/d": "whenever"}

    def reply(request: Received) -> Reply:
        path = request.head.split()[1].decode()
        return Reply(503, headers=f"Retry-After: {said[path]}\r\n")

    sink.reply = reply
    base = f"http://127.0.0.1:{sink.port}"
    waits = {path: world.delivery(world.destination(base + path)) for path in said}
    turn()
    due = {path: world.row(delivery)["due_in"] for path, delivery in waits.items()}
    assert 118 < due["/a"] <= 120
    assert 295 < due["/b"] <= 300
    assert 3595 < due["/c"] <= 3600
    assert due["/d"] <= 6


def test_410_disables_the_destination_and_ends_that_delivery(world: World, sink: Sink, turn: Turn) -> None:
    sink.answer(status=410)
    destination = world.destination(sink.url, max_in_flight=1)
    first, *others = world.deliveries(destination, 3)
    turn()
    assert (world.row(first)["state"], world.row(first)["last_status"]) == ("dead", 410)
    row = world.destination_row(destination)
    assert (row["state"], row["state_reason"]) == ("disabled", "gone")
    assert len(sink.requests) == 1
    assert [(world.row(other)["state"], world.row(other)["attempts"]) for other in others] == [
        ("pending", 0)
    ] * 2
    assert turn() == 0


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://127.0.0.1:1/", "connect"),
        ("http://no-such-name.invalid/", "dns"),
        ("http://10.0.0.1/", "blocked"),
    ],
)
def test_why_nothing_was_answered_is_written(world: World, turn: Turn, url: str, error: str) -> None:
    delivery = world.delivery(world.destination(url))
    turn()
    row = world.row(delivery)
    assert (row["state"], row["last_error"], row["last_status"]) == ("pending", error, None)
    (attempt,) = world.attempts(delivery)
    assert (attempt["error"], attempt["status"], attempt["response_head"]) == (error, None, None)


def test_a_timeout_ends_the_batch_and_marks_the_destination_slow(
    world: World, sink: Sink, turn: Turn
) -> None:
    sink.answer(delay=3)
    destination = world.destination(sink.url, timeout_seconds=1, max_in_flight=2)
    *tried, untried = world.deliveries(destination, 3)
    turn()
    assert [world.row(one)["last_error"] for one in tried] == ["timeout"] * 2
    row = world.row(untried)
    assert (row["state"], row["attempts"], row["claims"], row["lease"]) == ("pending", 0, 0, None)
    assert row["due_in"] <= 0
    assert world.destination_row(destination)["slow"]


def test_posts_over_a_second_mark_a_destination_slow_and_fast_ones_clear_it(
    world: World, sink: Sink, turn: Turn
) -> None:
    sink.answer(delay=1.1)
    destination = world.destination(sink.url)
    world.delivery(destination)
    turn()
    assert world.destination_row(destination)["slow"]
    sink.answer()
    world.delivery(destination)
    turn()
    assert not world.destination_row(destination)["slow"]


def test_no_more_than_max_in_flight_are_open_at_once(world: World, sink: Sink, turn: Turn) -> None:
    sink.answer(delay=0.03)
    destination = world.destination(sink.url, max_in_flight=3)
    world.deliveries(destination, 20)
    turn()
    assert (len(sink.requests), sink.most_open) == (20, 3)


def test_big_bodies_are_read_when_they_are_posted(world: World, sink: Sink, turn: Turn) -> None:
    sink.answer(delay=0.03)
    destination = world.destination(sink.url, max_in_flight=50)
    event = world.event(bytes(100_000))
    for _ in range(12):
        world.delivery(destination, event)
    turn()
    assert {len(request.body) for request in sink.requests} == {100_000}
    assert (world.count("delivered"), sink.most_open) == (12, 4)
