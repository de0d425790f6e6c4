"""What testssl.sh, which others wrote, says of the edge: no finding above low."""

import json

import pytest

from core.topology import Label, Owner
from infra.pulumi.rehearsal import image
from ops.environment import Role
from ops.provision import pebble
from tests.rehearsal.provision.world import World

HARMLESS = {"OK", "INFO", "LOW", "WARN"}
"""WARN is what testssl.sh could not try, such as pages while no app serves them."""

PEBBLES_OWN = {"cert_revocation"}
"""Its certificates name no list of those that are revoked; Let's Encrypt's do."""

AUDIT = """
    apt-get -q update >/dev/null && apt-get -q install --yes --no-install-recommends testssl.sh >/dev/null &&
    printf %s "$ROOTS" >/root/roots.pem &&
    testssl --quiet --color 0 --warnings batch --add-ca /root/roots.pem --ip "$ADDRESS" \
      --jsonfile /root/found.json "https://$DOMAIN" >/dev/null; cat /root/found.json
"""


@pytest.fixture
def found(fleet, engine):
    """Give what a stranger on the internet finds."""
    edge = next(fact for fact in fleet.facts if Role.EDGE in fact.roles)
    world = World(fleet.environment, edge.public_address)
    world.wait()
    domain = fleet.environment.domain
    container = engine.create_container(
        image.name(), ["sh", "-c", AUDIT], labels={Label.OWNER.value: Owner.REHEARSAL.value},
        environment={"ROOTS": world.roots, "ADDRESS": edge.public_address, "DOMAIN": domain},
        host_config=engine.create_host_config(
            network_mode=pebble.network(fleet.environment), extra_hosts={domain: edge.public_address}
        ),
    )  # fmt: skip
    try:
        engine.start(container)
        engine.wait(container, timeout=900)
        said = engine.logs(container, stderr=False).decode()
    finally:
        engine.remove_container(container, force=True)
    return json.loads(said[said.index("[") :])


@pytest.mark.long
def test_nothing_is_worse_than_low(found):
    bad = [each for each in found if each["severity"] not in HARMLESS and each["id"] not in PEBBLES_OWN]
    assert bad == []
    assert len(found) > 100
