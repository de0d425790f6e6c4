"""The token: asked for before anything is planned, and never said again."""

import pytest
from pulumi.runtime.proto import provider_pb2 as pb

from infra.pulumi.offline.wire import dump

TOKEN = "a" * 64


@pytest.fixture
def configure(provider, refused, monkeypatch):
    """Configure the provider; return what it said against it."""

    def run(config, environment=""):
        from tests.infra.pulumi.offline.hcloud.conftest import Context

        monkeypatch.setenv("HCLOUD_TOKEN", environment)
        checked = provider.served.CheckConfig(pb.CheckRequest(news=dump(config)), Context())
        if checked.failures:
            return checked.failures[0].reason
        try:
            provider.served.Configure(pb.ConfigureRequest(args=dump(config)), Context())
        except refused as refusal:
            return str(refusal)
        return ""

    return run


@pytest.mark.parametrize(("config", "environment"), [({"token": TOKEN}, ""), ({}, TOKEN)])
def test_it_comes_from_the_config_or_the_environment(configure, config, environment):
    assert configure(config, environment) == ""


def test_without_one_nothing_is_planned(configure):
    assert configure({}).startswith("offline stand-in for pulumi-hcloud: Missing Hetzner Cloud API token")


@pytest.mark.parametrize(("config", "environment"), [({"token": "short"}, ""), ({}, "short")])
def test_one_of_another_length_is_refused_without_repeating_it(configure, config, environment):
    said = configure(config, environment)
    assert said.endswith("entered token is invalid (must be exactly 64 characters long)")
    assert "short" not in said
