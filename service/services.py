"""What the views of one app share, reached by `services()`."""

from dataclasses import dataclass

from flask import current_app
from redis import Redis

from core.database import Pool
from core.sealing import Sealer
from core.settings import ApiSettings
from service.ingest.store import Store


@dataclass(frozen=True)
class Services:
    """Settings, connections and the store of one app."""

    settings: ApiSettings
    pool: Pool
    sealer: Sealer
    redis: Redis
    store: Store


def services() -> Services:
    """Return the services of the app that handles the current request."""
    found: Services = current_app.extensions["services"]
    return found
