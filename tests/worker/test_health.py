"""Destinations that fail: asked less and less, one at a time, given up after five days; one success heals."""

import pytest

from tests.worker.sink import Received, Reply, Sink
from tests.worker.test_delivering import Turn
from tests.worker.world import World
from worker.health import GRACE_SECONDS, MAX_FAILURES


def fail(world: World, sink: Sink, turn: Turn, deliveries: int = MAX_FAILURES, age: float = 60) -> object:
    """Return a destination of which so many deliveries failed, and whose outage is so many seconds old."""
    sink.answer(status=503)
    destination = world.destination(sink.url)
    world.deliveries(destination, deliveries - 1)
    turn()
    world.connection.execute("update destinations set failing_since = now() - %s * interval '1 s'", (age,))
    world.delivery(destination)
    turn()
    sink.requests.clear()
    return destination


def rest(world: World, destination: object) -> float | None:
    query = "select extract(epoch from open_until - now())::float8 as rest from destinations where id = %s"
    row = world.connection.execute(query, (destination,)).fetchone()
    assert row
    return row["rest"]  # type: ignore[no-any-return]


def make_due(world: World) -> None:
    world.connection.execute("update deliveries set due_at = now() where state = 'pending'")
    world.connection.execute("update destinations set open_until = now() where open_until is not null")


def test_a_breaker_opens_after_ten_failures_of_ten_seconds(world: World, sink: Sink, turn: Turn) -> None:
    destination = fail(world, sink, turn)
    assert world.destination_row(destination)["failures"] == MAX_FAILURES
    assert 0.8 * 15 - 1 < (rest(world, destination) or 0) < 1.2 * 15
    world.connection.execute("update deliveries set due_at = now()")
    assert turn() == 0
    assert sink.requests == []


@pytest.mark.parametrize(("deliveries", "age"), [(MAX_FAILURES - 1, 60), (MAX_FAILURES, GRACE_SECONDS - 2)])
def test_it_stays_closed_before(world: World, sink: Sink, turn: Turn, deliveries: int, age: float) -> None:
    destination = fail(world, sink, turn, deliveries, age)
    assert rest(world, destination) is None


@pytest.mark.parametrize(("age", "seconds"), [(10, 5), (100, 25), (86_400, 60)])
def test_the_rest_grows_with_the_outage_and_differs_each_time(
    world: World, sink: Sink, turn: Turn, age: float, seconds: float
) -> None:
    destination = fail(world, sink, turn, age=age)
    rests = {round(rest(world, destination) or 0, 3)}
    for _ in range(3):
        make_due(world)
        world.connection.execute(
            "update destinations set failing_since = now() - %s * interval '1 s'", (age,)
        )
        turn()
        rests.add(round(rest(world, destination) or 0, 3))
    assert all(0.8 * seconds - 1 < one < 1.2 * seconds + 1 for one in rests)
    assert max(rests) - min(rests) > 0.01 * seconds


def test_after_the_rest_one_delivery_asks_and_its_failure_spares_the_others(
    world: World, sink: Sink, turn: Turn
) -> None:
    destination = fail(world, sink, turn)
    make_due(world)
    assert turn() == 1
    assert len(sink.requests) == 1
    assert (rest(world, destination) or 0) > 10
    world.connection.execute("update deliveries set due_at = now()")
    assert turn() == 0


def test_its_success_lets_all_go(world: World, sink: Sink, turn: Turn) -> None:
    destination = fail(world, sink, turn)
    sink.answer()
    make_due(world)
    turn()
    assert len(sink.requests) == 1
    row = world.destination_row(destination)
    assert (row["failures"], row["failing_since"], row["open_until"]) == (0, None, None)
    turn()
    assert world.count("delivered") == MAX_FAILURES


def test_a_success_among_failures_is_no_outage(world: World, sink: Sink, turn: Turn) -> None:
    answers = iter([503] * 5 + [200] + [503] * 100)
    sink.reply = lambda _: Reply(next(answers))
    destination = world.destination(sink.url)
    world.deliveries(destination, 20)
    turn()
    row = world.destination_row(destination)
    assert (row["failures"], row["failing_since"]) == (0, None)


def test_what_a_probe_killed_is_asked_again(world: World, sink: Sink, turn: Turn) -> None:
    """A breaker has no state of its own that a lost worker could leave behind."""
    fail(world, sink, turn)
    make_due(world)
    world.connection.execute(
        "update deliveries set state = 'sending' where id = (select min(id::text)::uuid from deliveries)"
    )
    assert turn() == 0
    world.connection.execute("update deliveries set state = 'pending'")
    assert turn() == 1


def test_failing_for_five_days_disables(world: World, sink: Sink, turn: Turn) -> None:
    destination = fail(world, sink, turn, age=5 * 86_400 - 60)
    assert world.destination_row(destination)["state"] == "enabled"
    world.connection.execute("update destinations set failing_since = now() - interval '5 days 1 second'")
    make_due(world)
    turn()
    row = world.destination_row(destination)
    assert (row["state"], row["state_reason"]) == ("disabled", "failing")
    make_due(world)
    assert turn() == 0


def test_a_failure_long_after_another_is_the_first_of_a_new_outage(
    world: World, sink: Sink, turn: Turn
) -> None:
    destination = fail(world, sink, turn, age=86_400)
    world.connection.execute(
        "update destinations set"
        " failing_since = now() - interval '6 days', failed_at = now() - interval '25 h'"
    )
    make_due(world)
    turn()
    row = world.destination_row(destination)
    assert row["state"] == "enabled"
    assert row["failing_since"] == row["failed_at"]


def test_a_paused_destination_is_not_disabled_for_failing(world: World, sink: Sink, turn: Turn) -> None:
    destination = fail(world, sink, turn, age=6 * 86_400)
    assert world.destination_row(destination)["state_reason"] == "failing"
    world.connection.execute("update destinations set state = 'enabled', state_reason = null")

    def reply(_: Received) -> Reply:
        world.connection.execute("update destinations set state = 'paused', state_reason = 'operator'")
        return Reply(503)

    sink.reply = reply
    make_due(world)
    turn()
    row = world.destination_row(destination)
    assert (row["state"], row["state_reason"]) == ("paused", "operator")
