"""What a stack holds: of which host, and whether it is data."""

from ops.hosts import resources
from tests.ops.hosts.stacks import (
    CONTAINER,
    HOST,
    NETWORK,
    SERVER,
    VOLUME,
    Stack,
    app_host,
    data_host,
    own_disk_host,
    resource,
)  # fmt: skip

NETWORK_COMPONENT = resource("webhook-monitor:hosts:Network", "network")


def hosts_of(*items):
    found = resources.of(Stack(*items))
    return {(each.urn.split("::")[-1], each.type): each.host for each in found}


def test_a_resource_belongs_to_the_host_above_it_however_deep():
    assert hosts_of(*data_host()) == {
        ("data-1", HOST): "data-1",
        ("data-1-data", "webhook-monitor:hosts:Volume"): "data-1",
        ("data-1-data", VOLUME): "data-1",
        ("data-1", CONTAINER): "data-1",
    }


def test_what_hosts_share_belongs_to_none():
    stack = resource("pulumi:pulumi:Stack", "hosts-rehearsal")
    private = resource(NETWORK, "private", NETWORK_COMPONENT)
    assert set(hosts_of(stack, NETWORK_COMPONENT, private).values()) == {""}


def test_a_host_in_another_component_is_found():
    fleet = resource("webhook-monitor:hosts:Fleet", "fleet")
    host = resource(HOST, "app-1", fleet)
    assert hosts_of(fleet, host, resource(CONTAINER, "app-1", host))["app-1", CONTAINER] == "app-1"


def test_only_what_is_in_a_volume_component_is_data():
    found = resources.of(Stack(*app_host(), *data_host()))
    assert [each.urn.split("::")[-1] for each in found if each.is_data] == ["data-1-data"]
    disk = resource(VOLUME, "app-1-disk", app_host()[0])
    assert not any(each.is_data for each in resources.of(Stack(app_host()[0], disk)))


def test_components_and_the_stack_only_group_others():
    found = resources.of(Stack(resource("pulumi:pulumi:Stack", "hosts"), *data_host()))
    assert [each.type for each in found if not each.is_component] == [VOLUME, CONTAINER]


def test_protection_is_read_from_the_state():
    assert [each.protect for each in resources.of(Stack(*data_host()))] == [False, False, True, True]


def test_hosts_with_a_volume():
    found = resources.of(Stack(*app_host(), *data_host(), *own_disk_host(kind=SERVER)))
    assert resources.with_volumes(found) == {"data-1"}


def test_an_empty_stack():
    assert resources.of(Stack()) == []
