"""`/v1/openapi.json`: what all this is, for programs."""

from typing import Any

from flask import Blueprint, current_app

from service.v1.operations import operation

bp = Blueprint("description", __name__, url_prefix="/openapi.json")


@bp.get("")
@operation(None)
def show() -> dict[str, Any]:
    """Describe this API as OpenAPI 3.1."""
    found: dict[str, Any] = current_app.extensions["openapi"]()
    return found
