"""No secret of the vault is where others could read it, after releases that succeeded and failed."""

import shlex

import pytest

from tests.rehearsal.release.conftest import THREE
from tests.rehearsal.release.world import SERVICES

pytestmark = pytest.mark.parametrize("hosts", [THREE], indirect=True)

NAMES = (
    "api_key",
    "seal_keys",
    "session_key",
    "db_api_password",
    "db_migrator_password",
    "redis_worker_password",
)


@pytest.fixture
def places(steady):
    """Give what others can read, by where it is."""
    steady.checkout.good()
    done = steady.deploy()
    images = " ".join(set(steady.images().values()))
    apps = [fact.name for fact in steady.facts if "app" in fact.roles]
    containers = "sudo docker inspect $(sudo docker ps --all --quiet)"
    logs = "for c in $(sudo docker ps -aq); do sudo docker logs $c 2>&1; done; sudo journalctl --no-pager"
    return {
        "the terminal": done.text,
        "services": steady.docker("service inspect " + " ".join(SERVICES)),
        "tasks": steady.docker("inspect $(sudo docker node ps --quiet $(sudo docker node ls --quiet))"),
        "kept releases": steady.docker(
            "config inspect --pretty $(sudo docker config ls --quiet --filter name=release-)"
        ),
        "images": steady.docker(f"image inspect {images}") + steady.docker(
            f"history --no-trunc {steady.images()['api']}"
        ),
        **{f"containers of {app}": steady.ssh(app, containers) for app in apps},
        **{f"logs of {app}": steady.ssh(app, logs) for app in apps},
        **{f"processes of {app}": steady.ssh(app, "ps -eww -o args; sudo ps -Eeww || true") for app in apps},
        "the trail": steady.ssh(steady.facts[0].name, "sudo cat /var/lib/webhook-monitor/trail.jsonl"),
    }  # fmt: skip


def test_no_secret_is_in_any_of_them(steady, places):
    found = [
        f"{name} is in {place}"
        for name in NAMES
        for place, text in places.items()
        if steady.secrets[name] in text
    ]
    assert all(places.values())
    assert found == []


def test_no_secret_is_in_a_file_of_an_image(steady):
    """Search the layers themselves, as they lie on a host."""
    host = next(fact.name for fact in steady.facts if "app" in fact.roles)
    for name in NAMES:
        search = (
            f"echo {shlex.quote(steady.secrets[name])} > /dev/shm/pattern; "
            "sudo sh -c 'grep -srlF -f /dev/shm/pattern /var/lib/docker/overlay2/*/diff' | head -3; "
            "rm /dev/shm/pattern"
        )
        assert steady.ssh(host, search) == ""
