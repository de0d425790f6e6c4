"""What the hosts program knows besides the environment."""

import json

import pytest

from infra.pulumi.components.identity import Identity
from infra.pulumi.hosts import origin
from infra.pulumi.rehearsal import checkout, image, operator_key, resolvers
from ops import environment
from ops.errors import UsageError
from tests.infra.pulumi.recorder import record

CANARY = "canary-5f3e"


def refusal(monkeypatch, config):
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps(config))
    with pytest.raises(UsageError) as caught:
        record(origin.refuse_config, "production")
    return str(caught.value)


class TestConfig:
    @pytest.mark.parametrize("config", [None, "{}"])
    def test_none_is_right(self, monkeypatch, config):
        monkeypatch.delenv("PULUMI_CONFIG", raising=False)
        if config is not None:
            monkeypatch.setenv("PULUMI_CONFIG", config)
        record(origin.refuse_config)

    def test_any_is_refused_by_its_key_and_never_by_its_value(self, monkeypatch):
        said = refusal(monkeypatch, {"hosts:size": CANARY, "hcloud:token": CANARY})
        assert said.startswith("Pulumi.production.yaml: config hcloud:token, hosts:size: ")
        assert CANARY not in said

    def test_it_says_where_things_are_described_and_what_to_type(self, monkeypatch):
        said = refusal(monkeypatch, {"hcloud:token": CANARY})
        assert "environments/production.toml" in said
        assert "HCLOUD_TOKEN" in said
        assert said.endswith("type: pulumi config rm hcloud:token")


class TestIdentity:
    def test_has_the_checkouts_id_on_an_engine_that_others_use(self, monkeypatch):
        monkeypatch.setattr(checkout, "identifier", lambda: "1a2b3c")
        assert origin.identity(environment.load("rehearsal")) == Identity("rehearsal", "1a2b3c")

    def test_has_none_where_the_provider_is_ones_own(self):
        assert origin.identity(environment.load("production")) == Identity("production")


class TestSeed:
    @pytest.fixture
    def builds(self, monkeypatch):
        """Count the builds of the image, which is there without one."""
        counted = []
        monkeypatch.setattr(image, "ensure", counted.append)
        monkeypatch.setattr(operator_key, "public", lambda: "ssh-ed25519 AAAA this machine")
        monkeypatch.setattr(resolvers, "reachable", lambda: ["192.0.2.53"])
        return counted

    def test_of_a_rented_host_is_the_providers_debian_and_people(self, builds):
        described = environment.load("production")
        seed = origin.seed(described)
        assert (seed.image, seed.people, seed.resolvers) == ("debian-13", described.people, ())
        assert builds == []

    def test_of_a_container_is_our_image_this_machines_key_too_and_its_resolvers(self, builds):
        seed = origin.seed(environment.load("rehearsal"))
        assert seed.image == image.name()
        assert list(seed.people) == ["ada", "this machine"]
        assert seed.resolvers == ["192.0.2.53"]
        assert len(builds) == 1

    def test_a_preview_builds_nothing(self, builds):
        record(lambda: origin.seed(environment.load("rehearsal")), "rehearsal", preview=True)
        assert builds == []
