"""axe-core, which finds what keeps people out of a page."""

from typing import Any

import pytest
from playwright.sync_api import Page

from ops import versions
from ops.npm import NpmMissingError, Package, unpacked

AXE_CORE = Package(
    "axe-core",
    versions.AXE_CORE,
    "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
)
FIND = """async () => {
  const { violations } = await axe.run(document);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id}: ${help} (${target})`));
}"""


def script() -> str:
    """Return its source; without npm to fetch it the test is skipped."""
    try:
        return (unpacked(AXE_CORE) / "axe.min.js").read_text()
    except NpmMissingError as reason:
        pytest.skip(str(reason))


def findings(page: Page, source: str) -> list[str]:
    """Return what axe-core finds on a page, a line each."""
    # Evaluated by the debugger, not by a script element: the page's policy allows none of ours.
    page.evaluate(source)
    found: Any = page.evaluate(FIND)
    return list(found)
