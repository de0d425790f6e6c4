"""The private registry: where the hosts' images are kept."""

import pytest

from core.topology import Port
from ops.environment import Role

BLOB = "/var/lib/docker-registry/docker/registry/v2/blobs"


@pytest.fixture
def keeper(fleet):
    """Give the host that keeps the images."""
    return next(fact for fact in fleet.facts if Role.MANAGER in fact.roles)


@pytest.fixture
def status(fleet, keeper):
    """Give what the registry answers a host, by its status."""

    def ask(name, *options):
        place = f"{keeper.private_address}:{Port.REGISTRY}"
        trust = f"--cacert /etc/docker/certs.d/{place}/ca.crt"
        shown = "--silent --output /dev/null --write-out '%{http_code}'"
        return fleet.ssh(name, f"curl {shown} {trust} {' '.join(options)} https://{place}/v2/")

    return ask


def test_it_listens_on_the_private_address_alone(fleet, keeper):
    listening = fleet.ssh(keeper.name, f"ss -Hltn sport = :{Port.REGISTRY} | awk '{{print $4}}'")
    assert listening == f"{keeper.private_address}:{Port.REGISTRY}"


def test_each_host_trusts_it_and_nobody_comes_without_the_password(fleet, status):
    for fact in fleet.facts:
        assert status(fact.name) == "401"
        assert status(fact.name, "--user webhook-monitor:guessed") == "401"


def test_what_one_host_pushes_another_pulls(fleet, keeper):
    other = next((fact for fact in fleet.facts if fact.name != keeper.name), keeper)
    image = f"{keeper.private_address}:{Port.REGISTRY}/t-empty"
    fleet.ssh(keeper.name, f"tar -cT /dev/null | sudo docker import - {image} && sudo docker push -q {image}")
    assert fleet.ssh(other.name, f"sudo docker pull --quiet {image}") == f"{image}:latest"
    for fact in (keeper, other):
        fleet.ssh(fact.name, f"sudo docker rmi --force {image}")


def test_others_read_neither_its_key_nor_the_password(fleet, keeper):
    for file in ("/etc/docker/registry/tls.pem", "/etc/docker/registry/htpasswd"):
        found = fleet.ssh(keeper.name, f"sudo stat --format '%U:%G %a' {file}")
        assert found == "root:docker-registry 640"
    for fact in fleet.facts:
        assert fleet.ssh(fact.name, "sudo stat --format '%U %a' /root/.docker/config.json") == "root 600"


def test_cleaning_takes_what_no_image_has_and_leaves_the_rest(fleet, keeper):
    stray = f"{BLOB}/sha256/00/{'0' * 64}"
    fleet.ssh(keeper.name, f"sudo -u docker-registry mkdir -p {stray}")
    fleet.ssh(keeper.name, f"echo stray | sudo -u docker-registry tee {stray}/data")
    fleet.ssh(keeper.name, "sudo systemctl start docker-registry-cleaning.service")
    assert fleet.try_ssh(keeper.name, f"sudo test -e {stray}/data").returncode == 1
    assert fleet.host(keeper.name).service("docker-registry").is_running
    image = "$(sudo docker service inspect api --format '{{.Spec.TaskTemplate.ContainerSpec.Image}}')"
    fleet.ssh(keeper.name, f"sudo docker pull --quiet {image}")


def test_it_is_cleaned_each_week(fleet, keeper):
    timer = fleet.host(keeper.name).service("docker-registry-cleaning.timer")
    assert timer.is_enabled
    assert timer.is_running


def test_killed_it_comes_back(fleet, keeper, status):
    fleet.ssh(keeper.name, "sudo kill -9 $(pidof docker-registry); sleep 4")
    assert status(keeper.name) == "401"
