"""Posts that a source turned away: how many and why, and the last hundred of them."""

from flask import render_template

from web.named import source_named
from web.services import api

KEPT = 100
"""As many as the API keeps of a source."""
ADVICE = {
    "bad-signature": "The sender signs with another secret than this source's.",
    "missing-signature": "The sender does not sign, or signs as another scheme does.",
    "stale-timestamp": "The sender's clock is off, or the webhook was held up on its way.",
    "rate-limited": "More posts a second came from one address than this source takes.",
    "unknown-source": "It was disabled.",
    "too-large": "The body was larger than this source takes.",
}


def index(name: str) -> str:
    """List them, newest first."""
    source = source_named(name)
    page = api().rejections(source["id"], {"limit": str(KEPT)})
    return render_template("rejections.html", source=source, page=page, advice=ADVICE, kept=KEPT)
