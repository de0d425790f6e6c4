"""The pages over a fake API: in process for what they say, in a browser for how they behave."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.request import urlopen

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    StorageState,
    expect,
    sync_playwright,
)
from werkzeug.test import TestResponse

from core.settings import WebSettings
from ops.local.ports import free_port
from tests.conftest import Spawn
from tests.web.browsing import CHROMIUM, DESK, OPTIONS, WAIT_MILLISECONDS
from tests.web.fake_api import FakeApi
from web.app import create_app

KEY = "key-of-ada"
SESSION_KEY = "a session key for tests"
COMPILED = FileSystemBytecodeCache()
"""Shared by the applications of all tests, which would each compile the templates again."""


def settings_for(api: FakeApi, **changes: str) -> WebSettings:
    environ = {"API_URL": api.url, "SESSION_KEY": SESSION_KEY} | changes
    return WebSettings.from_environ(environ)


class Visitor:
    """Somebody at the pages: `get` and `post` as a browser would, cookie and CSRF token included."""

    def __init__(self, app: Flask) -> None:
        app.jinja_env.bytecode_cache = COMPILED
        self.app = app
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, **options: object) -> TestResponse:
        return self.client.get(path, **options)

    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.get("/sign-in").text)
        assert found
        return found.group(1)

    def post(self, path: str, **fields: str) -> TestResponse:
        return self.client.post(path, data={"csrf": self.csrf()} | fields)

    def sign_in(self, key: str = KEY, **fields: str) -> TestResponse:
        return self.post("/sign-in", key=key, **fields)

    @property
    def cookie(self) -> str | None:
        name = self.app.extensions["services"].sessions.cookie_name
        cookie = self.client.get_cookie(name)
        return cookie.value if cookie else None


@pytest.fixture
def fake_api() -> Iterator[FakeApi]:
    """Serve an API in memory, without records."""
    api = FakeApi(free_port())
    yield api
    api.stop()


@pytest.fixture
def visitor(fake_api: FakeApi) -> Visitor:
    """Somebody who has not signed in."""
    return Visitor(create_app(settings_for(fake_api)))


@pytest.fixture
def ada(visitor: Visitor) -> Visitor:
    """Somebody who has."""
    assert visitor.sign_in().status_code == 302
    return visitor


@pytest.fixture
def visitor_of(fake_api: FakeApi) -> Callable[..., Visitor]:
    """`visitor_of(APP_ENV=…)`: a visitor of an application with other settings."""
    return lambda **changes: Visitor(create_app(settings_for(fake_api, **changes)))


@pytest.fixture(scope="module")
def site(api: FakeApi, module_spawn: Spawn) -> str:
    """Serve the pages over the `api` of the test's file; the value is their address."""
    port = free_port()
    url = f"http://localhost:{port}"
    module_spawn(
        "web",
        ["gunicorn", "-c", "web/gunicorn.conf.py", "web.wsgi:app"],
        {"GUNICORN_CMD_ARGS": f"--bind 127.0.0.1:{port}", "API_URL": api.url, "SESSION_KEY": SESSION_KEY},
        ready=lambda: urlopen(f"{url}/readyz").status == 200,
    )
    return url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Open a browser."""
    expect.set_options(timeout=WAIT_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def signed_in(browser: Browser, site: str) -> StorageState:
    """Sign in by the form, with the keyboard; the value is what the browser then holds."""
    page = browser.new_page()
    page.goto(f"{site}/sources")
    page.get_by_label("API key").fill(KEY)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/sources")
    return page.context.storage_state()


@pytest.fixture
def visit(browser: Browser, site: str, signed_in: StorageState) -> Iterator[Callable[..., Page]]:
    """`visit(path, …)`: a page in a fresh browser, signed in; it fails when the browser complains."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def note_errors(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    def open_page(path: str = "/", **options: Any) -> Page:
        context = browser.new_context(**{"viewport": DESK, "storage_state": signed_in} | options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT_MILLISECONDS)
        page.on("console", note_errors)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(f"it ran: {dialog.message}"))
        page.goto(site + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    # Chromium calls a page with a status of 400 or more an error, too.
    assert [text for text in complaints if "the server responded with a status of 4" not in text] == []
