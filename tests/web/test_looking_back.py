"""Looking back in a browser: the overview, filters, dead letters and replays, with JavaScript and without."""

import pytest
from playwright.sync_api import expect

from ops.local.ports import free_port
from tests.web.browsing import DESK, NEEDS_CHROMIUM, PHONE, POOR_CONTRASTS
from tests.web.fake_api import FakeApi, moment

pytestmark = NEEDS_CHROMIUM
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without"])


@pytest.fixture(scope="module")
def api():
    """Serve an API where things have gone wrong."""
    api = FakeApi(free_port())
    fill(api)
    yield api
    api.stop()


def fill(api):
    busy = {"received": 300, "delivered": 290, "dead": 4, "cancelled": 2, "failed_attempts": 31}
    latencies = {"latency_p50_ms": 90, "latency_p95_ms": 1_400}
    backlog = {"waiting": 312, "sending": 7, "oldest_due_seconds": 84.0}
    job = {"name": "retention", "succeeded_at": moment(9_000), "failed_at": moment(300), "error": "no room"}
    api.add_stats([{}, busy | latencies, busy, busy | latencies] * 24, backlog=backlog, jobs=[job])
    api.add_source("github")
    api.add_destination("billing")
    api.add_destination("chatops", state="disabled", state_reason="gone")
    log = [{"n": 1, "started_at": moment(), "duration_ms": 9, "status": 503, "error": "http"}]
    log[0]["response_head"] = "down"
    for number in range(60):
        event = api.add_event(provider_id=f"evt_{number}")
        name = "chatops" if number % 3 else "billing"
        api.add_delivery(event, name, log, state="dead", finished_at=moment(60 * number))
    api.add_replay(state="cancelled", matched=7, created=5)


@pytest.fixture
def asked(api):
    """Return a function: what the replays made in this test were asked for."""
    before = set(api.asked)
    return lambda: [wanted for id_, wanted in api.asked.items() if id_ not in before]


@SCRIPTS
def test_every_page_fits_its_screen_and_can_be_read(visit, site, api, scripts):
    page = visit("/", java_script_enabled=scripts, reduced_motion="reduce")
    running = api.add_replay(state="running", matched=10, created=9, finished_at=None)
    paths = ["/", "/?period=1h", "/events?type=push&from=2026-01-01T00:00", "/dead-letters"]
    paths += ["/dead-letters/replay", "/replays", f"/replays/{running['id']}", "/replays/new"]
    paths += [
        f"/events/{api.records['events'][0]['id']}",
        f"/deliveries/{api.records['deliveries'][0]['id']}",
    ]
    for path in paths:
        page.goto(site + path)
        assert page.locator("main h1").count() == 1, path
        for size, scheme in ((PHONE, "dark"), (DESK, "light")):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], (path, size)
            assert page.evaluate(POOR_CONTRASTS) == [], (path, scheme)
    api.records["replays"].remove(running)


@SCRIPTS
def test_the_overview_draws_its_charts_and_leads_on(visit, scripts):
    page = visit("/", java_script_enabled=scripts)
    for title in (
        "Events received",
        "Deliveries finished",
        "Failures",
        "Latency",
        "Backlog age:",
        "Backlog age now",
    ):
        chart = page.get_by_role("img", name=title)
        expect(chart).to_be_visible()
        assert chart.bounding_box()["width"] > 300
    drawn = page.locator('rect[data-colour="bad"]').first
    assert drawn.evaluate("node => getComputedStyle(node).fill") == "rgb(179, 32, 47)"
    page.get_by_text("The figures as a table").click()
    expect(page.get_by_role("cell", name="1.4 s").first).to_be_visible()
    page.get_by_role("link", name="Week").click()
    expect(page.get_by_role("link", name="Week")).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="deliveries were given up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dead letters")


