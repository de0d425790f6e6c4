"""The official plugin's traps: each bites without its cure, and with it the program settles."""

from typing import Any

import pytest

from tests.infra.pulumi.offline.docker.fake_engine import FakeEngine
from tests.infra.pulumi.offline.stack import Did, FailedError, Stack

BARE: dict[str, Any] = {"name": "app-1", "image": "debian:trixie-slim"}
HOST: dict[str, Any] = BARE | {
    "hostname": "app-1",
    "capabilities": {"adds": ["ALL"], "drops": ["CAP_SYS_RESOURCE", "CAP_SYS_TIME", "CAP_SYS_MODULE"]},
    "cgroupnsMode": "private",
    "securityOpts": ["seccomp=unconfined", "apparmor=unconfined", "systempaths=unconfined"],
    "tmpfs": {"/run": "", "/run/lock": ""},
    "restart": "on-failure",
    "memory": 512,
    "memorySwap": 1024,
    "cpus": "1.5",
    "networksAdvanced": [{"name": "private", "ipv4Address": "10.0.0.2", "aliases": ["app-1"]}],
    "volumes": [{"volumeName": "disk", "containerPath": "/var/lib/docker"}],
    "labels": [{"label": "owner", "value": "test"}],
    "envs": ["A=1"],
    "uploads": [{"file": "/root/.ssh/authorized_keys", "content": "ssh-ed25519 AAAA"}],
    "destroyGraceSeconds": 10,
}
PORTS = [{"internal": 22, "ip": "127.0.0.1"}]


def test_a_host_with_all_cures_settles(container: Stack) -> None:
    ignore = ["securityOpts", "ports"]
    assert container.up(HOST) == Did.CREATED
    assert container.up(HOST, ignore) == Did.NOTHING
    container.refresh()
    assert container.up(HOST, ignore) == Did.NOTHING


def test_a_stopped_host_is_started_and_then_settles(container: Stack, engine: FakeEngine) -> None:
    container.up(HOST)
    engine.stop(container.id, 0)
    container.refresh()
    assert container.up(HOST, ["securityOpts"]) == Did.UPDATED
    assert engine.inspect_container(container.id)["State"]["Running"]
    container.refresh()
    assert container.up(HOST, ["securityOpts"]) == Did.NOTHING


class TestSystempaths:
    """A refresh does not find `systempaths=unconfined`; the cure is to ignore `securityOpts`."""

    def test_is_in_force_but_no_option_of_the_container(self, container: Stack, engine: FakeEngine) -> None:
        container.up(HOST)
        made = engine.inspect_container(container.id)["HostConfig"]
        assert made["SecurityOpt"] == ["seccomp=unconfined", "apparmor=unconfined"]
        assert made["MaskedPaths"] == made["ReadonlyPaths"] == []

    def test_settles_until_a_refresh(self, container: Stack) -> None:
        container.up(HOST)
        assert container.up(HOST) == Did.NOTHING

    def test_replaces_after_a_refresh(self, container: Stack) -> None:
        container.up(HOST)
        container.refresh()
        assert container.up(HOST) == Did.REPLACED

    def test_ignored_it_settles(self, container: Stack) -> None:
        container.up(HOST)
        container.refresh()
        assert container.up(HOST, ["securityOpts"]) == Did.NOTHING

    def test_ignored_it_is_in_force_again_after_a_replacement(
        self, container: Stack, engine: FakeEngine
    ) -> None:
        container.up(HOST)
        container.refresh()
        assert container.up(HOST | {"image": "debian:sid"}, ["securityOpts"]) == Did.REPLACED
        assert engine.inspect_container(container.id)["HostConfig"]["MaskedPaths"] == []


class TestPortsOfAStoppedContainer:
    """They read empty; the cure is to ignore `ports`, which hides one's own edits, too."""

    WITH_PORTS = BARE | {"ports": PORTS}

    def stop(self, container: Stack, engine: FakeEngine) -> None:
        container.up(self.WITH_PORTS)
        engine.stop(container.id, 0)
        container.refresh()

    def test_running_it_settles(self, container: Stack) -> None:
        container.up(self.WITH_PORTS)
        container.refresh()
        assert container.up(self.WITH_PORTS) == Did.NOTHING

    def test_stopped_it_is_replaced(self, container: Stack, engine: FakeEngine) -> None:
        self.stop(container, engine)
        assert container.state["ports"] == []
        assert container.up(self.WITH_PORTS) == Did.REPLACED

    def test_ignored_it_is_only_started(self, container: Stack, engine: FakeEngine) -> None:
        self.stop(container, engine)
        assert container.up(self.WITH_PORTS, ["ports"]) == Did.UPDATED
        assert container.up(self.WITH_PORTS, ["ports"]) == Did.NOTHING

    def test_ignored_an_edit_is_hidden(self, container: Stack) -> None:
        container.up(self.WITH_PORTS)
        assert container.up(BARE | {"ports": [{"internal": 80}]}, ["ports"]) == Did.NOTHING

    def test_addresses_stay_empty_until_the_next_refresh(self, container: Stack, engine: FakeEngine) -> None:
        container.up(HOST)
        engine.stop(container.id, 0)
        container.refresh()
        container.up(HOST, ["securityOpts"])
        assert container.state["networkDatas"][0]["ipAddress"] == ""
        container.refresh()
        assert container.state["networkDatas"][0]["ipAddress"] == "10.0.0.2"


