"""Managing in a real browser, with scripts and without, by mouse and by keyboard alone."""

import pytest
from playwright.sync_api import expect

from ops.local.ports import free_port
from tests.web import managed_api
from tests.web.browsing import DESK, NEEDS_CHROMIUM, PHONE, POOR_CONTRASTS
from tests.web.managed_api import KEY, SIGNING_SECRET

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>"

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def api():
    """Serve an API with a record of every kind."""
    yield from managed_api.serving(free_port(), fill)


def fill(api):
    for scheme in ("github", "stripe", "slack", "shopify"):
        api.add_source(scheme, scheme=scheme)
    api.add_destination("billing", event_types=["push"])
    api.add_key(ATTACK)
    api.add_rejection("bad-signature", "Host", ATTACK)
    api.add_audit("destination.change", "billing", url=["https://old.example/", "https://x/" + "y" * 200])
    api.add_audit("key.create", ATTACK, scope=[None, ATTACK])


@pytest.fixture(params=[True, False], ids=["with-scripts", "without"])
def work(request, visit):
    """`work(path)`: a page in a browser with scripts, and once more in one without."""
    return lambda path, **options: visit(path, java_script_enabled=request.param, **options)


def unused(api, noun, stem):
    """Return a name that nothing has yet: the API outlives a test."""
    return f"{stem}-{len(api.records[noun])}"


def press(page, name):
    page.get_by_role("button", name=name).click()


def test_every_page_fits_its_screen_and_can_be_read_and_runs_nothing_that_was_sent(work, site, api):
    page = work("/keys", reduced_motion="reduce")
    for path in (
        "/sources/_new",
        "/sources/_new?scheme=hmac",
        "/sources/github/edit",
        "/sources/stripe",
        "/sources/github/rejections",
        "/destinations/_new",
        "/destinations/billing",
        "/destinations/billing/delete",
        "/keys",
        "/audit",
    ):
        page.goto(site + path)
        assert page.locator("main h1").count() == 1, path
        for size, scheme in ((PHONE, "dark"), (PHONE, "light"), (DESK, "dark"), (DESK, "light")):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], (path, size)
            assert page.evaluate(POOR_CONTRASTS) == [], (path, scheme)


def test_a_source_is_made_and_what_to_paste_shown(work, api):
    name = unused(api, "sources", "shop")
    page = work("/sources")
    page.get_by_role("link", name="New source").click()
    page.get_by_role("link", name="GitHub").click()
    page.get_by_label("Name").fill(name)
    press(page, "Make the source")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_role("status")).to_contain_text(api.secrets[name][0])
    settings = page.get_by_role("region", name="Settings for GitHub")
    for text in (f"/in/{name}", "application/json", "Secret", "Which events", "Add webhook"):
        expect(settings).to_contain_text(text)
    page.reload()
    expect(page.get_by_role("status")).to_have_count(0)


def test_errors_are_announced_lead_to_their_fields_and_lose_nothing(work, api):
    page = work("/sources/_new?scheme=standard")
    page.get_by_label("Name").fill("My Shop")
    page.get_by_label("Secret", exact=True).fill("s3cret")
    page.get_by_label("Rate per sender").fill("many")
    press(page, "Make the source")
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    alert.get_by_role("link", name="Rate per sender").click()
    field = page.get_by_label("Rate per sender")
    expect(field).to_have_value("many")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(
        "From one address, 1 to 10,000; more are answered 429. must be a valid integer"
    )
    expect(page.get_by_label("Name")).to_have_value("My Shop")
    expect(page.get_by_label("Secret", exact=True)).to_have_value("")


def test_a_source_is_edited_by_keyboard_alone(work, api):
    source = api.add_source(unused(api, "sources", "edited"))
    page = work(f"/sources/{source['name']}/edit")
    page.get_by_label("Secret", exact=True).focus()
    page.keyboard.type("new")
    page.keyboard.press("Tab")
    page.keyboard.type("old")
    page.keyboard.press("Tab")
    page.keyboard.type("250")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Enabled")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Saved.")
    assert api.secrets[source["name"]] == ["new", "old"]
    assert (source["rate_per_second"], source["enabled"]) == (250, False)


