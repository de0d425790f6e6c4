"""Sources are managed by plain forms; nothing typed is lost, no secret kept."""

import pytest

from tests.web import managed_api
from tests.web.filling import SECRETS, beside, fake_api, inputs, person
from tests.web.managed_api import refuses
from tests.web.reading import words
from web import destination_form, source_form
from web.senders import SENDERS

__all__ = ["fake_api", "person"]


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
