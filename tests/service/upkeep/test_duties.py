"""Partitions ahead, provider ids past the window, a minute's figures, and what the metrics say of it all."""

from datetime import UTC, datetime, timedelta

from prometheus_client import REGISTRY

from service.backlog import counts, oldest_due_seconds
from service.upkeep import gauges, partitions, seen
from service.upkeep.jobs import run_due
from service.upkeep.tallies import tally

SEEN = """
insert into seen (source_id, provider_id, event_id, seen_at)
select uuid7(), n::text, uuid7(), now() - %s * interval '1 day' from generate_series(1, %s) n
"""


def test_partitions_are_made_a_week_ahead(house):
    last = "(now() at time zone 'UTC')::date + 7"
    name = house.one(f"select 'attempts_' || to_char({last}, 'YYYYMMDD') as name")["name"]
    house.connection.execute(f"drop table {name}")
    assert partitions.make_ahead(house.connection).result == {"made": 1}
    assert house.one(f"select to_regclass('{name}') is not null as made") == {"made": True}


def test_provider_ids_past_a_week_go_in_batches(house, monkeypatch):
    monkeypatch.setattr(seen, "AT_ONCE", 3)
    house.connection.execute(SEEN, [6.9, 2])
    house.connection.execute(SEEN, [7.1, 4])
    assert seen.prune(house.connection).seconds == 0
    assert house.one("select count(*) as n from seen") == {"n": 3}
    assert seen.prune(house.connection).seconds > 0
    assert house.one("select count(*) as n from seen") == {"n": 2}


def test_a_minute_is_counted_once_it_is_over(house):
    two_minutes = 2 / 24 / 60
    event = house.event(two_minutes)
    ago = datetime.now(UTC) - timedelta(minutes=2)
    for state, later in (("delivered", 1), ("delivered", 3), ("dead", 0), ("cancelled", 0)):
        house.delivery(event, state, two_minutes, finished_at=ago + timedelta(seconds=later))
    pending = house.delivery(event, "pending", two_minutes)
    attempt = "insert into attempts values (%s, %s, %s, 5, 500, %s)"
    for n, error in ((1, "http"), (2, None)):
        house.connection.execute(attempt, [pending, n, ago, error])
    while tally(house.connection).seconds == 0:
        pass
    sums = house.one(
        "select sum(received) as received, sum(delivered) as delivered, sum(dead) as dead,"
        " sum(cancelled) as cancelled, sum(failed_attempts) as failed from tallies"
    )
    assert sums == {"received": 1, "delivered": 2, "dead": 1, "cancelled": 1, "failed": 1}
    row = house.one("select max(latency_p95_ms) as slowest from tallies")
    assert 2900 < row["slowest"] < 3200  # type: ignore[operator]
    before = house.one("select count(*) as n from tallies")
    tally(house.connection)
    assert house.one("select count(*) as n from tallies") == before


def test_the_backlogs_age_is_noted_with_the_minute_that_has_just_ended(house):
    house.delivery(house.event(), "pending", due_at=datetime.now(UTC) - timedelta(seconds=30))
    while tally(house.connection).seconds == 0:
        pass
    told = house.connection.execute("select oldest_due_seconds from tallies order by minute desc")
    last, *earlier = [row["oldest_due_seconds"] for row in told]
    assert 30 <= last < 40
    assert set(earlier) == {None}


def test_a_slot_is_used_again_a_week_later(house):
    house.connection.execute(
        "insert into tallies select slot, minute - interval '7 days', 9, 9, 9, 9, 9 from (select"
        " (extract(epoch from m)::bigint / 60 % 10080)::integer as slot, m as minute from"
        " (select date_trunc('minute', now() - interval '5 minutes') as m) t) u"
    )
    while tally(house.connection).seconds == 0:
        pass
    assert house.one("select count(*) filter (where received = 9) as n from tallies") == {"n": 0}


def test_the_backlog_is_told(house):
    assert oldest_due_seconds(house.connection) is None
    event = house.event()
    house.delivery(event, "pending", due_at=datetime.now(UTC) - timedelta(seconds=30))
    house.delivery(event, "pending", due_at=datetime.now(UTC) + timedelta(seconds=30))
    house.delivery(event, "sending")
    assert counts(house.connection) == {"waiting": 2, "sending": 1}
    assert 30 <= oldest_due_seconds(house.connection) < 40
    house.connection.execute("update destinations set state = 'paused'")
    assert oldest_due_seconds(house.connection) is None


def metric(name, **labels):
    return REGISTRY.get_sample_value(name, labels)


def test_metrics_tell_of_a_job_that_fails(house):
    def fail(_):
        raise ValueError("no")

    run_due(house.connection, {"retention": fail})
    house.connection.execute("update jobs set failed_at = now() - interval '1 hour' where name = 'retention'")
    gauges.update(house.connection)
    assert 3600 <= metric("upkeep_failing_seconds", job="retention") < 3700
    assert metric("upkeep_failing_seconds", job="seen") == 0
    assert metric("partitions_ahead_days") == 7
    run_due(house.connection, {"partitions": partitions.make_ahead})
    gauges.update(house.connection)
    now = datetime.now(UTC).timestamp()
    assert now - 60 < metric("upkeep_last_success_timestamp_seconds", job="partitions") <= now
