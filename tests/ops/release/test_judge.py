"""What is seen of a release, and what that means."""

from dataclasses import replace

import pytest

from ops.release import judge
from ops.release.seen import Seen, Service, Task
from ops.release.stack import SETTINGS


def task(spec, number=1, **changes):
    """Return a copy that runs as its spec says."""
    container = spec["TaskTemplate"]["ContainerSpec"]
    made = Task(
        id=f"task-{number}", slot=number, node="app-1", is_lost=False, image=container["Image"],
        settings=container["Labels"][SETTINGS], wanted="running", state="running", since="", message="",
        exit_code=0,
    )  # fmt: skip
    return replace(made, **changes)


def service(spec, *tasks, **changes):
    made = Service(
        id="x", name=spec["Name"], version=1, spec=spec, update="", begun="", update_message="", tasks=tasks
    )
    return replace(made, **changes)


@pytest.fixture
def spec(services):
    return services["api"]


@pytest.fixture
def wanted(spec):
    return {"api": spec}


def seen(*found, down=()):
    return Seen({each.name: each for each in found}, down)


NOTHING = judge.Past((), {})


def test_all_is_well_when_every_copy_runs(spec, wanted):
    now = seen(service(spec, task(spec, 1), task(spec, 2)))
    assert judge.missing(wanted, now) == []
    assert judge.failures(wanted, now, NOTHING) == []


def test_a_copy_that_starts_is_missing_and_no_failure(spec, wanted):
    now = seen(service(spec, task(spec, 1), task(spec, 2, state="starting")))
    assert judge.missing(wanted, now) == ["api: 1 of 2 run (starting)"]
    assert judge.failures(wanted, now, NOTHING) == []


def test_an_old_copy_that_is_meant_to_run_is_not_a_release(spec, wanted):
    now = seen(service(spec, task(spec, 1), task(spec, 2), task(spec, 3, image="old")))
    assert judge.missing(wanted, now) == ["api: 1 of another release still meant to run"]


def test_the_same_image_with_other_settings_is_another_release(spec, wanted):
    now = seen(service(spec, task(spec, 1), task(spec, 2, settings="others")))
    assert judge.missing(wanted, now)


def test_an_old_copy_that_drains_is_no_hindrance(spec, wanted):
    now = seen(service(spec, task(spec, 1), task(spec, 2), task(spec, 3, image="old", wanted="shutdown")))
    assert judge.missing(wanted, now) == []


@pytest.mark.parametrize("state", ["failed", "complete", "rejected", "orphaned"])
def test_a_new_copy_that_ended_is_a_failure_however_it_did(spec, wanted, state):
    """One that its health check killed ends as complete, with nothing to say."""
    ended = task(spec, 3, state=state, wanted="shutdown", exit_code=4)
    now = seen(service(spec, task(spec, 1), task(spec, 2), ended))
    (failure,) = judge.failures(wanted, now, NOTHING)
    assert str(failure) == "api: copy 3 on app-1 ended with exit code 4"
    assert failure.task == ended


def test_one_too_many_that_the_swarm_shut_down_is_no_failure(spec, wanted):
    surplus = task(spec, 3, state="shutdown", wanted="shutdown")
    now = seen(service(spec, task(spec, 1), task(spec, 2), surplus))
    assert judge.failures(wanted, now, NOTHING) == []


def test_what_ended_before_is_no_failure_of_what_comes(spec, wanted):
    ended = task(spec, 3, state="failed", wanted="shutdown")
    now = seen(service(spec, task(spec, 1), task(spec, 2), ended))
    assert judge.failures(wanted, now, judge.past(now)) == []


def test_an_update_that_the_swarm_gave_up_is_a_failure(spec, wanted):
    now = seen(service(spec, task(spec, 1), update="rollback_started", begun="now", update_message="why"))
    assert [str(each) for each in judge.failures(wanted, now, NOTHING)] == ["api: rollback started: why"]


def test_the_status_of_an_update_before_is_stale(spec, wanted):
    now = seen(service(spec, task(spec, 1), task(spec, 2), update="rollback_completed", begun="before"))
    assert judge.failures(wanted, now, judge.Past((), {"api": "before"})) == []


def test_a_change_by_hand_is_a_failure(spec, wanted):
    changed = {**spec, "Mode": {"Replicated": {"Replicas": 1}}}
    now = seen(service(changed, task(spec, 1), task(spec, 2)))
    (failure,) = judge.failures(wanted, now, NOTHING)
    assert "Mode.Replicated.Replicas: 2 → 1" in str(failure)


def test_a_host_that_is_lost_meanwhile_is_a_failure_and_one_lost_before_is_not(spec, wanted):
    now = seen(service(spec, task(spec, 1), task(spec, 2)), down=["app-2"])
    assert [str(each) for each in judge.failures(wanted, now, NOTHING)] == ["app-2: the host is down"]
    assert judge.failures(wanted, now, judge.past(now)) == []


def test_copies_on_a_lost_host_do_not_run_whatever_it_said_last(spec, wanted):
    now = seen(service(spec, task(spec, 1), task(spec, 2, is_lost=True)), down=["app-2"])
    assert judge.missing(wanted, now) == ["api: 1 of 2 run (none yet)"]


def test_a_service_that_is_gone_is_said(wanted):
    assert judge.missing(wanted, seen()) == ["api: is not there"]
    assert [str(each) for each in judge.failures(wanted, seen(), NOTHING)] == ["api: the service is gone"]
