"""Sources: the list, and one with its ingest URL, what to paste where, and its settings."""

from flask import Blueprint, render_template

from web import rejections, source_changes
from web.named import source_named
from web.paging import Trail, every
from web.senders import SENDERS
from web.services import api

BOTH = ["GET", "POST"]

bp = Blueprint("sources", __name__)
bp.add_url_rule("/sources/_new", "new", source_changes.new, methods=BOTH)
bp.add_url_rule("/sources/<name>/edit", "edit", source_changes.edit, methods=BOTH)
bp.add_url_rule("/sources/<name>/delete", "delete", source_changes.delete, methods=BOTH)
bp.add_url_rule("/sources/<name>/rejections", "rejections", rejections.index)


@bp.get("/sources")
def index() -> str:
    """List sources, newest first."""
    trail = Trail.of_request()
    return render_template("sources.html", trail=trail, page=api().sources(trail.query()))


@bp.get("/sources/<name>")
def show(name: str) -> str:
    """Show a source."""
    source = source_named(name)
    routed = [destination for destination in every(api().destinations) if name in destination["sources"]]
    return render_template(
        "source.html", source=source, sender=SENDERS.get(source["scheme"]), destinations=routed
    )
