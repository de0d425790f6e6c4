"""Destinations: made, changed, paused, disabled, deleted; what waits is cancelled at once."""

from base64 import b64decode
from concurrent.futures import ThreadPoolExecutor

import pytest

URL = "https://billing.example.com/hooks"


def test_a_destination_has_the_contracts_fields_and_defaults(api, source, name):
    made = api.make("/v1/destinations", name=name, url=URL, sources=[source["name"]])
    secret = made.pop("signing_secret")
    expected = {
        "id": made["id"],
        "name": name,
        "url": URL,
        "sources": [source["name"]],
        "event_types": None,
        "max_in_flight": 4,
        "timeout_seconds": 15,
        "state": "enabled",
        "state_reason": None,
        "created_at": made["created_at"],
    }
    assert made == expected
    assert len(b64decode(secret.removeprefix("whsec_"))) == 32
    assert api.get(f"/v1/destinations/{made['id']}") == expected
    assert expected in api.get("/v1/destinations")["data"]


def test_the_signing_secret_is_sealed_in_the_database(api, rows, name):
    made = api.make("/v1/destinations", name=name, url=URL)
    row = rows.execute("select signing_secrets from destinations where id = %s", [made["id"]]).fetchone()
    assert api.app.extensions["services"].sealer.open(row["signing_secrets"][0]) == made["signing_secret"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, {"name", "url"}),
        ({"url": 5}, {"name", "url"}),
        ({"name": "A", "url": URL}, {"name"}),
        ({"name": "a", "url": URL, "event_types": []}, {"event_types"}),
        ({"name": "a", "url": URL, "event_types": ["nul\0"]}, {"event_types.0"}),
        ({"name": "a", "url": URL, "sources": ["nul\0"]}, {"sources.0"}),
        ({"name": "a", "url": URL, "sources": "github"}, {"sources"}),
        ({"name": "a", "url": URL, "max_in_flight": 0}, {"max_in_flight"}),
        ({"name": "a", "url": URL, "max_in_flight": 101}, {"max_in_flight"}),
        ({"name": "a", "url": URL, "timeout_seconds": 61}, {"timeout_seconds"}),
        ({"name": "a", "url": URL, "timeout_seconds": None}, {"timeout_seconds"}),
        ({"name": "a", "url": URL, "state": "paused"}, {"state"}),
        ({"name": "a", "url": URL, "signing_secret": "x"}, {"signing_secret"}),
        ({"name": "a", "url": "http://127.1/"}, {"url"}),
    ],
)
def test_each_wrong_field_is_named(api, fields, wrong):
    assert api.wrong_fields("POST", "/v1/destinations", fields).keys() == wrong


@pytest.mark.parametrize(("given", "kept"), [(9.0, 9), (9, 9)])
def test_a_whole_number_may_be_written_with_a_point(api, name, given, kept):
    made = api.make("/v1/destinations", name=name, url=URL, max_in_flight=given)
    assert made["max_in_flight"] == kept


@pytest.mark.parametrize("given", [9.5, "9", True, 1e300])
def test_what_is_no_whole_number_is_refused(api, name, given):
    fields = {"name": name, "url": URL, "max_in_flight": given}
    assert api.wrong_fields("POST", "/v1/destinations", fields).keys() == {"max_in_flight"}


def test_an_unknown_source_is_named_and_nothing_is_made(api, source, name):
    fields = {"name": name, "url": URL, "sources": [source["name"], "nobody"]}
    assert api.wrong_fields("POST", "/v1/destinations", fields) == {"sources": "no source is named nobody"}
    assert api.make("/v1/destinations", name=name, url=URL)


def test_a_taken_name_is_a_conflict(api, destination, name):
    assert api.send("POST", "/v1/destinations", {"name": name, "url": URL}).status_code == 409


def test_a_change_touches_what_it_names(api, destination, name):
    path = f"/v1/destinations/{destination['id']}"
    del destination["signing_secret"]
    other = api.make("/v1/sources", name=f"{name}-b", scheme="none")["name"]
    changed = api.change(path, sources=[other, name], event_types=["push"], max_in_flight=9)
    assert changed == destination | {"sources": [name, other], "event_types": ["push"], "max_in_flight": 9}
    assert api.change(path, sources=[], event_types=None) == changed | {"sources": [], "event_types": None}
    assert api.wrong_fields("PATCH", path, {"url": "http://[::1]/", "x": 1}).keys() == {"x"}
    assert api.wrong_fields("PATCH", path, {"url": "http://[::1]/"}).keys() == {"url"}


def test_an_address_refused_later_can_still_be_paused(api, rows, destination):
    rows.execute("update destinations set url = 'http://10.0.0.1/' where id = %s", [destination["id"]])
    assert api.change(f"/v1/destinations/{destination['id']}", state="paused")["state"] == "paused"


def test_paused_deliveries_wait(api, destination, received):
    delivery = received.delivery(received.event({"id": destination["id"]}), destination)
    changed = api.change(f"/v1/destinations/{destination['id']}", state="paused")
    assert (changed["state"], changed["state_reason"]) == ("paused", "operator")
    assert api.get("/v1/deliveries", event_id=event_of(api, delivery))["data"][0]["state"] == "pending"
    changed = api.change(f"/v1/destinations/{destination['id']}", state="enabled")
    assert (changed["state"], changed["state_reason"]) == ("enabled", None)


