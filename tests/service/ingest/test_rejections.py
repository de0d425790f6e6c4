"""Posts that a source refused: counted, and the last hundred kept, whatever a flood sends."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import gevent
import psycopg
import pytest

from core import database
from core.ids import time_of
from service.ingest.rejections import KEPT, Rejection, Rejections
from tests.service.ingest.server import BODY, Server, signed

SOURCE = uuid4()


def rejection(number=0, source=SOURCE, reason="bad-signature"):
    return Rejection(source, "203.0.113.1", reason, [f"X-Number-{number}"])


@pytest.fixture
def pool(database_url):
    pool = database.make_pool(database_url, "test", 2)
    yield pool
    pool.close()


@pytest.fixture
def db(database_url):
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


def kept(db, source=SOURCE):
    query = "select header_names[1] from rejections where source_id = %s order by id desc"
    return [name for (name,) in db.execute(query, (source,))]


def totals(db, source=SOURCE):
    query = "select reason, total from rejection_counts where source_id = %s"
    return dict(db.execute(query, (source,)).fetchall())


def numbered(numbers):
    return {f"X-Number-{number}" for number in numbers}


def test_the_last_hundred_of_each_source_are_kept_and_all_are_counted(pool, db):
    rejections, other = Rejections(pool), uuid4()
    rejections.add(rejection(0, other, "too-large"))
    for start in (0, 130, 260):
        for number in range(start, start + 130):
            rejections.add(rejection(number))
            time.sleep(0.001)  # the order of ids is that of milliseconds
        rejections.write()
    assert kept(db) == [f"X-Number-{number}" for number in range(389, 289, -1)]
    assert (totals(db), totals(db, other)) == ({"bad-signature": 390}, {"too-large": 1})
    assert len(kept(db, other)) == 1


def test_processes_that_write_at_once_keep_a_hundred_together(pool, db):
    several = [Rejections(pool) for _ in range(2)]
    for _ in range(3):
        for rejections in several:
            for number in range(KEPT):
                rejections.add(rejection(number))
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(Rejections.write, several))
    assert (len(kept(db)), totals(db)) == (KEPT, {"bad-signature": 600})


def test_what_a_sender_makes_up_is_cut(pool, db):
    rejections = Rejections(pool)
    rejections.add(Rejection(SOURCE, "x" * 9000, "bad-signature", ["Y" * 9000] * 500))
    rejections.write()
    address, names = db.execute("select address, header_names from rejections").fetchone()
    assert (len(address), len(names), len(names[0])) == (100, 100, 100)


def test_while_the_database_is_away_they_are_kept_for_later(pool, db, postgres, database_url):
    rejections = Rejections(pool)
    rejections.add(rejection(1))
    postgres.stop()
    rejections.write()
    for number in range(2, 2 + KEPT):
        rejections.add(rejection(number))
    rejections.write()
    postgres.start()
    rejections.write()
    with psycopg.connect(database_url, autocommit=True) as again:
        assert set(kept(again)) == numbered(range(2, 2 + KEPT))
        assert totals(again) == {"bad-signature": KEPT + 1}


def test_they_are_written_by_themselves_while_there_are_any(pool, db):
    rejections = Rejections(pool)
    for number in (1, 2):
        rejections.add(rejection(number))
        gevent.sleep(0.8)
        assert numbered([number]) <= set(kept(db))


@pytest.fixture(scope="module")
def server(module_spawn, free_port, module_database_url, valkey):
    return Server(module_spawn, free_port, module_database_url, valkey.url(), workers=2)


@pytest.fixture
def rejected(module_database_url):
    """`rejected(source)` returns its rejections, the newest first, once they are written."""

    def read(source):
        time.sleep(1)
        query = (
            "select id, address, reason, header_names from rejections where source_id = %s order by id desc"
        )
        with database.connect(module_database_url, "test") as connection:
            return connection.execute(query, (source["id"],)).fetchall()

    return read


def test_each_reason_is_told_with_time_address_and_names_and_nothing_of_the_body(server, rejected):
    source = server.source(rate_per_second=5)
    secret = {"X-Forwarded-For": "203.0.113.9", "Authorization": "Bearer hunter2", "X-Odd": "hunter2"}
    for headers, body in (
        (signed(secret="wrong"), b"hunter2"),
        ({}, BODY),
        ({}, b"x" * (1024 * 1024 + 1)),
    ):
        server.post(source, body, headers | secret)
        time.sleep(0.01)
    found = rejected(source)
    assert [row["reason"] for row in found] == ["too-large", "missing-signature", "bad-signature"]
    assert {row["address"] for row in found} == {"203.0.113.9"}
    assert all(0 < time.time() - time_of(UUID(str(row["id"]))).timestamp() < 10 for row in found)
    assert {"X-Odd", "Authorization", "X-Hub-Signature-256"} <= set(found[2]["header_names"])
    assert "hunter2" not in str(found)
    assert server.metric("ingest_rejections_total", source=source["name"], reason="bad-signature") == 1


def test_what_is_too_fast_and_what_a_disabled_source_gets_is_told_too(server, rejected):
    source = server.source(rate_per_second=1)
    assert [server.post(source).status_code for _ in range(2)] == [202, 429]
    server.call("PATCH", f"/v1/sources/{source['id']}", {"enabled": False})
    time.sleep(2)
    assert server.post(source).status_code == 404
    assert [row["reason"] for row in rejected(source)] == ["unknown-source", "rate-limited"]


def test_a_source_that_nobody_made_has_none(server, module_database_url):
    server.post("nobody")
    time.sleep(1)
    with database.connect(module_database_url, "test") as connection:
        rows = connection.execute("select from rejections where reason = 'unknown-source'").fetchall()
        assert len(rows) <= 1


def test_a_flood_is_logged_by_samples(server):
    source = server.source(rate_per_second=1)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: server.post(source, headers={}), range(400)))
    lines = [line for line in server.process.text().splitlines() if source["name"] in line]
    assert 0 < len(lines) < 300
    assert '"left_out": ' in lines[-1]
