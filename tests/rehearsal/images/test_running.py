"""Each service runs as confined as on a host, is found healthy, and is found out when it is not."""

import pytest

from core.topology import App, ServiceName
from tests.conftest import wait_until
from tests.rehearsal.images.services import Stack

UNHEALTHY_SECONDS = 30
"""A heartbeat is stale after 10 s; an answer is waited for 3 s; either is asked for twice."""


@pytest.fixture
def stack(run, database_url, redis_url, free_port):
    return Stack(run, database_url, redis_url, free_port)


@pytest.mark.parametrize("name", ServiceName)
def test_it_is_healthy_with_nothing_but_tmp_to_write_to(stack, name):
    container = stack.start_healthy(name)
    status = dict(line.split(":\t") for line in container.run("cat", "/proc/1/status").splitlines())
    assert status["Uid"].split() == ["65532"] * 4
    assert status["CapEff"].strip("0") == status["CapBnd"].strip("0") == ""
    assert status["NoNewPrivs"] == "1"
    assert "Read-only file system" in container.run("touch", "/app/core/new")
    assert container.run("touch", "/tmp/new") == ""


@pytest.mark.parametrize("name", ServiceName)
def test_one_that_hangs_is_found_unhealthy(stack, name):
    container = stack.start_healthy(name)
    container.signal("STOP")
    container.run("sh", "-c", "kill -STOP -1")  # what process 1 has begun
    wait_until(lambda: container.health == "unhealthy", "its end of health", UNHEALTHY_SECONDS)


@pytest.mark.parametrize("name", [ServiceName.API, ServiceName.WEB])
def test_it_answers_on_its_port(stack, name):
    stack.start_healthy(name)
    assert stack.get("/livez").status_code == stack.get("/readyz").status_code == 200


def test_the_api_migrates_when_it_is_asked_to(run, postgres):
    postgres.run("create database migrated_by_image")
    try:
        url = postgres.url("migrated_by_image")
        container = run(App.API, "service.migrate", secrets={"DATABASE_URL": url})
        assert container.ended(30) == 0
        assert "schema is current" in container.text()
    finally:
        postgres.run("drop database migrated_by_image with (force)")


def test_a_blank_secret_ends_it_and_is_named(run):
    container = run(App.WEB, secrets={"SESSION_KEY": ""})
    assert container.ended(15) != 0
    assert "SESSION_KEY: is blank" in container.text()
