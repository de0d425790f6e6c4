"""The pages, served as in production, and a browser that is signed in."""

from tests.web.conftest import browser, signed_in, site

__all__ = ["browser", "signed_in", "site"]
