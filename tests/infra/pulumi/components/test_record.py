"""DNS: the domain is at the edge host, in a zone that is not ours."""

from tests.infra.pulumi import fleets
from tests.ops.environment.variant import accepted


def test_the_domain_is_the_edges_public_address(production):
    edge = production.outputs["hosts"][0]
    assert production["ZoneRrset", "a"].inputs == {
        "zone": "example.com",
        "name": "hooks",
        "type": "A",
        "ttl": 60,
        "records": [{"value": edge["public_address"]}],
        "labels": {"owner": "hosts", "environment": "production"},
    }


def test_by_ipv6_too(production):
    made = production["ZoneRrset", "aaaa"].inputs
    assert made["type"] == "AAAA"
    assert [each["value"].startswith("2001:db8::") for each in made["records"]] == [True]


def test_a_zone_may_be_named_that_is_further_up():
    deep = accepted(('"hooks.example.com"', '"hooks.eu.example.com"\nzone = "example.com"'))
    assert fleets.made(deep)["ZoneRrset", "a"].inputs["name"] == "hooks.eu"
    assert fleets.made(deep)["ZoneRrset", "a"].inputs["zone"] == "example.com"


def test_a_domain_that_is_its_zone_has_hetzners_name_for_that():
    bare = accepted(('"hooks.example.com"', '"example.com"\nzone = "example.com"'))
    assert fleets.made(bare)["ZoneRrset", "a"].inputs["name"] == "@"


def test_without_a_zone_of_ours_there_is_none():
    assert fleets.made(accepted(('"fsn1"', '"fsn1"\nzone = ""'))).of("ZoneRrset") == []


def test_rehearsal_has_none(rehearsal):
    assert rehearsal.of("ZoneRrset") == []
