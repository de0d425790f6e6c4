"""Each environment is exactly these resources, and these facts are what others get to know."""

import pytest
from pulumi.output import Unknown

from infra.pulumi.components import addresses
from ops import environment
from ops.environment import Provider
from ops.hosts import facts
from ops.hosts.facts import Fact
from tests.infra.pulumi import fleets
from tests.ops.environment.variant import accepted

RESOURCES = {
    "production": """
        Firewall admin
        Firewall web
        Network private
        NetworkSubnet subnet
        Server app-1
        Server app-2
        Server data-1 protected
        ServerNetwork app-1
        ServerNetwork app-2
        ServerNetwork data-1
        SshKey ada
        Volume data-1-data protected
        VolumeAttachment data-1
        ZoneRrset a
        ZoneRrset aaaa
    """,
    "staging": """
        Firewall admin
        Firewall web
        Network private
        NetworkSubnet subnet
        Server all-1 protected
        ServerNetwork all-1
        SshKey ada
        ZoneRrset a
        ZoneRrset aaaa
    """,
    "rehearsal": """
        Container app-1
        Container app-2
        Container data-1 protected
        Network private
        Network public
        Volume app-1-disk
        Volume app-2-disk
        Volume data-1-data protected
        Volume data-1-disk
    """,
    "rehearsal-one": """
        Container all-1 protected
        Network private
        Network public
        Volume all-1-disk
    """,
}


def lines(recording):
    return [f"{each.type.split(':')[-1]} {each.name}{' protected' * each.protect}" for each in recording.made]


@pytest.mark.parametrize("name", fleets.NAMES)
def test_each_environment_is_exactly_these_resources(name, recorded):
    assert lines(recorded(name)) == [line.strip() for line in RESOURCES[name].strip().splitlines()]


@pytest.mark.parametrize("name", fleets.NAMES)
def test_a_preview_which_knows_no_id_yet_asks_for_the_same(name, recorded):
    preview = fleets.recorded(name, preview=True)
    assert lines(preview) == lines(recorded(name))
    assert all(isinstance(host["machine"], Unknown) for host in preview.outputs["hosts"])


@pytest.mark.parametrize("name", fleets.NAMES)
def test_each_resource_belongs_to_a_component(name, recorded):
    components = {each.urn for each in recorded(name).resources if each.is_component and each.parent}
    assert {each.parent for each in recorded(name).made} <= components


@pytest.mark.parametrize("name", fleets.NAMES)
def test_no_two_resources_have_one_urn(name, recorded):
    urns = [each.urn for each in recorded(name).resources]
    assert len(urns) == len(set(urns))


def test_every_environment_with_hosts_to_make_is_looked_at():
    made = (Provider.DOCKER, Provider.HETZNER)
    assert {n for n in environment.names() if environment.load(n).provider in made} == set(fleets.NAMES)


class TestFacts:
    def test_of_rented_hosts_are_what_the_provider_gave(self, production):
        app, _, data = facts.parse(production.outputs["hosts"])
        assert app == Fact(
            name="app-1",
            roles=("edge", "app", "manager"),
            public_address=f"203.0.113.{app.machine}",
            private_address=production["ServerNetwork", "app-1"].inputs["ip"],
            machine=app.machine,
        )
        assert data.data_device.startswith("/dev/disk/by-id/scsi-0HC_Volume_")

    def test_of_containers_are_the_addresses_they_were_given(self, rehearsal):
        for fact in facts.parse(rehearsal.outputs["hosts"]):
            attached = rehearsal["Container", fact.name].inputs["networksAdvanced"]
            assert [fact.public_address, fact.private_address] == [each["ipv4Address"] for each in attached]
            assert fact.data_device is None

    @pytest.mark.parametrize("name", fleets.NAMES)
    def test_come_in_the_order_of_the_file(self, name, recorded):
        known = facts.parse(recorded(name).outputs["hosts"])
        described = environment.load(name).hosts
        assert [fact.name for fact in known] == [host.name for host in described]
        assert [fact.roles for fact in known] == [host.roles for host in described]

    def test_nothing_else_is_an_output(self, production):
        assert production.outputs.keys() == {"hosts"}


class TestExisting:
    def test_makes_nothing(self):
        assert fleets.made(fleets.existing()).made == []

    def test_facts_are_what_the_file_says(self):
        assert facts.parse(fleets.made(fleets.existing()).outputs["hosts"]) == [
            Fact("app-1", ("edge", "app", "manager"), "198.51.100.4", "198.51.100.4", "198.51.100.4"),
            Fact("app-2", ("app", "manager"), "198.51.100.5", "198.51.100.5", "198.51.100.5"),
            Fact("data-1", ("data", "monitor", "manager"), "198.51.100.6", "10.20.0.9", "198.51.100.6"),
        ]


def test_a_host_that_joins_changes_nothing_of_the_others(production):
    larger = fleets.made(
        accepted(("app-2  =", 'app-0 = { size = "cx23", roles = ["app"] }\napp-2  ='), ("= 45", "= 90"))
    )
    for name in ("app-1", "app-2", "data-1"):
        before, after = production["ServerNetwork", name], larger["ServerNetwork", name]
        assert before.inputs["ip"] == after.inputs["ip"]
    assert len(larger.of("Server")) == 4


def test_private_addresses_are_those_of_the_names(production):
    described = environment.load("production")
    numbers = addresses.numbers([host.name for host in described.hosts], described.network)
    assert {each.name: each.inputs["ip"] for each in production.of("ServerNetwork")} == {
        name: str(described.network[number]) for name, number in numbers.items()
    }
