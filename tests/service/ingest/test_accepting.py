"""`POST /in/{source}` as senders meet it: what is taken, and as what it is known again."""

import json

import pytest

from tests.service.ingest import senders
from tests.service.ingest.senders import WHPK, WHSEC
from tests.service.ingest.server import BODY, SECRET, problem, signed, within

MEGABYTE = 1024 * 1024


def test_a_signed_webhook_is_committed_as_it_came(server, source):
    raw = bytes(range(256))
    answer = server.post(source, raw, signed(raw, **{"Content-Type": "text/x-odd; charset=none"}))
    assert (answer.status_code, list(answer.json())) == (202, ["id"])
    event = server.event(answer)
    assert (event["source"], event["type"], event["size"]) == (source["name"], "push", 256)
    assert event["content_type"] == "text/x-odd; charset=none"
    assert ["x-github-event", "push"] in [[name.lower(), value] for name, value in event["headers"]]
    assert server.call("GET", f"/v1/events/{event['id']}/body").content == raw


def test_authorization_and_cookies_are_never_stored(server, source):
    secret = {"Authorization": "Bearer x", "Cookie": "a=b", "Proxy-Authorization": "Basic x"}
    event = server.event(server.post(source, headers=signed(**secret)))
    assert {name.lower() for name, _ in event["headers"]}.isdisjoint(map(str.lower, secret))


def test_a_body_without_a_type_has_none(server, source):
    assert server.event(server.post(source, b"", signed(b"")))["content_type"] is None


def test_the_same_delivery_again_is_a_duplicate_of_the_first(server, source):
    headers = signed()
    first, again = server.post(source, headers=headers), server.post(source, headers=headers)
    assert (again.status_code, again.json()) == (200, {"id": first.json()["id"], "duplicate": True})


@pytest.mark.parametrize("provider_id", ["", "x" * 1001])
def test_an_id_that_cannot_be_used_turns_nothing_away(server, source, provider_id):
    headers = signed(**{"X-GitHub-Delivery": provider_id})
    answers = [server.post(source, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert server.event(answers[0])["provider_id"] is None


STRIPE = {"id": "evt_1", "type": "charge.succeeded"}
SLACK = {"type": "event_callback", "event_id": "Ev1", "event": {"type": "app_mention"}}
SENDERS = [
    ("stripe", SECRET, senders.stripe, STRIPE, ("evt_1", "charge.succeeded")),
    ("slack", SECRET, senders.slack, SLACK, ("Ev1", "app_mention")),
    ("shopify", SECRET, senders.shopify, {}, ("w1", "orders/create")),
    ("standard", WHSEC, senders.standard, {"type": "user.created"}, ("msg_1", "user.created")),
    ("standard", WHPK, senders.standard_ed25519, {"type": "user.created"}, ("msg_1", "user.created")),
]


@pytest.mark.parametrize(("scheme", "secret", "sign", "document", "identity"), SENDERS)
def test_each_scheme_is_verified_identified_and_known_again(server, scheme, secret, sign, document, identity):
    source, body = server.source(scheme=scheme, secrets=[secret]), json.dumps(document).encode()
    arguments = {} if secret in (WHSEC, WHPK) else {"secret": SECRET}
    first, again = (server.post(source, body, sign(body, **arguments)) for _ in range(2))
    event = server.event(first)
    assert (event["provider_id"], event["type"]) == identity
    assert (again.status_code, again.json()) == (200, {"id": event["id"], "duplicate": True})
    forged = sign(body + b" ", **arguments)
    assert problem(server.post(source, body, forged)) == (401, "bad-signature")


def test_an_old_timestamp_is_stale(server):
    source = server.source(scheme="slack", tolerance_seconds=60)
    headers = senders.slack(BODY, SECRET, senders.now() - 70)
    assert problem(server.post(source, BODY, headers)) == (401, "stale-timestamp")


def test_slacks_challenge_is_answered_when_it_is_signed_and_nothing_is_stored(server):
    source = server.source(scheme="slack")
    body = json.dumps({"type": "url_verification", "challenge": 'é"\ud83d', "token": "t"}).encode()
    answer = server.post(source, body, senders.slack(body, SECRET))
    assert (answer.status_code, answer.json()) == (200, {"challenge": 'é"\ud83d'})
    assert answer.headers["Content-Type"] == "application/json"
    assert problem(server.post(source, body, {})) == (401, "missing-signature")
    assert problem(server.post(source, body, senders.slack(body, "x"))) == (401, "bad-signature")
    found = server.call("GET", "/v1/events", params={"source": source["name"]}).json()
    assert found["data"] == []


def test_both_secrets_are_accepted_while_they_rotate(server):
    source = server.source(scheme="stripe", secrets=["old", "new"])
    for secret in ("old", "new"):
        body = json.dumps({"id": secret}).encode()
        assert server.post(source, body, senders.stripe(body, secret)).status_code == 202


def test_scheme_none_is_reached_by_its_token_alone(server):
    source = server.source(scheme="none")
    token = source["ingest_url"].rpartition("/")[2]
    assert server.post(token, headers={}).status_code == 202
    assert problem(server.post(source["name"], headers={})) == (404, "unknown-source")


def test_a_request_id_is_echoed_when_it_is_sane(server, source):
    assert server.post(source, headers=signed(**{"X-Request-Id": "abc"})).headers["X-Request-Id"] == "abc"
    assert (
        server.post(source, headers=signed(**{"X-Request-Id": "x" * 200})).headers["X-Request-Id"]
        != "x" * 200
    )


def test_without_a_database_it_is_503_with_retry_after_and_heals_by_itself(server, source, postgres):
    assert server.post(source).status_code == 202
    postgres.stop()
    refused = [server.post(source), server.post("never-seen")]
    postgres.start()
    assert [problem(answer) for answer in refused] == [(503, "unavailable")] * 2
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in refused)
    assert within(2, lambda: server.post(source).status_code == 202)
