"""Dead letters: found, and replayed one by one, selected, or all that match."""

import re

from tests.web.fake_api import moment
from tests.web.reading import words
from tests.web.test_replays import asked, form_of


def dead(fake_api, destination="billing", **changes):
    event = fake_api.add_event()
    log = [{"n": 1, "started_at": moment(), "duration_ms": 9, "status": 503, "error": "http"}]
    return fake_api.add_delivery(event, destination, log, state="dead", finished_at=moment(7_300), **changes)


def value(delivery):
    return f"{delivery['event_id']}/{delivery['destination']}"


def test_only_what_was_given_up_is_listed(ada, fake_api):
    delivery = dead(fake_api)
    fake_api.add_delivery(fake_api.add_event(), "chatops", state="delivered")
    page = words(ada.get("/dead-letters"))
    assert f"{delivery['id'][-8:]} billing {delivery['event_id'][-8:]} 503 1 2 h ago Replay" in page
    assert "chatops" not in page


def test_they_are_filtered_by_destination_and_time(ada, fake_api):
    wanted = dead(fake_api, created_at="2026-11-02T00:00:00.000Z")
    dead(fake_api, created_at="2026-11-04T00:00:00.000Z")
    dead(fake_api, "chatops", created_at="2026-11-02T00:00:00.000Z")
    page = ada.get("/dead-letters?destination=billing&from=2026-11-01T00:00&to=2026-11-03T00:00").text
    assert re.findall(r'name="picked" value="([^"]+)"', page) == [value(wanted)]
    assert "No dead letter matches" in ada.get("/dead-letters?destination=nobody").text


def test_none_at_all_says_when_there_would_be(ada):
    assert "some 28 hours after the first" in words(ada.get("/dead-letters"))


def test_one_is_replayed_to_where_it_died(ada, fake_api):
    first, second = dead(fake_api), dead(fake_api)
    form = form_of(ada.get("/dead-letters"), "/dead-letters/replay")
    answer = ada.client.post(
        "/dead-letters/replay", data=form | {"only": value(first), "picked": [value(second)]}
    )
    assert answer.location == f"/replays/{fake_api.records['replays'][0]['id']}"
    assert asked(fake_api) == [{"event_ids": [first["event_id"]], "destinations": ["billing"]}]


def test_selected_ones_are_replayed_each_to_where_it_died(ada, fake_api):
    first, second, other = dead(fake_api), dead(fake_api), dead(fake_api, "chatops")
    form = form_of(ada.get("/dead-letters"), "/dead-letters/replay")
    picked = [value(delivery) for delivery in (first, second, other)]
    assert ada.client.post("/dead-letters/replay", data=form | {"picked": picked}).location == "/replays"
    assert asked(fake_api) == [
        {"event_ids": [first["event_id"], second["event_id"]], "destinations": ["billing"]},
        {"event_ids": [other["event_id"]], "destinations": ["chatops"]},
    ]


def test_nothing_selected_makes_nothing(ada, fake_api):
    dead(fake_api)
    form = form_of(ada.get("/dead-letters"), "/dead-letters/replay")
    answer = ada.client.post("/dead-letters/replay", data=form)
    assert answer.status_code == 400
    assert "Nothing is selected" in answer.text
    assert fake_api.asked == {}


def test_all_that_match_are_told_before_they_are_replayed(ada, fake_api):
    fake_api.add_destination("billing")
    fake_api.add_destination("chatops", state="disabled", state_reason="gone")
    fake_api.add_destination("fine")
    for name in ("billing", "billing", "chatops"):
        dead(fake_api, name)
    page = ada.get("/dead-letters/replay")
    assert "billing enabled 2 dead" in words(page)
    assert "chatops disabled gone 1 dead: what is made would be cancelled at once" in words(page)
    assert "fine" not in page.text
    assert re.findall(r'value="(\w+)" checked', page.text) == ["billing"]


def test_all_that_match_are_replayed_each_to_where_it_died(ada, fake_api):
    fake_api.add_destination("billing")
    fake_api.add_destination("chatops")
    dead(fake_api, created_at="2026-11-02T00:00:00.000Z")
    page = ada.get("/dead-letters/replay?destination=billing&from=2026-11-01T00:00")
    form = form_of(page, "/dead-letters/replay-all")
    assert form["from"] == "2026-11-01T00:00"
    answer = ada.client.post("/dead-letters/replay-all", data=form | {"picked": ["billing"]})
    assert answer.location == f"/replays/{fake_api.records['replays'][0]['id']}"
    filters = {"state": "dead", "destination": "billing", "from": "2026-11-01T00:00:00Z"}
    assert asked(fake_api) == [{"filter": filters, "destinations": ["billing"]}]
    assert ada.client.post("/dead-letters/replay-all", data=form).status_code == 400


def test_the_count_stops_at_a_page_of_the_api(ada, fake_api):
    fake_api.add_destination("billing")
    for _ in range(201):
        dead(fake_api)
    assert "200 or more dead" in words(ada.get("/dead-letters/replay"))
