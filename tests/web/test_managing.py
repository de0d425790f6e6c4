"""Sources, destinations and keys are managed by plain forms; nothing typed is lost, no secret kept."""

import html
import re

import pytest

from ops.local.ports import free_port
from tests.web import managed_api
from tests.web.managed_api import KEY, SIGNING_SECRET, refuses
from tests.web.reading import words
from web import destination_form, source_form
from web.senders import SENDERS

SECRETS = {"stripe": "whsec_c3RyaXBl", "standard": "whsec_c3RhbmRhcmQ=", "none": ""}


@pytest.fixture
def fake_api():
    yield from managed_api.serving(free_port())


@pytest.fixture
def person(ada):
    """Ada, who fills in forms: `person.fill(path, …)` sends a page's form with changes."""
    ada.fill = filler(ada)
    return ada


def filler(visitor):
    """Return what sends a page's form, as it stands but for some changes."""

    def fill(path, **changes):
        page = html.unescape(re.search(r"<main.*</main>", visitor.get(path).text, re.DOTALL)[0])
        return visitor.client.post(path, data={**inputs(page), **changes})

    return fill


def inputs(page):
    """Return what a page's form would send as it stands."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        kept = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if kept.get("type") != "checkbox" or " checked" in tag:
            found[kept["name"]] = kept.get("value", "")
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[name] = chosen[1]
    texts = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    return found | dict(texts)


def beside(page, name):
    """Return the error that stands beside a field and is tied to it."""
    tied = re.search(
        rf'id="{re.escape(name)}"[^>]*aria-describedby="[^"]*{re.escape(name)}-trouble', page.text
    )
    error = re.search(rf'<p class="trouble" id="{re.escape(name)}-trouble">(.*?)</p>', page.text)
    assert tied
    return html.unescape(error[1])


@pytest.mark.parametrize("scheme", SENDERS)
def test_a_source_of_each_scheme_is_made(person, fake_api, scheme):
    secret = {} if scheme == "none" else {"secrets.0": SECRETS.get(scheme, "a-secret")}
    response = person.fill(f"/sources/_new?scheme={scheme}", name="shop", **secret)
    assert response.headers["Location"] == "/sources/shop"
    (made,) = fake_api.records["sources"]
    assert made["scheme"] == scheme
    assert fake_api.secrets.get("shop", []) == list(secret.values())
    page = words(person.get("/sources/shop"))
    assert "shop was made." in page
    assert "shop was made." not in words(person.get("/sources/shop"))


def test_a_form_begins_with_the_apis_defaults(person, fake_api):
    person.fill("/sources/_new?scheme=hmac", name="shop")
    person.fill("/destinations/_new", name="billing", url="https://billing.example/")
    fields, options = managed_api.SourceFields.model_fields, fake_api.records["sources"][0]["options"]
    assert (
        options
        == managed_api.validate(
            managed_api.SourceFields, {"name": "x", "scheme": "hmac", "secrets": ["x"], "options": {}}
        ).options.model_dump()
    )
    for name in ("tolerance_seconds", "max_bytes", "rate_per_second"):
        assert source_form.DEFAULTS[name] == str(fields[name].default)
    for name in ("max_in_flight", "timeout_seconds"):
        default = managed_api.DestinationFields.model_fields[name].default
        assert destination_form.DEFAULTS[name] == str(default)
        assert fake_api.records["destinations"][0][name] == default


@pytest.mark.parametrize("scheme", ["github", "hmac"])
def test_a_secret_that_we_make_is_shown_once(person, fake_api, scheme):
    person.fill(f"/sources/_new?scheme={scheme}", name="shop")
    (secret,) = fake_api.secrets["shop"]
    assert len(secret) > 40
    assert secret in words(person.get("/sources/shop"))
    for path in ("/sources/shop", "/sources/shop/edit", "/sources", "/audit"):
        assert secret not in words(person.get(path))


def test_stripe_wants_the_url_first_so_its_secret_may_come_later(person, fake_api):
    person.fill("/sources/_new?scheme=stripe", name="shop")
    (nobodys,) = fake_api.secrets["shop"]
    page = words(person.get("/sources/shop"))
    assert "until Stripe's signing secret is pasted" in page
    assert nobodys not in page
    person.fill("/sources/shop/edit", **{"secrets.0": "whsec_of-stripe"})
    assert fake_api.secrets["shop"] == ["whsec_of-stripe"]


@pytest.mark.parametrize("scheme", ["slack", "shopify", "standard"])
def test_a_secret_that_only_the_sender_makes_is_asked_for(person, fake_api, scheme):
    page = person.fill(f"/sources/_new?scheme={scheme}", name="shop")
    assert page.status_code == 400
    assert "required" in beside(page, "secrets.0")
    assert fake_api.records["sources"] == []


def test_what_the_api_refuses_stands_beside_its_field_and_nothing_typed_is_lost(person):
    page = person.fill(
        "/sources/_new?scheme=standard",
        **{"name": "My Shop", "secrets.0": "s3cret", "rate_per_second": "many", "tolerance_seconds": "0"},
    )
    assert page.status_code == 400
    assert "must match" in beside(page, "name")
    assert beside(page, "secrets.0") == "must begin with whsec_ or whpk_"
    assert "integer" in beside(page, "rate_per_second")
    assert "greater than" in beside(page, "tolerance_seconds")
    for kept in ('value="My Shop"', 'value="many"', 'value="0"', 'role="alert"', "autofocus"):
        assert kept in page.text
    assert "s3cret" not in page.text


@pytest.mark.parametrize("noun", ["sources", "destinations"])
def test_a_taken_name_is_409_beside_the_name(person, fake_api, noun):
    fake_api.add_source("shop")
    fake_api.add_destination("shop")
    page = person.fill(
        f"/{noun}/_new?scheme=github", name="shop", url="https://shop.example/", **{"secrets.0": "x"}
    )
    assert page.status_code == 409
    assert beside(page, "name") == f"another {noun[:-1]} has this name"
    assert 'value="shop"' in page.text


def test_a_source_is_edited_and_its_secrets_stay(person, fake_api):
    fake_api.add_source("shop", max_bytes=1_500_000)
    fake_api.secrets["shop"] = ["held"]
    response = person.fill("/sources/shop/edit", name="store", rate_per_second="7")
    assert response.headers["Location"] == "/sources/store"
    source = fake_api.records["sources"][0]
    assert (source["name"], source["rate_per_second"], source["max_bytes"]) == ("store", 7, 1_500_000)
    assert fake_api.secrets == {"shop": ["held"]}


def test_secrets_are_rotated_with_two(person, fake_api):
    fake_api.add_source("shop")
    person.fill("/sources/shop/edit", **{"secrets.0": "new", "secrets.1": "old"})
    assert fake_api.secrets["shop"] == ["new", "old"]
    page = person.get("/sources/shop/edit")
    assert "2 held" in words(page)
    assert "one of the 2 secrets" in words(person.get("/sources/shop"))
    assert not {"new", "old"} & set(inputs(page.text).values())


def test_a_source_is_disabled_and_given_another_scheme(person, fake_api):
    fake_api.add_source("shop", scheme="hmac", options={"header": "X-Old"})
    fields = inputs(person.get("/sources/shop/edit").text)
    fields.pop("enabled")
    person.client.post("/sources/shop/edit", data=fields)
    assert fake_api.records["sources"][0]["enabled"] is False
    assert "Who sends?" in words(person.get("/sources/shop/edit?scheme=choose"))
    person.fill("/sources/shop/edit?scheme=slack", **{"secrets.0": "of-slack"})
    source = fake_api.records["sources"][0]
    assert (source["scheme"], source["options"]) == ("slack", None)


def test_a_prefix_may_be_empty_and_headers_left_out(person, fake_api):
    person.fill("/sources/_new?scheme=hmac", name="shop", **{"options.prefix": "", "options.id_header": ""})
    options = fake_api.records["sources"][0]["options"]
    assert (options["prefix"], options["id_header"], options["type_header"]) == ("", None, None)


@pytest.mark.parametrize(
    ("scheme", "settings"),
    {
        "github": ["Webhooks → Add webhook", "Payload URL", "application/json", "Secret", "Which events"],
        "stripe": ["Webhooks → Add destination", "Endpoint URL", "Signing secret", "invoice.paid"],
        "slack": ["Event Subscriptions", "Request URL", "Signing Secret", "Subscribe to bot events"],
        "shopify": ["Notifications → Webhooks", "Format JSON", "application/json", "Event"],
    }.items(),
)
def test_a_source_shows_what_to_paste_where(person, fake_api, scheme, settings):
    fake_api.add_source("shop", scheme=scheme)
    page = words(person.get("/sources/shop"))
    for text in ["http://localhost:3000/in/shop", *settings]:
        assert text in page


def test_a_source_with_events_is_not_deleted_and_says_what_to_do(person, fake_api):
    fake_api.add_source("shop")
    fake_api.refusal = refuses(409, "source-has-events", "the source has events: disable it instead")
    page = person.fill("/sources/shop/delete")
    assert page.status_code == 409
    assert "disable it instead" in words(page)
    fake_api.refusal = None
    assert person.fill("/sources/shop/delete").headers["Location"] == "/sources"
    assert "shop was deleted." in words(person.get("/sources"))


def test_a_destination_is_made_and_its_secret_shown_once(person, fake_api):
    for name in ("github", "stripe"):
        fake_api.add_source(name)
    person.fill(
        "/destinations/_new",
        name="billing",
        url="https://billing.example/hooks",
        sources=["stripe", "github"],
        event_types="invoice.paid\r\n\r\n  push \r\n",
        max_in_flight="9",
    )
    (made,) = fake_api.records["destinations"]
    assert sorted(made["sources"]) == ["github", "stripe"]
    assert made["event_types"] == ["invoice.paid", "push"]
    assert (made["max_in_flight"], made["timeout_seconds"]) == (9, 15)
    assert SIGNING_SECRET in words(person.get("/destinations/billing"))
    assert SIGNING_SECRET not in person.get("/destinations/billing").text


def test_the_sealed_secret_is_of_the_one_who_made_it(person, visitor_of, fake_api):
    person.fill("/destinations/_new", name="billing", url="https://billing.example/")
    name = f"{person.app.extensions['services'].sessions.cookie_name}_once"
    cookie = person.client.get_cookie(name)
    assert SIGNING_SECRET not in cookie.value
    assert cookie.http_only
    other = visitor_of()
    other.sign_in()
    other.client.set_cookie(name, cookie.value)
    assert SIGNING_SECRET not in other.get("/destinations/billing").text


def test_a_destination_is_edited(person, fake_api):
    fake_api.add_source("github")
    fake_api.add_destination("billing", event_types=["push", "ping"])
    page = person.fill("/destinations/billing/edit", url="ftp://x", timeout_seconds="61")
    assert page.status_code == 400
    assert "http://" in beside(page, "url")
    assert "less than or equal to 60" in beside(page, "timeout_seconds")
    assert 'value="ftp://x"' in page.text
    person.fill("/destinations/billing/edit", url="https://new.example/", event_types="")
    destination = fake_api.records["destinations"][0]
    assert destination["url"] == "https://new.example/"
    assert (destination["event_types"], destination["sources"]) == (None, ["github"])


def test_a_destination_is_paused_enabled_disabled_and_deleted(person, fake_api):
    destination = fake_api.add_destination("billing")
    for verb, state in (("pause", "paused"), ("enable", "enabled"), ("disable", "disabled")):
        response = person.post(f"/destinations/billing/{verb}")
        assert response.headers["Location"] == "/destinations/billing"
        assert destination["state"] == state
    assert "What waits for it is cancelled" in words(person.get("/destinations/billing/delete"))
    assert destination in fake_api.records["destinations"]
    person.fill("/destinations/billing/delete")
    assert fake_api.records["destinations"] == []


def test_a_test_is_sent_and_linked_to(person, fake_api):
    fake_api.add_destination("billing")
    person.post("/destinations/billing/test")
    (delivery,) = fake_api.records["deliveries"]
    assert (
        f'<a href="/deliveries/{delivery["id"]}">Look at its delivery</a>'
        in person.get("/destinations/billing").text
    )


def test_a_secret_is_rotated_after_a_question_and_shown_once(person, fake_api):
    fake_api.add_destination("billing")
    assert "signed with both" in words(person.get("/destinations/billing/rotate"))
    person.fill("/destinations/billing/rotate")
    assert SIGNING_SECRET in words(person.get("/destinations/billing"))
    assert SIGNING_SECRET not in person.get("/destinations/billing").text


@pytest.mark.parametrize("verb", ["test", "rotate", "pause", "disable", "delete"])
def test_a_refused_action_says_why_beside_its_button(person, fake_api, verb):
    fake_api.add_destination("billing")
    fake_api.refusal = refuses(403, "forbidden", "this needs a key of scope admin")
    page = person.post(f"/destinations/billing/{verb}")
    assert page.status_code == 403
    assert "this needs a key of scope admin" in words(page)
    assert "<button" in page.text.split("<main")[1]


def test_keys_are_made_listed_and_deleted(person, fake_api):
    person.fill("/keys", name="ci", scope="operate")
    (key,) = fake_api.records["keys"]
    assert (key["name"], key["scope"]) == ("ci", "operate")
    assert KEY in words(person.get("/keys"))
    page = person.get("/keys")
    assert KEY not in page.text
    assert "ci operate" in words(page)
    assert "whoever is signed in with it" in words(person.get(f"/keys/{key['id']}/delete"))
    person.fill(f"/keys/{key['id']}/delete")
    assert fake_api.records["keys"] == []
    assert "at least 1" in beside(person.fill("/keys", name=""), "name")


def test_rejections_are_counted_and_the_last_ones_shown(person, fake_api):
    fake_api.add_source("shop")
    assert "Nothing was turned away" in words(person.get("/sources/shop/rejections"))
    fake_api.add_rejection("bad-signature", "Host", "X-<b>Odd</b>")
    fake_api.rejected["counts"]["rate-limited"] = 12_345
    page = words(person.get("/sources/shop/rejections"))
    assert "bad-signature 1 The sender signs with another secret" in page
    assert "rate-limited 12,345" in page
    assert "bad-signature 203.0.113.9 Host, X-<b>Odd</b>" in page


def test_the_audit_log_says_who_changed_what_page_by_page(person, fake_api):
    for _ in range(60):
        fake_api.add_audit("destination.test", "billing")
    fake_api.add_audit("source.delete", "shop")
    entry = fake_api.add_audit(
        "destination.change", "billing", max_in_flight=[4, 8], event_types=[None, ["a<b"]]
    )
    entry["key"] = {"id": entry["id"], "name": "ci"}
    page = person.get("/audit")
    assert 'destination.change billing event_types: ["a<b"] max_in_flight: 4 → 8 ci' in words(page)
    assert "source.delete shop none API_KEY" in words(page)
    assert 'href="/destinations/billing"' in page.text
    assert 'href="/sources/shop"' not in page.text
    older = html.unescape(re.search(r'id="older" href="([^"]+)"', page.text)[1])
    assert person.get(older).text.count("<tr>") == 1 + 12


def test_an_api_that_does_not_answer_loses_nothing_that_was_typed(person, fake_api):
    page = person.get("/keys").text
    fake_api.refusal = refuses(503, "unavailable", "the database cannot be reached now")
    refused = person.client.post("/keys", data=inputs(page) | {"name": "typed"})
    assert refused.status_code == 503
    assert 'value="typed"' in refused.text
    assert "the database cannot be reached now" in words(refused)


def test_a_form_without_its_token_changes_nothing(person, fake_api):
    fake_api.add_destination("billing")
    assert person.client.post("/destinations/billing/delete").status_code == 400
    assert len(fake_api.records["destinations"]) == 1
