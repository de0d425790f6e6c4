"""`/v1`: the API for operators, behind a Bearer key."""

from flask import Blueprint

from service.v1 import auth

bp = Blueprint("v1", __name__, url_prefix="/v1")
bp.before_request(auth.require_key)
