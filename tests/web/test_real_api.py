"""The pages over the real API, without what delivers: that both mean the same by every address and field."""

import re

import psycopg
import pytest
import requests

from core.settings import WebSettings
from ops.bench.stack import running
from ops.local.ports import HOST
from tests.conftest import wait_until
from tests.web.conftest import SESSION_KEY, Visitor
from tests.web.reading import words
from tests.web.test_replays import form_of
from web.app import create_app

BURY = "update deliveries set state = 'dead', finished_at = now(), attempts = 11, last_status = 503"
TALLY = """
insert into tallies
select (extract(epoch from minute)::bigint / 60 % 10080)::integer, minute, 30, 21, 9, 0, 99, 87, 1400
from date_trunc('minute', now() - interval '2 minutes') as minute
on conflict (slot) do update set received = 30, delivered = 21, dead = 9, failed_attempts = 99,
  latency_p50_ms = 87, latency_p95_ms = 1400
"""


class House:
    """An API with two destinations of one source, and two events that died at both."""

    def __init__(self, stack):
        self.stack, self.port = stack, stack.start_api()
        self.source = stack.call(self.port, "sources", {"name": "builds", "scheme": "none"})
        for name in ("billing", "chatops"):
            fields = {"name": name, "url": f"http://{HOST}:9/{name}", "sources": ["builds"]}
            stack.call(self.port, "destinations", fields)
        token = self.source["ingest_url"].rpartition("/")[2]
        ingest = f"http://{HOST}:{self.port}/in/{token}"
        self.events = [requests.post(ingest, b"{}", timeout=10).json()["id"] for _ in range(2)]
        with psycopg.connect(stack.postgres.url(), autocommit=True) as rows:
            rows.execute(BURY)
            rows.execute(TALLY)

    def visitor(self):
        environ = {"API_URL": f"http://{HOST}:{self.port}", "SESSION_KEY": SESSION_KEY}
        visitor = Visitor(create_app(WebSettings.from_environ(environ)))
        assert visitor.sign_in(self.stack.api_key).location == "/"
        return visitor


@pytest.fixture(scope="module")
def house():
    with running() as stack:
        yield House(stack)


@pytest.fixture
def ada(house):
    return house.visitor()


def dead_values(page):
    return re.findall(r'name="picked" value="([^"]+)"', page.text)


def replay_of(ada, answer):
    assert answer.status_code == 302, words(answer)
    return words(ada.get(answer.location))


@pytest.mark.parametrize("period", ["1h", "24h", "7d"])
def test_the_overview_shows_the_figures(ada, period):
    page = ada.get(f"/?period={period}")
    assert page.status_code == 200
    assert page.text.count("<svg") == 6
    assert "Received 30 Delivered 21 70 % Dead 9 Failed attempts 99 Waiting 0 Sending 0" in words(page)
    assert "half up to 87 ms" in page.text


def test_events_are_filtered_as_the_api_filters(ada, house):
    rows = re.compile(r'<tr id="([^"]+)"')
    assert set(rows.findall(ada.get("/events?source=builds&from=2026-01-01T00:00").text)) == set(house.events)
    assert rows.findall(ada.get("/events?to=2026-01-01T00:00").text) == []
    assert rows.findall(ada.get("/events?provider_id=none").text) == []
    assert "from" in words(ada.get("/events?from=yesterday"))


def test_one_dead_letter_is_replayed_to_where_it_died(ada, house):
    page = ada.get("/dead-letters?destination=billing")
    first, _ = dead_values(page)
    form = form_of(page, "/dead-letters/replay") | {"only": first}
    answer = ada.client.post("/dead-letters/replay", data=form)
    assert "done" in replay_of(ada, answer)
    assert "Events matched 1 Deliveries made 1" in replay_of(ada, answer)
    assert ada.client.post("/dead-letters/replay", data=form).location == answer.location
    assert "pending" in words(ada.get(f"/events/{first.partition('/')[0]}"))


def test_all_that_match_are_replayed_to_where_they_died(ada):
    page = ada.get("/dead-letters/replay?destination=chatops&from=2026-01-01T00:00")
    assert "chatops enabled 2 dead" in words(page)
    form = form_of(page, "/dead-letters/replay-all") | {"picked": "chatops"}
    answer = ada.client.post("/dead-letters/replay-all", data=form)
    wait_until(lambda: "Looking for events" not in replay_of(ada, answer), "the replay to be done")
    assert "done" in replay_of(ada, answer)
    assert "Events matched 2 Deliveries made 2" in replay_of(ada, answer)


def test_what_waits_of_a_replay_is_cancelled(ada, house):
    page = ada.get(f"/events/{house.events[0]}")
    answer = ada.client.post("/replays", data=form_of(page, "/replays") | {"to_destination": ""})
    replay = answer.location
    assert "Deliveries made 2" in words(ada.get(replay))
    ada.client.post(f"{replay}/cancel", data=form_of(ada.get(replay), f"{replay}/cancel"))
    assert "cancelled" in words(ada.get(replay))
    assert replay in ada.get("/replays").text
