"""Which deliveries the relay takes, on a real database."""

from collections.abc import Iterator

import psycopg
import pytest

from core.database import Connection, connect
from core.ids import uuid7
from core.topology import MAX_BATCH, Queue
from tests.worker.world import World
from worker import claims
from worker.claims import Claim, claim, give_back
from worker.turns import Turns

ROOM = dict.fromkeys(Queue, 32)
URL = "http://127.0.0.1:1/"


@pytest.fixture
def relay(world: World) -> Iterator[Connection]:
    with connect(world.url, "relay") as connection:
        connection.execute(claims.SESSION)
        yield connection


def take(relay: Connection, room: dict[Queue, int] | None = None, turns: Turns | None = None) -> list[Claim]:
    return claim(relay, uuid7(), 75, ROOM if room is None else room, turns or Turns())


def test_what_is_due_is_leased_the_oldest_first(world: World, relay: Connection) -> None:
    destination = world.destination(URL)
    young, old, later = (world.delivery(destination, due_in=due_in) for due_in in (-1, -9, 60))
    (claimed,) = take(relay)
    assert (claimed.destination_id, claimed.queue, list(claimed.ids)) == (
        destination,
        Queue.DELIVER,
        [old, young],
    )
    row = world.row(old)
    assert (row["state"], row["lease"], row["claims"]) == ("sending", claimed.lease, 0)
    assert 74 < row["due_in"] <= 75
    assert world.row(later)["state"] == "pending"


def test_a_destination_has_one_lease_at_a_time(world: World, relay: Connection) -> None:
    destination = world.destination(URL)
    world.deliveries(destination, MAX_BATCH + 1)
    (claimed,) = take(relay)
    assert len(claimed.ids) == MAX_BATCH
    assert take(relay) == []


@pytest.mark.parametrize("state", ["paused", "disabled"])
def test_a_destination_that_is_not_enabled_gets_nothing(world: World, relay: Connection, state: str) -> None:
    world.delivery(world.destination(URL, state=state))
    assert take(relay) == []


def test_a_deleted_destination_gets_nothing(world: World, relay: Connection) -> None:
    world.delivery(world.destination(URL))
    world.connection.execute("update destinations set deleted_at = now()")
    assert take(relay) == []


def test_a_slow_destination_goes_to_its_queue_with_what_it_can_take(world: World, relay: Connection) -> None:
    world.deliveries(world.destination(URL, slow=True, max_in_flight=3), 5)
    (claimed,) = take(relay)
    assert (claimed.queue, len(claimed.ids)) == (Queue.SLOW, 3)


def test_no_more_is_claimed_than_the_queues_have_room_for(world: World, relay: Connection) -> None:
    longest = world.destination(URL)
    world.delivery(longest, due_in=-60)
    for slow in (False, False, True, True):
        world.delivery(world.destination(URL, slow=slow))
    claimed = take(relay, {Queue.DELIVER: 1, Queue.SLOW: 0})
    assert [one.destination_id for one in claimed] == [longest]
    assert world.count("pending") == 4


def test_what_was_given_back_is_due_again_and_its_lease_worth_nothing(
    world: World, relay: Connection
) -> None:
    delivery = world.delivery(world.destination(URL))
    claimed = take(relay)
    give_back(relay, claimed)
    row = world.row(delivery)
    assert (row["state"], row["lease"], row["claims"]) == ("pending", None, 0)
    assert row["due_in"] <= 0
    assert [one.ids for one in take(relay)] == [claimed[0].ids]
    give_back(relay, claimed)
    assert world.row(delivery)["state"] == "sending"


def test_claiming_reads_by_index_and_opens_one_partition_to_write(world: World, relay: Connection) -> None:
    ids = world.deliveries(world.destination(URL), 3)
    ready = _plan(relay, claims.READY, {"batch": MAX_BATCH})
    assert "Seq Scan on deliveries" not in ready
    assert "Bitmap" not in ready
    written = _plan(relay, claims.CLAIM, {"ids": ids, "lease": uuid7(), "seconds": 75})
    assert written.count("Update on deliveries_") == 1


def _plan(relay: Connection, query: str, values: dict[str, object]) -> str:
    with psycopg.ClientCursor(relay) as cursor:
        query = query.replace(")b", ")s")
        return "\n".join(str(row) for row in cursor.execute(f"explain {query}", values))  # type: ignore[call-overload]
