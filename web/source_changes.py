"""Sources made, edited and deleted, each by a form that works without scripts."""

from collections.abc import Mapping
from typing import Any

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from web import source_form
from web.deleting import delete_named
from web.forms import Form
from web.named import source_named
from web.once import Once, redirect_saying
from web.records import Source
from web.senders import SENDERS, Sender
from web.services import api


def new() -> Response | str:
    """Ask who sends, then for the settings that fit, and make the source."""
    sender = _sender(request.values.get("scheme", ""))
    if sender is None:
        return render_template("source_scheme.html", senders=SENDERS.values())
    form = Form(source_form.LABELS, source_form.DEFAULTS)
    if request.method == "POST":
        form.values = source_form.typed()
        if (made := form.submit(lambda: _make(sender))) is not None:
            source, message = made
            return redirect_saying(url_for("sources.show", name=source["name"]), message)
    return _page(form, sender, None)


def edit(name: str) -> Response | str:
    """Change a source."""
    source = source_named(name)
    sender = _sender(request.values.get("scheme", source["scheme"]))
    if sender is None:
        return render_template("source_scheme.html", senders=SENDERS.values(), source=source)
    form = Form(source_form.LABELS, source_form.shown(source))
    if request.method == "POST":
        form.values = source_form.typed()
        if (changed := form.submit(lambda: _change(source, sender))) is not None:
            return redirect_saying(url_for("sources.show", name=changed["name"]), Once("Saved."))
    return _page(form, sender, source)


def delete(name: str) -> Response:
    """Delete a source, after a question."""
    consequence = "Nothing is received at its URL from then on. One that has events can only be disabled."
    return delete_named("source", source_named(name), consequence)


def _sender(scheme: str) -> Sender | None:
    if scheme and scheme != "choose" and scheme not in SENDERS:
        abort(400, f"{scheme} is no scheme: choose one of {', '.join(SENDERS)}.")
    return SENDERS.get(scheme)


def _page(form: Form, sender: Sender, source: Source | None) -> Response:
    sizes = source_form.sizes(str(form.values.get("max_bytes", "")))
    return form.page("source_form.html", sender=sender, source=source, sizes=sizes)


def _make(sender: Sender) -> tuple[Source, Once]:
    given = source_form.given_secrets()
    ours = [] if given else source_form.made_secret(sender)
    source = _sent("POST", "/v1/sources", source_form.fields(sender, [*given, *ours]))
    said = f"{source['name']} was made."
    if ours and sender.made_by == "they":
        later = f"It turns all away until {sender.title}'s signing secret is pasted into it."
        return source, Once(f"{said} {later}")
    return source, Once(said, secret=ours[0], what="Secret") if ours else Once(said)


def _change(source: Source, sender: Sender) -> Source:
    changes = source_form.fields(sender, source_form.given_secrets())
    if sender.scheme != "hmac":
        changes["options"] = None
    return _sent("PATCH", f"/v1/sources/{source['id']}", changes)


def _sent(method: str, path: str, fields: Mapping[str, Any]) -> Source:
    source: Source = api().change(method, path, fields)
    return source