@SCRIPTS
def test_events_are_found_by_the_providers_id_and_time(visit, scripts):
    page = visit("/events", java_script_enabled=scripts)
    page.get_by_label("Id", exact=True).fill("evt_7")
    page.get_by_label("From (UTC)").fill("2026-01-01T00:00")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_label("From (UTC)")).to_have_value("2026-01-01T00:00")
    page.get_by_label("To (UTC)").fill("2026-01-02T00:00")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("heading", name="No event matches")).to_be_visible()


@SCRIPTS
def test_one_dead_letter_is_replayed_from_its_row(visit, asked, scripts):
    page = visit("/dead-letters?destination=billing", java_script_enabled=scripts)
    page.locator("tbody tr").nth(2).get_by_role("button", name="Replay").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Replay")
    (wanted,) = asked()
    assert len(wanted["event_ids"]) == 1
    assert wanted["destinations"] == ["billing"]


@SCRIPTS
def test_selected_ones_are_replayed_with_the_keyboard_alone(visit, asked, scripts):
    page = visit("/dead-letters", java_script_enabled=scripts)
    for row in (0, 1, 2):
        page.locator("tbody tr").nth(row).get_by_role("checkbox").focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Replay 3 selected" if scripts else "Replay selected").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Replays")
    assert sorted(len(wanted["event_ids"]) for wanted in asked()) == [1, 2]


def test_all_on_a_page_are_ticked_at_once(visit, asked):
    page = visit("/dead-letters?destination=chatops")
    expect(page.get_by_role("button", name="Replay selected")).to_be_disabled()
    page.get_by_label("All on this page").check()
    page.get_by_role("button", name="Replay 40 selected").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Replay")
    assert [len(wanted["event_ids"]) for wanted in asked()] == [40]


@SCRIPTS
def test_all_that_match_are_replayed_watched_and_cancelled(visit, api, asked, scripts):
    page = visit("/dead-letters", java_script_enabled=scripts)
    page.get_by_label("Destination").select_option("billing")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("link", name="Replay all that match").click()
    expect(page.get_by_role("checkbox", name="billing")).to_be_checked()
    page.get_by_role("button", name="Replay").click()
    expect(page.locator("main h1 + .pill")).to_have_text("running")
    (wanted,) = asked()
    assert wanted["filter"] == {"state": "dead", "destination": "billing"}
    api.records["replays"][-1] |= {"matched": 20, "created": 19}
    if not scripts:
        page.get_by_role("link", name="Refresh").click()
    expect(page.get_by_role("status")).to_contain_text("20 found so far")
    page.get_by_role("button", name="Cancel this replay").click()
    expect(page.locator("main h1 + .pill")).to_have_text("cancelled")


def test_an_event_is_replayed_from_its_page(visit, api, asked):
    event = api.records["events"][0]
    page = visit(f"/events/{event['id']}")
    page.get_by_role("combobox", name="To").select_option("billing")
    page.get_by_role("button", name="Replay").click()
    expect(page.locator("main h1 + .pill")).to_have_text("done")
    (wanted,) = asked()
    assert (wanted["event_ids"], wanted["destinations"]) == ([event["id"]], ["billing"])


def test_the_overview_goes_on_while_one_looks(visit, api):
    page = visit("/")
    api.stats["backlog"]["waiting"] = 4_711
    expect(page.get_by_text("4,711")).to_be_visible(timeout=20_000)


def test_a_replay_goes_on_under_the_keyboard(visit, api):
    replay = api.add_replay(state="running", matched=1, created=1, finished_at=None)
    page = visit(f"/replays/{replay['id']}")
    page.get_by_role("button", name="Cancel this replay").focus()
    replay |= {"state": "done", "matched": 1_234, "created": 1_200, "finished_at": moment()}
    expect(page.locator("main h1 + .pill")).to_have_text("done")
    expect(page.get_by_text("1,234")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel what still waits of it")).to_be_focused()
    expect(page.get_by_role("button", name="Copy the replay's id")).to_be_visible()
