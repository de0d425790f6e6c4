"""One delivery with all its attempts."""

from uuid import UUID

from flask import Blueprint, render_template

from web.services import api

bp = Blueprint("deliveries", __name__)


@bp.get("/deliveries/<uuid:delivery_id>")
def show(delivery_id: UUID) -> str:
    """Show a delivery."""
    return render_template("delivery.html", delivery=api().delivery(str(delivery_id)))
