"""Migration: to the newest schema, again without change, and one clear sentence when it cannot."""

import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import psycopg
import pytest

from service.migrate import SCRIPTS, MigrationError, migrate

NAMES = count(1)
NEWEST = max(path.stem for path in SCRIPTS.glob("versions/*.sql"))[:4]
SCHEMA = """
select array_agg(table_name || '.' || column_name || ' ' || data_type order by 1)
from information_schema.columns where table_schema = 'public'
"""


@pytest.fixture
def empty(postgres):
    """Return the URL of a database without any schema."""
    postgres.heal()
    name = f"empty_{next(NAMES)}"
    postgres.run(f"create database {name}")
    yield postgres.url(name)
    postgres.run(f"drop database {name} with (force)")


def ask(url, question):
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()[0]


def command(spawn, url):
    return spawn("migrate", [sys.executable, "-m", "service.migrate"], {"DATABASE_URL": url})


def test_it_makes_the_schema_and_a_second_run_changes_nothing(empty):
    migrate(empty)
    schema = ask(empty, SCHEMA)
    assert any(column.startswith("events_20") for column in schema)
    migrate(empty)
    assert ask(empty, SCHEMA) == schema
    assert ask(empty, "select version_num from alembic_version") == NEWEST


def test_two_at_once_are_safe(empty):
    with ThreadPoolExecutor() as threads:
        list(threads.map(migrate, [empty, empty, empty]))
    assert ask(empty, "select count(*) from alembic_version") == 1


def test_it_makes_the_partitions_of_the_next_days(empty):
    migrate(empty)
    with psycopg.connect(empty) as connection:
        connection.execute("drop table events_" + ask(empty, "select to_char(now() + '3 days', 'YYYYMMDD')"))
    migrate(empty)
    assert ask(empty, "select ensure_partitions()") == 0


def test_who_may_not_make_tables_may_make_partitions(empty):
    """As the relay, whose role has least rights, does every day."""
    migrate(empty)
    with psycopg.connect(empty) as connection:
        connection.execute("create role bystander")
        connection.execute("revoke create on schema public from public")
        connection.execute("set role bystander")
        assert connection.execute("select ensure_partitions(8)").fetchone() == (3,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute("create table of_its_own ()")
        connection.rollback()  # roles belong to the whole cluster: none is left


def test_the_command_says_what_it_did(empty, spawn):
    process = command(spawn, empty)
    assert process.wait(30)
    assert process.exit_code == 0
    assert f'"revision": "{NEWEST}"' in process.text()


def test_a_schema_of_a_newer_version_is_refused_and_left_alone(empty):
    migrate(empty)
    with psycopg.connect(empty) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    with pytest.raises(MigrationError) as caught:
        migrate(empty)
    assert str(caught.value) == (
        "DATABASE_URL: the database has schema revision 9999, which this version does not know: "
        "it was made by a newer one. Update this checkout (`git pull`), or name another database."
    )
    assert ask(empty, "select version_num from alembic_version") == "9999"


def test_a_wrong_url_is_one_sentence_without_the_password(spawn):
    process = command(spawn, "postgresql://me:hunter2@127.0.0.1:1/db")
    assert process.wait(30)
    assert process.exit_code == 1
    assert process.text() == (
        "DATABASE_URL: cannot connect to PostgreSQL at 127.0.0.1:1: Connection refused\n"
    )


def test_a_missing_database_is_named(postgres):
    with pytest.raises(MigrationError, match=r'^DATABASE_URL: .* database "nonesuch" does not exist$'):
        migrate(postgres.url("nonesuch"))


@pytest.mark.parametrize(
    "url", ["postgresql://me:a@b@host/db", "postgresql://me:a/b@host/db", "postgresql://%zz/db"]
)
def test_a_url_that_would_show_its_password_is_not_repeated(url):
    with pytest.raises(MigrationError, match=r"^DATABASE_URL: write it as postgresql://") as caught:
        migrate(url)
    assert "host/db" not in str(caught.value)


def test_a_migration_that_fails_says_why_and_leaves_nothing(empty):
    with psycopg.connect(empty) as connection:
        connection.execute("create table attempts ()")
    with pytest.raises(MigrationError, match='the migration failed: relation "attempts" already exists'):
        migrate(empty)
    assert ask(empty, "select to_regclass('events')") is None
