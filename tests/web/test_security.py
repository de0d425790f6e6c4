"""Headers of every answer, and static files that change their address with their content."""

import re

import pytest

from web.assets import FOLDER

PATHS = ["/", "/sign-in", "/nope", "/livez", "/static/style.css"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_protected(ada, path):
    headers = ada.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nope"])
def test_pages_are_kept_by_nobody(ada, path):
    assert ada.get(path).headers["Cache-Control"] == "private, no-store"


def test_no_page_needs_anything_inline(ada):
    for template in (FOLDER.parent / "templates").iterdir():
        source = template.read_text()
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", source), template.name


def test_static_files_are_kept_as_long_as_their_address_names_their_content(visitor):
    page = visitor.get("/sign-in").text
    address = re.search(r'href="(/static/style.css\?v=[0-9a-f]+)"', page)[1]
    assert "immutable" in visitor.get(address).headers["Cache-Control"]
    assert visitor.get("/static/style.css?v=older").headers["Cache-Control"] == "no-store"
    assert visitor.get("/static/nothing.css").headers["Cache-Control"] == "private, no-store"


def test_health_asks_nobody(visitor, fake_api):
    fake_api.stop()
    assert visitor.get("/livez").status_code == 200
    assert visitor.get("/readyz").status_code == 200
    visitor.app.extensions["services"].draining.set()
    assert visitor.get("/readyz").status_code == 503
    assert visitor.get("/livez").status_code == 200
