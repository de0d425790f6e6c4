"""Test-send: an event of our own, delivered as all others are."""

import json

import pytest

from core.ids import uuid7


def test_a_test_is_a_delivery_of_an_event_that_can_be_looked_at(api, destination):
    delivery = api.make(f"/v1/destinations/{destination['id']}/test")
    assert (delivery["destination"], delivery["state"]) == (destination["name"], "pending")
    assert api.get(f"/v1/deliveries/{delivery['id']}")["attempt_log"] == []
    event = api.get(f"/v1/events/{delivery['event_id']}")
    assert (event["source"], event["type"]) == ("webhook-monitor", "webhook-monitor.test")
    body = json.loads(api.send("GET", f"/v1/events/{event['id']}/body").data)
    assert body["data"]["destination"] == destination["name"]
    assert event in [
        {**one, "method": "POST", "headers": event["headers"]}
        for one in api.get("/v1/events", source="webhook-monitor")["data"]
    ]


def test_its_source_is_none_that_anybody_made(api, destination):
    api.make(f"/v1/destinations/{destination['id']}/test")
    names = [source["name"] for source in api.get("/v1/sources", limit=200)["data"]]
    assert "webhook-monitor" not in names
    assert api.send("POST", "/in/webhook-monitor").status_code == 404


def test_a_disabled_destination_is_a_conflict_and_a_paused_one_waits(api, destination):
    path = f"/v1/destinations/{destination['id']}"
    api.change(path, state="paused")
    assert api.make(f"{path}/test")["state"] == "pending"
    api.change(path, state="disabled")
    assert api.send("POST", f"{path}/test").status_code == 409


@pytest.mark.parametrize("verb", ["test", "rotate"])
def test_an_unknown_destination_is_404(api, verb):
    assert api.send("POST", f"/v1/destinations/{uuid7()}/{verb}").status_code == 404
