"""Token buckets: one second's worth at once, then the rate."""

import pytest

from service.ingest import rate
from service.ingest.rate import RateLimiter


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 100.0

    monkeypatch.setattr(rate.time, "monotonic", lambda: Clock.now)
    return Clock


def taken(limiter, posts, source="s", address="a", per_second=10):
    return sum(limiter.allows(source, address, per_second) for _ in range(posts))


def test_a_bucket_holds_one_second_of_posts(clock):
    assert taken(RateLimiter(), 50) == 10


def test_it_refills_at_the_rate_and_never_above_its_size(clock):
    limiter = RateLimiter()
    taken(limiter, 50)
    clock.now += 0.5
    assert taken(limiter, 50) == 5
    clock.now += 60
    assert taken(limiter, 50) == 10


def test_refused_posts_take_nothing(clock):
    limiter = RateLimiter()
    taken(limiter, 10)
    for _ in range(90):
        clock.now += 0.001
        assert not limiter.allows("s", "a", 10)
    clock.now += 0.0101
    assert taken(limiter, 1) == 1


def test_sources_and_addresses_have_buckets_of_their_own(clock):
    limiter = RateLimiter()
    taken(limiter, 10)
    assert taken(limiter, 10, source="t") == 10
    assert taken(limiter, 10, address="b") == 10


def test_full_buckets_are_forgotten_so_that_memory_is_bounded(clock, monkeypatch):
    monkeypatch.setattr(rate, "MAX_BUCKETS", 100)
    limiter = RateLimiter()
    for number in range(100):
        limiter.allows("s", str(number), 10)
    clock.now += 1
    limiter.allows("s", "another", 10)
    assert len(limiter._buckets) == 1
