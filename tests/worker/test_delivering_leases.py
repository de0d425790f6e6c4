"""Leases that end or wait, and deliveries that the worker fails on: on a real database, in this process."""

import pytest

from core.ids import uuid7
from tests.worker.sink import Received, Reply, Sink
from tests.worker.test_delivering import Turn
from tests.worker.world import World
from worker.delivering import deliver
from worker.process import Process
from worker.results import Lease


def test_a_lease_that_ended_or_was_taken_sends_nothing(world: World, sink: Sink, process: Process) -> None:
    destination = world.destination(sink.url)
    lease = uuid7()
    ended = world.delivery(destination, state="sending", lease=lease, due_in=-1)
    taken = world.delivery(destination, state="sending", lease=uuid7(), due_in=60)
    pending = world.delivery(destination)
    deliver(process, Lease(destination, lease, [ended, taken, pending]))
    assert sink.requests == []
    assert world.count("sending") == 2


def test_a_lease_taken_during_the_posts_writes_nothing(world: World, sink: Sink, process: Process) -> None:
    destination = world.destination(sink.url)
    lease, newer = uuid7(), uuid7()
    delivery = world.delivery(destination, state="sending", lease=lease, due_in=75)

    def reply(_: Received) -> Reply:
        world.connection.execute("update deliveries set lease = %s", (newer,))
        return Reply()

    sink.reply = reply
    deliver(process, Lease(destination, lease, [delivery]))
    assert (world.row(delivery)["state"], world.row(delivery)["lease"]) == ("sending", newer)
    assert world.attempts(delivery) == []


def test_a_lease_that_waited_long_is_renewed(world: World, sink: Sink, process: Process) -> None:
    destination = world.destination(sink.url)
    lease, seen = uuid7(), []
    delivery = world.delivery(destination, state="sending", lease=lease, due_in=60)

    def reply(_: Received) -> Reply:
        seen.append(world.row(delivery)["due_in"])
        return Reply()

    sink.reply = reply
    deliver(process, Lease(destination, lease, [delivery]))
    assert 74 < seen[0] <= 75
    assert world.row(delivery)["state"] == "delivered"


def test_what_was_paused_meanwhile_waits(world: World, sink: Sink, process: Process) -> None:
    destination = world.destination(sink.url, state="paused")
    lease = uuid7()
    delivery = world.delivery(destination, state="sending", lease=lease, due_in=75)
    deliver(process, Lease(destination, lease, [delivery]))
    assert sink.requests == []
    assert (world.row(delivery)["state"], world.row(delivery)["claims"]) == ("pending", 0)


def test_one_delivery_that_the_worker_fails_on_does_not_stop_the_others(
    world: World, sink: Sink, turn: Turn
) -> None:
    destination = world.destination(sink.url)
    broken = world.delivery(destination, uuid7())
    sound = world.delivery(destination)
    turn()
    assert world.row(sound)["state"] == "delivered"
    row = world.row(broken)
    assert (row["state"], row["attempts"], row["claims"], row["last_error"]) == ("pending", 0, 1, None)
    assert 3 < row["due_in"] <= 5


def test_after_five_turns_that_the_worker_failed_on_a_delivery_is_dead(
    world: World, sink: Sink, turn: Turn
) -> None:
    broken = world.delivery(world.destination(sink.url), uuid7())
    for _ in range(5):
        assert world.row(broken)["state"] == "pending"
        turn()
        world.connection.execute("update deliveries set due_at = now()")
    row = world.row(broken)
    assert (row["state"], row["last_error"], row["attempts"]) == ("dead", "worker_lost", 0)


def test_a_delivery_that_may_have_killed_workers_travels_alone(
    world: World, sink: Sink, process: Process
) -> None:
    destination = world.destination(sink.url)
    lease = uuid7()
    batch = [
        world.delivery(destination, state="sending", lease=lease, due_in=75, claims=claims)
        for claims in (0, 1, 1)
    ]
    deliver(process, Lease(destination, lease, batch))
    assert len(sink.requests) == 1
    assert [world.row(one)["claims"] for one in batch] == [0, 0, 2]
    assert [world.row(one)["state"] for one in batch] == ["pending", "delivered", "pending"]


def test_a_secret_that_no_key_opens_makes_deliveries_wait(
    world: World, sink: Sink, turn: Turn, capfd: pytest.CaptureFixture[str]
) -> None:
    delivery = world.delivery(world.destination(sink.url, secrets=[b"sealed by somebody else"]))
    turn()
    row = world.row(delivery)
    assert (row["state"], row["attempts"], row["claims"]) == ("pending", 0, 0)
    assert 25 < row["due_in"] <= 30
    assert sink.requests == []


def test_a_database_that_restarts_during_the_posts_loses_no_results(
    world: World, sink: Sink, turn: Turn
) -> None:
    delivery = world.delivery(world.destination(sink.url))

    def reply(_: Received) -> Reply:
        query = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'worker'"
        world.connection.execute(query)
        return Reply()

    sink.reply = reply
    turn()
    assert world.row(delivery)["state"] == "delivered"
    assert len(world.attempts(delivery)) == 1
