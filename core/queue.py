"""Redis: one client with short patience, for it may be down without harm."""

import redis

PATIENCE_SECONDS = 1.0


def connect(url: str) -> "redis.Redis":
    """Return a client that gives up after a second; it connects when first used."""
    return redis.Redis.from_url(
        url,
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
        health_check_interval=10,
    )
