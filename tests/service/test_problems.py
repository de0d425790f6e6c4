"""Every error is a problem document; every answer carries the request's id."""

import re

import psycopg
import pytest
from flask import Flask

from service import problems
from service.problems import Problem


@pytest.fixture
def client():
    app = Flask(__name__)
    problems.install(app)

    @app.get("/refuse")
    def refuse():
        raise Problem(429, "too-fast", "slower", headers={"Retry-After": "3"}, errors=[])

    @app.get("/odd")
    def odd():
        raise Problem(400, "bad-request", "odd")

    @app.get("/crash")
    def crash():
        raise RuntimeError("a detail that is nobody's business")

    @app.get("/away")
    def away():
        raise psycopg.OperationalError("connection to server at 10.0.0.9 failed")

    @app.get("/slow")
    def slow():
        raise psycopg.errors.QueryCanceled("canceling statement due to statement timeout")

    return app.test_client()


def test_a_problem_is_told_in_full(client):
    response = client.get("/refuse", headers={"X-Request-Id": "abc"})
    assert response.status_code == 429
    assert response.content_type == "application/problem+json"
    assert response.headers["Retry-After"] == "3"
    assert response.json == {
        "type": "urn:webhook-monitor:too-fast",
        "title": "Too fast",
        "status": 429,
        "detail": "slower",
        "request_id": "abc",
        "errors": [],
    }


def test_a_400_always_names_what_does_not_fit(client):
    response = client.get("/odd")
    assert response.json["errors"] == [{"field": "request", "message": "odd"}]


def test_http_errors_are_problems_too(client):
    missing, wrong_method = client.get("/nowhere"), client.post("/refuse")
    assert (missing.status_code, missing.json["type"]) == (404, "urn:webhook-monitor:not-found")
    assert (wrong_method.status_code, wrong_method.json["status"]) == (405, 405)
    assert set(wrong_method.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert missing.content_type == wrong_method.content_type == "application/problem+json"


def test_a_crash_is_a_500_that_tells_nothing(client):
    response = client.get("/crash")
    assert (response.status_code, response.json["type"]) == (500, "urn:webhook-monitor:internal-error")
    assert "nobody's business" not in response.text


@pytest.mark.parametrize("path", ["/away", "/slow"])
def test_a_database_that_does_not_answer_is_a_503_to_be_tried_again(client, path):
    response = client.get(path)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
    assert "10.0.0.9" not in response.text


@pytest.mark.parametrize("given", ["a", "x" * 128, "A1-_.:/~!"])
def test_a_sane_request_id_is_echoed(client, given):
    response = client.get("/nowhere", headers={"X-Request-Id": given})
    assert response.headers["X-Request-Id"] == response.json["request_id"] == given


@pytest.mark.parametrize("given", ["", "x" * 129, "with space", "tab\tinside", "caf\xe9"])
def test_any_other_is_replaced(client, given):
    made = client.get("/nowhere", headers={"X-Request-Id": given}).headers["X-Request-Id"]
    assert re.fullmatch(r"[0-9a-f-]{36}", made)


def test_successes_carry_an_id_too(api):
    assert api.send("GET", "/livez").headers["X-Request-Id"]
