"""Deliveries: listed by filters, shown with every attempt."""

from datetime import UTC, datetime

import pytest

from core.ids import uuid7

AT = datetime(2026, 11, 22, 10, 0, 0, 123456, UTC)
ATTEMPT = "insert into attempts values (%s, %s, %s, %s, %s, %s, %s)"


def ids(page):
    return [item["id"] for item in page["data"]]


def test_a_delivery_has_the_contracts_fields(api, source, destination, received):
    event = received.event(source)
    delivery = received.delivery(
        event, destination, attempts=1, due_at=AT, last_status=500, last_error="http"
    )
    expected = {
        "id": delivery,
        "event_id": event,
        "destination": destination["name"],
        "state": "pending",
        "attempts": 1,
        "next_attempt_at": "2026-11-22T10:00:00.123Z",
        "last_status": 500,
        "last_error": "http",
        "replay_id": None,
        "created_at": api.get(f"/v1/deliveries/{delivery}")["created_at"],
        "finished_at": None,
    }
    assert api.get("/v1/deliveries", event_id=event) == {"data": [expected], "next": None}
    assert api.get(f"/v1/deliveries/{delivery}") == expected | {"attempt_log": []}


@pytest.mark.parametrize("state", ["sending", "delivered", "dead", "cancelled"])
def test_only_a_pending_delivery_has_a_next_attempt(api, source, destination, received, state):
    delivery = received.delivery(received.event(source), destination, state, finished_at=AT)
    shown = api.get(f"/v1/deliveries/{delivery}")
    assert (shown["state"], shown["next_attempt_at"]) == (state, None)
    assert shown["finished_at"] == "2026-11-22T10:00:00.123Z"


def test_attempts_are_told_in_order_with_the_answer_as_text(api, rows, source, destination, received):
    delivery = received.delivery(received.event(source), destination, "dead")
    rows.execute(ATTEMPT, [delivery, 2, AT, 7, None, "timeout", None])
    rows.execute(ATTEMPT, [delivery, 1, AT, 12, 500, "http", b"oh \xff\x00no"])
    first = {"n": 1, "duration_ms": 12, "status": 500, "error": "http", "response_head": "oh \ufffd\0no"}
    second = {"n": 2, "duration_ms": 7, "status": None, "error": "timeout", "response_head": None}
    at = {"started_at": "2026-11-22T10:00:00.123Z"}
    assert api.get(f"/v1/deliveries/{delivery}")["attempt_log"] == [first | at, second | at]


def test_filters_narrow_the_list(api, name, source, destination, received):
    other = api.make("/v1/destinations", name=f"{name}-b", url="https://example.com/")
    event = received.event(source)
    pending = received.delivery(event, destination)
    dead = received.delivery(event, destination, "dead")
    elsewhere = received.delivery(event, other, "dead")
    assert ids(api.get("/v1/deliveries", event_id=event)) == [elsewhere, dead, pending]
    assert ids(api.get("/v1/deliveries", event_id=event.upper(), state="dead")) == [elsewhere, dead]
    assert ids(api.get("/v1/deliveries", destination=name)) == [dead, pending]
    assert ids(api.get("/v1/deliveries", destination=name, state="pending")) == [pending]
    at = api.get(f"/v1/deliveries/{pending}")["created_at"]
    assert ids(api.get("/v1/deliveries", event_id=event, to=at)) == []
    assert ids(api.get("/v1/deliveries", event_id=event, **{"from": at})) == [elsewhere, dead, pending]


@pytest.mark.parametrize("query", [{"state": "lost"}, {"destination": "nobody"}, {"event_id": str(uuid7())}])
def test_an_unknown_value_matches_nothing(api, query):
    assert api.get("/v1/deliveries", **query) == {"data": [], "next": None}


def test_a_malformed_id_is_400_and_an_unknown_one_404(api):
    assert api.wrong_fields("GET", "/v1/deliveries", event_id="x").keys() == {"event_id"}
    assert api.wrong_fields("GET", "/v1/deliveries/x").keys() == {"id"}
    assert api.send("GET", f"/v1/deliveries/{uuid7()}").status_code == 404


def test_deliveries_of_a_deleted_destination_keep_its_name(api, source, destination, received):
    delivery = received.delivery(received.event(source), destination, "delivered")
    api.send("DELETE", f"/v1/destinations/{destination['id']}")
    assert api.get(f"/v1/deliveries/{delivery}")["destination"] == destination["name"]
