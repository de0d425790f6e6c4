"""Events: listed by filters, shown with their headers, their bytes given back as they came."""

import pytest
from psycopg.types.json import Jsonb

from core.ids import time_of, uuid7

NO_DELIVERIES = {"pending": 0, "sending": 0, "delivered": 0, "dead": 0, "cancelled": 0}


def ids(page):
    return [item["id"] for item in page["data"]]


def test_an_event_has_the_contracts_fields(api, source, destination, received):
    event_id = uuid7()
    headers = [["X-GitHub-Event", "push"], ["X-Two", "a"], ["X-Two", "b"]]
    received.event(
        source, id=event_id, provider_id="p1", type="push", body=b"\xff\x00", headers=Jsonb(headers)
    )
    for state in ("delivered", "delivered", "pending"):
        received.delivery(str(event_id), destination, state)
    expected = {
        "id": str(event_id),
        "source": source["name"],
        "type": "push",
        "provider_id": "p1",
        "content_type": "application/json",
        "size": 2,
        "received_at": time_of(event_id).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "deliveries": NO_DELIVERIES | {"delivered": 2, "pending": 1},
    }
    assert api.get("/v1/events", source=source["name"]) == {"data": [expected], "next": None}
    assert api.get(f"/v1/events/{event_id}") == expected | {"method": "POST", "headers": headers}


def test_an_event_without_deliveries_counts_none(api, source, received):
    assert api.get(f"/v1/events/{received.event(source)}")["deliveries"] == NO_DELIVERIES


@pytest.mark.parametrize("body", [b"", b'{"a": 1}', bytes(range(256)) * 1000])
def test_the_body_comes_back_as_it_was_and_no_browser_renders_it(api, source, received, body):
    response = api.send("GET", f"/v1/events/{received.event(source, body=body)}/body")
    assert response.status_code == 200
    assert response.data == body
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_filters_narrow_the_list(api, name, source, received):
    other = api.make("/v1/sources", name=f"{name}-b", scheme="none")
    one = received.event(source, type="push", provider_id=f"{name}-1")
    two = received.event(source, type="ping", provider_id=f"{name}-2")
    three = received.event(other, type="ping")
    assert ids(api.get("/v1/events", source=name)) == [two, one]
    assert ids(api.get("/v1/events", source=name, type="ping")) == [two]
    assert ids(api.get("/v1/events", provider_id=f"{name}-1")) == [one]
    assert ids(api.get("/v1/events", source=f"{name}-b")) == [three]


def test_an_event_of_a_source_that_was_renamed_shows_todays_name(api, name, source, received):
    event = received.event(source)
    api.change(f"/v1/sources/{source['id']}", name=f"{name}-b")
    assert api.get("/v1/events", source=name)["data"] == []
    assert api.get(f"/v1/events/{event}")["source"] == f"{name}-b"


def test_from_is_included_and_to_is_not(api, source, received):
    first, second = received.event(source), received.event(source)
    at = api.get(f"/v1/events/{second}")["received_at"]
    name = source["name"]
    assert ids(api.get("/v1/events", source=name, **{"from": at})) == [second]
    assert ids(api.get("/v1/events", source=name, to=at)) == [first]
    finer = at.replace("Z", "001Z")
    assert ids(api.get("/v1/events", source=name, **{"from": finer})) == []
    assert ids(api.get("/v1/events", source=name, to=finer)) == [second, first]
    zoned = at.replace("Z", "+00:00")
    assert ids(api.get("/v1/events", source=name, **{"from": zoned})) == [second]


@pytest.mark.parametrize("field", ["source", "type", "provider_id"])
@pytest.mark.parametrize("value", ["nobody", "", "é"])
def test_an_unknown_value_matches_nothing(api, field, value):
    assert api.get("/v1/events", **{field: value}) == {"data": [], "next": None}


@pytest.mark.parametrize(
    "time",
    [
        "",
        "x",
        "1700000000",
        "2026-11-22",
        "2026-11-22T10:00:00",
        "2026-13-01T00:00:00Z",
        "2026-11-22 10:00:00Z",
    ],
)
@pytest.mark.parametrize("field", ["from", "to"])
def test_what_is_no_time_is_refused(api, field, time):
    assert api.wrong_fields("GET", "/v1/events", **{field: time}).keys() == {field}


@pytest.mark.parametrize(
    "time", ["0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "9999-12-31T23:59:59.999999999Z"]
)
def test_any_time_may_be_asked_for(api, time):
    api.get("/v1/events", **{"from": time})


def test_what_is_not_there_is_404_and_what_is_no_id_is_400(api):
    for suffix in ("", "/body"):
        assert api.send("GET", f"/v1/events/{uuid7()}{suffix}").status_code == 404
        assert api.wrong_fields("GET", f"/v1/events/{uuid7().hex}{suffix}").keys() == {"id"}
