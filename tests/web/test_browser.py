"""The pages in a real browser, with JavaScript and without: served by gunicorn as they are in production."""

import pytest
from playwright.sync_api import expect

from ops.local.ports import free_port
from tests.web.browsing import DESK, NEEDS_CHROMIUM, PHONE, POOR_CONTRASTS
from tests.web.conftest import KEY
from tests.web.fake_api import FakeApi, moment

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>"

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def api():
    """Serve an API with a record of every kind."""
    api = FakeApi(free_port())
    fill(api)
    yield api
    api.stop()


def fill(api):
    api.add_source("github")
    api.add_source("builds", scheme="none", ingest_url="http://localhost:3000/in/" + "x" * 32)
    api.add_destination("billing", event_types=["push"])
    api.add_destination("paused", state="paused", state_reason="operator")
    api.add_destination("failing", state="disabled", state_reason="failing")
    for _ in range(60):
        api.add_event(type="issues")
    event = api.add_event(f'{{"text": "{ATTACK}", "n": 1.10}}'.encode(), [("X-Odd", ATTACK)], type=ATTACK)
    log = [{"n": 1, "started_at": moment(9), "duration_ms": 15_000} for _ in range(2)]
    log[0] |= {"status": None, "error": "timeout", "response_head": None}
    log[1] |= {"status": 200, "error": None, "response_head": ATTACK}
    api.add_delivery(event, "billing", log)
    for state in ("pending", "sending", "dead", "cancelled"):
        api.add_delivery(event, "paused", state=state, next_attempt_at=moment(-60))


@pytest.fixture(scope="module")
def addresses(api):
    """Return the path of every page, by its kind."""
    event, delivery = api.records["events"][60], api.records["deliveries"][0]
    return {
        "overview": "/",
        "events": "/events",
        "nothing": "/events?type=nothing",
        "event": f"/events/{event['id']}",
        "hex": f"/events/{event['id']}?body=hex",
        "delivery": f"/deliveries/{delivery['id']}",
        "sources": "/sources",
        "source": "/sources/github",
        "destinations": "/destinations",
        "destination": "/destinations/paused",
        "404": "/nope",
    }


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without"])
def test_every_page_fits_its_screen_and_can_be_read_and_runs_nothing_that_was_sent(
    visit, site, addresses, scripts
):
    page = visit("/sources", java_script_enabled=scripts, reduced_motion="reduce")
    for kind, path in addresses.items():
        page.goto(site + path)
        assert page.locator("main h1").count() == 1, kind
        for size, scheme in ((PHONE, "dark"), (DESK, "light")):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], (kind, size)
            assert page.evaluate(POOR_CONTRASTS) == [], (kind, scheme)


def test_a_list_is_read_filtered_and_paged_without_scripts(visit):
    page = visit("/events", java_script_enabled=False)
    expect(page.get_by_text("Live", exact=True)).to_be_hidden()
    expect(page.get_by_role("button", name="Pause")).to_be_hidden()
    expect(page.get_by_role("link", name="Refresh")).to_be_visible()
    page.get_by_label("Type").fill("issues")
    page.get_by_label("Source").select_option("github")
    page.get_by_role("button", name="Filter").click()
    assert page.locator("tbody tr").count() == 50
    page.get_by_role("link", name="Older").click()
    assert page.locator("tbody tr").count() == 10
    page.get_by_role("link", name="Newer").click()
    assert page.locator("tbody tr").count() == 50


def test_what_was_sent_is_read_as_text(visit, addresses):
    page = visit(addresses["event"])
    expect(page.get_by_role("heading", level=1)).to_have_text(ATTACK)
    expect(page.locator("pre.body")).to_contain_text('"n": 1.10')
    expect(page.locator("pre.body")).to_contain_text(ATTACK)
    page.get_by_role("link", name="Hex").click()
    expect(page.locator("pre.body")).to_contain_text("00000000  7b 22 74 65 78 74")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.path().read_bytes().startswith(b'{"text"')


def test_events_arrive_and_change_while_one_looks(visit, api):
    page = visit("/events?type=push")
    expect(page.get_by_role("status")).to_have_text("Live")
    expect(page.get_by_role("heading", name="No event matches")).to_be_visible()
    event = api.add_event(type="push")
    row = page.locator(f'[id="{event["id"]}"]')
    expect(row).to_contain_text("no route")
    expect(page.get_by_role("heading", name="No event matches")).to_be_hidden()
    row.get_by_role("link").focus()
    api.add_delivery(event, "billing", state="pending")
    expect(row).to_contain_text("1 pending")
    expect(row.get_by_role("link")).to_be_focused()
    expect(row.locator("time")).to_contain_text("s ago")


def test_the_list_stays_as_long_as_a_page_and_rests_on_demand(visit, api):
    page = visit("/events")
    oldest = page.locator("tbody tr").last.get_attribute("id")
    api.add_event(type="later")
    expect(page.locator(f'[id="{oldest}"]')).to_have_count(0)
    assert page.locator("tbody tr").count() == 50
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("status")).to_have_text("Paused")
    missed = api.add_event(type="later")
    page.wait_for_timeout(1_500)
    expect(page.locator(f'[id="{missed["id"]}"]')).to_have_count(0)
    page.get_by_role("button", name="Resume").click()
    expect(page.locator("tbody tr").first).to_have_id(missed["id"])


def test_trouble_is_said_and_passes(visit, api):
    page = visit("/events")
    expect(page.get_by_role("status")).to_have_text("Live")
    api.failure = lambda: ("down", 503)
    expect(page.get_by_role("status")).to_have_text("Waiting: the API does not answer")
    api.failure = None
    expect(page.get_by_role("status")).to_have_text("Live")


def test_signing_out_elsewhere_ends_the_live_list(visit, site):
    page = visit("/events", storage_state=None)
    page.get_by_label("API key").fill(KEY)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("status")).to_have_text("Live")
    other = page.context.new_page()
    other.goto(f"{site}/sources")
    other.get_by_role("button", name="Sign out").click()
    page.bring_to_front()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_an_address_is_copied(visit):
    page = visit("/sources/github", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the ingest URL").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "http://localhost:3000/in/github"


def test_the_keyboard_skips_to_the_content(visit):
    page = visit("/sources")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
