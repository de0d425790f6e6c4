"""Keys: made, told once, kept as hashes, deleted; and what each scope may do."""

import pytest

from core.ids import uuid7
from service.v1.auth import hash_of
from tests.service.conftest import Api


@pytest.fixture
def keyed(api, name):
    """Return `keyed(scope)`: the API as the holder of a new key sees it."""

    def make(scope):
        return Api(api.app, api.make("/v1/keys", name=name, scope=scope)["key"])

    return make


def status(api, method, path, body=None):
    return api.send(method, path, body).status_code


def test_a_key_has_the_contracts_fields_and_is_told_once(api, rows, name):
    made = api.make("/v1/keys", name=name, scope="read")
    assert made.keys() == {"id", "name", "scope", "created_at", "key"}
    key = made.pop("key")
    assert made in api.get("/v1/keys")["data"]
    stored = rows.execute("select * from api_keys where id = %s", [made["id"]]).fetchone()
    assert stored["hash"] == hash_of(key)
    assert key not in str(stored)


def test_names_may_repeat(api, name):
    first, second = (api.make("/v1/keys", name=name, scope="read") for _ in range(2))
    assert first["id"] != second["id"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, {"name", "scope"}),
        ({"name": "", "scope": "read"}, {"name"}),
        ({"name": "n\0", "scope": "read"}, {"name"}),
        ({"name": "x" * 101, "scope": "read"}, {"name"}),
        ({"name": "n", "scope": "root"}, {"scope"}),
        ({"name": "n", "scope": "read", "key": "mine"}, {"key"}),
    ],
)
def test_each_wrong_field_is_named(api, fields, wrong):
    assert api.wrong_fields("POST", "/v1/keys", fields).keys() == wrong


def test_a_deleted_key_opens_nothing_from_that_moment(api, name):
    made = api.make("/v1/keys", name=name, scope="admin")
    holder = Api(api.app, made["key"])
    assert status(holder, "GET", "/v1/sources") == 200
    assert status(holder, "DELETE", f"/v1/keys/{made['id']}") == 204
    assert status(holder, "GET", "/v1/sources") == 401
    assert status(api, "DELETE", f"/v1/keys/{made['id']}") == 404


@pytest.mark.parametrize("scope", ["read", "operate", "admin"])
def test_every_key_is_told_what_it_is(keyed, scope):
    assert keyed(scope).get("/v1/key")["scope"] == scope


def test_the_key_of_the_environment_is_an_admins(api):
    assert api.get("/v1/key") == {"name": "API_KEY", "scope": "admin"}


def test_a_read_key_looks_at_everything_but_keys(keyed, source, destination):
    reader = keyed("read")
    for path in ("sources", "destinations", "events", "deliveries", "replays", "audit", "stats"):
        assert status(reader, "GET", f"/v1/{path}") == 200, path
    assert status(reader, "GET", "/v1/keys") == 403
    for method, path in [
        ("POST", "sources"),
        ("PATCH", f"sources/{source['id']}"),
        ("DELETE", f"sources/{source['id']}"),
        ("PATCH", f"destinations/{destination['id']}"),
        ("POST", f"destinations/{destination['id']}/rotate"),
        ("POST", f"destinations/{destination['id']}/test"),
        ("POST", "replays"),
        ("DELETE", f"replays/{uuid7()}"),
        ("POST", "keys"),
    ]:
        response = reader.send(method, f"/v1/{path}", {"state": "paused"})
        assert (response.status_code, response.json["type"]) == (403, "urn:webhook-monitor:forbidden"), path


@pytest.mark.parametrize("state", ["paused", "enabled"])
def test_an_operate_key_pauses_and_enables(keyed, destination, state):
    operator = keyed("operate")
    assert status(operator, "PATCH", f"/v1/destinations/{destination['id']}", {"state": state}) == 200


@pytest.mark.parametrize(
    "body", [{"state": "disabled"}, {"state": "paused", "name": "n"}, {"name": "n"}, {}, {"state": "lost"}]
)
def test_an_operate_key_changes_nothing_else(keyed, destination, body):
    assert status(keyed("operate"), "PATCH", f"/v1/destinations/{destination['id']}", body) == 403


def test_an_operate_key_replays_and_does_not_configure(keyed, source, received):
    operator = keyed("operate")
    replay = operator.send("POST", "/v1/replays", {"event_ids": [received.event(source)]})
    assert replay.status_code == 202
    assert status(operator, "DELETE", f"/v1/replays/{replay.json['id']}") == 204
    assert status(operator, "POST", "/v1/sources", {}) == 403
    assert status(operator, "DELETE", f"/v1/sources/{source['id']}") == 403
    assert status(operator, "GET", "/v1/keys") == 403


def test_scope_comes_before_validation_and_existence(keyed):
    reader = keyed("read")
    assert reader.send("POST", "/v1/sources", [], bogus="1").status_code == 403
    assert status(reader, "DELETE", f"/v1/sources/{uuid7()}") == 403
