"""Copies on all hosts: what is uneven, and how the Swarm is brought to spread it."""

from dataclasses import replace

import pytest

from ops.release import move, seen, spread, watch
from ops.release.seen import Seen
from tests.ops.release.test_judge import service, task

HOSTS = {"app-1", "app-2"}


@pytest.fixture
def spec(services):
    return services["api"]


def on(spec, *hosts, **changes):
    return service(spec, *(task(spec, number, node=host, **changes) for number, host in enumerate(hosts, 1)))


@pytest.mark.parametrize(
    ("copies", "is_uneven"),
    [
        (["app-1", "app-1"], True),
        (["app-1", "app-2"], False),
        (["app-1"], False),
        (["app-1", "app-1", "app-2"], False),
        (["app-2", "app-1", "app-2", "app-2"], True),
    ],
)
def test_a_host_that_has_two_more_than_another_is_uneven(spec, copies, is_uneven):
    assert bool(spread.uneven([on(spec, *copies)], HOSTS)) == is_uneven


def test_where_there_is_one_host_nothing_is_uneven(spec):
    assert spread.uneven([on(spec, "app-1", "app-1")], {"app-1"}) == []


def test_only_copies_that_run_count(spec):
    ended = on(spec, "app-1", "app-1", state="shutdown", wanted="shutdown").tasks
    running = on(spec, "app-1", "app-2")
    assert spread.uneven([replace(running, tasks=[*running.tasks, *ended])], HOSTS) == []


class Swarm:
    """Runs as many copies as it is told, a look later."""

    def __init__(self, spec):
        self.spec, self.told, self.running = spec, [], 2

    def put_all(self, _engine, services, _login):
        (self.spec,) = services.values()
        self.told.append(self.spec["Mode"]["Replicated"]["Replicas"])

    def look(self, _engine):
        found = on(self.spec, *["app-1"] * self.running)
        self.running = self.told[-1]
        return Seen({found.name: found}, ())


@pytest.fixture
def swarm(spec, monkeypatch):
    made = Swarm(spec)
    monkeypatch.setattr(move, "put_all", made.put_all)
    monkeypatch.setattr(seen, "look", made.look)
    monkeypatch.setattr(watch, "PAUSE_SECONDS", 0)
    return made


def test_there_are_twice_as_many_until_those_run_and_then_as_many_as_before(swarm, spec):
    spread.even(None, [on(spec, "app-1", "app-1")], {})
    assert (swarm.told, swarm.running, swarm.spec) == ([4, 2], 4, spec)


def test_it_fails_when_more_do_not_run_in_time(swarm, spec, monkeypatch):
    monkeypatch.setattr(watch, "MOVE_SECONDS", -1)
    with pytest.raises(watch.FailedError, match="copies cannot be spread over the hosts: api: 2 of 4 run"):
        spread.even(None, [on(spec, "app-1", "app-1")], {})
