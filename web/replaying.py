"""Making replays out of forms: one form sent twice, by a double click or a reload, makes one replay."""

import json
import secrets
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from flask import Flask, redirect, request, url_for
from werkzeug.wrappers import Response

from web.records import Replay
from web.services import api

LONGEST_TOKEN = 64


def install(app: Flask) -> None:
    """Give templates `form_token()`, which each form that makes replays carries as `token`."""
    app.jinja_env.globals["form_token"] = lambda: secrets.token_hex(8)


def make(wanted: Mapping[str, Any]) -> Replay:
    """Make what this request's form asks for, unless the same form made the same before."""
    return api().make_replay(wanted, idempotency_key(request.form.get("token", ""), wanted))


def idempotency_key(token: str, wanted: Mapping[str, Any]) -> str:
    """Return what is the same for the same form asking for the same."""
    text = json.dumps([token[:LONGEST_TOKEN], wanted], sort_keys=True)
    return f"web-{sha256(text.encode()).hexdigest()[:40]}"


def lead_to(replays: Sequence[Replay]) -> Response:
    """Send the browser to what was made: the replay, or the list if it is several."""
    if len(replays) == 1:
        return redirect(url_for("replays.show", replay_id=replays[0]["id"]))
    return redirect(url_for("replays.index"))
