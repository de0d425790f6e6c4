"""Managing over the real API: what it refuses stands beside its field, what it makes is what was typed."""

import hmac

import pytest
import requests

from core.settings import WebSettings
from ops.bench.stack import running
from ops.local.ports import HOST
from tests.conftest import wait_until
from tests.web.conftest import SESSION_KEY, Visitor
from tests.web.filling import SECRETS, beside, filler
from tests.web.reading import words
from web.app import create_app
from web.senders import SENDERS


class House:
    """An API, and its administrator at the pages."""

    def __init__(self, stack):
        self.stack, self.port = stack, stack.start_api()
        environ = {"API_URL": f"http://{HOST}:{self.port}", "SESSION_KEY": SESSION_KEY}
        self.ada = Visitor(create_app(WebSettings.from_environ(environ)))
        assert self.ada.sign_in(stack.api_key).location == "/"
        self.ada.fill = filler(self.ada)

    def all(self, noun):
        url = f"http://{HOST}:{self.port}/v1/{noun}"
        headers = {"Authorization": f"Bearer {self.stack.api_key}"}
        return requests.get(url, headers=headers, timeout=10).json()["data"]

    def one(self, noun, name):
        return next(item for item in self.all(noun) if item["name"] == name)


@pytest.fixture(scope="module")
def house():
    with running() as stack:
        yield House(stack)


@pytest.fixture
def ada(house):
    return house.ada


@pytest.mark.parametrize("scheme", SENDERS)
def test_a_source_of_each_scheme_is_made_edited_and_deleted(ada, house, scheme):
    secret = {} if scheme == "none" else {"secrets.0": SECRETS.get(scheme, "a-secret")}
    name = f"made-{scheme}"
    assert ada.fill(f"/sources/_new?scheme={scheme}", name=name, **secret).status_code == 302
    made = house.one("sources", name)
    assert (made["scheme"], made["secret_count"]) == (scheme, len(secret))
    assert ada.fill(f"/sources/{name}/edit", rate_per_second="7").status_code == 302
    changed = house.one("sources", name)
    assert changed == made | {"rate_per_second": 7}
    assert ada.fill(f"/sources/{name}/delete").location == "/sources"
    assert name not in {source["name"] for source in house.all("sources")}


def test_the_secret_that_was_shown_is_the_one_that_is_accepted(ada, house):
    ada.fill("/sources/_new?scheme=github", name="signed")
    page = words(ada.get("/sources/signed"))
    secret = page.partition("signed was made. Secret ")[2].partition(" ")[0]
    url, body = f"http://{HOST}:{house.port}/in/signed", b"{}"
    headers = {"X-Hub-Signature-256": f"sha256={hmac.digest(secret.encode(), body, 'sha256').hex()}"}
    assert requests.post(url, body, headers=headers, timeout=10).status_code == 202
    refused = ada.fill("/sources/signed/delete")
    assert refused.status_code == 409
    assert "disable it instead" in words(refused)


def test_what_a_source_turns_away_is_shown(ada, house):
    ada.fill("/sources/_new?scheme=github", name="strict", **{"secrets.0": "s"})
    headers = {"X-Hub-Signature-256": "sha256=" + "0" * 64}
    requests.post(f"http://{HOST}:{house.port}/in/strict", b"{}", headers=headers, timeout=10)
    told = lambda: "bad-signature 1" in words(ada.get("/sources/strict/rejections"))  # noqa: E731
    wait_until(told, "the rejection to be told of")
    assert "X-Hub-Signature-256" in words(ada.get("/sources/strict/rejections"))


def test_a_refused_source_keeps_what_was_typed(ada):
    ada.fill("/sources/_new?scheme=none", name="taken")
    page = ada.fill("/sources/_new?scheme=slack", name="taken", **{"secrets.0": "s3cret"})
    assert page.status_code == 409
    assert beside(page, "name") == "another source has this name"
    page = ada.fill(
        "/sources/_new?scheme=standard",
        **{"name": "My Shop", "secrets.0": "s3cret", "rate_per_second": "", "tolerance_seconds": "9999"},
    )
    assert page.status_code == 400
    for name in ("name", "secrets.0", "rate_per_second", "tolerance_seconds"):
        assert beside(page, name)
    assert "s3cret" not in page.text
    page = ada.fill("/sources/_new?scheme=hmac", name="own", **{"options.header": "No Header!"})
    assert beside(page, "options.header").startswith("must match")


def test_a_destination_is_made_tried_and_rotated(ada, house):
    page = ada.fill("/destinations/_new", name="Billing", url="http://127.1/", max_in_flight="0")
    assert page.status_code == 400
    assert beside(page, "name")
    assert beside(page, "max_in_flight")
    page = ada.fill("/destinations/_new", name="billing", url="http://169.254.169.254/")
    assert "address that deliveries may not go to" in beside(page, "url")
    ada.fill("/destinations/_new", name="billing", url="https://billing.example/", event_types="push")
    assert "Signing secret whsec_" in words(ada.get("/destinations/billing"))
    ada.post("/destinations/billing/test")
    assert "The test is on its way. Look at its delivery" in words(ada.get("/destinations/billing"))
    assert len(house.all("deliveries")) == 1
    for _ in range(9):
        ada.post("/destinations/billing/rotate")
        assert "whsec_" in words(ada.get("/destinations/billing"))
    refused = ada.post("/destinations/billing/rotate")
    assert refused.status_code == 409
    assert "rotate it again in 24 hours" in words(refused)


def test_a_destination_is_switched_and_deleted(ada, house):
    ada.fill("/destinations/_new", name="switched", url="https://switched.example/")
    for verb, state in (("pause", "paused"), ("enable", "enabled"), ("disable", "disabled")):
        ada.post(f"/destinations/switched/{verb}")
        assert house.one("destinations", "switched")["state"] == state
    refused = ada.post("/destinations/switched/test")
    assert "enable it first" in words(refused)
    ada.fill("/destinations/switched/delete")
    assert ada.get("/destinations/switched").status_code == 404


def test_a_key_works_once_made_and_may_no_more_than_its_scope(ada, house):
    ada.fill("/keys", name="reader", scope="read")
    key = words(ada.get("/keys")).partition("The key reader was made. API key ")[2].partition(" ")[0]
    reader = Visitor(ada.app)
    assert reader.sign_in(key).location == "/"
    ada.fill("/destinations/_new", name="kept", url="https://kept.example/")
    assert "/destinations/kept/edit" not in reader.get("/destinations/kept").text
    assert reader.get("/destinations/kept/edit").status_code == 403
    ada.fill(f"/keys/{house.one('keys', 'reader')['id']}/delete")
    assert reader.get("/sources").location.startswith("/sign-in")


def test_the_audit_log_tells_of_all_of_it(ada):
    ada.fill("/sources/_new?scheme=github", name="told", **{"secrets.0": "first"})
    ada.fill("/sources/told/edit", rate_per_second="7", **{"secrets.0": "second", "secrets.1": "first"})
    page = words(ada.get("/audit"))
    assert "source.create told none API_KEY" in page
    entry = page.partition("source.change told")[2].partition("API_KEY")[0]
    assert "rate_per_second: 100 → 7" in entry
    assert "secret_count: 1 → 2" in entry
    assert "second" not in entry.replace("rate_per_second", "")
