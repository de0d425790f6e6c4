"""Figures for charts: of an hour, a day or a week, at a cost that does not grow."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

TALLY = """
insert into tallies select (extract(epoch from m)::bigint / 60 %% 10080)::integer, m, 5, 4, 1, 0, 2, 100, 900
from (select date_trunc('minute', now() - %s * interval '1 minute') as m) minutes
"""


@pytest.mark.parametrize(("period", "width", "number"), [("1h", 60, 60), ("24h", 900, 96), ("7d", 7200, 84)])
def test_a_period_is_told_in_buckets_without_a_gap(api, period, width, number):
    stats = api.get("/v1/stats", period=period)
    assert (stats["period"], stats["bucket_seconds"], len(stats["buckets"])) == (period, width, number)
    times = [datetime.fromisoformat(bucket["at"]) for bucket in stats["buckets"]]
    assert {later - earlier for earlier, later in pairwise(times)} == {timedelta(seconds=width)}


def test_minutes_add_up(api, rows):
    for minutes in (2, 3, 6000):
        rows.execute(TALLY, [minutes])
    for period, minutes in (("1h", 2), ("24h", 2), ("7d", 3)):
        buckets = api.get("/v1/stats", period=period)["buckets"]
        assert sum(bucket["received"] for bucket in buckets) == 5 * minutes
        assert sum(bucket["failed_attempts"] for bucket in buckets) == 2 * minutes
        assert {bucket["latency_p95_ms"] for bucket in buckets} == {None, 900}


def test_the_backlogs_age_is_the_greatest_of_a_buckets_minutes(api, rows):
    rows.execute("delete from tallies")
    for minutes, age in ((4, 7.5), (3, None), (2, 1.25)):
        rows.execute(TALLY, [minutes])
        rows.execute(
            "update tallies set oldest_due_seconds = %s where minute = (select max(minute) from tallies)",
            [age],
        )
    ages = [bucket["oldest_due_seconds"] for bucket in api.get("/v1/stats", period="1h")["buckets"]]
    assert [age for age in ages if age is not None] == [7.5, 1.25]
    ages = [bucket["oldest_due_seconds"] for bucket in api.get("/v1/stats", period="7d")["buckets"]]
    assert max(age for age in ages if age is not None) == 7.5


def test_backlog_storage_and_upkeep_are_told(api, source, destination, received):
    received.delivery(received.event(source), destination)
    stats = api.get("/v1/stats")
    assert stats["period"] == "24h"
    assert stats["backlog"]["waiting"] >= 1
    assert stats["backlog"]["oldest_due_seconds"] > 0
    assert stats["kept"]["bytes"] > 0
    assert (stats["kept"]["retention_days"], stats["kept"]["retention_max_gb"]) == (30, None)
    assert {job["name"] for job in stats["jobs"]} >= {"partitions", "retention", "seen", "tallies"}


def test_another_period_is_refused(api):
    assert api.wrong_fields("GET", "/v1/stats", period="1y").keys() == {"period"}
