"""The API with no more rights than its role has on a data host, where all tables belong to somebody else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import yaml
from flask import Flask

from core.database import Connection, connect
from core.settings import ApiSettings
from service.app import create_app
from service.migrate import migrate
from service.upkeep.jobs import run_due
from service.upkeep.keeper import jobs
from tests.conftest import PostgresEngine
from tests.service.conftest import Api, NoStore, environ

RIGHTS = Path("ansible/roles/postgres/vars/main.yml")
ROLES = ("owner", "migrator", "api", "worker", "readonly")
OLD = (datetime.now(UTC) - timedelta(days=40)).date()
OLD_DAY = f"""
create table events_{OLD:%Y%m%d} partition of events
for values from (uuid7_floor('{OLD}'::timestamp at time zone 'UTC'))
to (uuid7_floor(('{OLD}'::date + 1)::timestamp at time zone 'UTC'))
"""


@pytest.fixture(scope="module")
def superuser(postgres: PostgresEngine) -> Iterator[Connection]:
    """Yield a database that a migrator migrated, with the rights that the Ansible role postgres gives."""
    postgres.heal()
    for role in ROLES:
        postgres.run(f"create role {role} login password 'secret'")
    postgres.run("grant owner to migrator")
    postgres.run("alter role migrator set role owner")
    postgres.run("create database rights owner owner")
    with connect(postgres.url("rights"), "test") as connection:
        give(connection, yaml.safe_load(RIGHTS.read_text())["_postgres_rights"])
        migrate(as_role(postgres, "migrator"))
        yield connection
    postgres.run("drop database rights with (force)")
    for role in reversed(ROLES):
        postgres.run(f"drop role {role}")


def give(connection: Connection, rights: list[dict]) -> None:
    for role in ("api", "worker", "readonly"):
        connection.execute(f"grant usage on schema public to {role}")
    for right in rights:
        connection.execute(
            f"alter default privileges for role owner grant {', '.join(right['may'])}"
            f" on {right['what']} to {right['is']}"
        )


def as_role(postgres: PostgresEngine, role: str) -> str:
    return f"postgresql://{role}:secret@{urlsplit(postgres.url('rights')).netloc.rpartition('@')[2]}/rights"


@pytest.fixture(scope="module")
def api(superuser: Connection, postgres: PostgresEngine) -> Iterator[Api]:
    settings = ApiSettings.from_environ(environ(as_role(postgres, "api"), "redis://127.0.0.1:1/0"))
    app: Flask = create_app(settings, NoStore())
    yield Api(app)
    app.extensions["services"].pool.close()


def test_it_can_do_all_its_jobs(superuser, postgres, api):
    superuser.execute("set role owner")
    superuser.execute(OLD_DAY)
    superuser.execute("reset role")
    with connect(as_role(postgres, "api"), "api") as connection:
        while run_due(connection, jobs(api.app.extensions["services"].settings)):
            pass
    failed = superuser.execute("select name, error from jobs where failed_at is not null").fetchall()
    assert failed == []
    kept = superuser.execute("select 1 from days where day = %s", [OLD]).fetchall()
    assert kept == []


def test_it_can_do_all_that_operators_ask(api):
    source = api.make("/v1/sources", name="s", scheme="none")
    destination = api.make("/v1/destinations", name="d", url="https://example.com/", sources=["s"])
    path = f"/v1/destinations/{destination['id']}"
    event = api.make(f"{path}/test")["event_id"]
    key = api.make("/v1/keys", name="k", scope="read")
    assert api.send("POST", f"{path}/rotate").status_code == 200
    replay = api.send("POST", "/v1/replays", {"event_ids": [event]})
    assert replay.status_code == 202
    for made in (path, f"/v1/keys/{key['id']}", f"/v1/replays/{replay.json['id']}"):
        assert api.send("DELETE", made).status_code == 204
    for path in ("audit", "stats", "replays", "events", "deliveries", f"sources/{source['id']}/rejections"):
        api.get(f"/v1/{path}")


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("worker", "insert into api_keys (name, scope, hash) values ('mine', 'admin', '')"),
        ("worker", "select from api_keys"),
        ("readonly", "select from api_keys"),
        ("worker", "update audit set action = 'nothing'"),
        ("worker", "delete from seen"),
        ("api", "drop table deliveries"),
    ],
)
def test_nobody_may_do_more(superuser, postgres, role, statement):
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
    with connect(as_role(postgres, role), "test") as connection, refused:
        connection.execute(statement)
