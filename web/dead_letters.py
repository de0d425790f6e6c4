"""Dead letters: deliveries that were given up, to be replayed one by one, selected, or all that match.

A replay is made for each destination, of the events that died there, to it alone: the other
destinations of these events got them and must not get them again.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from web import replaying
from web.paging import LARGEST_PAGE, Trail, every
from web.records import Destination
from web.replays import as_filter
from web.services import api

bp = Blueprint("dead_letters", __name__)
FILTERS = ("destination", "from", "to")


@dataclass(frozen=True)
class Dead:
    """How many deliveries to a destination died; `more`: these are only what was counted."""

    destination: Destination
    count: int
    more: bool


@bp.get("/dead-letters")
def index() -> str:
    """List dead deliveries, newest first."""
    trail = Trail.of_request(*FILTERS)
    page = api().deliveries(trail.query(state="dead"))
    names = sorted(destination["name"] for destination in every(api().destinations))
    return render_template("dead_letters.html", trail=trail, page=page, destinations=names)


@bp.post("/dead-letters/replay")
def replay() -> Response:
    """Replay the deliveries ticked, or the one whose button was pressed; each is `event id/destination`."""
    picked = request.form.getlist("only") or request.form.getlist("picked")
    event_ids: defaultdict[str, list[str]] = defaultdict(list)
    for event_id, _, destination in (value.partition("/") for value in dict.fromkeys(picked)):
        event_ids[destination].append(event_id)
    if not event_ids:
        abort(400, "Nothing is selected. Go back and tick what to replay.")
    return replaying.lead_to(
        [
            replaying.make({"event_ids": ids, "destinations": [destination]})
            for destination, ids in event_ids.items()
        ]
    )


@bp.get("/dead-letters/replay")
def confirm() -> str:
    """Say what replaying all that match would do."""
    trail = Trail.of_request(*FILTERS, endpoint="dead_letters.index")
    return render_template("replay_dead_letters.html", trail=trail, dead=list(_dead(trail)))


@bp.post("/dead-letters/replay-all")
def replay_all() -> Response:
    """Replay all that match, to each of the destinations ticked."""
    names = request.form.getlist("picked")
    if not names:
        abort(400, "No destination is selected. Go back and tick where to deliver once more.")
    period = as_filter({name: value for name in ("from", "to") if (value := request.form.get(name, ""))})
    return replaying.lead_to(
        [
            replaying.make(
                {"filter": {"state": "dead", "destination": name} | period, "destinations": [name]}
            )
            for name in names
        ]
    )


def _dead(trail: Trail) -> Iterator[Dead]:
    wanted = trail.filters.get("destination")
    for destination in sorted(every(api().destinations), key=lambda one: one["name"]):
        if wanted in {None, destination["name"]}:
            query = trail.query(state="dead", destination=destination["name"], limit=str(LARGEST_PAGE))
            page = api().deliveries(query)
            if page["data"]:
                yield Dead(destination, len(page["data"]), page["next"] is not None)
