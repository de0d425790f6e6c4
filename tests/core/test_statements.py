"""Apps tell all their SQL, and PostgreSQL takes each statement on the schema of this commit."""

import json
import re
import subprocess
import sys

import psycopg
import pytest

from core import statements
from ops.bootstrap import ROOT

APPS = ("service", "worker")
OWN = {
    '"select 1"',
    '"write"',
    '"first_ids"',
    '"select pg_try_advisory_lock(%s) as mine"',
    '"select ensure_partitions() as made"',
    '"select ensure_partitions()"',
    '"select body from events where id = %s"',
}
"""What is written where it runs: no table of ours is in it, but for a body's."""


@pytest.fixture(params=APPS)
def found(request):
    done = subprocess.run(
        [sys.executable, "-m", f"{request.param}.statements"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_each_is_prepared_on_the_schema_of_this_commit(found, database_url):
    assert len(found) > 5
    failed = {}
    with psycopg.connect(database_url, autocommit=True) as connection:
        for name, sql in found.items():
            try:
                connection.execute(f'prepare "{name}" as {sql}'.encode())
            except psycopg.Error as problem:
                failed[name] = str(problem)
    assert failed == {}


def test_a_column_that_goes_is_noticed(found, database_url):
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("alter table events rename column body to content")
        connection.execute("alter table deliveries rename column lease to hold")
        broken = 0
        for name, sql in found.items():
            try:
                connection.execute(f'prepare "{name}" as {sql}'.encode())
            except psycopg.Error:
                broken += 1
    assert broken


def test_no_statement_is_written_where_it_is_run():
    inline = set()
    for app in APPS:
        for file in (ROOT / app).rglob("*.py"):
            if file.name != "migrate.py":
                inline |= set(re.findall(r"\.execute\(\s*(\"[^\"]*\")", file.read_text()))
    assert inline <= OWN


def test_places_are_numbered_and_a_name_keeps_its_number():
    assert statements.numbered("a = %(x)s and b = %(y)b or c = %(x)s") == "a = $1 and b = $2 or c = $1"
    assert statements.numbered("a = %s and b like '%%' and c = %s") == "a = $1 and b like '%' and c = $2"
