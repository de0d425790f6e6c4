"""The API's application factory."""

from functools import cache

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from core import database, queue
from core.sealing import Sealer
from core.settings import ApiSettings
from service import health, metrics, problems, rows, v1
from service.ingest import front
from service.ingest.store import GroupCommit, Store
from service.openapi import page as docs
from service.openapi.document import document as openapi
from service.services import Services

POOL_SIZE = 8


def create_app(settings: ApiSettings, store: Store | None = None) -> Flask:
    """Return the API; store: where ingest puts events (default: group commit into PostgreSQL)."""
    app = Flask(__name__, static_folder=None)
    app.url_map.merge_slashes = False
    app.json = _Json(app)
    app.extensions["services"] = _services(settings, store)
    metrics.install(app)
    problems.install(app)
    for blueprint in (health.bp, v1.bp, docs.bp):
        app.register_blueprint(blueprint)
    front.install(app)
    app.extensions["openapi"] = cache(lambda: openapi(app))  # a quarter of a second: nothing to start with
    return app


class _Json(DefaultJSONProvider):
    ensure_ascii = False
    sort_keys = False


def _services(settings: ApiSettings, store: Store | None) -> Services:
    url = settings.database_url.get_secret_value()
    return Services(
        settings=settings,
        pool=database.make_pool(url, "api", POOL_SIZE, rows.SESSION),
        sealer=Sealer([key.get_secret_value() for key in settings.seal_keys]),
        redis=queue.connect(settings.redis_url.get_secret_value()),
        store=store or GroupCommit(url),
    )
