"""What ingest is compared with, under the same gunicorn: its own app without a store, and a bare Flask view.

The one place where ops imports an app; pyproject.toml names the exception.
"""

import os

from flask import Flask, Response

from core.settings import ApiSettings
from service.app import create_app
from service.ingest.event import Event
from service.ingest.store import Stored


class FreshIds:
    """A store that keeps nothing."""

    def store(self, event: Event) -> Stored:
        """Return at once."""
        return Stored(event.id, duplicate=False)


def without_store() -> Flask:
    """Return the API, with the store replaced by a fresh id."""
    return create_app(ApiSettings.from_environ(os.environ), FreshIds())


def bare() -> Flask:
    """Return a Flask app with one view that does nothing."""
    app = Flask(__name__)

    @app.post("/in/<key>")
    def receive(key: str) -> Response:
        return Response(f'{{"id": "{key}"}}', 202, mimetype="application/json")

    return app
