"""Destinations: the list, and one with its settings and recent deliveries."""

from flask import Blueprint, abort, render_template

from web.paging import Trail, every
from web.services import api

bp = Blueprint("destinations", __name__)


@bp.get("/destinations")
def index() -> str:
    """List destinations, newest first."""
    trail = Trail.of_request()
    return render_template("destinations.html", trail=trail, page=api().destinations(trail.query()))


@bp.get("/destinations/<name>")
def show(name: str) -> str:
    """Show a destination."""
    found = next((item for item in every(api().destinations) if item["name"] == name), None)
    if found is None:
        abort(404, f"No destination is named {name}. It may have been deleted.")
    trail = Trail.of_request("state")
    page = api().deliveries(trail.query(destination=name))
    return render_template("destination.html", destination=found, trail=trail, page=page)
