"""Retention: whole days go, by age and by size, and none with an unfinished delivery."""

from datetime import UTC, date, datetime
from threading import Thread

import psycopg
import pytest

from core.database import connect
from service.replays.making import hold_days
from service.upkeep.retention import GB, Day, RetentionError, due, retain

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


def day(number: int, size: int = 0) -> Day:
    return Day(date(2026, 11, number), size)


def retain_all(house, days=30, max_gb=None):
    """Run the job until it has nothing more to do; return its last result."""
    while (outcome := retain(house.connection, days, max_gb)).seconds == 0:
        pass
    return outcome.result


def test_a_day_is_due_when_all_of_it_is_past_the_age():
    assert due([day(23), day(24), day(25), day(26), day(27)], NOW, 1, None) == [day(23), day(24)]
    assert due([day(24), day(25)], NOW, 2, None) == []


def test_above_the_size_the_oldest_are_due_until_it_fits_and_never_today():
    kept = [day(22, GB), day(23, GB), day(25, GB), day(26, GB), day(27)]
    assert due(kept, NOW, 30, 4) == []
    assert due(kept, NOW, 30, 3) == [day(22, GB)]
    assert due(kept, NOW, 30, 1) == [day(22, GB), day(23, GB), day(25, GB)]
    assert due([day(26, 9 * GB)], NOW, 30, 1) == []


def test_old_days_are_dropped_whole_and_younger_ones_stay(house):
    for days_ago in (40, 35, 20):
        house.make_day(days_ago)
        house.delivery(house.event(days_ago), "delivered", days_ago)
    assert retain_all(house)["held"] == []
    assert len(house.days()) == 1
    assert house.one("select count(*) as n from events") == {"n": 1}
    assert house.one("select count(*) as n from deliveries") == {"n": 1}


@pytest.mark.parametrize("state", ["pending", "sending"])
def test_a_day_with_an_unfinished_delivery_stays_and_others_go(house, state):
    held, other = house.make_day(40), house.make_day(35)
    delivery = house.delivery(house.event(40), state, 40)
    assert retain_all(house)["held"] == [held]
    assert (held in house.days(), other in house.days()) == (True, False)
    house.connection.execute("update deliveries set state = 'dead' where id = %s", [delivery])
    retain_all(house)
    assert house.days() == []


def test_a_day_whose_event_is_being_replayed_stays(house):
    held = house.make_day(40)
    delivery = house.delivery(house.event(40), "pending")
    assert retain_all(house)["held"] == [held]
    house.connection.execute("update deliveries set state = 'delivered' where id = %s", [delivery])
    retain_all(house)
    assert house.days() == []


def test_today_is_never_dropped(house):
    with pytest.raises(psycopg.errors.RaiseException):
        house.connection.execute("select drop_day((now() at time zone 'UTC')::date)")


def test_what_stays_above_the_size_is_an_error_that_says_why(house):
    held = house.make_day(40)
    house.delivery(house.event(40), "pending", 40)
    with pytest.raises(RetentionError, match=f"RETENTION_MAX_GB is 0, .* unfinished .* {held}"):
        retain_all(house, max_gb=0)


def test_whoever_makes_replays_keeps_days_from_being_dropped(house, database_url):
    house.make_day(40)
    with connect(database_url, "replay") as other, other.transaction():
        hold_days(other)
        with pytest.raises(psycopg.errors.LockNotAvailable):
            retain(house.connection, 30, None)
    retain_all(house)
    assert house.days() == []


def test_who_writes_waits_briefly_and_the_job_tries_again(house, database_url):
    house.make_day(40)
    with connect(database_url, "reader") as reader, reader.transaction():
        reader.execute("select from events")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            retain(house.connection, 30, None)
        writer = Thread(target=house.event)
        writer.start()
        writer.join(5)
        assert not writer.is_alive()
    retain_all(house)
    assert house.days() == []
