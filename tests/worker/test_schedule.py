from datetime import UTC, datetime

import pytest

from worker.schedule import retry_after_seconds, retry_delay

NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
PLANNED = [5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 43200]


@pytest.mark.parametrize(("failed", "seconds"), list(enumerate(PLANNED, start=1)))
def test_each_retry_waits_as_planned_give_or_take_a_fifth(failed: int, seconds: int) -> None:
    delays = [retry_delay(failed, None, NOW) or 0 for _ in range(300)]
    assert all(0.8 * seconds <= delay <= 1.2 * seconds for delay in delays)
    assert max(delays) > 1.05 * seconds
    assert min(delays) < 0.95 * seconds


def test_the_eleventh_failure_is_the_last() -> None:
    assert retry_delay(11, None, NOW) is None
    assert retry_delay(11, "10", NOW) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, 0),
        ("", 0),
        ("120", 120),
        (" 120 ", 120),
        ("0", 0),
        ("Sun, 22 Nov 2026 12:01:40 GMT", 100),
        ("Sunday, 22-Nov-26 12:01:40 GMT", 100),
        ("Sun Nov 22 12:01:40 2026", 100),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0),
        ("-5", 0),
        ("1.5", 0),
        ("²", 0),
        ("soon", 0),
        ("Sun, 99 Nov 2026 12:01:40 GMT", 0),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_nonsense_is_ignored(value: str | None, seconds: float) -> None:
    assert retry_after_seconds(value, NOW) == seconds


def test_retry_after_is_a_minimum_that_jitter_never_shortens() -> None:
    assert {retry_delay(1, "100", NOW) for _ in range(100)} == {100}
    assert (retry_delay(4, "100", NOW) or 0) >= 480


@pytest.mark.parametrize("value", ["7200", "9" * 5000, "Mon, 23 Nov 2026 12:00:00 GMT"])
def test_retry_after_counts_for_an_hour_at_most(value: str) -> None:
    assert retry_delay(1, value, NOW) == 3600
