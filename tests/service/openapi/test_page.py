"""`/docs`: readable by people, with nothing from elsewhere."""

import re

import pytest


@pytest.fixture(scope="module")
def page(app):
    response = app.test_client().get("/docs")
    assert response.status_code == 200
    return response


def test_every_operation_and_every_schema_is_on_it(app, page):
    document = app.test_client().get("/v1/openapi.json").json
    for methods in document["paths"].values():
        for operation in methods.values():
            assert f'<section id="{operation["operationId"]}">' in page.text
    for name in document["components"]["schemas"]:
        assert f'<section id="{name}">' in page.text


def test_every_link_leads_somewhere(app, page):
    for target in re.findall(r'(?:href|src)="([^"]+)"', page.text):
        if target.startswith("#"):
            assert f'id="{target[1:]}"' in page.text, target
        else:
            assert app.test_client().get(target).status_code == 200, target


def test_nothing_comes_from_elsewhere_and_nothing_runs(page):
    assert "default-src 'none'; style-src 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert not re.search(r"<script|style=|https?://|@import", page.text)


def test_types_are_told_in_words(page):
    assert "1 to 200" in page.text
    assert "pending | sending | delivered | dead | cancelled" in page.text
