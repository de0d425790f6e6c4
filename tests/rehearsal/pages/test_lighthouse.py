"""Lighthouse gives each page 95 at least, on the slow phone that it plays."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from ops.local.ports import free_port
from ops.npm import NpmMissingError, installed
from tests.web import every_page, managed_api
from tests.web.browsing import CHROMIUM, NEEDS_CHROMIUM, OPTIONS

LEAST = 0.95
CATEGORIES = ("performance", "accessibility", "best-practices")
SECONDS = 120

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def lighthouse():
    """Return the program; without npm to fetch it the rehearsal is skipped."""
    try:
        return installed(Path(__file__).parent / "lighthouse") / ".bin" / "lighthouse"
    except NpmMissingError as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def api(lighthouse):
    yield from managed_api.serving(free_port(), every_page.fill)


@pytest.fixture
def judge(lighthouse, site, signed_in, tmp_path):
    """`judge(path)`: the scores of a page by category, as who is signed in sees it."""
    headers = tmp_path / "headers.json"
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in signed_in["cookies"])
    headers.write_text(json.dumps({"Cookie": cookies}))

    def scores(path):
        report = tmp_path / "report.json"
        argv = [str(lighthouse), site + path, "--quiet", "--output=json", f"--output-path={report}"]
        argv += [f"--only-categories={','.join(CATEGORIES)}", f"--extra-headers={headers}"]
        argv += [f"--chrome-flags=--headless=new {' '.join(OPTIONS)}"]
        subprocess.run(argv, env=os.environ | {"CHROME_PATH": CHROMIUM}, check=True, timeout=SECONDS)
        found = json.loads(report.read_text())
        assert found["finalDisplayedUrl"] == site + path
        return {name: category["score"] for name, category in found["categories"].items()}

    return scores


def test_every_page_is_fast_and_open_to_all(judge, api):
    scores = {path: judge(path) for path in every_page.still(api)}
    print(*scores.items(), sep="\n")
    assert {path: found for path, found in scores.items() if min(found.values()) < LEAST} == {}
