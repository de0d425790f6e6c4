"""A webhook's whole way, through real processes: what the design promises about it."""

import os
import re
import signal
import time
from hashlib import sha256
from uuid import uuid4

import psycopg
import pytest
import redis
import requests

from ops.bench.arrivals import Arrivals
from ops.bench.loss import start_sink
from ops.bench.stack import running
from ops.local.ports import HOST, free_port
from ops.samples.github import Webhook, push

SECRET = "the source's secret"
WORKERS = {"CONCURRENCY": "2"}
RATE_LIMIT = {"SCRIPT", "EVALSHA", "time", "get", "set"}
"""What MONITOR shows of it: the script's call, and what the script asks."""
BODIES = {
    "json": b'{"zen": "Speak like a human."}',
    "empty": b"",
    "nul": b"\0 in \0 the middle\0",
    "invalid UTF-8": b"\xff\xfe\xc3( \x80",
    "every byte": bytes(range(256)),
    "a byte below a megabyte": os.urandom(1024 * 1024 - 1),
}


class Journey:
    """The running parts, and a way through them."""

    def __init__(self, stack):
        self.stack = stack
        self.api = stack.start_api()
        sink = free_port()
        stack.call(
            self.api,
            "sources",
            {"name": "github", "scheme": "github", "secrets": [SECRET], "rate_per_second": 10_000},
        )
        destination = {"name": "sink", "url": f"http://{HOST}:{sink}/", "sources": ["github"]}
        self.destination = stack.call(self.api, "destinations", destination)
        self.arrivals = Arrivals(start_sink(stack, sink, self.destination["signing_secret"]))
        stack.start_deliveries(WORKERS)

    def post(self, webhook):
        return requests.post(
            f"http://{HOST}:{self.api}/in/github",
            data=webhook.body,
            headers=webhook.headers(SECRET),
            timeout=10,
        )

    def arrival(self, event_id, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for received in self.arrivals.received():
                if received.event_id == event_id:
                    return received
            time.sleep(0.05)
        raise AssertionError(f"event {event_id} did not arrive within {seconds} s")


@pytest.fixture(scope="module")
def journey():
    with running() as stack:
        yield Journey(stack)


@pytest.mark.parametrize("name", BODIES)
def test_a_delivery_is_verified_by_the_official_library_and_its_bytes_are_unchanged(journey, name):
    webhook = Webhook(str(uuid4()), "push", BODIES[name])
    answer = journey.post(webhook)
    assert answer.status_code == 202
    received = journey.arrival(answer.json()["id"])
    assert received.verified
    assert received.sha256 == sha256(webhook.body).hexdigest()
    assert received.attempt == 1


def test_the_first_attempt_starts_within_two_seconds(journey):
    started = time.monotonic()
    received = journey.arrival(journey.post(push()).json()["id"])
    assert received.at - started < 2


def test_a_duplicate_is_answered_with_the_first_id_and_not_delivered_again(journey):
    webhook = push()
    first = journey.post(webhook).json()["id"]
    journey.arrival(first)
    again = journey.post(webhook)
    assert (again.status_code, again.json()) == (200, {"id": first, "duplicate": True})
    journey.arrival(journey.post(push()).json()["id"])
    assert [one.event_id for one in journey.arrivals.received()].count(first) == 1


def test_ingest_answers_202_while_redis_hangs_or_is_stopped_and_delivers_afterwards(journey):
    stack = journey.stack
    stack.signal("valkey", signal.SIGSTOP)
    try:
        hung = timed(journey.post, push())
    finally:
        stack.signal("valkey", signal.SIGCONT)
    stack.end("valkey")
    stopped = timed(journey.post, push())
    stack.start_again("valkey")
    for seconds, answer in (hung, stopped):
        assert answer.status_code == 202
        assert seconds < 1
        assert journey.arrival(answer.json()["id"], seconds=40).verified


def test_a_replay_is_a_new_delivery_of_the_same_bytes(journey):
    webhook = push()
    event_id = journey.post(webhook).json()["id"]
    first = journey.arrival(event_id)
    made = journey.stack.call(journey.api, "replays", {"event_ids": [event_id]})
    assert (made["matched"], made["created"]) == (1, 1)
    end = time.monotonic() + 20
    while len(found := [one for one in journey.arrivals.received() if one.event_id == event_id]) < 2:
        assert time.monotonic() < end
        time.sleep(0.05)
    again = found[1]
    assert again.verified
    assert (again.sha256, again.attempt) == (first.sha256, 1)
    assert again.delivery_id != first.delivery_id


def test_after_a_rotation_the_old_secret_still_verifies(journey):
    path = f"destinations/{journey.destination['id']}"
    rotated = journey.stack.call(journey.api, f"{path}/rotate", {})
    assert rotated["signing_secret"] != journey.destination["signing_secret"]
    assert journey.arrival(journey.post(push()).json()["id"]).verified


def test_a_test_send_arrives_as_all_deliveries_do(journey):
    sent = journey.stack.call(journey.api, f"destinations/{journey.destination['id']}/test", {})
    received = journey.arrival(sent["event_id"])
    assert received.verified
    assert received.delivery_id == sent["id"]


def timed(call, *arguments):
    started = time.monotonic()
    answer = call(*arguments)
    return time.monotonic() - started, answer


def test_the_api_sends_redis_no_queue_command(journey):
    journey.stack.end_deliveries()
    with redis.Redis.from_url(journey.stack.valkey.url()).monitor() as monitor:
        event_id = [journey.post(push()).json()["id"] for _ in range(20)][-1]
        health = requests.get(f"http://{HOST}:{journey.api}/health", timeout=10).json()
        redis.Redis.from_url(journey.stack.valkey.url()).echo("the end")
        commands = [command.split()[0] for command in until_the_end(monitor)]
    assert health["redis"] == "connected"
    assert "PING" in commands, "MONITOR must have seen the health check"
    assert set(commands) <= {"PING", "HELLO", "AUTH", "CLIENT", "SELECT", *RATE_LIMIT}
    assert 0 < commands.count("EVALSHA") <= 20
    journey.stack.start_deliveries(WORKERS)
    journey.arrival(event_id)


def until_the_end(monitor):
    for command in monitor.listen():
        if command["command"].startswith("ECHO"):
            return
        yield command["command"]


def test_a_new_webhook_takes_at_most_one_writing_statement(journey):
    webhooks = [push() for _ in range(30)]
    with psycopg.connect(journey.stack.postgres.url(), autocommit=True) as database:
        database.execute("alter system set log_statement = 'all'")
        database.execute("select pg_reload_conf()")
        time.sleep(0.5)
        begin = len(journey.stack.log("postgres"))
        assert {journey.post(webhook).status_code for webhook in webhooks} == {202}
        database.execute("alter system reset log_statement")
        database.execute("select pg_reload_conf()")
    statements = statements_of_api(journey.stack.log("postgres")[begin:])
    writing = [one for one in statements if re.search(r"\b(insert into|update|delete from)\b", one)]
    assert 1 <= len(writing) <= len(webhooks)


def statements_of_api(log):
    """Each statement is logged as a line with the application's name, and goes on in lines without a time.

    Upkeep, which goes on beside, is left out.
    """
    return re.findall(r"\] api(?!-upkeep)\S* LOG: .*(?:\n(?!\d{4}-).*)*", log)
