"""Replays: of named events and of all that match, idempotent, cancellable, in batches."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from core.ids import uuid7
from service.replays import filling
from service.replays.cancelling import cancel_leftovers
from service.replays.filling import fill, waits

RETENTION_DAYS = 30


def replay(api, body, headers=None):
    response = api.send("POST", "/v1/replays", body, headers)
    assert response.status_code == 202, response.text
    return response.json


def finish(api, rows, made):
    """Go on with it until nothing is left, as the API's processes do, and return what it became."""
    while fill(rows, RETENTION_DAYS):
        pass
    return api.get(f"/v1/replays/{made['id']}")


def of_event(api, event_id):
    return api.get("/v1/deliveries", event_id=event_id)["data"]


@pytest.fixture
def other(api, name, source):
    return api.make(
        "/v1/destinations", name=f"{name}-b", url="https://example.com/", sources=[source["name"]]
    )


def test_named_events_are_delivered_once_more_by_todays_routes(api, source, destination, received):
    event = received.event(source)
    old = received.delivery(event, destination, "dead")
    made = replay(api, {"event_ids": [event, event.upper(), event]})
    assert made == {
        "id": made["id"],
        "state": "done",
        "matched": 1,
        "created": 1,
        "created_at": made["created_at"],
        "finished_at": made["finished_at"],
    }
    new, before = of_event(api, event)
    assert before["id"] == old
    assert (new["state"], new["replay_id"], new["attempts"]) == ("pending", made["id"], 0)
    assert new["destination"] == destination["name"]
    assert api.get(f"/v1/replays/{made['id']}") == made
    assert made in api.get("/v1/replays")["data"]


def test_destinations_narrow_the_routes(api, source, destination, other, received):
    event = received.event(source)
    made = replay(api, {"event_ids": [event], "destinations": [other["name"]]})
    assert (made["matched"], made["created"]) == (1, 1)
    assert [one["destination"] for one in of_event(api, event)] == [other["name"]]
    elsewhere = api.make("/v1/destinations", name=f"{other['name']}-c", url="https://example.com/")
    made = replay(api, {"event_ids": [event], "destinations": [elsewhere["name"]]})
    assert (made["matched"], made["created"]) == (1, 0)


def test_an_unknown_destination_is_named(api, source, received):
    body = {"event_ids": [received.event(source)], "destinations": ["nobody"]}
    assert api.wrong_fields("POST", "/v1/replays", body).keys() == {"destinations"}


def test_event_types_hold_for_replays_too_and_disabled_destinations_get_nothing(
    api, source, destination, other, received
):
    api.change(f"/v1/destinations/{destination['id']}", event_types=["push"])
    api.change(f"/v1/destinations/{other['id']}", state="disabled")
    event = received.event(source, type="ping")
    made = replay(api, {"event_ids": [event]})
    assert (made["matched"], made["created"]) == (1, 1)
    (delivery,) = of_event(api, event)
    assert (delivery["destination"], delivery["state"]) == (other["name"], "cancelled")
    assert delivery["finished_at"]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"body"}),
        ({"event_ids": [], "filter": {}}, {"event_ids"}),
        ({"event_ids": [str(uuid7())], "filter": {}}, {"body"}),
        ({"event_ids": []}, {"event_ids"}),
        ({"event_ids": ["x"]}, {"event_ids.0"}),
        ({"event_ids": [str(uuid4())] * 1001}, {"event_ids"}),
        ({"event_ids": [str(uuid7())]}, {"event_ids"}),
        ({"event_ids": [str(uuid4())]}, {"event_ids"}),
        ({"event_ids": [str(UUID(int=0))]}, {"event_ids"}),
        ({"filter": {"bogus": 1}}, {"filter.bogus"}),
        ({"filter": {"state": "lost"}}, {"filter.state"}),
        ({"filter": {"from": "yesterday"}}, {"filter.from"}),
        ({"filter": {}, "destinations": []}, {"destinations"}),
    ],
)
def test_each_wrong_field_is_named(api, body, wrong):
    assert api.wrong_fields("POST", "/v1/replays", body).keys() == wrong


def test_an_event_past_retention_is_gone(api, rows, source, received):
    old = datetime.now(UTC) - timedelta(days=31)
    long_ago = UUID(int=int(old.timestamp() * 1000) << 80 | 0x7000 << 64 | 0x8 << 60)
    here = received.event(source)
    response = api.send("POST", "/v1/replays", {"event_ids": [here, str(long_ago)]})
    assert (response.status_code, response.json["type"]) == (410, "urn:webhook-monitor:past-retention")
    assert of_event(api, here) == []


def test_the_same_key_is_the_same_replay(api, source, destination, received):
    event, key = received.event(source), {"Idempotency-Key": str(uuid4())}
    first = replay(api, {"event_ids": [event]}, key)
    assert replay(api, {"event_ids": [event]}, key) == first
    assert len(of_event(api, event)) == 1
    response = api.send("POST", "/v1/replays", {"filter": {}}, key)
    assert (response.status_code, response.json["type"]) == (
        409,
        "urn:webhook-monitor:idempotency-key-reused",
    )
    assert replay(api, {"event_ids": [event]}, {"Idempotency-Key": str(uuid4())})["id"] != first["id"]


