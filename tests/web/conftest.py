"""The pages over a fake API: in process for what they say, in a browser for how they behave."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from werkzeug.test import TestResponse

from core.settings import WebSettings
from ops.local.ports import free_port
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
