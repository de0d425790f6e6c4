"""What the pages say, and that nothing a stranger sent is ever more than text."""

import html
import json
import re
from itertools import chain

import pytest

from tests.web.fake_api import moment
from tests.web.reading import words
from web.body import HEX_BYTES, TEXT_BYTES

ATTACK = '<script>alert("1")</script>'


def attempt(n=1, status=200, error=None, head="", duration_ms=87):
    return {
        "n": n,
        "started_at": moment(),
        "duration_ms": duration_ms,
        "status": status,
        "error": error,
        "response_head": head,
    }


def shown_body(response):
    return html.unescape(re.sub(r"<[^>]+>", "", re.search(r"<pre.*?</pre>", response.text, re.DOTALL)[0]))


@pytest.mark.parametrize("path", ["/events", "/sources", "/destinations"])
def test_an_empty_list_says_what_to_type_next(ada, path):
    assert "invoke send" in words(ada.get(path))


def test_events_stand_newest_first_with_their_deliveries_counted(ada, fake_api):
    fake_api.add_event(type="issues")
    newer = fake_api.add_event(type="push", body=b"x" * 2048)
    fake_api.add_delivery(newer, "billing", state="delivered")
    fake_api.add_delivery(newer, "chatops", state="dead")
    page = words(ada.get("/events"))
    assert page.index("push github") < page.index("issues github")
    assert f"push github {newer['id'][-8:]} 1 dead 1 delivered 2 KiB" in page


def test_events_are_filtered_by_source_and_type(ada, fake_api):
    fake_api.add_source("github")
    fake_api.add_event(type="push")
    fake_api.add_event(type="push", source="other")
    wanted = fake_api.add_event(type="issues")
    page = ada.get("/events?source=github&type=issues").text
    assert re.findall(r'<tr id="([^"]+)"', page) == [wanted["id"]]
    assert "<option selected>github</option>" in page
    assert "No event matches" in ada.get("/events?type=nothing").text


def test_an_event_is_found_by_the_senders_id_and_by_ours(ada, fake_api):
    event = fake_api.add_event(provider_id="evt_1")
    delivery = fake_api.add_delivery(event, "billing")
    fake_api.add_event(provider_id="evt_2")
    page = ada.get("/events?provider_id=evt_1").text
    assert re.findall(r'<tr id="([^"]+)"', page) == [event["id"]]
    assert ada.get(f"/events?provider_id={event['id']}").location == f"/events/{event['id']}"
    assert ada.get(f"/events?provider_id={delivery['id']}").location == f"/deliveries/{delivery['id']}"
    stranger = "/events?provider_id=01a215d7-80fb-7fff-8bcb-268c0038d586"
    assert "No event matches" in ada.get(stranger).text


def test_events_are_filtered_by_time_in_utc(ada, fake_api):
    fake_api.add_event(received_at="2026-11-01T08:29:59.999Z")
    wanted = fake_api.add_event(received_at="2026-11-01T08:30:00.000Z")
    fake_api.add_event(received_at="2026-11-01T09:00:00.000Z")
    page = ada.get("/events?from=2026-11-01T08:30&to=2026-11-01T09:00").text
    assert re.findall(r'<tr id="([^"]+)"', page) == [wanted["id"]]
    assert 'name="from" value="2026-11-01T08:30"' in page


def links(page):
    return {
        html.unescape(text): html.unescape(href)
        for href, text in re.findall(r'<a[^>]*href="([^"]*)"[^>]*>([^<]+)</a>', page)
    }


def test_pages_lead_to_older_ones_and_back(ada, fake_api):
    expected = [fake_api.add_event(type="push")["id"] for _ in range(120)][::-1]
    fake_api.add_event(type="issues")
    pages = [ada.get("/events?type=push").text]
    while (older := links(pages[-1])["Older →"]) and "hidden>Older" not in pages[-1]:
        pages.append(ada.get(older).text)
    rows = [re.findall(r'<tr id="([^"]+)"', page) for page in pages]
    assert [len(ids) for ids in rows] == [50, 50, 20]
    assert list(chain.from_iterable(rows)) == expected
    assert re.findall(r'<tr id="([^"]+)"', ada.get(links(pages[2])["← Newer"]).text) == rows[1]
    assert links(pages[1])["← Newer"] == links(pages[2])["Newest"] == "/events?type=push"


