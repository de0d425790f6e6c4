"""Sources and destinations by the names that stand in addresses; the API knows them by their ids."""

from flask import abort

from web.paging import every
from web.records import Destination, Source
from web.services import api


def source_named(name: str) -> Source:
    """Return the source of this name, or answer 404."""
    found = next((source for source in every(api().sources) if source["name"] == name), None)
    return found or abort(404, f"No source is named {name}. It may have been deleted.")


def destination_named(name: str) -> Destination:
    """Return the destination of this name, or answer 404."""
    found = next((item for item in every(api().destinations) if item["name"] == name), None)
    return found or abort(404, f"No destination is named {name}. It may have been deleted.")
