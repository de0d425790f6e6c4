"""Errors are pages too: true status, what happened, and the id to look for."""

import json
import logging

import pytest
from flask import Response

from tests.web.fake_api import problem


def test_an_address_that_does_not_exist_is_404_for_everybody(visitor, ada):
    for person in (visitor, ada):
        response = person.get("/nope")
        assert response.status_code == 404
        assert "There is no such page" in response.text


def test_a_record_that_does_not_exist_is_the_apis_404(ada):
    response = ada.get("/events/01a2047e-8aea-72b5-8f0c-09b85d913f63")
    assert response.status_code == 404
    assert "There is no such record in events." in response.text


def test_the_apis_refusal_is_passed_on(ada, fake_api):
    fake_api.failure = lambda: problem(
        403, "forbidden", "Your key may not", detail="It needs scope admin.", request_id="id-of-the-api"
    )
    response = ada.get("/events")
    assert response.status_code == 403
    for text in ("Your key may not", "It needs scope admin.", "id-of-the-api"):
        assert text in response.text


def test_a_bad_cursor_is_the_apis_400_with_its_field(ada):
    response = ada.get("/events?cursor=nonsense")
    assert response.status_code == 400
    assert "<code>cursor</code> odd" in response.text


def test_an_api_without_a_database_is_503(ada, fake_api):
    fake_api.failure = lambda: problem(503, "unavailable", "The database is down")
    response = ada.get("/events")
    assert response.status_code == 503
    assert "The database is down" in response.text


def test_an_api_that_is_gone_is_503_and_says_to_try_again(ada, fake_api):
    fake_api.stop()
    response = ada.get("/events")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "The API does not answer" in response.text
    assert response.headers["X-Request-Id"] in response.text


@pytest.mark.parametrize("answer", [Response("<h1>Welcome</h1>"), Response(status=302), Response("", 500)])
def test_what_answers_in_place_of_the_api_is_no_list_of_events(ada, fake_api, answer):
    fake_api.failure = lambda: answer
    assert ada.get("/events").status_code in {500, 503}


def test_an_api_that_is_gone_keeps_nobody_from_the_sign_in_form(visitor, fake_api):
    fake_api.stop()
    assert visitor.get("/sign-in").status_code == 200
    assert visitor.sign_in().status_code == 503


def test_our_own_mistake_is_500_logged_and_shows_no_inside(ada, fake_api, caplog):
    fake_api.failure = lambda: Response('{"surprise": true}', content_type="application/json")
    with caplog.at_level(logging.ERROR):
        response = ada.get("/events", headers={"X-Request-Id": "look-for-me"})
    assert response.status_code == 500
    assert "look-for-me" in response.text
    assert "Traceback" not in response.text
    assert "KeyError" not in response.text


def test_a_sane_request_id_travels_to_the_api_and_back(ada, fake_api):
    assert ada.get("/events", headers={"X-Request-Id": "abc-123"}).headers["X-Request-Id"] == "abc-123"
    fake_api.failure = lambda: problem(418, "teapot", "Teapot")
    assert "abc-124" in ada.get("/events", headers={"X-Request-Id": "abc-124"}).text


@pytest.mark.parametrize("odd", ["x" * 129, "späße"])
def test_an_odd_request_id_is_replaced(visitor, odd):
    made = visitor.get("/sign-in", headers={"X-Request-Id": odd}).headers["X-Request-Id"]
    assert made != odd
    assert made.isalnum()


def test_reading_is_all_that_most_pages_allow(ada):
    assert ada.client.post("/events", data={"csrf": ada.csrf()}).status_code == 405


def test_a_body_that_breaks_off_is_not_passed_off_as_whole(ada, fake_api):
    event = fake_api.add_event(b"x" * 1000)
    response = ada.get(f"/events/{event['id']}/body")
    assert response.headers["Content-Length"] == "1000"


def test_errors_fit_the_log(ada, fake_api):
    fake_api.stop()
    assert json.dumps(ada.get("/events").status_code) == "503"