def event_of(api, delivery):
    return api.get(f"/v1/deliveries/{delivery}")["event_id"]


@pytest.mark.parametrize("how", ["disable", "delete"])
def test_disabling_and_deleting_cancel_what_waits_and_nothing_else(
    api, source, destination, received, how, name
):
    other = api.make("/v1/destinations", name=f"{name}-b", url=URL)
    event = received.event(source)
    waiting, sending, delivered = (
        received.delivery(event, destination, state) for state in ("pending", "sending", "delivered")
    )
    elsewhere = received.delivery(event, other)
    path = f"/v1/destinations/{destination['id']}"
    if how == "disable":
        assert api.change(path, state="disabled")["state_reason"] == "operator"
    else:
        assert api.send("DELETE", path).status_code == 204
    states = {row["id"]: row["state"] for row in api.get("/v1/deliveries", event_id=event)["data"]}
    assert states == {waiting: "cancelled", sending: "sending", delivered: "delivered", elsewhere: "pending"}
    assert api.get(f"/v1/deliveries/{waiting}")["finished_at"]


def test_disabling_keeps_the_reason_it_already_had(api, rows, destination):
    rows.execute(
        "update destinations set state = 'disabled', state_reason = 'gone' where id = %s", [destination["id"]]
    )
    assert api.change(f"/v1/destinations/{destination['id']}", timeout_seconds=3)["state_reason"] == "gone"


@pytest.mark.parametrize("change", [{"url": "https://other.example.com/"}, {"state": "enabled"}])
def test_another_url_and_enabling_begin_anew_with_one_that_failed(api, rows, destination, change):
    path = f"/v1/destinations/{destination['id']}"
    failing = "select failures, failing_since, open_until from destinations where id = %s"
    rows.execute(
        "update destinations set state = 'paused', failures = 9, failing_since = now(), open_until = now()"
        " where id = %s",
        [destination["id"]],
    )
    api.change(path, max_in_flight=7)
    assert rows.execute(failing, [destination["id"]]).fetchone()["failures"] == 9
    api.change(path, **change)
    assert list(rows.execute(failing, [destination["id"]]).fetchone().values()) == [0, None, None]


def test_a_deleted_destination_is_gone_and_its_name_free(api, rows, destination, name):
    path = f"/v1/destinations/{destination['id']}"
    assert api.send("DELETE", path).status_code == 204
    assert api.send("GET", path).status_code == 404
    assert api.send("DELETE", path).status_code == 404
    routes = rows.execute("select from routes where destination_id = %s", [destination["id"]])
    assert routes.rowcount == 0
    assert api.make("/v1/destinations", name=name, url=URL)


def test_a_source_deleted_meanwhile_leaves_no_route(api, rows, destination):
    for number in range(15):
        source = api.make("/v1/sources", name=f"short-lived-{number}", scheme="github", secrets=["s"])
        path, names = f"/v1/destinations/{destination['id']}", {"sources": [source["name"]]}
        with ThreadPoolExecutor(4) as pool:
            changes = [pool.submit(api.send, "PATCH", path, names) for _ in range(3)]
            deleted = pool.submit(api.send, "DELETE", f"/v1/sources/{source['id']}")
        assert deleted.result().status_code == 204
        assert {change.result().status_code for change in changes} <= {200, 400}
        assert api.get(path)["sources"] == []
        assert rows.execute("select 1 from routes where source_id = %s", [source["id"]]).fetchall() == []


def signing(rows, destination):
    row = rows.execute("select * from destinations where id = %s", [destination["id"]]).fetchone()
    return row["signing_secrets"], row["rotated_at"]


def test_a_rotation_tells_a_new_secret_and_the_one_before_signs_beside_it(api, rows, destination):
    path = f"/v1/destinations/{destination['id']}/rotate"
    response = api.send("POST", path)
    assert response.status_code == 200
    assert response.json.keys() == {"signing_secret"}
    open_ = api.app.extensions["services"].sealer.open
    sealed, rotated_at = signing(rows, destination)
    assert [open_(one) for one in sealed] == [response.json["signing_secret"], destination["signing_secret"]]
    assert rotated_at is not None
    third = api.send("POST", path).json["signing_secret"]
    assert open_(signing(rows, destination)[0][0]) == third
    assert len(signing(rows, destination)[0]) == 3


def test_what_signed_for_a_day_after_a_rotation_signs_no_more(api, rows, destination):
    path = f"/v1/destinations/{destination['id']}/rotate"
    second = api.send("POST", path).json["signing_secret"]
    rows.execute("update destinations set rotated_at = now() - interval '25 hours'")
    third = api.send("POST", path).json["signing_secret"]
    open_ = api.app.extensions["services"].sealer.open
    assert [open_(one) for one in signing(rows, destination)[0]] == [third, second]


def test_too_many_rotations_in_a_day_are_a_conflict(api, destination):
    path = f"/v1/destinations/{destination['id']}/rotate"
    assert [api.send("POST", path).status_code for _ in range(10)] == [200] * 9 + [409]
