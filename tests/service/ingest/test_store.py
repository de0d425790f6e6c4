"""Group commit on a real database: what is acknowledged is committed, once, and duplicates name the first."""

import json
import random
from uuid import uuid4

import gevent
import psycopg
import pytest

from service.ingest.event import Event
from service.ingest.store import GroupCommit
from service.ingest.writer import UnavailableError, UnstorableError


def event(source, provider_id=None, type_="push", body=b"{}"):
    return Event(source, provider_id, type_, "application/json", json.dumps([("A", "b")]), body)


@pytest.fixture
def db(database_url):
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def store(database_url):
    return GroupCommit(database_url)


@pytest.fixture
def source(db):
    return add_source(db, "github")


def add_source(db, name):
    return db.execute(
        "insert into sources"
        " (name, ingest_key, scheme, tolerance_seconds, max_bytes, rate_per_second, enabled)"
        " values (%s, %s, 'none', 300, 1048576, 100, true) returning id",
        (name, name),
    ).fetchone()[0]


def add_destination(db, source, name, state="enabled", event_types=None):
    destination = db.execute(
        "insert into destinations"
        " (name, url, signing_secrets, max_in_flight, timeout_seconds, state, event_types)"
        " values (%s, 'http://x', '{}', 4, 15, %s, %s) returning id",
        (name, state, event_types),
    ).fetchone()[0]
    db.execute("insert into routes values (%s, %s)", (source, destination))
    return destination


def deliveries(db, stored):
    return db.execute(
        "select name, deliveries.state, finished_at is not null from deliveries"
        " join destinations d on d.id = destination_id where event_id = %s order by name",
        (stored.id,),
    ).fetchall()


def all_of(store, events):
    """Store the events at the same time, each from a greenlet of its own."""
    greenlets = [gevent.spawn(store.store, one) for one in events]
    gevent.joinall(greenlets)
    return greenlets


def test_an_event_is_stored_with_its_raw_bytes(store, db, source):
    raw = bytes(range(256))
    stored = store.store(event(source, "p1", body=raw))
    row = db.execute(
        "select source_id, provider_id, type, method, content_type, headers, body from events"
    ).fetchone()
    assert row == (source, "p1", "push", "POST", "application/json", [["A", "b"]], raw)
    assert not stored.duplicate


def test_each_route_gets_a_delivery_that_is_due(store, db, source):
    add_destination(db, source, "a")
    add_destination(db, source, "b", event_types=["push", "ping"])
    add_destination(db, source, "c", event_types=["ping"])
    add_destination(db, source, "d", state="paused")
    add_destination(db, source, "e", state="disabled")
    assert deliveries(db, store.store(event(source))) == [
        ("a", "pending", False),
        ("b", "pending", False),
        ("d", "pending", False),
        ("e", "cancelled", True),
    ]


def test_a_type_that_is_null_matches_no_list_of_types(store, db, source):
    add_destination(db, source, "a", event_types=["push"])
    assert deliveries(db, store.store(event(source, type_=None))) == []


def test_a_duplicate_names_the_first_and_stores_nothing(store, db, source):
    first = store.store(event(source, "p1"))
    again = store.store(event(source, "p1"))
    assert (again.id, again.duplicate) == (first.id, True)
    assert db.execute("select count(*) from events").fetchone() == (1,)


def test_the_same_id_at_another_source_or_no_id_is_no_duplicate(store, db, source):
    other = add_source(db, "other")
    stored = [store.store(event(where, which)) for where in (source, other) for which in ("p1", None, None)]
    assert not any(one.duplicate for one in stored)


def test_an_id_is_forgotten_after_seven_days_exactly(store, db, source):
    first = store.store(event(source, "p1"))
    db.execute("update seen set seen_at = now() - interval '7 days' + interval '1 minute'")
    assert store.store(event(source, "p1")).duplicate
    db.execute("update seen set seen_at = now() - interval '7 days 1 second'")
    second = store.store(event(source, "p1"))
    assert not second.duplicate
    assert store.store(event(source, "p1")).id == second.id != first.id


def test_concurrent_events_share_statements_and_each_is_stored(store, db, source):
    events = [event(source, str(number)) for number in range(300)]
    answers = [greenlet.value for greenlet in all_of(store, events)]
    assert [answer.id for answer in answers] == [one.id for one in events]
    assert db.execute("select count(*), count(distinct xmin::text) < 100 from events").fetchone() == (
        300,
        True,
    )


def test_concurrent_duplicates_all_name_the_one_that_is_stored(store, database_url, db, source):
    stores = [store, GroupCommit(database_url)]
    provider_ids = [str(number) for number in range(40)] * 10
    random.Random(7).shuffle(provider_ids)
    greenlets = [gevent.spawn(random.choice(stores).store, event(source, one)) for one in provider_ids]
    gevent.joinall(greenlets)
    found = {(one, greenlet.value.id) for one, greenlet in zip(provider_ids, greenlets, strict=True)}
    kept = set(db.execute("select provider_id, id from events").fetchall())
    assert found == kept
    assert sum(not greenlet.value.duplicate for greenlet in greenlets) == 40


def test_an_event_that_cannot_be_stored_fails_alone(store, db, source):
    events = [event(source, str(number)) for number in range(20)]
    events[7].type = "no\0text"
    greenlets = all_of(store, events)
    assert [greenlet.successful() for greenlet in greenlets] == [number != 7 for number in range(20)]
    assert isinstance(greenlets[7].exception, UnstorableError)
    assert db.execute("select count(*) from events").fetchone() == (19,)


def test_an_id_too_long_for_an_index_is_a_duplicate_all_the_same(store, db, source):
    long = "".join(chr(random.Random(number).randrange(0x1F300, 0x1FAFF)) for number in range(1000))
    first, other, again = (store.store(event(source, one)) for one in (long, f"{long[:-1]}x", long))
    assert (again.id, again.duplicate, other.duplicate) == (first.id, True, False)
    assert db.execute("select provider_id from events where id = %s", (first.id,)).fetchone() == (long,)


def test_large_bodies_do_not_share_one_statement(store, db, source):
    events = [event(source, body=b"x" * 5_000_000) for _ in range(4)]
    assert all(greenlet.successful() for greenlet in all_of(store, events))
    assert db.execute("select count(distinct xmin::text) from events").fetchone() == (4,)


def test_a_restarted_database_costs_the_open_requests_and_nothing_else(
    store, postgres, db, source, database_url
):
    before = store.store(event(source, "p1"))
    postgres.restart(immediate=True)
    with pytest.raises(UnavailableError):
        store.store(event(source, "p2"))
    assert not store.store(event(source, "p2")).duplicate
    assert store.store(event(source, "p1")).id == before.id


def test_no_database_is_told_at_once_to_all_that_wait(store, postgres, db, source):
    postgres.stop()
    greenlets = all_of(store, [event(source) for _ in range(50)])
    assert all(isinstance(greenlet.exception, UnavailableError) for greenlet in greenlets)


def test_a_hung_database_is_given_up_after_five_seconds(store, postgres, db, source):
    store.store(event(source))
    postgres.pause()
    greenlets = all_of(store, [event(source, str(uuid4())) for _ in range(5)])
    assert all(isinstance(greenlet.exception, UnavailableError) for greenlet in greenlets)


def test_no_partition_for_today_is_unavailable_not_a_lost_event(store, db, source):
    db.execute(
        "drop table events_"
        + db.execute("select to_char(now() at time zone 'UTC', 'YYYYMMDD')").fetchone()[0]
    )
    with pytest.raises(UnavailableError):
        store.store(event(source))
