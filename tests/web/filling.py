"""Who fills in forms of an API that keeps what it is told, and what the forms then say."""

import html
import re

import pytest

from ops.local.ports import free_port
from tests.web import managed_api

SECRETS = {"stripe": "whsec_c3RyaXBl", "standard": "whsec_c3RhbmRhcmQ=", "none": ""}


@pytest.fixture
def fake_api():
    yield from managed_api.serving(free_port())


@pytest.fixture
def person(ada):
    """Ada, who fills in forms: `person.fill(path, …)` sends a page's form with changes."""
    ada.fill = filler(ada)
    return ada


def filler(visitor):
    """Return what sends a page's form, as it stands but for some changes."""

    def fill(path, **changes):
        page = html.unescape(re.search(r"<main.*</main>", visitor.get(path).text, re.DOTALL)[0])
        return visitor.client.post(path, data={**inputs(page), **changes})

    return fill


def inputs(page):
    """Return what a page's form would send as it stands."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        kept = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if kept.get("type") != "checkbox" or " checked" in tag:
            found[kept["name"]] = kept.get("value", "")
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[name] = chosen[1]
    texts = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    return found | dict(texts)


def beside(page, name):
    """Return the error that stands beside a field and is tied to it."""
    tied = re.search(
        rf'id="{re.escape(name)}"[^>]*aria-describedby="[^"]*{re.escape(name)}-trouble', page.text
    )
    error = re.search(rf'<p class="trouble" id="{re.escape(name)}-trouble">(.*?)</p>', page.text)
    assert tied
    return html.unescape(error[1])
