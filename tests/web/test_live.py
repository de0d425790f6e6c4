"""The live list, as a browser hears it."""

import json
from threading import Thread

import pytest
import requests
from werkzeug.serving import make_server

import web.live
from tests.web.fake_api import problem
from web.live import BEGIN, KEEPALIVE, OVER, TROUBLE, digest


@pytest.fixture(autouse=True)
def haste(monkeypatch):
    monkeypatch.setattr(web.live, "POLL_SECONDS", 0.01)


@pytest.fixture
def short_lives(monkeypatch):
    monkeypatch.setattr(web.live, "LIFETIME_SECONDS", 0.3)


@pytest.fixture
def listen(ada):
    """`listen(path)`: the messages of Ada's stream, one at a time, over real HTTP."""
    server = make_server("127.0.0.1", 0, ada.app, threaded=True)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    cookies = {ada.app.extensions["services"].sessions.cookie_name: ada.cookie}

    def start(path="/events/live", **headers):
        url = f"http://127.0.0.1:{server.port}{path}"
        response = requests.get(url, headers=headers, cookies=cookies, stream=True, timeout=5)
        assert response.headers["Content-Type"].startswith("text/event-stream")
        messages = whole_messages(response.iter_lines(1, decode_unicode=True))
        assert next(messages) == BEGIN
        return messages

    yield start
    server.shutdown()
    server.server_close()


def whole_messages(lines):
    message = ""
    for line in lines:
        message += f"{line}\n"
        if not line:
            yield message
            message = ""


def parsed(message):
    fields = dict(line.split(": ", 1) for line in message.splitlines() if line)
    return fields["id"], json.loads(fields["data"])


def test_the_first_message_holds_the_whole_page(listen, fake_api):
    ids = [fake_api.add_event()["id"] for _ in range(3)][::-1]
    _, page = parsed(next(listen()))
    assert page["ids"] == list(page["rows"]) == ids
    assert page["rows"][ids[0]].startswith(f'<tr id="{ids[0]}">')


def test_later_ones_hold_what_changed(listen, fake_api):
    first, second = fake_api.add_event(), fake_api.add_event()
    messages = listen()
    next(messages)
    third = fake_api.add_event()
    assert set(parsed(next(messages))[1]["rows"]) == {third["id"]}
    fake_api.add_delivery(second, "billing", state="dead")
    _, page = parsed(next(messages))
    assert set(page["rows"]) == {second["id"]}
    assert "1 dead" in page["rows"][second["id"]]
    assert page["ids"] == [third["id"], second["id"], first["id"]]


def test_filters_hold_for_the_stream_and_for_the_way_to_older_events(listen, fake_api):
    for _ in range(51):
        fake_api.add_event(type="push")
    fake_api.add_event(type="issues")
    _, page = parsed(next(listen("/events/live?type=push")))
    assert len(page["ids"]) == 50
    assert page["older"].startswith("/events?type=push&cursor=")


def test_a_browser_that_saw_the_page_hears_nothing_until_it_changes(ada, listen, fake_api):
    fake_api.add_event()
    seen, _ = parsed(next(listen()))
    messages = listen(**{"Last-Event-ID": seen})
    new = fake_api.add_event()
    assert parsed(next(messages))[1]["ids"][0] == new["id"]


def test_the_page_itself_tells_what_it_shows(ada, listen, fake_api, short_lives):
    fake_api.add_event()
    seen, _ = parsed(next(listen()))
    assert f'data-seen="{seen}"' in ada.get("/events").text
    assert list(listen(f"/events/live?seen={seen}")) == []


def test_silence_is_broken_from_time_to_time(listen, monkeypatch, short_lives):
    monkeypatch.setattr(web.live, "KEEPALIVE_SECONDS", 0.1)
    seen = digest({"data": [], "next": None})
    assert list(listen(f"/events/live?seen={seen}"))[:2] == [KEEPALIVE] * 2


def test_a_stream_has_an_end_so_that_the_browser_connects_again(listen, fake_api, short_lives):
    assert len(list(listen())) == 1


def test_trouble_with_the_api_is_told_once_and_the_page_comes_whole_after_it(listen, fake_api):
    fake_api.add_event()
    messages = listen()
    seen, page = parsed(next(messages))
    fake_api.failure = lambda: problem(503, "unavailable", "The database is down")
    assert next(messages) == TROUBLE
    fake_api.failure = None
    assert parsed(next(messages)) == (seen, page)


def test_signing_out_ends_the_stream(ada, listen):
    messages = listen()
    next(messages)
    ada.client.post("/sign-out", data={"csrf": ada.csrf()})
    assert list(messages) == [OVER]


def test_a_key_that_is_deleted_ends_the_stream(listen, fake_api):
    messages = listen()
    next(messages)
    fake_api.keys.clear()
    assert list(messages) == [OVER]


def test_a_stranger_hears_that_the_session_is_over(visitor):
    response = visitor.get("/events/live")
    assert response.text == OVER
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_process_that_drains_ends_its_streams(ada, listen):
    messages = listen()
    next(messages)
    ada.app.extensions["services"].draining.set()
    assert list(messages) == []