def test_an_address_stays_short_on_the_way_to_old_events(ada, fake_api):
    for _ in range(30):
        fake_api.add_event()
    cursors = "&".join(f"cursor={event['id']}" for event in fake_api.records["events"][::-1])
    assert ada.get(f"/events?{cursors}").text.count("cursor=") < 80


def test_an_event_shows_its_deliveries_and_their_attempts(ada, fake_api):
    event = fake_api.add_event()
    fake_api.add_delivery(
        event,
        "billing",
        [attempt(1, None, "timeout", duration_ms=15_000), attempt(2, 503, "http", "try later"), attempt(3)],
        finished_at=moment(60),
    )
    fake_api.add_delivery(event, "chatops", state="pending", next_attempt_at=moment(-90))
    page = words(ada.get(f"/events/{event['id']}"))
    assert "billing delivered 3 attempts, finished 1 min ago" in page
    assert "1 just now 15.0 s timeout empty 2 just now 87 ms 503 try later 3 just now 87 ms 200 empty" in page
    assert "chatops pending not tried, due in 1 min" in page


def test_many_deliveries_cost_a_bounded_number_of_questions(ada, fake_api):
    event = fake_api.add_event()
    for _ in range(30):
        fake_api.add_delivery(event, "billing", [attempt()])
    fake_api.heard.clear()
    page = ada.get(f"/events/{event['id']}")
    assert len(fake_api.heard) <= 25
    assert page.text.count("Show its attempts") == 10
    assert "87 ms" in words(ada.get(f"/deliveries/{fake_api.records['deliveries'][0]['id']}"))


def test_json_is_indented_and_no_token_of_it_is_changed(ada, fake_api):
    body = (
        b'{"amount":1.10,"amount":10000000000000000000001,"nested":[{},[],{"a":null}],"text":"a\\u00e9<b>"}'
    )
    event = fake_api.add_event(body)
    page = ada.get(f"/events/{event['id']}")
    lines = shown_body(page).split("\n")
    assert '  "amount": 1.10,' in lines
    assert '  "amount": 10000000000000000000001,' in lines
    assert '  "text": "a\\u00e9<b>"' in lines
    assert json.loads(shown_body(page)) == json.loads(body)


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b"[" * 900 + b"]" * 900, b'{"a":', b"12", b"\xff\xfe{\0}\0"]
)
def test_odd_json_is_shown_all_the_same(ada, fake_api, body):
    page = ada.get(f"/events/{fake_api.add_event(body)['id']}")
    assert page.status_code == 200
    assert len(page.text) < 1_000_000


def test_any_bytes_can_be_shown(ada, fake_api):
    event = fake_api.add_event(bytes(range(256)), content_type=None, type=None)
    path = f"/events/{event['id']}"
    hexdump = shown_body(ada.get(path)).splitlines()
    assert hexdump[4] == "00000030  30 31 32 33 34 35 36 37  38 39 3a 3b 3c 3d 3e 3f  0123456789:;<=>?"
    assert len(hexdump) == 17
    text = shown_body(ada.get(f"{path}?body=text"))
    assert "\\x00\\x01" in text
    assert "\\xfe\\xff" in text


def test_what_would_reorder_or_hide_text_is_written_out(ada, fake_api):
    event = fake_api.add_event("admin\u202e\u2066 \x1b[31m".encode(), [("X-A", "a\u202eb")], type="a\u202eb")
    page = ada.get(f"/events/{event['id']}").text
    assert shown_body(ada.get(f"/events/{event['id']}")).endswith("admin\\u202e\\u2066 \\x1b[31m")
    assert "\u202e" not in page + ada.get("/events").text


def test_an_empty_body_is_said_to_be_empty(ada, fake_api):
    assert "Body 0 B Empty." in words(ada.get(f"/events/{fake_api.add_event(b'')['id']}"))


