"""Destinations: the list, and one with its settings and recent deliveries."""

from flask import Blueprint, render_template

from web import destination_actions, destination_changes
from web.named import destination_named
from web.paging import Trail
from web.services import api

BOTH = ["GET", "POST"]

bp = Blueprint("destinations", __name__)
bp.add_url_rule("/destinations/_new", "new", destination_changes.new, methods=BOTH)
bp.add_url_rule("/destinations/<name>/edit", "edit", destination_changes.edit, methods=BOTH)
bp.add_url_rule("/destinations/<name>/delete", "delete", destination_changes.delete, methods=BOTH)
bp.add_url_rule("/destinations/<name>/test", "test", destination_actions.test, methods=BOTH)
bp.add_url_rule("/destinations/<name>/rotate", "rotate", destination_actions.rotate, methods=BOTH)
bp.add_url_rule("/destinations/<name>/enable", "enable", destination_actions.enable, methods=BOTH)
bp.add_url_rule("/destinations/<name>/pause", "pause", destination_actions.pause, methods=BOTH)
bp.add_url_rule("/destinations/<name>/disable", "disable", destination_actions.disable, methods=BOTH)


@bp.get("/destinations")
def index() -> str:
    """List destinations, newest first."""
    trail = Trail.of_request()
    return render_template("destinations.html", trail=trail, page=api().destinations(trail.query()))


@bp.get("/destinations/<name>")
def show(name: str) -> str:
    """Show a destination."""
    found = destination_named(name)
    trail = Trail.of_request("state")
    page = api().deliveries(trail.query(destination=name))
    return render_template("destination.html", destination=found, trail=trail, page=page)
