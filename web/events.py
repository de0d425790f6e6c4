"""Events: the list, which is live; one event with its deliveries; its body to keep."""

from uuid import UUID

from flask import (
    Blueprint,
    Response,
    get_template_attribute,
    redirect,
    render_template,
    request,
    stream_with_context,
)
from werkzeug.wrappers import Response as BaseResponse

from web.body import TEXT_BYTES, Body
from web.finding import place_of
from web.live import OVER, LiveList, digest
from web.paging import LARGEST_PAGE, Trail, every
from web.records import Delivery
from web.services import api, services, session

bp = Blueprint("events", __name__)
FILTERS = ("source", "type", "provider_id", "from", "to")
ATTEMPTS_SHOWN = 20
"""Deliveries whose attempts an event's page shows: each costs one question to the API."""


@bp.get("/events")
def index() -> str | BaseResponse:
    """List events, newest first; when an id is looked for that is one of ours, go to what has it."""
    trail = Trail.of_request(*FILTERS)
    page = api().events(trail.query())
    if not page["data"] and (place := place_of(trail.filters.get("provider_id", ""))):
        return redirect(place)
    sources = sorted(source["name"] for source in every(api().sources))
    types = sorted({kind for event in page["data"] if (kind := event["type"]) and kind.isprintable()})
    return render_template(
        "events.html", trail=trail, page=page, sources=sources, types=types, seen=digest(page)
    )


@bp.get("/events/live")
def live() -> Response:
    """Stream the changes of the list's first page."""
    return Response(
        stream_with_context(_live_list().messages()) if session().key else OVER,
        mimetype="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


def _live_list() -> LiveList:
    person, holder, application = api(), session(), services()
    trail = Trail.of_request(*FILTERS, endpoint="events.index")
    return LiveList(
        fetch=lambda: person.events(trail.query()),
        row=get_template_attribute("_event_row.html", "event_row"),
        older=trail.older,
        is_signed_in=lambda: application.sessions.is_live(holder),
        is_draining=application.draining.is_set,
        seen=request.headers.get("Last-Event-ID") or request.args.get("seen", ""),
    )


@bp.get("/events/<uuid:event_id>")
def show(event_id: UUID) -> str:
    """Show an event: deliveries and their attempts, body, headers."""
    event = api().event(str(event_id))
    body = Body(api().body(event["id"]).head(TEXT_BYTES), event["size"])
    views = body.views
    asked = request.args.get("body")
    view = next((view for view in views if view == asked), views[0] if views else None)
    deliveries = api().deliveries({"event_id": event["id"], "limit": str(LARGEST_PAGE)})
    routed = [item["name"] for item in every(api().destinations) if event["source"] in item["sources"]]
    return render_template(
        "event.html",
        event=event,
        body=body,
        view=view,
        deliveries=_with_attempts(deliveries["data"]),
        routed=sorted(routed),
    )


def _with_attempts(deliveries: list[Delivery]) -> list[Delivery]:
    shown, rest = deliveries[:ATTEMPTS_SHOWN], deliveries[ATTEMPTS_SHOWN:]
    return [*(api().delivery(delivery["id"]) for delivery in shown), *rest]


@bp.get("/events/<uuid:event_id>/body")
def download(event_id: UUID) -> Response:
    """Hand over the body as it was received; never as anything that a browser would run."""
    event = api().event(str(event_id))
    return Response(
        stream_with_context(api().body(event["id"]).chunks()),
        mimetype="application/octet-stream",
        headers={
            "Content-Length": str(event["size"]),
            "Content-Disposition": f'attachment; filename="event-{event_id}.bin"',
        },
    )