class TestMemory:
    """Without `memorySwap` it never settles, and raising it alone fails; the cure is to give both."""

    def test_alone_it_is_an_update_after_each_refresh(self, container: Stack) -> None:
        container.up(BARE | {"memory": 256})
        for _ in range(2):
            container.refresh()
            assert container.up(BARE | {"memory": 256}) == Did.UPDATED

    def test_with_swap_it_settles(self, container: Stack) -> None:
        both = BARE | {"memory": 256, "memorySwap": 512}
        container.up(both)
        container.refresh()
        assert container.up(both) == Did.NOTHING

    def test_both_are_raised_in_place(self, container: Stack, engine: FakeEngine) -> None:
        container.up(BARE | {"memory": 256, "memorySwap": 512})
        assert container.up(BARE | {"memory": 512, "memorySwap": 1024}) == Did.UPDATED
        assert engine.inspect_container(container.id)["HostConfig"]["Memory"] == 512 * 1024 * 1024

    def test_a_failed_raise_counts_as_done_until_a_refresh(
        self, container: Stack, engine: FakeEngine
    ) -> None:
        container.up(BARE | {"memory": 256})
        engine.refusals["update"] = "Memory limit should be smaller than already set memoryswap limit"
        with pytest.raises(FailedError, match="Unable to update a container: Memory limit should be smaller"):
            container.up(BARE | {"memory": 1024})
        assert container.up(BARE | {"memory": 1024}) == Did.NOTHING
        container.refresh()
        assert container.state["memory"] == 256


class TestDurations:
    """They come back as Go prints them; the cure is to write them so."""

    @pytest.mark.parametrize(("interval", "did"), [("90s", Did.UPDATED), ("1m30s", Did.NOTHING)])
    def test_settle_only_in_the_engines_words(self, container: Stack, interval: str, did: Did) -> None:
        checked = BARE | {"healthcheck": {"tests": ["CMD", "true"], "interval": interval}}
        container.up(checked)
        container.refresh()
        assert container.up(checked) == did


class TestUpdatesThatDoNothing:
    """`tmpfs` and `healthcheck`: said to be updated, and the container is as before."""

    @pytest.mark.parametrize(
        "change",
        [
            {"tmpfs": {"/run": "size=1m"}},
            {"tmpfs": {}},
            {"healthcheck": {"tests": ["CMD", "false"]}},
        ],
    )
    def test_it_says_updated_and_the_next_refresh_shows_the_old(
        self, container: Stack, engine: FakeEngine, change: dict[str, Any]
    ) -> None:
        container.up(BARE | {"tmpfs": {"/run": ""}, "healthcheck": {"tests": ["CMD", "true"]}})
        before = engine.inspect_container(container.id)
        changed = BARE | {"tmpfs": {"/run": ""}} | change
        assert container.up(changed) == Did.UPDATED
        assert engine.inspect_container(container.id) == before
        container.refresh()
        assert container.up(changed) == Did.UPDATED


class TestDropped:
    """`labels`, `envs`, `command` left out show no difference; the cure is to change their values."""

    @pytest.mark.parametrize(
        ("name", "given", "other"),
        [
            ("labels", [{"label": "a", "value": "1"}], [{"label": "a", "value": "2"}]),
            ("envs", ["A=1"], ["A=2"]),
            ("command", ["sleep", "1"], ["sleep", "2"]),
        ],
    )
    def test_left_out_is_nothing_and_changed_is_a_replacement(
        self, container: Stack, name: str, given: Any, other: Any
    ) -> None:
        container.up(BARE | {name: given})
        assert container.up(BARE) == Did.NOTHING
        container.refresh()
        assert container.up(BARE | {name: other}) == Did.REPLACED


class TestCapabilities:
    """They come back as `CAP_…`; the cure is to write them so."""

    @pytest.mark.parametrize(
        ("drops", "did"), [(["SYS_TIME"], Did.REPLACED), (["CAP_SYS_TIME"], Did.NOTHING)]
    )
    def test_settle_only_with_the_full_name(self, container: Stack, drops: list[str], did: Did) -> None:
        given = BARE | {"capabilities": {"adds": ["ALL"], "drops": drops}}
        container.up(given)
        assert container.up(given) == Did.NOTHING
        container.refresh()
        assert container.up(given) == did


