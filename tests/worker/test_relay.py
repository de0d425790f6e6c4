"""The relay as a process: one active, nothing lost whatever happens to Redis, PostgreSQL or itself."""

import time

import pytest
import redis

from core.topology import Queue
from tests.conftest import PostgresEngine, Spawned, ValkeyEngine, wait_until
from tests.worker.conftest import Start
from tests.worker.world import World
from worker.relay import main

URL = "http://127.0.0.1:1/"


def waiting(redis_url: str, queue: Queue = Queue.DELIVER) -> int:
    return int(redis.Redis.from_url(redis_url).llen(queue.value))


def is_active(relay: Spawned) -> bool:
    return "relay is active" in relay.text()


def test_what_is_due_is_in_the_queue_at_once(world: World, start: Start, redis_url: str) -> None:
    start("relay")
    world.delivery(world.destination(URL))
    began = time.monotonic()
    wait_until(lambda: waiting(redis_url) == 1, "a message")
    assert time.monotonic() - began < 1
    world.delivery(world.destination(URL, slow=True))
    wait_until(lambda: waiting(redis_url, Queue.SLOW) == 1, "a message")
    assert world.count("sending") == 2


def test_a_queue_is_not_filled_beyond_what_workers_soon_take(
    world: World, start: Start, redis_url: str
) -> None:
    for _ in range(40):
        world.delivery(world.destination(URL))
    start("relay")
    wait_until(lambda: waiting(redis_url) == 32, "a full queue")
    time.sleep(0.3)
    assert (waiting(redis_url), world.count("pending")) == (32, 8)


def test_of_two_relays_one_is_active_and_the_other_takes_over(
    world: World, start: Start, redis_url: str
) -> None:
    first = start("relay")
    wait_until(lambda: is_active(first), "an active relay")
    second = start("relay")
    time.sleep(0.7)
    assert not is_active(second)
    first.kill()
    began = time.monotonic()
    wait_until(lambda: is_active(second), "the other relay")
    assert time.monotonic() - began < 1.5
    world.delivery(world.destination(URL))
    wait_until(lambda: waiting(redis_url) == 1, "a message")


@pytest.mark.parametrize("fault", ["stop", "pause"])
def test_while_redis_is_down_or_hangs_deliveries_wait(
    world: World, start: Start, valkey: ValkeyEngine, redis_url: str, fault: str
) -> None:
    relay = start("relay")
    wait_until(lambda: is_active(relay), "an active relay")
    getattr(valkey, fault)()
    wait_until(lambda: "queue does not answer" in relay.text(), "a warning")
    delivery = world.delivery(world.destination(URL))
    time.sleep(0.5)
    assert (world.row(delivery)["state"], world.row(delivery)["claims"]) == ("pending", 0)
    valkey.heal()
    wait_until(lambda: world.row(delivery)["state"] == "sending", "a claim", 5)
    wait_until(lambda: waiting(redis_url) == 1, "a message")
    assert relay.text().count("queue does not answer") == relay.text().count("queue answers again") == 1


def test_a_restart_of_the_database_is_survived(
    world: World, start: Start, postgres: PostgresEngine, redis_url: str
) -> None:
    relay = start("relay")
    wait_until(lambda: is_active(relay), "an active relay")
    postgres.restart(immediate=True)
    world.reconnect()
    world.delivery(world.destination(URL))
    wait_until(lambda: waiting(redis_url) == 1, "a message", 10)
    assert relay.text().count("relay is active") == 2


def test_it_ends_in_order_when_told_to(world: World, start: Start) -> None:
    relay = start("relay")
    wait_until(lambda: is_active(relay), "an active relay")
    relay.end(seconds=3)
    assert relay.exit_code == 0


def test_wrong_settings_are_said_in_one_line(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (environ | {"JOB_TIMEOUT": "soon"}).items():
        monkeypatch.setenv(name, value)
    assert main() == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("JOB_TIMEOUT: ")
