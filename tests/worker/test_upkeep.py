"""The relay's duties besides claiming, on a real database."""

import pytest

from core.ids import uuid7
from tests.worker.world import World
from worker.upkeep import Upkeep

URL = "http://127.0.0.1:1/"


def test_a_lease_that_ended_makes_its_deliveries_wait_again(world: World) -> None:
    destination = world.destination(URL)
    ended = world.delivery(destination, state="sending", lease=uuid7(), due_in=-1, attempts=2)
    running = world.delivery(destination, state="sending", lease=uuid7(), due_in=60)
    Upkeep(world.connection).run_due()
    row = world.row(ended)
    assert (row["state"], row["lease"], row["attempts"], row["claims"]) == ("pending", None, 2, 1)
    assert row["due_in"] <= 0
    assert world.row(running)["state"] == "sending"


def test_leases_that_no_worker_began_never_kill_a_delivery(world: World) -> None:
    delivery = world.delivery(world.destination(URL))
    for _ in range(10):
        world.connection.execute("update deliveries set state = 'sending', lease = uuid7(), due_at = now()")
        Upkeep(world.connection).run_due()
    assert (world.row(delivery)["state"], world.row(delivery)["claims"]) == ("pending", 1)


@pytest.mark.parametrize(("claims", "state", "error"), [(4, "pending", None), (5, "dead", "worker_lost")])
def test_what_five_workers_began_and_never_ended_is_dead(
    world: World, claims: int, state: str, error: str | None
) -> None:
    delivery = world.delivery(
        world.destination(URL), state="sending", lease=uuid7(), due_in=-1, claims=claims
    )
    Upkeep(world.connection).run_due()
    row = world.row(delivery)
    assert (row["state"], row["last_error"], row["claims"], row["lease"]) == (state, error, claims, None)
    assert (row["finished_at"] is not None) == (state == "dead")


@pytest.mark.parametrize("change", ["state = 'disabled'", "deleted_at = now()"])
def test_what_waits_for_a_disabled_or_deleted_destination_is_cancelled(world: World, change: str) -> None:
    unwanting = world.destination(URL)
    waiting = world.delivery(unwanting, due_in=60)
    sending = world.delivery(unwanting, state="sending", lease=uuid7(), due_in=60)
    world.connection.execute(f"update destinations set {change}")  # type: ignore[call-overload]
    paused = world.delivery(world.destination(URL, state="paused"))
    Upkeep(world.connection).run_due()
    assert world.row(waiting)["state"] == "cancelled"
    assert world.row(waiting)["finished_at"] is not None
    assert world.row(sending)["state"] == "sending"
    assert world.row(paused)["state"] == "pending"


def test_a_destination_that_is_gone_loses_what_waits_soon_however_much_it_is(world: World) -> None:
    destination = world.destination(URL, state="disabled")
    event = world.event()
    world.connection.execute(
        "insert into deliveries (id, event_id, destination_id)"
        " select uuid7(), %s, %s from generate_series(1, 4500)",
        (event, destination),
    )
    Upkeep(world.connection).run_due()
    assert (world.count("cancelled"), world.count("pending")) == (4500, 0)


def test_duties_wait_for_their_time(world: World) -> None:
    upkeep = Upkeep(world.connection)
    upkeep.run_due()
    ended = world.delivery(world.destination(URL), state="sending", lease=uuid7(), due_in=-1)
    upkeep.run_due()
    assert world.row(ended)["state"] == "sending"
