"""Relay and workers as processes: prompt, fair, and at least once whatever is killed."""

import os
import signal
import time
from collections import Counter
from pathlib import Path
from uuid import UUID

import pytest
import redis

from tests.conftest import PostgresEngine, ValkeyEngine, wait_until
from tests.worker import sink as sinks
from tests.worker.conftest import Start
from tests.worker.sink import Received, Reply, Sink
from tests.worker.world import World
from worker.__main__ import main

SHORT = {"JOB_TIMEOUT": "1000"}
"""With it a lease lasts 16 seconds, of which the test spares itself 12; without, 75."""


def arrived(sink: Sink) -> set[str]:
    return {request["webhook-id"] for request in sink.requests}


def test_first_attempts_start_within_two_seconds_and_a_restart_of_redis_is_survived(
    world: World, sink: Sink, start: Start, valkey: ValkeyEngine
) -> None:
    start("relay")
    start("worker", "deliver")
    for number in (1, 2, 3):
        world.delivery(world.destination(sink.url))
        wait_until(lambda n=number: len(sink.requests) == n, "the delivery", 2)
        time.sleep(0.2)
    valkey.restart()
    world.delivery(world.destination(sink.url))
    wait_until(lambda: len(sink.requests) == 4, "the delivery after the restart", 15)


def test_nothing_is_lost_when_worker_relay_and_database_die_and_redis_is_emptied(
    world: World, sink: Sink, start: Start, postgres: PostgresEngine, redis_url: str
) -> None:
    sink.answer(delay=0.01)
    destinations = [world.destination(sink.url) for _ in range(4)]
    deliveries = [one for destination in destinations for one in world.deliveries(destination, 150)]
    relay, worker = start("relay", **SHORT), start("worker", "deliver", **SHORT)
    wait_until(lambda: len(sink.requests) > 100, "deliveries")
    worker.kill()
    relay.kill()
    redis.Redis.from_url(redis_url).flushall()
    assert world.count("sending") > 0
    world.connection.execute(
        "update deliveries set due_at = due_at - interval '12 s' where state = 'sending'"
    )
    start("relay", **SHORT)
    start("worker", "deliver", **SHORT)
    wait_until(lambda: len(sink.requests) > 350, "more, once the leases have ended", 30)
    postgres.restart(immediate=True)
    world.reconnect()
    wait_until(lambda: world.count("delivered") == len(deliveries), "all deliveries", 40)
    assert arrived(sink) == {str(delivery) for delivery in deliveries}
    again = Counter(request["webhook-id"] for request in sink.requests).most_common(1)
    assert again[0][1] <= 3


def test_two_workers_together_keep_to_max_in_flight(world: World, sink: Sink, start: Start) -> None:
    sink.answer(delay=0.04)
    world.deliveries(world.destination(sink.url, max_in_flight=3), 120)
    start("worker", "deliver")
    start("worker", "deliver")
    start("relay")
    wait_until(lambda: world.count("delivered") == 120, "all deliveries", 20)
    assert sink.most_open == 3


def test_a_slow_destination_delays_no_other(world: World, sink: Sink, start: Start) -> None:
    with sinks.running() as slow_sink:
        slow_sink.answer(delay=1.1)
        slow = world.destination(slow_sink.url, max_in_flight=2)
        world.deliveries(slow, 100)
        fast = world.destination(sink.url)
        start("worker", "deliver")
        start("worker", "slow")
        start("relay")
        wait_until(lambda: bool(world.destination_row(slow)["slow"]), "the destination to be slow")
        for number in range(1, 11):
            world.delivery(fast)
            wait_until(lambda n=number: len(sink.requests) == n, "a fast delivery", 1)
            time.sleep(0.1)
        assert len(slow_sink.requests) >= 4
        assert slow_sink.most_open == 2


def test_a_worker_told_to_end_finishes_its_posts_and_returns_the_rest(
    world: World, sink: Sink, start: Start
) -> None:
    sink.answer(delay=0.5)
    for _ in range(12):
        world.deliveries(world.destination(sink.url, max_in_flight=1), 3)
    start("relay")
    worker = start("worker", "deliver")
    wait_until(lambda: len(sink.requests) >= 2, "posts")
    worker.end(signal.SIGTERM, seconds=5)
    assert worker.exit_code == 0
    assert world.count("delivered") == len(sink.requests) == len(arrived(sink))
    sink.answer()
    start("worker", "deliver")
    start("worker", "slow")  # on a busy machine half a second may take more than one
    wait_until(lambda: world.count("delivered") == 36, "the rest, long before a lease ends", 40)
    assert len(sink.requests) == 36


