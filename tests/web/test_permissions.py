"""The pages offer what a person's key is enough for, and refuse the rest."""

import re

import pytest
from werkzeug.exceptions import HTTPException

from web.permissions import NEEDED

SCOPES = ("read", "operate", "admin")


@pytest.fixture
def person(fake_api, visitor):
    """`person(SCOPE)`: somebody who signed in with such a key."""

    def sign_in(scope):
        fake_api.keys["key-of-ada"] = scope
        assert visitor.sign_in().status_code == 302
        return visitor

    return sign_in


@pytest.fixture
def addresses(fake_api):
    """Fill the API, and give the addresses of all pages that look."""
    fake_api.add_source("github")
    fake_api.add_destination("shop")
    fake_api.add_destination("old", state="disabled", state_reason="gone")
    event = fake_api.add_event(source="github")
    delivery = fake_api.add_delivery(event, "shop", state="dead")
    replay = fake_api.add_replay(state="running")
    fake_api.add_stats()
    return [
        "/", "/events", "/events?source=github", f"/events/{event['id']}", f"/deliveries/{delivery['id']}",
        "/dead-letters", "/replays", f"/replays/{replay['id']}", "/sources", "/sources/github",
        "/destinations", "/destinations/shop", "/destinations/old",
    ]  # fmt: skip


def offered(app, page):
    """Return the endpoints of all links and forms of a page."""
    routes = app.url_map.bind("localhost")
    found = [("GET", path) for path in re.findall(r'<a [^>]*href="(/[^"#?]*)', page)]
    found += [("POST", path) for path in re.findall(r'<form [^>]*action="(/[^"#?]*)', page)]
    endpoints = set()
    for method, path in found:
        try:
            endpoints.add(routes.match(path, method)[0])
        except HTTPException:
            pytest.fail(f"{method} {path} leads nowhere")
    return endpoints


@pytest.mark.parametrize("scope", SCOPES)
def test_pages_offer_what_the_key_is_enough_for_and_nothing_else(person, addresses, scope):
    somebody = person(scope)
    found = set()
    for address in addresses:
        page = somebody.get(address)
        assert page.status_code == 200, address
        found |= offered(somebody.app, page.text)
    offers = {endpoint for endpoint in found if endpoint in NEEDED}
    enough = SCOPES[: SCOPES.index(scope) + 1]
    assert not {endpoint for endpoint in offers if NEEDED[endpoint] not in enough}
    assert {NEEDED[endpoint] for endpoint in offers} == set(enough) - {"read"}


def test_every_page_that_changes_something_says_what_it_needs(visitor):
    posts = {rule.endpoint for rule in visitor.app.url_map.iter_rules() if "POST" in rule.methods}
    assert posts - {"signin.submit", "signin.sign_out"} <= NEEDED.keys()


@pytest.mark.parametrize(
    ("scope", "path", "needed"),
    [("read", "/replays/new", "operate"), ("read", "/keys", "admin"), ("operate", "/sources/_new", "admin")],
)
def test_a_page_that_the_key_is_not_enough_for_says_so(person, scope, path, needed):
    page = person(scope).get(path)
    assert page.status_code == 403
    assert f"It needs a key of scope {needed}; yours is {scope}." in page.text


def test_a_form_of_such_a_page_is_refused_before_the_api_is_asked(person, fake_api):
    somebody = person("read")
    fake_api.heard.clear()
    assert somebody.post("/replays", event_id="x").status_code == 403
    assert fake_api.heard == []


def test_a_session_from_before_scopes_were_known_has_ended(person):
    somebody = person("admin")
    sessions = somebody.app.extensions["services"].sessions
    old = sessions.open_text(somebody.cookie).replace('"scope"', '"odd"')
    assert sessions.open(sessions.seal_text(old)) is None