def test_a_source_is_deleted(work, api):
    name = api.add_source(unused(api, "sources", "old"))["name"]
    page = work(f"/sources/{name}")
    page.get_by_role("link", name="Delete").click()
    press(page, "Delete the source")
    expect(page.get_by_role("status")).to_have_text(f"{name} was deleted.")


def test_rejections_are_a_step_from_their_source(work):
    page = work("/sources/github")
    page.get_by_role("link", name="Rejections").click()
    expect(page.get_by_role("table")).to_contain_text("203.0.113.9")
    expect(page.get_by_role("table")).to_contain_text(ATTACK)


def test_a_destination_is_made_tried_paused_and_deleted(work, api):
    name = unused(api, "destinations", "new")
    page = work("/destinations")
    page.get_by_role("link", name="New destination").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("URL").fill("https://new.example/hooks")
    page.get_by_label("stripe").check()
    page.get_by_label("Event types").fill("invoice.paid\ninvoice.failed")
    page.get_by_label("Requests at once").fill("9")
    press(page, "Make the destination")
    expect(page.get_by_role("status")).to_contain_text(SIGNING_SECRET)
    made = next(item for item in api.records["destinations"] if item["name"] == name)
    assert (made["sources"], made["max_in_flight"]) == (["stripe"], 9)
    assert made["event_types"] == ["invoice.paid", "invoice.failed"]
    press(page, "Send a test")
    page.get_by_role("link", name="Look at its delivery").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Delivery to {name}")
    page.goto(page.url.partition("/deliveries")[0] + f"/destinations/{name}")
    press(page, "Pause")
    expect(page.get_by_role("status")).to_have_text(f"{name} is paused.")
    press(page, "Enable")
    expect(page.get_by_role("status")).to_have_text(f"{name} is enabled.")
    page.get_by_role("link", name="Delete").click()
    press(page, "Delete the destination")
    expect(page.get_by_role("status")).to_have_text(f"{name} was deleted.")


def test_a_destination_is_edited_disabled_and_its_secret_rotated(work, api):
    destination = api.add_destination(unused(api, "destinations", "edited"))
    page = work(f"/destinations/{destination['name']}")
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Timeout").fill("30")
    press(page, "Save")
    expect(page.get_by_role("status")).to_have_text("Saved.")
    page.get_by_role("link", name="Rotate secret").click()
    press(page, "Rotate the secret")
    expect(page.get_by_role("status")).to_contain_text(SIGNING_SECRET)
    page.get_by_role("link", name="Disable").click()
    press(page, "Disable")
    expect(page.get_by_role("status")).to_have_text(f"{destination['name']} is disabled.")
    assert (destination["timeout_seconds"], destination["state"]) == (30, "disabled")


def test_a_key_is_made_shown_once_and_deleted(work, api):
    name = unused(api, "keys", "ci")
    page = work("/keys")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Scope").select_option("operate")
    press(page, "Make a key")
    expect(page.get_by_role("status")).to_contain_text(KEY)
    page.reload()
    expect(page.get_by_text(KEY)).to_have_count(0)
    page.get_by_role("link", name=f"Delete the key {name}").click()
    press(page, "Delete the key")
    expect(page.get_by_role("status")).to_have_text(f"The key {name} was deleted.")
    assert name not in {key["name"] for key in api.records["keys"]}


def test_the_audit_log_is_paged(work, api):
    for number in range(len(api.records["audit"]), 60):
        api.add_audit("destination.test", f"billing-{number}")
    page = work("/audit")
    page.get_by_role("link", name="Older").click()
    expect(page.get_by_role("table")).to_contain_text("key.create")
    page.get_by_role("link", name="Newer").click()
    expect(page.get_by_role("table")).to_contain_text("billing-59")
