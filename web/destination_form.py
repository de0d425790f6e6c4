"""A destination's form: how it is read into the API's fields, and filled from a destination."""

from typing import Any

from flask import request

from web.forms import lines, number, text
from web.records import Destination

LABELS = {
    "name": "Name",
    "url": "URL",
    "sources": "Sources",
    "event_types": "Event types",
    "max_in_flight": "Requests at once",
    "timeout_seconds": "Timeout, seconds",
}
DEFAULTS: dict[str, Any] = {"sources": [], "max_in_flight": "4", "timeout_seconds": "15"}
"""What a new destination's form begins with: the API's own defaults."""


def typed() -> dict[str, Any]:
    """Return what this request's form holds."""
    values: dict[str, Any] = {name: request.form.get(name, "") for name in LABELS}
    return values | {"sources": request.form.getlist("sources")}


def shown(destination: Destination) -> dict[str, Any]:
    """Return what a destination's form begins with."""
    values: dict[str, Any] = {name: destination[name] for name in LABELS}  # type: ignore[literal-required]
    return values | {"event_types": "\n".join(destination["event_types"] or [])}


def fields() -> dict[str, Any]:
    """Return the form as the API's fields."""
    return {
        "name": text("name"),
        "url": text("url"),
        "sources": request.form.getlist("sources"),
        "event_types": lines("event_types") or None,
        "max_in_flight": number("max_in_flight"),
        "timeout_seconds": number("timeout_seconds"),
    }
