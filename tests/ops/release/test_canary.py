"""A canary's way: what it makes when it is missing, and what it says when it does not come back."""

import hmac
import json
from itertools import count

import pytest

from ops.release import canary
from ops.release.canary import Canary, CanaryError
from ops.release.door import DoorError


class Api:
    """/v1 and /in as far as a canary goes; state: of deliveries."""

    def __init__(self):
        self.sources, self.destinations, self.posted, self.state = {}, {}, [], "delivered"
        self.ids = map(str, count(1))
        self.status = 202

    def ask(self, method, path, body=b"", headers=None):
        if path == "/in/canary":
            self.posted.append((body, headers["X-Signature"]))
            return self.status, b'{"id": "an-event"}'
        return (200, b"") if path == "/sign-in" else (404, b"")

    def expect(self, status, method, path, body=b"", headers=None):
        assert headers["Authorization"] == "Bearer key"
        given = json.loads(body) if body else {}
        kind = self.sources if "/sources" in path else self.destinations
        if path.startswith("/v1/deliveries"):
            row = {"state": self.state, "last_error": "connect", "last_status": None, "attempts": 2}
            return {"data": [row], "next": None}
        if method == "GET":
            return {"data": list(kind.values()), "next": None}
        number = path.rpartition("/")[2]
        if method == "POST":
            number = next(self.ids)
            kind[number] = given | {"id": number, "state": "enabled"}
            return kind[number] | {"signing_secret": f"whsec_{number}"}
        if method == "DELETE":
            del kind[number]
            return None
        kind[number] |= given
        return kind[number]


@pytest.fixture
def api():
    return Api()


@pytest.fixture
def bird(api, monkeypatch):
    monkeypatch.setattr(canary, "_SECONDS", 0.3)
    monkeypatch.setattr(canary, "_SEEN_SECONDS", 0.3)
    return Canary(api, "hooks.test", "secret", "key")


def test_what_is_missing_is_made_and_the_sink_checks_what_the_destination_signs(api, bird):
    bird.prepare()
    assert [each["name"] for each in api.sources.values()] == ["canary", "canary-sink"]
    (destination,) = api.destinations.values()
    assert destination["url"] == "https://hooks.test/in/canary-sink"
    sink = next(each for each in api.sources.values() if each["name"] == "canary-sink")
    assert sink["secrets"] == [f"whsec_{destination['id']}"]


def test_what_is_there_stays(api, bird):
    bird.prepare()
    before = json.dumps([api.sources, api.destinations])
    bird.prepare()
    made = json.loads(json.dumps([api.sources, api.destinations]))
    made[0]["1"].pop("enabled")
    assert json.dumps(made) == before


def test_a_destination_that_was_disabled_is_made_anew_with_its_secret(api, bird):
    bird.prepare()
    next(iter(api.destinations.values()))["state"] = "disabled"
    bird.prepare()
    (destination,) = api.destinations.values()
    sink = next(each for each in api.sources.values() if each["name"] == "canary-sink")
    assert sink["secrets"] == [f"whsec_{destination['id']}"]


def test_it_is_signed_and_comes_back(api, bird):
    bird.fly()
    ((body, signature),) = api.posted
    assert signature == "sha256=" + hmac.digest(b"secret", body, "sha256").hex()


def test_one_that_does_not_come_back_is_said_with_what_became_of_it(api, bird):
    api.state = "pending"
    with pytest.raises(CanaryError, match=r"its delivery is pending \(connect, 2 attempts\)"):
        bird.fly()


def test_one_that_is_not_let_in_is_said(api, bird):
    api.status = 503
    with pytest.raises(CanaryError, match="answered 503, not 202"):
        bird.fly()


def test_pages_that_fail_are_said(api):
    canary.pages(api, 2)
    api.ask = lambda *_: (500, b"")
    with pytest.raises(DoorError, match="the pages answered 500, not 200"):
        canary.pages(api, 1)
