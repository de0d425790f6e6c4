"""The audit log: who changed what, written with the change or not at all."""

import pytest

from tests.service.conftest import Api


def newest(api):
    return api.get("/v1/audit", limit=1)["data"][0]


def test_a_change_is_told_with_what_was_before_and_who_did_it(api, source, name):
    made = api.make("/v1/keys", name="deploy", scope="admin")
    Api(api.app, made["key"]).change(f"/v1/sources/{source['id']}", enabled=False, rate_per_second=7)
    entry = newest(api)
    assert entry == {
        "id": entry["id"],
        "at": entry["at"],
        "key": {"id": made["id"], "name": "deploy"},
        "action": "source.change",
        "target": {"id": source["id"], "name": name},
        "changes": {"enabled": [True, False], "rate_per_second": [100, 7]},
    }


def test_the_holder_of_api_key_has_no_id(api, source):
    assert newest(api)["key"] == {"id": None, "name": "API_KEY"}


def test_making_and_deleting_are_told(api, name):
    destination = api.make("/v1/destinations", name=name, url="https://example.com/")
    assert newest(api)["action"] == "destination.create"
    api.send("POST", f"/v1/destinations/{destination['id']}/rotate")
    assert newest(api)["action"] == "destination.rotate"
    api.send("DELETE", f"/v1/destinations/{destination['id']}")
    assert newest(api)["action"] == "destination.delete"
    assert newest(api)["target"] == {"id": destination["id"], "name": name}


def test_what_failed_is_not_told(api, source):
    before = newest(api)
    api.send("PATCH", f"/v1/sources/{source['id']}", {"rate_per_second": 0})
    api.send("POST", "/v1/sources", {"name": source["name"], "scheme": "none"})
    assert newest(api) == before


@pytest.mark.parametrize("scheme", ["github", "none"])
def test_no_secret_is_in_it(api, rows, name, scheme):
    secrets = {} if scheme == "none" else {"secrets": ["canary-one"]}
    source = api.make("/v1/sources", name=name, scheme=scheme, **secrets)
    api.change(f"/v1/sources/{source['id']}", scheme="hmac", options={}, secrets=["canary-two", "canary-3"])
    assert newest(api)["changes"]["secret_count"] == [source["secret_count"], 2]
    destination = api.make("/v1/destinations", name=name, url="https://example.com/")
    key = api.make("/v1/keys", name=name, scope="read")
    told = str(rows.execute("select * from audit").fetchall())
    for secret in (
        "canary",
        source["ingest_url"].rpartition("/")[2],
        destination["signing_secret"],
        key["key"],
    ):
        if secret != name:
            assert secret not in told


def test_a_period_may_be_asked_for(api, source):
    entry = newest(api)
    assert entry in api.get("/v1/audit", **{"from": entry["at"]})["data"]
    assert entry not in api.get("/v1/audit", to=entry["at"])["data"]