def test_destinations_that_hang_delay_no_other_however_many_they_are(
    world: World, sink: Sink, start: Start
) -> None:
    with sinks.running() as hung:
        hung.answer(delay=60)
        for _ in range(8):
            world.delivery(world.destination(hung.url))
        start("worker", "deliver")
        start("relay")
        wait_until(lambda: len(hung.requests) == 8, "all of them to hang", 6)
        for number in range(1, 6):
            world.delivery(world.destination(sink.url))
            wait_until(lambda n=number: len(sink.requests) == n, "a delivery beside them", 2)
        wait_until(lambda: world.count("delivered") == 5, "their results", 2)
        assert world.count("sending") == 8


def test_a_slow_destination_is_not_delayed_by_ones_that_hang(world: World, sink: Sink, start: Start) -> None:
    sink.answer(delay=1.1)
    with sinks.running() as hung:
        hung.answer(delay=60)
        for _ in range(6):
            world.delivery(world.destination(hung.url, slow=True))
        slow = world.destination(sink.url, slow=True, max_in_flight=1)
        world.deliveries(slow, 3)
        start("worker", "slow", CONCURRENCY="1")
        start("relay")
        wait_until(lambda: world.count("delivered", slow) == 3, "its deliveries", 12)
        assert len(hung.requests) == 6


def test_a_worker_told_to_end_writes_what_came_of_posts_that_took_long(
    world: World, sink: Sink, start: Start
) -> None:
    sink.answer(delay=2.5)
    for _ in range(6):
        world.delivery(world.destination(sink.url))
    start("relay")
    worker = start("worker", "deliver")
    wait_until(lambda: len(sink.requests) == 6, "posts")
    worker.end(signal.SIGTERM, seconds=10)
    assert worker.exit_code == 0
    assert (world.count("delivered"), len(sink.requests)) == (6, 6)


def test_a_worker_told_to_end_returns_posts_that_get_no_answer(
    world: World, sink: Sink, start: Start
) -> None:
    with sinks.running() as hung:
        hung.answer(delay=60)
        deliveries = [world.delivery(world.destination(hung.url, timeout_seconds=60)) for _ in range(3)]
        relay, worker = start("relay"), start("worker", "deliver")
        wait_until(lambda: len(hung.requests) == 3, "posts")
        relay.kill()
        began = time.monotonic()
        worker.end(signal.SIGTERM, seconds=20)
        assert worker.exit_code == 0
        assert time.monotonic() - began < 15
        rows = [world.row(delivery) for delivery in deliveries]
        assert {(row["state"], row["attempts"], row["claims"], row["lease"]) for row in rows} == {
            ("pending", 0, 0, None)
        }


def test_a_delivery_that_kills_its_worker_is_dead_after_a_few_and_others_go_on(
    world: World, sink: Sink, start: Start
) -> None:
    start("relay")
    worker = start("worker", "deliver", CONCURRENCY="1")

    def kill(_: Received) -> Reply:
        for pid in Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split():
            os.kill(int(pid), signal.SIGKILL)
        return Reply()

    with sinks.running() as killer:
        killer.reply = kill
        poison = world.delivery(world.destination(killer.url))
        for kills in range(1, 20):
            wait_until(lambda n=kills: len(killer.requests) == n or is_dead(world, poison), "a kill", 20)
            if is_dead(world, poison):
                break
            time.sleep(0.2)
            world.connection.execute("update deliveries set due_at = now() where state = 'sending'")
    row = world.row(poison)
    assert (row["state"], row["last_error"], len(killer.requests)) == ("dead", "worker_lost", 5)
    world.delivery(world.destination(sink.url))
    wait_until(lambda: world.count("delivered") == 1, "a delivery after it", 10)


def is_dead(world: World, delivery: UUID) -> bool:
    return bool(world.row(delivery)["state"] == "dead")


def test_no_process_of_the_pool_outlives_its_worker(world: World, start: Start) -> None:
    worker = start("worker", "deliver")
    main_process = Path(f"/proc/{worker.pid}")
    pool = (main_process / f"task/{worker.pid}/children").read_text().split()
    assert len(pool) == 2
    worker.send(signal.SIGKILL)
    wait_until(lambda: not any(_is_running(pid) for pid in pool), "the pool to be gone", 3)


def _is_running(pid: str) -> bool:
    """Whether a process exists; one that only waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("arguments", [[], ["fast"], ["deliver", "slow"]])
def test_an_unknown_queue_is_said_with_what_to_type(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err == "usage: python -m worker deliver|slow\n"


def test_missing_settings_are_said_by_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SEAL_KEYS", raising=False)
    assert main(["deliver"]) == 2
    assert "SEAL_KEYS: required" in capsys.readouterr().err
