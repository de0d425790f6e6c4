"""Whoever releases dies at any moment: `status` tells the truth, and the next release heals."""

import os
import signal
import time

import pytest

from tests.rehearsal.release.conftest import THREE
from tests.rehearsal.release.how_many import KILLS
from tests.rehearsal.release.world import SERVICES

pytestmark = pytest.mark.parametrize("hosts", [THREE], indirect=True)

SECONDS = (6, 8, 3, 4, 5, 7, 9, 10, 13, 25)[:KILLS]
"""After the images are there: before the move, while all move, and while it is watched."""
SETTLED_SECONDS = 60


@pytest.mark.parametrize("seconds", SECONDS)
def test_after_a_kill_the_status_is_true_and_the_next_deploy_heals(steady, seconds):
    steady.checkout.good()
    assert steady.deploy("--dry-run").returncode == 0  # the images are built
    deploy = steady.start()
    time.sleep(seconds)
    os.kill(deploy.pid, signal.SIGKILL)
    deploy.wait()
    told = steady.status()
    print(f"killed after {seconds} s: {told['status']}, release {told['release']['number']}")
    assert_true(steady, told)
    steady.checkout.good()
    done = steady.deploy()
    assert done.returncode == 0, done.text
    assert steady.status()["status"] == "clean"
    assert steady.running() == set(steady.images().items())


def assert_true(steady, told):
    """Compare what was told with what Docker says of images, for as long as these still change."""
    end = time.monotonic() + SETTLED_SECONDS
    while time.monotonic() < end:
        images, running = steady.images(), steady.running()
        whole = running == set(images.items()) and len({name for name, _ in running}) == len(SERVICES)
        if (told["status"] == "clean") == (whole and of_one_release(steady, images)):
            return
        told = steady.status()
    raise AssertionError(told)


def of_one_release(steady, images):
    """Tell whether the services say that they are of one release."""
    form = "'{{index .Spec.Labels \"release\"}}'"
    return len(set(steady.docker(f"service inspect --format {form} " + " ".join(images)).split())) == 1


@pytest.mark.long
def test_a_second_deploy_is_refused_and_told_who_is_at_work(steady):
    steady.checkout.good()
    assert steady.deploy("--dry-run").returncode == 0
    first = steady.start()
    try:
        while steady.status()["at_work"] is None:
            assert first.poll() is None
        second = steady.deploy()
        assert second.returncode == 1
        assert "somebody else is at work: " in second.text
        assert ", deploy, since " in second.text
    finally:
        said, _ = first.communicate(timeout=300)
    assert first.returncode == 0, said
