"""The application: pages over the API."""

from flask import Flask

from core import __version__
from core.settings import WebSettings
from web import (
    assets,
    audit,
    dead_letters,
    deliveries,
    destinations,
    display,
    errors,
    events,
    guard,
    health,
    keys,
    once,
    overview,
    permissions,
    replaying,
    replays,
    security,
    signin,
    sources,
)
from web.api import Api
from web.services import Services
from web.session import Sessions

LARGEST_FORM_BYTES = 65_536
NAVIGATION = (
    ("overview.index", "/", "Overview"),
    ("events.index", "/events", "Events"),
    ("dead_letters.index", "/dead-letters", "Dead letters"),
    ("replays.index", "/replays", "Replays"),
    ("sources.index", "/sources", "Sources"),
    ("destinations.index", "/destinations", "Destinations"),
    ("keys.index", "/keys", "Keys"),
    ("audit.index", "/audit", "Audit"),
)


def create_app(settings: WebSettings) -> Flask:
    """Make the application; it asks the API nothing before its first page."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM_BYTES
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.extensions["services"] = Services(
        settings, Api.at(settings.api_url), Sessions(settings.session_key.get_secret_value())
    )
    app.context_processor(
        lambda: {"environment": settings.app_env, "version": __version__, "navigation": NAVIGATION}
    )
    for part in (security, guard, permissions, errors, assets, display, replaying, once):
        part.install(app)
    for page in (
        overview,
        events,
        deliveries,
        dead_letters,
        replays,
        sources,
        destinations,
        keys,
        audit,
        signin,
        health,
    ):
        app.register_blueprint(page.bp)
    return app
