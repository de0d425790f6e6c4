"""What an id stands for: an event's and a delivery's are looked for in the same field as a provider's."""

from collections.abc import Callable
from uuid import UUID

from flask import url_for

from web.api import ApiProblemError
from web.services import api


def place_of(text: str) -> str | None:
    """Return the address of the event or delivery that has this id; None: neither."""
    try:
        id_ = str(UUID(text))
    except ValueError:
        return None
    if _exists(api().event, id_):
        return url_for("events.show", event_id=id_)
    return url_for("deliveries.show", delivery_id=id_) if _exists(api().delivery, id_) else None


def _exists(ask: Callable[[str], object], id_: str) -> bool:
    try:
        ask(id_)
    except ApiProblemError as problem:
        if problem.status not in {400, 404}:
            raise
        return False
    return True
