"""What a webhook says of itself: its id and type, or nothing that could be read."""

import json

import pytest
from werkzeug.datastructures import Headers

from service.ingest.identity import Identity, identify
from service.ingest.schemes import PRESETS, scheme_of

EMOJI = "\N{SNOWMAN}"
BODIES = {"stripe": {"id": "evt_1", "type": "charge.succeeded"}}
BODIES["slack"] = {"type": "event_callback", "event_id": "Ev1", "event": {"type": "app_mention"}}
HEADERS = {
    "github": {"X-GitHub-Delivery": "d1", "X-GitHub-Event": "push"},
    "shopify": {"X-Shopify-Webhook-Id": "w1", "X-Shopify-Topic": "orders/create"},
    "standard": {"webhook-id": "msg_1"},
}


def identity(name, headers=None, body=b"{}"):
    return identify(PRESETS[name], Headers(headers or {}), body)


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("github", b"", Identity("d1", "push")),
        ("shopify", b"", Identity("w1", "orders/create")),
        ("stripe", json.dumps(BODIES["stripe"]).encode(), Identity("evt_1", "charge.succeeded")),
        ("slack", json.dumps(BODIES["slack"]).encode(), Identity("Ev1", "app_mention")),
        ("standard", b'{"type": "user.created"}', Identity("msg_1", "user.created")),
    ],
)
def test_each_sender_has_its_places_for_id_and_type(name, body, expected):
    assert identity(name, HEADERS.get(name), body) == expected


def test_hmac_has_the_headers_of_its_options():
    options = {"header": "X-S", "prefix": "", "encoding": "hex", "id_header": "X-Id", "type_header": "X-Type"}
    headers = Headers({"X-Id": "1", "X-Type": "t"})
    assert identify(scheme_of("hmac", options), headers, b"") == Identity("1", "t")
    bare = scheme_of("hmac", options | {"id_header": None, "type_header": None})
    assert identify(bare, headers, b"") == Identity()


def test_none_has_neither():
    assert scheme_of("none", None) is None
    assert identify(None, Headers(HEADERS["github"]), b'{"type": "a", "id": "b"}') == Identity()


@pytest.mark.parametrize(
    ("value", "expected"), [("d1", "d1"), ("", None), ("x" * 1000, "x" * 1000), ("x" * 1001, None)]
)
def test_an_id_in_a_header(value, expected):
    assert identity("github", {"X-GitHub-Delivery": value}).provider_id == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"id": "a", "type": "a"}', "a"),
        (b'{"id": " ", "type": " "}', " "),
        (b'{"id": "", "type": ""}', None),
        (b'{"id": 7, "type": 7}', None),
        (b'{"id": null, "type": null}', None),
        (b'{"id": ["a"], "type": {"a": 1}}', None),
        (b'{"id": "%b", "type": "%b"}' % (b"t" * 1000, b"t" * 1000), "t" * 1000),
        (b'{"id": "%b", "type": "%b"}' % (b"t" * 1001, b"t" * 1001), None),
        (b'{"id": "a\\u0000b", "type": "a\\u0000b"}', None),
        (b'{"id": "\\ud800", "type": "\\ud800"}', None),
        (b'["type", "id"]', None),
        (b'"type"', None),
        (b"null", None),
        (b"", None),
        (b"id=a&type=a", None),
        (b"\xff\xfe", None),
        (b"[" * 100_000, None),
        (b'{"id": "a", "type": "a", "n": ' + b"9" * 5000 + b"}", None),
    ],
)
def test_an_id_and_a_type_in_a_body(body, expected):
    assert identity("stripe", body=body) == Identity(expected, expected)


def test_an_id_is_measured_in_characters_and_a_type_in_bytes():
    body = json.dumps({"id": EMOJI * 1000, "type": EMOJI * 1000}).encode()
    assert identity("stripe", body=body) == Identity(EMOJI * 1000, None)


@pytest.mark.parametrize("event", [None, [], "event", 7, {}, {"type": 7}])
def test_slack_without_a_type_in_its_event_has_none(event):
    body = json.dumps({"type": "event_callback", "event_id": "Ev1", "event": event}).encode()
    assert identity("slack", body=body) == Identity("Ev1", None)


def test_slacks_handshake_asks_for_its_challenge():
    body = b'{"type": "url_verification", "token": "t", "challenge": "abc"}'
    assert identity("slack", body=body).challenge == "abc"
    assert identity("standard", body=body).challenge is None


@pytest.mark.parametrize("challenge", ["", b', "challenge": 7', b', "challenge": null'])
def test_a_handshake_without_a_challenge_is_an_event(challenge):
    body = b'{"type": "url_verification"%b}' % (challenge or b"")
    assert identity("slack", body=body) == Identity()
