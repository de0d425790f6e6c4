"""In front of Flask: what is for a source's URL, what is not, and what every answer has."""

import json
from io import BytesIO
from uuid import UUID

import pytest
from structlog.testing import capture_logs
from werkzeug.test import Client

from service.ingest.front import Front, key_of
from service.ingest.reception import Reception
from service.ingest.store import Stored
from service.problems import Problem

ID = UUID(int=7)


class Receiver:
    """Stores, or raises what it is given."""

    sources = type("Sources", (), {"name_of": staticmethod(lambda _: "a")})

    def __init__(self):
        self.outcome = Stored(ID, duplicate=False)
        self.keys = []

    def receive(self, key, *_):
        self.keys.append(key)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


def flask(_environ, start_response):
    start_response("204 No Content", [("X-By", "Flask")])
    return []


@pytest.fixture
def receiver():
    return Receiver()


@pytest.fixture
def client(receiver):
    return Client(Front(flask, Reception(receiver, ())))


@pytest.mark.parametrize("path", ["/in/", "/in", "/in/a/", "/in/a/b", "/in//a", "/", "/v1/events", "/x/in/a"])
def test_all_but_a_sources_url_is_flasks(client, receiver, path):
    assert client.post(path).headers["X-By"] == "Flask"
    assert receiver.keys == []


def test_a_key_is_read_as_utf_8():
    assert key_of("/in/grün".encode().decode("latin-1")) == "grün"
    assert key_of("/in/\xff") == "\N{REPLACEMENT CHARACTER}"


def test_an_answer_has_its_length_and_an_id(client):
    answer = client.post("/in/a", headers={"X-Request-Id": "mine"})
    assert (answer.status, answer.json) == ("202 Accepted", {"id": str(ID)})
    assert answer.headers["X-Request-Id"] == "mine"
    assert int(answer.headers["Content-Length"]) == len(answer.data)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
def test_no_method_but_post_is_taken(client, receiver, method):
    answer = client.open("/in/a", method=method)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert answer.content_type == "application/problem+json"
    assert receiver.keys == []


def test_a_problem_is_told_with_its_headers(client, receiver):
    receiver.outcome = Problem(429, "rate-limited", "slower", headers={"Retry-After": "1"})
    answer = client.post("/in/a")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert json.loads(answer.data)["request_id"] == answer.headers["X-Request-Id"]


def test_what_nobody_expected_is_a_500_whose_cause_is_in_the_log_and_the_key_nowhere(client, receiver):
    receiver.outcome = RuntimeError("a detail that is nobody's business")
    with capture_logs() as logged:
        answer = client.post("/in/a-secret-token")
    assert (answer.status_code, answer.json["title"]) == (500, "Internal error")
    assert "nobody" not in answer.text
    assert [entry["event"] for entry in logged] == ["request failed", "refused"]
    assert logged[0]["exc_info"] is receiver.outcome
    assert "a-secret-token" not in str(logged)


def test_what_is_still_sent_after_a_413_is_taken_in(client, receiver):
    receiver.outcome = Problem(413, "too-large", "too large", headers={"Connection": "close"})
    body = BytesIO(b"x" * 100_000)
    client.post("/in/a", input_stream=body, content_length=100_000).close()
    assert body.tell() == 100_000