@pytest.mark.parametrize(("view", "shown"), [("text", TEXT_BYTES), ("hex", HEX_BYTES)])
def test_of_a_long_body_the_beginning_is_shown(ada, fake_api, view, shown):
    event = fake_api.add_event("é".encode() * 4_000_000)
    page = ada.get(f"/events/{event['id']}?body={view}")
    assert f"The first {shown // 1024} KiB of 7.6 MiB" in words(page)
    assert len(page.data) < 500_000


def test_a_body_is_downloaded_whole_and_never_run(ada, fake_api):
    body = bytes(range(256)) * 8_000
    response = ada.get(f"/events/{fake_api.add_event(body, content_type='text/html')['id']}/body")
    assert response.data == body
    assert response.mimetype == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_whatever_a_stranger_sent_is_text(ada, fake_api):
    fake_api.add_source("github", options={"header": ATTACK})
    fake_api.add_destination("billing", url=f"https://x/{ATTACK}", event_types=[ATTACK])
    event = fake_api.add_event(
        ATTACK.encode(),
        [(ATTACK, ATTACK)],
        type=ATTACK,
        provider_id=ATTACK,
        content_type=ATTACK,
        method=ATTACK,
    )
    as_json = fake_api.add_event(json.dumps({ATTACK: ATTACK}).encode())
    delivery = fake_api.add_delivery(event, "billing", [attempt(head=ATTACK)])
    for path in (
        "/events",
        f"/events/{event['id']}",
        f"/events/{as_json['id']}",
        f"/deliveries/{delivery['id']}",
        "/sources/github",
        "/destinations",
        "/destinations/billing",
        f"/events?type={ATTACK}&source={ATTACK}",
        "/sources/<script>alert(1)",
    ):
        page = ada.get(path).text
        assert "alert(" in page.replace("<wbr>", ""), path
        assert "<script>alert" not in page, path


def test_sources_show_their_address_and_settings(ada, fake_api):
    fake_api.add_destination("billing", sources=["shop"])
    fake_api.add_destination("other", sources=[])
    fake_api.add_source("shop", scheme="hmac", secret_count=2, options={"header": "X-Sig", "id_header": None})
    assert "shop enabled hmac http://localhost:3000/in/shop" in words(ada.get("/sources"))
    page = words(ada.get("/sources/shop"))
    assert "one of the 2 secrets" in page
    assert "Header X-Sig Id header none" in page
    assert "Destinations 1" in page
    assert "other" not in page


def test_a_source_without_signatures_says_that_its_address_is_a_secret(ada, fake_api):
    fake_api.add_source("builds", scheme="none", secret_count=0, enabled=False)
    page = words(ada.get("/sources/builds"))
    assert "keep it secret" in page
    assert "builds disabled" in page


def test_a_destination_shows_why_it_stands_still_and_its_deliveries(ada, fake_api):
    event = fake_api.add_event()
    fake_api.add_destination("billing", state="disabled", state_reason="gone", event_types=["push"])
    fake_api.add_delivery(event, "billing", [attempt(status=410, error="http")], state="dead")
    fake_api.add_delivery(event, "billing", state="cancelled")
    fake_api.add_delivery(event, "other", state="dead")
    page = words(ada.get("/destinations/billing"))
    assert "It answered 410 Gone" in page
    assert "dead" in page
    dead = ada.get("/destinations/billing?state=dead")
    assert dead.text.count('data-state="dead"') == 2  # the delivery, and its answer 410
    assert "None is pending" in words(ada.get("/destinations/billing?state=pending"))


@pytest.mark.parametrize("path", ["/sources/nobody", "/destinations/nobody"])
def test_a_name_that_nobody_has_is_404(ada, path):
    response = ada.get(path)
    assert response.status_code == 404
    assert "is named nobody" in response.text


def test_the_last_page_of_names_is_searched_too(ada, fake_api):
    for number in range(201):
        fake_api.add_source(f"source-{number}")
    assert ada.get("/sources/source-0").status_code == 200


def test_times_tell_the_distance_and_the_moment(ada, fake_api):
    fake_api.add_event(received_at="2026-01-02T03:04:05.678901Z")
    page = ada.get("/events").text
    assert re.search(
        r'<time datetime="2026-01-02T03:04:05.678901Z" title="2026-01-02 03:04:05.678 UTC">\d+ d ago</time>',
        page,
    )
