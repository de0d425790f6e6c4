"""Sources: made, listed, changed, deleted; what is refused, and why."""

from base64 import b64encode

import pytest

WHSEC = "whsec_" + b64encode(b"k" * 24).decode()
WHPK = "whpk_" + b64encode(b"k" * 32).decode()


def test_a_source_has_the_contracts_fields_and_defaults(api, name):
    made = api.make("/v1/sources", name=name, scheme="github", secrets=["one", "two"])
    expected = {
        "id": made["id"],
        "name": name,
        "scheme": "github",
        "options": None,
        "secret_count": 2,
        "tolerance_seconds": 300,
        "max_bytes": 1024 * 1024,
        "rate_per_second": 100,
        "enabled": True,
        "ingest_url": f"https://hooks.example.com/in/{name}",
        "created_at": made["created_at"],
    }
    assert made == expected
    assert made["created_at"].endswith("Z")
    assert api.get(f"/v1/sources/{made['id']}") == expected
    assert expected in api.get("/v1/sources")["data"]


def test_secrets_are_sealed_in_the_database(api, rows, name):
    made = api.make("/v1/sources", name=name, scheme="github", secrets=["hunter2"])
    sealed = rows.execute("select secrets from sources where id = %s", [made["id"]]).fetchone()["secrets"]
    assert b"hunter2" not in sealed[0]
    assert api.app.extensions["services"].sealer.open(sealed[0]) == "hunter2"


def test_scheme_none_ends_its_ingest_url_in_a_token_that_stays(api, name):
    made = api.make("/v1/sources", name=name, scheme="none")
    token = made["ingest_url"].removeprefix("https://hooks.example.com/in/")
    assert len(token) >= 32
    assert name not in token
    changed = api.change(f"/v1/sources/{made['id']}", rate_per_second=7, name=f"{name}-b")
    assert changed == made | {"rate_per_second": 7, "name": f"{name}-b"}


def test_hmac_options_have_defaults(api, name):
    made = api.make("/v1/sources", name=name, scheme="hmac", secrets=["s"], options={"prefix": ""})
    assert made["options"] == {
        "header": "X-Signature",
        "algorithm": "sha256",
        "encoding": "hex",
        "prefix": "",
        "id_header": "X-Id",
        "type_header": None,
    }


def test_standard_takes_a_shared_secret_and_a_public_key(api, name):
    assert api.make("/v1/sources", name=name, scheme="standard", secrets=[WHSEC, WHPK])["secret_count"] == 2


@pytest.mark.parametrize("scheme", ["stripe", "slack", "shopify"])
def test_a_preset_needs_a_secret_and_no_options(api, name, scheme):
    assert api.wrong_fields("POST", "/v1/sources", {"name": name, "scheme": scheme}).keys() == {"secrets"}
    made = api.make("/v1/sources", name=name, scheme=scheme, secrets=["one", "two"])
    assert (made["scheme"], made["options"], made["secret_count"]) == (scheme, None, 2)


GITHUB = {"name": "fine", "scheme": "github", "secrets": ["s"]}


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, {"name", "scheme"}),
        ({"name": "Upper", "scheme": "github", "secrets": ["s"]}, {"name"}),
        ({"name": "x" * 64, "scheme": "github", "secrets": ["s"]}, {"name"}),
        ({"name": "line\n", "scheme": "github", "secrets": ["s"]}, {"name"}),
        ({"name": "fine", "scheme": "github"}, {"secrets"}),
        (GITHUB | {"secrets": []}, {"secrets"}),
        (GITHUB | {"secrets": ["a", "b", "c"]}, {"secrets"}),
        (GITHUB | {"secrets": [""]}, {"secrets.0"}),
        (GITHUB | {"secrets": "s"}, {"secrets"}),
        (GITHUB | {"options": {}}, {"options"}),
        (GITHUB | {"scheme": "twitter"}, {"scheme"}),
        (GITHUB | {"scheme": "stripe", "options": {}}, {"options"}),
        (GITHUB | {"scheme": "hmac"}, {"options"}),
        (GITHUB | {"scheme": "hmac", "options": {"algorithm": "md5"}}, {"options.algorithm"}),
        (GITHUB | {"scheme": "hmac", "options": {"header": "X Y"}}, {"options.header"}),
        (GITHUB | {"scheme": "hmac", "options": {"salt": ""}}, {"options.salt"}),
        (GITHUB | {"scheme": "none"}, {"secrets"}),
        (GITHUB | {"scheme": "standard"}, {"secrets"}),
        (GITHUB | {"scheme": "standard", "secrets": ["whsec_not base64"]}, {"secrets"}),
        (GITHUB | {"scheme": "standard", "secrets": ["whsec_"]}, {"secrets"}),
        (GITHUB | {"scheme": "standard", "secrets": ["whpk_AAAA"]}, {"secrets"}),
        (GITHUB | {"tolerance_seconds": 0}, {"tolerance_seconds"}),
        (GITHUB | {"tolerance_seconds": 3601}, {"tolerance_seconds"}),
        (GITHUB | {"max_bytes": 1024 * 1024 - 1}, {"max_bytes"}),
        (GITHUB | {"max_bytes": 10 * 1024 * 1024 + 1}, {"max_bytes"}),
        (GITHUB | {"rate_per_second": 10_001}, {"rate_per_second"}),
        (GITHUB | {"rate_per_second": "9"}, {"rate_per_second"}),
        (GITHUB | {"rate_per_second": 9.5}, {"rate_per_second"}),
        (GITHUB | {"rate_per_second": True}, {"rate_per_second"}),
        (GITHUB | {"enabled": 1}, {"enabled"}),
        (GITHUB | {"enabled": None}, {"enabled"}),
        (GITHUB | {"id": "x", "ingest_url": "x"}, {"id", "ingest_url"}),
    ],
)
def test_each_wrong_field_is_named(api, fields, wrong):
    assert api.wrong_fields("POST", "/v1/sources", fields).keys() == wrong


