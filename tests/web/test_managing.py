"""What forms have in common, keys, and what is looked at: rejections and the audit log."""

import html
import re

import pytest

from tests.web.filling import beside, fake_api, inputs, person
from tests.web.managed_api import KEY, refuses
from tests.web.reading import words

__all__ = ["fake_api", "person"]


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
