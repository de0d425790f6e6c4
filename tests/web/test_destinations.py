"""Destinations are managed by plain forms; nothing typed is lost, no secret kept."""

import pytest

from tests.web.filling import beside, fake_api, person
from tests.web.managed_api import SIGNING_SECRET, refuses
from tests.web.reading import words

__all__ = ["fake_api", "person"]


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
