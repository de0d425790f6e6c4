"""docker.Container, beside its traps."""

import io
import tarfile
from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from tests.infra.pulumi.offline.docker.fake_engine import FakeEngine
from tests.infra.pulumi.offline.docker.test_traps import BARE, HOST
from tests.infra.pulumi.offline.stack import Did, FailedError, Stack


def test_its_outputs_are_those_of_the_official_plugin(container: Stack) -> None:
    container.up(HOST)
    assert container.state["networkDatas"] == [
        {
            "networkName": "private",
            "ipAddress": "10.0.0.2",
            "ipPrefixLength": 24,
            "gateway": "",
            "globalIpv6Address": "",
            "globalIpv6PrefixLength": 0,
            "ipv6Gateway": "",
            "macAddress": "",
        }
    ]
    assert container.state["logDriver"] == "json-file"
    assert container.state["shmSize"] == 64


def test_a_preview_knows_what_is_given_and_not_what_the_engine_fills_in(container: Stack) -> None:
    shown = container.preview(HOST)
    assert shown["name"] == "app-1"
    assert shown["networkDatas"] == shown["logDriver"] == UNKNOWN
    assert "__defaults" not in shown


def test_it_is_taken_off_the_default_network(container: Stack, engine: FakeEngine) -> None:
    container.up(HOST)
    assert list(engine.inspect_container(container.id)["NetworkSettings"]["Networks"]) == ["private"]


def test_without_networks_it_stays_on_the_default_one(container: Stack) -> None:
    container.up(BARE)
    assert container.state["networkDatas"][0]["networkName"] == "bridge"


def test_a_port_without_a_number_outside_keeps_the_one_it_got(container: Stack) -> None:
    given = BARE | {"ports": [{"internal": 22}]}
    container.up(given)
    assert container.state["ports"] == [
        {"internal": 22, "external": 49153, "ip": "0.0.0.0", "protocol": "tcp"}
    ]
    container.refresh()
    assert container.up(given) == Did.NOTHING


def test_a_file_is_there_before_it_starts(container: Stack, engine: FakeEngine) -> None:
    container.up(HOST)
    order = [call[0] for call in engine.calls]
    assert order == ["create", "connect", "put", "start"]
    _, _, folder, archive = next(call for call in engine.calls if call[0] == "put")
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        entry = tar.getmembers()[0]
    assert (folder, entry.name, entry.mode) == ("/", "/root/.ssh/authorized_keys", 0o644)


def test_not_to_be_started_it_is_only_made(container: Stack, engine: FakeEngine) -> None:
    container.up(BARE | {"start": False, "mustRun": False})
    assert not engine.inspect_container(container.id)["State"]["Running"]
    container.refresh()
    assert container.up(BARE | {"start": False, "mustRun": False}) == Did.NOTHING


def test_gone_it_is_made_again(container: Stack, engine: FakeEngine) -> None:
    container.up(HOST)
    engine.remove_container(container.id, v=True, force=True)
    container.refresh()
    assert container.up(HOST) == Did.CREATED


def test_gone_already_is_no_error_when_it_is_deleted(container: Stack, engine: FakeEngine) -> None:
    container.up(HOST)
    engine.remove_container(container.id, v=True, force=True)
    container.delete()


def test_an_image_that_is_not_there_is_not_pulled(container: Stack, engine: FakeEngine) -> None:
    with pytest.raises(FailedError, match=r"image nosuch: it is not on this engine, and this stand-in pulls"):
        container.up(BARE | {"image": "nosuch"})
    assert not engine.calls


def test_waiting_without_a_healthcheck_is_refused(container: Stack) -> None:
    with pytest.raises(FailedError, match="the container has no healthcheck"):
        container.up(BARE | {"wait": True})


@pytest.mark.parametrize(
    ("inputs", "problem"),
    [
        (
            {"restart": "sometimes"},
            "restart must be one of no, on-failure, always, unless-stopped, not 'sometimes'",
        ),
        ({"cgroupnsMode": "own"}, "cgroupnsMode must be one of private, host, not 'own'"),
        ({"memory": -1}, "memory must be 0 or more, not -1"),
        ({"memorySwap": -2}, "memorySwap must be -1 or more, not -2"),
        (
            {"mounts": [{"target": "/a", "type": "nfs"}]},
            "mounts[0].type must be one of bind, volume, tmpfs, not 'nfs'",
        ),
        (
            {"healthcheck": {"tests": ["CMD"], "interval": "soon"}},
            "healthcheck.interval must be a duration such as 1m30s, not 'soon'",
        ),
        (
            {"uploads": [{"file": "/a", "content": "x", "source": "y"}]},
            "uploads[0] must have exactly one of content, contentBase64, source",
        ),
        (
            {"uploads": [{"file": "/a", "content": "x", "permissions": "rw"}]},
            "uploads[0].permissions must be octal such as 0644",
        ),
        ({"command": ["sh", ""]}, "command: values may not be empty"),
        ({"privileged": True}, "privileged: this stand-in does not implement it; the official plugin does"),
        (
            {"networksAdvanced": [{"name": "n", "macAddress": "02:00:00:00:00:01"}]},
            "networksAdvanced[0].macAddress: this stand-in does not implement it; the official plugin does",
        ),
    ],
)
def test_wrong_inputs_are_refused_before_anything_is_made(
    container: Stack, inputs: dict[str, Any], problem: str
) -> None:
    assert container.problems(BARE | inputs) == [f"offline stand-in for pulumi-docker: {problem}"]


def test_inputs_that_are_not_known_yet_pass(container: Stack) -> None:
    later = {
        "restart": UNKNOWN,
        "networksAdvanced": [{"name": UNKNOWN}],
        "ports": UNKNOWN,
        "uploads": UNKNOWN,
    }
    assert container.problems(BARE | later) == []


@pytest.mark.parametrize(
    "change",
    [
        {"image": "debian:sid"},
        {"hostname": "other"},
        {"cpus": "2"},
        {"networksAdvanced": [{"name": "other"}]},
        {"volumes": [{"volumeName": "other", "containerPath": "/var/lib/docker"}]},
        {"uploads": [{"file": "/etc/x", "content": "y"}]},
        {"cgroupnsMode": "host"},
        {"dns": ["10.0.0.1"]},
        {"name": "app-2"},
    ],
)
def test_most_changes_replace_it(container: Stack, change: dict[str, Any]) -> None:
    container.up(HOST)
    assert container.up(HOST | change) == Did.REPLACED


@pytest.mark.parametrize(
    "change",
    [{"restart": "always"}, {"destroyGraceSeconds": 1}, {"removeVolumes": False}, {"mustRun": False}],
)
def test_these_change_in_place(container: Stack, change: dict[str, Any]) -> None:
    container.up(HOST)
    assert container.up(HOST | change) == Did.UPDATED
    assert container.up(HOST | change) == Did.NOTHING


def test_a_network_that_will_be_another_replaces_it(container: Stack) -> None:
    container.up(HOST)
    later = container.check(HOST | {"networksAdvanced": [{"name": UNKNOWN}]})
    found = container.diff(later)
    assert found.replaces == ["networksAdvanced"]
    assert found.deleteBeforeReplace


def test_the_order_counts_only_where_it_means_something(container: Stack) -> None:
    given = BARE | {"envs": ["A=1", "B=2"], "command": ["a", "b"]}
    container.up(given)
    assert container.up(given | {"envs": ["B=2", "A=1"]}) == Did.NOTHING
    assert container.up(given | {"command": ["b", "a"]}) == Did.REPLACED
