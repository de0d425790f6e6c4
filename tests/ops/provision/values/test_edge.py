"""The edge is told what the environment says, and nothing twice."""

from pathlib import Path

import pytest
import yaml

from core.topology import OVERLAY_NETWORK, Port
from ops import environment, versions
from ops.bootstrap import ROOT
from ops.hosts.facts import Fact
from ops.provision.values import edge

SPECS = ROOT / "ansible/roles/edge/meta/argument_specs.yml"
HOST = Fact("app-1", ("edge",), "198.18.77.10", "10.77.0.10", "m1")


def told(name):
    return edge.values(environment.load(name), [HOST], HOST)


@pytest.mark.parametrize("name", environment.names())
def test_all_that_the_role_asks_for_is_said_and_nothing_else(name):
    asked = yaml.safe_load(SPECS.read_text())["argument_specs"]["main"]["options"]
    assert told(name).keys() == asked.keys()
    assert all(option["required"] and "default" not in option for option in asked.values())


def test_the_world_is_certified_by_lets_encrypt():
    values = told("production")
    assert values["edge_acme_directory"] == "https://acme-v02.api.letsencrypt.org/directory"
    assert values["edge_acme_root"] == ""
    assert values["edge_contact"] == "ops@example.com"
    assert values["edge_domain"] == environment.load("production").domain


def test_rehearsal_is_certified_by_pebble_on_the_network_that_plays_the_internet():
    values = told("rehearsal")
    assert values["edge_acme_directory"] == "https://198.18.77.9:14000/dir"
    assert Path(values["edge_acme_root"]).name == "acme.pem"


def test_rehearsals_certificates_of_minutes_are_looked_at_in_time():
    assert (told("rehearsal")["edge_renew_interval"], told("production")["edge_renew_interval"]) == (
        "10s",
        "10m",
    )


def test_apps_are_found_on_the_overlay():
    values = told("staging")
    assert values["edge_network"] == OVERLAY_NETWORK
    assert (values["edge_api_port"], values["edge_web_port"]) == (Port.API.value, Port.WEB.value)


def test_there_is_a_wheel_for_each_kind_of_machine():
    values = told("production")
    assert set(values["edge_wheels"]) == {"x86_64", "aarch64"}
    assert all(versions.CADDY in Path(wheel).name for wheel in values["edge_wheels"].values())
