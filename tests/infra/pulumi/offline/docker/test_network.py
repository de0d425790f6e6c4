"""docker.Network."""

import pytest

from tests.infra.pulumi.offline.docker.fake_engine import SUBNET, FakeEngine
from tests.infra.pulumi.offline.stack import Did, FailedError, Stack


def test_its_outputs_are_those_of_the_official_plugin(network: Stack) -> None:
    network.up({"name": "n"})
    assert network.state["scope"] == "local"
    assert network.state["driver"] == "bridge"
    assert network.state["ipamConfigs"] == [{"subnet": SUBNET["Subnet"], "gateway": SUBNET["Gateway"]}]


def test_what_the_engine_chose_is_no_difference(network: Stack) -> None:
    network.up({"name": "n"})
    network.refresh()
    assert network.up({"name": "n"}) == Did.NOTHING


@pytest.mark.parametrize(
    "change",
    [
        {"internal": True},
        {"options": {"com.docker.network.driver.mtu": "1400"}},
        {"ipamConfigs": [{"subnet": "10.0.1.0/24"}]},
        {"driver": "macvlan"},
    ],
)
def test_every_change_replaces_it(network: Stack, change: dict[str, object]) -> None:
    network.up({"name": "n", "options": {"com.docker.network.driver.mtu": "1450"}})
    assert (
        network.up({"name": "n", "options": {"com.docker.network.driver.mtu": "1450"}} | change)
        == Did.REPLACED
    )


def test_gone_it_is_made_again(network: Stack, engine: FakeEngine) -> None:
    network.up({"name": "n"})
    engine.networks.clear()
    network.refresh()
    assert network.up({"name": "n"}) == Did.CREATED


def test_a_refusal_names_the_network(network: Stack, engine: FakeEngine) -> None:
    engine.refusals["create"] = "Pool overlaps with other one on this address space"
    with pytest.raises(FailedError, match="Unable to create network n: Pool overlaps"):
        network.up({"name": "n"})


def test_deleting_waits_until_no_container_is_attached(
    network: Stack, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    network.up({"name": "n"})
    engine.refusals["remove"] = "error while removing network: network n has active endpoints"
    monkeypatch.setattr("time.sleep", lambda _seconds: engine.refusals.clear())
    network.delete()
    assert not engine.networks
