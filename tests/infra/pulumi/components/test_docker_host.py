"""A host as a container; each cure of a trap that Docker or its provider sets."""

import pytest

from ops import environment
from tests.infra.pulumi import fleets


@pytest.fixture(params=fleets.DOCKER)
def containers(request, recorded):
    return recorded(request.param).of("Container")


def test_a_host_that_keeps_data_is_exactly_this(rehearsal):
    made = dict(rehearsal["Container", "data-1"].inputs)
    assert [each["file"] for each in made.pop("uploads")] == [
        "/var/lib/seed/authorized_keys",
        "/var/lib/seed/resolv.conf",
    ]
    assert made == {
        "name": "wm-1a2b3c-rehearsal-data-1",
        "hostname": "data-1",
        "image": "debian-13",
        "capabilities": {"adds": ["ALL"], "drops": ["CAP_SYS_RESOURCE", "CAP_SYS_TIME", "CAP_SYS_MODULE"]},
        "securityOpts": ["seccomp=unconfined", "apparmor=unconfined", "systempaths=unconfined"],
        "cgroupnsMode": "private",
        "tmpfs": {"/run": "", "/run/lock": ""},
        "memory": 2048,
        "memorySwap": 4096,
        "restart": "on-failure",
        "destroyGraceSeconds": 30,
        "networksAdvanced": [
            {"name": "wm-1a2b3c-rehearsal-public", "ipv4Address": "198.18.77.196"},
            {"name": "wm-1a2b3c-rehearsal-private", "ipv4Address": "10.77.0.196"},
        ],
        "volumes": [
            {"volumeName": "wm-1a2b3c-rehearsal-data-1-disk", "containerPath": "/var/lib/docker"},
            {"volumeName": "wm-1a2b3c-rehearsal-data-1-data", "containerPath": "/srv/data"},
        ],
        "labels": [
            {"label": "owner", "value": "hosts"},
            {"label": "environment", "value": "rehearsal"},
            {"label": "checkout", "value": "1a2b3c"},
            {"label": "host", "value": "data-1"},
        ],
    }


def test_it_is_born_with_peoples_keys_and_this_machines_name_servers(rehearsal):
    keys, resolvers = rehearsal["Container", "app-1"].inputs["uploads"]
    assert keys["content"].startswith("ssh-ed25519 AAAA")
    assert keys["content"].endswith("ada@example.com\n")
    assert resolvers["content"] == "nameserver 192.0.2.53\n"


def test_where_no_name_server_is_reached_the_engines_are_left():
    host = fleets.made(environment.load("rehearsal"), resolvers=())["Container", "app-1"]
    assert [each["file"] for each in host.inputs["uploads"]] == ["/var/lib/seed/authorized_keys"]


class TestCures:
    """Of the real engine's and provider's traps, each of which replaces or kills a host."""

    def test_what_a_refresh_reads_otherwise_is_ignored(self, containers):
        assert all({"securityOpts", "ports"} <= set(each.ignore_changes) for each in containers)

    def test_so_is_what_a_host_is_only_born_with(self, containers):
        assert all({"labels", "uploads", "image"} <= set(each.ignore_changes) for each in containers)

    def test_nothing_else_is_ignored(self, containers):
        assert {len(each.ignore_changes) for each in containers} == {5}

    def test_memory_has_its_swap(self, containers):
        assert all(each.inputs["memorySwap"] == 2 * each.inputs["memory"] > 0 for each in containers)

    def test_capabilities_are_named_as_docker_reads_them_back(self, containers):
        for each in containers:
            named = [*each.inputs["capabilities"]["adds"], *each.inputs["capabilities"]["drops"]]
            assert all(name == "ALL" or name.startswith("CAP_") for name in named)

    def test_a_host_is_given_time_to_stop(self, containers):
        assert all(each.inputs["destroyGraceSeconds"] >= 30 for each in containers)

    def test_a_changed_tmpfs_replaces_as_an_update_does_nothing(self, containers):
        assert all(each.replace_on_changes == ("tmpfs",) for each in containers)

    def test_then_the_old_one_goes_first_which_the_provider_asks_for_only_of_its_own_accord(self, containers):
        assert all(each.delete_before_replace for each in containers)

    def test_nothing_is_published(self, containers):
        assert not any("ports" in each.inputs for each in containers)

    def test_a_changed_label_replaces_no_volume(self, recorded):
        volumes = [each for name in fleets.DOCKER for each in recorded(name).of("Volume")]
        assert {each.ignore_changes for each in volumes} == {("labels",)}