def test_a_refusal_never_repeats_a_secret(api):
    for secret in ("hunter2", "whsec_hunter2!", "whpk_aHVudGVyMg=="):
        fields = GITHUB | {"scheme": "standard", "secrets": [secret], "rate_per_second": 0}
        refused = api.send("POST", "/v1/sources", fields).text
        assert "secrets" in refused
        assert "hunter2" not in refused
        assert "aHVudGVyMg" not in refused


def test_a_taken_name_is_a_conflict(api, source, name):
    other = api.make("/v1/sources", name=f"{name}-b", scheme="none")
    taken = api.send("POST", "/v1/sources", GITHUB | {"name": name})
    assert (taken.status_code, taken.json["type"]) == (409, "urn:webhook-monitor:name-taken")
    assert api.send("PATCH", f"/v1/sources/{other['id']}", {"name": name}).status_code == 409


def test_a_change_touches_what_it_names(api, source):
    path = f"/v1/sources/{source['id']}"
    assert api.change(path, enabled=False, secrets=["a", "b"]) == source | {
        "enabled": False,
        "secret_count": 2,
    }
    assert api.change(path) == source | {"enabled": False, "secret_count": 2}
    assert api.get(path)["secret_count"] == 2


def test_a_rename_moves_the_ingest_url(api, source, name):
    changed = api.change(f"/v1/sources/{source['id']}", name=f"{name}-b")
    assert changed["ingest_url"] == f"https://hooks.example.com/in/{name}-b"


def test_another_scheme_needs_its_own_secrets_and_options(api, name):
    path = f"/v1/sources/{api.make('/v1/sources', name=name, scheme='hmac', secrets=['s'], options={})['id']}"
    assert api.wrong_fields("PATCH", path, {"scheme": "github"}).keys() == {"secrets"}
    assert api.change(path, scheme="github", secrets=["s"])["options"] is None
    assert api.change(path, scheme="none")["secret_count"] == 0
    assert api.wrong_fields("PATCH", path, {"scheme": "hmac", "secrets": ["s"]}).keys() == {"options"}


def test_a_wrong_change_names_its_fields_and_changes_nothing(api, source):
    path = f"/v1/sources/{source['id']}"
    wrong = api.wrong_fields("PATCH", path, {"rate_per_second": 0, "bogus": 1, "enabled": False})
    assert wrong.keys() == {"rate_per_second", "bogus"}
    assert api.wrong_fields("PATCH", path, []).keys() == {"body"}
    assert api.get(path) == source


def test_a_deleted_source_is_gone_and_its_name_free(api, source, destination, name):
    path = f"/v1/sources/{source['id']}"
    assert api.send("DELETE", path).status_code == 204
    assert api.send("GET", path).status_code == 404
    assert api.send("PATCH", path, {}).status_code == 404
    assert api.send("DELETE", path).status_code == 404
    assert api.get(f"/v1/destinations/{destination['id']}")["sources"] == []
    assert api.make("/v1/sources", name=name, scheme="none")["id"] != source["id"]


def test_a_source_with_events_cannot_be_deleted(api, source, received):
    received.event(source)
    refused = api.send("DELETE", f"/v1/sources/{source['id']}")
    assert (refused.status_code, refused.json["type"]) == (409, "urn:webhook-monitor:source-has-events")
    assert api.get(f"/v1/sources/{source['id']}") == source
