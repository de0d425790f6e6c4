"""Token buckets: a second's worth at once, then the rate; one bucket whoever asks; no harm without Redis."""

import time
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import gevent
import pytest
import redis
import yaml

from core import queue
from core.topology import RATE_KEYS
from service.ingest.metrics import RATE_SKIPPED
from service.ingest.rate import RateLimiter

SOURCE = uuid4()
ROLE = Path(__file__).parents[3] / "ansible" / "roles" / "redis" / "vars" / "main.yml"


def limiter(url):
    """Return a limiter that has connected."""
    return settled(RateLimiter(queue.connect(url)))


def settled(limiter):
    """Return it once it asks Redis, or again."""
    end = time.monotonic() + 5
    while limiter._buckets is None:
        assert time.monotonic() < end, "no connection to Redis within 5 s"
        gevent.sleep(0.02)
    return limiter


@pytest.fixture
def rates(redis_url):
    return limiter(redis_url)


def taken(limiter, posts, source=SOURCE, address="a", per_second=10):
    return sum(limiter.allows(source, address, per_second) for _ in range(posts))


def skipped():
    return RATE_SKIPPED._value.get()


@contextmanager
def slowest_call():
    """Yield a function that measures a call and keeps the longest time."""
    longest = [0.0]

    def measure(act):
        began = time.monotonic()
        answer = act()
        longest[0] = max(longest[0], time.monotonic() - began)
        return answer

    measure.seconds = longest
    yield measure


@pytest.mark.parametrize("per_second", [1, 2, 7, 100, 999, 6001])
def test_a_bucket_holds_one_second_of_posts(rates, per_second):
    began, allowed = time.monotonic(), 0
    for posts in [500] * (per_second // 500) + [per_second % 500 + 1]:
        together = [gevent.spawn(rates.allows, SOURCE, "a", per_second) for _ in range(posts)]
        gevent.joinall(together)
        allowed += sum(post.value for post in together)
    assert per_second <= allowed <= per_second * (1 + time.monotonic() - began)


def test_it_refills_at_the_rate_and_never_above_its_size(rates):
    assert taken(rates, 30) in (10, 11)
    time.sleep(0.5)
    assert taken(rates, 30) in (5, 6, 7)
    time.sleep(1.5)
    assert taken(rates, 30) in (10, 11)


def test_refused_posts_take_nothing(rates):
    assert taken(rates, 30, per_second=2) == 2
    end = time.monotonic() + 0.55
    while time.monotonic() < end and not (allowed := rates.allows(SOURCE, "a", 2)):
        time.sleep(0.01)
    assert allowed


def test_sources_and_addresses_have_buckets_of_their_own(rates):
    assert taken(rates, 5, per_second=2) == 2
    assert taken(rates, 5, per_second=2, source=uuid4()) == 2
    assert taken(rates, 5, per_second=2, address="b") == 2


def test_a_rate_that_is_lowered_holds_at_once(rates):
    assert taken(rates, 1, per_second=1000) == 1
    assert taken(rates, 10, per_second=2) == 2


def test_processes_and_hosts_share_their_buckets(redis_url):
    several = [limiter(redis_url) for _ in range(3)]
    assert sum(taken(one, 2, per_second=3) for one in several) == 3


def test_posts_that_wait_at_the_same_time_share_a_call(rates, redis_url):
    server = redis.Redis.from_url(redis_url)
    before = server.info("commandstats")["cmdstat_evalsha"]["calls"] if taken(rates, 1) else 0
    gevent.joinall([gevent.spawn(rates.allows, SOURCE, "b", 1000) for _ in range(100)])
    assert server.info("commandstats")["cmdstat_evalsha"]["calls"] - before <= 3


def test_full_buckets_are_forgotten_so_that_memory_is_bounded(rates, redis_url):
    for number in range(100):
        rates.allows(SOURCE, str(number), 10)
    time.sleep(1.2)
    assert redis.Redis.from_url(redis_url).dbsize() == 0


def test_without_redis_all_are_allowed_at_once_and_counted():
    rates, before = RateLimiter(queue.connect("redis://127.0.0.1:1/0")), skipped()
    gevent.sleep(0.1)
    with slowest_call() as measure:
        assert all(measure(lambda: rates.allows(SOURCE, "a", 1)) for _ in range(20))
    assert measure.seconds[0] < 0.02
    assert skipped() - before == 20


@pytest.mark.parametrize("fault", ["stop", "pause"])
def test_while_redis_is_down_or_hangs_one_post_waits_20_ms_and_none_is_refused(
    rates, valkey, fault, redis_url
):
    assert taken(rates, 3, per_second=1) == 1
    getattr(valkey, fault)()
    before = skipped()
    with slowest_call() as measure:
        assert all(measure(lambda: rates.allows(SOURCE, "a", 1)) for _ in range(20))
    assert measure.seconds[0] < 0.06
    assert skipped() - before == 20
    valkey.heal()
    time.sleep(1.1)  # the buckets of before are full again
    assert taken(settled(rates), 5, per_second=1) == 1


def test_a_script_that_redis_has_forgotten_is_loaded_again(rates, redis_url):
    redis.Redis.from_url(redis_url).script_flush()
    assert taken(rates, 1, per_second=1) == 1
    assert taken(settled(rates), 5, per_second=1) == 1


def test_a_redis_that_refuses_is_asked_once_a_second(rates, redis_url):
    admin, before = redis.Redis.from_url(redis_url), skipped()
    admin.config_resetstat()
    admin.config_set("maxmemory", "1mb")
    try:
        for _ in range(50):
            assert rates.allows(SOURCE, "a", 1)
            gevent.sleep(0.01)
        assert skipped() - before == 50
        assert admin.info("commandstats")["cmdstat_evalsha"]["failed_calls"] <= 2
    finally:
        admin.config_set("maxmemory", "0")
    assert taken(settled(rates), 5, per_second=1) == 1


def test_a_redis_that_is_late_is_asked_again_once_it_has_answered(rates, redis_url):
    server, before = redis.Redis.from_url(redis_url), skipped()
    assert taken(rates, 1, per_second=1) == 1
    server.execute_command("CLIENT", "PAUSE", 60)
    assert taken(rates, 3, per_second=1) == 3
    assert skipped() - before == 3
    connections = server.info("stats")["total_connections_received"]
    before = skipped()
    assert taken(settled(rates), 3, per_second=1) - (skipped() - before) <= 1
    assert server.info("stats")["total_connections_received"] == connections


def test_what_the_role_redis_lets_the_api_do_is_enough(redis_url, valkey):
    rules = yaml.safe_load(ROLE.read_text())["_redis_rules"]["api"]
    rules = [rule.replace("{{ redis_rate_keys }}", RATE_KEYS) for rule in rules]
    admin = redis.Redis.from_url(redis_url)
    admin.execute_command("ACL", "SETUSER", "api", "on", ">secret", "resetkeys", "-@all", *rules)
    try:
        port = admin.connection_pool.connection_kwargs["port"]
        assert taken(limiter(f"redis://api:secret@127.0.0.1:{port}/0"), 5, per_second=1) == 1
    finally:
        admin.execute_command("ACL", "DELUSER", "api")
