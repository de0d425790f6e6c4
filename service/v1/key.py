"""`/v1/key`: the key of the request, for those who want to know what they may ask."""

from flask import Blueprint

from core.scopes import Scope
from service.v1.answers import CurrentKey
from service.v1.auth import who
from service.v1.operations import operation

bp = Blueprint("key", __name__, url_prefix="/key")


@bp.get("")
@operation(Scope.READ)
def show() -> CurrentKey:
    """Tell which key this is, and what it may do."""
    return {"name": who().name, "scope": who().scope}
