"""API keys: listed, made, deleted. A key is shown once, when it is made."""

from uuid import UUID

from flask import Blueprint, abort, request, url_for
from werkzeug.wrappers import Response

from web.asking import Question, ask
from web.forms import Form, text
from web.once import Once, redirect_saying
from web.paging import Trail, every
from web.services import api

LABELS = {"name": "Name", "scope": "Scope"}
SCOPES = (
    ("read", "read: looks at everything"),
    ("operate", "operate: also replays, pauses and enables"),
    ("admin", "admin: does everything, keys included"),
)

bp = Blueprint("keys", __name__)


@bp.route("/keys", methods=["GET", "POST"])
def index() -> Response:
    """List keys, newest first, and make one."""
    form = Form(LABELS, {"scope": "read"})
    if request.method == "POST":
        form.values = {name: text(name) for name in LABELS}
        fields = dict(form.values)
        if (made := form.submit(lambda: api().change("POST", "/v1/keys", fields))) is not None:
            message = Once(f"The key {made['name']} was made.", secret=made["key"], what="API key")
            return redirect_saying(url_for("keys.index"), message)
    trail = Trail.of_request()
    return form.page("keys.html", trail=trail, page=api().keys(trail.query()), choices=SCOPES)


@bp.route("/keys/<uuid:key_id>/delete", methods=["GET", "POST"])
def delete(key_id: UUID) -> Response:
    """Delete a key, after a question."""
    key = next((key for key in every(api().keys) if key["id"] == str(key_id)), None)
    if key is None:
        abort(404, "No key has this id. It may have been deleted.")
    question = Question(
        f"Delete the key {key['name']}?",
        f"Made {key['created_at'][:10]}, scope {key['scope']}. It opens nothing from then on; "
        "whoever is signed in with it is signed out.",
        "Delete the key",
        back=url_for("keys.index"),
        crumbs=("Keys", url_for("keys.index")),
    )
    return ask(
        question,
        lambda: api().change("DELETE", f"/v1/keys/{key_id}"),
        lambda _: redirect_saying(url_for("keys.index"), Once(f"The key {key['name']} was deleted.")),
    )
