"""TERM to a container's process 1: what was begun is finished, and what waits stays for others."""

import re
import signal
import threading
import time
from collections import Counter

import pytest
import requests

from core.topology import App, LockKey, ServiceName
from tests.conftest import wait_until
from tests.rehearsal.images.services import API_KEY, Stack
from tests.worker import sink as sinks
from tests.worker.world import World

DRAIN_SECONDS = 2.0
EDGE_SECONDS = 0.5
"""How often the edge asks whether a process is ready."""


@pytest.fixture
def stack(run, database_url, redis_url, free_port):
    return Stack(run, database_url, redis_url, free_port)


@pytest.fixture
def world(database_url):
    made = World(database_url)
    made.begin()
    yield made
    made.connection.close()


class Clients:
    """Ask one after the other, as long as the edge would send them here; each request is sent once."""

    def __init__(self, ready_url, ask):
        self._ready_url, self._ask = ready_url, ask
        self._is_ready = threading.Event()
        self._is_ready.set()
        self.answers = Counter()
        kinds = [requests.Session, lambda: requests] * 4  # kept-alive connections, and new ones
        self._threads = [threading.Thread(target=self._go_on, args=(kind(),)) for kind in kinds]
        self._threads.append(threading.Thread(target=self._watch))
        for thread in self._threads:
            thread.start()

    def finish(self):
        """Wait until nobody asks any more."""
        for thread in self._threads:
            thread.join(30)

    def _go_on(self, client):
        while self._is_ready.is_set():
            try:
                self.answers[self._ask(client).status_code] += 1
            except OSError as problem:
                self.answers[type(problem).__name__] += 1

    def _watch(self):
        """Be the edge: see to it that nobody is sent where /readyz is not 200."""
        while self._is_ready.is_set():
            time.sleep(EDGE_SECONDS)
            try:
                if requests.get(self._ready_url, timeout=5).status_code != 200:
                    self._is_ready.clear()
            except OSError:
                self.answers["edge too late"] += 1
                self._is_ready.clear()


def stopped_under(clients, container):
    """Send TERM in the middle of it; return the seconds until the end, and the exit code."""
    time.sleep(2)
    begun = time.monotonic()
    container.signal("TERM")
    code = container.ended(20)
    seconds = time.monotonic() - begun
    clients.finish()
    return seconds, code


def test_the_api_loses_no_webhook(stack, world):
    container = stack.start_healthy(ServiceName.API)
    url = f"http://127.0.0.1:{stack.port}"
    headers = {"Authorization": f"Bearer {API_KEY}"}
    source = {"name": "drained", "scheme": "none", "rate_per_second": 10_000}
    made = requests.post(f"{url}/v1/sources", json=source, headers=headers, timeout=10).json()
    address = f"{url}/in/{made['ingest_url'].rpartition('/')[2]}"

    clients = Clients(f"{url}/readyz", lambda client: client.post(address, data=b"{}", timeout=10))
    seconds, code = stopped_under(clients, container)

    assert code == 0
    assert DRAIN_SECONDS <= seconds < 10
    assert set(clients.answers) == {202}
    row = world.connection.execute("select count(*) as events from events").fetchone()
    assert row["events"] == clients.answers[202] > 100


def test_the_pages_lose_no_request(stack):
    container = stack.start_healthy(ServiceName.WEB)
    url = f"http://127.0.0.1:{stack.port}"
    clients = Clients(f"{url}/readyz", lambda client: client.get(f"{url}/sign-in", timeout=10))
    seconds, code = stopped_under(clients, container)
    assert code == 0
    assert DRAIN_SECONDS <= seconds < 10
    assert set(clients.answers) == {200}


def test_the_worker_finishes_its_posts_and_leaves_the_rest_to_others(stack, world):
    """What it took and did not begin is returned; what Redis hands it in that very moment, by its lease."""
    brief = {"JOB_TIMEOUT": "5000"}
    with sinks.running() as sink:
        sink.answer(delay=0.5)
        for _ in range(12):
            world.deliveries(world.destination(sink.url, max_in_flight=1), 3)
        stack.start_healthy(ServiceName.RELAY, **brief)
        worker = stack.start(ServiceName.WORKER, **brief)
        wait_until(lambda: len(sink.requests) >= 2, "posts")
        worker.signal("TERM")
        assert worker.ended(10) == 0
        assert world.count("delivered") == len(sink.requests) < 36
        sink.answer()
        stack.start(ServiceName.WORKER, **brief)
        wait_until(lambda: world.count("delivered") == 36, "the rest", 60)
        assert len(sink.requests) == 36


def test_the_relay_ends_at_once(stack):
    relay = stack.start_healthy(ServiceName.RELAY)
    relay.signal("TERM")
    assert relay.ended(5) == 0


@pytest.mark.parametrize("name", ServiceName)
def test_a_term_while_it_still_starts_is_not_lost(stack, name):
    """The kernel drops signals to process 1 that it does not handle; a stop would else wait for KILL."""
    container = stack.start(name)
    wait_until(lambda: _handles_term(container), "Python itself")
    container.signal("TERM")
    assert container.ended(6) in (0, 143)


def _handles_term(container):
    caught = re.search(r"SigCgt:\t([0-9a-f]+)", container.run("cat", "/proc/1/status"))
    return caught and int(caught[1], 16) >> (signal.SIGTERM - 1) & 1


def test_nor_does_a_migration_ignore_it(run, world):
    """One that waits for another to finish, which may take long, ends when it is told to."""
    waiting = "select count(*) as waiting from pg_locks where locktype = 'advisory' and not granted"
    world.connection.execute("select pg_advisory_lock(%s)", [LockKey.MIGRATION])
    container = run(App.API, "service.migrate", secrets={"DATABASE_URL": world.url})
    wait_until(lambda: world.connection.execute(waiting).fetchone()["waiting"] == 1, "its wait")
    container.signal("TERM")
    assert container.ended(5) == 143
