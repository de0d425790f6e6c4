"""Replays: the list, one with its progress, a new one by filter or of named events, and calling one off."""

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web import replaying
from web.paging import Trail, as_moment, every
from web.services import api

bp = Blueprint("replays", __name__)
FILTERS = ("source", "destination", "state", "type", "from", "to")
STATES = ("pending", "sending", "delivered", "dead", "cancelled")


@bp.get("/replays")
def index() -> str:
    """List replays, newest first."""
    trail = Trail.of_request()
    return render_template("replays.html", trail=trail, page=api().replays(trail.query()))


@bp.get("/replays/<uuid:replay_id>")
def show(replay_id: UUID) -> str:
    """Show a replay and how far it is."""
    return render_template("replay.html", replay=api().replay(str(replay_id)))


@bp.get("/replays/new")
def new() -> str:
    """Ask which events to deliver once more, and where."""
    chosen = {name: request.args.get(name, "").strip() for name in FILTERS}
    sources = sorted(source["name"] for source in every(api().sources))
    destinations = sorted(every(api().destinations), key=lambda destination: destination["name"])
    return render_template(
        "new_replay.html", chosen=chosen, sources=sources, destinations=destinations, states=STATES
    )


@bp.post("/replays")
def create() -> Response:
    """Make a replay of the events named, or else of all that the form's filter matches."""
    event_ids = request.form.getlist("event_id")
    filters = {name: value for name in FILTERS if (value := request.form.get(name, "").strip())}
    if not event_ids and not filters and "all" not in request.form:
        abort(400, "This would replay every event that is kept. Go back and tick the box that says so.")
    wanted = {"event_ids": event_ids} if event_ids else {"filter": as_filter(filters)}
    destinations = [name for name in request.form.getlist("to_destination") if name]
    narrowed = {"destinations": destinations} if destinations else {}
    return replaying.lead_to([replaying.make(wanted | narrowed)])


def as_filter(filters: dict[str, str]) -> dict[str, str]:
    """Return a form's filter as the API takes it."""
    return {name: as_moment(value) if name in {"from", "to"} else value for name, value in filters.items()}


@bp.post("/replays/<uuid:replay_id>/cancel")
def cancel(replay_id: UUID) -> Response:
    """Cancel a replay and what of it still waits."""
    api().cancel_replay(str(replay_id))
    return redirect(url_for("replays.show", replay_id=replay_id))
