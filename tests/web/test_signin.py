"""Sign-in: the key is the API's, the cookie is sealed, forms are ours alone."""

import pytest

from tests.web.conftest import KEY, SESSION_KEY
from web.session import SIGNED_IN_SECONDS, Sessions

PAGES = ["/", "/sources", "/destinations", "/sources/github", "/destinations/billing"]
AN_ID = "01a2047e-8aea-72b5-8f0c-09b85d913f63"


def set_cookie(response):
    return response.headers["Set-Cookie"]


@pytest.mark.parametrize(
    "path", [*PAGES, f"/events/{AN_ID}", f"/events/{AN_ID}/body", f"/deliveries/{AN_ID}"]
)
def test_every_page_asks_a_stranger_to_sign_in(visitor, path):
    response = visitor.get(path)
    assert response.status_code == 302
    assert response.location.startswith("/sign-in")


def test_a_key_that_the_api_accepts_signs_in(visitor):
    assert visitor.sign_in().location == "/"
    assert visitor.get("/").status_code == 200


def test_a_key_that_the_api_refuses_does_not(visitor):
    response = visitor.sign_in("key-of-mallory")
    assert response.status_code == 403
    assert "does not know this key" in response.text
    assert "key-of-mallory" not in response.text
    assert visitor.get("/").status_code == 302


@pytest.mark.parametrize(
    ("key", "said"),
    [("", "Type an API key"), ("ключ", "not an API key"), ("k\ney", "not"), ("k" * 513, "not")],
)
def test_what_cannot_be_a_key_never_reaches_the_api(visitor, fake_api, key, said):
    assert said in visitor.sign_in(key).text
    assert fake_api.heard == []


def test_blanks_around_a_key_do_not_matter(visitor):
    assert visitor.sign_in(f"  {KEY}\n").status_code == 302


def test_the_page_that_was_asked_for_comes_after_sign_in(visitor):
    form = visitor.get(visitor.get("/?source=github").location)
    assert 'name="next" value="/?source=github"' in form.text
    assert visitor.sign_in(next="/?source=github").location == "/?source=github"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "\t/x", ""]
)
def test_sign_in_leads_to_our_pages_alone(visitor, elsewhere):
    assert visitor.sign_in(next=elsewhere).location == "/"


def test_the_cookie_is_sealed_and_out_of_reach_of_scripts(visitor):
    header = set_cookie(visitor.sign_in())
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert f"Max-Age={SIGNED_IN_SECONDS - 1}" in header or f"Max-Age={SIGNED_IN_SECONDS}" in header
    assert KEY not in header


def test_the_cookie_is_secure_except_on_a_laptop(visitor, visitor_of):
    assert "Secure" not in set_cookie(visitor.get("/sign-in"))
    assert "Secure" in set_cookie(visitor.get("/sign-in", base_url="https://localhost"))
    assert "Secure" in set_cookie(visitor_of(APP_ENV="production").get("/sign-in"))


def test_a_forged_or_foreign_cookie_is_no_session(ada, fake_api, visitor_of):
    foreign = visitor_of(SESSION_KEY="another key")
    assert foreign.app.extensions["services"].sessions.cookie_name not in set_cookie(ada.sign_in())
    assert Sessions("another key").open(ada.cookie) is None
    assert Sessions(SESSION_KEY).open(ada.cookie[:-4] + "AAAA") is None
    assert Sessions(SESSION_KEY).open("nonsense") is None


def test_a_session_expires():
    clock = [1_000_000.0]
    sessions = Sessions(SESSION_KEY, now=lambda: clock[0])
    cookie = sessions.seal(sessions.begin(KEY))
    clock[0] += SIGNED_IN_SECONDS - 1
    assert sessions.open(cookie).key == KEY
    clock[0] += 1
    assert sessions.open(cookie) is None


def test_the_key_is_in_no_representation_of_a_session():
    assert KEY not in repr(Sessions(SESSION_KEY).begin(KEY))


def test_sign_out_ends_the_session_even_for_a_copy_of_the_cookie(ada):
    copied = ada.cookie
    token = ada.csrf()
    response = ada.client.post("/sign-out", data={"csrf": token})
    assert response.location == "/sign-in"
    assert ada.cookie is None
    ada.client.set_cookie(ada.app.extensions["services"].sessions.cookie_name, copied)
    assert ada.get("/").status_code == 302


def test_signing_in_changes_the_session(visitor):
    before = visitor.csrf()
    visitor.sign_in()
    assert visitor.csrf() != before


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out"])
@pytest.mark.parametrize("token", ["", "wrong", "ключ"])
def test_a_form_without_our_token_does_nothing(ada, path, token):
    response = ada.client.post(path, data={"csrf": token, "key": KEY})
    assert response.status_code == 400
    assert "This form has expired" in response.text
    assert ada.get("/").status_code == 200


def test_a_key_that_was_deleted_meanwhile_leads_back_to_sign_in(ada, fake_api):
    fake_api.keys.clear()
    response = ada.get("/sources")
    assert response.location == "/sign-in?next=/sources"
    assert ada.cookie is None


def test_a_form_of_a_megabyte_is_refused(visitor):
    assert visitor.sign_in("k" * 1_048_576).status_code == 413
