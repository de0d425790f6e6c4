"""Destinations made, edited and deleted, each by a form that works without scripts."""

from flask import request, url_for
from werkzeug.wrappers import Response

from web import destination_form
from web.deleting import delete_named
from web.forms import Form
from web.named import destination_named
from web.once import Once, redirect_saying
from web.paging import every
from web.records import Destination
from web.services import api

TOLD = "Signing secret"


def new() -> Response:
    """Make a destination; its signing secret is shown once."""
    form = Form(destination_form.LABELS, destination_form.DEFAULTS)
    if request.method == "POST":
        form.values = destination_form.typed()
        fields = destination_form.fields()
        if (made := form.submit(lambda: api().change("POST", "/v1/destinations", fields))) is not None:
            message = Once(f"{made['name']} was made.", secret=made["signing_secret"], what=TOLD)
            return redirect_saying(url_for("destinations.show", name=made["name"]), message)
    return _page(form, None)


def edit(name: str) -> Response:
    """Change a destination."""
    destination = destination_named(name)
    path = f"/v1/destinations/{destination['id']}"
    form = Form(destination_form.LABELS, destination_form.shown(destination))
    if request.method == "POST":
        form.values = destination_form.typed()
        fields = destination_form.fields()
        if (changed := form.submit(lambda: api().change("PATCH", path, fields))) is not None:
            return redirect_saying(url_for("destinations.show", name=changed["name"]), Once("Saved."))
    return _page(form, destination)


def delete(name: str) -> Response:
    """Delete a destination, after a question."""
    consequence = "What waits for it is cancelled, and nothing more is delivered to it. Past deliveries stay."
    return delete_named("destination", destination_named(name), consequence)


def _page(form: Form, destination: Destination | None) -> Response:
    names = sorted(source["name"] for source in every(api().sources))
    gone = [name for name in form.values["sources"] if name not in names]
    return form.page("destination_form.html", destination=destination, sources=[*names, *gone])
