"""Turns: nobody waits behind the backlogs of others."""

from uuid import UUID, uuid4

from core.topology import Queue
from tests.worker.test_claims import relay, take
from tests.worker.world import World
from worker.turns import Turns

__all__ = ["relay"]


def ids(rows: list[dict[str, UUID]]) -> list[UUID]:
    return [row["destination_id"] for row in rows]


def test_the_one_served_longest_ago_comes_first() -> None:
    turns, rows = Turns(), [{"destination_id": uuid4()} for _ in range(4)]
    first, second, third, fourth = ids(rows)
    for one in (first, second, third, first):
        turns.serve(one)
    assert ids(turns.in_order(rows)) == [fourth, second, third, first]


def test_a_new_delivery_has_its_turn_among_backlogs_that_are_older(world: World, relay) -> None:  # type: ignore[no-untyped-def]
    room, turns, url = {Queue.DELIVER: 2, Queue.SLOW: 0}, Turns(), "http://127.0.0.1:1/"
    for _ in range(5):
        backlogged = world.destination(url)
        world.delivery(backlogged, due_in=-600)
        world.delivery(backlogged, due_in=-600)
    take(relay, room, turns)
    new = world.destination(url)
    world.delivery(new)
    served = [claim.destination_id for _ in range(3) for claim in take(relay, room, turns)]
    assert new in served
    assert len(set(served)) == 4
