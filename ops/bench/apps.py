"""What ingest is compared with, under the same gunicorn: its own app without a store, and a bare Flask view.

The one place where ops imports an app; pyproject.toml names the exception.
"""

import os

from flask import Flask, Response, g, request

from core.settings import ApiSettings
from service.app import create_app
from service.ingest.event import Event
from service.ingest.front import Front
from service.ingest.store import Stored


class FreshIds:
    """A store that keeps nothing."""

    def store(self, event: Event) -> Stored:
        """Return at once."""
        return Stored(event.id, duplicate=False)


def without_store() -> Flask:
    """Return the API, with the store replaced by a fresh id."""
    return create_app(ApiSettings.from_environ(os.environ), FreshIds())


def by_flask() -> Flask:
    """Return the same, with ingest as a view: all its checks, and Flask's own handling of a request."""
    app = without_store()
    assert isinstance(app.wsgi_app, Front)
    reception, app.wsgi_app = app.wsgi_app.reception, app.wsgi_app.behind  # type: ignore[assignment,method-assign]

    @app.post("/in/<key>")
    def receive(key: str) -> Response:
        answer = reception.answer(key, request.environ, g.request_id)
        return Response(answer.body, answer.status, answer.headers, content_type=answer.content_type)

    return app


def bare() -> Flask:
    """Return a Flask app with one view that does nothing."""
    app = Flask(__name__)

    @app.post("/in/<key>")
    def receive(key: str) -> Response:
        return Response(f'{{"id": "{key}"}}', 202, mimetype="application/json")

    return app
