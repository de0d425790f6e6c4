"""Replays: made of what was named, once for each form, seen and called off."""

import re

import pytest

from tests.web.fake_api import moment
from tests.web.reading import words
from web.replaying import idempotency_key


def form_of(page, action):
    """Return the hidden fields of the form that posts to `action`."""
    form = page.text.partition(f'action="{action}"')[2].partition("</form>")[0]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))


def asked(fake_api):
    return [
        {name: value for name, value in wanted.items() if name != "idempotency_key"}
        for wanted in fake_api.asked.values()
    ]


def test_the_list_tells_how_far_each_is(ada, fake_api):
    fake_api.add_replay(state="running", matched=1_200, created=1_188, finished_at=None)
    done = fake_api.add_replay(matched=3, created=4)
    page = ada.get("/replays")
    assert f"{done['id'][-8:]} done 3 4 just now" in words(page)
    assert "running 1,200 1,188 not yet" in words(page)
    assert 'data-refresh-seconds="3"' in page.text
    assert "Refresh" in page.text.partition("<noscript>")[2]


def test_a_list_of_finished_ones_stands_still(ada, fake_api):
    fake_api.add_replay()
    assert 'data-refresh-seconds=""' in ada.get("/replays").text
    assert "No replays yet" not in ada.get("/replays").text


def test_no_replays_says_where_they_are_made(ada):
    assert "No replays yet" in words(ada.get("/replays"))


def test_an_event_is_replayed_by_todays_routes(ada, fake_api):
    fake_api.add_destination("billing")
    fake_api.add_destination("elsewhere", sources=["stripe"])
    event = fake_api.add_event()
    page = ada.get(f"/events/{event['id']}")
    assert "<option>billing</option>" in page.text
    assert "elsewhere" not in page.text
    answer = ada.client.post("/replays", data=form_of(page, "/replays") | {"to_destination": ""})
    assert answer.location == f"/replays/{fake_api.records['replays'][0]['id']}"
    assert asked(fake_api) == [{"event_ids": [event["id"]]}]


def test_an_event_that_nobody_gets_offers_no_replay(ada, fake_api):
    assert "/replays" not in ada.get(f"/events/{fake_api.add_event()['id']}").text.partition("<main")[2]


def test_a_delivery_is_made_once_more_to_its_destination_alone(ada, fake_api):
    event = fake_api.add_event()
    delivery = fake_api.add_delivery(event, "billing", state="dead", finished_at=moment())
    page = ada.get(f"/deliveries/{delivery['id']}")
    ada.client.post("/replays", data=form_of(page, "/replays"))
    assert asked(fake_api) == [{"event_ids": [event["id"]], "destinations": ["billing"]}]


def test_what_is_still_under_way_is_not_replayed(ada, fake_api):
    delivery = fake_api.add_delivery(fake_api.add_event(), "billing", state="pending")
    assert "Deliver once more" not in ada.get(f"/deliveries/{delivery['id']}").text


def test_the_same_form_twice_is_one_replay_and_the_next_form_another(ada, fake_api):
    delivery = fake_api.add_delivery(fake_api.add_event(), "billing", state="dead", finished_at=moment())
    page = f"/deliveries/{delivery['id']}"
    form = form_of(ada.get(page), "/replays")
    first, second = (ada.client.post("/replays", data=form).location for _ in range(2))
    third = ada.client.post("/replays", data=form_of(ada.get(page), "/replays")).location
    assert first == second != third


def test_a_key_stands_for_the_form_and_what_it_asks_for():
    key = idempotency_key("token", {"event_ids": ["a"]})
    assert key == idempotency_key("token", {"event_ids": ["a"]})
    assert key != idempotency_key("token", {"event_ids": ["b"]})
    assert key != idempotency_key("other", {"event_ids": ["a"]})
    assert re.fullmatch(r"[ -~]{1,255}", idempotency_key("é" * 5_000, {}))


def test_all_that_match_the_events_filter_are_replayed(ada, fake_api):
    fake_api.add_source("github")
    fake_api.add_destination("billing")
    listed = ada.get("/events?source=github&type=push&from=2026-11-01T08:30").text
    address = re.search(r'href="(/replays/new[^"]+)"', listed)[1].replace("&amp;", "&")
    page = ada.get(address)
    assert "<option selected>github</option>" in page.text
    assert 'value="2026-11-01T08:30"' in page.text
    fields = {"source": "github", "type": "push", "from": "2026-11-01T08:30", "state": "", "to": ""}
    ada.client.post("/replays", data=form_of(page, "/replays") | fields | {"to_destination": "billing"})
    filters = {"source": "github", "type": "push", "from": "2026-11-01T08:30:00Z"}
    assert asked(fake_api) == [{"filter": filters, "destinations": ["billing"]}]


def test_everything_is_replayed_only_when_that_is_said(ada, fake_api):
    form = form_of(ada.get("/replays/new"), "/replays")
    refused = ada.client.post("/replays", data=form)
    assert refused.status_code == 400
    assert "every event that is kept" in words(refused)
    assert ada.client.post("/replays", data=form | {"all": "on"}).status_code == 302
    assert asked(fake_api) == [{"filter": {}}]


def test_a_running_replay_is_shown_and_cancelled(ada, fake_api):
    replay = fake_api.add_replay(state="running", matched=1_500, created=1_400, finished_at=None)
    path = f"/replays/{replay['id']}"
    page = ada.get(path)
    assert "1,500 found so far" in words(page)
    assert 'data-refresh-seconds="1"' in page.text
    assert ada.client.post(f"{path}/cancel", data=form_of(page, f"{path}/cancel")).location == path
    after = ada.get(path)
    assert "cancelled" in words(after)
    assert "/cancel" not in after.text
    assert 'data-refresh-seconds=""' in after.text


@pytest.mark.parametrize(
    ("counts", "said"),
    [({"matched": 0}, "No event matched."), ({"matched": 2}, "No delivery was made: none of today's routes")],
)
def test_a_replay_that_made_nothing_says_why(ada, fake_api, counts, said):
    assert said in words(ada.get(f"/replays/{fake_api.add_replay(**counts)['id']}"))


def test_a_replay_that_is_not_there_is_404(ada):
    assert ada.get("/replays/01a215d7-80fb-7fff-8bcb-268c0038d586").status_code == 404


def test_what_makes_or_cancels_is_refused_without_our_form(ada, fake_api):
    replay = fake_api.add_replay(state="running", finished_at=None)
    for path in ("/replays", f"/replays/{replay['id']}/cancel", "/dead-letters/replay"):
        assert ada.client.post(path, data={"all": "on"}).status_code == 400
    assert fake_api.asked == {}
    assert replay["state"] == "running"
