"""Sources: the list, and one with its ingest URL and settings."""

from flask import Blueprint, abort, render_template

from web.paging import Trail, every
from web.services import api

bp = Blueprint("sources", __name__)


@bp.get("/sources")
def index() -> str:
    """List sources, newest first."""
    trail = Trail.of_request()
    return render_template("sources.html", trail=trail, page=api().sources(trail.query()))


@bp.get("/sources/<name>")
def show(name: str) -> str:
    """Show a source."""
    source = next((source for source in every(api().sources) if source["name"] == name), None)
    if source is None:
        abort(404, f"No source is named {name}. It may have been deleted.")
    routed = [destination for destination in every(api().destinations) if name in destination["sources"]]
    return render_template("source.html", source=source, destinations=routed)