def test_the_same_key_at_the_same_time_is_one_replay(api, source, destination, received):
    event, key = received.event(source), {"Idempotency-Key": str(uuid4())}
    with ThreadPoolExecutor(6) as pool:
        made = [pool.submit(replay, api, {"event_ids": [event]}, key) for _ in range(12)]
    assert len({one.result()["id"] for one in made}) == 1
    assert len(of_event(api, event)) == 1


def test_a_refused_request_does_not_use_its_key_up(api, source, received):
    key = {"Idempotency-Key": str(uuid4())}
    assert api.send("POST", "/v1/replays", {"event_ids": [str(uuid7())]}, key).status_code == 400
    replay(api, {"event_ids": [received.event(source)]}, key)


@pytest.mark.parametrize("key", ["x" * 256, "", "ü"])
def test_an_odd_key_is_refused(api, key):
    response = api.send("POST", "/v1/replays", {"filter": {}}, {"Idempotency-Key": key})
    assert response.status_code == 400
    assert response.json["errors"][0]["field"] == "Idempotency-Key"


def test_a_filter_is_worked_off_in_batches(api, rows, source, destination, received, monkeypatch):
    monkeypatch.setattr(filling, "BATCH", 3)
    events = [received.event(source, type="push") for _ in range(7)]
    received.event(source, type="ping")
    made = replay(api, {"filter": {"source": source["name"], "type": "push"}})
    assert (made["state"], made["matched"], made["finished_at"]) == ("running", 0, None)
    assert waits(rows)
    assert fill(rows, RETENTION_DAYS)
    later = received.event(source, type="push")
    done = finish(api, rows, made)
    assert (done["state"], done["matched"], done["created"]) == ("done", 7, 7)
    assert done["finished_at"]
    assert [len(of_event(api, event)) for event in events] == [1] * 7
    assert of_event(api, later) == []


def test_dead_letters_of_a_destination_are_replayed_each_once(
    api, rows, source, destination, other, received, monkeypatch
):
    monkeypatch.setattr(filling, "BATCH", 2)
    dead = [received.event(source) for _ in range(3)]
    for _ in range(3):
        for event in dead:
            received.delivery(event, destination, "dead")
    fine = received.event(source)
    received.delivery(fine, destination, "delivered")
    received.delivery(fine, other, "dead")
    names = {"state": "dead", "destination": destination["name"]}
    done = finish(api, rows, replay(api, {"filter": names, "destinations": [destination["name"]]}))
    assert (done["matched"], done["created"]) == (3, 3)
    assert [len(of_event(api, event)) for event in dead] == [4] * 3
    assert len(of_event(api, fine)) == 2


def test_filters_narrow_by_time_and_all_must_fit(api, rows, source, destination, received):
    first, second, third = (received.event(source, type="push") for _ in range(3))
    for event in (first, second, third):
        received.delivery(event, destination, "delivered")
    at = {event: api.get(f"/v1/events/{event}")["received_at"] for event in (second, third)}
    period = {"source": source["name"], "from": at[second], "to": at[third]}
    for more in ({}, {"state": "delivered"}, {"destination": destination["name"]}, {"type": "push"}):
        done = finish(api, rows, replay(api, {"filter": period | more}))
        assert (done["matched"], done["created"]) == (1, 1), more
    for none in ({"type": "ping"}, {"state": "dead"}, {"source": "nobody"}, {"destination": "nobody"}):
        done = finish(api, rows, replay(api, {"filter": period | none}))
        assert (done["state"], done["matched"], done["created"]) == ("done", 0, 0), none
    assert [len(of_event(api, event)) for event in (first, second, third)] == [1, 5, 1]


def test_cancelling_ends_it_with_what_waits(api, rows, source, destination, received):
    events = [received.event(source) for _ in range(2)]
    made = replay(api, {"event_ids": events})
    (first,) = of_event(api, events[0])
    rows.execute("update deliveries set state = 'sending' where id = %s", [first["id"]])
    assert api.send("DELETE", f"/v1/replays/{made['id']}").status_code == 204
    assert api.get(f"/v1/replays/{made['id']}")["state"] == "cancelled"
    assert [of_event(api, event)[0]["state"] for event in events] == ["sending", "cancelled"]
    rows.execute("update deliveries set state = 'pending' where id = %s", [first["id"]])
    assert waits(rows)
    assert not cancel_leftovers(rows)
    assert not waits(rows)
    assert of_event(api, events[0])[0]["state"] == "cancelled"


def test_a_cancelled_filter_goes_no_further(api, rows, source, destination, received):
    event = received.event(source)
    made = replay(api, {"filter": {"source": source["name"]}})
    for _ in range(2):
        assert api.send("DELETE", f"/v1/replays/{made['id']}").status_code == 204
    assert finish(api, rows, made)["state"] == "cancelled"
    assert of_event(api, event) == []


def test_a_finished_one_stays_done(api, rows, source, destination, received):
    event = received.event(source)
    made = replay(api, {"event_ids": [event]})
    rows.execute("update deliveries set state = 'delivered' where event_id = %s", [event])
    assert api.send("DELETE", f"/v1/replays/{made['id']}").status_code == 204
    assert api.get(f"/v1/replays/{made['id']}") == made


def test_an_unknown_replay_is_404(api):
    for method in ("GET", "DELETE"):
        assert api.send(method, f"/v1/replays/{uuid7()}").status_code == 404