@pytest.mark.parametrize("kind", ["Network", "Volume"])
class TestLabelsOfNetworksAndVolumes:
    """A changed label replaces them; the cure is never to edit one."""

    def test_changed_it_is_another(self, stack_of: Any, kind: str) -> None:
        stack = stack_of(kind)
        stack.up({"name": "n", "labels": [{"label": "a", "value": "1"}]})
        assert stack.up({"name": "n", "labels": [{"label": "a", "value": "2"}]}) == Did.REPLACED

    def test_left_out_it_is_another_too(self, stack_of: Any, kind: str) -> None:
        stack = stack_of(kind)
        stack.up({"name": "n", "labels": [{"label": "a", "value": "1"}]})
        assert stack.up({"name": "n"}) == Did.REPLACED

    def test_untouched_it_settles(self, stack_of: Any, kind: str) -> None:
        stack, labels = stack_of(kind), [{"label": "b", "value": "1"}, {"label": "a", "value": "2"}]
        stack.up({"name": "n", "labels": labels})
        stack.refresh()
        assert stack.up({"name": "n", "labels": labels}) == Did.NOTHING


class TestWhatIsNeverRead:
    """Whatever happens to these outside goes unnoticed; tests must look at the engine."""

    def test_a_lost_network_goes_unnoticed(self, container: Stack, engine: FakeEngine) -> None:
        container.up(HOST)
        engine.disconnect_container_from_network(container.id, "private")
        container.refresh()
        assert container.up(HOST, ["securityOpts"]) == Did.NOTHING

    @pytest.mark.parametrize(
        ("part", "name"), [("Config", "Labels"), ("Config", "Env"), ("HostConfig", "Binds")]
    )
    def test_so_do_labels_envs_and_volumes(
        self, container: Stack, engine: FakeEngine, part: str, name: str
    ) -> None:
        container.up(HOST)
        del engine.containers[container.id][part][name]
        container.refresh()
        assert container.up(HOST, ["securityOpts"]) == Did.NOTHING


class TestGrace:
    """A container is killed at once; the cure is `destroyGraceSeconds`."""

    @pytest.mark.parametrize(("given", "seconds"), [({}, 0), ({"destroyGraceSeconds": 10}, 10)])
    def test_it_is_what_the_program_gives(
        self, container: Stack, engine: FakeEngine, given: dict[str, Any], seconds: int
    ) -> None:
        container.up(BARE | given)
        stopped = ("stop", container.id, seconds)
        container.delete()
        assert stopped in engine.calls


class TestGateway:
    """An engine that fills in a gateway replaces the network at the next refresh; the cure is to give it."""

    def test_filled_in_it_replaces(self, network: Stack, engine: FakeEngine) -> None:
        network.up({"name": "n", "ipamConfigs": [{"subnet": "10.0.0.0/24"}]})
        engine.networks[network.id]["IPAM"]["Config"][0]["Gateway"] = "10.0.0.1"
        network.refresh()
        assert network.up({"name": "n", "ipamConfigs": [{"subnet": "10.0.0.0/24"}]}) == Did.REPLACED

    def test_given_it_settles(self, network: Stack) -> None:
        given = {"name": "n", "ipamConfigs": [{"subnet": "10.0.0.0/24", "gateway": "10.0.0.1"}]}
        network.up(given)
        network.refresh()
        assert network.up(given) == Did.NOTHING


class TestHalfMade:
    """What fails after the container exists leaves it; the next `up` calls it updated and does nothing."""

    @pytest.mark.parametrize(
        ("step", "sentence"),
        [
            ("connect", "Unable to connect to network 'private'"),
            ("put", "Unable to upload /root/.ssh/authorized_keys"),
            ("start", "Unable to start container"),
        ],
    )
    def test_it_stays_and_the_user_is_told(
        self, container: Stack, engine: FakeEngine, step: str, sentence: str
    ) -> None:
        engine.refusals[step] = "no"
        with pytest.raises(FailedError, match=f"^offline stand-in for pulumi-docker: {sentence}: no$"):
            container.up(HOST)
        assert list(engine.containers) == [container.id]

    def test_removed_it_is_made_again_after_a_refresh(self, container: Stack, engine: FakeEngine) -> None:
        engine.refusals["start"] = "no"
        with pytest.raises(FailedError):
            container.up(HOST)
        engine.refusals.clear()
        engine.remove_container(container.id, v=True, force=True)
        container.refresh()
        assert container.up(HOST) == Did.CREATED

    def test_refused_before_it_exists_nothing_is_left(self, container: Stack, engine: FakeEngine) -> None:
        engine.refusals["create"] = "Conflict. The container name is in use"
        with pytest.raises(FailedError, match="Unable to create container: Conflict") as failure:
            container.up(HOST)
        assert failure.value.half_made is None
        assert not engine.containers
