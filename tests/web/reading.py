"""A page as its reader gets it."""

import html
import re

from werkzeug.test import TestResponse


def words(response: TestResponse) -> str:
    """Return the text of a page as a reader sees it, blanks folded."""
    page = response.text.replace("<wbr>", "")
    text = re.sub(r"<(head|script|style).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(text).split())
