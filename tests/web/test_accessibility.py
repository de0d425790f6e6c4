"""axe-core finds nothing on any page, by day and by night, on a phone and at a desk."""

import pytest

from ops.local.ports import free_port
from tests.web import axe, every_page, managed_api
from tests.web.browsing import DESK, NEEDS_CHROMIUM, PHONE

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def source():
    return axe.script()


@pytest.fixture(scope="module")
def api(source):
    """Serve an API with a record of every kind."""
    yield from managed_api.serving(free_port(), every_page.fill)


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone", "desk"])
def test_axe_finds_nothing_on_any_page(visit, site, api, source, size, scheme):
    page = visit("/keys", viewport=size, color_scheme=scheme, reduced_motion="reduce")
    found = []
    for path in every_page.paths(api):
        page.goto(site + path)
        found += [f"{path}: {finding}" for finding in axe.findings(page, source)]
    assert not found, "\n".join(found)


def test_axe_finds_nothing_where_somebody_signs_in(visit, source):
    page = visit("/", storage_state=None)
    assert axe.findings(page, source) == []


def test_axe_finds_nothing_in_refused_forms_and_in_what_is_said_once(visit, site, source):
    page = visit("/sources/_new?scheme=standard")
    page.get_by_label("Name").fill("My Shop")
    page.get_by_role("button", name="Make the source").click()
    assert page.get_by_role("alert").is_visible()
    assert axe.findings(page, source) == []
    page.goto(f"{site}/keys")
    page.get_by_label("Name").fill("ci")
    page.get_by_role("button", name="Make a key").click()
    assert page.get_by_role("status").is_visible()
    assert axe.findings(page, source) == []


def test_axe_finds_what_is_wrong(visit, source):
    page = visit("/keys")
    page.evaluate("document.querySelector('#name').removeAttribute('id')")
    assert any("label" in finding for finding in axe.findings(page, source))
