"""The audit log: who changed what, newest first."""

import json
from typing import Any

from flask import Blueprint, render_template, url_for

from web.paging import Trail
from web.records import AuditEntry
from web.services import api

PAGES = {"source": "sources.show", "destination": "destinations.show"}

bp = Blueprint("audit", __name__)


@bp.get("/audit")
def index() -> str:
    """List entries."""
    trail = Trail.of_request()
    page = api().audit(trail.query())
    return render_template("audit.html", trail=trail, page=page, target_page=target_page, compact=compact)


def compact(value: Any) -> str:
    """Return a value of a change as short JSON."""
    return json.dumps(value, ensure_ascii=False)


def target_page(entry: AuditEntry) -> str | None:
    """Return the page of what was changed; None when it has none, or was deleted by this."""
    noun, _, verb = entry["action"].partition(".")
    name = entry["target"]["name"]
    return url_for(PAGES[noun], name=name) if noun in PAGES and name and verb != "delete" else None
