"""`/v1/keys`: API keys, made, listed and deleted. A key is told once; only its hash is kept."""

import secrets
from typing import Annotated

from flask import Blueprint
from pydantic import Field

from core.ids import time_of
from core.scopes import Scope
from service.database import connection
from service.problems import Problem
from service.v1 import audit
from service.v1.answers import Key, Listed, NewKey
from service.v1.auth import PREFIX, hash_of
from service.v1.fields import Id, Strict, Text, moment
from service.v1.operations import operation
from service.v1.pages import PageQuery, Row, read_page

LIST = "select id, name, scope from api_keys where {where} order by id desc limit %(limit)s"
INSERT = "insert into api_keys (name, scope, hash) values (%s, %s, %s) returning id, name, scope"
DELETE = "delete from api_keys where id = %s returning id, name"

bp = Blueprint("keys", __name__, url_prefix="/keys")


class KeyFields(Strict):
    """What an operator says about a new key."""

    name: Annotated[Text, Field(min_length=1, max_length=100)]
    """For people; it may be another key's as well."""
    scope: Annotated[Scope, Field(strict=False)]
    """What it may do: `read` looks, `operate` also replays, pauses and enables, `admin` does everything."""


@bp.get("")
@operation(Scope.ADMIN)
def index(query: PageQuery) -> Listed[Key]:
    """List keys. API_KEY is none of them."""
    with connection() as database:
        page = read_page(database, LIST, {"cursor": "id < %(cursor)s"}, query)
    return page.of(_shown)


@bp.post("")
@operation(Scope.ADMIN, 201)
def create(body: KeyFields) -> NewKey:
    """Make a key, which is told this once."""
    key = PREFIX + secrets.token_urlsafe(32)
    with connection() as database, database.transaction():
        row = database.execute(INSERT, [body.name, body.scope, hash_of(key)]).fetchone()
        assert row
        audit.record(database, "key.create", row["id"], body.name, {"scope": [None, body.scope]})
    return {**_shown(row), "key": key}


@bp.delete("/<key_id>")
@operation(Scope.ADMIN, 204)
def delete(key_id: Id) -> None:
    """Delete a key: it opens nothing from now on."""
    with connection() as database, database.transaction():
        row = database.execute(DELETE, [key_id]).fetchone()
        if row is None:
            raise Problem(404, "not-found", "no key has this id")
        audit.record(database, "key.delete", row["id"], row["name"])


def _shown(row: Row) -> Key:
    return {
        "id": row["id"],
        "name": row["name"],
        "scope": row["scope"],
        "created_at": moment(time_of(row["id"])),
    }
